// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline_rig.h"

#include <QTest>

using namespace millrace;
using rig::inputSpec;
using rig::outputSpec;
using rig::Rig;
using rig::rowsFrom;

class TestCompletion : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void beforeAnyDataATokenIsComplete()
    {
        Rig rig({inputSpec("t", "c"), outputSpec("v", "out")});
        QVERIFY(rig.start());
        const TokenStatus token = *rig.controller->issueToken("t", "c");
        QCOMPARE(token.count, uint64_t{0});
        QVERIFY(rig.untilComplete(token));
    }

    void withoutOutputsTheCircuitDecides()
    {
        Rig rig({inputSpec("t", "c")});
        QVERIFY(rig.start());
        rig.source("t.c").send(rowsFrom(0, 3));
        const TokenStatus token = *rig.controller->issueToken("t", "c");
        QCOMPARE(token.count, uint64_t{3});
        QVERIFY(rig.untilComplete(token));
        const TokenStatus complete = rig.token(token);
        QCOMPARE(complete.step.value(), uint64_t{2});
        QCOMPARE(complete.processedCount, uint64_t{3});
        QCOMPARE(complete.waitsFor, std::string());
        QVERIFY(complete.completedAt != 0);
    }

    void aSlowOutputHoldsTheTokenBack()
    {
        Rig rig({inputSpec("t", "c"), outputSpec("v", "slow"), outputSpec("v", "fast")});
        rig.sink("v.slow").holdUp(true);
        QVERIFY(rig.start());
        const TokenStatus before = *rig.controller->issueToken("t", "c");
        rig.source("t.c").send(rowsFrom(0, 3));
        const TokenStatus first = *rig.controller->issueToken("t", "c");
        const TokenStatus same = *rig.controller->issueToken("t", "c");
        QCOMPARE(first.token, same.token);
        QVERIFY(rig.until([&] { return rig.sink("v.fast").text() == "0\n1\n2\n"; }));
        QVERIFY(rig.untilProcessed(3));
        rig.source("t.c").send(rowsFrom(3, 1));
        const TokenStatus second = *rig.controller->issueToken("t", "c");
        QVERIFY(rig.untilProcessed(4));
        QCOMPARE(rig.token(before).state, TokenState::Complete);
        QCOMPARE(rig.token(first).state, TokenState::InProgress);
        QCOMPARE(rig.token(first).waitsFor, std::string("output v.slow"));
        QCOMPARE(rig.token(first).step.value(), uint64_t{2});
        QCOMPARE(rig.token(second).state, TokenState::InProgress);
        QCOMPARE(rig.controller->tokens().size(), size_t{3});
        QCOMPARE(rig.controller->tokens().front().token, second.token);
        rig.sink("v.slow").holdUp(false);
        QVERIFY(rig.untilComplete(second));
        QCOMPARE(rig.token(first).state, TokenState::Complete);
        QCOMPARE(rig.token(first).errorsSince, uint64_t{0});
    }

    void anOutputWithoutChangesHoldsNothingBack()
    {
        Rig rig({inputSpec("t", "c"), inputSpec("u", "d"), outputSpec("v", "out")});
        rig.sink("v.out").holdUp(true);
        QVERIFY(rig.start());
        rig.source("u.d").send(rowsFrom(0, 3)); // v does not read u
        const TokenStatus other = *rig.controller->issueToken("u", "d");
        QVERIFY(rig.untilComplete(other));
        rig.source("t.c").send(rowsFrom(0, 1)); // the output is busy now
        QVERIFY(rig.untilProcessed(4));
        rig.source("u.d").send(rowsFrom(3, 1));
        const TokenStatus later = *rig.controller->issueToken("u", "d");
        QVERIFY(rig.untilProcessed(5));
        QCOMPARE(rig.token(later).state, TokenState::InProgress);
        rig.sink("v.out").holdUp(false);
        QVERIFY(rig.untilComplete(later));
    }

    void aFailingOutputCompletesWithErrors()
    {
        Rig rig({inputSpec("t", "c"), outputSpec("v", "out")});
        rig.sink("v.out").numToFail = 1;
        QVERIFY(rig.start());
        rig.sink("v.out").holdUp(true);
        rig.source("t.c").send(rowsFrom(0, 3));
        const TokenStatus lost = *rig.controller->issueToken("t", "c");
        rig.sink("v.out").holdUp(false);
        QVERIFY(rig.untilComplete(lost));
        QCOMPARE(rig.token(lost).errorsSince, uint64_t{1});
        rig.sink("v.out").holdUp(true);
        rig.source("t.c").send(
            {batchOf(rig::columns(), {{Value(rig::FakeEncoder::kUnencodable), Value(int64_t{0})}}), {}, {}});
        const TokenStatus unencodable = *rig.controller->issueToken("t", "c");
        rig.sink("v.out").holdUp(false);
        QVERIFY(rig.untilComplete(unencodable));
        rig.source("t.c").send(rowsFrom(9, 1));
        const TokenStatus fine = *rig.controller->issueToken("t", "c");
        QVERIFY(rig.untilComplete(fine));
        const OutputStatus output = rig.status()->outputs.at(0);
        QCOMPARE(output.numTransportErrors, uint64_t{1});
        QCOMPARE(output.numEncodeErrors, uint64_t{1});
        QCOMPARE(output.errors.size(), size_t{2});
        QCOMPARE(output.errors[0].kind, std::string("transport"));
        QCOMPARE(output.errors[1].kind, std::string("encode"));
        QCOMPARE(output.transmittedRecords, uint64_t{1});
        QVERIFY(!output.fatalError);
        QCOMPARE(rig.sink("v.out").text(), std::string("9\n"));
    }

    void anOutputThatCannotOpenCanBeRetried()
    {
        Rig rig({inputSpec("t", "c"), outputSpec("v", "out")});
        rig.sink("v.out").numOpenToFail = 1;
        QVERIFY(rig.start());
        QVERIFY(rig.until([&] { return rig.status()->outputs.at(0).fatalError.has_value(); }));
        rig.source("t.c").send(rowsFrom(0, 1));
        const TokenStatus lost = *rig.controller->issueToken("t", "c");
        QVERIFY(rig.untilComplete(lost));
        QCOMPARE(rig.status()->outputs.at(0).numTransportErrors, uint64_t{1});
        QVERIFY(rig.controller->startConnector("v", "out").ok());
        QVERIFY(rig.until([&] { return !rig.status()->outputs.at(0).fatalError; }));
        rig.source("t.c").send(rowsFrom(1, 1));
        QVERIFY(rig.until([&] { return rig.sink("v.out").text() == "1\n"; }));
        QVERIFY(rig.controller->startConnector("v", "out").ok()); // idempotent
    }

    /// As a file on a full disk: what comes later is not written behind the gap.
    void anOutputThatBreaksStopsAtItsLastWholeStep()
    {
        Rig rig({inputSpec("t", "c"), outputSpec("v", "out")});
        rig.sink("v.out").breaks = true;
        QVERIFY(rig.start());
        rig.source("t.c").send(rowsFrom(1, 1));
        QVERIFY(rig.until([&] { return rig.sink("v.out").text() == "1\n"; }));
        rig.sink("v.out").fail(1);
        rig.source("t.c").send(rowsFrom(2, 1));
        QVERIFY(rig.until([&] { return rig.status()->outputs.at(0).fatalError.has_value(); }));
        rig.source("t.c").send(rowsFrom(3, 1));
        const TokenStatus lost = *rig.controller->issueToken("t", "c");
        QVERIFY(rig.untilComplete(lost));
        QCOMPARE(rig.sink("v.out").text(), std::string("1\n"));
        QCOMPARE(rig.status()->outputs.at(0).numTransportErrors, uint64_t{2});
        QVERIFY(rig.controller->startConnector("v", "out").ok()); // there is room again
        QVERIFY(rig.until([&] { return !rig.status()->outputs.at(0).fatalError; }));
        rig.source("t.c").send(rowsFrom(4, 1));
        QVERIFY(rig.until([&] { return rig.sink("v.out").text() == "1\n4\n"; }));
        QCOMPARE(rig.sink("v.out").numOpened, 1); // it goes on where it stopped
    }

    void foreignTokensAreRefused()
    {
        Rig rig({inputSpec("t", "c")});
        Rig other({inputSpec("t", "c")});
        QVERIFY(rig.start());
        QVERIFY(other.start());
        const TokenStatus token = *rig.controller->issueToken("t", "c");
        QCOMPARE(other.controller->tokenStatus(token.token).error().code, ErrorCode::kTokenOtherIncarnation);
        QCOMPARE(rig.controller->tokenStatus("nonsense").error().code, ErrorCode::kTokenMalformed);
        const std::string gone = CompletionToken{rig.status()->incarnation, 7, 0}.toText();
        QCOMPARE(rig.controller->tokenStatus(gone).error().code, ErrorCode::kTokenEndpointGone);
        const std::string forged = CompletionToken{rig.status()->incarnation, 0, 1000}.toText();
        QCOMPARE(rig.controller->tokenStatus(forged)->state, TokenState::InProgress);
    }

    void aTokenIsNeverEarly()
    {
        ConnectorSpec spec = inputSpec("t", "c");
        spec.maxBatchSize = 3;
        Rig rig({spec, outputSpec("v", "out")});
        QVERIFY(rig.start());
        std::jthread sender([&] {
            for (int64_t i = 0; i < 300; ++i) {
                rig.source("t.c").send(rowsFrom(i, 1));
            }
            rig.source("t.c").end();
        });
        // Whenever a token is seen complete, its rows are in the sink.
        QVERIFY(rig.until([&] {
            const TokenStatus token = *rig.controller->issueToken("t", "c");
            const TokenStatus seen = rig.token(token);
            if (seen.state == TokenState::Complete) {
                const std::string text = rig.sink("v.out").text();
                const auto numLines = static_cast<uint64_t>(std::count(text.begin(), text.end(), '\n'));
                if (numLines < seen.count) {
                    qCritical("a token is early");
                    return false;
                }
            }
            return rig.status()->isComplete;
        }));
        for (const TokenStatus& token : rig.controller->tokens()) {
            QCOMPARE(token.state, TokenState::Complete);
        }
    }
};

QTEST_APPLESS_MAIN(TestCompletion)
#include "test_completion.moc"
