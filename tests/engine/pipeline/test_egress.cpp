// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline_rig.h"

#include "engine/pipeline/delta_pieces.h"

#include <QTest>

#include <algorithm>
#include <set>
#include <thread>

using namespace millrace;
using rig::inputSpec;
using rig::Rig;
using rig::rowsFrom;

namespace {

EgressOptions listenTo(std::string relation)
{
    EgressOptions options;
    options.relation = std::move(relation);
    return options;
}

/// A listener and all that it got.
class Listener {
public:
    Listener(Rig& rig, const EgressOptions& options)
        : egress(*rig.controller->openEgress(options))
    {
        egress->setWakeup([&rig] { rig.waiter.changed(); });
    }
    ~Listener() { egress->setWakeup(nullptr); }
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    /// Takes what is there and reports it.
    const std::string& read()
    {
        for (EgressChunk& chunk : egress->take(SIZE_MAX)) {
            text += *chunk.data;
            egress->delivered(chunk.sequence);
            chunks.push_back(std::move(chunk));
        }
        return text;
    }

    std::shared_ptr<Egress> egress;
    std::vector<EgressChunk> chunks;
    std::string text;
};

/// Whether the run has let it in.
bool isShown(Rig& rig, const Listener& listener)
{
    const auto status = rig.status();
    return std::any_of(status->outputs.begin(), status->outputs.end(),
                       [&](const OutputStatus& each) { return each.endpoint == listener.egress->endpoint(); });
}

bool untilShown(Rig& rig, const Listener& listener)
{
    return rig.until([&] {
        rig.controller->takeSnapshot({{}, [&rig](auto) { rig.waiter.changed(); }}); // something to wait on
        return isShown(rig, listener);
    });
}

} // namespace

class TestEgress : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void hearsTheStepsAfterItCame()
    {
        Rig rig({inputSpec("t", "c")});
        QVERIFY(rig.start());
        rig.source("t.c").send(rowsFrom(0, 2));
        QVERIFY(rig.untilProcessed(2));
        Listener listener(rig, listenTo("V"));
        QVERIFY(listener.egress->endpoint().starts_with("v.api-"));
        QVERIFY(untilShown(rig, listener));
        rig.source("t.c").send(rowsFrom(2, 2));
        QVERIFY(rig.until([&] { return listener.read() == "2\n3\n"; }));
        QCOMPARE(listener.chunks.at(0).sequence, uint64_t{0});
        QCOMPARE(listener.chunks.at(0).step, uint64_t{3});
        QCOMPARE(listener.chunks.at(0).numRecords, uint64_t{2});
        QVERIFY(!listener.chunks.at(0).isSnapshot);
        QCOMPARE(listener.egress->takeSequence(), uint64_t{1});
        rig.source("t.c").send(rowsFrom(4, 1));
        QVERIFY(rig.until([&] { return listener.read() == "2\n3\n4\n"; }));
        QCOMPARE(listener.chunks.at(1).sequence, uint64_t{2});
    }

    void tokensWaitForIt()
    {
        Rig rig({inputSpec("t", "c"), inputSpec("u", "d")});
        QVERIFY(rig.start());
        Listener listener(rig, listenTo("v"));
        QVERIFY(untilShown(rig, listener));
        rig.source("t.c").send(rowsFrom(0, 1));
        const TokenStatus token = *rig.controller->issueToken("t", "c");
        QVERIFY(rig.untilProcessed(1));
        std::vector<EgressChunk> taken;
        QVERIFY(rig.until([&] {
            for (EgressChunk& chunk : listener.egress->take(SIZE_MAX)) {
                taken.push_back(std::move(chunk));
            }
            return taken.size() == 1;
        }));
        QCOMPARE(rig.token(token).state, TokenState::InProgress); // taken, and not sent
        QCOMPARE(rig.token(token).waitsFor, "output " + listener.egress->endpoint());
        rig.source("u.d").send(rowsFrom(0, 1)); // a step without changes for it
        const TokenStatus other = *rig.controller->issueToken("u", "d");
        QVERIFY(rig.untilProcessed(2));
        QCOMPARE(rig.token(other).state, TokenState::InProgress);
        listener.egress->delivered(0);
        QVERIFY(rig.untilComplete(token));
        QVERIFY(rig.untilComplete(other));
        const OutputStatus status = rig.status()->outputs.at(0);
        QVERIFY(status.isEgress);
        QCOMPARE(status.transmittedRecords, uint64_t{1});
        QCOMPARE(status.queuedBatches, uint64_t{0});
        QCOMPARE(status.deliveredStep, uint64_t{3});
    }

    void whenItGoesTokensWaitNoLonger()
    {
        Rig rig({inputSpec("t", "c")});
        QVERIFY(rig.start());
        auto listener = std::make_unique<Listener>(rig, listenTo("v"));
        QVERIFY(untilShown(rig, *listener));
        rig.source("t.c").send(rowsFrom(0, 1));
        const TokenStatus token = *rig.controller->issueToken("t", "c");
        QVERIFY(rig.untilProcessed(1));
        QCOMPARE(rig.token(token).state, TokenState::InProgress);
        listener.reset();
        QCOMPARE(rig.token(token).state, TokenState::Complete);
        QVERIFY(rig.status()->outputs.empty());
    }

    void comesCaughtUp()
    {
        Rig rig({inputSpec("t", "c")});
        QVERIFY(rig.start());
        rig.source("t.c").send(rowsFrom(0, 1));
        const TokenStatus token = *rig.controller->issueToken("t", "c");
        QVERIFY(rig.untilComplete(token));
        Listener listener(rig, listenTo("v"));
        QVERIFY(untilShown(rig, listener));
        QCOMPARE(rig.status()->completedSteps, rig.status()->processedSteps);
        QCOMPARE(rig.token(*rig.controller->issueToken("t", "c")).state, TokenState::Complete);
    }

    void getsTheRowsThatAreThereFirst()
    {
        Rig rig({inputSpec("t", "c")});
        QVERIFY(rig.start());
        rig.source("t.c").send(rowsFrom(1000, 5000));
        QVERIFY(rig.untilProcessed(5000));
        QVERIFY(rig.controller->pause().ok());
        EgressOptions options = listenTo("t");
        options.withSnapshot = true;
        Listener listener(rig, options);
        std::string expected;
        for (int i = 0; i < 5000; ++i) {
            expected += std::to_string(1000 + i) + "\n";
        }
        QVERIFY(rig.until([&] { return listener.read().size() >= expected.size(); }));
        QCOMPARE(listener.text, expected);
        QVERIFY(listener.chunks.size() >= 3); // bounded chunks
        for (size_t i = 0; i < listener.chunks.size(); ++i) {
            QCOMPARE(listener.chunks[i].sequence, uint64_t{i});
            QVERIFY(listener.chunks[i].isSnapshot);
        }
        rig.source("t.c").send(rowsFrom(6000, 1)); // a few may follow a pause
        QVERIFY(rig.until([&] { return listener.read() == expected + "6000\n"; }));
        QVERIFY(!listener.chunks.back().isSnapshot);
        options.relation = "v";
        QCOMPARE(rig.controller->openEgress(options).error().code, ErrorCode::kSqlNotMaterialized);
    }

    void noChangeIsLostBetweenSnapshotAndChanges()
    {
        Rig rig({inputSpec("t", "c")});
        QVERIFY(rig.start());
        std::atomic<bool> isSent = false;
        std::jthread sender([&] {
            for (int64_t i = 0; i < 500; ++i) {
                rig.source("t.c").send(rowsFrom(i, 1));
            }
            isSent = true;
        });
        EgressOptions options = listenTo("t");
        options.withSnapshot = true;
        options.backpressure = true;
        Listener early(rig, options);
        Listener late(rig, options);
        const auto numLines = [](const std::string& text) { return std::count(text.begin(), text.end(), '\n'); };
        QVERIFY(rig.until([&] {
            early.read();
            late.read();
            rig.waiter.changed();
            return isSent && numLines(early.text) >= 500 && numLines(late.text) >= 500;
        }));
        for (Listener* listener : {&early, &late}) {
            std::set<std::string> lines;
            const QStringList all = QString::fromStdString(listener->read()).split('\n', Qt::SkipEmptyParts);
            for (const QString& line : all) {
                lines.insert(line.toStdString());
            }
            QCOMPARE(all.size(), qsizetype{500}); // each once
            QCOMPARE(lines.size(), size_t{500});
        }
    }

    void aStepIsCutIntoChunksAndSharedByListeners()
    {
        Rig rig({inputSpec("t", "c")});
        QVERIFY(rig.start());
        EgressOptions options = listenTo("v");
        options.maxRecordsPerChunk = 400;
        Listener first(rig, options);
        Listener second(rig, options);
        QVERIFY(untilShown(rig, second));
        rig.source("t.c").send(rowsFrom(1000, 1000));
        QVERIFY(rig.until([&] {
            first.read();
            second.read();
            return first.chunks.size() == 3 && second.chunks.size() == 3;
        }));
        QCOMPARE(first.chunks[0].numRecords, uint64_t{400});
        QCOMPARE(first.chunks[2].numRecords, uint64_t{200});
        for (size_t i = 0; i < 3; ++i) {
            QCOMPARE(first.chunks[i].data.get(), second.chunks[i].data.get()); // encoded once
        }
        QCOMPARE(rig.status()->outputs.size(), size_t{2});
    }

    void whoIsTooSlowSeesAGap()
    {
        Rig rig({inputSpec("t", "c")});
        QVERIFY(rig.start());
        Listener slow(rig, listenTo("v"));
        QVERIFY(untilShown(rig, slow));
        for (int64_t i = 0; i < 150; ++i) {
            rig.source("t.c").send(rowsFrom(i, 1));
            QVERIFY(rig.untilProcessed(static_cast<uint64_t>(i) + 1));
        }
        QVERIFY(rig.until([&] { return rig.status()->outputs.at(0).droppedBatches == 50; }));
        const TokenStatus token = *rig.controller->issueToken("t", "c");
        QCOMPARE(rig.token(token).state, TokenState::InProgress); // 100 wait for it still
        slow.read();
        QCOMPARE(slow.chunks.size(), size_t{100});
        QCOMPARE(slow.chunks.front().sequence, uint64_t{50});
        QCOMPARE(*slow.chunks.front().data, std::string("50\n"));
        QCOMPARE(slow.chunks.back().sequence, uint64_t{149});
        QVERIFY(rig.untilComplete(token));
    }

    void withBackPressureThePipelineWaits()
    {
        Rig rig({inputSpec("t", "c")});
        QVERIFY(rig.start());
        EgressOptions options = listenTo("v");
        options.backpressure = true;
        options.maxRecordsPerChunk = 1000;
        Listener slow(rig, options);
        options.backpressure = false;
        Listener other(rig, options); // of the same group
        QVERIFY(untilShown(rig, other));
        constexpr int64_t kRows = 400'000;
        std::jthread sender([&] {
            for (int64_t i = 0; i < kRows; i += 1000) {
                rig.source("t.c").send(rowsFrom(1000 + i, 1000));
            }
        });
        sender.join();
        // 100 chunks, and what waits to be encoded.
        QVERIFY(rig.until([&] { return rig.status()->totalProcessedRecords >= 180'000; }));
        QTest::qWait(50);
        QVERIFY(rig.status()->totalProcessedRecords <= 220'000);
        QVERIFY(rig.until([&] {
            slow.read();
            return slow.text.ends_with("\n400999\n");
        }));
        uint64_t numRecords = 0;
        for (size_t i = 0; i < slow.chunks.size(); ++i) {
            QCOMPARE(slow.chunks[i].sequence, uint64_t{i}); // nothing dropped
            numRecords += slow.chunks[i].numRecords;
        }
        QCOMPARE(numRecords, uint64_t{kRows});
    }

    void atTheEndOfTheRunNothingFollows()
    {
        Rig rig({inputSpec("t", "c")});
        QVERIFY(rig.start());
        Listener listener(rig, listenTo("v"));
        QVERIFY(untilShown(rig, listener));
        rig.source("t.c").send(rowsFrom(0, 1));
        QVERIFY(rig.until([&] { return rig.status()->outputs.at(0).queuedBatches == 1 && rig.untilProcessed(1); }));
        QVERIFY(!listener.egress->isEnded());
        rig.controller->stop();
        rig.controller->waitUntilSettled();
        QVERIFY(listener.egress->isEnded());
        QCOMPARE(rig.controller->openEgress(listenTo("v")).error().code, ErrorCode::kPipelineState);
        rig.controller.reset();
        listener.read();
        QVERIFY(listener.egress->isEnded());
    }

    void namesWhatIsWrong()
    {
        Rig rig({});
        QVERIFY(rig.start());
        QCOMPARE(rig.controller->openEgress(listenTo("x")).error().code, ErrorCode::kPipelineUnknownRelation);
        QCOMPARE(rig.controller->openEgress(listenTo("\"V\"")).error().code, ErrorCode::kPipelineUnknownRelation);
    }

    void manySlowListenersTakeTheMemoryOfOne()
    {
        Rig rig({inputSpec("t", "c")});
        QVERIFY(rig.start());
        std::vector<std::shared_ptr<Egress>> listeners;
        for (int i = 0; i < 1000; ++i) {
            listeners.push_back(*rig.controller->openEgress(listenTo("v")));
        }
        QVERIFY(rig.until([&] {
            rig.controller->takeSnapshot({{}, [&rig](auto) { rig.waiter.changed(); }});
            return rig.status()->outputs.size() == 1000;
        }));
        for (int64_t i = 0; i < 200; ++i) {
            rig.source("t.c").send(rowsFrom(1000 + i * 100, 100));
            QVERIFY(rig.untilProcessed(static_cast<uint64_t>(i + 1) * 100));
        }
        std::set<const std::string*> different;
        for (const std::shared_ptr<Egress>& listener : listeners) {
            const std::vector<EgressChunk> chunks = listener->take(SIZE_MAX);
            QVERIFY(chunks.size() <= Egress::kMaxQueuedChunks);
            for (const EgressChunk& chunk : chunks) {
                different.insert(chunk.data.get());
            }
        }
        // The last chunks may have reached some listeners after others were read; of a thousand each has not its own.
        QVERIFY(different.size() <= 2 * Egress::kMaxQueuedChunks);
        listeners.clear();
        QVERIFY(rig.status()->outputs.empty());
        QCOMPARE(rig.status()->completedSteps, rig.status()->processedSteps);
    }

    void comingAndGoingInAStorm()
    {
        Rig rig({inputSpec("t", "c")});
        QVERIFY(rig.start());
        std::vector<std::jthread> clients;
        for (int client = 0; client < 4; ++client) {
            clients.emplace_back([&rig, client] {
                EgressOptions options = listenTo("t");
                options.withSnapshot = client % 2 == 0;
                options.backpressure = client < 2;
                for (int i = 0; i < 250; ++i) {
                    const std::shared_ptr<Egress> egress = *rig.controller->openEgress(options);
                    for (const EgressChunk& chunk : egress->take(1000)) {
                        egress->delivered(chunk.sequence);
                    }
                }
            });
        }
        for (int64_t i = 0; i < 500; ++i) {
            rig.source("t.c").send(rowsFrom(1000 + i * 10, 10));
        }
        clients.clear();
        const TokenStatus token = *rig.controller->issueToken("t", "c");
        QVERIFY(rig.untilComplete(token));
        QVERIFY(rig.status()->outputs.empty());
    }

    void piecesHaveTheDeletesFirst()
    {
        Delta delta;
        const auto row = [](int64_t id) { return std::vector<Value>{Value(id), Value(id)}; };
        delta.add(batchOf(rig::columns(), {row(1), row(2), row(3)}, {1, -1, 3}));
        delta.add(batchOf(rig::columns(), {row(4), row(5)}, {-2, 1}));
        const std::deque<Delta> pieces = piecesOf(delta, 2);
        QStringList text;
        for (const Delta& piece : pieces) {
            QString part;
            for (const BatchPtr& batch : piece.batches) {
                for (size_t i = 0; i < batch->numRows; ++i) {
                    part += QString::number(batch->columns[0].get<int64_t>(i)) + ":" +
                            QString::number(batch->weight(i)) + " ";
                }
            }
            text += part.trimmed();
        }
        QCOMPARE(text.join(" | "), QString("2:-1 | 4:-2 | 1:1 | 3:3 | 5:1"));
        QVERIFY(piecesOf({}, 2).empty());
    }
};

QTEST_APPLESS_MAIN(TestEgress)
#include "test_egress.moc"
