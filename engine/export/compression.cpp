// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/export/compression.h"

#include "engine/export/gzip_stream.h"
#include "engine/export/zstd_stream.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>

namespace millrace {

namespace {

struct FileCloser {
    void operator()(std::FILE* file) const { std::fclose(file); }
};

} // namespace

const char* nameOf(Compression compression)
{
    switch (compression) {
    case Compression::None: return "none";
    case Compression::Gzip: return "gzip";
    case Compression::Zstd: return "zstd";
    }
    return "";
}

std::string_view suffixOf(Compression compression)
{
    switch (compression) {
    case Compression::None: return "";
    case Compression::Gzip: return ".gz";
    case Compression::Zstd: return ".zst";
    }
    return "";
}

Compression compressionOfName(std::string_view path)
{
    for (const Compression compression : {Compression::Gzip, Compression::Zstd}) {
        if (path.ends_with(suffixOf(compression))) {
            return compression;
        }
    }
    return Compression::None;
}

Compression compressionOfBytes(std::string_view firstOfAFile)
{
    if (firstOfAFile.starts_with("\x1f\x8b")) {
        return Compression::Gzip;
    }
    return firstOfAFile.starts_with("\x28\xb5\x2f\xfd") ? Compression::Zstd : Compression::None;
}

Result<std::unique_ptr<Compressor>> makeCompressor(Compression compression)
{
    switch (compression) {
    case Compression::None: break;
    case Compression::Gzip: return makeGzipCompressor();
    case Compression::Zstd: return makeZstdCompressor();
    }
    return std::unique_ptr<Compressor>();
}

Result<std::unique_ptr<Decompressor>> makeDecompressor(Compression compression)
{
    switch (compression) {
    case Compression::None: break;
    case Compression::Gzip: return makeGzipDecompressor();
    case Compression::Zstd: return makeZstdDecompressor();
    }
    return std::unique_ptr<Decompressor>();
}

Result<std::string> readText(const std::string& path, size_t maxBytes)
{
    const std::unique_ptr<std::FILE, FileCloser> file(std::fopen(path.c_str(), "rbe"));
    if (!file) {
        return makeError(ErrorCode::kIoOpen, "cannot open " + path + ": " + std::strerror(errno));
    }
    std::unique_ptr<Decompressor> decompressor;
    std::string text;
    std::array<char, 65536> chunk{};
    for (bool isFirst = true;; isFirst = false) {
        std::string_view bytes(chunk.data(), std::fread(chunk.data(), 1, chunk.size(), file.get()));
        if (bytes.empty()) {
            break;
        }
        if (isFirst) {
            MR_TRY(decompressor, makeDecompressor(compressionOfBytes(bytes)));
        }
        if (!decompressor) {
            text += bytes;
        }
        bool hasMore = decompressor != nullptr;
        while (hasMore && text.size() <= maxBytes) {
            MR_TRY(const Decompressor::Stop stop, decompressor->read(bytes, text));
            hasMore = stop == Decompressor::Stop::Full || !bytes.empty();
        }
        if (text.size() > maxBytes) {
            return makeError(ErrorCode::kIoRead, "it holds more bytes than are taken: " + std::to_string(maxBytes));
        }
    }
    if (std::ferror(file.get()) != 0) {
        return makeError(ErrorCode::kIoRead, "cannot read " + path + ": " + std::strerror(errno));
    }
    return text;
}

} // namespace millrace
