// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/export/gzip_stream.h"

#include <algorithm>
#include <array>
#include <zlib.h>

namespace millrace {

namespace {

constexpr int kGzipWindowBits = 15 + 16; // 16: with the header and trailer of gzip
constexpr int kMemoryLevel = 8;

class GzipCompressor final : public Compressor {
public:
    ~GzipCompressor() override { deflateEnd(&m_stream); }
    bool begin()
    {
        return deflateInit2(&m_stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzipWindowBits, kMemoryLevel,
                            Z_DEFAULT_STRATEGY) == Z_OK;
    }

    Status add(std::string_view text, End end, std::string& out) override
    {
        std::array<char, 65536> chunk;
        const int flush = end == End::Member ? Z_FINISH : Z_SYNC_FLUSH;
        for (bool isDone = false; !isDone;) {
            const size_t part = std::min<size_t>(text.size(), size_t{1} << 30); // zlib counts in 32 bits
            const bool isLastPart = part == text.size();
            m_stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data())); // zlib does not write to it
            m_stream.avail_in = static_cast<uInt>(part);
            m_stream.next_out = reinterpret_cast<Bytef*>(chunk.data());
            m_stream.avail_out = static_cast<uInt>(chunk.size());
            const int result = deflate(&m_stream, isLastPart ? flush : Z_NO_FLUSH);
            if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) {
                return makeError(ErrorCode::kIoWrite, "zlib cannot compress: " + std::to_string(result));
            }
            out.append(chunk.data(), chunk.size() - m_stream.avail_out);
            text.remove_prefix(part - m_stream.avail_in);
            const bool isFlushed = text.empty() && m_stream.avail_out != 0;
            isDone = end == End::Member ? result == Z_STREAM_END : isFlushed;
        }
        if (end == End::Member) {
            deflateReset(&m_stream);
        }
        return {};
    }

private:
    z_stream m_stream = {};
};

class GzipDecompressor final : public Decompressor {
public:
    ~GzipDecompressor() override { inflateEnd(&m_stream); }
    bool begin() { return inflateInit2(&m_stream, kGzipWindowBits) == Z_OK; }

    Result<Stop> read(std::string_view& bytes, std::string& text) override
    {
        std::array<char, kStepBytes> chunk;
        const size_t part = std::min<size_t>(bytes.size(), size_t{1} << 30);
        m_stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data())); // zlib does not write to it
        m_stream.avail_in = static_cast<uInt>(part);
        m_stream.next_out = reinterpret_cast<Bytef*>(chunk.data());
        m_stream.avail_out = static_cast<uInt>(chunk.size());
        const int result = inflate(&m_stream, Z_NO_FLUSH);
        bytes.remove_prefix(part - m_stream.avail_in);
        text.append(chunk.data(), chunk.size() - m_stream.avail_out);
        if (result == Z_STREAM_END) {
            inflateReset(&m_stream);
            return Stop::MemberEnds;
        }
        if (result != Z_OK && result != Z_BUF_ERROR) {
            return makeError(ErrorCode::kIoRead, "the gzip data is damaged");
        }
        return m_stream.avail_out == 0 ? Stop::Full : Stop::NeedsInput;
    }

private:
    z_stream m_stream = {};
};

} // namespace

Result<std::unique_ptr<Compressor>> makeGzipCompressor()
{
    auto compressor = std::make_unique<GzipCompressor>();
    if (!compressor->begin()) {
        return makeError(ErrorCode::kIoWrite, "no memory to compress with");
    }
    return std::unique_ptr<Compressor>(std::move(compressor));
}

Result<std::unique_ptr<Decompressor>> makeGzipDecompressor()
{
    auto decompressor = std::make_unique<GzipDecompressor>();
    if (!decompressor->begin()) {
        return makeError(ErrorCode::kIoRead, "no memory to decompress with");
    }
    return std::unique_ptr<Decompressor>(std::move(decompressor));
}

} // namespace millrace
