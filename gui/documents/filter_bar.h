// SPDX-License-Identifier: GPL-3.0-or-later
// The bar above a change stream that says what is filtered, and of what.
#pragma once

#include "models/stream/change_stream_model.h"

#include <QStringList>
#include <QWidget>

class QLabel;
class QToolButton;

namespace millrace::gui {

class FilterEdit;
class FilterHeader;

/// Puts the filter of the field, those below the columns and the range of steps together, and gives them to the model.
/// Each change can be taken back. GUI thread only.
class FilterBar : public QWidget {
    Q_OBJECT
public:
    FilterBar(models::ChangeStreamModel& model, FilterHeader& columns, QWidget* parent = nullptr);

    FilterEdit* edit() const { return m_edit; }
    /// Adds a condition to the filter.
    void add(const QString& condition);
    /// Takes the last change back; false when there is none.
    bool pop();
    void clear();
    void setSteps(std::optional<std::pair<quint64, quint64>> steps);
    bool isFiltering() const { return !m_model.rules().filter.isEmpty() || m_model.rules().steps.has_value(); }
    /// "3,201 of 12,000 kept changes", or what is wrong with the filter.
    QString statusText() const;
    /// What is typed could be applied.
    bool isRight() const { return m_problem.isEmpty(); }

Q_SIGNALS:
    void applied();

private:
    void check();
    void apply();
    void applyText(const QString& text);
    void updateStatus();
    void showProblem(const QString& problem);
    QString columnConditions() const;
    void setNames();

    models::ChangeStreamModel& m_model;
    FilterHeader& m_columns;
    FilterEdit* m_edit;
    QLabel* m_status;
    QToolButton* m_steps;
    QStringList m_earlier; ///< texts before each change, oldest first
    QString m_applied;     ///< of the field
    QString m_problem;
};

} // namespace millrace::gui
