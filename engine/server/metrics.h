// SPDX-License-Identifier: GPL-3.0-or-later
// The metrics of running pipelines, as Prometheus text and as JSON.
#pragma once

#include "engine/api/status.h"
#include "engine/server/process_usage.h"

#include <nlohmann/json.hpp>

#include <string>
#include <utility>
#include <vector>

namespace millrace::server {

enum class MetricKind : uint8_t { Counter, Gauge };

struct MetricValue {
    std::vector<std::pair<std::string, std::string>> labels;
    double value = 0;
};

struct Metric {
    std::string name;
    MetricKind kind = MetricKind::Gauge;
    std::string description;
    std::vector<MetricValue> values;
};

/// A pipeline whose metrics are wanted.
struct MeasuredPipeline {
    std::string id;
    std::string name;
    std::shared_ptr<const PipelineStatus> status;
};

/// One metric a name, with a value for each pipeline and connector.
std::vector<Metric> collectMetrics(const std::vector<MeasuredPipeline>& pipelines, const ProcessUsage& usage,
                                   TimestampMicros now);

/// The text exposition format; `text/plain`.
std::string toPrometheus(const std::vector<Metric>& metrics);
/// `[{key, type, description, values:[{labels, value}]}]`.
nlohmann::json toJson(const std::vector<Metric>& metrics);

} // namespace millrace::server
