// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/api/engine.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>

using namespace millrace;
using namespace millrace::api;

namespace {

const std::string kProgram = "CREATE TABLE t (a INT);\nCREATE VIEW v AS SELECT a FROM t;\n";
const std::string kFileProgram = R"sql(
CREATE TABLE t (a INT) WITH ('connectors' = '[{"name": "file",
    "transport": {"name": "file_input", "config": {"path": "rows.json"}}, "format": {"name": "json"}}]');
)sql";

template <typename T>
ErrorCode codeOf(const Result<T>& result)
{
    return result.ok() ? ErrorCode::kCount : result.error().code;
}

std::vector<std::string> namesOf(const Engine& engine)
{
    std::vector<std::string> names;
    for (const std::shared_ptr<Pipeline>& pipeline : engine.pipelines()) {
        names.push_back(pipeline->name());
    }
    return names;
}

} // namespace

class TestLocalEngine : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void tellsListenersOfTheCatalog()
    {
        const auto engine = Engine::open({});
        QVERIFY(engine.ok());
        std::atomic<int> numCalls{0};
        const int listener = (*engine)->addListener([&] { ++numCalls; });
        QVERIFY((*engine)->create("a", kProgram).ok());
        QTRY_COMPARE(numCalls.load(), 1);
        QVERIFY((*engine)->rename("a", "b").ok());
        QTRY_COMPARE(numCalls.load(), 2);
        QVERIFY((*engine)->remove("b").ok());
        QTRY_COMPARE(numCalls.load(), 3);
        QVERIFY(!(*engine)->remove("b").ok());
        (*engine)->removeListener(listener);
        QVERIFY((*engine)->create("c", kProgram).ok());
        QTest::qWait(150);
        QCOMPARE(numCalls.load(), 3);
    }

    void aStormOfChangesMakesFewCalls()
    {
        const auto engine = Engine::open({});
        QVERIFY(engine.ok());
        std::atomic<int> numCalls{0};
        std::atomic<size_t> numSeen{0};
        (*engine)->addListener([&] {
            ++numCalls;
            numSeen = (*engine)->pipelines().size();
        });
        QElapsedTimer timer;
        timer.start();
        for (int i = 0; i < 200; ++i) {
            QVERIFY((*engine)->create("p" + std::to_string(i), kProgram).ok());
        }
        QTRY_COMPARE(numSeen.load(), size_t{200});
        QVERIFY2(numCalls.load() <= 3 + timer.elapsed() / 50, qPrintable(QString::number(numCalls.load())));
    }

    void countsReplacementsOfTheProgram()
    {
        const auto engine = Engine::open({});
        QVERIFY(engine.ok());
        const auto pipeline = (*engine)->create("a", kProgram);
        QVERIFY(pipeline.ok());
        const uint64_t before = (*pipeline)->programRevision();
        std::atomic<int> numCalls{0};
        (*pipeline)->addStatusListener([&] { ++numCalls; });
        QVERIFY((*pipeline)->setProgram(kFileProgram).ok());
        QVERIFY((*pipeline)->programRevision() > before);
        QTRY_VERIFY(numCalls.load() > 0);
    }

    void checksNames_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("isAllowed");
        QTest::newRow("usual") << "supply-chain_2" << true;
        QTest::newRow("one letter") << "x" << true;
        QTest::newRow("longest") << QString(100, QLatin1Char('a')) << true;
        QTest::newRow("too long") << QString(101, QLatin1Char('a')) << false;
        QTest::newRow("empty") << "" << false;
        QTest::newRow("blank") << "a b" << false;
        QTest::newRow("path") << "../etc" << false;
        QTest::newRow("umlaut") << QString::fromUtf8("m\xc3\xbchle") << false;
        QTest::newRow("end of line") << "a\n" << false;
    }

    void checksNames()
    {
        QFETCH(QString, name);
        QFETCH(bool, isAllowed);
        const auto engine = Engine::open({}).value();
        const ErrorCode expected = isAllowed ? ErrorCode::kCount : ErrorCode::kPipelineInvalidName;
        QCOMPARE(codeOf(engine->create(name.toStdString(), kProgram)), expected);
        QVERIFY(isAllowed || codeOf(engine->rename("x", name.toStdString())) == expected);
    }

    void createsRenamesAndRemoves()
    {
        const auto engine = Engine::open({}).value();
        QVERIFY(engine->create("b", kProgram).ok());
        QVERIFY(engine->create("a", "not SQL at all").ok()); // told when it starts
        QCOMPARE(codeOf(engine->create("a", kProgram)), ErrorCode::kPipelineExists);
        QCOMPARE(namesOf(*engine), std::vector<std::string>({"a", "b"}));

        QCOMPARE(codeOf(engine->rename("a", "b")), ErrorCode::kPipelineExists);
        QCOMPARE(codeOf(engine->rename("x", "y")), ErrorCode::kPipelineUnknown);
        QVERIFY(engine->rename("a", "a").ok());
        const std::shared_ptr<Pipeline> pipeline = engine->find("a");
        QVERIFY(engine->rename("a", "c").ok());
        QCOMPARE(pipeline->name(), std::string("c"));
        QVERIFY(engine->find("a") == nullptr);
        QVERIFY(engine->find("c") == pipeline);

        QVERIFY(engine->remove("c").ok());
        QCOMPARE(codeOf(engine->remove("c")), ErrorCode::kPipelineUnknown);
        QCOMPARE(namesOf(*engine), std::vector<std::string>({"b"}));
    }

    void removingARunningPipelineStopsIt()
    {
        const auto engine = Engine::open({}).value();
        const std::shared_ptr<Pipeline> pipeline = engine->create("p", kProgram).value();
        QVERIFY(pipeline->start().ok());
        pipeline->waitUntilSettled();
        QVERIFY(engine->remove("p").ok());
        pipeline->waitUntilSettled();
        QVERIFY(pipeline->status()->state == PipelineState::Stopped);
    }

    void definitionsAndSettingsSurvive()
    {
        {
            const auto engine = openStored();
            QVERIFY(engine->create("a", kProgram).ok());
            QVERIFY(engine->create("gone", kProgram).ok());
            QVERIFY(engine->rename("a", "z").ok());
            QVERIFY(engine->find("z")->setProgram(kProgram + "-- changed\n").ok());
            QVERIFY(engine->remove("gone").ok());
            QVERIFY(engine->setSetting("theme", "dark").ok());
        }
        const auto engine = openStored();
        QCOMPARE(namesOf(*engine), std::vector<std::string>({"z"}));
        QCOMPARE(engine->find("z")->program(), kProgram + "-- changed\n");
        QVERIFY(engine->find("z")->status()->state == PipelineState::Stopped);
        QCOMPARE(engine->setting("theme").value(), std::string("dark"));
        QVERIFY(!engine->setting("absent").has_value());
    }

    void settingsWithoutAFolder()
    {
        const auto engine = Engine::open({}).value();
        QVERIFY(engine->setSetting("k", "1").ok());
        QVERIFY(engine->setSetting("k", "2").ok());
        QCOMPARE(engine->setting("k").value(), std::string("2"));
    }

    void aSecondEngineIsRefused()
    {
        const auto engine = openStored();
        EngineOptions options;
        options.dataFolder = dataFolder();
        QCOMPARE(codeOf(Engine::open(options)), ErrorCode::kCatalogOwned);
    }

    void tokensSurvive()
    {
        QFile rows(m_folder->filePath(QStringLiteral("rows.json")));
        QVERIFY(rows.open(QIODevice::WriteOnly));
        QCOMPARE(rows.write("{\"insert\": {\"a\": 1}}\n{\"insert\": {\"a\": 2}}\n"), qint64{42});
        rows.close();
        std::string issued;
        {
            const auto engine = openStored();
            const auto pipeline = engine->createFrom({"p", kFileProgram, m_folder->path().toStdString()}).value();
            QVERIFY(pipeline->start().ok());
            pipeline->waitUntilSettled();
            QTRY_VERIFY(pipeline->status()->isComplete);
            issued = pipeline->issueToken("t", "file").value().token;
            QTRY_VERIFY(pipeline->tokenStatus(issued).value().state == TokenState::Complete);
            const std::vector<StoredToken> history = engine->tokenHistory("p");
            QCOMPARE(history.size(), size_t{1});
            QCOMPARE(history[0].token, issued);
        }
        const auto engine = openStored();
        const std::vector<StoredToken> history = engine->tokenHistory("p");
        QCOMPARE(history.size(), size_t{1});
        QCOMPARE(history[0].token, issued);
        QCOMPARE(history[0].relation, std::string("t"));
        QCOMPARE(history[0].connector, std::string("file"));
        QCOMPARE(history[0].records, uint64_t{2});
        QVERIFY(history[0].completedAt >= history[0].issuedAt);
        QVERIFY(engine->find("p")->tokens().empty());

        // The stored pipeline still finds the file beside its program.
        QVERIFY(engine->find("p")->start().ok());
        QTRY_VERIFY(engine->find("p")->status()->isComplete);
        QCOMPARE(engine->find("p")->status()->totalInputRecords, uint64_t{2});
    }

    void exportsSurvive()
    {
        {
            const auto engine = openStored();
            QVERIFY(engine->create("p", kProgram).ok());
            QVERIFY(engine->recordExport("p", {"v", "/tmp/v.json", "json", 3, "", 1, 2}).ok());
            QCOMPARE(codeOf(engine->recordExport("x", {})), ErrorCode::kPipelineUnknown);
        }
        const std::vector<StoredExport> history = openStored()->exportHistory("p");
        QCOMPARE(history.size(), size_t{1});
        QCOMPARE(history[0].path, std::string("/tmp/v.json"));
    }

    void dataFolderFollowsTheEnvironment()
    {
        qputenv("XDG_DATA_HOME", "/somewhere/data");
        QVERIFY(Engine::defaultDataFolder() == "/somewhere/data/millrace");
        qputenv("XDG_DATA_HOME", "relative"); // the specification says to ignore it
        qputenv("HOME", "/home/ann");
        QVERIFY(Engine::defaultDataFolder() == "/home/ann/.local/share/millrace");
    }

private:
    std::string dataFolder() const { return m_folder->filePath(QStringLiteral("data")).toStdString(); }

    std::unique_ptr<Engine> openStored() const
    {
        EngineOptions options;
        options.dataFolder = dataFolder();
        return std::move(Engine::open(options)).value();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestLocalEngine)
#include "test_local_engine.moc"
