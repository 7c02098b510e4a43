// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/connectors/postgres/postgres_input.h"

#include "engine/connectors/postgres/postgres_connection.h"
#include "engine/connectors/postgres/postgres_value.h"
#include "engine/connectors/threaded_reader.h"
#include "engine/formats/column_lookup.h"
#include "engine/formats/record_builder.h"
#include "engine/formats/record_errors.h"

namespace millrace {

namespace {

constexpr size_t kRowsAtOnce = 1000;

struct PostgresInputOptions {
    PostgresTarget target;
    std::string query;
};

PostgresInputOptions readOptions(const nlohmann::json& config, std::vector<ConfigProblem>& problems)
{
    PostgresInputOptions options;
    ConfigReader reader(config, "", problems);
    options.target = readPostgresTarget(reader, problems);
    reader.require("query", options.query);
    reader.finish(ConfigReader::UnknownKeys::Warn);
    return options;
}

class PostgresInput final : public ReaderTask {
public:
    PostgresInput(PostgresInputOptions options, DecoderTarget target, std::shared_ptr<InputConsumer> consumer)
        : m_options(std::move(options))
        , m_target(std::move(target))
        , m_consumer(std::move(consumer))
        , m_builder(m_target.schema)
    {
    }

    void run(ReaderControl& control, const std::stop_token& stop) override
    {
        while (control.awaitRunning(stop)) {
            Status status = snapshot(control, stop);
            if (stop.stop_requested()) {
                return;
            }
            if (status.ok()) {
                m_consumer->endOfInput();
                return;
            }
            if (!failAndAwaitRetry(control, *m_consumer, status.takeError(), stop)) {
                return;
            }
        }
    }

private:
    /// Runs the query and hands over its rows. A table with a key takes rows again that it had; a bag would count them
    /// twice.
    Status snapshot(ReaderControl& control, const std::stop_token& stop)
    {
        if (m_hasDelivered && m_target.schema.primaryKey.empty()) {
            return makeError(ErrorCode::kConnectorTransport,
                             "The query broke off after some of its rows, which would come twice into a table without "
                             "a primary key; restart the pipeline");
        }
        MR_TRY(const auto connection, PostgresConnection::open(m_options.target, stop));
        MR_CHECK(connection->startRows(m_options.query));
        bool isBound = false;
        while (control.awaitRunning(stop)) {
            MR_TRY(const PostgresResult row, connection->nextRow([&] {
                handOver(); // what came is not kept back by what comes late
                return control.isRunning() && !stop.stop_requested();
            }));
            if (connection->isAtEnd()) {
                handOver();
                return {};
            }
            if (row == nullptr) {
                continue;
            }
            if (!isBound) {
                MR_CHECK(bind(*row));
                isBound = true;
            }
            if (PQresultStatus(row.get()) == PGRES_SINGLE_TUPLE) {
                takeRow(*row);
            }
            if (++m_numPending >= kRowsAtOnce) {
                handOver();
            }
        }
        return {};
    }

    /// Finds the column of each of the query's; others of the table get their default or NULL.
    Status bind(const PGresult& result)
    {
        const ColumnLookup lookup(m_target.schema);
        m_sources.assign(m_target.schema.numColumns(), -1);
        for (int i = 0; i < PQnfields(&result); ++i) {
            const int column = lookup.find(PQfname(&result, i));
            if (column >= 0) {
                m_sources[static_cast<size_t>(column)] = i;
            }
        }
        for (size_t i = 0; i < m_sources.size(); ++i) {
            if (m_sources[i] < 0 && !m_target.schema.columns[i].type.nullable && !hasDefault(i)) {
                return makeError(ErrorCode::kConnectorTransport,
                                 "The query has no column for one that must not be NULL: '" +
                                     m_target.schema.columns[i].name + "'");
            }
        }
        return {};
    }

    bool hasDefault(size_t column) const
    {
        return column < m_target.defaults.size() && m_target.defaults[column].has_value();
    }

    void takeRow(const PGresult& row)
    {
        ++m_numRecords;
        for (size_t i = 0; i < m_sources.size(); ++i) {
            if (!takeValue(row, i)) {
                m_builder.discard();
                return;
            }
        }
        m_builder.commit(RecordOp::Insert);
    }

    bool takeValue(const PGresult& row, size_t column)
    {
        const ColumnInfo& info = m_target.schema.columns[column];
        const int source = m_sources[column];
        if (source < 0) {
            if (hasDefault(column)) {
                m_builder.column(column).appendValue(*m_target.defaults[column]);
            } else {
                m_builder.column(column).appendNull();
            }
            return true;
        }
        if (PQgetisnull(&row, 0, source) != 0) {
            if (!info.type.nullable) {
                return refuse(ErrorCode::kRecordMissingColumn,
                              "NULL for column '" + info.name + "', which must not be NULL", info.name, {});
            }
            m_builder.column(column).appendNull();
            return true;
        }
        const std::string_view text(PQgetvalue(&row, 0, source), static_cast<size_t>(PQgetlength(&row, 0, source)));
        m_numBytes += text.size();
        return appendPostgresValue(m_builder.column(column), info.type, text) ||
               refuse(ErrorCode::kRecordType,
                      "Value does not fit column '" + info.name + "' of type " + info.type.toString(), info.name, text);
    }

    bool refuse(ErrorCode code, std::string detail, const std::string& column, std::string_view text)
    {
        addRecordError(m_chunk, {code, m_numRecords, 0, 0, column, std::move(detail), {}}, text);
        return false;
    }

    void handOver()
    {
        m_numPending = 0;
        m_builder.take(m_chunk.batches);
        for (InputBatch& batch : std::exchange(m_chunk.batches, {})) {
            m_hasDelivered = true;
            m_consumer->received(std::move(batch), std::exchange(m_numBytes, 0));
        }
        if (m_chunk.numErrors != 0) {
            m_consumer->recordErrors(std::exchange(m_chunk.errors, {}), std::exchange(m_chunk.numErrors, 0));
        }
    }

    const PostgresInputOptions m_options;
    const DecoderTarget m_target;
    const std::shared_ptr<InputConsumer> m_consumer;
    RecordBuilder m_builder;
    DecodedChunk m_chunk;
    std::vector<int> m_sources; ///< of each column of the table the one of the query, or -1
    size_t m_numPending = 0;
    uint64_t m_numBytes = 0;
    uint64_t m_numRecords = 0;
    bool m_hasDelivered = false;
};

} // namespace

std::vector<ConfigProblem> checkPostgresInput(const ConnectorSpec& spec, const Schema&)
{
    return configProblems(readOptions, spec.transportConfig);
}

Result<std::unique_ptr<InputReader>> openPostgresInput(const InputContext& context)
{
    MR_TRY(PostgresInputOptions options, readConfig(readOptions, context.spec->transportConfig));
    return makeReader<PostgresInput>(context.stop, std::move(options), context.target, context.consumer);
}

} // namespace millrace
