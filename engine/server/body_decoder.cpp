// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/server/body_decoder.h"

#include <algorithm>

namespace millrace::server {

namespace {

/// What may stand in a chunk's extension or in a trailer.
bool isLineByte(char byte)
{
    return (static_cast<unsigned char>(byte) >= 0x20 && byte != 0x7f) || byte == '\t';
}

} // namespace

BodyDecoder::BodyDecoder(const HttpRequest& request)
{
    if (request.isChunked) {
        m_phase = Phase::Size;
        return;
    }
    m_remaining = request.contentLength.value_or(0);
    m_phase = m_remaining == 0 ? Phase::Complete : Phase::Plain;
}

void BodyDecoder::skip(uint64_t plainBytes)
{
    m_remaining -= plainBytes;
    m_phase = m_remaining == 0 ? Phase::Complete : Phase::Plain;
}

size_t BodyDecoder::decode(std::string_view input, std::string& out)
{
    size_t used = 0;
    while (used < input.size() && m_phase != Phase::Complete && m_phase != Phase::Failed) {
        if (m_phase != Phase::Plain && m_phase != Phase::Data) {
            m_phase = ++m_framingBytes > kMaxFramingBytes ? Phase::Failed : afterFraming(input[used]);
            ++used;
            continue;
        }
        const size_t size = static_cast<size_t>(std::min<uint64_t>(m_remaining, input.size() - used));
        out.append(input.substr(used, size));
        used += size;
        m_remaining -= size;
        m_framingBytes = 0;
        if (m_remaining == 0) {
            m_phase = m_phase == Phase::Plain ? Phase::Complete : Phase::DataEnd;
        }
    }
    return used;
}

BodyDecoder::Phase BodyDecoder::afterFraming(char byte)
{
    switch (m_phase) {
    case Phase::Size: return afterSizeDigit(byte);
    case Phase::Extension: return byte == '\r' ? Phase::SizeEnd : isLineByte(byte) ? Phase::Extension : Phase::Failed;
    case Phase::SizeEnd:
        m_hasDigits = false;
        return byte != '\n' ? Phase::Failed : m_remaining == 0 ? Phase::TrailerBegin : Phase::Data;
    case Phase::DataEnd: return byte == '\r' ? Phase::DataLineFeed : Phase::Failed;
    case Phase::DataLineFeed: return byte == '\n' ? Phase::Size : Phase::Failed;
    case Phase::TrailerBegin:
        return byte == '\r' ? Phase::LastLineFeed : isLineByte(byte) ? Phase::TrailerLine : Phase::Failed;
    case Phase::TrailerLine:
        return byte == '\r' ? Phase::TrailerLineFeed : isLineByte(byte) ? Phase::TrailerLine : Phase::Failed;
    case Phase::TrailerLineFeed: return byte == '\n' ? Phase::TrailerBegin : Phase::Failed;
    case Phase::LastLineFeed: return byte == '\n' ? Phase::Complete : Phase::Failed;
    case Phase::Plain:
    case Phase::Data:
    case Phase::Complete:
    case Phase::Failed: break;
    }
    return m_phase;
}

BodyDecoder::Phase BodyDecoder::afterSizeDigit(char digit)
{
    const int value = hexDigit(digit);
    if (value >= 0) {
        constexpr uint64_t kHighest = ~uint64_t{0} >> 4U;
        if (m_remaining > kHighest) {
            return Phase::Failed;
        }
        m_remaining = m_remaining * 16 + static_cast<uint64_t>(value);
        m_hasDigits = true;
        return Phase::Size;
    }
    if (!m_hasDigits) {
        return Phase::Failed;
    }
    // Blanks before an extension are allowed by the older of the two standards.
    const bool beginsExtension = digit == ';' || digit == ' ' || digit == '\t';
    return digit == '\r' ? Phase::SizeEnd : beginsExtension ? Phase::Extension : Phase::Failed;
}

} // namespace millrace::server
