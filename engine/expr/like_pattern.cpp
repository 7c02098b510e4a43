// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/expr/like_pattern.h"

#include "engine/expr/code_points.h"

namespace millrace {

std::optional<LikePattern> LikePattern::compile(std::string_view pattern, std::string_view escape)
{
    LikePattern compiled;
    Piece piece;
    auto finishLiteral = [&] {
        if (!piece.literal.empty()) {
            compiled.m_pieces.push_back(std::move(piece));
            piece = Piece{};
        }
    };
    for (size_t at = 0; at < pattern.size();) {
        const std::string_view rest = pattern.substr(at);
        const std::string_view point = firstCodePoints(rest, 1);
        at += point.size();
        if (!escape.empty() && point == escape) {
            const std::string_view escaped = firstCodePoints(pattern.substr(at), 1);
            if (escaped != "%" && escaped != "_" && escaped != escape) {
                return std::nullopt;
            }
            piece.literal += escaped;
            at += escaped.size();
        } else if (point == "%" || point == "_") {
            finishLiteral();
            piece.isFloating = piece.isFloating || point == "%";
            piece.skipped += point == "_" ? 1 : 0;
        } else {
            piece.literal += point;
        }
    }
    // What follows the last literal: `_` must be there, `%` leaves the end open.
    if (!piece.literal.empty() || piece.skipped != 0) {
        const bool isOpen = piece.literal.empty() && piece.isFloating;
        compiled.m_endsOpen = isOpen;
        if (isOpen) {
            piece.isFloating = false;
        }
        compiled.m_pieces.push_back(std::move(piece));
    } else {
        compiled.m_endsOpen = piece.isFloating;
    }
    return compiled;
}

/// Matches a piece at the very start of the text; `used` gets its bytes.
bool LikePattern::matchesPiece(std::string_view text, const Piece& piece, size_t& used)
{
    size_t offset = 0;
    for (size_t i = 0; i < piece.skipped; ++i) {
        if (offset == text.size()) {
            return false;
        }
        offset += firstCodePoints(text.substr(offset), 1).size();
    }
    if (text.substr(offset, piece.literal.size()) != piece.literal) {
        return false;
    }
    used = offset + piece.literal.size();
    return true;
}

/// Greedy: each floating piece is taken where it first occurs, since the `%` before the next one covers the rest;
/// pieces bound to it move along when they do not fit.
bool LikePattern::matchesFrom(std::string_view text) const
{
    size_t next = 0;                       // the piece to match
    size_t retryPiece = std::string::npos; // the last floating piece
    std::string_view retryText;            // where it may start next
    for (;;) {
        size_t used = 0;
        if (next == m_pieces.size()) {
            if (m_endsOpen || text.empty()) {
                return true;
            }
        } else if (m_pieces[next].isFloating && retryPiece != next) {
            retryPiece = next;
            retryText = text;
            if (matchesPiece(text, m_pieces[next], used)) {
                text.remove_prefix(used);
                ++next;
                continue;
            }
        } else if (matchesPiece(text, m_pieces[next], used)) {
            text.remove_prefix(used);
            ++next;
            continue;
        }
        if (retryPiece == std::string::npos || retryText.empty()) {
            return false;
        }
        // Move the last floating piece to where its literal occurs next.
        const Piece& piece = m_pieces[retryPiece];
        retryText.remove_prefix(firstCodePoints(retryText, 1).size());
        if (piece.skipped == 0) {
            const size_t found = retryText.find(piece.literal);
            if (found == std::string_view::npos) {
                return false;
            }
            retryText.remove_prefix(found);
        }
        text = retryText;
        next = retryPiece;
    }
}

bool LikePattern::matches(std::string_view text) const
{
    if (m_pieces.empty()) {
        return m_endsOpen || text.empty();
    }
    const Piece& first = m_pieces[0];
    if (m_pieces.size() == 1 && first.skipped == 0) {
        if (!first.isFloating) {
            return m_endsOpen ? text.substr(0, first.literal.size()) == first.literal : text == first.literal;
        }
        if (m_endsOpen) {
            return text.find(first.literal) != std::string_view::npos;
        }
        return text.size() >= first.literal.size() && text.substr(text.size() - first.literal.size()) == first.literal;
    }
    return matchesFrom(text);
}

} // namespace millrace
