// SPDX-License-Identifier: GPL-3.0-or-later
// Pipelines on their way from state to state: none waits for another.
#include "engine/server/pipeline_board.h"
#include "tests/support/fake_pipeline.h"

#include <QElapsedTimer>
#include <QSemaphore>
#include <QTest>

using namespace millrace;
using namespace millrace::server;
using namespace millrace::test;

namespace {

bool reaches(PipelineBoard& board, const char* pipeline, const std::string& status)
{
    return QTest::qWaitFor(
        [&] {
            const ApiResult<LifecycleState> state = board.state(pipeline);
            return state.ok() && state->deploymentStatus() == status;
        },
        20'000);
}

/// Its calls of start() and stop() take until they are let go: listeners are called from inside them.
class SlowPipeline {
public:
    explicit SlowPipeline(FakePipeline& pipeline)
    {
        pipeline.addStatusListener([this] {
            ++numCalls;
            begun.release();
            release.acquire();
        });
    }

    QSemaphore begun;
    QSemaphore release;
    std::atomic<int> numCalls = 0;
};

} // namespace

class TestPipelineBoard : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aSlowStartDelaysNoOther()
    {
        FakeEngine engine;
        const auto slow = engine.add("slow");
        engine.add("quick");
        PipelineBoard board(engine);
        SlowPipeline blocked(*slow);
        board.start("slow", {});
        QVERIFY(blocked.begun.tryAcquire(1, 20'000));
        board.start("quick", {});
        QVERIFY(reaches(board, "quick", "Running"));
        board.stop("quick");
        QVERIFY(reaches(board, "quick", "Stopped"));
        blocked.release.release(1000);
        QVERIFY(reaches(board, "slow", "Running"));
    }

    void oneTransitionOfAPipelineAtATime()
    {
        FakeEngine engine;
        const auto slow = engine.add("slow");
        PipelineBoard board(engine);
        SlowPipeline blocked(*slow);
        board.start("slow", {});
        QVERIFY(blocked.begun.tryAcquire(1, 20'000));
        board.stop("slow");
        QTest::qWait(50);
        QCOMPARE(slow->numCalls("stop"), 0); // not before it has started
        blocked.release.release(1000);
        QVERIFY(reaches(board, "slow", "Stopped"));
        QCOMPARE(slow->numCalls("start"), 1);
    }
};

QTEST_GUILESS_MAIN(TestPipelineBoard)
#include "test_pipeline_board.moc"
