// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/server/metrics.h"

#include "engine/server/stats_json.h"

#include <array>
#include <charconv>
#include <cmath>

namespace millrace::server {

namespace {

using nlohmann::json;
using Labels = std::vector<std::pair<std::string, std::string>>;

/// Puts values of one pipeline after the other under the same names.
class Collector {
public:
    void add(const char* name, MetricKind kind, const char* description, const Labels& labels, double value)
    {
        for (Metric& metric : m_metrics) {
            if (metric.name == name) {
                metric.values.push_back({labels, value});
                return;
            }
        }
        m_metrics.push_back({name, kind, description, {{labels, value}}});
    }
    template <typename Count>
    void count(const char* name, const char* description, const Labels& labels, Count value)
    {
        add(name, MetricKind::Counter, description, labels, static_cast<double>(value));
    }
    template <typename Amount>
    void gauge(const char* name, const char* description, const Labels& labels, Amount value)
    {
        add(name, MetricKind::Gauge, description, labels, static_cast<double>(value));
    }
    std::vector<Metric> take() { return std::move(m_metrics); }

private:
    std::vector<Metric> m_metrics;
};

double secondsOf(int64_t micros)
{
    return static_cast<double>(micros) / 1e6;
}

void addRecords(Collector& out, const Labels& labels, const PipelineStatus& status)
{
    out.count("records_input_total", "Records received by all inputs", labels, status.totalInputRecords);
    out.count("records_input_bytes_total", "Bytes received by all inputs", labels, status.totalInputBytes);
    out.gauge("records_input_buffered", "Records received and not yet in a step", labels, status.bufferedInputRecords);
    out.gauge("records_input_buffered_bytes", "Bytes received and not yet in a step", labels,
              status.bufferedInputBytes);
    out.count("records_processed_total", "Records that have gone through the circuit", labels,
              status.totalProcessedRecords);
    out.count("records_processed_bytes_total", "Bytes whose records have gone through the circuit", labels,
              status.totalProcessedBytes);
    out.count("records_completed_total", "Records that every output has delivered too", labels,
              status.totalCompletedRecords);
    out.gauge("pipeline_complete", "1 when every input has ended and all is delivered", labels,
              isPipelineComplete(status) ? 1 : 0);
    out.count("dbsp_steps_total", "Steps of the circuit", labels, status.processedSteps);
    out.count("output_stall_seconds_total", "Time that steps waited for outputs", labels,
              static_cast<double>(status.outputStallMicros) / 1e6);
    out.gauge("transaction_state", "0 none, 1 open, 2 being committed", labels,
              static_cast<int>(status.transactionStage));
    out.gauge("dbsp_state_bytes", "Memory of tables and views", labels, status.stateBytes);
}

void addRun(Collector& out, const Labels& labels, const PipelineStatus& status, TimestampMicros now)
{
    out.gauge("pipeline_start_time_seconds", "When the pipeline was started, in seconds since 1970", labels,
              secondsOf(status.startedAt));
    out.count("dbsp_runtime_elapsed_seconds_total", "Time since the pipeline was started", labels,
              secondsOf(status.startedAt == 0 ? 0 : now - status.startedAt));
    const std::string_view pressure = memoryPressure(status);
    const int level = pressure == "low" ? 0 : pressure == "moderate" ? 1 : pressure == "high" ? 2 : 3;
    out.gauge("memory_pressure", "How much of its limit the state takes: 0 low to 3 critical", labels, level);
    out.gauge("max_rss_bytes", "The limit of the state's memory", labels, status.memoryLimitBytes);
    out.gauge("storage_usage_bytes", "Bytes on disk", labels, 0);
}

void addProcess(Collector& out, const Labels& labels, const ProcessUsage& usage)
{
    out.count("process_cpu_seconds_total", "CPU time of the process", labels,
              static_cast<double>(usage.cpuMillis) / 1e3);
    out.gauge("process_resident_memory_bytes", "Resident memory of the process", labels, usage.residentBytes);
    out.gauge("process_threads", "Threads of the process", labels, usage.numThreads);
}

void addInput(Collector& out, const Labels& labels, const InputStatus& input)
{
    out.count("input_connector_records_total", "Records received by the connector", labels, input.totalRecords);
    out.count("input_connector_bytes_total", "Bytes received by the connector", labels, input.totalBytes);
    out.gauge("input_connector_buffered_records", "Records received and not yet in a step", labels,
              input.bufferedRecords);
    out.gauge("input_connector_buffered_records_bytes", "Bytes received and not yet in a step", labels,
              input.bufferedBytes);
    out.count("input_connector_errors_transport_total", "Errors of the transport", labels, input.numTransportErrors);
    out.count("input_connector_errors_parse_total", "Records that could not be decoded", labels, input.numParseErrors);
    out.gauge("input_connector_running", "1 while it reads", labels, input.isActive ? 1 : 0);
    out.gauge("input_connector_barrier", "1 while a barrier holds it", labels, input.hasBarrier ? 1 : 0);
    out.gauge("input_connector_end_of_input", "1 when its input has ended", labels, input.endOfInput ? 1 : 0);
}

void addOutput(Collector& out, const Labels& labels, const OutputStatus& output)
{
    out.count("output_connector_records_total", "Records delivered", labels, output.transmittedRecords);
    out.count("output_connector_bytes_total", "Bytes delivered", labels, output.transmittedBytes);
    out.gauge("output_connector_queued_records", "Records that wait for the output", labels, output.queuedRecords);
    out.gauge("output_connector_queued_batches", "Batches that wait for the output", labels, output.queuedBatches);
    out.gauge("output_connector_buffered_records", "Records held in the output buffer", labels, output.bufferedRecords);
    out.count("output_connector_errors_encode_total", "Records that could not be encoded", labels,
              output.numEncodeErrors);
    out.count("output_connector_errors_transport_total", "Errors of the transport", labels, output.numTransportErrors);
}

std::string numberText(double value)
{
    if (std::isnan(value)) {
        return "NaN";
    }
    if (std::isinf(value)) {
        return value > 0 ? "+Inf" : "-Inf";
    }
    std::array<char, 64> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value);
    return {text.data(), end.ptr};
}

std::string escaped(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (c == '\\' || c == '"') {
            out += '\\';
        }
        out += c == '\n' ? std::string("\\n") : std::string(1, c);
    }
    return out;
}

std::string_view kindName(MetricKind kind)
{
    return kind == MetricKind::Counter ? "counter" : "gauge";
}

} // namespace

std::vector<Metric> collectMetrics(const std::vector<MeasuredPipeline>& pipelines, const ProcessUsage& usage,
                                   TimestampMicros now)
{
    Collector out;
    for (const MeasuredPipeline& pipeline : pipelines) {
        const Labels labels = {{"pipeline", "pipeline-" + pipeline.id}, {"pipeline_name", pipeline.name}};
        addRecords(out, labels, *pipeline.status);
        addRun(out, labels, *pipeline.status, now);
        addProcess(out, labels, usage);
        const auto withEndpoint = [&labels](const std::string& endpoint) {
            Labels all = labels;
            all.emplace_back("endpoint", endpoint);
            return all;
        };
        for (const InputStatus& input : pipeline.status->inputs) {
            addInput(out, withEndpoint(input.endpoint), input);
        }
        for (const OutputStatus& output : pipeline.status->outputs) {
            addOutput(out, withEndpoint(output.endpoint), output);
        }
    }
    return out.take();
}

std::string toPrometheus(const std::vector<Metric>& metrics)
{
    std::string text;
    for (const Metric& metric : metrics) {
        text += "# HELP " + metric.name + " " + metric.description + "\n";
        text += "# TYPE " + metric.name + " " + std::string(kindName(metric.kind)) + "\n";
        for (const MetricValue& value : metric.values) {
            text += metric.name + "{";
            for (size_t i = 0; i < value.labels.size(); ++i) {
                text += (i == 0 ? "" : ",") + value.labels[i].first + "=\"" + escaped(value.labels[i].second) + "\"";
            }
            text += "} " + numberText(value.value) + "\n";
        }
    }
    return text;
}

json toJson(const std::vector<Metric>& metrics)
{
    json all = json::array();
    for (const Metric& metric : metrics) {
        json values = json::array();
        for (const MetricValue& value : metric.values) {
            json labels = json::object();
            for (const auto& [name, text] : value.labels) {
                labels[name] = text;
            }
            const bool isFinite = std::isfinite(value.value);
            values.push_back({{"labels", std::move(labels)},
                              {"value", isFinite ? json(value.value) : json(numberText(value.value))}});
        }
        all.push_back({{"key", metric.name},
                       {"type", kindName(metric.kind)},
                       {"description", metric.description},
                       {"values", std::move(values)}});
    }
    return all;
}

} // namespace millrace::server
