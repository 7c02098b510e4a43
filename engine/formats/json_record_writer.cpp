// SPDX-License-Identifier: GPL-3.0-or-later
// The forms of a JSON record.
#include "engine/formats/connect_schema.h"
#include "engine/formats/json_encoder.h"

#include <random>

namespace millrace {

namespace {

RecordWriter::Frame frameOf(const JsonEncoderOptions& options)
{
    // A record ends with its line, so that nothing stands between.
    return options.isArray ? RecordWriter::Frame{"[", ",", "]\n"} : RecordWriter::Frame{"", "\n", "\n"};
}

class InsertDeleteWriter final : public RecordWriter {
public:
    InsertDeleteWriter(const JsonEncoderOptions& options, const Schema& schema)
        : m_frame(frameOf(options))
        , m_rows(schema, options.flavor)
    {
    }
    Frame frame() const override { return m_frame; }
    void appendRecord(const Batch& batch, size_t row, Weight weight, std::string& out) override
    {
        out += weight < 0 ? "{\"delete\":" : "{\"insert\":";
        m_rows.appendJson(batch, row, out);
        out += '}';
    }

private:
    Frame m_frame;
    RowWriter m_rows;
};

class SnowflakeWriter final : public RecordWriter {
public:
    SnowflakeWriter(const JsonEncoderOptions& options, const Schema& schema)
        : m_frame(frameOf(options))
        , m_rows(schema, options.flavor)
    {
        std::random_device random;
        const uint64_t id = (uint64_t{random()} << 32 | random()) >> 1;
        m_streamId = std::to_string(id);
    }
    Frame frame() const override { return m_frame; }
    void appendRecord(const Batch& batch, size_t row, Weight weight, std::string& out) override
    {
        m_rows.appendJson(batch, row, out);
        out.back() = ',';
        out += weight < 0 ? "\"__action\":\"delete\"" : "\"__action\":\"insert\"";
        out += ",\"__stream_id\":" + m_streamId + ",\"__seq_number\":" + std::to_string(m_nextNumber++) + "}";
    }

private:
    Frame m_frame;
    RowWriter m_rows;
    std::string m_streamId;
    uint64_t m_nextNumber = 0;
};

class DebeziumWriter final : public RecordWriter {
public:
    DebeziumWriter(const JsonEncoderOptions& options, const Schema& schema, std::vector<int> keyColumns)
        : m_frame(frameOf(options))
        , m_rows(schema, options.flavor)
        , m_keyColumns(std::move(keyColumns))
        , m_keyStart("{\"schema\":" + connectKeySchema(schema, m_keyColumns) + ",\"payload\":")
        , m_valueStart("{\"schema\":" + connectValueSchema(schema) + ",\"payload\":{\"op\":")
    {
    }
    Frame frame() const override { return m_frame; }
    bool hasKey() const override { return true; }
    void appendRecord(const Batch& batch, size_t row, Weight weight, std::string& out) override
    {
        out += m_valueStart;
        out += weight < 0 ? "\"d\",\"before\":" : "\"c\",\"after\":";
        m_rows.appendJson(batch, row, out);
        out += "}}";
    }
    void appendKey(const Batch& batch, size_t row, std::string& out) override
    {
        out += m_keyStart;
        m_rows.appendJson(batch, row, m_keyColumns, out);
        out += '}';
    }

private:
    Frame m_frame;
    RowWriter m_rows;
    std::vector<int> m_keyColumns;
    std::string m_keyStart;
    std::string m_valueStart;
};

} // namespace

Result<std::unique_ptr<RecordWriter>> makeJsonRecordWriter(const JsonEncoderOptions& options, const Schema& schema)
{
    switch (options.form) {
    case JsonRecordForm::InsertDelete:
        return std::unique_ptr<RecordWriter>(std::make_unique<InsertDeleteWriter>(options, schema));
    case JsonRecordForm::Snowflake:
        return std::unique_ptr<RecordWriter>(std::make_unique<SnowflakeWriter>(options, schema));
    case JsonRecordForm::Debezium: break;
    }
    std::vector<int> keyColumns;
    for (const std::string& name : options.keyFields) {
        const std::optional<int> column = schema.find(name);
        if (!column) {
            return makeError(ErrorCode::kConnectorInvalidValue, "'key_fields' names no column: '" + name + "'");
        }
        keyColumns.push_back(*column);
    }
    for (size_t i = 0; options.keyFields.empty() && i < schema.numColumns(); ++i) {
        keyColumns.push_back(static_cast<int>(i));
    }
    return std::unique_ptr<RecordWriter>(std::make_unique<DebeziumWriter>(options, schema, std::move(keyColumns)));
}

} // namespace millrace
