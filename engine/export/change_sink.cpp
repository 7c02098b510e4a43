// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/export/change_sink.h"

#include "engine/export/sqlite_sink.h"

#include <algorithm>

namespace millrace {

namespace {

/// Lines of text.
class TextSink final : public ChangeSink {
public:
    TextSink(const std::vector<SinkRelation>& relations, ChangeFormat format, ChangeEncoding encoding)
    {
        for (const SinkRelation& relation : relations) {
            m_writers.emplace_back(relation.name, relation.schema, format, encoding);
        }
    }

    Status open(std::string path, PartFile::Existing existing) override
    {
        MR_CHECK(m_file.open(std::move(path), existing));
        for (const ChangeWriter& writer : m_writers) {
            m_buffer += writer.header();
        }
        m_wholeBytes = m_buffer.size();
        return flush(); // the header is there from the start
    }
    Result<uint64_t> append(size_t relation, const StepChange& part) override
    {
        return m_writers[relation].append(part, m_buffer);
    }
    void endStep() override { m_wholeBytes = numBytes(); }
    Status flush() override
    {
        Status status = m_file.write(m_buffer);
        m_buffer.clear();
        return status;
    }
    Status finish() override
    {
        MR_CHECK(flush());
        return m_file.finish();
    }
    void abandon() override { m_file.abandon(std::min(m_wholeBytes, m_file.numBytes())); }
    size_t numBuffered() const override { return m_buffer.size(); }
    uint64_t numBytes() const override { return m_file.numBytes() + m_buffer.size(); }

private:
    std::vector<ChangeWriter> m_writers;
    PartFile m_file;
    std::string m_buffer;
    uint64_t m_wholeBytes = 0; ///< complete steps only
};

} // namespace

std::unique_ptr<ChangeSink> makeChangeSink(const std::vector<SinkRelation>& relations, ChangeFormat format,
                                           ChangeEncoding encoding)
{
    if (format == ChangeFormat::Sqlite) {
        return std::make_unique<SqliteSink>(relations, encoding);
    }
    return std::make_unique<TextSink>(relations, format, encoding);
}

} // namespace millrace
