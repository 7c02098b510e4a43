// SPDX-License-Identifier: GPL-3.0-or-later
#include "connector_fixture.h"
#include "tests/support/slowdown.h"

#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

#include <sys/resource.h>
#include <sys/stat.h>

using namespace millrace;
using namespace millrace::test;

namespace {

/// A table fed by one file connector.
struct Source : InputFixture {
    explicit Source(const QString& path, const nlohmann::json& more = nlohmann::json::object())
        : InputFixture("file_input", merged({{"path", path.toStdString()}}, more), "json")
    {
    }
};

std::string records(int from, int to)
{
    std::string text;
    for (int i = from; i < to; ++i) {
        text += "{\"insert\":{\"id\":" + std::to_string(i) + ",\"name\":\"row " + std::to_string(i) + "\"}}\n";
    }
    return text;
}

void write(const QString& path, const std::string& text, QIODevice::OpenMode mode = QIODevice::WriteOnly)
{
    QFile file(path);
    QVERIFY(file.open(mode));
    file.write(text.data(), static_cast<qint64>(text.size()));
}

} // namespace

class TestFileConnectors : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    QString at(const char* name) const { return m_folder.filePath(QString::fromUtf8(name)); }

private Q_SLOTS:
    void readsToTheEnd_data()
    {
        QTest::addColumn<int>("bufferSize");
        QTest::newRow("one byte") << 1;
        QTest::newRow("7 bytes") << 7;
        QTest::newRow("8 KiB") << 8192;
        QTest::newRow("1 MiB") << (1 << 20);
    }

    void readsToTheEnd()
    {
        QFETCH(int, bufferSize);
        write(at("in.json"), records(0, 3000) + "{\"insert\":{\"id\":\"x\"}}\n" + "{\"insert\":{\"id\":3000}}");
        Source source(at("in.json"), {{"buffer_size_bytes", bufferSize}});
        auto reader = openInput(source.context);
        QVERIFY(reader.ok());
        QVERIFY(!source.consumer->waitFor([](const auto& seen) { return seen.numRows > 0 || seen.numEnds > 0; }, 30));
        (*reader)->extend();
        QVERIFY(source.consumer->waitForEnd());
        const auto seen = source.consumer->seen();
        QCOMPARE(seen.numRows, uint64_t{3001});
        QCOMPARE(seen.numErrors, uint64_t{1});
        QCOMPARE(seen.recordErrors[0].recordNumber, uint64_t{3001});
        QCOMPARE(seen.recordErrors[0].line, uint64_t{3001});
        QCOMPARE(seen.numBytes, static_cast<uint64_t>(QFile(at("in.json")).size()));
        QCOMPARE(seen.numEnds, 1);
    }

    void fileUrlsAndTheirEscapes()
    {
        write(at("with space.json"), records(0, 1));
        QString url = QStringLiteral("file://") + at("with space.json");
        url.replace(QLatin1Char(' '), QStringLiteral("%20"));
        Source source(url);
        auto reader = openInput(source.context);
        QVERIFY(reader.ok());
        (*reader)->extend();
        QVERIFY(source.consumer->waitForEnd());
        QCOMPARE(source.consumer->rowText(source.context.target.schema), std::string("(0, row 0)"));
    }

    void aFollowedFileThatIsReplacedIsReadAnew()
    {
        write(at("log.json"), records(0, 3));
        Source source(at("log.json"), {{"follow", true}});
        auto reader = openInput(source.context);
        QVERIFY(reader.ok());
        (*reader)->extend();
        QVERIFY(source.consumer->waitForRows(3));
        QVERIFY(QFile::rename(at("log.json"), at("log.json.1"))); // rotated
        write(at("log.json.1"), records(3, 4), QIODevice::Append);  // by a writer that has not noticed
        QVERIFY(source.consumer->waitForRows(4));
        write(at("log.json"), records(4, 6));
        QVERIFY(source.consumer->waitForRows(6));
        QVERIFY(QFile::remove(at("log.json"))); // deleted and made again
        write(at("log.json"), records(6, 7));
        QVERIFY(source.consumer->waitForRows(7));
        QCOMPARE(source.consumer->rowText(source.context.target.schema),
                 std::string("(0, row 0) (1, row 1) (2, row 2) (3, row 3) (4, row 4) (5, row 5) (6, row 6)"));
        QVERIFY(source.consumer->seen().transportErrors.empty());
    }

    void aFollowedFileThatIsGoneIsToldOnce()
    {
        write(at("log.json"), records(0, 1));
        Source source(at("log.json"), {{"follow", true}});
        auto reader = openInput(source.context);
        QVERIFY(reader.ok());
        (*reader)->extend();
        QVERIFY(source.consumer->waitForRows(1));
        QVERIFY(QFile::remove(at("log.json")));
        const auto errors = [&] { return source.consumer->seen().transportErrors; };
        QTRY_COMPARE(errors().size(), size_t(1));
        QVERIFY(errors()[0].detail.find("gone") != std::string::npos);
        QTest::qWait(300);
        QCOMPARE(errors().size(), size_t(1));
        write(at("log.json"), records(1, 2));
        QVERIFY(source.consumer->waitForRows(2));
    }

    void filesOfTheKernelAreNoFiles()
    {
        QVERIFY(QFile::link("/proc/self/environ", at("link")));
        for (const QString& path : {QStringLiteral("/proc/self/environ"), at("link")}) {
            Source source(path);
            const auto reader = openInput(source.context);
            QVERIFY(!reader.ok());
            QVERIFY(reader.error().code == ErrorCode::kConnectorOpen);
        }
    }

    void whatIsNoFileDoesNotOpen_data()
    {
        QTest::addColumn<QString>("path");
        QTest::newRow("missing") << at("missing.json");
        QTest::newRow("folder") << m_folder.path();
        QTest::newRow("device") << QStringLiteral("/dev/zero");
        QTest::newRow("pipe") << at("pipe");
    }

    void whatIsNoFileDoesNotOpen()
    {
        QFETCH(QString, path);
        ::mkfifo(at("pipe").toUtf8().constData(), 0600);
        Source source(path);
        auto reader = openInput(source.context);
        QVERIFY(!reader.ok());
        QVERIFY(reader.error().code == ErrorCode::kConnectorOpen);
        QVERIFY(reader.error().detail.find(path.toStdString()) != std::string::npos);
    }

    void pausesAndGoesOnWhereItStopped()
    {
        write(at("big.json"), records(0, 20'000));
        Source source(at("big.json"), {{"buffer_size_bytes", 64}});
        auto reader = openInput(source.context);
        QVERIFY(reader.ok());
        (*reader)->extend();
        QVERIFY(source.consumer->waitForRows(10));
        (*reader)->pause();
        uint64_t rows = 0; // a few follow, on a busy machine later
        QTRY_VERIFY([&] {
            QTest::qWait(100);
            return std::exchange(rows, source.consumer->seen().numRows) == source.consumer->seen().numRows;
        }());
        QVERIFY(rows < 20'000);
        (*reader)->extend();
        QVERIFY(source.consumer->waitForEnd());
        QCOMPARE(source.consumer->seen().numRows, uint64_t{20'000});
    }

    void followsGrowthAndTruncation()
    {
        write(at("log.json"), records(0, 2) + "{\"insert\":");
        Source source(at("log.json"), {{"follow", true}});
        auto reader = openInput(source.context);
        QVERIFY(reader.ok());
        (*reader)->extend();
        QVERIFY(source.consumer->waitForRows(2));
        write(at("log.json"), "{\"id\":2}}\n", QIODevice::Append);
        QVERIFY(source.consumer->waitForRows(3));
        write(at("log.json"), records(7, 8));
        QVERIFY(source.consumer->waitForRows(4));
        const auto seen = source.consumer->seen();
        QCOMPARE(seen.transportErrors.size(), size_t{1});
        QCOMPARE(seen.numEnds, 0);
        QCOMPARE(source.consumer->rowText(source.context.target.schema),
                 std::string("(0, row 0) (1, row 1) (2, NULL) (7, row 7)"));
    }

    void stopsAtOnce()
    {
        write(at("idle.json"), "");
        Source source(at("idle.json"), {{"follow", true}});
        auto reader = openInput(source.context);
        QVERIFY(reader.ok());
        (*reader)->extend();
        QTest::qWait(20);
        QElapsedTimer timer;
        timer.start();
        reader->reset();
        QVERIFY(timer.elapsed() < 200 * millrace::test::kSlowdown);
    }

    void emptyInputEndsWhenExtended()
    {
        Source source(at("unused"));
        source.spec.transport = "empty_input";
        auto reader = openInput(source.context);
        QVERIFY(reader.ok());
        QCOMPARE(source.consumer->seen().numEnds, 0);
        (*reader)->extend();
        QCOMPARE(source.consumer->seen().numEnds, 1);
    }

    void transportsOfOtherBuilds()
    {
        Source source(at("unused"));
        source.spec.transport = "s3_input";
        QVERIFY(openInput(source.context).error().code == ErrorCode::kConnectorNotBuilt);
        source.spec.transport = "kfka_input";
        QVERIFY(openInput(source.context).error().code == ErrorCode::kConnectorUnknownTransport);
    }

    void fileOutputOverwritesItsOwnFilesOnly()
    {
        write(at("foreign.json"), "somebody's content");
        write(at("empty.json"), "");
        QVERIFY(QFile::link(at("foreign.json"), at("alias.json")));
        QVERIFY(QFile::link(at("nothing.json"), at("dangling.json")));
        ConnectorSpec spec;
        spec.transport = "file_output";
        const auto open = [&](const char* name) {
            spec.transportConfig = {{"path", at(name).toStdString()}};
            return openOutput({&spec, {}, {}});
        };
        for (const char* name : {"foreign.json", "alias.json", "dangling.json"}) {
            const auto output = open(name);
            QVERIFY2(!output.ok(), name);
            QVERIFY(output.error().code == ErrorCode::kConnectorOpen);
        }
        QCOMPARE(QFileInfo(at("foreign.json")).size(), qint64{18});
        QVERIFY(!QFile::exists(at("nothing.json")));
        for (const char* name : {"empty.json", "new.json"}) {
            for (int run = 1; run <= 2; ++run) { // the second one finds the file of the first
                auto output = open(name);
                QVERIFY2(output.ok(), output.ok() ? "" : output.error().toString().c_str());
                QVERIFY(!open(name).ok()); // one at a time
                QVERIFY((*output)->write(std::string(static_cast<size_t>(4 - run), 'x'), 1).ok());
            }
            QCOMPARE(QFileInfo(at(name)).size(), qint64{2});
        }
    }

    void aLinkIsNotRead()
    {
        write(at("secret.json"), records(0, 1));
        QVERIFY(QFile::link(at("secret.json"), at("innocent.json")));
        Source source(at("innocent.json"));
        const auto reader = openInput(source.context);
        QVERIFY(!reader.ok());
        QVERIFY(reader.error().detail.find("link") != std::string::npos);
    }

    void fileOutputWritesStepByStep()
    {
        ConnectorSpec spec;
        spec.transport = "file_output";
        spec.transportConfig = {{"path", at("out.json").toStdString()}};
        auto output = openOutput({&spec, {}, {}});
        QVERIFY(output.ok());
        for (uint64_t step = 1; step <= 2; ++step) {
            QVERIFY((*output)->beginStep(step).ok());
            QVERIFY((*output)->write("a\n", 1).ok());
            QVERIFY((*output)->write("b\n", 1).ok());
            QVERIFY((*output)->endStep().ok());
        }
        QFile file(at("out.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray("a\nb\na\nb\n"));
    }

    /// A limit on the size of files stands for a full disk: the write goes half way and then fails.
    void fileOutputKeepsWholeRecordsOnAFullDisk()
    {
        const QString path = at("full.json");
        ConnectorSpec spec;
        spec.transport = "file_output";
        spec.transportConfig = {{"path", path.toStdString()}};
        auto output = openOutput({&spec, {}, {}});
        QVERIFY(output.ok());
        rlimit before = {};
        QCOMPARE(getrlimit(RLIMIT_FSIZE, &before), 0);
        const auto oldHandler = std::signal(SIGXFSZ, SIG_IGN);
        const rlimit small = {12, before.rlim_max};
        QCOMPARE(setrlimit(RLIMIT_FSIZE, &small), 0);
        const bool hasFitted = (*output)->write("record1\n", 1).ok();
        const Status refused = (*output)->write("record2\n", 1);
        setrlimit(RLIMIT_FSIZE, &before);
        std::signal(SIGXFSZ, oldHandler);
        QVERIFY(hasFitted);
        QVERIFY(!refused.ok());
        QCOMPARE(refused.error().code, ErrorCode::kIoWrite);
        QCOMPARE(QFileInfo(path).size(), qint64{8});
        QVERIFY((*output)->write("record2\n", 1).ok());
        QVERIFY((*output)->endStep().ok());
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray("record1\nrecord2\n"));
    }

    void fileOutputRefusesWhatIsNoFile_data()
    {
        QTest::addColumn<QString>("path");
        QTest::newRow("folder") << m_folder.path();
        QTest::newRow("missing folder") << at("no/such/out.json");
        QTest::newRow("device") << QStringLiteral("/dev/null");
    }

    void fileOutputRefusesWhatIsNoFile()
    {
        QFETCH(QString, path);
        ConnectorSpec spec;
        spec.transport = "file_output";
        spec.transportConfig = {{"path", path.toStdString()}};
        auto output = openOutput({&spec, {}, {}});
        QVERIFY(!output.ok());
        QVERIFY(output.error().code == ErrorCode::kConnectorOpen);
    }
};

QTEST_APPLESS_MAIN(TestFileConnectors)
#include "test_file_connectors.moc"
