// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/catalog/catalog.h"
#include "engine/catalog/catalog_rescue.h"
#include "engine/catalog/sqlite_database.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <atomic>
#include <chrono>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

using namespace millrace;

namespace {

std::unique_ptr<Catalog> openOrFail(const QString& folder)
{
    Result<std::unique_ptr<Catalog>> catalog = Catalog::open(folder.toStdString());
    if (!catalog.ok()) {
        qFatal("%s", catalog.error().toString().c_str());
    }
    return std::move(catalog).value();
}

ErrorCode codeOf(const Status& status)
{
    return status.ok() ? ErrorCode::kCount : status.error().code;
}

ErrorCode openCode(const QString& folder)
{
    const Result<std::unique_ptr<Catalog>> catalog = Catalog::open(folder.toStdString());
    return catalog.ok() ? ErrorCode::kCount : catalog.error().code;
}

QByteArray readAll(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("unreadable");
}

void writeAll(const QString& path, const QByteArray& bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) {
        qFatal("cannot write %s", qPrintable(path));
    }
}

StoredPipeline pipelineOf(std::string name, std::string program = "CREATE TABLE t (a INT);")
{
    return {std::move(name), std::move(program), "/somewhere", 1000, 2000};
}

StoredToken tokenOf(std::string token)
{
    return {std::move(token), "price", "file", 7, 3, 1, 10, 20};
}

} // namespace

class TestCatalog : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void remembersWhatTheUserTrusts()
    {
        {
            const auto catalog = openOrFail(m_path);
            StoredPipeline foreign = pipelineOf("foreign");
            foreign.isTrusted = false;
            QVERIFY(catalog->createPipeline(foreign).ok());
            QVERIFY(catalog->createPipeline(pipelineOf("own")).ok());
            QVERIFY(!catalog->pipelines().value()[0].isTrusted);
            QVERIFY(catalog->pipelines().value()[1].isTrusted);
            QVERIFY(catalog->setTrusted("foreign").ok());
            QVERIFY(!catalog->setTrusted("nobody").ok());
        }
        QVERIFY(openOrFail(m_path)->pipelines().value()[0].isTrusted);
    }

    void keepsADocumentWithAPipeline()
    {
        {
            const auto catalog = openOrFail(m_path);
            QVERIFY(catalog->createPipeline(pipelineOf("p")).ok());
            QCOMPARE(catalog->pipelines().value()[0].document, std::string());
            QVERIFY(catalog->setDocument("p", "{\"tags\":[]}").ok());
            QVERIFY(!catalog->setDocument("nobody", "").ok());
            QVERIFY(catalog->renamePipeline("p", "q").ok());
        }
        QCOMPARE(openOrFail(m_path)->pipelines().value()[0].document, std::string("{\"tags\":[]}"));
    }

    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(QStringLiteral("millrace"));
    }

    void makesAPrivateFolder()
    {
        QDir().mkpath(m_path);
        QFile::setPermissions(m_path, QFile::Permissions(0x7777));
        const auto catalog = openOrFail(m_path);
        const QFile::Permissions others = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup | QFile::ReadOther |
                                          QFile::WriteOther | QFile::ExeOther;
        QVERIFY(!(QFileInfo(m_path).permissions() & others));
    }

    void definitionsSurvive()
    {
        const std::string program = "CREATE VIEW v AS SELECT 'it''s \xC3\xA4' AS x;";
        {
            const auto catalog = openOrFail(m_path);
            QVERIFY(catalog->createPipeline(pipelineOf("zebra")).ok());
            QVERIFY(catalog->createPipeline(pipelineOf("ant", program)).ok());
            QVERIFY(catalog->setSetting("theme", "dark").ok());
            QVERIFY(catalog->setSetting("theme", "light").ok());
        }
        const auto catalog = openOrFail(m_path);
        const std::vector<StoredPipeline> pipelines = catalog->pipelines().value();
        QCOMPARE(pipelines.size(), size_t{2});
        QCOMPARE(pipelines[0].name, std::string("ant"));
        QCOMPARE(pipelines[0].program, program);
        QCOMPARE(pipelines[0].baseFolder, std::string("/somewhere"));
        QCOMPARE(pipelines[0].createdAt, TimestampMicros{1000});
        QCOMPARE(pipelines[0].modifiedAt, TimestampMicros{2000});
        QCOMPARE(pipelines[1].name, std::string("zebra"));
        QCOMPARE(catalog->setting("theme").value().value(), std::string("light"));
        QVERIFY(!catalog->setting("absent").value().has_value());
    }

    void changesPipelines()
    {
        const auto catalog = openOrFail(m_path);
        QVERIFY(catalog->createPipeline(pipelineOf("a")).ok());
        QVERIFY(catalog->createPipeline(pipelineOf("b")).ok());
        QCOMPARE(codeOf(catalog->createPipeline(pipelineOf("a"))), ErrorCode::kPipelineExists);
        QCOMPARE(codeOf(catalog->renamePipeline("a", "b")), ErrorCode::kPipelineExists);
        QCOMPARE(codeOf(catalog->renamePipeline("a", "a")), ErrorCode::kCount);
        QCOMPARE(codeOf(catalog->renamePipeline("x", "y")), ErrorCode::kPipelineUnknown);
        QCOMPARE(codeOf(catalog->setProgram("x", "")), ErrorCode::kPipelineUnknown);
        QCOMPARE(codeOf(catalog->removePipeline("x")), ErrorCode::kPipelineUnknown);

        QVERIFY(catalog->renamePipeline("a", "c").ok());
        QVERIFY(catalog->setProgram("c", "-- new").ok());
        QVERIFY(catalog->removePipeline("b").ok());
        const std::vector<StoredPipeline> pipelines = catalog->pipelines().value();
        QCOMPARE(pipelines.size(), size_t{1});
        QCOMPARE(pipelines[0].name, std::string("c"));
        QCOMPARE(pipelines[0].program, std::string("-- new"));
        QVERIFY(pipelines[0].modifiedAt > 2000);
    }

    void keepsHistoriesWithinBounds()
    {
        const auto catalog = openOrFail(m_path);
        QVERIFY(catalog->createPipeline(pipelineOf("p")).ok());
        QVERIFY(catalog->createPipeline(pipelineOf("q")).ok());
        QVERIFY(catalog->addTokens("q", std::array{tokenOf("only")}).ok());
        std::vector<StoredToken> many;
        for (int at = 0; at < Catalog::kMaxHistory + 5; ++at) {
            many.push_back(tokenOf("token" + std::to_string(at)));
        }
        QVERIFY(catalog->addTokens("p", many).ok());
        StoredToken again = tokenOf("token1004");
        again.relation = "other";
        QVERIFY(catalog->addTokens("p", std::array{again}).ok());

        const std::vector<StoredToken> tokens = catalog->tokens("p").value();
        QCOMPARE(tokens.size(), size_t{Catalog::kMaxHistory});
        QCOMPARE(tokens.front().token, std::string("token1004"));
        QCOMPARE(tokens.front().relation, std::string("price"));
        QCOMPARE(tokens.back().token, std::string("token5"));

        const StoredToken other = catalog->tokens("q").value().at(0);
        QCOMPARE(other.connector, std::string("file"));
        QCOMPARE(other.records, uint64_t{7});
        QCOMPARE(other.step, uint64_t{3});
        QCOMPARE(other.errors, uint64_t{1});
        QCOMPARE(other.issuedAt, TimestampMicros{10});
        QCOMPARE(other.completedAt, TimestampMicros{20});
        QCOMPARE(codeOf(catalog->addTokens("x", {})), ErrorCode::kPipelineUnknown);
    }

    void historiesGoWithTheirPipeline()
    {
        const auto catalog = openOrFail(m_path);
        QVERIFY(catalog->createPipeline(pipelineOf("p")).ok());
        QVERIFY(catalog->addExport("p", {"v", "/tmp/v.csv", "csv", 12, "disk full", 5, 6}).ok());
        const StoredExport entry = catalog->exports("p").value().at(0);
        QCOMPARE(entry.path, std::string("/tmp/v.csv"));
        QCOMPARE(entry.changes, uint64_t{12});
        QCOMPARE(entry.error, std::string("disk full"));
        QVERIFY(catalog->removePipeline("p").ok());
        QVERIFY(catalog->createPipeline(pipelineOf("p")).ok());
        QVERIFY(catalog->exports("p").value().empty());
    }

    void oneOwnerAtATime()
    {
        {
            const auto catalog = openOrFail(m_path);
            const Result<std::unique_ptr<Catalog>> second = Catalog::open(m_path.toStdString());
            QVERIFY(!second.ok());
            QCOMPARE(second.error().code, ErrorCode::kCatalogOwned);
            const std::string process = "process " + std::to_string(getpid());
            QVERIFY2(second.error().detail.find(process) != std::string::npos, second.error().detail.c_str());
        }
        QCOMPARE(openCode(m_path), ErrorCode::kCount);
    }

    void survivesAKilledOwner()
    {
        const pid_t child = fork();
        if (child == 0) {
            const auto catalog = openOrFail(m_path);
            const Status created = catalog->createPipeline(pipelineOf("durable"));
            _exit(created.ok() ? 0 : 1); // no destructor runs: the lock file still names the process
        }
        int outcome = 0;
        QCOMPARE(waitpid(child, &outcome, 0), child);
        QCOMPARE(outcome, 0);
        QVERIFY(readAll(m_path + QStringLiteral("/lock")).startsWith(QByteArray::number(child)));
        const auto catalog = openOrFail(m_path);
        QCOMPARE(catalog->pipelines().value().at(0).name, std::string("durable"));
    }

    void leavesADamagedFileAlone_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("text") << QByteArray("this is not a database, whatever its name says\n").repeated(40);
        QTest::newRow("header, then nothing") << QByteArray("SQLite format 3\0", 16);
        QTest::newRow("header, then zeros") << QByteArray("SQLite format 3\0", 16).append(QByteArray(8192, '\0'));
    }

    void leavesADamagedFileAlone()
    {
        QFETCH(QByteArray, bytes);
        QDir().mkpath(m_path);
        const QString file = m_path + QStringLiteral("/catalog.db");
        writeAll(file, bytes);
        QCOMPARE(openCode(m_path), ErrorCode::kCatalogSqlite);
        QCOMPARE(readAll(file), bytes);
    }

    void findsDamageAfterAnUncleanEnd()
    {
        {
            const auto catalog = openOrFail(m_path);
            for (int at = 0; at < 50; ++at) {
                QVERIFY(catalog->createPipeline(pipelineOf("p" + std::to_string(at), std::string(3000, 'x'))).ok());
            }
        }
        const QString file = m_path + QStringLiteral("/catalog.db");
        QByteArray bytes = readAll(file);
        QVERIFY(bytes.size() > 40000);
        bytes.replace(4096, bytes.size() - 8192, QByteArray(bytes.size() - 8192, '\x5a'));
        writeAll(file, bytes);
        writeAll(m_path + QStringLiteral("/lock"), "12345\n");
        QCOMPARE(openCode(m_path), ErrorCode::kCatalogSqlite);
        QCOMPARE(readAll(file), bytes);
    }

    void aDamagedFileGivesWayToItsBackup()
    {
        {
            const auto catalog = openOrFail(m_path);
            QVERIFY(catalog->createPipeline(pipelineOf("kept")).ok());
        }
        ignoreError(openOrFail(m_path)->createPipeline(pipelineOf("later")));
        writeAll(m_path + QStringLiteral("/catalog.db"), "no database");
        QCOMPARE(openCode(m_path), ErrorCode::kCatalogSqlite);
        const std::vector<CatalogBackup> backups = catalogBackups(folder());
        QCOMPARE(backups.size(), size_t(1));
        const auto aside = restoreCatalog(folder(), backups.front());
        QVERIFY(aside.ok());
        QCOMPARE(readAll(QString::fromStdString(aside->string())), QByteArray("no database"));
        QCOMPARE(openOrFail(m_path)->pipelines()->size(), size_t(1)); // of the backup, which is from before "later"
        QCOMPARE(catalogBackups(folder()).size(), size_t(2)); // that of what was set aside stays with it
    }

    void aDamagedFileGivesWayToANewOne()
    {
        QDir().mkpath(m_path);
        writeAll(m_path + QStringLiteral("/catalog.db"), "no database");
        writeAll(m_path + QStringLiteral("/catalog.db-wal"), "its journal");
        const auto first = setCatalogAside(folder());
        QVERIFY(first.ok());
        QCOMPARE(readAll(QString::fromStdString(first->string())), QByteArray("no database"));
        QCOMPARE(readAll(QString::fromStdString(first->string() + "-wal")), QByteArray("its journal"));
        QCOMPARE(openOrFail(m_path)->pipelines()->size(), size_t(0));
        const auto second = setCatalogAside(folder());
        QVERIFY(second.ok() && *second != *first);
    }

    void theCatalogOfARunningProgramIsNotSetAside()
    {
        const auto catalog = openOrFail(m_path);
        QCOMPARE(setCatalogAside(folder()).error().code, ErrorCode::kCatalogOwned);
        const CatalogBackup backup{folder() / "catalog.db.backup"};
        QCOMPARE(restoreCatalog(folder(), backup).error().code, ErrorCode::kCatalogOwned);
    }

    /// A damaged catalog that opens all the same does not take the place of its backup, nor do two failed starts.
    void aDamagedFileIsNotBackedUp()
    {
        ignoreError(openOrFail(m_path)->createPipeline(pipelineOf("kept")));
        for (int at = 0; at < 50; ++at) {
            ignoreError(openOrFail(m_path)->setSetting("k" + std::to_string(at), std::string(3000, 'x')));
        }
        const std::filesystem::path backup = folder() / "catalog.db.backup";
        const auto now = std::filesystem::file_time_type::clock::now();
        std::filesystem::last_write_time(backup, now - std::chrono::hours(25));
        const QByteArray good = readAll(QString::fromStdString(backup.string()));
        const QString file = m_path + QStringLiteral("/catalog.db");
        QByteArray bytes = readAll(file);
        bytes.replace(bytes.size() - 20480, 16384, QByteArray(16384, '\x5a'));
        writeAll(file, bytes);
        ignoreError(Catalog::open(folder()));
        QCOMPARE(readAll(QString::fromStdString(backup.string())), good);
        writeAll(m_path + QStringLiteral("/lock"), "12345\n"); // as after a crash
        QCOMPARE(openCode(m_path), ErrorCode::kCatalogSqlite);
        QCOMPARE(openCode(m_path), ErrorCode::kCatalogSqlite);
    }

    /// What is a day old is replaced; a fresh copy is left alone.
    void theBackupIsOfOnceADay()
    {
        const std::filesystem::path backup = folder() / "catalog.db.backup";
        ignoreError(openOrFail(m_path)->createPipeline(pipelineOf("p")));
        QVERIFY(!std::filesystem::exists(backup)); // there was nothing in it
        ignoreError(openOrFail(m_path)->setSetting("k", std::string(100'000, 'x')));
        const auto size = std::filesystem::file_size(backup);
        openOrFail(m_path);
        QCOMPARE(std::filesystem::file_size(backup), size);
        const auto now = std::filesystem::file_time_type::clock::now();
        std::filesystem::last_write_time(backup, now - std::chrono::hours(25));
        openOrFail(m_path);
        QVERIFY(std::filesystem::file_size(backup) > size + 90'000);
    }

    void refusesALinkedFile()
    {
        QDir().mkpath(m_path);
        QVERIFY(
            QFile::link(m_folder->filePath(QStringLiteral("elsewhere.db")), m_path + QStringLiteral("/catalog.db")));
        QCOMPARE(openCode(m_path), ErrorCode::kCatalogSqlite);
    }

    void refusesAFolderThatIsAFile()
    {
        writeAll(m_path, "x");
        QCOMPARE(openCode(m_path), ErrorCode::kIoOpen);
    }

    void manyThreadsWrite()
    {
        const auto catalog = openOrFail(m_path);
        std::vector<std::thread> writers;
        std::atomic<int> numFailed = 0;
        for (int writer = 0; writer < 4; ++writer) {
            writers.emplace_back([&catalog, &numFailed, writer] {
                for (int at = 0; at < 10; ++at) {
                    const std::string name = "p" + std::to_string(writer) + "-" + std::to_string(at);
                    numFailed += catalog->createPipeline(pipelineOf(name)).ok() ? 0 : 1;
                    numFailed += catalog->addTokens(name, std::array{tokenOf("t")}).ok() ? 0 : 1;
                }
            });
        }
        for (std::thread& writer : writers) {
            writer.join();
        }
        QCOMPARE(numFailed.load(), 0);
        QCOMPARE(catalog->pipelines().value().size(), size_t{40});
    }

private:
    std::filesystem::path folder() const { return m_path.toStdString(); }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
};

QTEST_APPLESS_MAIN(TestCatalog)
#include "test_catalog.moc"
