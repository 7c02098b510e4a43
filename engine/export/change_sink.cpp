// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/export/change_sink.h"

#include "engine/export/sqlite_sink.h"

namespace millrace {

namespace {

/// Compressed text is ended, so that it could be a file of its own, after so many bytes.
constexpr size_t kMemberBytes = 1024 * 1024;

/// Lines of text. What is flushed are whole lines.
class TextSink final : public ChangeSink {
public:
    TextSink(const std::vector<SinkRelation>& relations, ChangeFormat format, ChangeEncoding encoding,
             Compression compression)
        : m_compression(compression)
    {
        for (const SinkRelation& relation : relations) {
            m_writers.emplace_back(relation.name, relation.schema, format, encoding);
        }
    }

    Status open(std::string path, PartFile::Existing existing) override
    {
        MR_TRY(m_compressor, makeCompressor(m_compression));
        m_memberBytes = 0;
        m_wholeBytes = 0;
        m_stepEnds.clear();
        MR_CHECK(m_file.open(std::move(path), existing));
        for (const ChangeWriter& writer : m_writers) {
            m_buffer += writer.header();
        }
        endStep();
        return flush(); // the header is there from the start
    }
    Result<uint64_t> append(size_t relation, const StepChange& part) override
    {
        m_isWithinStep = true;
        return m_writers[relation].append(part, m_buffer);
    }
    void endStep() override
    {
        m_isWithinStep = false;
        if (!m_compressor) {
            m_stepEnds.push_back(numBytes());
        }
    }
    Status flush() override
    {
        if (m_compressor) {
            return compress(m_memberBytes + m_buffer.size() >= kMemberBytes);
        }
        Status status = m_file.write(m_buffer);
        m_buffer.clear();
        for (const uint64_t end : m_stepEnds) {
            m_wholeBytes = end <= m_file.numBytes() ? end : m_wholeBytes; // a disk may have room for some
        }
        m_stepEnds.clear();
        return status;
    }
    Result<std::string> seal() override
    {
        // A file without a line is a file of one member, too.
        const bool hasOpenMember = m_memberBytes + m_buffer.size() != 0 || m_file.numBytes() == 0;
        MR_CHECK(m_compressor && hasOpenMember ? compress(true) : flush());
        return m_file.takeHash();
    }
    Status finish() override { return m_file.finish(); }
    void abandon() override { m_file.abandon(m_wholeBytes); }
    size_t numBuffered() const override { return m_buffer.size(); }
    uint64_t numBytes() const override { return m_file.numBytes() + (m_compressor ? 0 : m_buffer.size()); }

private:
    Status compress(bool endsMember)
    {
        if (m_buffer.empty() && !endsMember) {
            return {};
        }
        std::string packed;
        const auto end = endsMember ? Compressor::End::Member : Compressor::End::Flush;
        MR_CHECK(m_compressor->add(m_buffer, end, packed));
        m_memberBytes = endsMember ? 0 : m_memberBytes + m_buffer.size();
        m_buffer.clear();
        MR_CHECK(m_file.write(packed));
        m_wholeBytes = m_isWithinStep ? m_wholeBytes : m_file.numBytes();
        return {};
    }

    Compression m_compression;
    std::unique_ptr<Compressor> m_compressor; ///< null for plain text
    size_t m_memberBytes = 0;                 ///< of text in the member that is open
    bool m_isWithinStep = false;
    std::vector<ChangeWriter> m_writers;
    PartFile m_file;
    std::string m_buffer;
    uint64_t m_wholeBytes = 0;        ///< of the file: complete steps only
    std::vector<uint64_t> m_stepEnds; ///< of plain text, behind these
};

} // namespace

std::unique_ptr<ChangeSink> makeChangeSink(const std::vector<SinkRelation>& relations, ChangeFormat format,
                                           ChangeEncoding encoding, Compression compression, uint64_t appendsAs)
{
    if (format == ChangeFormat::Sqlite) {
        return std::make_unique<SqliteSink>(relations, encoding, appendsAs);
    }
    return std::make_unique<TextSink>(relations, format, encoding, compression);
}

} // namespace millrace
