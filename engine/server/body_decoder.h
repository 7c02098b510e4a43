// SPDX-License-Identifier: GPL-3.0-or-later
// The bytes behind a request's head, freed from their framing.
#pragma once

#include "engine/server/http_request.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace millrace::server {

/// Decodes a body of known length or in chunks, whatever the pieces it comes in. Any thread.
class BodyDecoder {
public:
    /// Framing in a row: the line before a chunk, or the trailer. More is refused.
    static constexpr size_t kMaxFramingBytes = size_t{16} << 10;

    explicit BodyDecoder(const HttpRequest& request);
    ~BodyDecoder();
    BodyDecoder(BodyDecoder&&) noexcept;
    BodyDecoder& operator=(BodyDecoder&&) noexcept;

    bool isComplete() const { return m_isComplete; }
    /// The framing is broken; nothing can be read from the connection any more.
    bool hasFailed() const { return m_hasFailed; }
    /// Of a body of known length what is still to come; such bytes may be read straight into where they belong, and are
    /// then told by skip(). 0 of a chunked body.
    uint64_t plainBytes() const { return m_plainBytes; }
    void skip(uint64_t plainBytes);
    /// Decodes the start of `input`, appends its data to `out`, and returns how much of the input is used up. What is
    /// not has to come again, with more behind it; what follows a complete body is left.
    size_t decode(std::string_view input, std::string& out);

private:
    struct Chunks;

    std::unique_ptr<Chunks> m_chunks; ///< null for a known length
    uint64_t m_plainBytes = 0;
    bool m_isComplete = false;
    bool m_hasFailed = false;
};

} // namespace millrace::server
