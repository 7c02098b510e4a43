// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of a table with what a person wants changed: inserts, updates and deletes that nobody has seen yet.
#pragma once

#include "engine/api/status.h"
#include "models/entry/cell_value.h"
#include "models/query/query_result_model.h"

#include <QAbstractTableModel>
#include <QHash>

#include <memory>
#include <vector>

namespace millrace::models {

enum class StagedKind { Unchanged, Inserted, Changed, Deleted };

/// A row that comes from outside: pasted or generated.
struct NewRow {
    std::vector<CellInput> cells; ///< one a column
    bool isDelete = false;        ///< it is to go
};

struct StagedCounts {
    int numInserted = 0;
    int numChanged = 0;
    int numDeleted = 0;
    int numProblems = 0; ///< cells
    int total() const { return numInserted + numChanged + numDeleted; }
};

/// Column 0 is the sign; the table's columns follow. Rows are those the table has (begin()) and behind them the new
/// ones. A new row with the key of one that the table has is an update, as it will replace that one. Every edit can be
/// undone until the rows are committed. GUI thread only.
class StagedRowsModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Role {
        KindRole = Qt::UserRole + 1, ///< int(StagedKind)
        NullRole,                    ///< bool
        NumericRole,                 ///< bool
        ProblemRole,                 ///< QString: why the column does not take the value; empty
        EditedRole,                  ///< bool: this cell differs from what the table has
        WasRole,                     ///< QString: of an edited cell, what the table has; null otherwise
    };
    static constexpr int kMaxStaged = 10'000;
    static constexpr size_t kMaxUndo = 200;

    explicit StagedRowsModel(QObject* parent = nullptr);

    /// The rows that the table has, without anything staged. `base` must outlive it or the next begin().
    void begin(const RelationInfo& relation, const QueryResultModel* base);
    /// Other rows of the table, or with null none: what is staged is kept and judged against them. What changes a row
    /// that is not there is an insert, what has the key of one that is there changes it. What cannot be undone any
    /// more are the edits before. The rows before must still be there.
    void rebase(const RelationInfo& relation, const QueryResultModel* base);
    const RelationInfo& relation() const { return m_relation; }
    /// Deletes and updates need the rows of the table.
    bool knowsRows() const { return m_base != nullptr; }

    /// Adds rows at the end as one edit; those beyond kMaxStaged are left out, and false is returned.
    bool addRows(const QString& what, const std::vector<NewRow>& rows);
    int addEmptyRow();
    void duplicateRows(const QList<int>& rows);
    void deleteRows(const QList<int>& rows);
    /// Takes back what was done to these rows.
    void revertRows(const QList<int>& rows);
    void setNull(const QModelIndexList& cells);
    void discard();

    bool canUndo() const { return m_undone > 0; }
    bool canRedo() const { return m_undone < m_edits.size(); }
    QString undoText() const { return canUndo() ? m_edits[m_undone - 1].what : QString(); }
    void undo();
    void redo();

    const StagedCounts& counts() const { return m_counts; }
    StagedKind kindOf(int row) const;
    CellInput cell(int row, int column) const; ///< of the table's columns
    /// The staged rows as lines of JSON, `{"delete":{…}}` before `{"insert":{…}}`; only without problems.
    std::string toJson() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    /// Counts or what can be undone.
    void stagedChanged();

private:
    struct Row {
        StagedKind kind = StagedKind::Unchanged;
        std::vector<CellInput> cells; ///< empty: as the table has them
        int numProblems = 0;          ///< of these cells, once judged
        std::vector<CellInput> was{}; ///< of a new row: the one it changes or deletes, which is not there now
        bool operator==(const Row&) const = default;
    };
    struct RowChange {
        int row = 0;
        Row before;
        Row after;
    };
    struct Edit {
        QString what;
        std::vector<RowChange> changes;
        int numAdded = 0; ///< rows at the end; their contents are in `added`
        std::vector<Row> added;
    };
    int numBase() const { return m_base == nullptr ? 0 : m_base->rowCount(); }
    const Row& rowAt(int row) const; ///< valid until the next change
    void put(int row, Row value);
    void apply(Edit edit);
    void run(const Edit& edit, bool isForward);
    void recount();
    QString keyOf(const std::vector<CellInput>& cells) const;
    QString storedKey(int row) const;
    void findReplaced();
    /// The row of the table that a row stands for: itself, or of a new one the row whose key it has; else -1.
    int storedRowOf(int row) const;
    bool isEdited(int row, int column) const;
    QVariant signData(int row, int role) const;
    QString problemAt(int row, int column) const;
    std::vector<Row> stagedApart() const;
    void place(Row row, const QHash<QString, int>& storedRows);
    bool isAsStored(int row, const std::vector<CellInput>& cells) const;
    CellInput storedCell(int row, int column) const;
    std::vector<CellInput> cellsOf(int row) const;
    void judge(Row& row) const;
    QString problemOf(const Row& row, size_t column) const;
    void findDoubleKeys();
    void appendRow(BatchBuilder& builder, const std::vector<CellInput>& cells) const;

    RelationInfo m_relation;
    const QueryResultModel* m_base = nullptr;
    QHash<int, Row> m_staged; ///< of the rows that the table has
    std::vector<Row> m_new;   ///< rows behind them
    std::vector<Edit> m_edits;
    size_t m_undone = 0; ///< edits up to here are done
    StagedCounts m_counts;
    QHash<int, bool> m_doubleKeys;   ///< new and changed rows whose key another staged row has
    QHash<int, int> m_replaced;      ///< by new row: the row of the table that has its key and goes with the commit
    QHash<QString, int> m_rowsByKey; ///< of the table; made when the first new row asks
};

} // namespace millrace::models
