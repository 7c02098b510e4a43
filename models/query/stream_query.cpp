// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/stream_query.h"

#include "models/query/statement_text.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <utility>

namespace millrace::models {

namespace {

using descriptive::Instant;
using descriptive::StreamCall;
using descriptive::StreamColumn;
using descriptive::StreamProgress;

/// What the scheduler's threads and the window share of a stream. Any thread.
class RowQueue {
public:
    /// Rows that may be added now; 0: `resume` is called when that changes.
    size_t room()
    {
        const std::lock_guard lock(m_mutex);
        m_isStill = m_chunk.isEnd || !mayAdd();
        return m_isStill ? 0 : StreamQuery::kMaxWaitingRows - m_numWaiting;
    }

    /// Nothing after the end.
    void add(StreamProgress progress)
    {
        {
            const std::lock_guard lock(m_mutex);
            if (m_chunk.isEnd) {
                return;
            }
            for (BatchPtr& batch : progress.rows) {
                m_numWaiting += batch->numRows;
                m_waitingBytes += batch->byteSize();
                m_numRows += batch->numRows;
                m_chunk.batches.push_back(std::move(batch));
            }
            m_chunk.isEnd = progress.isEnd;
            m_chunk.error = std::move(progress.error);
        }
        tell();
    }

    QueryChunk take()
    {
        QueryChunk taken;
        {
            const std::lock_guard lock(m_mutex);
            taken = m_chunk;
            m_chunk.batches.clear();
            m_numWaiting = 0;
            m_waitingBytes = 0;
            m_isTold = false;
        }
        goOn();
        return taken;
    }

    QueryChunk wait(std::chrono::milliseconds timeout)
    {
        {
            std::unique_lock lock(m_mutex);
            m_changed.wait_for(lock, timeout, [this] { return hasNews(); });
        }
        return take();
    }

    void setPaused(bool isPaused)
    {
        {
            const std::lock_guard lock(m_mutex);
            m_isPaused = isPaused;
        }
        goOn();
    }

    void setWakeup(std::function<void()> wakeup)
    {
        {
            const std::lock_guard lock(m_wakeupMutex);
            m_wakeup = std::move(wakeup);
        }
        {
            const std::lock_guard lock(m_mutex);
            m_isTold = false;
        }
        tell();
    }

    void setResume(std::function<void()> resume)
    {
        const std::lock_guard lock(m_mutex);
        m_resume = std::move(resume);
    }

    QueryProgress progress() const
    {
        const std::lock_guard lock(m_mutex);
        QueryProgress progress;
        progress.phase = m_chunk.isEnd ? QueryPhase::Ended : QueryPhase::Reading;
        progress.rowsOut = m_numRows;
        return progress;
    }

private:
    bool hasNews() const { return m_chunk.isEnd || m_numWaiting != 0; }
    bool mayAdd() const
    {
        return !m_isPaused && m_numWaiting < StreamQuery::kMaxWaitingRows &&
               m_waitingBytes < StreamQuery::kMaxWaitingBytes;
    }

    void tell()
    {
        {
            const std::lock_guard lock(m_mutex);
            if (!hasNews() || std::exchange(m_isTold, true)) {
                return;
            }
        }
        m_changed.notify_all();
        const std::lock_guard lock(m_wakeupMutex);
        if (m_wakeup) {
            m_wakeup();
        }
    }

    void goOn()
    {
        std::function<void()> resume;
        {
            const std::lock_guard lock(m_mutex);
            if (!mayAdd() || !std::exchange(m_isStill, false)) {
                return;
            }
            resume = m_resume;
        }
        if (resume) {
            resume();
        }
    }

    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    QueryChunk m_chunk; ///< not taken yet
    size_t m_numWaiting = 0;
    size_t m_waitingBytes = 0;
    uint64_t m_numRows = 0;
    bool m_isPaused = false;
    bool m_isStill = false; ///< the scheduler comes again only when it is called
    bool m_isTold = false;  ///< since the last take()
    std::function<void()> m_resume;
    std::mutex m_wakeupMutex; ///< held while it is called, so that none is under way once it is taken back
    std::function<void()> m_wakeup;
};

/// Gives its rows to the queue instead of to a client of the host: batches are shown, not texts of rows.
class QueuedCall final : public StreamCall {
public:
    QueuedCall(std::unique_ptr<StreamCall> call, std::shared_ptr<RowQueue> queue)
        : m_call(std::move(call))
        , m_queue(std::move(queue))
    {
    }

    std::span<const StreamColumn> columns() const override { return m_call->columns(); }

    StreamProgress advance(Instant now, size_t maxRows) override
    {
        const size_t room = m_queue->room();
        if (room == 0) {
            return {};
        }
        StreamProgress progress = m_call->advance(now, std::min(room, maxRows));
        StreamProgress told;
        told.wakeAt = progress.wakeAt;
        told.isEnd = progress.isEnd;
        told.error = progress.error;
        m_queue->add(std::move(progress));
        return told;
    }

    void setWakeup(std::function<void()> wakeup) override
    {
        m_queue->setResume(wakeup);
        m_call->setWakeup(std::move(wakeup));
    }

private:
    std::unique_ptr<StreamCall> m_call;
    std::shared_ptr<RowQueue> m_queue;
};

class HostedStream final : public StreamQuery {
public:
    HostedStream(Schema schema, std::vector<std::string> typeNames, std::shared_ptr<RowQueue> queue,
                 std::shared_ptr<descriptive::LiveCall> call)
        : m_schema(std::move(schema))
        , m_typeNames(std::move(typeNames))
        , m_queue(std::move(queue))
        , m_call(std::move(call))
    {
    }

    const Schema& schema() const override { return m_schema; }
    QueryChunk take() override { return m_queue->take(); }
    QueryChunk wait(std::chrono::milliseconds timeout) override { return m_queue->wait(timeout); }
    void setWakeup(std::function<void()> wakeup) override { m_queue->setWakeup(std::move(wakeup)); }
    void setPaused(bool isPaused) override { m_queue->setPaused(isPaused); }
    const std::vector<std::string>& typeNames() const override { return m_typeNames; }
    QueryProgress progress() const override { return m_queue->progress(); }

    void cancel() override
    {
        StreamProgress end;
        end.isEnd = true;
        end.error = makeError(ErrorCode::kQueryCancelled, "The query was cancelled");
        m_queue->add(std::move(end));
        const std::lock_guard lock(m_mutex);
        m_call.reset();
    }

private:
    const Schema m_schema;
    const std::vector<std::string> m_typeNames;
    const std::shared_ptr<RowQueue> m_queue;
    std::mutex m_mutex;
    std::shared_ptr<descriptive::LiveCall> m_call; ///< the call ends when it is dropped
};

/// The place in the text of a place in the statement that begins at `begin`.
SourceSpan placeInText(const QString& text, qsizetype begin, SourceSpan span)
{
    if (!span.isKnown()) {
        return span;
    }
    const QStringView before = QStringView(text).left(begin);
    const auto bytes = static_cast<uint32_t>(before.toUtf8().size());
    const auto lines = static_cast<uint32_t>(before.count(u'\n'));
    const auto columns = static_cast<uint32_t>(before.mid(before.lastIndexOf(u'\n') + 1).toUcs4().size());
    span.column += span.line == 1 ? columns : 0;
    span.endColumn += span.endLine == 1 ? columns : 0;
    span.begin += bytes;
    span.end += bytes;
    span.line += lines;
    span.endLine += lines;
    return span;
}

} // namespace

Result<std::shared_ptr<StreamQuery>> openStreamQuery(descriptive::QueryHost& host, const std::string& text,
                                                     const std::string& name)
{
    const QString whole = QString::fromStdString(text);
    const QList<TextRange> ranges = statementsOf(whole);
    descriptive::PipelineDefinition definition{name, {}};
    for (const TextRange& range : ranges) {
        definition.statements.push_back(whole.mid(range.begin, range.end - range.begin).toStdString());
    }
    MR_CHECK(checkDefinition(definition));
    descriptive::PreparedCall prepared = host.prepareStatements(definition.statements);
    if (prepared.failure) {
        Error error = std::move(prepared.failure->error.error);
        const auto at = static_cast<qsizetype>(prepared.failure->error.statement);
        error.span = at < ranges.size() ? placeInText(whole, ranges[at].begin, error.span) : SourceSpan();
        return error;
    }
    prepared.pipeline = name;
    Schema schema;
    std::vector<std::string> typeNames;
    for (const StreamColumn& column : prepared.stream->columns()) {
        schema.columns.push_back({column.name, column.type});
        typeNames.push_back(column.typeName);
    }
    const auto queue = std::make_shared<RowQueue>();
    prepared.stream = std::make_unique<QueuedCall>(std::move(prepared.stream), queue);
    MR_TRY(std::shared_ptr<descriptive::LiveCall> call, host.start(std::move(prepared), {}, StreamQuery::kClient));
    return std::shared_ptr<StreamQuery>(
        std::make_shared<HostedStream>(std::move(schema), std::move(typeNames), queue, std::move(call)));
}

} // namespace millrace::models
