// SPDX-License-Identifier: GPL-3.0-or-later
// The one clock that brings engine changes to the window: at most 60 frames a second, none when idle.
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <array>
#include <atomic>
#include <cstdint>
#include <vector>

namespace millrace::models {

/// Durations of the newest frames, tick to painted. GUI thread only.
class FrameStatistics {
public:
    static constexpr size_t kMaxFrames = 8192; ///< older ones are forgotten by percentileUs(), not by count and worst

    void add(qint64 durationUs);
    void clear();
    quint64 numFrames() const { return m_numFrames; }
    qint64 worstUs() const { return m_worstUs; }
    qint64 lastUs() const { return m_lastUs; }
    /// The smallest duration that `percent` of the kept frames do not exceed; 0 without frames.
    qint64 percentileUs(double percent) const;

private:
    std::vector<qint64> m_durations; ///< ring, newest at (m_numFrames - 1) % kMaxFrames
    quint64 m_numFrames = 0;
    qint64 m_worstUs = 0;
    qint64 m_lastUs = 0;
};

/// Emits frame() after something was requested: single shot, precise, armed only while something is dirty.
/// Frames that do not fit their interval twice running lower the rate (60, 30, 15, 5 Hz); a second of short frames
/// raises it again, and so does what comes less often than the rate. Lives on the GUI thread.
class FrameClock : public QObject {
    Q_OBJECT
public:
    /// Suspended remembers requests and ticks once resumed: for a hidden or minimised window.
    enum class Activity { Running, Suspended };
    static constexpr std::array<int, 4> kRatesHz = {60, 30, 15, 5};

    explicit FrameClock(QObject* parent = nullptr);

    /// Asks for a frame. GUI thread.
    void request();
    /// Asks for a frame. Any thread; costs one atomic exchange while a request is already under way.
    void requestFromAnyThread();

    void setActivity(Activity activity);
    Activity activity() const { return m_activity; }
    /// True while a timer of this clock runs or a frame is being measured; an idle window has none.
    bool isArmed() const { return m_timer.isActive() || m_isMeasuring; }
    int rateHz() const { return kRatesHz[m_rateIndex]; }
    FrameStatistics& statistics() { return m_statistics; }
    const FrameStatistics& statistics() const { return m_statistics; }
    /// Of these durations, what the listeners of frame() took: draining and the models.
    FrameStatistics& drainStatistics() { return m_drainStatistics; }

    bool event(QEvent* event) override;

Q_SIGNALS:
    /// Drain everything now: at most one remove, one insert, one dataChanged per model.
    void frame();
    /// The frame is painted.
    void frameFinished(qint64 durationUs);
    void rateChanged(int rateHz);

private:
    void arm();
    void tick();
    void finishFrame();
    void adaptRate(qint64 durationUs);
    void setRateIndex(size_t index);

    QTimer m_timer;
    QTimer m_settle; ///< zero interval: after it, what the frame changed is laid out
    QTimer m_calm;   ///< runs only while the rate is lowered: nothing to do for a while ends that
    QElapsedTimer m_sinceTick;
    QElapsedTimer m_sincePainted;
    FrameStatistics m_statistics;
    FrameStatistics m_drainStatistics;
    std::atomic<bool> m_isPosted{false};
    Activity m_activity = Activity::Running;
    size_t m_rateIndex = 0;
    int m_numOverBudget = 0;
    int m_numShort = 0;
    bool m_isBusy = false; ///< the present frame follows the last one closely
    bool m_isRequested = false;
    bool m_isMeasuring = false;
};

} // namespace millrace::models
