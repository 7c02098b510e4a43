// SPDX-License-Identifier: GPL-3.0-or-later
// The form of a new connector: what it asks, what it writes into the program, the first rows.
#include "models/shell/connector_sample.h"

#include <QFile>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace millrace;
using namespace millrace::models;

namespace {

ConnectorDraft fileInput(const QString& relation, const QString& path)
{
    ConnectorDraft draft;
    draft.relation = relation;
    draft.name = QStringLiteral("till");
    draft.transport = QStringLiteral("file_input");
    draft.values.insert(QStringLiteral("path"), path);
    draft.values.insert(QStringLiteral("follow"), QStringLiteral("true"));
    draft.format = QStringLiteral("json");
    return draft;
}

std::vector<std::string> connectorsOf(const QString& program, const char* relation)
{
    for (const RelationInfo& info : api::compile(program.toStdString()).relations) {
        if (info.name == relation) {
            return info.connectors;
        }
    }
    return {};
}

} // namespace

class TestConnectorForm : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// Every declaration that a form can make is one that the engine takes.
    void everyFormMakesAConnector()
    {
        QSet<QString> seen;
        for (const TransportForm& form : transportForms()) {
            QVERIFY2(!seen.contains(form.transport), qPrintable(form.transport));
            seen.insert(form.transport);
            ConnectorDraft draft;
            draft.relation = form.side == ConnectorSide::Input ? QStringLiteral("t") : QStringLiteral("v");
            draft.name = QStringLiteral("c");
            draft.transport = form.transport;
            draft.format = form.formats.value(0);
            for (const ConnectorField& field : form.fields) {
                const bool isNumber = field.kind == ConnectorField::Kind::Number;
                draft.values.insert(field.key, !field.initial.isEmpty() && field.initial != QLatin1String("https://")
                                                   ? field.initial
                                               : isNumber ? QStringLiteral("5")
                                                          : QStringLiteral("https://example.org/it's"));
            }
            const Result<QString> program =
                addConnector(QStringLiteral("CREATE TABLE t (a INT);\nCREATE VIEW v AS SELECT a FROM t;\n"), draft);
            QVERIFY2(program.ok(), qPrintable(form.transport + QLatin1String(": ") +
                                              QString::fromStdString(program.ok() ? "" : program.error().toString())));
            QCOMPARE(connectorsOf(*program, draft.relation.toUtf8().constData()).size(), size_t{1});
        }
    }

    void goesWhereItBelongs_data()
    {
        QTest::addColumn<QString>("program");
        QTest::addColumn<int>("wanted");
        QTest::newRow("bare") << QStringLiteral("-- ä\nCREATE TABLE t (a INT);") << 1;
        QTest::newRow("without semicolon") << QStringLiteral("CREATE TABLE t (a INT)") << 1;
        QTest::newRow("other property") << QStringLiteral("CREATE TABLE t (a INT) WITH ('materialized' = 'true');")
                                        << 1;
        QTest::newRow("empty list") << QStringLiteral("CREATE TABLE t (a INT) WITH ('connectors' = '[]');") << 1;
        QTest::newRow("one already")
            << QStringLiteral(
                   "CREATE TABLE t (a INT) WITH ('connectors' = '[{\"name\": \"x\", \"transport\": {\"name\": "
                   "\"datagen\", \"config\": {\"plan\": [{\"limit\": 1}]}}}]');\nCREATE TABLE u (b INT);")
            << 2;
    }

    void goesWhereItBelongs()
    {
        QFETCH(QString, program);
        QFETCH(int, wanted);
        const Result<QString> changed = addConnector(program, fileInput(QStringLiteral("t"), QStringLiteral("a.json")));
        QVERIFY2(changed.ok(), changed.ok() ? "" : changed.error().toString().c_str());
        const std::vector<std::string> connectors = connectorsOf(*changed, "t");
        QCOMPARE(static_cast<int>(connectors.size()), wanted);
        QCOMPARE(connectors.back(), std::string("till"));
    }

    void aViewGetsItBeforeItsQuery()
    {
        ConnectorDraft draft = fileInput(QStringLiteral("v"), QStringLiteral("out.json"));
        draft.transport = QStringLiteral("file_output");
        const Result<QString> changed = addConnector(
            QStringLiteral("CREATE TABLE t (a INT);\nCREATE MATERIALIZED VIEW v AS\nSELECT a FROM t;"), draft);
        QVERIFY2(changed.ok(), changed.ok() ? "" : changed.error().toString().c_str());
        QCOMPARE(connectorsOf(*changed, "v").size(), size_t{1});
        QVERIFY(changed->endsWith(QStringLiteral("AS\nSELECT a FROM t;")));
    }

    void saysWhatIsMissing()
    {
        RelationInfo info;
        info.connectors = {"till"};
        ConnectorDraft draft = fileInput(QStringLiteral("t"), QStringLiteral("a.json"));
        QVERIFY(draftProblem(draft, info).contains(QStringLiteral("till")));
        draft.name = QStringLiteral("other");
        QVERIFY(draftProblem(draft, info).isEmpty());
        draft.values.remove(QStringLiteral("path"));
        QVERIFY(!draftProblem(draft, info).isEmpty());
        draft.name = QStringLiteral("no name");
        QVERIFY(!draftProblem(draft, info).isEmpty());
        QCOMPARE(
            addConnector(QStringLiteral("CREATE TABLE u (a INT);"), fileInput(QStringLiteral("t"), {})).error().code,
            ErrorCode::kPipelineUnknownRelation);
    }

    void readsTheFirstRows()
    {
        const QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("a.json")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        for (int i = 0; i < 50; ++i) {
            file.write("{\"insert\": {\"a\": " + QByteArray::number(i) + "}}\n");
        }
        file.close();
        Schema schema;
        schema.columns = {{"a", SqlType::of(TypeId::Integer), false}};
        ConnectorSample sample =
            readSample(fileInput(QStringLiteral("t"), QStringLiteral("a.json")), schema, folder.path());
        QVERIFY2(sample.problem.isEmpty(), qPrintable(sample.problem));
        size_t rows = 0;
        for (const BatchPtr& batch : sample.batches) {
            rows += batch->numRows;
        }
        QCOMPARE(rows, kSampleRows);
        ConnectorDraft draft = fileInput(QStringLiteral("t"), QStringLiteral("none.json"));
        QVERIFY(!readSample(draft, schema, folder.path()).problem.isEmpty());
        QVERIFY(!readSample(draft, schema, QString()).problem.isEmpty());
    }

    /// As the connector does it: a device has no end, and opening a pipe would wait for its writer.
    void whatTheConnectorRefusesIsNotRead_data()
    {
        QTest::addColumn<QString>("path");
        QTest::newRow("device") << QStringLiteral("/dev/zero");
        QTest::newRow("device, as a URL") << QStringLiteral("file:///dev/zero");
        QTest::newRow("kernel") << QStringLiteral("/proc/self/environ");
        QTest::newRow("folder") << QStringLiteral("/tmp");
        QTest::newRow("pipe") << QStringLiteral("pipe");
        QTest::newRow("link") << QStringLiteral("link");
    }
    void whatTheConnectorRefusesIsNotRead()
    {
        QFETCH(QString, path);
        const QTemporaryDir folder;
        QCOMPARE(::mkfifo(QFile::encodeName(folder.filePath(QStringLiteral("pipe"))).constData(), 0600), 0);
        QVERIFY(QFile::link(QStringLiteral("/etc/hostname"), folder.filePath(QStringLiteral("link"))));
        const ConnectorSample sample = readSample(fileInput(QStringLiteral("t"), path), Schema(), folder.path());
        QVERIFY2(sample.problem.contains(QStringLiteral("MR-CON-")), qPrintable(sample.problem));
        QVERIFY(sample.batches.empty());
    }

    void aLineOfNamesIsNoRow_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("headers"); // null: not told
        QTest::addColumn<bool>("hasNames");
        QTest::addColumn<int>("rows");
        QTest::addColumn<QString>("problem");
        const QString none;
        QTest::newRow("names") << QByteArray("A,\"b\"\n1,x\n2,y\n") << none << true << 2 << none;
        QTest::newRow("names after a mark") << QByteArray("\xEF\xBB\xBF"
                                                          "a,b\r\n1,x\r\n")
                                            << none << true << 1 << none;
        QTest::newRow("rows alone") << QByteArray("1,x\n2,y") << none << false << 2 << none;
        QTest::newRow("other names, told") << QByteArray("n,t\n1,x\n") << QStringLiteral("true") << true << 1 << none;
        QTest::newRow("told that it is a row")
            << QByteArray("a,b\n1,x\n") << QStringLiteral("false") << false << 1 << QStringLiteral("Line 1");
        QTest::newRow("another order") << QByteArray("b,a\n1,2\n") << none << true << 1
                                       << QStringLiteral("another order");
    }
    void aLineOfNamesIsNoRow()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, headers);
        QFETCH(QString, problem);
        const QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("t.csv")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
        file.close();
        Schema schema;
        schema.columns = {{"a", SqlType::of(TypeId::Integer), true}, {"b", SqlType::of(TypeId::Varchar), true}};
        ConnectorDraft draft = fileInput(QStringLiteral("t"), QStringLiteral("t.csv"));
        draft.format = formatOfFile(QStringLiteral("t.CSV"));
        if (!headers.isNull()) {
            draft.formatValues.insert(QStringLiteral("headers"), headers);
        }
        const ConnectorSample sample = readSample(draft, schema, folder.path());
        QTEST(sample.hasNames, "hasNames");
        int rows = 0;
        for (const BatchPtr& batch : sample.batches) {
            rows += static_cast<int>(batch->numRows);
        }
        QTEST(rows, "rows");
        QVERIFY2(problem.isNull() == sample.problem.isEmpty() && sample.problem.contains(problem),
                 qPrintable(sample.problem));
        draft.formatValues.insert(QStringLiteral("headers"), QStringLiteral("true"));
        QVERIFY(draftJson(draft).contains(QStringLiteral("\"headers\": true")));
    }
};

QTEST_GUILESS_MAIN(TestConnectorForm)
#include "test_connector_form.moc"
