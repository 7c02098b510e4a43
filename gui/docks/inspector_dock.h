// SPDX-License-Identifier: GPL-3.0-or-later
// The inspector: a value in full, its row, and sums of what is selected.
#pragma once

#include "gui/actions/action_registry.h"
#include "gui/docks/dock_panel.h"
#include "models/text/inspection.h"

#include <QPointer>
#include <QTimer>

class QAbstractItemView;
class QComboBox;
class QLabel;
class QPlainTextEdit;
class QStackedLayout;
class QTreeWidget;

namespace millrace::gui {

class EmptyState;
class FactTable;

/// Follows the current cell of the table that was worked in last (see models::inspectCell()), and tables and views that
/// are selected in the catalog, unless it is pinned. Reads at most four times a second while rows change, and only
/// while it is on the screen. GUI thread only.
class InspectorDock : public DockPanel {
    Q_OBJECT
public:
    explicit InspectorDock(ActionRegistry& actions, QWidget* parent = nullptr);

    /// A table or view instead of a cell, until a cell is worked in.
    void showRelation(const millrace::RelationInfo& relation);
    /// It stays with what it shows.
    void setPinned(bool isPinned);
    bool isPinned() const { return m_isPinned; }

    QString valueText() const; ///< as it is shown: text, or bytes
    QString sums() const;
    const QList<models::Fact>& facts() const;

private:
    enum class Form { Text, Hex, Json };
    QWidget* buildValue();
    void follow(QAbstractItemView* view);
    void refreshSoon(int milliseconds);
    void refresh();
    void showValue(const models::InspectedValue& value);
    void showForm();
    void updateEmptyState();

    ActionRegistry& m_actions;
    QPointer<QAbstractItemView> m_view; ///< whose current cell is followed; null while a relation is shown
    std::optional<millrace::RelationInfo> m_relation;
    models::InspectedValue m_value;
    bool m_isPinned = false;
    QTimer m_later;
    QStackedLayout* m_stack;
    EmptyState* m_empty;
    QLabel* m_title;
    QComboBox* m_form;
    QWidget* m_valueBox;
    QStackedLayout* m_forms;
    QPlainTextEdit* m_text;
    QTreeWidget* m_json;
    QLabel* m_sums;
    FactTable* m_facts;
};

} // namespace millrace::gui
