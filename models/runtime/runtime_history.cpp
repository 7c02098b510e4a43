// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/runtime/runtime_history.h"

#include "models/bridge/gui_thread.h"

#include <algorithm>

namespace millrace::models {

namespace {

constexpr double kMicros = 1e6;

double perSecond(uint64_t before, uint64_t after, double seconds)
{
    return after > before && seconds > 0 ? static_cast<double>(after - before) / seconds : 0.0;
}

RuntimeSample sampleOf(const PipelineStatus& status)
{
    RuntimeSample sample;
    sample.atUs = Clock::system().steadyMicros();
    sample.wall = Clock::system().now();
    sample.step = status.processedSteps;
    sample.inputRecords = status.totalInputRecords;
    sample.outputChanges = status.totalOutputChanges;
    sample.stateBytes = status.stateBytes;
    sample.bufferedRecords = status.bufferedInputRecords;
    for (const InputStatus& input : status.inputs) {
        sample.latencyUs = std::max(sample.latencyUs, input.processingLatencyP99Micros.value_or(0));
    }
    return sample;
}

} // namespace

RuntimeHistory::RuntimeHistory(QObject* parent)
    : QObject(parent)
{
}

void RuntimeHistory::setPipeline(PipelineBridge* pipeline)
{
    MR_ASSERT_GUI_THREAD();
    if (m_pipeline == pipeline) {
        return;
    }
    if (m_pipeline) {
        m_pipeline->disconnect(this);
    }
    m_pipeline = pipeline;
    m_samples.clear();
    if (pipeline != nullptr) {
        connect(pipeline, &PipelineBridge::statusChanged, this, &RuntimeHistory::sample);
        connect(pipeline, &PipelineBridge::runStarted, this, [this] {
            m_samples.clear();
            m_numOperators = 0;
        });
        sample();
    }
    Q_EMIT sampled();
}

void RuntimeHistory::sample()
{
    if (!m_pipeline || !m_pipeline->isActive()) {
        return;
    }
    RuntimeSample sample = sampleOf(*m_pipeline->status());
    if (!m_samples.empty() && sample.atUs - m_samples.back().atUs < kMinGapUs) {
        return;
    }
    // The list is made anew each time it is asked for: a long one only for somebody who watches.
    if (m_isWatched || m_numOperators <= kMaxUnwatchedOperators) {
        if (const OperatorList operators = m_pipeline->pipeline()->operators()) {
            m_numOperators = operators->size();
            sample.operatorNanos = 0;
            for (const OperatorStatus& each : *operators) {
                *sample.operatorNanos += each.stats.nanos;
            }
        }
    }
    add(sample);
    Q_EMIT sampled();
}

void RuntimeHistory::add(const RuntimeSample& sample)
{
    if (m_samples.size() >= kMaxSamples) {
        thinOut();
    }
    m_samples.push_back(sample);
}

void RuntimeHistory::thinOut()
{
    std::deque<RuntimeSample> kept;
    const size_t half = m_samples.size() / 2;
    for (size_t i = 0; i < m_samples.size(); ++i) {
        if (i >= half || i % 2 == 0) {
            kept.push_back(m_samples[i]);
        }
    }
    m_samples = std::move(kept);
}

std::optional<double> RuntimeHistory::valueOf(RuntimeMetric metric, const RuntimeSample& before,
                                              const RuntimeSample& after)
{
    const double seconds = static_cast<double>(after.atUs - before.atUs) / kMicros;
    switch (metric) {
    case RuntimeMetric::InputRate: return perSecond(before.inputRecords, after.inputRecords, seconds);
    case RuntimeMetric::OutputRate: return perSecond(before.outputChanges, after.outputChanges, seconds);
    case RuntimeMetric::StepTime:
        if (!before.operatorNanos || !after.operatorNanos || after.step <= before.step ||
            *after.operatorNanos < *before.operatorNanos) {
            return std::nullopt;
        }
        return static_cast<double>(*after.operatorNanos - *before.operatorNanos) /
               static_cast<double>(after.step - before.step) / kMicros;
    case RuntimeMetric::Memory: return static_cast<double>(after.stateBytes);
    case RuntimeMetric::Buffered: return static_cast<double>(after.bufferedRecords);
    case RuntimeMetric::Latency: return static_cast<double>(after.latencyUs) / 1e3;
    }
    return std::nullopt;
}

QList<QPointF> RuntimeHistory::points(RuntimeMetric metric, double spanSeconds) const
{
    QList<QPointF> points;
    if (m_samples.size() < 2) {
        return points;
    }
    const int64_t nowUs = m_samples.back().atUs;
    for (size_t i = 1; i < m_samples.size(); ++i) {
        const double x = static_cast<double>(m_samples[i].atUs - nowUs) / kMicros;
        if (x < -spanSeconds) {
            continue;
        }
        if (const std::optional<double> value = valueOf(metric, m_samples[i - 1], m_samples[i])) {
            points.append({x, *value});
        }
    }
    return decimate(points, kMaxPoints);
}

std::optional<std::pair<uint64_t, uint64_t>> RuntimeHistory::stepsBetween(double fromSeconds, double toSeconds) const
{
    if (m_samples.empty()) {
        return std::nullopt;
    }
    const int64_t nowUs = m_samples.back().atUs;
    std::optional<uint64_t> before; // the last step that was over before the time began
    uint64_t last = 0;
    for (const RuntimeSample& sample : m_samples) {
        const double x = static_cast<double>(sample.atUs - nowUs) / kMicros;
        if (x <= fromSeconds || !before) {
            before = sample.step;
        }
        if (x <= toSeconds) {
            last = sample.step;
        }
    }
    if (last <= *before) {
        return std::nullopt;
    }
    return std::pair(*before + 1, last);
}

QList<QPointF> decimate(const QList<QPointF>& points, int maxPoints)
{
    if (points.size() <= maxPoints || maxPoints < 2) {
        return points;
    }
    const double first = points.first().x();
    const double width = (points.last().x() - first) / (maxPoints / 2);
    QList<QPointF> kept;
    qsizetype begin = 0;
    while (begin < points.size()) {
        const auto bucket = width > 0 ? static_cast<qint64>((points[begin].x() - first) / width) : 0;
        qsizetype lowest = begin;
        qsizetype highest = begin;
        qsizetype end = begin;
        for (; end < points.size(); ++end) {
            if (width > 0 && static_cast<qint64>((points[end].x() - first) / width) != bucket) {
                break;
            }
            lowest = points[end].y() < points[lowest].y() ? end : lowest;
            highest = points[end].y() > points[highest].y() ? end : highest;
        }
        kept.append(points[std::min(lowest, highest)]);
        if (lowest != highest) {
            kept.append(points[std::max(lowest, highest)]);
        }
        begin = end;
    }
    return kept;
}

} // namespace millrace::models
