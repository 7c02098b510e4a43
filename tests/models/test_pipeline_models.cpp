// SPDX-License-Identifier: GPL-3.0-or-later
// Connectors, tokens, catalog, ticks, problems and the checker of programs.
#include "models/pipeline/catalog_model.h"
#include "models/pipeline/connector_model.h"
#include "models/pipeline/problems_model.h"
#include "models/pipeline/program_checker.h"
#include "models/pipeline/relation_tick_model.h"
#include "models/pipeline/token_model.h"
#include "tests/models/stream_fixture.h"

#include <QMimeData>
#include <QRandomGenerator>
#include <QTest>

#include <atomic>
#include <memory>

using namespace millrace;
using namespace millrace::models;
using namespace millrace::test;

namespace {

constexpr auto kFatal = QAbstractItemModelTester::FailureReportingMode::Fatal;

InputStatus inputOf(std::string relation, std::string name)
{
    InputStatus input;
    input.relation = std::move(relation);
    input.name = std::move(name);
    input.transport = "datagen";
    input.isActive = true;
    input.maxQueuedRecords = 1000;
    return input;
}

OutputStatus listenerOf(std::string relation, std::string name)
{
    OutputStatus output;
    output.relation = std::move(relation);
    output.name = std::move(name);
    output.transport = "http_output";
    output.isEgress = true;
    return output;
}

/// A pipeline "shop" with two tables, a view and three connectors.
struct Shop {
    Shop()
    {
        auto fake = std::make_unique<FakeEngine>();
        RelationInfo price = fakePriceRelation("price", sql::RelationKind::Table);
        price.connectors = {"file", "gen"};
        price.schema.primaryKey = {0};
        RelationInfo vendor = fakePriceRelation("vendor", sql::RelationKind::Table);
        vendor.connectors = {"url"};
        RelationInfo best = fakePriceRelation("best");
        best.connectors = {"out"};
        pipeline = fake->add("shop", {price, vendor, best});
        engine = fake.get();
        bridge = std::make_unique<EngineBridge>(std::move(fake));
        link = bridge->find(QStringLiteral("shop"));
        QVERIFY(pipeline->start(false).ok());
        pipeline->changeStatus([](PipelineStatus& status) {
            status.inputs = {inputOf("price", "file"), inputOf("price", "gen"), inputOf("vendor", "url")};
            OutputStatus output;
            output.relation = "best";
            output.name = "out";
            status.outputs = {output};
        });
        frame();
    }
    void frame() { runFrame(bridge->clock()); }
    void change(const std::function<void(PipelineStatus&)>& edit)
    {
        pipeline->changeStatus(edit);
        frame();
    }

    FakeEngine* engine = nullptr;
    std::shared_ptr<FakePipeline> pipeline;
    std::unique_ptr<EngineBridge> bridge;
    PipelineBridge* link = nullptr;
};

template <typename Column>
QVariant cell(const QModelIndex& index, Column column, int role = Qt::DisplayRole)
{
    return index.siblingAtColumn(static_cast<int>(column)).data(role);
}

sql::Diagnostic diagnosticAt(uint32_t line, sql::Severity severity, const char* message)
{
    sql::Diagnostic diagnostic;
    diagnostic.severity = severity;
    diagnostic.code = ErrorCode::kSqlUnknownColumn;
    diagnostic.message = message;
    if (line != 0) {
        diagnostic.span = {line * 10, line * 10 + 4, line, 5, line, 9};
    }
    return diagnostic;
}

} // namespace

class TestPipelineModels : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void connectorTreeShowsWhatIsDeclared()
    {
        Shop shop;
        ConnectorModel model;
        const QAbstractItemModelTester tester(&model, kFatal);
        model.setPipeline(shop.link);
        QCOMPARE(model.rowCount(), 3);
        const QModelIndex price = model.index(0, 0);
        QCOMPARE(price.data().toString(), QStringLiteral("price"));
        QCOMPARE(model.rowCount(price), 2);
        const QModelIndex gen = model.indexOf(QStringLiteral("price"), QStringLiteral("gen"));
        QCOMPARE(gen.data().toString(), QStringLiteral("gen"));
        QCOMPARE(gen.parent(), price);
        QCOMPARE(cell(gen, ConnectorModel::Column::State).toString(), QStringLiteral("Running"));
        QCOMPARE(cell(price, ConnectorModel::Column::State).toString(), QStringLiteral("2 of 2 running"));
        const QModelIndex out = model.indexOf(QStringLiteral("best"), QStringLiteral("out"));
        QVERIFY(!cell(out, ConnectorModel::Column::On, Qt::CheckStateRole).isValid());
        QVERIFY(!out.siblingAtColumn(1).flags().testFlag(Qt::ItemIsUserCheckable));
    }

    /// What stopped has no rate and no switch, and the view is told of it.
    void aStoppedPipelineHasNoRates()
    {
        Shop shop;
        ConnectorModel model;
        model.setPipeline(shop.link);
        const QPersistentModelIndex file = model.indexOf(QStringLiteral("price"), QStringLiteral("file"));
        const auto rate = [&] { return file.data(ConnectorModel::RateRole).toDouble(); };
        for (uint64_t total = 0; total < 3'000 && rate() == 0; total += 1'000) {
            shop.change([total](PipelineStatus& status) { status.inputs[0].totalRecords = total; });
            QTest::qWait(600);
        }
        QVERIFY(rate() > 0);
        shop.change([](PipelineStatus& status) { status.state = PipelineState::Stopping; });
        QCOMPARE(rate(), 0.0);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        shop.change([](PipelineStatus& status) { status.state = PipelineState::Stopped; });
        QVERIFY(!file.sibling(file.row(), 1).flags().testFlag(Qt::ItemIsUserCheckable));
        QVERIFY(changed.count() > 0);
    }

    void connectorCountersAndStates()
    {
        Shop shop;
        ConnectorModel model;
        const QAbstractItemModelTester tester(&model, kFatal);
        model.setPipeline(shop.link);
        const QPersistentModelIndex file = model.indexOf(QStringLiteral("price"), QStringLiteral("file"));
        const QPersistentModelIndex price = file.parent();
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        shop.change([](PipelineStatus& status) {
            status.inputs[0].totalRecords = 12'000;
            status.inputs[0].bufferedRecords = 34;
            status.inputs[0].numParseErrors = 2;
            status.inputs[0].numSetAside = 1;
            status.inputs[1].totalRecords = 5;
        });
        QCOMPARE(changed.count(), 2); // the connectors of one relation, then the relations
        QCOMPARE(cell(file, ConnectorModel::Column::Total).toString(), QStringLiteral("12,000"));
        QCOMPARE(cell(price, ConnectorModel::Column::Total).toString(), QStringLiteral("12,005"));
        QCOMPARE(cell(file, ConnectorModel::Column::Errors).toString(), QStringLiteral("3"));
        QCOMPARE(file.data(ConnectorModel::BufferedRole).toULongLong(), 34U);
        QCOMPARE(file.data(ConnectorModel::BufferedMaxRole).toULongLong(), 1000U);
        shop.change([](PipelineStatus& status) {
            status.inputs[0].isActive = false;
            status.inputs[0].reason = "buffer full";
            status.inputs[1].endOfInput = true;
            status.inputs[2].fatalError = makeError(ErrorCode::kConnectorOpen, "no such file: x.csv");
        });
        QCOMPARE(cell(file, ConnectorModel::Column::State).toString(), QStringLiteral("Waiting: buffer full"));
        const QModelIndex gen = model.indexOf(QStringLiteral("price"), QStringLiteral("gen"));
        QCOMPARE(cell(gen, ConnectorModel::Column::EndOfInput).toString(), QStringLiteral("yes"));
        QCOMPARE(gen.data(ConnectorModel::ActivityRole).toInt(), static_cast<int>(ConnectorActivity::Ended));
        const QModelIndex url = model.indexOf(QStringLiteral("vendor"), QStringLiteral("url"));
        QVERIFY(cell(url, ConnectorModel::Column::State).toString().contains(QLatin1String("no such file: x.csv")));
        QCOMPARE(url.parent().data(ConnectorModel::ActivityRole).toInt(), static_cast<int>(ConnectorActivity::Failed));
    }

    void toggleIsRequestedThenActual()
    {
        Shop shop;
        ConnectorModel model;
        const QAbstractItemModelTester tester(&model, kFatal);
        model.setPipeline(shop.link);
        const QPersistentModelIndex file = model.indexOf(QStringLiteral("price"), QStringLiteral("file"));
        const QModelIndex on = file.sibling(file.row(), static_cast<int>(ConnectorModel::Column::On));
        QCOMPARE(on.data(Qt::CheckStateRole).toInt(), static_cast<int>(Qt::Checked));
        shop.pipeline->confirmToggles(false);
        QVERIFY(model.setData(on, Qt::Unchecked, Qt::CheckStateRole));
        QCOMPARE(on.data(Qt::CheckStateRole).toInt(), static_cast<int>(Qt::Unchecked));
        QVERIFY(on.data(ConnectorModel::IsPendingRole).toBool());
        QCOMPARE(on.data(ConnectorModel::ActivityRole).toInt(), static_cast<int>(ConnectorActivity::Running));
        const QModelIndex price = QModelIndex(file).parent().siblingAtColumn(1);
        QCOMPARE(price.data(Qt::CheckStateRole).toInt(), static_cast<int>(Qt::PartiallyChecked));
        shop.change([](PipelineStatus& status) {
            status.inputs[0].requested = ConnectorState::Paused;
            status.inputs[0].isActive = false;
        });
        QVERIFY(!on.data(ConnectorModel::IsPendingRole).toBool());
        QCOMPARE(on.data(ConnectorModel::ActivityRole).toInt(), static_cast<int>(ConnectorActivity::Paused));
        shop.pipeline->confirmToggles(true);
        QVERIFY(model.toggle(price)); // one of two is on: the other follows
        QCOMPARE(shop.pipeline->numCalls("startConnector"), 1);
        shop.frame();
        QCOMPARE(price.data(Qt::CheckStateRole).toInt(), static_cast<int>(Qt::Checked));
        QVERIFY(model.toggle(price));
        QCOMPARE(shop.pipeline->numCalls("pauseConnector"), 3);
    }

    void stoppedPipelinesShowTheirConnectors()
    {
        Shop shop;
        ConnectorModel model;
        const QAbstractItemModelTester tester(&model, kFatal);
        model.setPipeline(shop.link);
        QVERIFY(shop.pipeline->stop().ok());
        shop.change([](PipelineStatus& status) {
            status.inputs.clear();
            status.outputs.clear();
        });
        const QModelIndex file = model.indexOf(QStringLiteral("price"), QStringLiteral("file"));
        QCOMPARE(cell(file, ConnectorModel::Column::State).toString(), QStringLiteral("Stopped"));
        QVERIFY(!model.toggle(file));
        QVERIFY(cell(file, ConnectorModel::Column::On, Qt::ToolTipRole).toString().contains(QLatin1String("Run")));
    }

    void endpointsOfRequestsComeAndGo()
    {
        Shop shop;
        ConnectorModel model;
        const QAbstractItemModelTester tester(&model, kFatal);
        model.setPipeline(shop.link);
        const QPersistentModelIndex url = model.indexOf(QStringLiteral("vendor"), QStringLiteral("url"));
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        shop.change([](PipelineStatus& status) {
            InputStatus ingress = inputOf("price", "api-ingress-1");
            ingress.isIngress = true;
            status.inputs.push_back(ingress);
            status.outputs.push_back(listenerOf("best", "api-2"));
            status.outputs.push_back(listenerOf("price", "api-3"));  // a table can be listened to
            status.outputs.push_back(listenerOf("worst", "api-4")); // a view without connectors
        });
        QCOMPARE(model.rowCount(), 4);
        const QModelIndex ingress = model.indexOf(QStringLiteral("price"), QStringLiteral("api-ingress-1"));
        QVERIFY(ingress.data(ConnectorModel::IsTransientRole).toBool());
        QVERIFY(ingress.data(ConnectorModel::IsInputRole).toBool());
        QCOMPARE(cell(ingress, ConnectorModel::Column::State).toString(), QStringLiteral("Takes requests"));
        QVERIFY(ingress.siblingAtColumn(1).flags().testFlag(Qt::ItemIsUserCheckable));
        const QModelIndex listener = model.indexOf(QStringLiteral("price"), QStringLiteral("api-3"));
        QVERIFY(listener.data(ConnectorModel::IsTransientRole).toBool());
        QVERIFY(!cell(listener, ConnectorModel::Column::On, Qt::CheckStateRole).isValid());
        QCOMPARE(cell(listener, ConnectorModel::Column::State).toString(), QStringLiteral("Sends to a client"));
        shop.change([](PipelineStatus& status) { status.outputs[2].droppedBatches = 12; });
        QCOMPARE(cell(listener, ConnectorModel::Column::State).toString(),
                 QStringLiteral("Sends to a client, 12 dropped"));
        QCOMPARE(cell(listener.parent(), ConnectorModel::Column::State).toString(), QStringLiteral("3 of 3 running"));
        QVERIFY(!model.indexOf(QStringLiteral("best"), QStringLiteral("out"))
                     .data(ConnectorModel::IsTransientRole)
                     .toBool());
        shop.change([](PipelineStatus& status) {
            status.outputs.erase(status.outputs.begin() + 1, status.outputs.end());
        });
        QCOMPARE(model.rowCount(), 3);
        QVERIFY(!model.indexOf(QStringLiteral("price"), QStringLiteral("api-3")).isValid());
        QVERIFY(model.indexOf(QStringLiteral("price"), QStringLiteral("api-ingress-1")).isValid());
        shop.change([](PipelineStatus& status) { status.inputs.pop_back(); });
        QCOMPARE(model.rowCount(model.index(0, 0)), 2);
        QCOMPARE(url, model.indexOf(QStringLiteral("vendor"), QStringLiteral("url"))); // undisturbed
        QCOMPARE(resets.count(), 0);
    }

    /// A thousand clients come and go within a frame each.
    void manyListenersAreOneInsertAndOneRemove()
    {
        Shop shop;
        ConnectorModel model;
        model.setPipeline(shop.link);
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
        shop.change([](PipelineStatus& status) {
            for (int i = 0; i < 1000; ++i) {
                status.outputs.push_back(listenerOf("best", "api-" + std::to_string(i)));
            }
        });
        QCOMPARE(model.rowCount(model.index(2, 0)), 1001);
        QCOMPARE(inserted.count(), 1);
        shop.change([](PipelineStatus& status) { status.outputs.resize(1); });
        QCOMPARE(model.rowCount(model.index(2, 0)), 1);
        QCOMPARE(removed.count(), 1);
    }

    void connectorsUnderRandomChange()
    {
        Shop shop;
        ConnectorModel model;
        CatalogModel catalog(*shop.bridge);
        ProblemsModel problems;
        const QAbstractItemModelTester connectorTester(&model, kFatal);
        const QAbstractItemModelTester catalogTester(&catalog, kFatal);
        const QAbstractItemModelTester problemTester(&problems, kFatal);
        model.setPipeline(shop.link);
        problems.watch(shop.link);
        QRandomGenerator random(42);
        for (int round = 0; round < 60; ++round) {
            shop.change([&random](PipelineStatus& status) {
                if (random.bounded(6) == 0) {
                    const std::string name = "extra" + std::to_string(random.bounded(5));
                    status.inputs.push_back(inputOf(random.bounded(2) == 0 ? "price" : "other", name));
                    status.inputs.back().isIngress = random.bounded(2) == 0;
                } else if (random.bounded(3) == 0) {
                    const std::string relation = random.bounded(2) == 0 ? "price" : "lonely";
                    status.outputs.push_back(listenerOf(relation, "api-" + std::to_string(random.bounded(5))));
                } else if (random.bounded(3) == 0 && status.outputs.size() > 1) {
                    status.outputs.erase(status.outputs.begin() + random.bounded(int(status.outputs.size())));
                } else if (random.bounded(8) == 0 && status.inputs.size() > 1) {
                    status.inputs.pop_back();
                }
                for (InputStatus& input : status.inputs) {
                    input.totalRecords += random.bounded(1000);
                    input.isActive = random.bounded(2) == 0;
                    if (random.bounded(3) == 0) {
                        ConnectorError error;
                        error.index = input.numParseErrors++;
                        error.error = makeError(ErrorCode::kRecordSyntax, "bad record");
                        input.errors.push_back(error);
                    }
                }
            });
            if (round % 20 == 19) {
                shop.pipeline->setRelations({fakePriceRelation("r" + std::to_string(round))});
                QVERIFY(shop.link->setProgram(QStringLiteral("…")));
            }
        }
        QVERIFY(model.rowCount() > 0);
        QVERIFY(problems.numWarnings() > 0);
    }

    void tokensNewestFirst()
    {
        Shop shop;
        TokenModel model;
        const QAbstractItemModelTester tester(&model, kFatal);
        model.setPipeline(shop.link);
        QSignalSpy inProgress(&model, &TokenModel::numInProgressChanged);
        QSignalSpy completed(&model, &TokenModel::tokenCompleted);
        shop.change([](PipelineStatus& status) { status.inputs[0].totalRecords = 1200; });
        QVERIFY(model.issue(QStringLiteral("price"), QStringLiteral("file")));
        QVERIFY(model.issue(QStringLiteral("vendor"), QStringLiteral("url")));
        QCOMPARE(model.rowCount(), 2);
        const auto text = [&model](int row, TokenModel::Column column) {
            return model.index(row, static_cast<int>(column)).data().toString();
        };
        QCOMPARE(text(0, TokenModel::Column::Connector), QStringLiteral("vendor.url"));
        QCOMPARE(text(1, TokenModel::Column::Connector), QStringLiteral("price.file"));
        QCOMPARE(text(1, TokenModel::Column::Covers), QStringLiteral("1,200"));
        QCOMPARE(text(1, TokenModel::Column::State), QStringLiteral("In progress"));
        QCOMPARE(model.numInProgress(), 2);
        shop.pipeline->changeTokens([](std::vector<TokenStatus>& tokens) {
            tokens[1].state = TokenState::Complete;
            tokens[1].step = 17;
            tokens[1].completedAt = tokens[1].issuedAt + 38'000;
            tokens[1].errorsSince = 2;
            tokens[0].waitsFor = "12 buffered records";
        });
        shop.frame();
        QCOMPARE(text(1, TokenModel::Column::State), QStringLiteral("Complete with errors"));
        QCOMPARE(text(1, TokenModel::Column::Step), QStringLiteral("17"));
        QCOMPARE(text(1, TokenModel::Column::TimeToComplete), QStringLiteral("38 ms"));
        QCOMPARE(text(0, TokenModel::Column::WaitsFor), QStringLiteral("12 buffered records"));
        QCOMPARE(model.numInProgress(), 1);
        QCOMPARE(completed.count(), 1);
        QCOMPARE(inProgress.count(), 3);
        shop.pipeline->changeTokens([](std::vector<TokenStatus>& tokens) { tokens.pop_back(); }); // the limit
        QVERIFY(model.issue(QStringLiteral("price"), QStringLiteral("gen")));
        QCOMPARE(model.rowCount(), 2);
        shop.pipeline->changeTokens([](std::vector<TokenStatus>& tokens) { tokens.clear(); });
        shop.frame();
        QCOMPARE(model.rowCount(), 0);
    }

    void tokensOfEarlierRunsStandBelow()
    {
        Shop shop;
        StoredToken stored;
        stored.token = "earlier";
        stored.relation = "price";
        stored.connector = "file";
        stored.records = 9;
        stored.issuedAt = 1'700'000'000'000'000;
        stored.completedAt = stored.issuedAt + 1'500'000;
        shop.engine->setTokenHistory("shop", {stored});
        TokenModel model;
        const QAbstractItemModelTester tester(&model, kFatal);
        model.setPipeline(shop.link);
        model.keepHistoryIn(*shop.bridge);
        QCOMPARE(model.rowCount(), 1);
        QVERIFY(model.issue(QStringLiteral("vendor"), QStringLiteral("url")));
        QVERIFY(model.issue(QStringLiteral("price"), QStringLiteral("gen")));
        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(model.index(0, 0).data().toString(), QStringLiteral("price.gen"));
        QVERIFY(!model.index(1, 0).data(TokenModel::IsEarlierRunRole).toBool());
        QVERIFY(model.index(2, 0).data(TokenModel::IsEarlierRunRole).toBool());
        QCOMPARE(model.index(2, static_cast<int>(TokenModel::Column::TimeToComplete)).data().toString(),
                 QStringLiteral("1.5 s"));
        QCOMPARE(model.numInProgress(), 2);
        // The run goes; one of its tokens had completed.
        QSignalSpy completed(&model, &TokenModel::tokenCompleted);
        StoredToken second = stored;
        second.token = "token-1";
        second.connector = "gen";
        shop.engine->setTokenHistory("shop", {second, stored});
        shop.pipeline->changeTokens([](std::vector<TokenStatus>& tokens) { tokens.clear(); });
        QVERIFY(shop.pipeline->stop().ok());
        shop.frame();
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.index(0, 0).data().toString(), QStringLiteral("price.gen"));
        QCOMPARE(model.numInProgress(), 0);
        QCOMPARE(completed.count(), 0);
    }

    void catalogTree()
    {
        Shop shop;
        CatalogModel model(*shop.bridge);
        const QAbstractItemModelTester tester(&model, kFatal);
        const QModelIndex pipeline = model.indexOfPipeline(shop.link);
        QCOMPARE(cell(pipeline, CatalogModel::Column::Detail).toString(), QStringLiteral("Running"));
        QCOMPARE(model.rowCount(pipeline), 3);
        const QModelIndex price = model.indexOfRelation(shop.link, QStringLiteral("price"));
        QCOMPARE(price.data(CatalogModel::NodeKindRole).toInt(), static_cast<int>(CatalogModel::NodeKind::Table));
        QCOMPARE(model.rowCount(price), 5);
        const QModelIndex id = model.index(0, 0, price);
        QVERIFY(id.data(CatalogModel::IsKeyRole).toBool());
        QCOMPARE(cell(id, CatalogModel::Column::Detail).toString(), QStringLiteral("BIGINT NOT NULL, key"));
        const QModelIndex file = model.index(3, 0, price);
        QCOMPARE(file.data(CatalogModel::ConnectorRole).toString(), QStringLiteral("file"));
        QCOMPARE(file.data(CatalogModel::RelationRole).toString(), QStringLiteral("price"));
        QCOMPARE(cell(file, CatalogModel::Column::Detail).toString(), QStringLiteral("Running"));
        shop.change([](PipelineStatus& status) { status.inputs[0].numParseErrors = 4; });
        QCOMPARE(pipeline.data(CatalogModel::ErrorCountRole).toULongLong(), 4U);
        const QModelIndex best = model.indexOfRelation(shop.link, QStringLiteral("best"));
        QCOMPARE(cell(best, CatalogModel::Column::Detail).toString(), QStringLiteral("materialized view"));
        const std::unique_ptr<QMimeData> mime(model.mimeData({best, pipeline}));
        QCOMPARE(mime->data(QStringLiteral("text/x-millrace-relation")), QByteArray("shop\nbest"));
    }

    void catalogFollowsPipelines()
    {
        Shop shop;
        CatalogModel model(*shop.bridge);
        const QAbstractItemModelTester tester(&model, kFatal);
        PipelineBridge* added = shop.bridge->createPipeline(QStringLiteral("alpha"), {});
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.index(0, 0).data().toString(), QStringLiteral("alpha"));
        QVERIFY(model.setData(model.index(0, 0), QStringLiteral("zeta"), Qt::EditRole));
        QCOMPARE(model.index(1, 0).data().toString(), QStringLiteral("zeta"));
        QVERIFY(!model.setData(model.index(1, 0), QStringLiteral("shop"), Qt::EditRole));
        QVERIFY(shop.bridge->removePipeline(added));
        QCOMPARE(model.rowCount(), 1);
        shop.pipeline->setRelations({fakePriceRelation("only")});
        QVERIFY(shop.link->setProgram(QStringLiteral("…")));
        QCOMPARE(model.rowCount(model.index(0, 0)), 1);
    }

    void ticksSurviveTheirRelations()
    {
        Shop shop;
        RelationTickModel model;
        const QAbstractItemModelTester tester(&model, kFatal);
        model.setPipeline(shop.link);
        QCOMPARE(model.rowCount(), 3);
        QVERIFY(!model.index(0).data(RelationTickModel::IsViewRole).toBool());
        QVERIFY(model.index(2).data(RelationTickModel::IsViewRole).toBool());
        QSignalSpy ticked(&model, &RelationTickModel::tickedChanged);
        QVERIFY(model.setData(model.index(2), Qt::Checked, Qt::CheckStateRole));
        QCOMPARE(model.ticked(), QStringList{QStringLiteral("best")});
        const std::vector<RelationInfo> before = shop.pipeline->relations();
        shop.pipeline->setRelations({});
        QVERIFY(shop.link->setProgram(QStringLiteral("…")));
        QCOMPARE(model.ticked(), QStringList());
        shop.pipeline->setRelations(before);
        QVERIFY(shop.link->setProgram(QStringLiteral("…")));
        QCOMPARE(model.ticked(), QStringList{QStringLiteral("best")});
        QCOMPARE(ticked.count(), 3);
    }

    void problemsOfProgramsAndRuns()
    {
        Shop shop;
        ProblemsModel model;
        const QAbstractItemModelTester tester(&model, kFatal);
        QSignalSpy counts(&model, &ProblemsModel::countsChanged);
        model.watch(shop.link);
        api::CompileReport report;
        report.diagnostics = {diagnosticAt(3, sql::Severity::Error, "unknown column: pric"),
                              diagnosticAt(7, sql::Severity::Warning, "ORDER BY is ignored")};
        model.setReport(QStringLiteral("shop"), report);
        QCOMPARE(model.numErrors(), 1);
        QCOMPARE(model.numWarnings(), 1);
        QCOMPARE(counts.count(), 1);
        const QModelIndex first = model.index(0, 0);
        QCOMPARE(cell(first, ProblemsModel::Column::Message).toString(),
                 QStringLiteral("Unknown column: unknown column: pric"));
        QCOMPARE(cell(first, ProblemsModel::Column::Place).toString(), QStringLiteral("3:5"));
        QCOMPARE(first.data(ProblemsModel::SpanBeginRole).toInt(), 30);
        shop.change([](PipelineStatus& status) {
            HeldStep held;
            held.error = makeError(ErrorCode::kEvalOverflow, "BIGINT overflow", {100, 104, 9, 2, 9, 6});
            held.view = "best";
            held.endpoint = "price.file";
            held.record = "{\"id\":1}";
            status.held = held;
            ConnectorError error;
            error.error = makeError(ErrorCode::kRecordType, "not a number: x");
            error.recordNumber = 12;
            error.raw = "{\"id\":\"x\"}";
            status.inputs[0].errors = {error};
        });
        QCOMPARE(model.rowCount(), 4);
        QCOMPARE(cell(model.index(2, 0), ProblemsModel::Column::Source).toString(), QStringLiteral("shop, price.file"));
        QCOMPARE(cell(model.index(3, 0), ProblemsModel::Column::Place).toString(), QStringLiteral("record 12"));
        QVERIFY(model.index(3, 0).data(ProblemsModel::DetailRole).toString().contains(QLatin1String("{\"id\":\"x\"}")));
        model.setReport(QStringLiteral("shop"), {});
        QCOMPARE(model.rowCount(), 2);
        QVERIFY(shop.bridge->renamePipeline(shop.link, QStringLiteral("store")));
        QCOMPARE(model.index(0, 0).data(ProblemsModel::DocumentRole).toString(), QStringLiteral("store"));
        QVERIFY(shop.bridge->removePipeline(shop.link));
        QCOMPARE(model.rowCount(), 0);
    }

    void checkerDeliversTheNewestOnly()
    {
        std::atomic<int> numCompiled{0};
        std::atomic<bool> isBlocked{true};
        ProgramChecker checker([&](std::string_view sql) {
            while (isBlocked.load()) {
                std::this_thread::yield();
            }
            ++numCompiled;
            api::CompileReport report;
            report.micros = sql.size();
            return report;
        });
        QSignalSpy checked(&checker, &ProgramChecker::checked);
        checker.check(QStringLiteral("a"));
        QTest::qWait(20); // the first one is under way
        for (int i = 0; i < 100; ++i) {
            checker.check(QStringLiteral("text %1").arg(i));
        }
        QVERIFY(checker.isChecking());
        isBlocked = false;
        QTRY_COMPARE(checked.count(), 1);
        QTRY_VERIFY(!checker.isChecking());
        QCOMPARE(checked[0][0].toString(), QStringLiteral("text 99"));
        QCOMPARE(checked[0][1].value<api::CompileReport>().micros, 7U);
        QVERIFY(numCompiled.load() <= 2);
    }

    void checkerWaitsForIdleHands()
    {
        std::atomic<int> numCompiled{0};
        ProgramChecker checker([&](std::string_view) {
            ++numCompiled;
            return api::CompileReport();
        });
        QSignalSpy checked(&checker, &ProgramChecker::checked);
        for (int i = 0; i < 5; ++i) {
            checker.checkWhenIdle([i] { return QStringLiteral("text %1").arg(i); });
            QTest::qWait(10);
        }
        QCOMPARE(numCompiled.load(), 0);
        QTRY_COMPARE(checked.count(), 1);
        QCOMPARE(checked[0][0].toString(), QStringLiteral("text 4"));
        checker.check(QStringLiteral("dropped"));
        checker.cancel();
        QVERIFY(!checker.isChecking());
        QVERIFY(!checked.wait(100));
    }
};

QTEST_GUILESS_MAIN(TestPipelineModels)
#include "test_pipeline_models.moc"
