// SPDX-License-Identifier: GPL-3.0-or-later
// A strip above a document that says what is going on and what can be done about it.
#pragma once

#include <QFrame>

class QAction;
class QBoxLayout;
class QHBoxLayout;
class QLabel;

namespace millrace::gui {

enum class BannerSeverity : uint8_t { Info, Warning, Error };

/// A sentence, an optional second line in the data font, and buttons for actions, below the texts where they would
/// leave these too little room. Hidden until it has something to say.
class Banner : public QFrame {
    Q_OBJECT
public:
    explicit Banner(const QString& objectName, QWidget* parent = nullptr);

    void say(BannerSeverity severity, const QString& sentence, const QString& detail = QString());
    QString sentence() const;
    QString detail() const;
    /// A button for an action; its state and tool tip follow the action.
    void addAction(QAction* action);
    /// Adds a button that hides the banner.
    void makeDismissable();
    /// Draws the eye to the banner for a moment.
    void flash();

protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void applyTheme();
    void placeButtons();

    QLabel* m_icon;
    QLabel* m_sentence;
    QLabel* m_detail;
    QBoxLayout* m_body; ///< texts and buttons
    QHBoxLayout* m_buttons;
    BannerSeverity m_severity = BannerSeverity::Info;
    bool m_isFlashing = false;
    bool m_isStyling = false;
};

} // namespace millrace::gui
