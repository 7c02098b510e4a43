// SPDX-License-Identifier: GPL-3.0-or-later
// Finds where a JSON value ends in a stream of bytes, without parsing it.
#pragma once

#include <cstddef>
#include <string_view>

namespace millrace {

/// Follows brackets and strings of one value that starts with `{` or `[`, in as many pieces as the bytes
/// come. It gives up early where no JSON can be (two values without a comma, a line end inside a string),
/// so that one broken record does not swallow those after it. Not thread-safe.
class JsonFramer {
public:
    enum class State {
        NeedMore,  ///< the value goes on after these bytes
        Complete,  ///< `end` is the position after it
        Malformed, ///< no JSON value; `end` is where the next one may start
    };
    struct Frame {
        State state;
        size_t end;
    };
    static constexpr int kMaxDepth = 128;

    /// Starts a new value.
    void reset() { *this = JsonFramer(); }
    /// Looks at text[from..]; `from` is where the last call stopped: the size it was given then.
    Frame advance(std::string_view text, size_t from);
    /// True once the value is known to be broken and its end is being looked for.
    bool isSkipping() const { return m_isSkipping; }

private:
    enum class Last { Opening, Separator, Value };

    size_t passString(std::string_view text, size_t at);
    bool open(char bracket);
    Frame skipLine(std::string_view text, size_t from);

    int m_depth = 0;
    Last m_last = Last::Opening;
    bool m_inString = false;
    bool m_isEscaped = false;
    bool m_isSkipping = false;
};

} // namespace millrace
