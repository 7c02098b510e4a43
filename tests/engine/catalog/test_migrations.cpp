// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/catalog/migrations.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <array>

using namespace millrace;

namespace {

constexpr CatalogMigration kFirst = {1, "CREATE TABLE migrations (version INTEGER PRIMARY KEY, applied_us INTEGER);"
                                        "CREATE TABLE notes (text TEXT NOT NULL);"};
constexpr CatalogMigration kSecond = {2, "ALTER TABLE notes ADD COLUMN author TEXT NOT NULL DEFAULT 'nobody';"};
constexpr CatalogMigration kBroken = {3, "CREATE TABLE half (x INTEGER); CREATE TABLE notes (again TEXT);"};
constexpr std::array kOne = {kFirst};
constexpr std::array kTwo = {kFirst, kSecond};
constexpr std::array kThree = {kFirst, kSecond, kBroken};

} // namespace

class TestMigrations : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(QStringLiteral("catalog.db"));
    }

    void ownMigrationsAreInOrder()
    {
        int version = 0;
        for (const CatalogMigration& migration : catalogMigrations()) {
            QCOMPARE(migration.version, ++version);
        }
        SqliteDatabase database = open();
        QVERIFY(migrateCatalog(database, catalogMigrations()).ok());
        QCOMPARE(database.queryInteger("PRAGMA user_version").value(), int64_t{version});
        QVERIFY(migrateCatalog(database, catalogMigrations()).ok());
    }

    void upgradesWithABackup()
    {
        {
            SqliteDatabase database = open();
            QVERIFY(migrateCatalog(database, kOne).ok());
            QVERIFY(database.execute("INSERT INTO notes VALUES ('kept')").ok());
            QVERIFY(!QFile::exists(m_path + QStringLiteral(".v1.backup")));
        }
        SqliteDatabase database = open();
        QVERIFY(migrateCatalog(database, kTwo).ok());
        QCOMPARE(database.queryText("SELECT author FROM notes WHERE text = 'kept'").value(), std::string("nobody"));
        QCOMPARE(database.queryInteger("SELECT count(*) FROM migrations").value(), int64_t{2});

        const std::string backupPath = m_path.toStdString() + ".v1.backup";
        SqliteDatabase backup = SqliteDatabase::open(backupPath, SqliteOpenMode::ReadOnly).value();
        QCOMPARE(backup.queryInteger("PRAGMA user_version").value(), int64_t{1});
        QCOMPARE(backup.queryText("SELECT text FROM notes").value(), std::string("kept"));
        QVERIFY(!backup.queryText("SELECT author FROM notes").ok());
    }

    void aFailedMigrationChangesNothing()
    {
        SqliteDatabase database = open();
        QVERIFY(migrateCatalog(database, kTwo).ok());
        const Status failed = migrateCatalog(database, kThree);
        QVERIFY(!failed.ok());
        QCOMPARE(failed.error().code, ErrorCode::kCatalogSqlite);
        QCOMPARE(database.queryInteger("PRAGMA user_version").value(), int64_t{2});
        QCOMPARE(database.queryInteger("SELECT count(*) FROM sqlite_schema WHERE name = 'half'").value(), int64_t{0});
    }

    void refusesANewerSchema()
    {
        SqliteDatabase database = open();
        QVERIFY(migrateCatalog(database, kTwo).ok());
        const QByteArray before = bytes();
        const Status refused = migrateCatalog(database, kOne);
        QVERIFY(!refused.ok());
        QCOMPARE(refused.error().code, ErrorCode::kCatalogSchema);
        QVERIFY(refused.error().detail.find("schema 2") != std::string::npos);
        QCOMPARE(bytes(), before);
    }

    void refusesAForeignDatabase()
    {
        SqliteDatabase database = open();
        QVERIFY(database.execute("CREATE TABLE someone_elses (x INTEGER)").ok());
        const QByteArray before = bytes();
        const Status refused = migrateCatalog(database, catalogMigrations());
        QVERIFY(!refused.ok());
        QCOMPARE(refused.error().code, ErrorCode::kCatalogSchema);
        QCOMPARE(bytes(), before);
    }

    void triggersOfAForeignFileDoNotRun()
    {
        SqliteDatabase database = open();
        QVERIFY(database
                    .execute("CREATE TABLE t (x INTEGER); CREATE TABLE seen (x INTEGER);"
                             "CREATE TRIGGER spy AFTER INSERT ON t BEGIN INSERT INTO seen VALUES (new.x); END;"
                             "INSERT INTO t VALUES (1);")
                    .ok());
        QCOMPARE(database.queryInteger("SELECT count(*) FROM seen").value(), int64_t{0});
    }

private:
    SqliteDatabase open()
    {
        return SqliteDatabase::open(m_path.toStdString(), SqliteOpenMode::ReadWriteCreate).value();
    }

    QByteArray bytes() const
    {
        QFile file(m_path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
};

QTEST_APPLESS_MAIN(TestMigrations)
#include "test_migrations.moc"
