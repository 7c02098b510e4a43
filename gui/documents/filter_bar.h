// SPDX-License-Identifier: GPL-3.0-or-later
// The bar above a change stream that says what is filtered, and of what.
#pragma once

#include "models/stream/change_stream_model.h"
#include "models/stream/relation_state_model.h"

#include <QHash>
#include <QUndoStack>
#include <QWidget>

class QLabel;
class QToolButton;

namespace millrace::models {
class FilterHistory;
}

namespace millrace::gui {

class FilterEdit;
class FilterHeader;

/// What is filtered, as the user gave it.
struct FilterState {
    QString text;                ///< of the field
    QHash<int, QString> columns; ///< below the sections; without empty ones
    std::optional<std::pair<quint64, quint64>> steps;
    bool operator==(const FilterState&) const = default;
};

/// Puts the filter of the field, those below the columns and the range of steps together, and gives them to the model.
/// Each change can be taken back and made again. GUI thread only.
class FilterBar : public QWidget {
    Q_OBJECT
public:
    FilterBar(models::ChangeStreamModel& model, FilterHeader& columns, QWidget* parent = nullptr);

    FilterEdit* edit() const { return m_edit; }
    /// Filters of earlier sessions, and where those of this one are kept. It must outlive the bar; null = nowhere.
    void setHistory(models::FilterHistory* history);
    /// Of filters and, by who drags them, of columns.
    QUndoStack& undoStack() { return m_undo; }
    const FilterState& applied() const { return m_applied; }
    /// Shows a state and applies it, as no change to be taken back.
    void show(const FilterState& state);
    /// Adds a condition to the filter.
    void add(const QString& condition);
    /// Takes the last change back; false when there is none.
    bool pop();
    void clear();
    void setSteps(std::optional<std::pair<quint64, quint64>> steps);
    bool isFiltering() const
    {
        const models::StreamRules& rules = m_model.rules();
        return !rules.filter.isEmpty() || !rules.relation.isEmpty() || rules.steps.has_value();
    }
    /// What the status tells of from now on: rows of the state, or with null changes of the log. It must outlive the
    /// bar.
    void tellOf(const models::RelationStateModel* state);
    /// "3,201 of 12,000 kept changes", or what is wrong with the filter. Of a state its own line tells the count.
    QString statusText() const;
    /// What is typed could be applied. It may fail at a row nevertheless.
    bool isRight() const { return m_problem.isEmpty(); }
    void updateStatus();

Q_SIGNALS:
    void filterApplied();

private:
    void check();
    void apply();
    void applyText(const QString& text);
    FilterState typed() const;
    void remember(const FilterState& state);
    void pushChange(const FilterState& before);
    void recall();
    void showProblem(const QString& problem);
    QString problemText() const;
    void showVerdict();
    QString columnConditions() const;
    void setNames();
    void takeColumn(int section, QPoint globalPosition);

    models::ChangeStreamModel& m_model;
    FilterHeader& m_columns;
    FilterEdit* m_edit;
    QLabel* m_status;
    QToolButton* m_steps;
    models::FilterHistory* m_history = nullptr;
    const models::RelationStateModel* m_state = nullptr;
    QUndoStack m_undo;
    FilterState m_applied;
    QList<FilterState> m_earlier; ///< for pop(), the oldest first; bounded
    QString m_problem;
    QString m_hint; ///< how a filter is written; the tool tip of the field
};

} // namespace millrace::gui
