// SPDX-License-Identifier: GPL-3.0-or-later
// Patterns of LIKE: `%` is any text, `_` one code point.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

class LikePattern {
public:
    /// Nothing when an escape character does not stand before `%`, `_` or itself. `escape` may be empty (none).
    static std::optional<LikePattern> compile(std::string_view pattern, std::string_view escape);

    bool matches(std::string_view text) const;

private:
    /// A literal, preceded by `skipped` single characters and, maybe, by any text.
    struct Piece {
        std::string literal;
        size_t skipped = 0;
        bool isFloating = false;
    };

    bool matchesFrom(std::string_view text) const;
    static bool matchesPiece(std::string_view text, const Piece& piece, size_t& used);

    std::vector<Piece> m_pieces; ///< the last one may have an empty literal
    bool m_endsOpen = false;     ///< the pattern ends in `%`
};

} // namespace millrace
