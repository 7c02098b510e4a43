// SPDX-License-Identifier: GPL-3.0-or-later
// The document of a change stream: one relation with its columns, or several in one time line.
#pragma once

#include "gui/actions/action_registry.h"
#include "gui/documents/document.h"
#include "gui/documents/stream_look.h"
#include "models/stream/change_stream_model.h"
#include "models/stream/pinned_rows_model.h"
#include "models/stream/relation_state_model.h"
#include "models/stream/step_summary_model.h"

class QStackedLayout;
class QTableView;

namespace millrace::gui {

class EmptyState;
class FilterBar;
class FilterHeader;
class FittedLine;
class StreamView;

/// Follows its relations while it is visible. GUI thread only.
class StreamDocument : public Document {
    Q_OBJECT
public:
    /// With `isTimeline` it shows several relations in one list, even while there is only one.
    enum class Kind { Relation, Timeline };
    /// Three looks at the same changes.
    enum class Mode { Log, State, Summary };
    StreamDocument(models::PipelineBridge* pipeline, Kind kind, const QStringList& relations, ActionRegistry& actions,
                   QWidget* parent = nullptr);

    QString title() const override;
    QString iconName() const override { return QStringLiteral("stream"); }
    QString sessionKey() const override;
    void focusContent() override;

    Kind kind() const { return m_kind; }
    const QStringList& relations() const { return m_model.relations(); }
    void setRelations(const QStringList& relations);
    models::ChangeStreamModel& model() { return m_model; }
    StreamView* view() const { return m_view; }
    FilterBar* filterBar() const { return m_filterBar; }
    /// Of the log; that of the state has the same in its fields.
    FilterHeader* filterHeader() const { return m_filterHeader; }
    /// Fields below the columns, of the log and of the state; where they come, the first one gets the focus.
    void setColumnFieldsShown(bool areShown);
    QTableView* stateTable() const { return m_stateTable; }
    QTableView* summaryTable() const { return m_summaryTable; }
    const FittedLine& line() const { return *m_line; }
    QTableView* pinnedTable() const { return m_pinnedTable; }
    Mode mode() const { return m_mode; }
    /// State is for one relation.
    void setMode(Mode mode);
    /// It goes on while other tabs stand before it, for as long as what a reader does elsewhere is to be seen here.
    void followWhileHidden(bool follows);
    bool followsWhileHidden() const { return m_followsWhileHidden; }
    bool isFrozen() const;
    void toggleFrozen();
    void followTail();
    bool pairsUpdates() const { return m_model.rules().pairsUpdates; }
    void setPairsUpdates(bool pairs);
    void setZoom(int zoom) override;
    /// Sorts the current state by a column of its table: upwards, downwards, as the rows came.
    void sortStateBy(int column);
    /// The column the user stands on; -1 outside the current state.
    int currentStateColumn() const;
    /// Filters by the cell the user stands on, of log or state; says why when it cannot.
    void filterByCurrentCell(bool excludes);
    /// Copies the selected rows of log or state, as text in the format that was chosen last, or in this one.
    void copyRows();
    void copyRowsAs(models::ChangeStreamModel::ExtractFormat format);
    void pinCurrentRow(); ///< says why when it cannot
    void unpinAll();
    /// Shows the first change of a step, or of a later one; false when there is none.
    bool showStep(quint64 step);
    /// In direction +1 or -1; false when there is none.
    bool showGap(int direction);
    /// How it is looked at; what is only of this run, such as a range of steps, is no part of it.
    StreamLook look() const;
    void setLook(const StreamLook& look);
    /// A document acts on the log's rows only in that mode; else says why not.
    QString reasonAgainstRowCommands() const;
    /// As above for commands that the state has too.
    QString reasonAgainstCellCommands() const;
    /// What stands in place of rows, or empty while there are rows.
    QString emptyText() const;

Q_SIGNALS:
    /// look() may be another one.
    void lookChanged();
    /// It came into sight: the mode buttons, shared by all streams, are now about it.
    void shown();

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void buildHeader();
    void updateEmptyState();
    void updateLine();
    void updateFollow();
    void buildTables();
    void connectFields();
    void showMenu(const QTableView& table, const QPoint& at);
    void showFieldsOfState();
    int numColumnsBeforeStates() const;
    void standWhereOneStood();
    void connectModel();
    QTableView* shownTable() const;
    void updateVisibleModels();
    void showPins();
    void fitStateColumns();
    void fitPinnedTable();
    QString stateText() const;
    QStringList columnNames() const;
    void summarize(const std::vector<models::StepSummary>& steps, bool isAnew);

    Kind m_kind;
    ActionRegistry& m_actions;
    models::ChangeStreamModel m_model;
    models::RelationStateModel m_stateModel;
    models::StepSummaryModel m_summary;
    models::PinnedRowsModel m_pinned;
    StreamView* m_view;
    FilterHeader* m_filterHeader = nullptr;
    FilterHeader* m_stateHeader;
    FilterBar* m_filterBar = nullptr;
    QTableView* m_stateTable;
    QTableView* m_summaryTable;
    QTableView* m_pinnedTable;
    EmptyState* m_empty;
    QStackedLayout* m_stack;
    QWidget* m_header;
    FittedLine* m_line; ///< state, counts, completeness
    QAction* m_run;     ///< these three act on the pipeline of the stream, also while another one is current
    QAction* m_setAside;
    QAction* m_resume;
    Mode m_mode = Mode::Log;
    bool m_followsWhileHidden = false;
    bool m_areStateColumnsFitted = false;
    int m_columnStoodOn = -1; ///< in the log, until it has rows again
};

} // namespace millrace::gui
