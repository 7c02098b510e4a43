// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/export/zstd_stream.h"

#include <array>
#include <zstd.h>

namespace millrace {

namespace {

struct ContextCloser {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

class ZstdCompressor final : public Compressor {
public:
    bool begin()
    {
        m_context.reset(ZSTD_createCCtx());
        return m_context && ZSTD_isError(ZSTD_CCtx_setParameter(m_context.get(), ZSTD_c_checksumFlag, 1)) == 0;
    }

    Status add(std::string_view text, End end, std::string& out) override
    {
        std::array<char, 65536> chunk;
        ZSTD_inBuffer input = {text.data(), text.size(), 0};
        const ZSTD_EndDirective directive = end == End::Member ? ZSTD_e_end : ZSTD_e_flush;
        for (size_t left = 1; left != 0;) {
            ZSTD_outBuffer output = {chunk.data(), chunk.size(), 0};
            left = ZSTD_compressStream2(m_context.get(), &output, &input, directive);
            if (ZSTD_isError(left) != 0) {
                return makeError(ErrorCode::kIoWrite, std::string("zstd cannot compress: ") + ZSTD_getErrorName(left));
            }
            out.append(chunk.data(), output.pos);
        }
        return {};
    }

private:
    std::unique_ptr<ZSTD_CCtx, ContextCloser> m_context;
};

class ZstdDecompressor final : public Decompressor {
public:
    bool begin()
    {
        m_context.reset(ZSTD_createDCtx());
        return m_context != nullptr;
    }

    Result<Stop> read(std::string_view& bytes, std::string& text) override
    {
        std::array<char, kStepBytes> chunk;
        ZSTD_inBuffer input = {bytes.data(), bytes.size(), 0};
        ZSTD_outBuffer output = {chunk.data(), chunk.size(), 0};
        const size_t left = ZSTD_decompressStream(m_context.get(), &output, &input);
        bytes.remove_prefix(input.pos);
        text.append(chunk.data(), output.pos);
        if (ZSTD_isError(left) != 0) {
            return makeError(ErrorCode::kIoRead, std::string("the zstd data is damaged: ") + ZSTD_getErrorName(left));
        }
        if (left == 0) {
            return Stop::MemberEnds;
        }
        return output.pos == output.size ? Stop::Full : Stop::NeedsInput;
    }

private:
    std::unique_ptr<ZSTD_DCtx, ContextCloser> m_context;
};

} // namespace

Result<std::unique_ptr<Compressor>> makeZstdCompressor()
{
    auto compressor = std::make_unique<ZstdCompressor>();
    if (!compressor->begin()) {
        return makeError(ErrorCode::kIoWrite, "no memory to compress with");
    }
    return std::unique_ptr<Compressor>(std::move(compressor));
}

Result<std::unique_ptr<Decompressor>> makeZstdDecompressor()
{
    auto decompressor = std::make_unique<ZstdDecompressor>();
    if (!decompressor->begin()) {
        return makeError(ErrorCode::kIoRead, "no memory to decompress with");
    }
    return std::unique_ptr<Decompressor>(std::move(decompressor));
}

} // namespace millrace
