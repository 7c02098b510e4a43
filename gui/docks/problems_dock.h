// SPDX-License-Identifier: GPL-3.0-or-later
// What is wrong with programs, connectors and steps; leads to the place.
#pragma once

#include "gui/actions/action_registry.h"
#include "gui/docks/table_dock.h"
#include "models/pipeline/problems_model.h"

#include <QSortFilterProxyModel>

class QComboBox;

namespace millrace::gui {

/// Enter or a double click jumps to the place; F8 and Shift+F8 go through all of them. GUI thread only.
class ProblemsDock : public TableDock {
    Q_OBJECT
public:
    explicit ProblemsDock(ActionRegistry& actions, QWidget* parent = nullptr);

    models::ProblemsModel& model() { return m_model; }
    /// Goes to the next (+1) or previous (-1) problem with a place.
    void jump(int direction);
    /// The whole reports of the selected problems on the clipboard.
    void copyReports() const;

Q_SIGNALS:
    void placeRequested(const QString& document, const millrace::SourceSpan& span);
    void connectorRequested(const QString& document, const QString& relation, const QString& connector);

private:
    void activateRow(int row);
    bool hasPlace(int row) const;
    void updateSummary();
    void updateEmptyText();

    models::ProblemsModel m_model;
    QSortFilterProxyModel m_filter; ///< by severity; problems are few
    QComboBox* m_severity;
};

} // namespace millrace::gui
