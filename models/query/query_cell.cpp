// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/query_cell.h"

#include "models/bridge/gui_thread.h"
#include "models/query/statement_text.h"
#include "models/query/stream_query.h"

#include <utility>

namespace millrace::models {

namespace {

constexpr int kPollMs = 200; // of the numbers, while a query runs and no rows come

} // namespace

struct QueryCell::Opening {
    std::mutex mutex;
    std::optional<Answer> answer; ///< guarded by the mutex
};

QueryCell::QueryCell(PipelineBridge& pipeline, QObject* parent)
    : QObject(parent)
    , m_clock(pipeline.clock())
    , m_pipeline(&pipeline)
    , m_host(nullptr)
{
    connectClock();
    m_watch.setSingleShot(true);
    connect(m_pipeline, &PipelineBridge::statusChanged, this, &QueryCell::refreshIfDue);
    connect(&m_watch, &QTimer::timeout, this, &QueryCell::refreshIfDue);
}

QueryCell::QueryCell(descriptive::QueryHost& host, QString name, FrameClock& clock, QObject* parent)
    : QObject(parent)
    , m_clock(clock)
    , m_pipeline(nullptr)
    , m_host(&host)
    , m_name(std::move(name))
{
    connectClock();
}

void QueryCell::connectClock()
{
    m_poll.setSingleShot(true);
    m_poll.setInterval(kPollMs);
    connect(&m_clock, &FrameClock::frame, this, &QueryCell::onFrame);
    connect(&m_poll, &QTimer::timeout, &m_clock, &FrameClock::request);
}

QueryCell::~QueryCell()
{
    drop();
}

void QueryCell::run(const QString& sql)
{
    MR_ASSERT_GUI_THREAD();
    m_sql = sql;
    m_isWatching = m_isWatching && !changesRows(sql);
    m_numRefreshes = 0;
    begin(Purpose::Run);
}

void QueryCell::cancel()
{
    MR_ASSERT_GUI_THREAD();
    m_opensAgain = false;
    if (m_query) {
        m_query->cancel(); // its last rows and its end come with the next frame
    } else if (m_state == QueryState::Running) {
        m_isUnwanted = m_opening != nullptr;
        end(QueryState::Cancelled);
    }
}

void QueryCell::setWatching(bool isWatching)
{
    MR_ASSERT_GUI_THREAD();
    m_isWatching = isWatching && !isStreaming() && !changesRows(m_sql);
    refreshIfDue();
}

void QueryCell::setActive(bool isActive)
{
    MR_ASSERT_GUI_THREAD();
    m_isActive = isActive;
    if (m_stream) {
        m_stream->setPaused(!isActive);
    }
}

qint64 QueryCell::durationUs() const
{
    return m_state == QueryState::Running && m_since.isValid() ? m_since.nsecsElapsed() / 1000 : m_durationUs;
}

void QueryCell::begin(Purpose purpose)
{
    drop();
    m_purpose = purpose;
    m_since.start();
    m_stepsAtBegin = m_pipeline != nullptr ? m_pipeline->status()->processedSteps : 0;
    if (purpose == Purpose::Run) {
        m_error.reset();
        m_isTruncated = false;
        m_progress = {};
        m_result.begin({});
        setState(QueryState::Running);
    }
    if (m_opening) {
        m_isUnwanted = true;
        m_opensAgain = true;
    } else {
        open();
    }
}

void QueryCell::open()
{
    m_isUnwanted = false;
    m_opensAgain = false;
    m_opening = std::make_shared<Opening>();
    // The one before has left its answer, so nobody waits here.
    m_opener = std::jthread([opening = m_opening, open = opener(), &clock = m_clock] {
        Answer answer = open();
        {
            const std::lock_guard lock(opening->mutex);
            opening->answer = std::move(answer);
        }
        clock.requestFromAnyThread();
    });
    m_poll.start();
}

std::function<QueryCell::Answer()> QueryCell::opener() const
{
    if (isStreaming()) {
        return [host = m_host, sql = m_sql.toStdString(), name = m_name.toStdString()]() -> Answer {
            MR_TRY(std::shared_ptr<StreamQuery> stream, openStreamQuery(*host, sql, name));
            return std::shared_ptr<Query>(std::move(stream));
        };
    }
    QueryOptions options;
    options.maxRows = kMaxRows;
    return [pipeline = m_pipeline->pipeline(), sql = m_sql.toStdString(), options] {
        return pipeline->query(sql, options);
    };
}

/// Lets go of a query that runs; what is being compiled is dropped when it is there.
void QueryCell::drop()
{
    m_watch.stop();
    m_isUnwanted = m_isUnwanted || m_opening != nullptr;
    if (m_query) {
        m_query->setWakeup(nullptr);
        m_stream.reset();
        m_query.reset();
    }
    m_refreshed.clear();
    m_refreshedBytes = 0;
}

void QueryCell::onFrame()
{
    if (m_opening) {
        takeAnswer();
    }
    if (m_query) {
        takeRows();
    }
    if ((m_opening || m_query) && !m_poll.isActive()) {
        m_poll.start();
    }
}

void QueryCell::takeAnswer()
{
    std::optional<Answer> answer;
    {
        const std::lock_guard lock(m_opening->mutex);
        answer = std::exchange(m_opening->answer, std::nullopt);
    }
    if (!answer) {
        return;
    }
    m_opening.reset();
    if (m_isUnwanted) {
        m_isUnwanted = false;
        if (m_opensAgain) {
            open();
        }
        return;
    }
    if (!answer->ok()) {
        end(QueryState::Failed, answer->takeError());
        return;
    }
    accept(std::move(*answer).value());
}

void QueryCell::accept(std::shared_ptr<Query> query)
{
    m_query = std::move(query);
    m_stream = std::dynamic_pointer_cast<StreamQuery>(m_query);
    if (m_stream) {
        m_stream->setPaused(!m_isActive);
    }
    if (m_purpose == Purpose::Run) {
        m_result.begin(m_query->schema(), m_stream ? m_stream->typeNames() : std::vector<std::string>());
    } else {
        m_refreshedSchema = m_query->schema();
    }
    m_query->setWakeup([&clock = m_clock] { clock.requestFromAnyThread(); });
}

void QueryCell::takeRows()
{
    QueryChunk chunk = m_query->take();
    m_progress = m_query->progress();
    if (m_purpose == Purpose::Run) {
        m_result.append(chunk.batches);
        if (isStreaming()) {
            m_result.keepNewest(kMaxStreamRows, kMaxBytes);
        }
    } else {
        for (const BatchPtr& batch : chunk.batches) {
            m_refreshedBytes += batch->byteSize();
            m_refreshed.push_back(batch);
        }
    }
    const bool isTooLarge = !isStreaming() && std::max(m_result.byteSize(), m_refreshedBytes) > kMaxBytes;
    if (chunk.isEnd || isTooLarge) {
        m_isTruncated = chunk.isTruncated || (isTooLarge && !chunk.isEnd);
        if (!chunk.error) {
            end(QueryState::Finished);
        } else if (chunk.error->code == ErrorCode::kQueryCancelled) {
            end(QueryState::Cancelled);
        } else {
            end(QueryState::Failed, std::move(chunk.error));
        }
    } else if (m_purpose == Purpose::Run) {
        Q_EMIT progressChanged();
    }
}

void QueryCell::end(QueryState state, std::optional<Error> error)
{
    m_durationUs = m_since.nsecsElapsed() / 1000;
    m_error = std::move(error);
    const bool isRun = m_purpose == Purpose::Run;
    if (!isRun && state == QueryState::Finished) {
        ++m_numRefreshes;
        m_result.replace(m_refreshedSchema, m_refreshed);
    }
    drop();
    setState(state);
    Q_EMIT progressChanged();
    if (isRun) {
        Q_EMIT finished();
    }
    refreshIfDue();
}

void QueryCell::refreshIfDue()
{
    const bool isBusy = m_query != nullptr || m_opening != nullptr || m_state == QueryState::Running;
    if (!m_isWatching || isBusy || m_sql.isEmpty() || !m_pipeline->isActive() ||
        m_pipeline->status()->processedSteps == m_stepsAtBegin) {
        return;
    }
    const qint64 left = kWatchIntervalMs - m_since.elapsed();
    if (left > 0) {
        m_watch.start(static_cast<int>(left));
    } else {
        begin(Purpose::Refresh);
    }
}

void QueryCell::setState(QueryState state)
{
    if (m_state != state) {
        m_state = state;
        Q_EMIT stateChanged(state);
    }
}

} // namespace millrace::models
