// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/bridge/frame_clock.h"

#include "models/bridge/gui_thread.h"

#include <QCoreApplication>
#include <QEvent>
#include <QLoggingCategory>

#include <algorithm>
#include <cmath>

namespace millrace::models {

namespace {

Q_LOGGING_CATEGORY(frameLog, "millrace.frames")

constexpr qint64 kSlowDrainUs = 8000; ///< half of a frame
constexpr qint64 kIdleMs = 1000;      ///< after a pause that long the rate starts anew at the top
constexpr int kFramesOverBudget = 2;  ///< running, before the rate falls
constexpr int kBusyIntervals = 3;     ///< a frame that follows the last one within so many fills the rate

/// Posted below the priority of paint requests: when it arrives, the frame is on the screen.
QEvent::Type paintedEventType()
{
    static const auto type = static_cast<QEvent::Type>(QEvent::registerEventType());
    return type;
}

constexpr int kBelowPainting = Qt::LowEventPriority - 1;

} // namespace

void FrameStatistics::add(qint64 durationUs)
{
    if (m_durations.size() < kMaxFrames) {
        m_durations.push_back(durationUs);
    } else {
        m_durations[m_numFrames % kMaxFrames] = durationUs;
    }
    ++m_numFrames;
    m_lastUs = durationUs;
    m_worstUs = std::max(m_worstUs, durationUs);
}

void FrameStatistics::clear()
{
    *this = FrameStatistics();
}

qint64 FrameStatistics::percentileUs(double percent) const
{
    if (m_durations.empty()) {
        return 0;
    }
    std::vector<qint64> sorted = m_durations;
    const double share = std::clamp(percent, 0.0, 100.0) / 100.0;
    const auto rank = static_cast<size_t>(std::ceil(share * static_cast<double>(sorted.size())));
    const size_t index = rank == 0 ? 0 : rank - 1;
    std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(index), sorted.end());
    return sorted[index];
}

FrameClock::FrameClock(QObject* parent)
    : QObject(parent)
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &FrameClock::tick);
    m_calm.setSingleShot(true);
    m_calm.setInterval(kIdleMs);
    connect(&m_calm, &QTimer::timeout, this, [this] { setRateIndex(0); });
    m_settle.setSingleShot(true);
    m_settle.setInterval(0);
    connect(&m_settle, &QTimer::timeout, this,
            [this] { QCoreApplication::postEvent(this, new QEvent(paintedEventType()), kBelowPainting); });
}

void FrameClock::request()
{
    MR_ASSERT_GUI_THREAD();
    m_isRequested = true;
    arm();
}

void FrameClock::requestFromAnyThread()
{
    if (m_isPosted.exchange(true, std::memory_order_acq_rel)) {
        return;
    }
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_isPosted.store(false, std::memory_order_release);
            request();
        },
        Qt::QueuedConnection);
}

void FrameClock::setActivity(Activity activity)
{
    MR_ASSERT_GUI_THREAD();
    m_activity = activity;
    if (activity == Activity::Suspended) {
        m_timer.stop();
    } else {
        arm();
    }
}

bool FrameClock::event(QEvent* event)
{
    if (event->type() == paintedEventType()) {
        finishFrame();
        return true;
    }
    return QObject::event(event);
}

void FrameClock::arm()
{
    if (!m_isRequested || m_isMeasuring || m_timer.isActive() || m_activity == Activity::Suspended) {
        return;
    }
    const qint64 intervalMs = 1000 / rateHz();
    const qint64 sinceMs = m_sinceTick.isValid() ? m_sinceTick.elapsed() : intervalMs;
    m_timer.start(static_cast<int>(std::clamp<qint64>(intervalMs - sinceMs, 0, intervalMs)));
}

void FrameClock::tick()
{
    // What is asked for less often than the rate allows is not held back by it, however long a frame takes.
    m_isBusy = m_sincePainted.isValid() && m_sincePainted.elapsed() <= kBusyIntervals * (1000 / rateHz());
    if (!m_isBusy) {
        setRateIndex(0);
    }
    m_calm.stop();
    m_isRequested = false;
    m_isMeasuring = true;
    m_sinceTick.start();
    Q_EMIT frame();
    const qint64 drainUs = m_sinceTick.nsecsElapsed() / 1000;
    m_drainStatistics.add(drainUs);
    if (drainUs > kSlowDrainUs) {
        qCWarning(frameLog, "the models took %lld us of a frame", static_cast<long long>(drainUs));
    }
    // Views lay themselves out in a zero timer and paint in a low-priority event that follows it; wait for both.
    m_settle.start();
}

void FrameClock::finishFrame()
{
    const qint64 durationUs = m_sinceTick.nsecsElapsed() / 1000;
    m_isMeasuring = false;
    m_sincePainted.start();
    m_statistics.add(durationUs);
    adaptRate(durationUs);
    Q_EMIT frameFinished(durationUs);
    if (m_rateIndex != 0) {
        m_calm.start();
    }
    arm();
}

void FrameClock::adaptRate(qint64 durationUs)
{
    const qint64 budgetUs = 1'000'000 / rateHz();
    m_numOverBudget = m_isBusy && durationUs > budgetUs ? m_numOverBudget + 1 : 0;
    if (m_numOverBudget >= kFramesOverBudget && m_rateIndex + 1 < kRatesHz.size()) {
        setRateIndex(m_rateIndex + 1);
        return;
    }
    if (m_rateIndex == 0) {
        return;
    }
    const qint64 fasterBudgetUs = 1'000'000 / kRatesHz[m_rateIndex - 1];
    m_numShort = durationUs < fasterBudgetUs / 2 ? m_numShort + 1 : 0;
    if (m_numShort >= rateHz()) {
        setRateIndex(m_rateIndex - 1);
    }
}

void FrameClock::setRateIndex(size_t index)
{
    m_numOverBudget = 0;
    m_numShort = 0;
    if (index != m_rateIndex) {
        m_rateIndex = index;
        Q_EMIT rateChanged(rateHz());
    }
}

} // namespace millrace::models
