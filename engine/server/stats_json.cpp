// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/server/stats_json.h"

#include "engine/server/program_json.h"
#include "engine/server/uuid.h"

#include <algorithm>

namespace millrace::server {

namespace {

using nlohmann::json;

constexpr int64_t kMicrosPerSecond = 1'000'000;

std::string streamOf(const std::string& relation, const sql::Program& program)
{
    const sql::Relation* found = program.find(relation);
    return writtenName(relation, found != nullptr && found->caseSensitive);
}

/// The errors of some kinds, oldest first.
json errorsJson(const std::vector<ConnectorError>& errors, std::initializer_list<std::string_view> kinds)
{
    json found = json::array();
    for (const ConnectorError& error : errors) {
        if (std::find(kinds.begin(), kinds.end(), error.kind) == kinds.end()) {
            continue;
        }
        std::string message = error.error.detail;
        if (error.recordNumber != 0) {
            message += " (record " + std::to_string(error.recordNumber) + ")";
        }
        if (!error.raw.empty()) {
            message += "\nInvalid fragment: '" + error.raw + "'";
        }
        found.push_back({{"timestamp", toRfc3339(error.at)},
                         {"index", error.index},
                         {"tag", error.kind},
                         {"message", std::move(message)}});
    }
    return found;
}

json healthJson(bool isHealthy, const std::string& text)
{
    return {{"status", isHealthy ? "Healthy" : "Unhealthy"}, {"description", text.empty() ? json() : json(text)}};
}

json inputJson(const InputStatus& input, const sql::Program& program, ConnectorErrors errors)
{
    json found = {{"endpoint_name", input.endpoint},
                  {"config", {{"stream", streamOf(input.relation, program)}}},
                  {"metrics",
                   {{"total_bytes", input.totalBytes},
                    {"total_records", input.totalRecords},
                    {"buffered_records", input.bufferedRecords},
                    {"buffered_bytes", input.bufferedBytes},
                    {"num_transport_errors", input.numTransportErrors},
                    {"num_parse_errors", input.numParseErrors},
                    {"end_of_input", input.endOfInput}}},
                  {"fatal_error", input.fatalError ? json(input.fatalError->detail) : json()},
                  {"health", healthJson(input.isHealthy, input.healthText)},
                  {"paused", input.requested == ConnectorState::Paused},
                  {"barrier", input.hasBarrier},
                  {"completed_frontier", nullptr}};
    if (input.processingLatencyP99Micros) {
        found["metrics"]["processing_latency_p99_micros"] = *input.processingLatencyP99Micros;
    }
    if (errors == ConnectorErrors::Listed) {
        found["parse_errors"] = errorsJson(input.errors, {"parse", "set-aside"});
        found["transport_errors"] = errorsJson(input.errors, {"transport"});
    }
    return found;
}

json outputJson(const OutputStatus& output, const sql::Program& program, ConnectorErrors errors)
{
    json found = {{"endpoint_name", output.endpoint},
                  {"config", {{"stream", streamOf(output.relation, program)}}},
                  {"metrics",
                   {{"transmitted_records", output.transmittedRecords},
                    {"transmitted_bytes", output.transmittedBytes},
                    {"queued_records", output.queuedRecords},
                    {"queued_batches", output.queuedBatches},
                    {"buffered_records", output.bufferedRecords},
                    {"buffered_batches", output.bufferedBatches},
                    {"num_encode_errors", output.numEncodeErrors},
                    {"num_transport_errors", output.numTransportErrors},
                    {"total_processed_input_records", output.deliveredRecords},
                    {"total_processed_steps", output.deliveredStep},
                    {"memory", output.memoryBytes}}},
                  {"fatal_error", output.fatalError ? json(output.fatalError->detail) : json()},
                  {"health", healthJson(output.isHealthy, output.healthText)}};
    if (errors == ConnectorErrors::Listed) {
        found["encode_errors"] = errorsJson(output.errors, {"encode"});
        found["transport_errors"] = errorsJson(output.errors, {"transport"});
    }
    return found;
}

/// Adds what was declared to `config`, which holds the stream.
void addDeclaredConfig(json& endpoint, const std::string& configJson)
{
    const json declared = json::parse(configJson, nullptr, /*allow_exceptions=*/false);
    if (declared.is_object()) {
        endpoint["config"].update(declared);
    }
}

void addTransaction(json& metrics, const StatsParts& parts)
{
    const PipelineStatus& status = parts.status;
    const bool isOpen = status.transactionStage != TransactionStage::None;
    const bool isCommitting = status.transactionStage == TransactionStage::Committing;
    metrics["transaction_status"] = isCommitting ? "CommitInProgress" : isOpen ? "TransactionInProgress"
                                                                               : "NoTransaction";
    metrics["transaction_id"] = status.transactionId;
    metrics["transaction_msecs"] = isOpen ? json((parts.now - status.transactionStartedAt) / 1000) : json();
    metrics["transaction_records"] = isOpen ? json(status.transactionRecords) : json();
    metrics["commit_progress"] = nullptr; // a step commits as a whole
    metrics["transaction_initiators"] = {
        {"transaction_id", isOpen ? json(status.transactionId) : json()},
        {"initiated_by_api", isOpen ? json(isCommitting ? "Committed" : "Started") : json()},
        {"initiated_by_connectors", json::object()}};
}

json globalMetricsJson(const StatsParts& parts)
{
    const PipelineStatus& status = parts.status;
    const int64_t upMicros = status.startedAt == 0 ? 0 : std::max<int64_t>(0, parts.now - status.startedAt);
    const int64_t startSeconds = status.startedAt / kMicrosPerSecond;
    json metrics = {{"state", status.state == PipelineState::Running ? "Running" : "Paused"},
                    {"bootstrap_in_progress", false},
                    {"concurrent_bootstrap_phase", "Inactive"},
                    {"concurrent_bootstrap_progress", nullptr},
                    {"rss_bytes", parts.usage.residentBytes},
                    {"memory_pressure", memoryPressure(status)},
                    {"memory_pressure_epoch", 0},
                    {"cpu_msecs", parts.usage.cpuMillis},
                    {"uptime_msecs", upMicros / 1000},
                    {"start_time", startSeconds},
                    {"initial_start_time", startSeconds},
                    {"incarnation_uuid", status.incarnation},
                    {"storage_bytes", 0},
                    {"storage_mb_secs", 0},
                    {"runtime_elapsed_msecs", upMicros / 1000},
                    {"output_stall_msecs", status.outputStallMicros / 1000}};
    metrics.update({{"buffered_input_records", status.bufferedInputRecords},
                    {"buffered_input_bytes", status.bufferedInputBytes},
                    {"total_input_records", status.totalInputRecords},
                    {"total_input_bytes", status.totalInputBytes},
                    {"total_processed_records", status.totalProcessedRecords},
                    {"total_processed_bytes", status.totalProcessedBytes},
                    {"total_completed_records", status.totalCompletedRecords},
                    {"total_initiated_steps", status.initiatedSteps},
                    {"total_completed_steps", status.completedSteps},
                    {"pipeline_complete", isPipelineComplete(status)}});
    addTransaction(metrics, parts);
    return metrics;
}

} // namespace

json statsJson(const StatsParts& parts, ConnectorErrors errors)
{
    json inputs = json::array();
    for (const InputStatus& input : parts.status.inputs) {
        inputs.push_back(inputJson(input, parts.program, errors));
    }
    json outputs = json::array();
    for (const OutputStatus& output : parts.status.outputs) {
        outputs.push_back(outputJson(output, parts.program, errors));
    }
    return {{"global_metrics", globalMetricsJson(parts)},
            {"suspend_error", {{"Permanent", {"EnterpriseFeature"}}}},
            {"checkpoint_activity", {{"status", "idle"}}},
            {"permanent_checkpoint_errors", nullptr},
            {"inputs", std::move(inputs)},
            {"outputs", std::move(outputs)}};
}

json inputStatsJson(const InputStatus& input, const sql::Program& program)
{
    json found = inputJson(input, program, ConnectorErrors::Listed);
    addDeclaredConfig(found, input.configJson);
    return found;
}

json outputStatsJson(const OutputStatus& output, const sql::Program& program)
{
    json found = outputJson(output, program, ConnectorErrors::Listed);
    addDeclaredConfig(found, output.configJson);
    return found;
}

bool isPipelineComplete(const PipelineStatus& status)
{
    const bool hasEnded = std::all_of(status.inputs.begin(), status.inputs.end(), [](const InputStatus& input) {
        return input.isIngress || (input.endOfInput && !input.fatalError);
    });
    return hasEnded && status.totalCompletedRecords == status.totalInputRecords;
}

std::string_view memoryPressure(const PipelineStatus& status)
{
    const double share = status.memoryLimitBytes == 0 ? 0
                                                      : static_cast<double>(status.stateBytes) /
                                                            static_cast<double>(status.memoryLimitBytes);
    return share < 0.5 ? "low" : share < 0.75 ? "moderate" : share < 0.9 ? "high" : "critical";
}

} // namespace millrace::server
