// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/server/program_json.h"

#include <algorithm>
#include <array>

namespace millrace::server {

namespace {

using nlohmann::json;

/// What typed clients can parse; a transport beyond these would make them refuse the whole listing.
constexpr std::array<std::string_view, 16> kKnownInputs = {
    "file_input",        "nats_input",    "kafka_input",    "pub_sub_input",      "url_input", "s3_input",
    "delta_table_input", "iceberg_input", "postgres_input", "postgres_cdc_input", "datagen",   "nexmark",
    "http_input",        "ad_hoc_input",  "clock_input",    "empty_input"};
constexpr std::array<std::string_view, 8> kKnownOutputs = {
    "file_output",  "kafka_output",    "delta_table_output", "dynamodb_output",
    "redis_output", "postgres_output", "http_output",        "null_output"};

template <size_t N>
bool contains(const std::array<std::string_view, N>& names, std::string_view name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// Keeps the members that clients know; they refuse others in the plans of `datagen`.
json onlyMembers(const json& object, std::initializer_list<std::string_view> known)
{
    json kept = json::object();
    for (const auto& [key, value] : object.items()) {
        if (std::find(known.begin(), known.end(), key) != known.end()) {
            kept[key] = value;
        }
    }
    return kept;
}

json datagenFieldJson(const json& field, int depth)
{
    constexpr int kMaxDepth = 16;
    if (!field.is_object() || depth > kMaxDepth) {
        return field;
    }
    json kept = onlyMembers(field, {"strategy", "scale", "range", "values", "null_percentage", "e", "s", "fields",
                                    "key", "value"});
    for (const char* nested : {"key", "value"}) {
        if (kept.contains(nested)) {
            kept[nested] = datagenFieldJson(kept[nested], depth + 1);
        }
    }
    if (kept.contains("fields") && kept["fields"].is_object()) {
        for (auto& [name, inner] : kept["fields"].items()) {
            inner = datagenFieldJson(inner, depth + 1);
        }
    }
    return kept;
}

json datagenConfigJson(const json& config)
{
    json kept = onlyMembers(config, {"plan", "workers", "seed"});
    if (!kept.contains("plan") || !kept["plan"].is_array()) {
        return kept;
    }
    for (json& plan : kept["plan"]) {
        if (!plan.is_object()) {
            continue;
        }
        plan = onlyMembers(plan, {"rate", "limit", "worker_chunk_size", "fields"});
        if (plan.contains("fields") && plan["fields"].is_object()) {
            for (auto& [name, field] : plan["fields"].items()) {
                field = datagenFieldJson(field, 0);
            }
        }
    }
    return kept;
}

json transportJson(const ConnectorSpec& connector)
{
    const bool isInput = connector.direction == Direction::Input;
    const std::string& name = connector.transport;
    if (name == "empty_input" || name == "null_output" ||
        !(isInput ? contains(kKnownInputs, name) : contains(kKnownOutputs, name))) {
        return {{"name", isInput ? "empty_input" : "null_output"}}; // these two have no config
    }
    return {{"name", name},
            {"config", name == "datagen" ? datagenConfigJson(connector.transportConfig) : connector.transportConfig}};
}

json connectorJson(const ConnectorSpec& connector, const sql::Program& program)
{
    const sql::Relation* relation = program.find(connector.relation);
    json found = {
        {"stream", writtenName(connector.relation, relation != nullptr && relation->caseSensitive)},
        {"transport", transportJson(connector)},
        {"format", nullptr},
        {"index", nullptr},
        {"paused", connector.paused},
        {"labels", connector.labels},
        {"start_after", nullptr},
        {"max_queued_records", connector.maxQueuedRecords},
        {"max_queued_bytes", connector.maxQueuedBytes},
    };
    if (connector.format) {
        found["format"] = {{"name", *connector.format}, {"config", connector.formatConfig}};
    }
    if (!connector.startAfter.empty()) {
        found["start_after"] = connector.startAfter;
    }
    if (connector.maxBatchSize != 0) {
        found["max_batch_size"] = connector.maxBatchSize;
    }
    return found;
}

json placeJson(const SourceSpan& span)
{
    return {{"start_line_number", span.line},
            {"start_column", span.column},
            {"end_line_number", span.endLine},
            {"end_column", span.endColumn}};
}

json relationJson(const sql::Relation& relation)
{
    json fields = json::array();
    for (size_t i = 0; i < relation.schema.columns.size(); ++i) {
        const ColumnInfo& column = relation.schema.columns[i];
        json field = {{"name", column.name},
                      {"case_sensitive", column.caseSensitive},
                      {"columntype", columnTypeJson(column.type)},
                      {"lateness", nullptr},
                      {"default", nullptr},
                      {"watermark", nullptr},
                      {"unused", false}};
        if (i < relation.defaults.size() && relation.defaults[i]) {
            field["default"] = formatValue(*relation.defaults[i], column.type);
        }
        fields.push_back(std::move(field));
    }
    json properties = json::object();
    for (const auto& [key, value] : relation.properties) {
        // Clients want places; the program keeps those of statements and of connectors.
        const SourceSpan& place =
            key == "connectors" && relation.connectors ? relation.connectors->span : relation.span;
        properties[key] = {{"value", value},
                           {"key_position", placeJson(relation.span)},
                           {"value_position", placeJson(place)}};
    }
    json found = {{"name", relation.name},
                  {"case_sensitive", relation.caseSensitive},
                  {"fields", std::move(fields)},
                  {"materialized", relation.isMaterialized},
                  {"properties", std::move(properties)},
                  {"primary_key", nullptr}};
    if (!relation.schema.primaryKey.empty()) {
        found["primary_key"] = json::array();
        for (const int column : relation.schema.primaryKey) {
            found["primary_key"].push_back(relation.schema.columns[static_cast<size_t>(column)].name);
        }
    }
    return found;
}

/// Line `number` (from 1) of a text, without its line break.
std::string_view lineOf(std::string_view text, uint32_t number)
{
    size_t begin = 0;
    for (uint32_t at = 1; at < number; ++at) {
        const size_t end = text.find('\n', begin);
        if (end == std::string_view::npos) {
            return {};
        }
        begin = end + 1;
    }
    return text.substr(begin, text.find('\n', begin) - begin);
}

std::string snippetOf(const SourceSpan& span, std::string_view text)
{
    constexpr uint32_t kMaxShown = 400;
    const std::string label = std::to_string(span.line);
    const std::string margin = std::string(label.size() < 5 ? 5 - label.size() : 0, ' ') + label + "|";
    std::string_view line = lineOf(text, span.line);
    if (!line.empty() && line.back() == '\r') {
        line.remove_suffix(1);
    }
    std::string carets(margin.size() + span.column - 1, ' ');
    const uint32_t last = span.endLine == span.line && span.endColumn > span.column ? span.endColumn : span.column + 1;
    carets.append(last - span.column, '^');
    // A program may be one line without an end.
    const size_t shown = std::max<size_t>(kMaxShown, carets.size());
    return margin + std::string(line.substr(0, std::min(shown, line.size()))) + "\n" + carets + "\n";
}

} // namespace

std::string writtenName(std::string_view canonicalName, bool isCaseSensitive)
{
    return isCaseSensitive ? '"' + std::string(canonicalName) + '"' : std::string(canonicalName);
}

json columnTypeJson(const SqlType& type)
{
    json found = {{"nullable", type.nullable}};
    switch (type.id) {
    case TypeId::UTinyInt: found["type"] = "UTINYINT"; break;
    case TypeId::USmallInt: found["type"] = "USMALLINT"; break;
    case TypeId::UInteger: found["type"] = "UINTEGER"; break;
    case TypeId::UBigInt: found["type"] = "UBIGINT"; break;
    case TypeId::IntervalDay: found["type"] = "INTERVAL_DAY_SECOND"; break;
    case TypeId::IntervalMonth: found["type"] = "INTERVAL_YEAR_MONTH"; break;
    default: found["type"] = typeName(type.id); break;
    }
    if (type.id == TypeId::Decimal) {
        found["precision"] = type.precision;
        found["scale"] = type.scale;
    } else if (isString(type.id)) {
        found["precision"] = type.length == 0 ? int64_t{-1} : int64_t{type.length};
    } else if (type.id == TypeId::Array && type.element != nullptr) {
        found["component"] = columnTypeJson(*type.element);
    }
    return found;
}

json programInfoJson(const api::Compilation& compilation)
{
    json inputs = json::array();
    json outputs = json::array();
    for (const sql::Relation& relation : compilation.program.relations) {
        if (relation.isTable()) {
            inputs.push_back(relationJson(relation));
        } else if (relation.kind != sql::RelationKind::LocalView) {
            outputs.push_back(relationJson(relation));
        }
    }
    json inputConnectors = json::object();
    json outputConnectors = json::object();
    for (const ConnectorSpec& connector : compilation.connectors) {
        json& side = connector.direction == Direction::Input ? inputConnectors : outputConnectors;
        side[connector.endpointName()] = connectorJson(connector, compilation.program);
    }
    return {{"schema", {{"inputs", std::move(inputs)}, {"outputs", std::move(outputs)}}},
            {"udf_stubs", ""},
            {"input_connectors", std::move(inputConnectors)},
            {"output_connectors", std::move(outputConnectors)}};
}

json compilerMessageJson(const sql::Diagnostic& diagnostic, std::string_view programText)
{
    const bool isOfConnector = errorId(diagnostic.code).substr(0, 7) == "MR-CON-";
    json message = placeJson(diagnostic.span);
    message["warning"] = diagnostic.severity == sql::Severity::Warning;
    message["error_type"] = isOfConnector && diagnostic.severity == sql::Severity::Error ? "ConnectorGenerationError"
                                                                                         : diagnostic.title;
    message["message"] = diagnostic.message;
    message["snippet"] = nullptr;
    if (diagnostic.span.isKnown()) {
        message["snippet"] = snippetOf(diagnostic.span, programText);
    }
    return message;
}

json sqlCompilationJson(const std::vector<sql::Diagnostic>& diagnostics, std::string_view programText)
{
    json messages = json::array();
    bool hasErrors = false;
    for (const sql::Diagnostic& diagnostic : diagnostics) {
        hasErrors = hasErrors || diagnostic.severity == sql::Severity::Error;
        if (messages.size() < kMaxCompilerMessages) {
            messages.push_back(compilerMessageJson(diagnostic, programText));
        }
    }
    if (diagnostics.size() > messages.size()) {
        sql::Diagnostic rest = diagnostics[messages.size()];
        rest.title = "More messages";
        rest.message =
            "There are more messages, not told here: " + std::to_string(diagnostics.size() - messages.size());
        rest.span = {};
        messages.push_back(compilerMessageJson(rest, programText));
    }
    return {{"exit_code", hasErrors ? 1 : 0}, {"messages", std::move(messages)}};
}

} // namespace millrace::server
