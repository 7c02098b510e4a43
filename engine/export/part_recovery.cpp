// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/export/part_recovery.h"

#include "engine/export/export_series.h"
#include "engine/export/file_hash.h"
#include "engine/export/sqlite_contents.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <sys/stat.h>
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
    /// Nothing: as the name says, if it does not begin like lines of JSON.
    RowScanner(std::optional<ChangeFormat> told, const std::string& name)
        : m_mayBeJson(!told)
    {
        setFormat(told.value_or(formatOfName(name).value_or(ChangeFormat::JsonLines)));
    }

    void add(std::string_view text)
    {
        if (m_bytes == 0 && m_mayBeJson && text.starts_with('{')) {
            setFormat(ChangeFormat::JsonLines);
        }
        for (const char c : text) {
            ++m_bytes;
            if (m_isJson && m_lineBegin.size() < kMaxStepOffset) {
                m_lineBegin += c;
            }
            if (m_quote != 0) {
                m_quote = c == m_quote ? 0 : m_quote;
            } else if (c == '\n') {
                ++m_lines;
                m_wholeBytes = m_bytes;
                noteStep();
            } else if (m_quotes.find(c) != std::string_view::npos) {
                m_quote = c;
            }
        }
    }
    uint64_t rows() const { return m_lines - (m_hasHeader && m_lines > 0 ? 1 : 0); }
    uint64_t wholeBytes() const { return m_wholeBytes; }
    uint64_t tornBytes() const { return m_bytes - m_wholeBytes; }
    uint64_t firstStep() const { return m_firstStep; } ///< 0 where lines tell of none
    uint64_t lastStep() const { return m_lastStep; }

private:
    static constexpr size_t kMaxStepOffset = 1024;

    void setFormat(ChangeFormat format)
    {
        m_isJson = format == ChangeFormat::JsonLines;
        m_hasHeader = format == ChangeFormat::Csv || format == ChangeFormat::Tsv;
        m_quotes = m_hasHeader ? "\"" : format == ChangeFormat::Sql ? "'\"" : "";
    }

    /// `{"relation":"…","step":12,` begins a line of JSON; in a text a quote has a `\\` before it.
    void noteStep()
    {
        constexpr std::string_view kRelation = "{\"relation\":\"";
        constexpr std::string_view kStep = "\"step\":";
        std::string_view line = m_lineBegin;
        if (line.starts_with(kRelation)) {
            size_t at = kRelation.size();
            while (at < line.size() && line[at] != '"') {
                at += line[at] == '\\' ? 2 : 1;
            }
            line.remove_prefix(std::min(line.size(), at + 2)); // the quote and the comma
            uint64_t step = 0;
            if (line.starts_with(kStep)) {
                std::from_chars(line.data() + kStep.size(), line.data() + line.size(), step);
            }
            m_firstStep = m_firstStep == 0 ? step : m_firstStep;
            m_lastStep = step == 0 ? m_lastStep : step;
        }
        m_lineBegin.clear();
    }

    bool m_mayBeJson;
    std::string_view m_quotes;
    bool m_hasHeader = false;
    bool m_isJson = false;
    std::string m_lineBegin; ///< of the line that is read, when it is JSON
    uint64_t m_firstStep = 0;
    uint64_t m_lastStep = 0;
    char m_quote = 0; ///< that is open
    uint64_t m_lines = 0;
    uint64_t m_bytes = 0;
    uint64_t m_wholeBytes = 0;
};

/// Reads a file of lines, compressed or not, and knows how to bring it to its whole lines.
class PartText {
public:
    PartText(int descriptor, const std::string& partPath, std::optional<ChangeFormat> told)
        : m_descriptor(descriptor)
        , m_path(partPath)
        , m_rows(told, finalName(partPath))
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

    const RowScanner& rows() const { return m_rows; }
    Compression compression() const { return m_compression; }

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

/// A .part file that is open, and what is known of it.
class Part {
public:
    static Result<Part> open(const std::string& partPath, PartAccess access)
    {
        if (!partPath.ends_with(kPartSuffix)) {
            return makeError(ErrorCode::kIoOpen, "not the .part file of an export: " + partPath);
        }
        MR_TRY(FileDescriptor file, openPartFile(partPath, access));
        const bool isDatabase = isSqlite(file.get());
        if (access == PartAccess::Read && !isDatabase) {
            ::flock(file.get(), LOCK_UN); // who only reads keeps nobody from beginning anew
        }
        return Part(partPath, std::move(file), isDatabase);
    }

    /// Counts, and cuts off what is torn where that is wanted. Then contents() and manifest() tell.
    enum class Torn : uint8_t { Keep, Cut };
    Status read(Torn torn, const std::stop_token& stop)
    {
        ExportManifest::Incarnation& newest = m_manifest.incarnations.back();
        newest.isRecovered = newest.isRecovered || !m_isOfWholeFile;
        if (m_isDatabase) {
            const bool isState = m_manifest.encoding == nameOf(ChangeEncoding::State);
            MR_TRY(const SqliteContents found, recoverSqliteFile(m_path, newest.number, isState));
            newest.rows = 0;
            newest.endsWithWholeStep = true;
            for (const ExportManifest::Relation& relation : found.relations) {
                newest.rows += relation.rows.value_or(0);
                takeCounts(relation);
            }
            m_contents.rows = newest.rows;
            newest.rows -= std::min(newest.rows, rowsOfEarlierRuns());
            newest.firstStep = newest.rows == 0 ? 0 : found.firstStep;
            newest.lastStep = newest.rows == 0 ? 0 : found.lastStep;
            return {};
        }
        PartText text(m_file.get(), m_path, m_told);
        MR_CHECK(text.read(torn == Torn::Cut, stop));
        MR_CHECK(torn == Torn::Cut ? text.cut() : Status());
        m_contents = {text.rows().rows(), text.rows().tornBytes()};
        newest.rows = m_contents.rows;
        newest.firstStep = text.rows().firstStep();
        newest.lastStep = text.rows().lastStep();
        m_manifest.compression = nameOf(text.compression());
        if (m_manifest.relations.size() == 1) {
            m_manifest.relations.front().rows = newest.rows;
        }
        return {};
    }

    /// In an order that tells at any moment what is there: see ExportRun::finishFile().
    Status finish(PartFile::Existing existing)
    {
        const std::string name = finalName(m_path);
        struct stat info = {};
        ::fstat(m_file.get(), &info);
        m_manifest.bytes = static_cast<uint64_t>(info.st_size);
        MR_TRY(m_manifest.sha256, hashOfFile(m_file.get(), m_path));
        MR_CHECK(writeManifest(partManifestPathOf(name), m_manifest));
        MR_CHECK(finishPartFile(name, existing));
        return finishManifest(name);
    }

    void remove() const
    {
        const std::string manifest = partManifestPathOf(finalName(m_path));
        for (const std::string& path : {m_path, m_path + "-journal", manifest, manifest + std::string(kPartSuffix)}) {
            std::remove(path.c_str());
        }
    }

    const PartContents& contents() const { return m_contents; }
    const ExportManifest& manifest() const { return m_manifest; }

private:
    Part(std::string path, FileDescriptor file, bool isDatabase)
        : m_path(std::move(path))
        , m_file(std::move(file))
        , m_isDatabase(isDatabase)
    {
        const std::string name = finalName(m_path);
        if (std::optional<ExportManifest> begun = readManifest(partManifestPathOf(name))) {
            m_manifest = *std::move(begun);
            m_told = formatNamed(m_manifest.format);
            return;
        }
        // A database that was about to go on: it has lost its name, and nothing was written yet.
        if (std::optional<ExportManifest> whole = readManifest(manifestPathOf(name));
            whole && m_isDatabase && !std::filesystem::exists(name)) {
            m_manifest = *std::move(whole);
            m_isOfWholeFile = true;
            return;
        }
        // Of an earlier version: only what the file itself tells.
        m_manifest.file = std::filesystem::path(name).filename().string();
        m_manifest.format =
            nameOf(m_isDatabase ? ChangeFormat::Sqlite : formatOfName(name).value_or(ChangeFormat::JsonLines));
        m_manifest.incarnations.emplace_back();
    }

    void takeCounts(const ExportManifest::Relation& found)
    {
        for (ExportManifest::Relation& known : m_manifest.relations) {
            if (known.name == found.name) {
                known.rows = found.rows;
                known.netWeight = found.netWeight;
                return;
            }
        }
        m_manifest.relations.push_back(found);
    }

    uint64_t rowsOfEarlierRuns() const { return m_manifest.rows() - m_manifest.incarnations.back().rows; }

    std::string m_path;
    FileDescriptor m_file;
    bool m_isDatabase;
    ExportManifest m_manifest;
    std::optional<ChangeFormat> m_told; ///< by a manifest that was written before
    bool m_isOfWholeFile = false;
    PartContents m_contents;
};

} // namespace

Result<PartContents> inspectPartFile(const std::string& partPath, const std::stop_token& stop)
{
    MR_TRY(Part part, Part::open(partPath, PartAccess::Read));
    MR_CHECK(part.read(Part::Torn::Keep, stop));
    return part.contents();
}

Result<PartContents> recoverPartFile(const std::string& partPath, PartFile::Existing existing, EmptyPart empty,
                                     const std::stop_token& stop)
{
    MR_CHECK(PartFile::mayFinish(finalName(partPath), existing));
    MR_TRY(Part part, Part::open(partPath, PartAccess::Write));
    MR_CHECK(part.read(Part::Torn::Cut, stop));
    if (part.contents().rows == 0 && empty == EmptyPart::Remove) {
        part.remove();
    } else {
        MR_CHECK(part.finish(existing));
    }
    return part.contents();
}

Result<ExportManifest> describePartFile(const std::string& partPath)
{
    MR_TRY(Part part, Part::open(partPath, PartAccess::Read));
    MR_CHECK(part.read(Part::Torn::Keep, {}));
    return part.manifest();
}

std::vector<std::string> partFilesOf(const ExportOptions& options)
{
    std::vector<std::string> found;
    for (const SeriesFile& file : seriesFilesOf(options, kPartSuffix)) {
        found.push_back(file.path + std::string(kPartSuffix));
    }
    return found;
}

} // namespace millrace
