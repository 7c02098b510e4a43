// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/export/part_recovery.h"

#include "engine/export/sqlite_sink.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <unistd.h>

namespace millrace {

namespace {

constexpr size_t kMaxTailBytes = size_t{1} << 30; ///< of text in the member of a compressed file that was not ended

/// What the file is to be called.
std::string finalName(const std::string& partPath)
{
    return partPath.substr(0, partPath.size() - std::min(partPath.size(), kPartSuffix.size()));
}

Error ioError(ErrorCode code, const char* what, const std::string& path)
{
    return makeError(code, what + path + ": " + std::strerror(errno));
}

/// Finds the ends of rows. In quotes a line end is none of a row's.
class RowScanner {
public:
    /// By the suffix of what is to be the file.
    explicit RowScanner(std::string name)
    {
        name.resize(name.size() - suffixOf(compressionOfName(name)).size());
        const bool isDelimited = name.ends_with(".csv") || name.ends_with(".tsv");
        m_quotes = isDelimited ? "\"" : name.ends_with(".sql") ? "'\"" : "";
        m_hasHeader = isDelimited;
    }

    void add(std::string_view text)
    {
        if (m_bytes == 0 && text.starts_with('{')) { // lines of JSON, whatever the file is called
            m_quotes = "";
            m_hasHeader = false;
        }
        for (const char c : text) {
            ++m_bytes;
            if (m_quote != 0) {
                m_quote = c == m_quote ? 0 : m_quote;
            } else if (c == '\n') {
                ++m_lines;
                m_wholeBytes = m_bytes;
            } else if (m_quotes.find(c) != std::string_view::npos) {
                m_quote = c;
            }
        }
    }
    uint64_t rows() const { return m_lines - (m_hasHeader && m_lines > 0 ? 1 : 0); }
    uint64_t wholeBytes() const { return m_wholeBytes; }
    uint64_t tornBytes() const { return m_bytes - m_wholeBytes; }

private:
    std::string_view m_quotes;
    bool m_hasHeader = false;
    char m_quote = 0; ///< that is open
    uint64_t m_lines = 0;
    uint64_t m_bytes = 0;
    uint64_t m_wholeBytes = 0;
};

/// Reads a file of lines, compressed or not, and knows how to bring it to its whole lines.
class PartText {
public:
    PartText(int descriptor, const std::string& partPath)
        : m_descriptor(descriptor)
        , m_path(partPath)
        , m_rows(finalName(partPath))
    {
    }

    Status read(bool keepsTail, const std::stop_token& stop)
    {
        std::array<char, 65536> chunk{};
        uint64_t offset = 0;
        for (;;) {
            if (stop.stop_requested()) {
                return makeError(ErrorCode::kIoRead, "stopped: " + m_path);
            }
            const ssize_t count = ::pread(m_descriptor, chunk.data(), chunk.size(), static_cast<off_t>(offset));
            if (count < 0) {
                return ioError(ErrorCode::kIoRead, "cannot read ", m_path);
            }
            const std::string_view bytes(chunk.data(), static_cast<size_t>(count));
            if (offset == 0) {
                m_compression = compressionOfBytes(bytes);
                MR_TRY(m_decompressor, makeDecompressor(m_compression));
            }
            if (bytes.empty()) {
                return {};
            }
            if (!m_decompressor) {
                m_rows.add(bytes);
            } else {
                MR_TRY(const bool isReadable, decompress(bytes, offset, keepsTail));
                if (!isReadable) {
                    return {}; // what was torn and what is damaged end what is safe
                }
            }
            offset += bytes.size();
        }
    }

    /// After read() with its tail.
    Status cut() const
    {
        const bool isPlain = m_compression == Compression::None;
        if (::ftruncate(m_descriptor, static_cast<off_t>(isPlain ? m_rows.wholeBytes() : m_safeOffset)) != 0) {
            return ioError(ErrorCode::kIoWrite, "cannot finish ", m_path);
        }
        const auto rest = static_cast<size_t>(m_rows.wholeBytes() - m_safeText);
        if (isPlain || (rest == 0 && m_safeOffset != 0)) {
            return {};
        }
        MR_TRY(const std::unique_ptr<Compressor> compressor, makeCompressor(m_compression));
        std::string member;
        MR_CHECK(compressor->add(std::string_view(m_tail).substr(0, rest), Compressor::End::Member, member));
        for (size_t done = 0; done < member.size();) {
            const ssize_t count = ::pwrite(m_descriptor, member.data() + done, member.size() - done,
                                           static_cast<off_t>(m_safeOffset + done));
            if (count <= 0) {
                return ioError(ErrorCode::kIoWrite, "cannot finish ", m_path);
            }
            done += static_cast<size_t>(count);
        }
        return {};
    }

    PartContents contents() const { return {m_rows.rows(), m_rows.tornBytes()}; }

private:
    /// False for bytes that cannot be read.
    Result<bool> decompress(std::string_view bytes, uint64_t offset, bool keepsTail)
    {
        const size_t size = bytes.size();
        for (bool hasMore = true; hasMore;) {
            std::string text;
            const Result<Decompressor::Stop> stop = m_decompressor->read(bytes, text);
            if (!stop.ok()) {
                return false;
            }
            m_rows.add(text);
            if (keepsTail) {
                m_tail += text;
            }
            if (m_tail.size() > kMaxTailBytes) {
                return makeError(ErrorCode::kIoRead, "it is not the file of an export: " + m_path);
            }
            if (*stop == Decompressor::Stop::MemberEnds && m_rows.tornBytes() == 0) {
                m_safeOffset = offset + size - bytes.size();
                m_safeText = m_rows.wholeBytes();
                m_tail.clear();
            }
            hasMore = *stop == Decompressor::Stop::Full || !bytes.empty();
        }
        return true;
    }

    int m_descriptor;
    std::string m_path;
    RowScanner m_rows;
    Compression m_compression = Compression::None;
    std::unique_ptr<Decompressor> m_decompressor;
    uint64_t m_safeOffset = 0; ///< of the file: the end of the last member that ends with a row
    uint64_t m_safeText = 0;   ///< bytes of text up to there
    std::string m_tail;        ///< the text behind it
};

bool isSqlite(int descriptor)
{
    constexpr std::string_view kMagic = "SQLite format 3";
    std::array<char, kMagic.size()> begin{};
    return ::pread(descriptor, begin.data(), begin.size(), 0) == static_cast<ssize_t>(begin.size()) &&
           std::string_view(begin.data(), begin.size()) == kMagic;
}

enum class Task : uint8_t { Inspect, Recover };

Result<PartContents> visit(const std::string& partPath, Task task, PartFile::Existing existing,
                           const std::stop_token& stop)
{
    const bool recovers = task == Task::Recover;
    if (!partPath.ends_with(kPartSuffix)) {
        return makeError(ErrorCode::kIoOpen, "not the .part file of an export: " + partPath);
    }
    MR_TRY(const FileDescriptor file, openPartFile(partPath, recovers ? PartAccess::Write : PartAccess::Read));
    const bool isDatabase = isSqlite(file.get());
    if (!recovers && !isDatabase) {
        ::flock(file.get(), LOCK_UN); // who only reads keeps nobody from beginning anew
    }
    PartContents contents;
    if (isDatabase) {
        MR_TRY(contents.rows, recoverSqliteFile(partPath));
    } else {
        PartText text(file.get(), partPath);
        MR_CHECK(text.read(recovers, stop));
        MR_CHECK(recovers ? text.cut() : Status());
        contents = text.contents();
    }
    MR_CHECK(recovers ? finishPartFile(finalName(partPath), existing) : Status());
    return contents;
}

} // namespace

Result<PartContents> inspectPartFile(const std::string& partPath, const std::stop_token& stop)
{
    return visit(partPath, Task::Inspect, PartFile::Existing::Refuse, stop);
}

Result<PartContents> recoverPartFile(const std::string& partPath, PartFile::Existing existing)
{
    MR_CHECK(PartFile::mayFinish(finalName(partPath), existing));
    return visit(partPath, Task::Recover, existing, {});
}

std::vector<std::string> partFilesOf(const ExportOptions& options)
{
    namespace fs = std::filesystem;
    std::error_code none; // a folder that cannot be read holds nothing to be met
    std::vector<std::string> found;
    if (!options.rotates()) {
        if (fs::is_regular_file(options.path + std::string(kPartSuffix), none)) {
            found.push_back(options.path + std::string(kPartSuffix));
        }
        return found;
    }
    // Two numbers tell where the digits stand.
    const std::string one = options.pathOf(11'111'111);
    const std::string two = options.pathOf(22'222'222);
    const size_t digits = static_cast<size_t>(std::mismatch(one.begin(), one.end(), two.begin()).first - one.begin());
    const std::string before = one.substr(0, digits);
    const std::string after = one.substr(digits + 8) + std::string(kPartSuffix);
    const fs::path folder = fs::path(one).has_parent_path() ? fs::path(one).parent_path() : fs::path(".");
    for (fs::directory_iterator entry(folder, none), end; !none && entry != end; entry.increment(none)) {
        const std::string name =
            fs::path(one).has_parent_path() ? entry->path().string() : entry->path().filename().string();
        const bool isOurs = name.size() > before.size() + after.size() && name.starts_with(before) &&
                            name.ends_with(after) &&
                            std::all_of(name.begin() + static_cast<std::ptrdiff_t>(before.size()),
                                        name.end() - static_cast<std::ptrdiff_t>(after.size()),
                                        [](char c) { return c >= '0' && c <= '9'; });
        if (isOurs) {
            found.push_back(name);
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

} // namespace millrace
