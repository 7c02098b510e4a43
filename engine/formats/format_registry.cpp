// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/format_registry.h"

#include "engine/formats/avro/avro_decoder.h"
#include "engine/formats/avro/avro_encoder.h"
#include "engine/formats/csv_decoder.h"
#include "engine/formats/csv_encoder.h"
#include "engine/formats/json_decoder.h"
#include "engine/formats/json_encoder.h"
#include "engine/formats/packing_message_encoder.h"
#include "engine/formats/raw_decoder.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace millrace {

namespace {

std::string quotedList(const std::vector<std::string_view>& names)
{
    std::string list;
    for (const std::string_view name : names) {
        list += (list.empty() ? "'" : ", '") + std::string(name) + "'";
    }
    return list;
}

/// Sets `flavor` when one is named.
void readJsonFlavor(ConfigReader& reader, JsonFlavor& flavor)
{
    std::string name;
    if (!reader.read("json_flavor", name) || name.empty()) {
        return;
    }
    if (const std::optional<JsonFlavor> found = findJsonFlavor(name)) {
        flavor = *found;
    } else {
        reader.problem("json_flavor",
                       "Unknown JSON flavor, known are " + quotedList(jsonFlavorNames()) + ": '" + name + "'");
    }
}

JsonDecoderOptions readJsonDecoder(const nlohmann::json& config, std::vector<ConfigProblem>& problems)
{
    static const std::vector<std::pair<std::string_view, JsonEnvelope>> envelopes = {
        {"insert_delete", JsonEnvelope::InsertDelete},
        {"raw", JsonEnvelope::Raw},
        {"weighted", JsonEnvelope::Weighted},
        {"debezium", JsonEnvelope::Debezium},
    };
    JsonDecoderOptions options;
    ConfigReader reader(config, "", problems);
    std::string updateFormat = "insert_delete";
    if (reader.read("update_format", updateFormat)) {
        const auto found = std::find_if(envelopes.begin(), envelopes.end(),
                                        [&](const auto& envelope) { return envelope.first == updateFormat; });
        if (found == envelopes.end()) {
            reader.problem("update_format", "Update format not supported for input, use 'insert_delete', 'raw', "
                                            "'weighted' or 'debezium': '" +
                                                updateFormat + "'");
        } else {
            options.envelope = found->second;
        }
    }
    readJsonFlavor(reader, options.flavor);
    reader.read("array", options.isArray);
    std::string lines = "multiple";
    if (reader.read("lines", lines) && lines != "multiple" && lines != "single") {
        reader.problem("lines", "Expected 'multiple' or 'single' for 'lines'");
    }
    options.isLineOnly = lines == "single";
    reader.finish(ConfigReader::UnknownKeys::Warn);
    return options;
}

void readKeyFields(ConfigReader& reader, JsonEncoderOptions& options)
{
    const nlohmann::json* fields = reader.find("key_fields");
    if (fields == nullptr) {
        return;
    }
    if (options.form != JsonRecordForm::Debezium) {
        reader.problem("key_fields", "'key_fields' needs the update format 'debezium'");
        return;
    }
    const auto isText = [](const nlohmann::json& field) { return field.is_string(); };
    if (!fields->is_array() || fields->empty() || !std::all_of(fields->begin(), fields->end(), isText)) {
        reader.problem("key_fields", "Expected an array of column names for 'key_fields'");
        return;
    }
    options.keyFields = fields->get<std::vector<std::string>>();
}

JsonEncoderOptions readJsonEncoder(const nlohmann::json& config, std::vector<ConfigProblem>& problems)
{
    JsonEncoderOptions options;
    ConfigReader reader(config, "", problems);
    std::string updateFormat = "insert_delete";
    if (reader.read("update_format", updateFormat) && updateFormat == "debezium") {
        options.form = JsonRecordForm::Debezium;
        options.flavor = *findJsonFlavor("kafka_connect_json_converter");
    } else if (updateFormat == "snowflake") {
        options.form = JsonRecordForm::Snowflake;
        options.flavor = *findJsonFlavor("snowflake");
    } else if (updateFormat != "insert_delete") {
        reader.problem("update_format", "Update format not supported for output, use 'insert_delete', 'debezium' or "
                                        "'snowflake': '" +
                                            updateFormat + "'");
    }
    readJsonFlavor(reader, options.flavor);
    reader.read("array", options.isArray);
    reader.read("buffer_size_records", options.bufferSizeRecords, 1);
    if (options.form != JsonRecordForm::InsertDelete) {
        options.bufferSizeRecords = 1;
    }
    readKeyFields(reader, options);
    reader.finish(ConfigReader::UnknownKeys::Warn);
    return options;
}

struct CsvEncoderOptions {
    char delimiter = ',';
    uint64_t bufferSizeRecords = 10'000;
};

CsvEncoderOptions readCsvEncoder(const nlohmann::json& config, std::vector<ConfigProblem>& problems)
{
    CsvEncoderOptions options;
    ConfigReader reader(config, "", problems);
    reader.read("delimiter", options.delimiter);
    reader.read("buffer_size_records", options.bufferSizeRecords, 1);
    reader.finish(ConfigReader::UnknownKeys::Warn);
    return options;
}

/// Splits problems into the first error, returned, and warnings, appended.
Status settle(std::vector<ConfigProblem> problems, std::vector<Error>* warnings)
{
    if (const ConfigProblem* error = firstError(problems)) {
        return Error(error->error);
    }
    for (ConfigProblem& problem : problems) {
        if (warnings != nullptr) {
            warnings->push_back(std::move(problem.error));
        }
    }
    return {};
}

bool hasSide(const FormatInfo& info, FormatSide side)
{
    return side == FormatSide::Encoder ? info.hasEncoder : info.hasDecoder;
}

/// "csv, json, raw": what can be used in place of a format that cannot.
std::string usableFormats(FormatSide side)
{
    std::string names;
    for (const FormatInfo& info : knownFormats()) {
        if (info.isBuilt && hasSide(info, side)) {
            names += (names.empty() ? "" : ", ") + info.name;
        }
    }
    return names;
}

Error notUsable(std::string_view format, FormatSide side)
{
    const FormatInfo* info = findFormat(format);
    const std::string told = "'" + std::string(format) + "'; use one of " + usableFormats(side);
    if (info == nullptr) {
        return makeError(ErrorCode::kConnectorUnknownFormat, "Unknown format " + told);
    }
    if (!hasSide(*info, side)) {
        return makeError(ErrorCode::kConnectorFormatForbidden, "Format cannot be used on this side: " + told);
    }
    return makeError(ErrorCode::kConnectorNotBuilt, "Format not available in this build: " + told);
}

} // namespace

const std::vector<FormatInfo>& knownFormats()
{
    static const std::vector<FormatInfo> formats = {
        {"csv"}, {"json"}, {"avro", true, true, true}, {"parquet", true, true, false, false}, {"raw", true, false},
    };
    return formats;
}

const FormatInfo* findFormat(std::string_view name)
{
    const std::vector<FormatInfo>& formats = knownFormats();
    const auto found =
        std::find_if(formats.begin(), formats.end(), [&](const FormatInfo& info) { return info.name == name; });
    return found == formats.end() ? nullptr : &*found;
}

std::vector<ConfigProblem> checkFormatConfig(std::string_view format, const nlohmann::json& config, FormatSide side)
{
    std::vector<ConfigProblem> problems;
    if (format == "json" && side == FormatSide::Decoder) {
        readJsonDecoder(config, problems);
    } else if (format == "json") {
        readJsonEncoder(config, problems);
    } else if (format == "csv" && side == FormatSide::Decoder) {
        readCsvDecoderOptions(config, problems);
    } else if (format == "csv") {
        readCsvEncoder(config, problems);
    } else if (format == "raw" && side == FormatSide::Decoder) {
        readRawDecoderOptions(config, problems);
    } else if (format == "avro" && side == FormatSide::Decoder) {
        readAvroDecoderOptions(config, problems);
    } else if (format == "avro") {
        readAvroEncoderOptions(config, problems);
    }
    return problems;
}

Result<std::unique_ptr<Decoder>> makeDecoder(std::string_view format, const nlohmann::json& config,
                                             const DecoderTarget& target, std::vector<Error>* warnings)
{
    std::vector<ConfigProblem> problems;
    if (format == "json") {
        const JsonDecoderOptions options = readJsonDecoder(config, problems);
        MR_CHECK(settle(std::move(problems), warnings));
        return std::unique_ptr<Decoder>(std::make_unique<JsonDecoder>(options, target));
    }
    if (format == "csv") {
        const CsvDecoderOptions options = readCsvDecoderOptions(config, problems);
        MR_CHECK(settle(std::move(problems), warnings));
        return std::unique_ptr<Decoder>(std::make_unique<CsvDecoder>(options, target));
    }
    if (format == "raw") {
        const RawDecoderOptions options = readRawDecoderOptions(config, problems);
        MR_CHECK(settle(std::move(problems), warnings));
        return RawDecoder::make(options, target);
    }
    if (format == "avro") {
        const AvroDecoderOptions options = readAvroDecoderOptions(config, problems);
        MR_CHECK(settle(std::move(problems), warnings));
        return AvroDecoder::make(options, target);
    }
    return notUsable(format, FormatSide::Decoder);
}

Result<std::unique_ptr<Encoder>> makeEncoder(std::string_view format, const nlohmann::json& config,
                                             const Schema& schema)
{
    std::vector<ConfigProblem> problems;
    if (format == "json") {
        const JsonEncoderOptions options = readJsonEncoder(config, problems);
        MR_CHECK(settle(std::move(problems), nullptr));
        MR_TRY(auto writer, makeJsonRecordWriter(options, schema));
        return std::unique_ptr<Encoder>(std::make_unique<JsonEncoder>(options, schema, std::move(writer)));
    }
    if (format == "csv") {
        const CsvEncoderOptions options = readCsvEncoder(config, problems);
        MR_CHECK(settle(std::move(problems), nullptr));
        return std::unique_ptr<Encoder>(std::make_unique<CsvEncoder>(options.delimiter, schema));
    }
    if (format == "avro") {
        const AvroEncoderOptions options = readAvroEncoderOptions(config, problems);
        MR_CHECK(settle(std::move(problems), nullptr));
        return makeAvroEncoder(options, schema);
    }
    return notUsable(format, FormatSide::Encoder);
}

Result<std::unique_ptr<MessageEncoder>> makeMessageEncoder(std::string_view format, const nlohmann::json& config,
                                                           const MessageTarget& target)
{
    std::vector<ConfigProblem> problems;
    if (format == "json") {
        const JsonEncoderOptions options = readJsonEncoder(config, problems);
        MR_CHECK(settle(std::move(problems), nullptr));
        MR_TRY(auto writer, makeJsonRecordWriter(options, target.schema));
        return std::unique_ptr<MessageEncoder>(std::make_unique<PackingMessageEncoder>(
            std::move(writer), options.bufferSizeRecords, target.maxMessageBytes));
    }
    if (format == "csv") {
        const CsvEncoderOptions options = readCsvEncoder(config, problems);
        MR_CHECK(settle(std::move(problems), nullptr));
        return std::unique_ptr<MessageEncoder>(std::make_unique<PackingMessageEncoder>(
            makeCsvRecordWriter(options.delimiter, target.schema), options.bufferSizeRecords, target.maxMessageBytes));
    }
    if (format == "avro") {
        const AvroEncoderOptions options = readAvroEncoderOptions(config, problems);
        MR_CHECK(settle(std::move(problems), nullptr));
        return makeAvroMessageEncoder(options, target);
    }
    return notUsable(format, FormatSide::Encoder);
}

} // namespace millrace
