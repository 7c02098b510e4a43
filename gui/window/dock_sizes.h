// SPDX-License-Identifier: GPL-3.0-or-later
// How large docks are wanted, so that they are so again once a window that was small has room.
#pragma once

#include <QHash>
#include <QObject>
#include <QTimer>
#include <QVariantMap>

class QDockWidget;
class QMainWindow;

namespace millrace::gui {

class DockPanel;

/// Qt takes room from docks when a window becomes small and never gives it back. Sizes are widths of docks at the sides
/// and heights of those above and below. The docks must outlive it. GUI thread only.
class DockSizes : public QObject {
    Q_OBJECT
public:
    DockSizes(QMainWindow* window, QList<DockPanel*> docks);

    /// `dock` is to have `size` pixels in a window of `windowSize`, in a smaller one its share of them.
    void want(const QDockWidget* dock, int size, int windowSize);
    /// What the docks have once they are laid out is what they are to have: the user has dragged them there.
    void take();
    /// Gives the docks what they are to have, as far as the window has room, once it is laid out.
    void apply();

    /// By object name, for settings. What is not among them stays.
    QVariantMap state() const;
    void setState(const QVariantMap& state);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Wanted {
        int size = 0;
        int windowSize = 0;
    };
    void takeNow();
    void applyNow();
    Qt::Orientation orientationOf(QDockWidget* dock) const;
    int windowSize(Qt::Orientation orientation) const;

    QMainWindow* m_window;
    QList<DockPanel*> m_docks;
    QHash<QString, Wanted> m_wanted; ///< by object name
    QTimer m_due;                    ///< single shot
    bool m_isTakingDue = false;
};

} // namespace millrace::gui
