// SPDX-License-Identifier: GPL-3.0-or-later
// The list of tutorials, each a card that begins it or goes on with it: on the welcome page and in the tutorial dock.
#pragma once

#include "models/tutorial/tutorial_shelf.h"

#include <QPushButton>
#include <QWidget>

class QLabel;
class QProgressBar;

namespace millrace::gui {

/// A button as large as its texts need. GUI thread only.
class TutorialCard : public QPushButton {
    Q_OBJECT
public:
    explicit TutorialCard(const models::Tutorial& tutorial, QWidget* parent = nullptr);

    /// The texts of the tutorial; show() has to follow.
    void say(const models::Tutorial& tutorial);
    void show(const models::TutorialProgress& progress);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    int m_minutes;
    QLabel* m_title;
    QLabel* m_summary;
    QLabel* m_state;
    QProgressBar* m_bar;
};

/// GUI thread only.
class TutorialCards : public QWidget {
    Q_OBJECT
public:
    explicit TutorialCards(models::TutorialShelf& shelf, QWidget* parent = nullptr);

Q_SIGNALS:
    void wanted(const QString& id);
};

} // namespace millrace::gui
