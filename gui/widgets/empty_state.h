// SPDX-License-Identifier: GPL-3.0-or-later
// What stands where nothing can be shown: an icon, what is the case, what to do, and one button for it.
#pragma once

#include "gui/theme/theme.h"

#include <QWidget>

class QAction;
class QBoxLayout;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace millrace::gui {

/// Where it is low the picture stands beside the texts. GUI thread only.
class EmptyState : public QWidget {
    Q_OBJECT
public:
    explicit EmptyState(const QString& objectName, QWidget* parent = nullptr);

    /// `action` may be null.
    void say(const QString& icon, const QString& state, const QString& advice, QAction* action = nullptr);
    QString state() const;

protected:
    void changeEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void updateButton();
    void applyTheme();
    void fitToHeight();

    QLabel* m_picture;
    QBoxLayout* m_parts; ///< picture and texts
    QLabel* m_state;
    QLabel* m_advice;
    QPushButton* m_button;
    QVBoxLayout* m_texts;
    QAction* m_action = nullptr;
    QString m_icon;
};

} // namespace millrace::gui
