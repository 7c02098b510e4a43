// SPDX-License-Identifier: GPL-3.0-or-later
// Files of an export: whole steps, rotation, manifests, what a kill leaves.
#include "engine/export/export_run.h"
#include "engine/export/part_file.h"
#include "tests/support/full_disk.h"
#include "tests/support/scripted_subscription.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace millrace;
using namespace millrace::test;

class TestExportRun : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_source = std::make_shared<ScriptedSubscription>();
        m_options = {};
        m_options.path = path(QStringLiteral("v.csv")).toStdString();
        m_options.format = ChangeFormat::Csv;
    }

    void appearsWhenItIsWhole()
    {
        ExportRun run = make();
        QVERIFY(run.start().ok());
        m_source->push(1, 10, 2);
        QTRY_COMPARE(run.progress().rows, uint64_t{2});
        QVERIFY(QFile::exists(path(QStringLiteral("v.csv.part"))));
        QVERIFY(!QFile::exists(path(QStringLiteral("v.csv"))));
        m_source->push(2, 20, 1);
        run.requestStop();
        run.join();
        QVERIFY(!run.error());
        QCOMPARE(read(QStringLiteral("v.csv")), QByteArray("id,weight\n10,1\n11,1\n20,1\n"));
        QVERIFY(!QFile::exists(path(QStringLiteral("v.csv.part"))));
        const QJsonObject manifest = QJsonDocument::fromJson(read(QStringLiteral("v.csv.manifest.json"))).object();
        QCOMPARE(manifest[QStringLiteral("rows")].toInt(), 3);
        QCOMPARE(manifest[QStringLiteral("first_step")].toInt(), 1);
        QCOMPARE(manifest[QStringLiteral("last_step")].toInt(), 2);
        QCOMPARE(manifest[QStringLiteral("bytes")].toInt(), read(QStringLiteral("v.csv")).size());
        QCOMPARE(manifest[QStringLiteral("relations")][0][QStringLiteral("net_weight")].toInt(), 3);
    }

    void rotatesAtWholeSteps()
    {
        m_options.rotateRows = 3;
        ExportRun run = make();
        QVERIFY(run.start().ok());
        m_source->push(1, 1, 2);
        m_source->push(2, 3, 5); // one step, so one file
        m_source->push(3, 8, 1);
        m_source->end();
        run.join();
        QCOMPARE(run.progress().files, uint64_t{2});
        QCOMPARE(read(QStringLiteral("v-00000001.csv")).count('\n'), 8);
        QCOMPARE(read(QStringLiteral("v-00000002.csv")), QByteArray("id,weight\n8,1\n"));
        QVERIFY(QFile::exists(path(QStringLiteral("v-00000002.csv.manifest.json"))));
    }

    /// A file that holds nothing tells nothing.
    void theLastFileHasRowsToo()
    {
        m_options.rotateRows = 3;
        ExportRun run = make();
        QVERIFY(run.start().ok());
        m_source->push(1, 1, 3);
        QTRY_VERIFY(QFile::exists(path(QStringLiteral("v-00000001.csv"))));
        QVERIFY(!QFile::exists(path(QStringLiteral("v-00000002.csv.part"))));
        m_source->end();
        run.join();
        QVERIFY(!run.error());
        QCOMPARE(run.progress().files, uint64_t{1});
        QCOMPARE(run.progress().bytes, static_cast<uint64_t>(read(QStringLiteral("v-00000001.csv")).size()));
        QVERIFY(!QFile::exists(path(QStringLiteral("v-00000002.csv"))));
    }

    void numbersStandWhereTheyAreWanted()
    {
        m_options.path = path(QStringLiteral("part{number}.csv")).toStdString();
        m_options.rotateTime = std::chrono::milliseconds(30);
        ExportRun run = make();
        QVERIFY(run.start().ok());
        m_source->push(1, 1, 1);
        QTRY_VERIFY(QFile::exists(path(QStringLiteral("part00000001.csv"))));
        QTest::qWait(100);
        QVERIFY(!QFile::exists(path(QStringLiteral("part00000002.csv")))); // nothing happened: no file for that
        m_source->push(2, 2, 1);
        QTRY_VERIFY(QFile::exists(path(QStringLiteral("part00000002.csv"))));
    }

    void endsAfterSoManyRows()
    {
        m_options.stopRows = 4;
        ExportRun run = make();
        QVERIFY(run.start().ok());
        m_source->push(1, 1, 3);
        m_source->push(2, 4, 3);
        m_source->push(3, 7, 3);
        run.join();
        QCOMPARE(run.progress().rows, uint64_t{6});
    }

    void aStateEndsByItself()
    {
        m_options.encoding = ChangeEncoding::State;
        m_options.endsWithSnapshot = true;
        ExportRun run = make();
        QVERIFY(run.start().ok());
        m_source->push(4, 1, 3, true);
        m_source->push(5, 4, 3);
        run.join();
        QVERIFY(!run.error());
        QCOMPARE(read(QStringLiteral("v.csv")), QByteArray("id\n1\n2\n3\n"));
        const QJsonObject manifest = QJsonDocument::fromJson(read(QStringLiteral("v.csv.manifest.json"))).object();
        QCOMPARE(manifest[QStringLiteral("first_step")].toInt(), 4);
        QCOMPARE(manifest[QStringLiteral("last_step")].toInt(), 4);
    }

    void whatDoesNotFitIsRefused()
    {
        ExportOptions options;
        options.format = ChangeFormat::Csv;
        QCOMPARE(ExportRun::check(options, 2).error().code, ErrorCode::kConnectorFormatForbidden);
        options.format = ChangeFormat::Sql;
        options.encoding = ChangeEncoding::Pairs;
        QCOMPARE(ExportRun::check(options, 1).error().code, ErrorCode::kConnectorFormatForbidden);
        options.encoding = ChangeEncoding::State;
        QCOMPARE(ExportRun::check(options, 1).error().code, ErrorCode::kConnectorFormatForbidden);
        options.endsWithSnapshot = true;
        QVERIFY(ExportRun::check(options, 1).ok());
        options.format = ChangeFormat::Sqlite;
        options.compression = Compression::Zstd;
        QCOMPARE(ExportRun::check(options, 1).error().code, ErrorCode::kConnectorFormatForbidden);
        QCOMPARE(ExportRun::check(options, 0).error().code, ErrorCode::kPipelineUnknownRelation);
    }

    void aFolderThatIsNotThere()
    {
        m_options.path = path(QStringLiteral("none/v.csv")).toStdString();
        ExportRun run = make();
        QCOMPARE(run.start().error().code, ErrorCode::kIoOpen);
    }

    void aFullDiskLeavesWholeSteps()
    {
        m_options.path = path(QStringLiteral("v.jsonl")).toStdString();
        m_options.format = ChangeFormat::JsonLines;
        ExportRun run = make();
        QVERIFY(run.start().ok());
        m_source->push(1, 1, 1);
        QTRY_COMPARE(run.progress().rows, uint64_t{1});
        const FullDisk full(100); // room for two lines
        m_source->push(2, 1, 3);
        run.join();
        QVERIFY(run.error().has_value());
        QCOMPARE(run.error()->code, ErrorCode::kIoWrite);
        QVERIFY(!QFile::exists(path(QStringLiteral("v.jsonl"))));
        QCOMPARE(read(QStringLiteral("v.jsonl.part")).count('\n'), 1);
    }

    /// What waited for one write may hold several steps, of which some had room.
    void aFullDiskLeavesWholeStepsOfOneWrite()
    {
        const auto sink =
            makeChangeSink({{"v", ScriptedSubscription::schema()}}, ChangeFormat::Csv, ChangeEncoding::Weighted);
        QVERIFY(sink->open(m_options.path, PartFile::Existing::Refuse).ok()); // 10 bytes
        const FullDisk full(10 + 12 + 9);
        for (uint64_t step = 1; step <= 3; ++step) {
            m_source->push(step, 1, 3); // 12 bytes
            const StreamChunk chunk = m_source->take();
            QVERIFY(sink->append(0, chunk.changes.front()).ok());
            sink->endStep();
        }
        QVERIFY(!sink->flush().ok());
        sink->abandon();
        QCOMPARE(read(QStringLiteral("v.csv.part")), QByteArray("id,weight\n1,1\n2,1\n3,1\n"));
    }

    void aFileOfTheNameIsReplacedWhenToldSo()
    {
        write(QStringLiteral("own.txt"), "precious");
        const std::string own = path(QStringLiteral("own.txt")).toStdString();
        PartFile file;
        QCOMPARE(file.open(own, PartFile::Existing::Refuse).error().code, ErrorCode::kIoOpen);
        QCOMPARE(read(QStringLiteral("own.txt")), QByteArray("precious"));
        QVERIFY(file.open(own, PartFile::Existing::Replace).ok());
        QVERIFY(file.write("new").ok() && file.finish().ok());
        QCOMPARE(read(QStringLiteral("own.txt")), QByteArray("new"));
    }

    /// What a killed export has left may be all there is of it.
    void theRestOfAnotherExportIsNotReplacedSilently()
    {
        write(QStringLiteral("v.csv.part"), "id,weight\n1,1\n");
        ExportRun refused = make();
        const Status status = refused.start();
        QCOMPARE(status.error().code, ErrorCode::kIoOpen);
        QVERIFY(status.error().detail.find("was interrupted") != std::string::npos);
        QCOMPARE(read(QStringLiteral("v.csv.part")), QByteArray("id,weight\n1,1\n"));
        m_options.existing = PartFile::Existing::Replace;
        ExportRun run = make();
        QVERIFY(run.start().ok());
    }

    /// A link, and what a link leads to, stay what they are.
    void onlyPlainFilesAreReplaced()
    {
        QVERIFY(QFile::link(QStringLiteral("/dev/null"), path(QStringLiteral("link.jsonl"))));
        PartFile file;
        const std::string link = path(QStringLiteral("link.jsonl")).toStdString();
        QCOMPARE(file.open(link, PartFile::Existing::Replace).error().code, ErrorCode::kIoOpen);
        QVERIFY(QFileInfo(path(QStringLiteral("link.jsonl"))).isSymLink());
        QVERIFY(file.open("/dev/null", PartFile::Existing::Replace).error().detail.starts_with("only a plain file"));
        write(QStringLiteral("foreign"), "precious");
        QVERIFY(QFile::link(path(QStringLiteral("foreign")), path(QStringLiteral("v.csv.part"))));
        QVERIFY(file.open(m_options.path, PartFile::Existing::Replace).error().detail.starts_with("a link"));
        QCOMPARE(read(QStringLiteral("foreign")), QByteArray("precious"));
    }

    void aFileThatCameMeanwhileIsKept()
    {
        ExportRun run = make();
        QVERIFY(run.start().ok());
        write(QStringLiteral("v.csv"), "precious");
        m_source->push(1, 1, 1);
        m_source->end();
        run.join();
        QCOMPARE(run.error()->code, ErrorCode::kIoWrite);
        QCOMPARE(read(QStringLiteral("v.csv")), QByteArray("precious"));
        QCOMPARE(read(QStringLiteral("v.csv.part")), QByteArray("id,weight\n1,1\n"));
    }

private:
    ExportRun make()
    {
        return ExportRun(m_options, {{"v", ScriptedSubscription::schema(), m_source}}, [] {});
    }
    QString path(const QString& name) const { return m_folder->filePath(name); }
    QByteArray read(const QString& name) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("no file");
    }
    void write(const QString& name, const QByteArray& bytes) const
    {
        QFile file(path(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) {
            qFatal("cannot write");
        }
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::shared_ptr<ScriptedSubscription> m_source;
    ExportOptions m_options;
};

QTEST_APPLESS_MAIN(TestExportRun)
#include "test_export_run.moc"
