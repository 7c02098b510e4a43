// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/server/body_decoder.h"

#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>

#include <algorithm>
#include <limits>

namespace millrace::server {

namespace http = boost::beast::http;

struct BodyDecoder::Chunks {
    http::request_parser<http::buffer_body> parser;
};

BodyDecoder::BodyDecoder(const HttpRequest& request)
{
    if (!request.isChunked) {
        m_plainBytes = request.contentLength.value_or(0);
        m_isComplete = m_plainBytes == 0;
        return;
    }
    m_chunks = std::make_unique<Chunks>();
    // The head was judged by parseRequestHead(); this parser begins behind one that says only "chunks follow".
    constexpr std::string_view kHead = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
    m_chunks->parser.body_limit(std::numeric_limits<uint64_t>::max());
    boost::beast::error_code error;
    m_chunks->parser.put(boost::asio::const_buffer(kHead.data(), kHead.size()), error);
    m_chunks->parser.eager(true);
}

BodyDecoder::~BodyDecoder() = default;
BodyDecoder::BodyDecoder(BodyDecoder&&) noexcept = default;
BodyDecoder& BodyDecoder::operator=(BodyDecoder&&) noexcept = default;

void BodyDecoder::skip(uint64_t plainBytes)
{
    m_plainBytes -= plainBytes;
    m_isComplete = m_plainBytes == 0;
}

size_t BodyDecoder::decode(std::string_view input, std::string& out)
{
    if (m_isComplete || m_hasFailed) {
        return 0;
    }
    if (!m_chunks) {
        const size_t taken = static_cast<size_t>(std::min<uint64_t>(m_plainBytes, input.size()));
        out.append(input.substr(0, taken));
        skip(taken);
        return taken;
    }
    const size_t before = out.size();
    out.resize(before + input.size()); // the data in the input is less than the input
    http::buffer_body::value_type& body = m_chunks->parser.get().body();
    body.data = out.data() + before;
    body.size = input.size();
    body.more = true;
    boost::beast::error_code error;
    const size_t used = m_chunks->parser.put(boost::asio::const_buffer(input.data(), input.size()), error);
    out.resize(out.size() - body.size);
    m_isComplete = m_chunks->parser.is_done();
    const bool isFraming = error == http::error::need_more || error == http::error::need_buffer || !error;
    m_hasFailed = !m_isComplete && (!isFraming || (used == 0 && input.size() > kMaxFramingBytes));
    return used;
}

} // namespace millrace::server
