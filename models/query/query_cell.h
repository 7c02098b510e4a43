// SPDX-License-Identifier: GPL-3.0-or-later
// One query: its run, its result; over a running pipeline, running it again as that goes on.
#pragma once

#include "models/bridge/pipeline_bridge.h"
#include "models/query/query_result_model.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

namespace millrace::descriptive {
class QueryHost;
}

namespace millrace::models {

class StreamQuery;

enum class QueryState { Idle, Running, Finished, Cancelled, Failed };

/// Statements are compiled on a thread of the cell's own and run on the engine's; rows come with the frames. One that
/// streams runs its whole text until cancel(), and shows the newest rows. GUI thread only. What it is made of must
/// outlive it.
class QueryCell : public QObject {
    Q_OBJECT
public:
    /// A result is cut behind so many rows, or bytes of them.
    static constexpr uint64_t kMaxRows = 100'000;
    static constexpr uint64_t kMaxBytes = uint64_t{256} << 20;
    static constexpr int kWatchIntervalMs = 500;

    /// A streaming cell keeps so many of the newest rows, and the rest of their oldest batch.
    static constexpr int kMaxStreamRows = 10'000;

    explicit QueryCell(PipelineBridge& pipeline, QObject* parent = nullptr);
    /// A streaming cell; `name` stands for it in the host's list of calls.
    QueryCell(descriptive::QueryHost& host, QString name, FrameClock& clock, QObject* parent = nullptr);
    ~QueryCell() override;

    /// Runs a statement; what runs is cancelled and its result replaced.
    void run(const QString& sql);
    void cancel();
    /// Runs the last statement again after each step, at most twice a second, keeping the result on the screen until
    /// the new one is there. Only statements that read.
    void setWatching(bool isWatching);
    bool isWatching() const { return m_isWatching; }

    bool isStreaming() const { return m_host != nullptr; }
    /// False: nothing of a stream runs, as nobody looks.
    void setActive(bool isActive);

    QueryResultModel& result() { return m_result; }
    const QString& sql() const { return m_sql; }
    QueryState state() const { return m_state; }
    /// Of the newest run, also while it goes on.
    const QueryProgress& progress() const { return m_progress; }
    /// Set in state Failed; its place is within sql().
    const std::optional<Error>& error() const { return m_error; }
    /// There were more rows than are kept.
    bool isTruncated() const { return m_isTruncated; }
    /// Microseconds of the newest run, so far or in all.
    qint64 durationUs() const;
    /// How often it was run by watching.
    int numRefreshes() const { return m_numRefreshes; }

Q_SIGNALS:
    void stateChanged(millrace::models::QueryState state);
    /// Rows or numbers changed; at most once a frame.
    void progressChanged();
    /// A run that run() began has ended.
    void finished();

private:
    struct Opening; ///< what the thread leaves behind
    using Answer = Result<std::shared_ptr<Query>>;
    enum class Purpose { Run, Refresh };

    void begin(Purpose purpose);
    void connectClock();
    void open();
    std::function<Answer()> opener() const;
    void accept(std::shared_ptr<Query> query);
    void onFrame();
    void takeAnswer();
    void takeRows();
    void end(QueryState state, std::optional<Error> error = std::nullopt);
    void drop();
    void refreshIfDue();
    void setState(QueryState state);

    FrameClock& m_clock;
    PipelineBridge* const m_pipeline;     ///< null: a streaming cell
    descriptive::QueryHost* const m_host; ///< of a streaming cell, else null
    const QString m_name;
    QueryResultModel m_result;
    QString m_sql;
    QueryState m_state = QueryState::Idle;
    Purpose m_purpose = Purpose::Run;
    std::shared_ptr<Opening> m_opening; ///< null: nothing is being compiled
    bool m_isUnwanted = false;          ///< what is being compiled is for nobody any more
    bool m_opensAgain = false;          ///< m_sql is to be compiled once that is over
    std::shared_ptr<Query> m_query;
    std::shared_ptr<StreamQuery> m_stream; ///< m_query of a streaming cell
    bool m_isActive = true;
    Schema m_refreshedSchema;
    std::vector<BatchPtr> m_refreshed; ///< rows of a refresh that has not ended
    uint64_t m_refreshedBytes = 0;
    QueryProgress m_progress;
    std::optional<Error> m_error;
    bool m_isTruncated = false;
    bool m_isWatching = false;
    int m_numRefreshes = 0;
    QElapsedTimer m_since;       ///< the begin of the newest run
    uint64_t m_stepsAtBegin = 0; ///< of the pipeline
    qint64 m_durationUs = 0;
    QTimer m_watch; ///< single shot: the next refresh is due
    QTimer m_poll;  ///< single shot, only while a query runs
    std::jthread m_opener;
};

} // namespace millrace::models

Q_DECLARE_METATYPE(millrace::models::QueryState)
