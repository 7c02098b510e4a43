// SPDX-License-Identifier: GPL-3.0-or-later
// The token board's models: stages, times, what is outstanding, and the watch that tells of completion.
#include "models/pipeline/token_model.h"
#include "models/pipeline/token_stages.h"
#include "models/pipeline/token_times.h"
#include "models/pipeline/token_watch.h"
#include "tests/models/stream_fixture.h"

#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace millrace;
using namespace millrace::models;
using namespace millrace::test;

namespace {

constexpr auto kFatal = QAbstractItemModelTester::FailureReportingMode::Fatal;

TokenStatus tokenOf(std::string name, int64_t issuedAt, int64_t tookUs)
{
    TokenStatus token;
    token.token = std::move(name);
    token.relation = "price";
    token.connector = "file";
    token.count = 100;
    token.processedCount = 40;
    token.issuedAt = issuedAt;
    if (tookUs >= 0) {
        token.state = TokenState::Complete;
        token.completedAt = issuedAt + tookUs;
        token.processedCount = 100;
        token.step = 3;
    }
    return token;
}

PipelineStatus statusWithOutput(uint64_t processed, uint64_t delivered)
{
    PipelineStatus status;
    status.processedSteps = processed;
    OutputStatus output;
    output.relation = "best";
    output.name = "copy";
    output.deliveredStep = delivered;
    status.outputs = {output};
    return status;
}

struct Shop {
    Shop()
    {
        auto engine = std::make_unique<FakeEngine>();
        pipeline = engine->add("shop", {fakePriceRelation("price", sql::RelationKind::Table)});
        bridge = std::make_unique<EngineBridge>(std::move(engine));
        link = bridge->find(QStringLiteral("shop"));
        QVERIFY(pipeline->start(false).ok());
        runFrame(bridge->clock());
    }
    void setTokens(std::vector<TokenStatus> tokens)
    {
        pipeline->changeTokens([&](std::vector<TokenStatus>& all) { all = std::move(tokens); });
        pipeline->notifyListeners();
        runFrame(bridge->clock());
    }

    std::shared_ptr<FakePipeline> pipeline;
    std::unique_ptr<EngineBridge> bridge;
    PipelineBridge* link = nullptr;
};

QString cell(const TokenSummaryModel& model, TokenSummaryModel::Column column)
{
    return model.index(0, static_cast<int>(column)).data().toString();
}

} // namespace

class TestTokenBoard : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void stagesPassOneAfterTheOther()
    {
        TokenStatus token = tokenOf("a", 0, -1);
        QCOMPARE(tokenStagesText(tokenStages(token, statusWithOutput(0, 0))),
                 QStringLiteral("ingested ✓ › processed 40 % › best.copy –"));
        token.processedCount = 100;
        token.step = 5;
        QCOMPARE(tokenStagesText(tokenStages(token, statusWithOutput(4, 4))),
                 QStringLiteral("ingested ✓ › processed 99 % › best.copy –"));
        QCOMPARE(tokenStagesText(tokenStages(token, statusWithOutput(5, 4))),
                 QStringLiteral("ingested ✓ › processed ✓ › best.copy –"));
        QCOMPARE(tokenStagesText(tokenStages(token, statusWithOutput(5, 5))),
                 QStringLiteral("ingested ✓ › processed ✓ › best.copy ✓"));
        token.state = TokenState::Complete;
        QCOMPARE(tokenStagesText(tokenStages(token, {})), QStringLiteral("ingested ✓ › processed ✓ › delivered ✓"));
    }

    void timesFallIntoBuckets()
    {
        const std::vector<TimeBucket> buckets =
            timeBuckets({tokenOf("a", 0, 1'200), tokenOf("b", 0, 1'900), tokenOf("c", 0, 7'000), tokenOf("d", 0, -1)});
        QCOMPARE(buckets.size(), size_t(3)); // 1 ms, 2 ms, 5 ms
        QCOMPARE(buckets[0].count, 2U);
        QCOMPARE(buckets[1].count, 0U);
        QCOMPARE(buckets[2].count, 1U);
        QCOMPARE(buckets[2].fromUs, int64_t(5'000));
        QVERIFY(timeBuckets({tokenOf("d", 0, -1)}).empty());
        QCOMPARE(timeBuckets({tokenOf("e", 5, 0)}).size(), size_t(1));
    }

    void historyIsInTheOrderOfIssue()
    {
        const QList<QPointF> points = timeHistory({tokenOf("new", 3'000'000, 500), tokenOf("old", 1'000'000, 2'000)});
        QCOMPARE(points, QList<QPointF>({{1.0, 2.0}, {3.0, 0.5}}));
    }

    void outstandingIsToldByConnector()
    {
        Shop shop;
        TokenModel tokens;
        TokenSummaryModel summary(tokens);
        const QAbstractItemModelTester tester(&summary, kFatal);
        tokens.setPipeline(shop.link);
        shop.setTokens({tokenOf("b", 2'000'000, -1), tokenOf("a", 1'000'000, 5'000)});
        QCOMPARE(summary.rowCount(), 1);
        QCOMPARE(cell(summary, TokenSummaryModel::Column::Connector), QStringLiteral("price.file"));
        QCOMPARE(cell(summary, TokenSummaryModel::Column::InProgress), QStringLiteral("1"));
        QCOMPARE(cell(summary, TokenSummaryModel::Column::Outstanding), QStringLiteral("60"));
        QCOMPARE(cell(summary, TokenSummaryModel::Column::Complete), QStringLiteral("1"));
        QCOMPARE(cell(summary, TokenSummaryModel::Column::Median), QStringLiteral("5 ms"));
        shop.setTokens({tokenOf("b", 2'000'000, 9'000), tokenOf("a", 1'000'000, 5'000)});
        QCOMPARE(cell(summary, TokenSummaryModel::Column::InProgress), QStringLiteral("0"));
        QCOMPARE(cell(summary, TokenSummaryModel::Column::Outstanding), QString());
    }

    void aWatchedTokenIsToldOnce()
    {
        Shop shop;
        TokenWatch watch;
        TokenModel tokens;
        tokens.showWatched(watch);
        tokens.setPipeline(shop.link);
        QSignalSpy completed(&watch, &TokenWatch::tokenCompleted);
        shop.setTokens({tokenOf("a", 1, -1)});
        QVERIFY(watch.watch(shop.link, QStringLiteral("a")));
        QVERIFY(!watch.watch(shop.link, QStringLiteral("unknown")));
        QVERIFY(tokens.index(0, 0).data(TokenModel::IsWatchedRole).toBool());
        shop.setTokens({tokenOf("a", 1, 5)});
        shop.setTokens({tokenOf("a", 1, 5)});
        QCOMPARE(completed.size(), 1);
        QVERIFY(!watch.isWatched(QStringLiteral("a")));
        QVERIFY(!watch.watch(shop.link, QStringLiteral("a"))); // complete already
    }

    void aTokenOfAnEndedRunIsLost()
    {
        Shop shop;
        TokenWatch watch;
        QSignalSpy lost(&watch, &TokenWatch::tokenLost);
        shop.setTokens({tokenOf("a", 1, -1)});
        QVERIFY(watch.watch(shop.link, QStringLiteral("a")));
        shop.setTokens({});
        QCOMPARE(lost.size(), 1);
        shop.setTokens({tokenOf("b", 1, -1)});
        QVERIFY(watch.watch(shop.link, QStringLiteral("b")));
        shop.bridge.reset(); // the pipeline goes
        QCOMPARE(lost.size(), 2);
    }
};

QTEST_GUILESS_MAIN(TestTokenBoard)
#include "test_token_board.moc"
