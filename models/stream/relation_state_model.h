// SPDX-License-Identifier: GPL-3.0-or-later
// The rows that are in a relation now, updated in place.
#pragma once

#include "models/bridge/pipeline_bridge.h"
#include "models/stream/relation_state.h"
#include "models/text/row_extract.h"

#include <QAbstractTableModel>
#include <QItemSelection>
#include <QPointer>
#include <QString>

#include <memory>
#include <optional>
#include <utility>

namespace millrace::models {

/// Follows its relation only while it is active; each time it begins with the rows present, where the relation keeps
/// them. New rows stand at the end, the last one takes the place of one that goes. Frozen, it shows the snapshot it
/// had. GUI thread only.
class RelationStateModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Weight, Changes, LastStep, FirstData };
    enum Role {
        NumericRole = Qt::UserRole + 1, ///< bool
        NullRole,                       ///< bool
        IsFreshRole,                    ///< bool: changed with the newest snapshot
        IsAnomalyRole,                  ///< bool: net weight below 0
        FullTextRole,
    };

    static constexpr int kMaxNewRows = 500'000; ///< that one frame adds

    explicit RelationStateModel(FrameClock& clock, QObject* parent = nullptr);
    ~RelationStateModel() override;

    void setRelation(PipelineBridge* pipeline, const QString& relation);
    void setKey(std::vector<int> key);
    void setActive(bool isActive);
    void setFrozen(bool isFrozen);
    /// Sorts by a column of this model; -1 = as the rows appeared. Done off the window's thread: the rows
    /// follow with the next snapshot.
    void sortBy(int column, Qt::SortOrder direction);
    /// Shows only rows that pass a condition in SQL, and that changed last in a range of steps. Done where the rows are
    /// sorted. One that the columns do not fit, or that fails at a row, leaves no row: see filterError().
    void setFilter(const QString& condition, std::optional<std::pair<quint64, quint64>> steps);
    bool isFiltering() const { return !m_condition.isEmpty() || m_steps.has_value(); }
    std::optional<Error> filterError() const;
    /// Rows there are, whatever is filtered.
    quint64 numRowsInAll() const { return m_shown->rows.size(); }
    /// That a cell has the value it has; empty for one that is not the relation's.
    QString conditionOfCell(const QModelIndex& cell) const;
    /// Rows as text, a line each whatever their weights, as many as fit into `maxBytes`.
    QString extract(const QItemSelection& rows, RowFormat format, qsizetype maxBytes = 64 * 1024 * 1024) const;
    int sortColumn() const { return m_sortColumn; }
    Qt::SortOrder sortDirection() const { return m_sortDirection; }
    bool isFrozen() const { return m_isFrozen; }
    /// "12,480 rows as of step 41,207", and what is not exact about it. Before the first change of a run that went on
    /// without us: "2 rows of the snapshot after step 3".
    QString summaryText() const;
    const std::optional<Error>& error() const { return m_error; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    void summaryChanged();

private:
    void open();
    void close();
    void onFrame();
    std::optional<StateOrder> order() const;
    void applyFilter();
    void show(std::shared_ptr<const StateSnapshot> snapshot);

    FrameClock& m_clock;
    QPointer<PipelineBridge> m_pipeline;
    QString m_relation;
    Schema m_schema;
    std::vector<int> m_key;
    bool m_isActive = false;
    bool m_isFrozen = false;
    int m_sortColumn = -1;
    Qt::SortOrder m_sortDirection = Qt::AscendingOrder;
    QString m_condition;
    std::optional<std::pair<quint64, quint64>> m_steps;
    std::optional<Error> m_conditionError; ///< it does not fit the columns
    std::unique_ptr<RelationState> m_state;
    std::shared_ptr<const StateSnapshot> m_shown; ///< never null
    int m_numRows = 0;                            ///< of these, so far
    quint64 m_openedAfter = 0;                    ///< newest step of the run when it began to follow
    std::optional<Error> m_error;
};

} // namespace millrace::models
