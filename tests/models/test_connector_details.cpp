// SPDX-License-Identifier: GPL-3.0-or-later
// What the details of a connector say: facts, order, reasons, and the list of errors with what is missing from it.
#include "models/pipeline/connector_details.h"
#include "models/pipeline/connector_error_model.h"
#include "models/pipeline/connector_order.h"
#include "models/text/reason_text.h"

#include <QAbstractItemModelTester>
#include <QLocale>
#include <QPersistentModelIndex>
#include <QTest>

using namespace millrace;
using namespace millrace::models;

namespace {

InputStatus inputOf(std::string relation, std::string name)
{
    InputStatus input;
    input.endpoint = relation + "." + name;
    input.relation = std::move(relation);
    input.name = std::move(name);
    input.transport = "file_input";
    return input;
}

/// c waits for b, b waits for a; d stands alone.
PipelineStatus chain()
{
    PipelineStatus status;
    status.state = PipelineState::Running;
    status.inputs = {inputOf("t", "a"), inputOf("t", "b"), inputOf("t", "c"), inputOf("t", "d")};
    status.inputs[0].labels = {"first"};
    status.inputs[1].labels = {"second"};
    status.inputs[1].startAfter = {"first"};
    status.inputs[2].startAfter = {"second"};
    return status;
}

ConnectorError errorOf(uint64_t index)
{
    ConnectorError error;
    error.index = index;
    error.at = 1'700'000'000'000'000 + static_cast<TimestampMicros>(index);
    error.kind = "parse";
    error.error = makeError(ErrorCode::kSqlUnknownColumn, "Not a number: \"x\"");
    error.recordNumber = index * 10;
    error.line = index * 10 + 1;
    error.raw = "{\"price\": \"x\"}";
    return error;
}

QStringList column(const QAbstractItemModel& model, ConnectorErrorModel::Column column)
{
    QStringList texts;
    for (int row = 0; row < model.rowCount(); ++row) {
        texts.append(model.index(row, static_cast<int>(column)).data().toString());
    }
    return texts;
}

} // namespace

class TestConnectorDetails : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void orderCountsStages()
    {
        std::map<std::string, ConnectorOrder> orders = connectorOrder(chain());
        QCOMPARE(orderText(orders["t.a"]), QStringLiteral("1"));
        QCOMPARE(orderText(orders["t.b"]), QStringLiteral("2 · after first"));
        QCOMPARE(orderText(orders["t.c"]), QStringLiteral("3 · after second"));
        QCOMPARE(orderText(orders["t.d"]), QString());
        QCOMPARE(orders["t.a"].followers, std::vector<std::string>{"t.b"});
    }

    void aLabelThatNobodyCarriesIsNotWaitedFor()
    {
        PipelineStatus status = chain();
        status.inputs[2].startAfter = {"nowhere"};
        const ConnectorDetails details = connectorDetails(status, {QStringLiteral("t"), QStringLiteral("c"), true});
        FactModel facts;
        facts.setFacts(details.facts);
        QCOMPARE(facts.valueOf(QStringLiteral("Starts after")),
                 QStringLiteral("nowhere: no connector carries it, so it is not waited for"));
    }

    void detailsTellWhatIsAskedForAndWhatIs()
    {
        PipelineStatus status = chain();
        InputStatus& input = status.inputs[1];
        input.reason = "waits for label first of t.a";
        input.totalRecords = 1200;
        input.totalBytes = 20 * 1024;
        input.bufferedRecords = 90;
        input.maxQueuedRecords = 100;
        input.numParseErrors = 3;
        input.configJson = "{\n  \"name\": \"b\"\n}";
        const ConnectorDetails details = connectorDetails(status, {QStringLiteral("t"), QStringLiteral("b"), true});
        QVERIFY(details.isKnown);
        FactModel facts;
        facts.setFacts(details.facts);
        QCOMPARE(facts.valueOf(QStringLiteral("Requested")), QStringLiteral("on"));
        QCOMPARE(facts.valueOf(QStringLiteral("Actual")),
                 QStringLiteral("Waiting, because: waits for label first of t.a"));
        QCOMPARE(facts.valueOf(QStringLiteral("Starts after")), QStringLiteral("first of t.a: not at its end yet"));
        QCOMPARE(facts.valueOf(QStringLiteral("Followed by")), QStringLiteral("t.c"));
        QVERIFY(facts.valueOf(QStringLiteral("Buffered")).startsWith(QLatin1String("90 of at most 100 records")));
        QCOMPARE(facts.valueOf(QStringLiteral("Errors")), QStringLiteral("3 records could not be read"));
        QCOMPARE(details.config, QStringLiteral("{\n  \"name\": \"b\"\n}"));
        QCOMPARE(details.numErrors, 3U);
        QVERIFY(!connectorDetails(status, {QStringLiteral("t"), QStringLiteral("b"), false}).isKnown);
    }

    void factsThatKeepTheirNamesAreUpdatedInPlace()
    {
        FactModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setFacts({{QStringLiteral("a"), QStringLiteral("1")}, {QStringLiteral("b"), QStringLiteral("2")}});
        const QPersistentModelIndex kept(model.index(1, 1));
        model.setFacts({{QStringLiteral("a"), QStringLiteral("1")}, {QStringLiteral("b"), QStringLiteral("3")}});
        QCOMPARE(kept.data().toString(), QStringLiteral("3"));
    }

    void errorsAreNewestFirstAndTellWhatIsMissing()
    {
        ConnectorErrorModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setErrors({errorOf(2), errorOf(5), errorOf(6)}, 8);
        QCOMPARE(column(model, ConnectorErrorModel::Column::Message),
                 QStringList({QStringLiteral("2 further error(s), not kept"), QStringLiteral("Not a number: \"x\""),
                              QStringLiteral("Not a number: \"x\""), QStringLiteral("2 further error(s), not kept"),
                              QStringLiteral("Not a number: \"x\""), QStringLiteral("1 further error(s), not kept")}));
        const QModelIndex newest = model.index(1, 0);
        QCOMPARE(newest.siblingAtColumn(2).data().toString(), QStringLiteral("record 60, line 61"));
        QCOMPARE(newest.data(ConnectorErrorModel::RawRole).toString(), QStringLiteral("{\"price\": \"x\"}"));
    }

    /// A selected error stays selected while new ones come and old ones go.
    void errorsThatStayKeepTheirRows()
    {
        ConnectorErrorModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setErrors({errorOf(1), errorOf(2), errorOf(3)}, 3);
        const QPersistentModelIndex third(model.index(0, 0));
        QCOMPARE(third.sibling(third.row(), 2).data().toString(), QStringLiteral("record 30, line 31"));
        model.setErrors({errorOf(3), errorOf(4)}, 6);
        QVERIFY(third.isValid());
        QCOMPARE(third.sibling(third.row(), 2).data().toString(), QStringLiteral("record 30, line 31"));
        QCOMPARE(third.row(), 2); // two newer that are not kept, 4, 3, and two older that are not kept
        QCOMPARE(model.rowCount(), 4);
        QCOMPARE(model.index(3, 0).data(ConnectorErrorModel::MissingRole).toULongLong(), 2ULL);
        model.setErrors({}, 0);
        QCOMPARE(model.rowCount(), 0);
    }

    void reasonsAreTranslatable_data()
    {
        QTest::addColumn<QString>("engine");
        QTest::addColumn<QString>("window");
        QTest::newRow("paused") << "pipeline paused"
                                << "the inputs of the pipeline are paused";
        QTest::newRow("full") << "buffer full (1,000 records)"
                              << "buffer full (1,000 records)";
        QTest::newRow("label") << "waits for label x of t.c"
                               << "waits for label x of t.c";
        QTest::newRow("user") << "paused by user"
                              << "switched off";
        QTest::newRow("records") << "12 buffered records"
                                 << "12 buffered records";
        QTest::newRow("held") << "step held"
                              << "a step is held";
        QTest::newRow("unknown") << "something new"
                                 << "something new";
    }

    void reasonsAreTranslatable()
    {
        QFETCH(QString, engine);
        QFETCH(QString, window);
        QCOMPARE(reasonText(engine.toStdString()), window);
    }
};

QTEST_GUILESS_MAIN(TestConnectorDetails)
#include "test_connector_details.moc"
