// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline_rig.h"

#include <QTest>

using namespace millrace;
using rig::inputSpec;
using rig::outputSpec;
using rig::Rig;
using rig::rowsFrom;

namespace {

/// Rows (id, id) of the table t that are taken away.
InputBatch deletesFrom(int64_t first, int64_t count)
{
    InputBatch batch = rowsFrom(first, count);
    batch.ops.assign(static_cast<size_t>(count), RecordOp::Delete);
    return batch;
}

std::string textOf(const StreamChunk& chunk)
{
    std::string text;
    for (const StepChange& change : chunk.changes) {
        text += "step " + std::to_string(change.step) + ":";
        for (const BatchPtr& batch : change.delta.batches) {
            for (size_t row = 0; row < batch->numRows; ++row) {
                text += " " + std::to_string(batch->columns[0].get<int64_t>(row)) + "*" +
                        std::to_string(batch->weight(row));
            }
        }
        text += "\n";
    }
    return text;
}

/// Distinct rows of a relation that a query would see.
size_t rowsSeen(Rig& rig, size_t relation)
{
    std::mutex mutex;
    std::optional<size_t> rows;
    rig.controller->takeSnapshot({{relation}, [&](Result<ConsistentSnapshot> snapshot) {
                                      {
                                          std::lock_guard lock(mutex);
                                          rows = snapshot.ok() ? snapshot->relations[0].numRows() : SIZE_MAX;
                                      }
                                      rig.waiter.changed();
                                  }});
    rig.until([&] {
        std::lock_guard lock(mutex);
        return rows.has_value();
    });
    return *rows;
}

bool untilNoTransaction(Rig& rig)
{
    return rig.until([&] { return rig.status()->transactionStage == TransactionStage::None; });
}

} // namespace

class TestTransaction : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readersSeeItsStepsAsOne()
    {
        Rig rig({inputSpec("t", "c"), outputSpec("v", "out")});
        QVERIFY(rig.start());
        auto follower = std::make_shared<SubscriptionQueue>(SubscribeOptions{});
        rig.controller->addFollower(2, follower);
        QCOMPARE(*rig.controller->startTransaction(), uint64_t{1});
        rig.source("t.c").send(rowsFrom(0, 3));
        QVERIFY(rig.untilProcessed(3));
        rig.source("t.c").send(deletesFrom(1, 1));
        QVERIFY(rig.untilProcessed(4));
        const auto open = rig.status();
        QCOMPARE(open->transactionStage, TransactionStage::Open);
        QCOMPARE(open->transactionId, uint64_t{1});
        QCOMPARE(open->transactionRecords, uint64_t{4});
        QCOMPARE(open->processedSteps, uint64_t{3});
        QCOMPARE(open->completedSteps, uint64_t{1});
        QVERIFY(follower->take().changes.empty());
        QCOMPARE(rig.sink("v.out").text(), std::string());
        QVERIFY(rig.controller->commitTransaction().ok());
        QVERIFY(untilNoTransaction(rig));
        QCOMPARE(textOf(follower->take()), std::string("step 3: 0*1 2*1\n"));
        QVERIFY(rig.until([&] { return rig.sink("v.out").text() == "0\n2\n"; }));
        QVERIFY(rig.until([&] { return rig.status()->completedSteps == 3; }));
        QCOMPARE(rig.status()->transactionId, uint64_t{0});
        rig.source("t.c").send(rowsFrom(7, 1)); // as ever
        QVERIFY(rig.until([&] { return rig.sink("v.out").text() == "0\n2\n7\n"; }));
    }

    void tokensWaitForTheCommit()
    {
        Rig rig({inputSpec("t", "c"), outputSpec("v", "out")});
        QVERIFY(rig.start());
        const TokenStatus before = *rig.controller->issueToken("t", "c");
        QVERIFY(rig.untilComplete(before));
        QVERIFY(rig.controller->startTransaction().ok());
        rig.source("t.c").send(rowsFrom(0, 1));
        const TokenStatus token = *rig.controller->issueToken("t", "c");
        QVERIFY(rig.untilProcessed(1));
        QCOMPARE(rig.token(token).state, TokenState::InProgress);
        QCOMPARE(rig.token(token).waitsFor, std::string("the open transaction"));
        QCOMPARE(rig.token(before).state, TokenState::Complete);
        QVERIFY(rig.controller->commitTransaction().ok());
        QVERIFY(rig.untilComplete(token));
        QCOMPARE(rig.sink("v.out").text(), std::string("0\n"));
    }

    void theCommitTakesWhatWasReceivedBefore()
    {
        ConnectorSpec spec = inputSpec("t", "c");
        spec.maxBatchSize = 2;
        Rig rig({spec, outputSpec("v", "out")});
        QVERIFY(rig.start());
        auto follower = std::make_shared<SubscriptionQueue>(SubscribeOptions{});
        rig.controller->addFollower(2, follower);
        for (int round = 0; round < 50; ++round) {
            QVERIFY(rig.controller->startTransaction().ok());
            rig.source("t.c").send(rowsFrom(round * 10 + 1000, 7));
            QVERIFY(rig.controller->commitTransaction().ok());
            rig.source("t.c").send(rowsFrom(round * 10 + 1007, 1)); // belongs to none
            QVERIFY(untilNoTransaction(rig));
            QVERIFY(rig.untilProcessed(static_cast<uint64_t>(round + 1) * 8));
            const StreamChunk chunk = follower->take();
            QCOMPARE(chunk.changes.size(), size_t{2});
            QCOMPARE(chunk.changes[0].delta.numRows(), size_t{7});
            QCOMPARE(chunk.changes[1].delta.numRows(), size_t{1});
        }
    }

    void oneAtATime()
    {
        Rig rig({});
        QVERIFY(rig.start());
        QCOMPARE(rig.controller->commitTransaction().error().code, ErrorCode::kTransactionNone);
        QCOMPARE(*rig.controller->startTransaction(), uint64_t{1});
        QCOMPARE(rig.controller->startTransaction().error().code, ErrorCode::kTransactionOpen);
        QVERIFY(rig.controller->commitTransaction().ok());
        QVERIFY(untilNoTransaction(rig));
        QCOMPARE(rig.controller->commitTransaction().error().code, ErrorCode::kTransactionNone);
        QCOMPARE(*rig.controller->startTransaction(), uint64_t{2});
        rig.controller->stop();
        rig.controller->waitUntilSettled();
        QCOMPARE(rig.controller->startTransaction().error().code, ErrorCode::kPipelineState);
        QCOMPARE(rig.controller->commitTransaction().error().code, ErrorCode::kPipelineState);
    }

    void queriesSeeTheRowsBeforeIt()
    {
        Rig rig({inputSpec("t", "c")});
        QVERIFY(rig.start());
        rig.source("t.c").send(rowsFrom(0, 3));
        QVERIFY(rig.untilProcessed(3));
        QVERIFY(rig.controller->startTransaction().ok());
        rig.source("t.c").send(rowsFrom(3, 2));
        rig.source("t.c").send(deletesFrom(0, 1));
        QVERIFY(rig.untilProcessed(6));
        QCOMPARE(rowsSeen(rig, 0), size_t{3});
        QCOMPARE(rowsSeen(rig, 0), size_t{3});
        QVERIFY(rig.controller->commitTransaction().ok());
        QVERIFY(untilNoTransaction(rig));
        QCOMPARE(rowsSeen(rig, 0), size_t{4});
    }

    void whoComesDuringItHearsOfTheNextOne()
    {
        Rig rig({inputSpec("t", "c")});
        QVERIFY(rig.start());
        QVERIFY(rig.controller->startTransaction().ok());
        rig.source("t.c").send(rowsFrom(0, 1));
        QVERIFY(rig.untilProcessed(1));
        EgressOptions options;
        options.relation = "t";
        options.withSnapshot = true;
        const std::shared_ptr<Egress> egress = *rig.controller->openEgress(options);
        egress->setWakeup([&] { rig.waiter.changed(); });
        auto follower = std::make_shared<SubscriptionQueue>(SubscribeOptions{});
        rig.controller->addFollower(2, follower);
        rig.source("t.c").send(rowsFrom(1, 1));
        QVERIFY(rig.untilProcessed(2));
        QVERIFY(egress->take(SIZE_MAX).empty());
        QVERIFY(rig.controller->commitTransaction().ok());
        std::string text;
        QVERIFY(rig.until([&] {
            for (const EgressChunk& chunk : egress->take(SIZE_MAX)) {
                text += (chunk.isSnapshot ? "snapshot " : "change ") + *chunk.data;
                egress->delivered(chunk.sequence);
            }
            return text.size() > 10;
        }));
        QCOMPARE(text, std::string("snapshot 0\n1\n"));
        QVERIFY(follower->take().changes.empty());
        rig.source("t.c").send(rowsFrom(2, 1));
        QVERIFY(rig.until([&] { return !follower->take().changes.empty(); }));
        egress->setWakeup(nullptr);
    }

    void aHeldStepHoldsTheCommit()
    {
        Rig rig({inputSpec("t", "c"), outputSpec("v", "out")});
        QVERIFY(rig.start());
        QVERIFY(rig.controller->startTransaction().ok());
        rig.source("t.c").send(rowsFrom(0, 1));
        QVERIFY(rig.untilProcessed(1));
        rig.source("t.c").send(rowsFrom(-1, 3)); // the view fails on the first one
        QVERIFY(rig.untilState(PipelineState::Held));
        QVERIFY(rig.controller->commitTransaction().ok());
        QCOMPARE(rig.status()->transactionStage, TransactionStage::Committing);
        QCOMPARE(rig.sink("v.out").text(), std::string());
        QVERIFY(rig.controller->setAsideHeldRecord().ok());
        QVERIFY(untilNoTransaction(rig));
        QVERIFY(rig.until([&] { return rig.sink("v.out").text().size() == 4; }));
    }

    void stopDiscardsIt()
    {
        Rig rig({inputSpec("t", "c"), outputSpec("v", "out")});
        QVERIFY(rig.start());
        auto follower = std::make_shared<SubscriptionQueue>(SubscribeOptions{});
        rig.controller->addFollower(2, follower);
        QVERIFY(rig.controller->startTransaction().ok());
        rig.source("t.c").send(rowsFrom(0, 1));
        const TokenStatus token = *rig.controller->issueToken("t", "c");
        QVERIFY(rig.untilProcessed(1));
        rig.controller->stop();
        rig.controller->waitUntilSettled();
        QCOMPARE(rig.token(token).state, TokenState::InProgress);
        QCOMPARE(rig.sink("v.out").text(), std::string());
        const StreamChunk chunk = follower->take();
        QVERIFY(chunk.changes.empty());
        QVERIFY(chunk.isEnd);
    }

    void manyChangesOfOneRowTakeLittleMemory()
    {
        ConnectorSpec spec = inputSpec("t", "c");
        spec.maxBatchSize = 100'000;
        Rig rig({spec});
        QVERIFY(rig.start());
        auto follower = std::make_shared<SubscriptionQueue>(SubscribeOptions{});
        rig.controller->addFollower(2, follower);
        QVERIFY(rig.controller->startTransaction().ok());
        for (int round = 0; round < 20; ++round) {
            rig.source("t.c").send(rowsFrom(1000, 20'000));
            rig.source("t.c").send(deletesFrom(1000, 20'000));
        }
        rig.source("t.c").send(rowsFrom(7, 1));
        QVERIFY(rig.untilProcessed(20 * 40'000 + 1));
        QVERIFY(rig.controller->commitTransaction().ok());
        QVERIFY(untilNoTransaction(rig));
        const StreamChunk chunk = follower->take();
        QCOMPARE(chunk.changes.size(), size_t{1});
        QCOMPARE(chunk.changes[0].delta.numRows(), size_t{1});
    }
};

QTEST_APPLESS_MAIN(TestTransaction)
#include "test_transaction.moc"
