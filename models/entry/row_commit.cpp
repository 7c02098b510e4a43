// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/entry/row_commit.h"

#include "models/text/cell_text.h"

#include <atomic>
#include <condition_variable>
#include <utility>

namespace millrace::models {

namespace {

/// Waits for the engine's word, told by a wake-up.
struct Signal {
    std::mutex mutex;
    std::condition_variable wake;
    bool isSet = false;

    void set()
    {
        {
            const std::lock_guard lock(mutex);
            isSet = true;
        }
        wake.notify_one();
    }
    void wait()
    {
        std::unique_lock lock(mutex);
        wake.wait(lock, [this] { return isSet; });
        isSet = false;
    }
};

} // namespace

struct RowCommit::Sending {
    std::mutex mutex;
    std::optional<Result<IngressOutcome>> outcome; ///< guarded by the mutex
    std::shared_ptr<Signal> signal = std::make_shared<Signal>();
    std::atomic<bool> isGivenUp{false};
};

/// The sender's thread. A transaction makes the rows one change for every reader, however many steps they take.
void RowCommit::send(api::Pipeline& pipeline, const std::string& relation, std::string lines, Sending& sending)
{
    const auto run = [&]() -> Result<IngressOutcome> {
        MR_TRY(const uint64_t transaction, pipeline.startTransaction());
        static_cast<void>(transaction);
        const auto transfer = [&]() -> Result<IngressOutcome> {
            IngressOptions options;
            options.relation = relation;
            options.format = "json";
            options.formatConfig = {{"update_format", "insert_delete"}};
            options.force = true;
            MR_TRY(std::shared_ptr<Ingress> ingress, pipeline.openIngress(options));
            ingress->setWakeup([signal = sending.signal] { signal->set(); });
            ingress->write(std::move(lines));
            ingress->finish();
            while (!ingress->outcome() && !sending.isGivenUp.load()) {
                sending.signal->wait();
            }
            ingress->setWakeup(nullptr);
            std::optional<Result<IngressOutcome>> outcome = ingress->outcome();
            if (!outcome) {
                return makeError(ErrorCode::kPipelineState, "The commit was given up");
            }
            return std::move(*outcome);
        };
        Result<IngressOutcome> outcome = transfer();
        MR_CHECK(pipeline.commitTransaction());
        return outcome;
    };
    Result<IngressOutcome> outcome = run();
    const std::lock_guard lock(sending.mutex);
    sending.outcome = std::move(outcome);
}

RowCommit::RowCommit(PipelineBridge& pipeline, std::string relation, std::string lines, QObject* parent)
    : QObject(parent)
    , m_pipeline(pipeline)
    , m_sending(std::make_shared<Sending>())
{
    connect(&m_pipeline.clock(), &FrameClock::frame, this, &RowCommit::onFrame);
    m_thread = std::jthread([sending = m_sending, pipeline = m_pipeline.pipeline(), relation = std::move(relation),
                             lines = std::move(lines), &clock = m_pipeline.clock()]() mutable {
        send(*pipeline, relation, std::move(lines), *sending);
        clock.requestFromAnyThread();
    });
}

RowCommit::~RowCommit()
{
    m_sending->isGivenUp = true;
    m_sending->signal->set();
}

void RowCommit::onFrame()
{
    if (m_state == CommitState::InProgress) {
        askForToken();
        return;
    }
    std::optional<Result<IngressOutcome>> outcome;
    {
        const std::lock_guard lock(m_sending->mutex);
        outcome = std::exchange(m_sending->outcome, std::nullopt);
    }
    if (m_state != CommitState::Sending || !outcome) {
        return;
    }
    if (!outcome->ok()) {
        m_error = outcome->takeError();
        m_state = CommitState::Failed;
    } else {
        const IngressOutcome& done = outcome->value();
        m_token = toQString(done.token);
        m_numRecords = done.numRecords;
        m_numRefused = done.numErrors;
        if (!done.errors.empty()) {
            m_error = makeError(done.errors.front().code, done.errors.front().detail);
        }
        m_state = CommitState::InProgress;
        askForToken();
    }
    Q_EMIT changed();
}

void RowCommit::askForToken()
{
    const Result<TokenStatus> status = m_pipeline.pipeline()->tokenStatus(m_token.toStdString());
    if (!status) {
        m_error = status.error(); // the run has ended, and its tokens with it
        m_state = CommitState::Failed;
        Q_EMIT changed();
        return;
    }
    const bool isComplete = status->state == TokenState::Complete;
    const QString waitsFor = toQString(status->waitsFor);
    if (isComplete || m_step != status->step || m_waitsFor != waitsFor) {
        m_step = status->step;
        m_waitsFor = waitsFor;
        m_state = isComplete ? CommitState::Complete : CommitState::InProgress;
        Q_EMIT changed();
    }
}

} // namespace millrace::models
