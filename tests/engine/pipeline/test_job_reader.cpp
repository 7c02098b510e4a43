// SPDX-License-Identifier: GPL-3.0-or-later
// A source that submits a job, polls until it is done and then extracts rows fits the reader's interface: with
// pause, resume, and a token that is never early.
#include "pipeline_rig.h"

#include <QTest>

#include <deque>
#include <thread>

using namespace millrace;
using rig::inputSpec;
using rig::outputSpec;

namespace {

enum class JobCall : uint8_t { Submit, Poll, Extract };

/// The far side: it answers a call when the test lets it.
class JobService {
public:
    /// Waits for the test's permission; false when the caller has to go.
    bool call(JobCall call, std::stop_token stop)
    {
        std::unique_lock lock(m_mutex);
        m_calls.push_back(call);
        m_changed.notify_all();
        if (!m_changed.wait(lock, stop, [this] { return m_permits > 0; })) {
            return false;
        }
        --m_permits;
        return true;
    }
    void permit(int numCalls)
    {
        {
            std::lock_guard lock(m_mutex);
            m_permits += numCalls;
        }
        m_changed.notify_all();
    }
    std::deque<JobCall> calls()
    {
        std::lock_guard lock(m_mutex);
        return m_calls;
    }
    /// Waits until so many calls have been made.
    bool waitForCalls(size_t count)
    {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, std::chrono::seconds(10), [&] { return m_calls.size() >= count; });
    }

private:
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::deque<JobCall> m_calls;
    int m_permits = 0;
};

/// Submits a job, polls twice, extracts its pages; paused between any two calls when told so.
class JobReader final : public InputReader {
public:
    JobReader(std::shared_ptr<JobService> service, std::shared_ptr<InputConsumer> consumer)
        : m_service(std::move(service))
        , m_consumer(std::move(consumer))
        , m_thread([this](std::stop_token stop) { run(std::move(stop)); })
    {
    }
    void extend() override { set(true); }
    void pause() override { set(false); }

    static constexpr int64_t kNumPages = 3;
    static constexpr int64_t kRowsPerPage = 4;

private:
    void set(bool isReading)
    {
        {
            std::lock_guard lock(m_mutex);
            m_isReading = isReading;
        }
        m_changed.notify_all();
    }
    bool waitToRead(std::stop_token stop)
    {
        std::unique_lock lock(m_mutex);
        return m_changed.wait(lock, stop, [this] { return m_isReading; });
    }
    bool ask(JobCall call, const std::stop_token& stop) { return waitToRead(stop) && m_service->call(call, stop); }
    void run(std::stop_token stop)
    {
        if (!ask(JobCall::Submit, stop)) {
            return;
        }
        m_consumer->health(true, "submitted");
        for (int i = 0; i < 2; ++i) {
            if (!ask(JobCall::Poll, stop)) {
                return;
            }
            m_consumer->health(true, "in progress");
        }
        for (int64_t page = 0; page < kNumPages; ++page) {
            if (!ask(JobCall::Extract, stop)) {
                return;
            }
            m_consumer->received(rig::rowsFrom(page * kRowsPerPage, kRowsPerPage), 100);
        }
        m_consumer->endOfInput();
    }

    const std::shared_ptr<JobService> m_service;
    const std::shared_ptr<InputConsumer> m_consumer;
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    bool m_isReading = false;
    std::jthread m_thread;
};

/// A rig whose one input is a job.
class JobRig : public rig::Rig {
public:
    JobRig()
        : Rig({inputSpec("t", "job"), outputSpec("v", "out")})
        , service(std::make_shared<JobService>())
    {
        makeReader = [this](const InputContext& context) {
            return std::make_unique<JobReader>(service, context.consumer);
        };
    }
    std::shared_ptr<JobService> service;
};

} // namespace

class TestJobReader : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void submitsPollsExtracts()
    {
        JobRig rig;
        QVERIFY(rig.start());
        rig.service->permit(6);
        QVERIFY(rig.until([&] { return rig.status()->isComplete; }));
        using enum JobCall;
        QCOMPARE(rig.service->calls(), (std::deque<JobCall>{Submit, Poll, Poll, Extract, Extract, Extract}));
        QCOMPARE(rig.input("t", "job").totalRecords, uint64_t{12});
    }

    void pausesBetweenCallsAndResumesWhereItWas()
    {
        JobRig rig;
        QVERIFY(rig.start(Controller::StartMode::Paused));
        QVERIFY(rig.service->calls().empty()); // a paused pipeline submits nothing
        QVERIFY(rig.controller->resume().ok());
        QVERIFY(rig.service->waitForCalls(1));
        QVERIFY(rig.controller->pauseConnector("t", "job").ok());
        QVERIFY(rig.until([&] { return !rig.input("t", "job").isActive; }));
        QCOMPARE(rig.input("t", "job").reason, std::string("paused by user"));
        rig.service->permit(10); // the call under way comes back, no other is made
        QVERIFY(rig.until([&] { return rig.input("t", "job").healthText == "submitted"; }));
        QCOMPARE(rig.service->calls().size(), size_t{1});
        QVERIFY(rig.controller->startConnector("t", "job").ok());
        QVERIFY(rig.until([&] { return rig.status()->isComplete; }));
        QCOMPARE(rig.service->calls().size(), size_t{6});
    }

    void aTokenCoversWhatWasExtractedAndIsNeverEarly()
    {
        JobRig rig;
        rig.sink("v.out").holdUp(true);
        QVERIFY(rig.start());
        rig.service->permit(4); // up to the first page
        QVERIFY(rig.until([&] { return rig.input("t", "job").totalRecords == 4; }));
        const TokenStatus page = *rig.controller->issueToken("t", "job");
        QCOMPARE(page.count, uint64_t{4});
        QVERIFY(rig.untilProcessed(4));
        QCOMPARE(rig.token(page).state, TokenState::InProgress); // in the circuit, not yet delivered
        QCOMPARE(rig.token(page).waitsFor, std::string("output v.out"));
        rig.sink("v.out").holdUp(false);
        QVERIFY(rig.untilComplete(page));
        QCOMPARE(rig.sink("v.out").text(), std::string("0\n1\n2\n3\n"));
        rig.service->permit(2);
        QVERIFY(rig.until([&] { return rig.input("t", "job").endOfInput; }));
        const TokenStatus all = *rig.controller->issueToken("t", "job");
        QCOMPARE(all.count, uint64_t{12});
        QVERIFY(rig.untilComplete(all));
        const std::string text = rig.sink("v.out").text();
        QCOMPARE(std::count(text.begin(), text.end(), '\n'), std::ptrdiff_t{12});
    }

    void stopDoesNotWaitForTheFarSide()
    {
        JobRig rig;
        QVERIFY(rig.start());
        QVERIFY(rig.service->waitForCalls(1)); // nobody will answer
        rig.controller->stop();
        rig.controller->waitUntilSettled();
        QCOMPARE(rig.controller->state(), PipelineState::Stopped);
    }
};

QTEST_APPLESS_MAIN(TestJobReader)
#include "test_job_reader.moc"
