// SPDX-License-Identifier: GPL-3.0-or-later
// The bytes behind a request's head, freed from their framing.
#pragma once

#include "engine/server/http_request.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace millrace::server {

/// Decodes a body of known length or in chunks, whatever the pieces it comes in. Chunk extensions and trailers are
/// passed over. Any thread. Not Boost.Beast's parser, which asserts on some malformed trailers.
class BodyDecoder {
public:
    /// Framing in a row: the line before a chunk, or the trailer. More is refused.
    static constexpr size_t kMaxFramingBytes = size_t{16} << 10;

    explicit BodyDecoder(const HttpRequest& request);

    bool isComplete() const { return m_phase == Phase::Complete; }
    /// The framing is broken; nothing can be read from the connection any more.
    bool hasFailed() const { return m_phase == Phase::Failed; }
    /// Of a body of known length what is still to come; such bytes may be read straight into where they belong, and are
    /// then told by skip(). 0 of a chunked body.
    uint64_t plainBytes() const { return m_phase == Phase::Plain ? m_remaining : 0; }
    void skip(uint64_t plainBytes);
    /// Decodes the start of `input`, appends its data to `out`, and returns how much of the input is used up: all of
    /// it, but for what follows a complete body.
    size_t decode(std::string_view input, std::string& out);

private:
    enum class Phase : uint8_t {
        Plain,
        Size,      ///< hexadecimal digits of a chunk's size
        Extension, ///< from ';' to the line's end
        SizeEnd,   ///< line feed of the same
        Data,
        DataEnd,      ///< carriage return behind the data
        DataLineFeed, ///< line feed of the same
        TrailerBegin, ///< of a line
        TrailerLine,
        TrailerLineFeed,
        LastLineFeed, ///< of the empty line behind the trailer
        Complete,
        Failed,
    };

    Phase afterFraming(char byte);
    Phase afterSizeDigit(char digit);

    Phase m_phase = Phase::Complete;
    uint64_t m_remaining = 0;  ///< bytes of data until the next framing; the size while its digits come
    size_t m_framingBytes = 0; ///< in a row
    bool m_hasDigits = false;
};

} // namespace millrace::server
