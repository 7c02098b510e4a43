// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/connectors/postgres/postgres_output.h"

#include "engine/connectors/postgres/postgres_connection.h"
#include "engine/formats/encoder.h"
#include "engine/formats/keyed_changes.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <thread>

namespace millrace {

namespace {

constexpr int kMaxAttempts = 10; ///< of one step
constexpr auto kFirstBackoff = std::chrono::milliseconds(100);
constexpr auto kLongestBackoff = std::chrono::milliseconds(5000);
constexpr auto kSlice = std::chrono::milliseconds(50);

enum class PostgresMode : uint8_t {
    Materialized, ///< the table is a copy of the view
    Cdc,          ///< every change is a new row, with what it was and when
};

struct PostgresOutputOptions {
    PostgresTarget target;
    std::string table;
    PostgresMode mode = PostgresMode::Materialized;
    std::string opColumn = "__feldera_op";
    std::string tsColumn = "__feldera_ts";
    uint64_t maxRecords = UINT64_MAX; ///< of one statement
    uint64_t maxBytes = 1 << 20;
    bool keepsOnConflict = false;
};

PostgresOutputOptions readOptions(const ConnectorSpec& spec, std::vector<ConfigProblem>& problems)
{
    PostgresOutputOptions options;
    ConfigReader reader(spec.transportConfig, "", problems);
    options.target = readPostgresTarget(reader, problems);
    reader.require("table", options.table);
    std::string mode = "materialized";
    if (reader.read("mode", mode) && mode != "materialized" && mode != "cdc") {
        reader.problem("mode", "Expected 'materialized' or 'cdc' for 'mode'");
    }
    options.mode = mode == "cdc" ? PostgresMode::Cdc : PostgresMode::Materialized;
    reader.read("cdc_op_column", options.opColumn);
    reader.read("cdc_ts_column", options.tsColumn);
    reader.read("max_records_in_buffer", options.maxRecords, 1);
    reader.read("max_buffer_size_bytes", options.maxBytes, 1, uint64_t{64} << 20);
    reader.read("on_conflict_do_nothing", options.keepsOnConflict);
    uint64_t numThreads = 1;
    reader.read("threads", numThreads, 1);
    if (numThreads > 1) {
        reader.problem("threads", "One connection writes a table in this build, so that a step is one transaction: "
                                  "'threads' must be 1");
    }
    const nlohmann::json* extra = reader.find("extra_columns");
    if (extra != nullptr && !extra->empty()) {
        reader.problem("extra_columns", "The values of 'extra_columns' come by a command that this build does not "
                                        "have; give the columns of the table a DEFAULT");
    }
    const bool isCdc = options.mode == PostgresMode::Cdc;
    if (isCdc && options.keepsOnConflict) {
        reader.problem("on_conflict_do_nothing", "In mode 'cdc' every change is a new row: 'on_conflict_do_nothing' is "
                                                 "for mode 'materialized'");
    }
    for (const char* key : {"cdc_op_column", "cdc_ts_column"}) {
        if (!isCdc && reader.find(key) != nullptr) {
            reader.problem(key, "'" + std::string(key) + "' is for mode 'cdc'");
        }
    }
    reader.finish(ConfigReader::UnknownKeys::Warn);
    if (spec.index.empty()) {
        problems.push_back({"",
                            makeError(ErrorCode::kConnectorInvalidValue,
                                      "'postgres_output' needs an 'index': a CREATE INDEX of the view whose columns "
                                      "are the key of the table"),
                            false});
    }
    return options;
}

/// The statements of one table. Each takes its rows as one JSON array, which the server takes apart: so its own
/// types decide how a text becomes a value.
class TableStatements {
public:
    TableStatements(const PostgresOutputOptions& options, const Schema& schema, const std::vector<int>& keyColumns)
    {
        const std::string table = quotedTable(options.table);
        const std::string source = " FROM json_populate_recordset(NULL::" + table + ", $1::json) AS s";
        std::vector<std::string> all;
        for (const ColumnInfo& column : schema.columns) {
            all.push_back(quotedIdentifier(column.name));
        }
        std::vector<std::string> keys;
        for (const int column : keyColumns) {
            keys.push_back(all[static_cast<size_t>(column)]);
        }
        std::vector<std::string> others;
        std::copy_if(all.begin(), all.end(), std::back_inserter(others),
                     [&](const std::string& name) { return std::find(keys.begin(), keys.end(), name) == keys.end(); });
        if (options.mode == PostgresMode::Cdc) {
            all.push_back(quotedIdentifier(options.opColumn));
            all.push_back(quotedIdentifier(options.tsColumn));
        }
        check = "SELECT " + joined(all, "", ", ") + " FROM " + table + " LIMIT 0";
        insert = "INSERT INTO " + table + " (" + joined(all, "", ", ") + ") SELECT " + joined(all, "s.", ", ") + source;
        const std::string match = matching(keys, table);
        remove = "DELETE FROM " + table + " USING (SELECT *" + source + ") AS s WHERE " + match;
        if (options.mode == PostgresMode::Cdc) {
            return;
        }
        std::string assignments;
        std::string excluded;
        for (const std::string& name : others) {
            assignments += (assignments.empty() ? "" : ", ") + name + " = s." + name;
            excluded += (excluded.empty() ? "" : ", ") + name + " = EXCLUDED." + name;
        }
        insert += " ON CONFLICT (" + joined(keys, "", ", ") + ") DO " +
                  (options.keepsOnConflict || others.empty() ? "NOTHING" : "UPDATE SET " + excluded);
        if (!others.empty()) {
            update = "UPDATE " + table + " SET " + assignments + source + " WHERE " + match;
        }
    }

    std::string check;
    std::string insert;
    std::string update; ///< empty where all columns are the key
    std::string remove;

private:
    static std::string joined(const std::vector<std::string>& names, const std::string& prefix,
                              const std::string& separator)
    {
        std::string text;
        for (const std::string& name : names) {
            text += (text.empty() ? "" : separator) + prefix + name;
        }
        return text;
    }
    static std::string matching(const std::vector<std::string>& keys, const std::string& table)
    {
        std::string text;
        for (const std::string& key : keys) {
            text += (text.empty() ? "" : " AND ") + table + "." + key + " = s." + key;
        }
        return text;
    }
};

class PostgresOutput final : public OutputTransport {
public:
    PostgresOutput(PostgresOutputOptions options, Schema schema, std::vector<int> keyColumns, std::stop_token stop)
        : m_options(std::move(options))
        , m_schema(std::move(schema))
        , m_keyColumns(std::move(keyColumns))
        , m_stop(std::move(stop))
        , m_statements(m_options, m_schema, m_keyColumns)
        , m_rows(m_schema, *findJsonFlavor("postgres"))
    {
    }

    Status connect()
    {
        MR_TRY(m_connection, PostgresConnection::open(m_options.target, m_stop));
        auto checked = m_connection->execute(m_statements.check);
        if (!checked.ok()) {
            Error error = checked.takeError();
            error.code = ErrorCode::kConnectorOpen;
            return error;
        }
        return {};
    }

    Status beginStep(uint64_t) override
    {
        m_work.clear();
        return {};
    }

    Status writeChange(const Delta& delta, WrittenChange& written) override
    {
        const auto changes =
            keyedChanges(delta, m_schema, m_keyColumns, [&](Error error) { written.refuse(std::move(error)); });
        using Kind = KeyedChange::Kind;
        if (m_options.mode == PostgresMode::Cdc) {
            const auto now = std::chrono::system_clock::now().time_since_epoch();
            const int64_t micros = std::chrono::duration_cast<std::chrono::microseconds>(now).count();
            for (const auto& [kind, op] :
                 {std::pair(Kind::Delete, "d"), std::pair(Kind::Update, "u"), std::pair(Kind::Insert, "i")}) {
                const std::string more = "," + jsonKey(m_options.opColumn) + "\"" + op + "\"," +
                                         jsonKey(m_options.tsColumn) + std::to_string(micros);
                addWork(changes, kind, m_statements.insert, more, written);
            }
            return {};
        }
        // Deletes first: what comes may have the unique values of what goes.
        addWork(changes, Kind::Delete, m_statements.remove, {}, written);
        addWork(changes, Kind::Update, m_statements.update, {}, written);
        addWork(changes, Kind::Insert, m_statements.insert, {}, written);
        return {};
    }

    /// One transaction. A broken connection is made again, and the transaction with it; what the server refuses is
    /// lost.
    Status endStep() override
    {
        if (m_work.empty()) {
            return {};
        }
        auto backoff = kFirstBackoff;
        for (int attempt = 1;; ++attempt) {
            Status status = m_connection != nullptr ? Status() : connect();
            status = status.ok() ? transact() : std::move(status);
            if (status.ok()) {
                return status;
            }
            if (m_connection != nullptr && m_connection->isAlive()) {
                [[maybe_unused]] const auto rolledBack = m_connection->execute("ROLLBACK");
                return undelivered(status.error().detail);
            }
            m_connection.reset();
            if (attempt == kMaxAttempts || !sleep(backoff)) {
                return undelivered(status.error().detail);
            }
            backoff = std::min(backoff * 2, kLongestBackoff);
        }
    }

private:
    struct Work {
        const std::string* statement;
        std::string rows; ///< a JSON array
    };

    static Error undelivered(const std::string& reason)
    {
        return makeError(ErrorCode::kConnectorNotDelivered, "The change was not written: " + reason);
    }

    static std::string jsonKey(const std::string& name) { return nlohmann::json(name).dump() + ":"; }

    void addWork(const std::vector<KeyedChange>& changes, KeyedChange::Kind kind, const std::string& statement,
                 const std::string& more, WrittenChange& written)
    {
        std::string rows;
        uint64_t numRows = 0;
        const auto close = [&] {
            if (numRows != 0) {
                m_work.push_back({&statement, rows + "]"});
                rows.clear();
                numRows = 0;
            }
        };
        for (const KeyedChange& change : changes) {
            if (change.kind != kind || statement.empty()) {
                continue;
            }
            const size_t before = rows.size();
            rows += numRows == 0 ? '[' : ',';
            m_rows.appendJson(*change.batch, change.row, rows);
            rows.insert(rows.size() - 1, more);
            ++numRows;
            ++written.numRecords;
            written.numBytes += rows.size() - before;
            if (numRows >= m_options.maxRecords || rows.size() >= m_options.maxBytes) {
                close();
            }
        }
        close();
    }

    Status transact()
    {
        MR_CHECK(m_connection->execute("BEGIN"));
        for (const Work& work : m_work) {
            MR_CHECK(m_connection->execute(*work.statement, {work.rows}));
        }
        MR_CHECK(m_connection->execute("COMMIT"));
        return {};
    }

    bool sleep(std::chrono::milliseconds duration) const
    {
        for (const auto end = std::chrono::steady_clock::now() + duration;
             std::chrono::steady_clock::now() < end && !m_stop.stop_requested();) {
            std::this_thread::sleep_for(kSlice);
        }
        return !m_stop.stop_requested();
    }

    const PostgresOutputOptions m_options;
    const Schema m_schema;
    const std::vector<int> m_keyColumns;
    const std::stop_token m_stop;
    const TableStatements m_statements;
    const RowWriter m_rows;
    std::unique_ptr<PostgresConnection> m_connection;
    std::vector<Work> m_work; ///< of the step
};

} // namespace

std::vector<ConfigProblem> checkPostgresOutput(const ConnectorSpec& spec)
{
    return configProblems(readOptions, spec);
}

Result<std::unique_ptr<OutputTransport>> openPostgresOutput(const OutputContext& context)
{
    MR_TRY(PostgresOutputOptions options, readConfig(readOptions, *context.spec));
    auto output =
        std::make_unique<PostgresOutput>(std::move(options), context.schema, context.spec->keyColumns, context.stop);
    MR_CHECK(output->connect());
    return std::unique_ptr<OutputTransport>(std::move(output));
}

} // namespace millrace
