// SPDX-License-Identifier: GPL-3.0-or-later
// A dock with our title bar: title, a summary, tools, and a button that closes it.
#pragma once

#include <QDockWidget>

class QAction;
class QHBoxLayout;
class QLabel;

namespace millrace::gui {

/// Base of all docks. Content is a table or tree over an empty state, see EmptyState. GUI thread only.
class DockPanel : public QDockWidget {
    Q_OBJECT
    Q_PROPERTY(QString summary READ summary WRITE setSummary) // found when the language changes
public:
    /// `objectName` starts with "dock"; layouts and tests know it.
    DockPanel(const QString& objectName, const QString& title, QWidget* parent = nullptr);

    /// Text beside the title, "3 connectors, 1 paused".
    void setSummary(const QString& summary);
    const QString& summary() const { return m_summaryText; }
    /// A tool button in the title bar, always there or only while its action can be used.
    enum class ToolShown { Always, WhenUsable };
    void addTool(QAction* action, ToolShown shown = ToolShown::Always);
    /// Another widget among the tools; takes ownership.
    void addToolWidget(QWidget* tool);
    /// Shows the title in the title bar only where no tab shows it already.
    void updateTitle();
    /// Opens, raises and focuses the content.
    void activate();
    /// What activate() focuses while it is shown, where that is not the whole content.
    void setFocusTarget(QWidget* target) { m_focusTarget = target; }
    bool hasFocusInside() const;
    /// False when closed, and when it stands behind another tab.
    bool isOnScreen() const { return m_isOnScreen; }

Q_SIGNALS:
    void shownOrHidden(bool isShown);

protected:
    void showEvent(QShowEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void elideSummary();

    QString m_summaryText; ///< whole
    bool m_isOnScreen = false;
    QWidget* m_focusTarget = nullptr;
    QLabel* m_title;
    QLabel* m_summary;
    QHBoxLayout* m_tools;
};

} // namespace millrace::gui
