// SPDX-License-Identifier: GPL-3.0-or-later
// The Avro output format: records with a schema made from the view, or given.
#pragma once

#include "engine/formats/config_reader.h"
#include "engine/formats/encoder.h"
#include "engine/formats/message_encoder.h"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace millrace {

/// Options of `{"name":"avro","config":{…}}` on the way out.
struct AvroEncoderOptions {
    enum class Form : uint8_t {
        Raw,           ///< the row; what happened to it stands in the header `op`, or in a field
        ConfluentJdbc, ///< key and row; a delete is a key without a row
    };
    enum class KeyMode : uint8_t { Automatic, None, KeyFields };
    Form form = Form::Raw;
    KeyMode keyMode = KeyMode::Automatic;
    bool hasHeader = true; ///< a zero byte and an id of the schema, which is 0 without a registry
    std::string cdcField;  ///< Raw: a field that tells I, U or D; empty = none
    std::string nameSpace;
};

AvroEncoderOptions readAvroEncoderOptions(const nlohmann::json& config, std::vector<ConfigProblem>& problems);

/// The schema of rows that the encoder writes, as JSON; of these columns alone, where some are given. Keys are not
/// nullable, other fields are unions with null.
std::string avroSchemaOf(const Schema& schema, const AvroEncoderOptions& options);
std::string avroKeySchemaOf(const Schema& schema, const std::vector<int>& keyColumns,
                            const AvroEncoderOptions& options);

/// kConnectorInvalidValue when the form needs an index and there is none, or a column has no Avro type.
Result<std::unique_ptr<MessageEncoder>> makeAvroMessageEncoder(const AvroEncoderOptions& options,
                                                               const MessageTarget& target);
/// For streams of bytes, where only a field can tell an insert from a delete: `cdc_field` must be given.
Result<std::unique_ptr<Encoder>> makeAvroEncoder(const AvroEncoderOptions& options, const Schema& schema);

} // namespace millrace
