// SPDX-License-Identifier: GPL-3.0-or-later
// Compressed exports, and what a kill leaves of any: whole lines, in a file that other programs read.
#include "engine/export/change_sink.h"
#include "engine/export/compression.h"
#include "engine/export/part_recovery.h"
#include "engine/zset/batch_builder.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace millrace;

Q_DECLARE_METATYPE(millrace::Compression)

namespace {

constexpr size_t kEnough = size_t{64} << 20;

Schema schema()
{
    Schema schema;
    schema.columns = {{"id", SqlType::of(TypeId::BigInt, false), false}};
    return schema;
}

StepChange change(uint64_t step, int rows)
{
    std::vector<std::vector<Value>> values;
    for (int i = 0; i < rows; ++i) {
        values.push_back({Value(static_cast<int64_t>(step * 1'000'003 + static_cast<uint64_t>(i) * 7919))});
    }
    StepChange change;
    change.step = step;
    const std::vector<Physical> columns = {Physical::Int64};
    change.delta.add(batchOf(columns, values));
    return change;
}

} // namespace

class TestPartRecovery : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void keepsWholeLines()
    {
        write("k.jsonl.part", "{\"a\":1}\n{\"a\":2}\n{\"a\":");
        QCOMPARE(inspectPartFile(path("k.jsonl.part"))->rows, uint64_t{2});
        const Result<PartContents> found = recoverPartFile(path("k.jsonl.part"));
        QVERIFY(found.ok());
        QCOMPARE(found->rows, uint64_t{2});
        QCOMPARE(found->tornBytes, uint64_t{5});
        QCOMPARE(read("k.jsonl"), QByteArray("{\"a\":1}\n{\"a\":2}\n"));
        write("long.part", QByteArray("x\n") + QByteArray(200'000, 'y'));
        QCOMPARE(recoverPartFile(path("long.part"))->tornBytes, uint64_t{200'000});
        QCOMPARE(read("long"), QByteArray("x\n"));
        QCOMPARE(recoverPartFile(path("long")).error().code, ErrorCode::kIoOpen);
        QCOMPARE(recoverPartFile(path("none.part")).error().code, ErrorCode::kIoOpen);
    }

    /// A line end in quotes ends no row, and a header is none.
    void aRowMayHoldLineEnds()
    {
        write("v.csv.part", "id,text,weight\n1,\"one\ntwo\",1\n2,\"say \"\"x\"\"\nthr");
        const Result<PartContents> found = recoverPartFile(path("v.csv.part"));
        QVERIFY(found.ok());
        QCOMPARE(found->rows, uint64_t{1});
        QCOMPARE(read("v.csv"), QByteArray("id,text,weight\n1,\"one\ntwo\",1\n"));
        write("v.sql.part", "INSERT INTO \"v\" VALUES ('a\nb''');\nINSERT INTO \"v\" VALUES ('c\n");
        QCOMPARE(recoverPartFile(path("v.sql.part"))->rows, uint64_t{1});
        QCOMPARE(read("v.sql"), QByteArray("INSERT INTO \"v\" VALUES ('a\nb''');\n"));
    }

    /// The manifest that an export begins with knows its format.
    void theNameNeedNotTellTheFormat()
    {
        write("v.txt.part", "text,weight\n\"one\ntwo\",1\n\"thr\nee");
        write("v.txt.part.manifest.json", R"({"version": 1, "format": "csv"})");
        QCOMPARE(recoverPartFile(path("v.txt.part"))->rows, uint64_t{1});
        QCOMPARE(read("v.txt"), QByteArray("text,weight\n\"one\ntwo\",1\n"));
    }

    /// What is still written is nobody's to finish or to empty.
    void anExportThatRunsIsLeftAlone()
    {
        ChangeSink& running = sink(Compression::None, "v.csv");
        writeSteps(running, 1, 3);
        QCOMPARE(inspectPartFile(path("v.csv.part")).error().code, ErrorCode::kIoOpen);
        QVERIFY(recoverPartFile(path("v.csv.part")).error().detail.starts_with("another export is writing it"));
        PartFile second;
        QCOMPARE(second.open(path("v.csv"), PartFile::Existing::Replace).error().code, ErrorCode::kIoOpen);
        QVERIFY(running.seal().ok() && running.finish().ok());
        QCOMPARE(read("v.csv"), textOf(1, 3));
    }

    void linksAndPipesAreLeftAlone()
    {
        write("foreign", "whole\ntorn");
        QVERIFY(QFile::link(m_folder->filePath("foreign"), m_folder->filePath("link.part")));
        QVERIFY(!recoverPartFile(path("link.part")).ok());
        QCOMPARE(read("foreign"), QByteArray("whole\ntorn"));
        QCOMPARE(::mkfifo(path("pipe.part").c_str(), 0600), 0);
        QVERIFY(!recoverPartFile(path("pipe.part")).ok());
    }

    void linesOfJsonHaveNoHeader()
    {
        write("v.csv.part", "{\"a\":\"\\\"\"}\n{}\n{");
        QCOMPARE(inspectPartFile(path("v.csv.part"))->rows, uint64_t{2});
    }

    void aNameThatIsTakenIsKept()
    {
        write("v.jsonl.part", "{}\n");
        write("v.jsonl", "precious");
        QCOMPARE(recoverPartFile(path("v.jsonl.part")).error().code, ErrorCode::kIoOpen);
        QCOMPARE(read("v.jsonl"), QByteArray("precious"));
        QVERIFY(recoverPartFile(path("v.jsonl.part"), PartFile::Existing::Replace).ok());
        QCOMPARE(read("v.jsonl"), QByteArray("{}\n"));
    }

    void findsWhatAnExportWouldMeet()
    {
        for (const char* name : {"v-00000003.csv.gz.part", "v-00000002.csv.gz.part", "v-x.csv.gz.part", "v.csv.part"}) {
            write(name, "");
        }
        ExportOptions options;
        options.path = path("v.csv.gz");
        QVERIFY(partFilesOf(options).empty());
        options.rotateRows = 10;
        QCOMPARE(options.pathOf(7), path("v-00000007.csv.gz"));
        QCOMPARE(partFilesOf(options),
                 (std::vector<std::string>{path("v-00000002.csv.gz.part"), path("v-00000003.csv.gz.part")}));
        options.path = path("v.csv");
        options.rotateRows = 0;
        QCOMPARE(partFilesOf(options), std::vector<std::string>{path("v.csv.part")});
    }

    void anEmptyFileIsOneToo_data() { compressions(); }
    void anEmptyFileIsOneToo()
    {
        QFETCH(Compression, compression);
        ChangeSink& packed = sink(compression, "v.jsonl");
        QVERIFY(packed.seal().ok() && packed.finish().ok());
        QCOMPARE(*readText(path("v.jsonl"), kEnough), std::string());
        QVERIFY(read("v.jsonl").size() > 0);
        QCOMPARE(compressionOfBytes(read("v.jsonl").toStdString()), compression);
        assertReadable(compression, "v.jsonl");
    }

    void finishedFilesHoldAll_data() { compressions(); }
    void finishedFilesHoldAll()
    {
        QFETCH(Compression, compression);
        ChangeSink& packed = sink(compression, "v.csv");
        writeSteps(packed, 40, 5000); // some members' worth
        QVERIFY(packed.seal().ok() && packed.finish().ok());
        const QByteArray plain = textOf(40, 5000);
        QCOMPARE(QByteArray::fromStdString(*readText(path("v.csv"), kEnough)), plain);
        QVERIFY(read("v.csv").size() * 2 < plain.size());
        QCOMPARE(static_cast<qint64>(packed.numBytes()), read("v.csv").size());
        assertReadable(compression, "v.csv");
        QCOMPARE(readText(path("v.csv"), 1000).error().code, ErrorCode::kIoRead);
    }

    /// Whatever was flushed can be had, at whatever byte the file was torn.
    void aKillLeavesWholeLines_data() { compressions(); }
    void aKillLeavesWholeLines()
    {
        QFETCH(Compression, compression);
        writeSteps(sink(compression, "v.csv"), 25, 5000);
        const QByteArray left = read("v.csv.part");
        const QByteArray plain = textOf(25, 5000);
        for (const qsizetype cut : {qsizetype{0}, qsizetype{1}, qsizetype{40}, left.size() / 100, left.size() / 4,
                                    left.size() / 2 + 1, left.size()}) {
            write("torn.csv.part", left.left(left.size() - cut));
            const uint64_t rows = inspectPartFile(path("torn.csv.part"))->rows;
            const Result<PartContents> found = recoverPartFile(path("torn.csv.part"), PartFile::Existing::Replace);
            QVERIFY2(found.ok(), found.ok() ? "" : found.error().detail.c_str());
            QCOMPARE(found->rows, rows);
            const QByteArray text = QByteArray::fromStdString(*readText(path("torn.csv"), kEnough));
            QVERIFY(plain.startsWith(text));
            QCOMPARE(static_cast<uint64_t>(std::max<qsizetype>(0, text.count('\n') - 1)), rows);
            QVERIFY(text.isEmpty() || text.endsWith('\n'));
            QVERIFY(cut != 0 || text == plain);
            if (cut != left.size()) {
                assertReadable(compression, "torn.csv");
            }
        }
    }

    void aFailureLeavesWholeSteps_data() { compressions(); }
    void aFailureLeavesWholeSteps()
    {
        QFETCH(Compression, compression);
        ChangeSink& packed = sink(compression, "v.csv");
        writeSteps(packed, 2, 100);
        QVERIFY(packed.append(0, change(3, 100)).ok());
        QVERIFY(packed.flush().ok());
        packed.abandon();
        QCOMPARE(recoverPartFile(path("v.csv.part"))->rows, uint64_t{200});
        QCOMPARE(QByteArray::fromStdString(*readText(path("v.csv"), kEnough)), textOf(2, 100));
    }

    void damageIsTold_data() { compressions(); }
    void damageIsTold()
    {
        QFETCH(Compression, compression);
        writeSteps(sink(compression, "v.csv"), 1, 5000);
        QVERIFY(m_sink->seal().ok() && m_sink->finish().ok());
        QByteArray bytes = read("v.csv");
        for (qsizetype i = bytes.size() / 2; i < bytes.size() / 2 + 64; ++i) {
            bytes[i] = static_cast<char>(~bytes[i]);
        }
        write("bad.csv", bytes);
        QCOMPARE(readText(path("bad.csv"), kEnough).error().code, ErrorCode::kIoRead);
        QCOMPARE(readText(path("none.csv"), kEnough).error().code, ErrorCode::kIoOpen);
    }

private:
    static void compressions()
    {
        QTest::addColumn<Compression>("compression");
        QTest::newRow("gzip") << Compression::Gzip;
        QTest::newRow("zstd") << Compression::Zstd;
    }
    ChangeSink& sink(Compression compression, const char* name)
    {
        const bool isCsv = QByteArray(name).endsWith("csv");
        m_sink = makeChangeSink({{"v", schema()}}, isCsv ? ChangeFormat::Csv : ChangeFormat::JsonLines,
                                ChangeEncoding::Weighted, compression);
        if (!m_sink->open(path(name), PartFile::Existing::Replace).ok()) {
            qFatal("cannot open");
        }
        return *m_sink;
    }
    static void writeSteps(ChangeSink& sink, uint64_t steps, int rows)
    {
        for (uint64_t step = 1; step <= steps; ++step) {
            QVERIFY(sink.append(0, change(step, rows)).ok());
            sink.endStep();
            QVERIFY(sink.flush().ok());
        }
    }
    static QByteArray textOf(uint64_t steps, int rows)
    {
        const ChangeWriter writer("v", schema(), ChangeFormat::Csv);
        std::string text = writer.header();
        for (uint64_t step = 1; step <= steps; ++step) {
            writer.append(change(step, rows), text);
        }
        return QByteArray::fromStdString(text);
    }
    /// By the program that everybody has; of zstd our reader has to do.
    void assertReadable(Compression compression, const char* name) const
    {
        if (compression == Compression::Gzip) {
            QProcess gzip;
            gzip.setStandardInputFile(QString::fromStdString(path(name)));
            gzip.start(QStringLiteral("gzip"), {QStringLiteral("-t")});
            QVERIFY(gzip.waitForFinished());
            QVERIFY2(gzip.exitCode() == 0, gzip.readAllStandardError().constData());
        }
        QVERIFY(readText(path(name), kEnough).ok());
    }
    std::string path(const char* name) const { return m_folder->filePath(QString::fromLatin1(name)).toStdString(); }
    QByteArray read(const char* name) const
    {
        QFile file(m_folder->filePath(QString::fromLatin1(name)));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("no file");
    }
    void write(const char* name, const QByteArray& bytes) const
    {
        QFile file(m_folder->filePath(QString::fromLatin1(name)));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) {
            qFatal("cannot write");
        }
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<ChangeSink> m_sink;
};

QTEST_GUILESS_MAIN(TestPartRecovery)
#include "test_part_recovery.moc"
