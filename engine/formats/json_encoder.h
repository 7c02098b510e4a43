// SPDX-License-Identifier: GPL-3.0-or-later
// The JSON output format: what a record looks like, and records as lines or arrays.
#pragma once

#include "engine/formats/encoder.h"
#include "engine/formats/record_writer.h"

namespace millrace {

enum class JsonRecordForm : uint8_t {
    InsertDelete, ///< {"insert":{…}}, {"delete":{…}}
    Debezium,     ///< key and value of Kafka Connect, each with its schema
    Snowflake,    ///< the row, and what to do with it in columns of its own
};

struct JsonEncoderOptions {
    JsonRecordForm form = JsonRecordForm::InsertDelete;
    JsonFlavor flavor;
    bool isArray = false;
    uint64_t bufferSizeRecords = 10'000; ///< records an array or a message holds at most
    std::vector<std::string> keyFields;  ///< Debezium: columns of the key, all when empty
};

/// Writes records in the form that the options ask for. Error: kConnectorInvalidValue for an unknown key field.
Result<std::unique_ptr<RecordWriter>> makeJsonRecordWriter(const JsonEncoderOptions& options, const Schema& schema);

class JsonEncoder final : public Encoder {
public:
    JsonEncoder(JsonEncoderOptions options, const Schema& schema, std::unique_ptr<RecordWriter> writer);
    Result<uint64_t> encode(const Delta& delta, std::string& out) override;

private:
    JsonEncoderOptions m_options;
    RowWriter m_rows;
    const std::unique_ptr<RecordWriter> m_writer;
};

} // namespace millrace
