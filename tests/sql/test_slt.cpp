// SPDX-License-Identifier: GPL-3.0-or-later
// Runs the .slt files of this folder; README.md tells how to write one.
#include "tests/support/sql_harness.h"

#include <QDir>
#include <QTest>

#include <fstream>
#include <sstream>

using namespace millrace;
using namespace millrace::test;

namespace {

/// A block of a file: the words of its first line, the lines up to `expect`, and those up to `end`.
struct Block {
    int line = 0;
    std::vector<std::string> words;
    std::vector<std::string> body;
    std::vector<std::string> expected;
    std::vector<std::string> expectWords;
};

std::vector<std::string> wordsOf(const std::string& line)
{
    std::istringstream stream(line);
    std::vector<std::string> words;
    for (std::string word; stream >> word;) {
        words.push_back(word);
    }
    return words;
}

std::vector<Block> readBlocks(const std::string& path)
{
    std::vector<Block> blocks;
    std::ifstream file(path);
    bool inBlock = false;
    bool inExpected = false;
    int number = 0;
    for (std::string line; std::getline(file, line);) {
        ++number;
        const std::vector<std::string> words = wordsOf(line);
        if (!inBlock) {
            if (words.empty() || words[0].starts_with("#")) {
                continue;
            }
            blocks.push_back(Block{number, words, {}, {}, {}});
            inBlock = true;
            inExpected = false;
        } else if (words.size() == 1 && words[0] == "end") {
            inBlock = false;
        } else if (!inExpected && !words.empty() && words[0] == "expect") {
            inExpected = true;
            blocks.back().expectWords = words;
        } else if (!words.empty() || blocks.back().words[0] != "change") {
            (inExpected ? blocks.back().expected : blocks.back().body).push_back(line);
        }
    }
    return blocks;
}

std::string joined(const std::vector<std::string>& lines)
{
    std::string text;
    for (const std::string& line : lines) {
        text += line + "\n";
    }
    return text;
}

/// "view + {json}", "view -2 {json}".
struct ChangeLine {
    std::string relation;
    int64_t weight = 0;
    std::string json;
    bool isUpdate = false;
};

std::optional<ChangeLine> parseChange(const std::string& line)
{
    std::istringstream stream(line);
    ChangeLine change;
    std::string sign;
    stream >> change.relation >> sign;
    std::getline(stream >> std::ws, change.json);
    if (change.json.empty()) {
        return std::nullopt;
    }
    change.isUpdate = sign == "~";
    change.weight = sign == "+" || sign == "~" ? 1 : sign == "-" ? -1 : std::stoll(sign);
    return change;
}

/// One run of a file. What one worker computes is compared with the file; two and three workers have to make the same
/// changes in each step, and all records in one step have to make the sum of the changes.
class Script {
public:
    std::string run(const Block& block)
    {
        if (block.words[0] == "program") {
            const std::string problem = finish();
            return problem.empty() ? start(block) : problem;
        }
        if (block.words[0] == "error") {
            return expectError(block);
        }
        if (m_runs.empty()) {
            return "no program yet";
        }
        if (block.words[0] == "change") {
            return applyChange(block);
        }
        if (block.words[0] == "state" && block.words.size() == 2) {
            return compare(first().state(block.words[1]), block.expected.empty() ? block.body : block.expected);
        }
        return "unknown block '" + block.words[0] + "'";
    }

    /// The program so far from scratch.
    std::string finish()
    {
        if (m_runs.empty()) {
            return "";
        }
        auto scratch = SqlHarness::create(m_program);
        if (!scratch.ok()) {
            return scratch.error().toString();
        }
        for (const Record& record : m_records) {
            const Status status = (*scratch)->push(record.table, record.op, record.json);
            if (!status.ok()) {
                return status.error().toString();
            }
        }
        auto rows = (*scratch)->step();
        if (!rows.ok()) {
            return "from scratch: " + rows.error().toString();
        }
        std::string message;
        for (const sql::Relation& relation : first().program().relations) {
            if ((*rows)[relation.name] != m_sums[relation.name]) {
                message += relation.name + ": from scratch\n" + toText((*rows)[relation.name]) + "sum of changes\n" +
                           toText(m_sums[relation.name]);
            }
        }
        return message;
    }

private:
    struct Record {
        std::string table;
        RecordOp op;
        std::string json;
    };

    SqlHarness& first() { return *m_runs[0]; }

    std::string start(const Block& block)
    {
        m_program = joined(block.body);
        m_runs.clear();
        m_records.clear();
        m_sums.clear();
        for (size_t workers = 1; workers <= 3; ++workers) {
            auto created = SqlHarness::create(m_program, Parallelism{workers, workers, 1});
            if (!created.ok()) {
                m_runs.clear();
                return "the program does not compile: " + created.error().toString() + " at " +
                       std::to_string(created.error().span.line) + ":" + std::to_string(created.error().span.column);
            }
            m_runs.push_back(std::move(created).value());
        }
        return "";
    }

    static std::string expectError(const Block& block)
    {
        auto created = SqlHarness::create(joined(block.body));
        if (created.ok()) {
            return "the program compiles";
        }
        const SourceSpan& span = created.error().span;
        const std::string place = std::to_string(span.line) + ":" + std::to_string(span.column);
        const std::string code(errorId(created.error().code));
        if (code != block.words[1] || (block.words.size() > 2 && place != block.words[2])) {
            return "actual: " + code + " " + place + " (" + created.error().detail + ")";
        }
        return "";
    }

    std::string push(const Block& block, std::vector<Record>& records)
    {
        for (const std::string& line : block.body) {
            const auto change = parseChange(line);
            if (!change) {
                return "not a change: " + line;
            }
            const RecordOp op = change->isUpdate ? RecordOp::Update
                : change->weight > 0             ? RecordOp::Insert
                                                 : RecordOp::Delete;
            for (int64_t i = 0; i < std::abs(change->weight); ++i) {
                records.push_back({change->relation, op, change->json});
            }
        }
        for (const Record& record : records) {
            for (const auto& run : m_runs) {
                const Status status = run->push(record.table, record.op, record.json);
                if (!status.ok()) {
                    return record.json + ": " + status.error().toString();
                }
            }
        }
        return "";
    }

    std::string applyChange(const Block& block)
    {
        std::vector<Record> records;
        if (std::string problem = push(block, records); !problem.empty()) {
            return problem;
        }
        auto changes = first().step();
        for (size_t i = 1; i < m_runs.size(); ++i) {
            const auto same = m_runs[i]->step();
            const bool isSame = changes.ok() ? same.ok() && *same == *changes
                                             : !same.ok() && same.error().toString() == changes.error().toString();
            if (!isSame) {
                return std::to_string(i + 1) + " workers make something else of it";
            }
        }
        const bool wantsError = block.expectWords.size() == 3 && block.expectWords[1] == "error";
        if (!changes.ok()) {
            const std::string code(errorId(changes.error().code));
            return wantsError && code == block.expectWords[2] ? "" : "the step failed: " + changes.error().toString();
        }
        if (wantsError) {
            return "the step did not fail";
        }
        m_records.insert(m_records.end(), records.begin(), records.end());
        for (const auto& [relation, change] : *changes) {
            for (const auto& [row, weight] : change) {
                add(m_sums[relation], row, weight);
            }
        }
        return block.expectWords.empty() ? "" : compareChanges(*changes, block.expected);
    }

    /// Views are compared in full, whether the file names them or not; tables only where it does.
    std::string compareChanges(const std::map<std::string, ZSetModel>& changes, const std::vector<std::string>& lines)
    {
        std::map<std::string, ZSetModel> expected;
        for (const std::string& line : lines) {
            const auto change = parseChange(line);
            if (!change) {
                return "not a change: " + line;
            }
            add(expected[change->relation], change->json, change->weight);
        }
        std::string message;
        for (const sql::Relation& relation : first().program().relations) {
            const bool isNamed = expected.contains(relation.name);
            const bool isOpenView = !relation.isTable() && relation.kind != sql::RelationKind::LocalView;
            const auto found = changes.find(relation.name);
            const ZSetModel actual = found == changes.end() ? ZSetModel{} : found->second;
            if ((isNamed || isOpenView) && actual != expected[relation.name]) {
                message += relation.name + ": actual\n" + toText(actual) + "expected\n"
                    + toText(expected[relation.name]);
            }
        }
        return message;
    }

    static std::string compare(const ZSetModel& actual, const std::vector<std::string>& lines)
    {
        ZSetModel expected;
        for (const std::string& line : lines) {
            if (!line.empty()) {
                add(expected, line, 1);
            }
        }
        return actual == expected ? "" : "actual\n" + toText(actual) + "expected\n" + toText(expected);
    }

    std::string m_program;
    std::vector<std::unique_ptr<SqlHarness>> m_runs; ///< by one, two and three workers
    std::vector<Record> m_records;                   ///< of the steps that did not fail
    std::map<std::string, ZSetModel> m_sums;         ///< of all changes
};

} // namespace

class TestSlt : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void file_data()
    {
        QTest::addColumn<QString>("path");
        const QDir folder(QStringLiteral(MILLRACE_SOURCE_DIR "/tests/sql"));
        for (const QString& name : folder.entryList({QStringLiteral("*.slt")}, QDir::Files, QDir::Name)) {
            QTest::newRow(qPrintable(name)) << folder.filePath(name);
        }
    }

    void file()
    {
        QFETCH(QString, path);
        const std::vector<Block> blocks = readBlocks(path.toStdString());
        QVERIFY(!blocks.empty());
        Script script;
        for (const Block& block : blocks) {
            const std::string problem = script.run(block);
            if (!problem.empty()) {
                const std::string message = path.toStdString() + ":" + std::to_string(block.line) + ": " + problem;
                QFAIL(message.c_str());
            }
        }
        const std::string problem = script.finish();
        QVERIFY2(problem.empty(), problem.c_str());
    }
};

QTEST_APPLESS_MAIN(TestSlt)
#include "test_slt.moc"
