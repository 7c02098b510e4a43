// SPDX-License-Identifier: GPL-3.0-or-later
// An outline around the part of the window that a step is about, with a short label. Dims and blocks nothing.
#pragma once

#include <QRect>
#include <QString>

#include <functional>
#include <optional>

#include <QObject>

class QLabel;
class QMainWindow;
class QWidget;

namespace millrace::gui {

/// Where a target stands now, in the window's coordinates, and what it is called.
struct SpotlightPlace {
    QRect rect;
    QString label;
};

/// Mouse and keyboard pass through. Follows what moves as long as it points. GUI thread only.
class Spotlight : public QObject {
    Q_OBJECT
public:
    explicit Spotlight(QMainWindow* window);
    ~Spotlight() override;

    /// `find` is asked again after everything that may have moved the target; nothing = it cannot be seen now.
    void pointAt(std::function<std::optional<SpotlightPlace>()> find);
    void hide();
    bool isShown() const;
    QRect rect() const;
    QString label() const;
    /// Something in the window moved.
    void place();

private:
    QPoint labelPlace(const QRect& outline) const;

    QMainWindow* m_window;
    QWidget* m_ring;
    QLabel* m_label;
    std::function<std::optional<SpotlightPlace>()> m_find;
};

} // namespace millrace::gui
