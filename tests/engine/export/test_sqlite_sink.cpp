// SPDX-License-Identifier: GPL-3.0-or-later
// Exports into SQLite: types, encodings, what a kill leaves, and the way back.
#include "engine/catalog/sqlite_database.h"
#include "engine/export/export_run.h"
#include "engine/export/part_recovery.h"
#include "engine/export/sqlite_rows.h"
#include "engine/export/sqlite_sink.h"
#include "engine/zset/batch_builder.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <limits>
#include <sys/wait.h>
#include <unistd.h>

using namespace millrace;

namespace {

Schema partSchema()
{
    Schema schema;
    schema.columns = {{"id", SqlType::of(TypeId::BigInt, false), false}, {"name", SqlType::of(TypeId::Varchar), false}};
    schema.primaryKey = {0};
    return schema;
}

StepChange changeOf(uint64_t step, const std::vector<std::vector<Value>>& rows, const std::vector<Weight>& weights)
{
    const std::vector<Physical> columns = {Physical::Int64, Physical::String};
    StepChange change;
    change.step = step;
    change.delta.add(batchOf(columns, rows, weights));
    return change;
}

Value text(const char* value)
{
    return Value(std::string(value));
}

} // namespace

class TestSqliteSink : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void aLogHasStepsAndWeights()
    {
        SqliteSink sink({{"part", partSchema()}}, ChangeEncoding::Weighted);
        QVERIFY(sink.open(path(), PartFile::Existing::Refuse).ok());
        QCOMPARE(*sink.append(0, changeOf(3, {{Value(int64_t{1}), text("a")}, {Value(int64_t{2}), Value()}}, {1, -2})),
                 uint64_t{2});
        sink.endStep();
        QVERIFY(QFile::exists(QString::fromStdString(path() + ".part")));
        QVERIFY(sink.seal().ok() && sink.finish().ok());
        QVERIFY(sink.numBytes() > 0);
        SqliteDatabase file = open();
        QCOMPARE(*file.queryText(
                     "SELECT group_concat(step || ':' || weight || ':' || id || ':' || ifnull(name, '-')) FROM part"),
                 std::string("3:1:1:a,3:-2:2:-"));
        QCOMPARE(*file.queryText("SELECT group_concat(type) FROM pragma_table_info('part')"),
                 std::string("INTEGER,INTEGER,INTEGER,TEXT"));
        const auto rows = readSqliteRows(path(), "part", partSchema(), 100);
        QVERIFY2(rows.ok(), rows.ok() ? "" : rows.error().detail.c_str());
        QCOMPARE(rows->size(), size_t{3});
        QVERIFY(!(*rows)[0].isDelete && (*rows)[1].isDelete && !(*rows)[1].cells[1]);
        QCOMPARE(readSqliteRows(path(), "part", partSchema(), 2)->size(), size_t{2});
    }

    void operationsAndPairsAndStates()
    {
        const StepChange change = changeOf(
            5, {{Value(int64_t{1}), text("a")}, {Value(int64_t{1}), text("b")}, {Value(int64_t{2}), text("c")}},
            {-1, 1, 1});
        QCOMPARE(written(ChangeEncoding::Operations, change, "SELECT group_concat(step || op || id || name) FROM part"),
                 std::string("5delete1a,5insert1b,5insert2c"));
        QCOMPARE(readSqliteRows(path(), "elsewhere", partSchema(), 9)->size(), size_t{3}); // its only table
        QCOMPARE(written(ChangeEncoding::Pairs, change,
                         "SELECT group_concat(ifnull(before_name, '-') || '>' || after_name) FROM part"),
                 std::string("a>b,->c"));
        const auto pairs = readSqliteRows(path(), "part", partSchema(), 9);
        QCOMPARE(pairs->size(), size_t{3});
        QVERIFY((*pairs)[0].isDelete && !(*pairs)[1].isDelete && !(*pairs)[2].isDelete);
        QCOMPARE(written(ChangeEncoding::State, changeOf(0, {{Value(int64_t{1}), text("a")}}, {2}),
                         "SELECT group_concat(id || name) FROM part"),
                 std::string("1a,1a"));
    }

    void ourColumnsGiveWay()
    {
        Schema schema = partSchema();
        schema.columns[1].name = "Weight";
        SqliteSink sink({{"part", schema}}, ChangeEncoding::Weighted);
        QVERIFY(sink.open(path(), PartFile::Existing::Refuse).ok());
        QVERIFY(sink.append(0, changeOf(1, {{Value(int64_t{1}), text("heavy")}}, {-1})).ok());
        sink.endStep();
        QVERIFY(sink.seal().ok() && sink.finish().ok());
        QCOMPARE(*open().queryText("SELECT weight_ || \"Weight\" FROM part"), std::string("-1heavy"));
        const auto rows = readSqliteRows(path(), "part", schema, 9);
        QVERIFY(rows->front().isDelete);
        QCOMPARE(*rows->front().cells[1], std::string("heavy"));
    }

    /// No digit is lost, whatever SQLite takes for a number.
    void valuesStayExact()
    {
        Schema schema;
        schema.columns = {{"big", SqlType::of(TypeId::UBigInt), false},
                          {"price", SqlType::decimal(38, 2), false},
                          {"real", SqlType::of(TypeId::Double), false},
                          {"is", SqlType::of(TypeId::Boolean), false},
                          {"code", SqlType::of(TypeId::Varchar), false}};
        BatchBuilder builder(schema.physicals());
        builder.column(0).append(std::numeric_limits<uint64_t>::max());
        builder.column(1).append(Int128{123456789012345678LL} * 1000 + 5);
        builder.column(2).append(std::numeric_limits<double>::quiet_NaN());
        builder.column(3).append(uint8_t{1});
        builder.column(4).appendString("007");
        builder.appendWeight(1);
        StepChange change;
        change.step = 1;
        change.delta.add(builder.build());
        SqliteSink sink({{"v", schema}}, ChangeEncoding::State);
        QVERIFY(sink.open(path(), PartFile::Existing::Refuse).ok());
        QVERIFY(sink.append(0, change).ok());
        sink.endStep();
        QVERIFY(sink.seal().ok() && sink.finish().ok());
        const auto rows = readSqliteRows(path(), "v", schema, 9);
        QVERIFY2(rows.ok(), rows.ok() ? "" : rows.error().detail.c_str());
        const StoredRow& row = rows->front();
        QCOMPARE(*row.cells[1], std::string("1234567890123456780.05"));
        QCOMPARE(*row.cells[2], std::string("NaN"));
        QCOMPARE(*row.cells[3], std::string("true"));
        QCOMPARE(*row.cells[4], std::string("007"));
        QCOMPARE(*row.cells[0], std::string("18446744073709551615"));
    }

    /// Killed within a step: the steps before it are there, that one is not.
    void aKillLeavesWholeSteps()
    {
        const pid_t child = ::fork();
        if (child == 0) {
            SqliteSink sink({{"part", partSchema()}}, ChangeEncoding::Weighted);
            bool isWritten = sink.open(path(), PartFile::Existing::Refuse).ok();
            for (uint64_t step = 1; step <= 20; ++step) {
                isWritten = isWritten && sink.append(0, manyRows(step)).ok();
                sink.endStep();
                isWritten = isWritten && sink.flush().ok();
            }
            for (int i = 0; i < 20; ++i) { // more than SQLite keeps in memory
                isWritten = isWritten && sink.append(0, manyRows(21)).ok();
            }
            ::kill(::getpid(), isWritten ? SIGKILL : SIGTERM);
        }
        int state = 0;
        QCOMPARE(::waitpid(child, &state, 0), child);
        QVERIFY(WIFSIGNALED(state) && WTERMSIG(state) == SIGKILL);
        QVERIFY(!QFile::exists(QString::fromStdString(path())));
        QCOMPARE(inspectPartFile(path() + ".part")->rows, uint64_t{20 * 5000});
        const Result<PartContents> recovered = recoverPartFile(path() + ".part");
        QVERIFY2(recovered.ok(), recovered.ok() ? "" : recovered.error().detail.c_str());
        SqliteDatabase file = open();
        QCOMPARE(*file.queryInteger("SELECT max(step) FROM part"), int64_t{20});
        QCOMPARE(*file.queryInteger("SELECT count(*) FROM part"), int64_t{20 * 5000});
        QVERIFY(!QFile::exists(QString::fromStdString(path() + ".part-journal")));
    }

    void twoExportsToOneFileAreKeptApart()
    {
        SqliteSink first({{"part", partSchema()}}, ChangeEncoding::Weighted);
        QVERIFY(first.open(path(), PartFile::Existing::Replace).ok());
        QVERIFY(first.append(0, changeOf(1, {{Value(int64_t{1}), text("a")}}, {1})).ok());
        first.endStep();
        SqliteSink second({{"part", partSchema()}}, ChangeEncoding::Weighted);
        const Status refused = second.open(path(), PartFile::Existing::Replace);
        QVERIFY(!refused.ok());
        QVERIFY2(refused.error().detail.starts_with("another export is writing it"), refused.error().detail.c_str());
        QCOMPARE(inspectPartFile(path() + ".part").error().code, ErrorCode::kIoOpen);
        QVERIFY(first.seal().ok() && first.finish().ok());
        QVERIFY(second.open(path(), PartFile::Existing::Replace).ok());
        second.abandon();
        QCOMPARE(inspectPartFile(path() + ".part")->rows, uint64_t{0});
    }

    void aDamagedFileIsTold()
    {
        QFile part(QString::fromStdString(path() + ".part"));
        QVERIFY(part.open(QIODevice::WriteOnly));
        part.write("SQLite format 3" + QByteArray(2000, 'x'));
        part.close();
        QCOMPARE(recoverPartFile(path() + ".part").error().code, ErrorCode::kIoRead);
        QCOMPARE(readSqliteRows(path() + ".part", "v", partSchema(), 9).error().code, ErrorCode::kIoRead);
        QCOMPARE(readSqliteRows(path(), "v", partSchema(), 9).error().code, ErrorCode::kIoRead);
    }

    void someColumnsAlone()
    {
        const auto choice = ColumnChoice::create(partSchema(), {"name"});
        QVERIFY(choice.ok());
        QCOMPARE(choice->schema().numColumns(), size_t{1});
        QVERIFY(choice->schema().primaryKey.empty());
        const StepChange change = changeOf(1, {{Value(int64_t{1}), text("a")}}, {-3});
        const Delta narrow = choice->of(change.delta);
        QCOMPARE(narrow.batches[0]->columns.size(), size_t{1});
        QCOMPARE(narrow.batches[0]->weight(0), Weight{-3});
        QVERIFY(!narrow.isInsertOnly);
        QCOMPARE(ColumnChoice::create(partSchema(), {"name", "id"})->schema().primaryKey, std::vector<int>{1});
        QCOMPARE(ColumnChoice::create(partSchema(), {"none"}).error().code, ErrorCode::kSqlUnknownColumn);
        QCOMPARE(ColumnChoice::create(partSchema(), {"id", "id"}).error().code, ErrorCode::kSqlUnknownColumn);
        ExportOptions options;
        options.columns = {"id"};
        QCOMPARE(ExportRun::check(options, 2).error().code, ErrorCode::kConnectorFormatForbidden);
    }

private:
    std::string path() const { return m_folder->filePath(QStringLiteral("v.sqlite")).toStdString(); }
    SqliteDatabase open() const { return SqliteDatabase::open(path(), SqliteOpenMode::ReadOnly).value(); }
    std::string written(ChangeEncoding encoding, const StepChange& change, const char* query) const
    {
        SqliteSink sink({{"part", partSchema()}}, encoding);
        const bool isWritten = sink.open(path(), PartFile::Existing::Replace).ok() && sink.append(0, change).ok();
        sink.endStep();
        return isWritten && sink.seal().ok() && sink.finish().ok() ? *open().queryText(query) : "not written";
    }
    static StepChange manyRows(uint64_t step)
    {
        std::vector<std::vector<Value>> rows;
        for (int64_t i = 0; i < 5000; ++i) {
            rows.push_back({Value(i), text("a name that takes some room in the page")});
        }
        return changeOf(step, rows, std::vector<Weight>(rows.size(), 1));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_APPLESS_MAIN(TestSqliteSink)
#include "test_sqlite_sink.moc"
