// SPDX-License-Identifier: GPL-3.0-or-later
// Compressed text: gzip and zstd, written so that what was flushed can be read whatever happens afterwards.
#pragma once

#include "engine/base/result.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace millrace {

enum class Compression : uint8_t { None, Gzip, Zstd };

const char* nameOf(Compression compression);                   ///< "none", "gzip", "zstd"
std::string_view suffixOf(Compression compression);            ///< "", ".gz", ".zst"
Compression compressionOfName(std::string_view path);          ///< by its suffix
Compression compressionOfBytes(std::string_view firstOfAFile); ///< by the mark that such files begin with

/// Makes a file of members (frames, in the words of zstd), each of which can be read alone. Not thread-safe.
class Compressor {
public:
    virtual ~Compressor() = default;
    enum class End : uint8_t {
        Flush,  ///< all so far can be read, also when nothing follows
        Member, ///< and the file is whole if nothing follows
    };
    /// Takes all of `text` and appends what comes of it to `out`. kIoWrite when the library fails.
    virtual Status add(std::string_view text, End end, std::string& out) = 0;
};

/// Reads what a Compressor wrote, and what other programs did, member after member. Not thread-safe.
class Decompressor {
public:
    virtual ~Decompressor() = default;
    enum class Stop : uint8_t {
        NeedsInput, ///< `bytes` are used up within a member, or there were none
        MemberEnds,
        Full, ///< there may be more; call again
    };
    static constexpr size_t kStepBytes = 64 * 1024; ///< that a call appends, at most

    /// Takes from the front of `bytes` and appends to `text`. kIoRead for bytes that are not of the kind.
    virtual Result<Stop> read(std::string_view& bytes, std::string& text) = 0;
};

/// Null for Compression::None. kIoWrite and kIoRead without memory.
Result<std::unique_ptr<Compressor>> makeCompressor(Compression compression);
Result<std::unique_ptr<Decompressor>> makeDecompressor(Compression compression);

/// The text of a file, compressed or not, at most so many bytes of it; the last member may be cut. kIoOpen, kIoRead;
/// kIoRead too for more.
Result<std::string> readText(const std::string& path, size_t maxBytes);

} // namespace millrace
