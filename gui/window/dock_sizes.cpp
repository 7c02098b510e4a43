// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/dock_sizes.h"

#include "gui/docks/dock_panel.h"

#include <QEvent>
#include <QMainWindow>

#include <algorithm>
#include <utility>

namespace millrace::gui {

namespace {

constexpr int kFreeShare = 4;   ///< a quarter of the window is never too much
constexpr int kSettledMs = 400; ///< Qt moves a dock that was dropped for a while

} // namespace

DockSizes::DockSizes(QMainWindow* window, QList<DockPanel*> docks)
    : QObject(window)
    , m_window(window)
    , m_docks(std::move(docks))
{
    window->installEventFilter(this);
    m_due.setSingleShot(true);
    connect(&m_due, &QTimer::timeout, this, &DockSizes::applyNow);
    for (const DockPanel* dock : std::as_const(m_docks)) {
        connect(dock, &DockPanel::shownOrHidden, this, &DockSizes::apply);
    }
}

Qt::Orientation DockSizes::orientationOf(QDockWidget* dock) const
{
    const Qt::DockWidgetArea area = m_window->dockWidgetArea(dock);
    const bool isAtSide = area == Qt::LeftDockWidgetArea || area == Qt::RightDockWidgetArea;
    return isAtSide ? Qt::Horizontal : Qt::Vertical;
}

int DockSizes::windowSize(Qt::Orientation orientation) const
{
    return orientation == Qt::Horizontal ? m_window->width() : m_window->height();
}

void DockSizes::want(const QDockWidget* dock, int size, int windowSize)
{
    m_wanted.insert(dock->objectName(), {size, windowSize});
}

void DockSizes::take()
{
    m_isTakingDue = true;
    m_due.start(kSettledMs);
}

void DockSizes::takeNow()
{
    for (DockPanel* dock : std::as_const(m_docks)) {
        if (!dock->isOnScreen() || dock->isFloating()) {
            continue;
        }
        const Qt::Orientation orientation = orientationOf(dock);
        const int size = orientation == Qt::Horizontal ? dock->width() : dock->height();
        want(dock, size, windowSize(orientation));
        for (const QDockWidget* behind : m_window->tabifiedDockWidgets(dock)) {
            want(behind, size, windowSize(orientation));
        }
    }
}

void DockSizes::apply()
{
    if (!m_isTakingDue) {
        m_due.start(0);
    }
}

void DockSizes::applyNow()
{
    if (std::exchange(m_isTakingDue, false)) {
        takeNow();
        return;
    }
    for (const Qt::Orientation orientation : {Qt::Horizontal, Qt::Vertical}) {
        QList<QDockWidget*> docks;
        QList<int> sizes;
        const int room = windowSize(orientation);
        for (DockPanel* dock : std::as_const(m_docks)) {
            const Wanted wanted = m_wanted.value(dock->objectName());
            if (!dock->isOnScreen() || dock->isFloating() || wanted.size == 0 || orientationOf(dock) != orientation) {
                continue;
            }
            const int share = std::max(room / kFreeShare, wanted.size * room / std::max(1, wanted.windowSize));
            const int size = std::min(wanted.size, share);
            if (size != (orientation == Qt::Horizontal ? dock->width() : dock->height())) {
                docks.append(dock);
                sizes.append(size);
            }
        }
        if (!docks.isEmpty()) {
            m_window->resizeDocks(docks, sizes, orientation);
        }
    }
}

QVariantMap DockSizes::state() const
{
    QVariantMap state;
    for (auto it = m_wanted.begin(); it != m_wanted.end(); ++it) {
        state.insert(it.key(), QVariantList{it->size, it->windowSize});
    }
    return state;
}

void DockSizes::setState(const QVariantMap& state)
{
    for (auto it = state.begin(); it != state.end(); ++it) {
        const QVariantList numbers = it->toList();
        if (numbers.size() == 2 && numbers[0].toInt() > 0) {
            m_wanted.insert(it.key(), {numbers[0].toInt(), numbers[1].toInt()});
        }
    }
}

bool DockSizes::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_window && event->type() == QEvent::Resize && m_window->isVisible()) {
        apply();
    }
    return QObject::eventFilter(watched, event);
}

} // namespace millrace::gui
