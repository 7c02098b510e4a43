// SPDX-License-Identifier: GPL-3.0-or-later
// What a pipeline did over time: throughput, step time, memory, buffers, latency; bounded.
#pragma once

#include "models/bridge/pipeline_bridge.h"

#include <QList>
#include <QObject>
#include <QPointF>
#include <QPointer>

#include <cstdint>
#include <deque>
#include <optional>
#include <utility>

namespace millrace::models {

/// Counters at a moment; rates are made from two of them.
struct RuntimeSample {
    int64_t atUs = 0; ///< monotone
    TimestampMicros wall = 0;
    uint64_t step = 0; ///< processed steps
    uint64_t inputRecords = 0;
    uint64_t outputChanges = 0;
    uint64_t stateBytes = 0;
    uint64_t bufferedRecords = 0;
    uint64_t latencyUs = 0;                ///< 99th percentile from received to processed, of the slowest input
    std::optional<uint64_t> operatorNanos; ///< time spent in operators so far; none where nobody asked
};

enum class RuntimeMetric : uint8_t { InputRate, OutputRate, StepTime, Memory, Buffered, Latency };

/// Samples a pipeline each time its status comes, at most four times a second; it has no timer of its own. When it is
/// full the older half keeps every second sample, so it reaches from now to the beginning of the run. Step time needs
/// the operators' counters, which are asked for with each sample, those of a large program only while somebody watches.
/// GUI thread only.
class RuntimeHistory : public QObject {
    Q_OBJECT
public:
    static constexpr size_t kMaxSamples = 4096;
    static constexpr int64_t kMinGapUs = 240'000;
    static constexpr int kMaxPoints = 600; ///< of a series
    static constexpr size_t kMaxUnwatchedOperators = 200;

    explicit RuntimeHistory(QObject* parent = nullptr);

    /// Forgets what it has.
    void setPipeline(PipelineBridge* pipeline);
    PipelineBridge* pipeline() const { return m_pipeline; }
    void setWatched(bool isWatched) { m_isWatched = isWatched; }

    const std::deque<RuntimeSample>& samples() const { return m_samples; }
    void add(const RuntimeSample& sample);
    /// Points (seconds before the newest sample as a number <= 0, value), at most kMaxPoints: of each bucket of time
    /// the lowest and the highest. Rates a second, step time and latency in milliseconds, memory in bytes.
    QList<QPointF> points(RuntimeMetric metric, double spanSeconds) const;
    /// Steps that were processed between two times, in seconds as in points(). Nothing when there are none.
    std::optional<std::pair<uint64_t, uint64_t>> stepsBetween(double fromSeconds, double toSeconds) const;

Q_SIGNALS:
    void sampled();

private:
    void sample();
    void thinOut();
    static std::optional<double> valueOf(RuntimeMetric metric, const RuntimeSample& before, const RuntimeSample& after);

    QPointer<PipelineBridge> m_pipeline;
    std::deque<RuntimeSample> m_samples; ///< oldest first
    bool m_isWatched = false;
    size_t m_numOperators = 0; ///< of the run, as far as it is known
};

/// Of each of `maxPoints` / 2 equal spans of x the points with the lowest and the highest y, in order of x.
QList<QPointF> decimate(const QList<QPointF>& points, int maxPoints);

} // namespace millrace::models
