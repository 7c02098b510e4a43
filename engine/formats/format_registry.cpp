// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/format_registry.h"

#include "engine/formats/csv_decoder.h"
#include "engine/formats/csv_encoder.h"
#include "engine/formats/json_decoder.h"
#include "engine/formats/json_encoder.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace millrace {

namespace {

/// The default flavor is the only one; others would read dates and decimals in other ways.
void readJsonFlavor(ConfigReader& reader)
{
    std::string flavor = "default";
    if (reader.read("json_flavor", flavor) && flavor != "default") {
        reader.problem("json_flavor", "JSON flavor not available in this build: '" + flavor + "'");
    }
}

JsonDecoderOptions readJsonDecoder(const nlohmann::json& config, std::vector<ConfigProblem>& problems)
{
    JsonDecoderOptions options;
    ConfigReader reader(config, "", problems);
    std::string updateFormat = "insert_delete";
    if (reader.read("update_format", updateFormat) && updateFormat != "insert_delete") {
        if (updateFormat != "raw") {
            reader.problem("update_format", "Update format not supported for input, use 'insert_delete' or 'raw': '" +
                                                updateFormat + "'");
        }
        options.envelope = JsonEnvelope::Raw;
    }
    readJsonFlavor(reader);
    reader.read("array", options.isArray);
    std::string lines = "multiple";
    if (reader.read("lines", lines) && lines != "multiple" && lines != "single") {
        reader.problem("lines", "Expected 'multiple' or 'single' for 'lines'");
    }
    options.isLineOnly = lines == "single";
    reader.finish(ConfigReader::UnknownKeys::Warn);
    return options;
}

JsonEncoderOptions readJsonEncoder(const nlohmann::json& config, std::vector<ConfigProblem>& problems)
{
    JsonEncoderOptions options;
    ConfigReader reader(config, "", problems);
    std::string updateFormat = "insert_delete";
    if (reader.read("update_format", updateFormat) && updateFormat != "insert_delete") {
        reader.problem("update_format",
                       "Update format not supported for output, use 'insert_delete': '" + updateFormat + "'");
    }
    readJsonFlavor(reader);
    reader.read("array", options.isArray);
    reader.read("buffer_size_records", options.bufferSizeRecords, 1);
    if (reader.find("key_fields") != nullptr) {
        reader.problem("key_fields", "'key_fields' belongs to update formats that this build does not write");
    }
    reader.finish(ConfigReader::UnknownKeys::Warn);
    return options;
}

char readCsvEncoder(const nlohmann::json& config, std::vector<ConfigProblem>& problems)
{
    char delimiter = ',';
    uint64_t bufferSizeRecords = 0;
    ConfigReader reader(config, "", problems);
    reader.read("delimiter", delimiter);
    reader.read("buffer_size_records", bufferSizeRecords, 1);
    reader.finish(ConfigReader::UnknownKeys::Warn);
    return delimiter;
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

Error notUsable(std::string_view format, FormatSide side)
{
    const FormatInfo* info = findFormat(format);
    const std::string quoted = "'" + std::string(format) + "'";
    if (info == nullptr) {
        return makeError(ErrorCode::kConnectorUnknownFormat, "Unknown format " + quoted);
    }
    if (side == FormatSide::Encoder ? !info->hasEncoder : !info->hasDecoder) {
        return makeError(ErrorCode::kConnectorFormatForbidden, "Format cannot be used on this side: " + quoted);
    }
    return makeError(ErrorCode::kConnectorNotBuilt, "Format not available in this build: " + quoted);
}

} // namespace

const std::vector<FormatInfo>& knownFormats()
{
    static const std::vector<FormatInfo> formats = {
        {"csv"}, {"json"}, {"avro", true, true, false}, {"parquet", true, true, false}, {"raw", true, false, false},
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
    return notUsable(format, FormatSide::Decoder);
}

Result<std::unique_ptr<Encoder>> makeEncoder(std::string_view format, const nlohmann::json& config,
                                             const Schema& schema)
{
    std::vector<ConfigProblem> problems;
    if (format == "json") {
        const JsonEncoderOptions options = readJsonEncoder(config, problems);
        MR_CHECK(settle(std::move(problems), nullptr));
        return std::unique_ptr<Encoder>(std::make_unique<JsonEncoder>(options, schema));
    }
    if (format == "csv") {
        const char delimiter = readCsvEncoder(config, problems);
        MR_CHECK(settle(std::move(problems), nullptr));
        return std::unique_ptr<Encoder>(std::make_unique<CsvEncoder>(delimiter, schema));
    }
    return notUsable(format, FormatSide::Encoder);
}

} // namespace millrace
