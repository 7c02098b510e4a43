// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of a query's result.
#pragma once

#include "engine/api/query.h"
#include "models/text/row_extract.h"

#include <QAbstractTableModel>

#include <string>
#include <vector>

namespace millrace::models {

/// Keeps the batches as they came and formats what is asked for. How many there may be is up to who appends.
/// GUI thread only.
class QueryResultModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Role {
        NumericRole = Qt::UserRole + 1, ///< bool: align right
        NullRole,                       ///< bool: the value is NULL
        FullTextRole,                   ///< QString: the whole value, at most kMaxFullBytes
    };
    static constexpr size_t kMaxFullBytes = 64 * 1024;
    static constexpr qsizetype kMaxExtractBytes = 64 * 1024 * 1024;

    using QAbstractTableModel::QAbstractTableModel;

    /// An empty result of these columns. `typeNames` are what their types are called, where that is not what the
    /// engine calls them.
    void begin(const Schema& schema, std::vector<std::string> typeNames = {});
    /// More rows, as one insertion.
    void append(const std::vector<BatchPtr>& batches);
    /// Forgets the oldest batches, as one removal: as far as `numRows` rows stay, and what is beyond the bytes; never
    /// the newest one.
    void keepNewest(int numRows, uint64_t maxBytes);
    /// Another result in place of this one. Where columns and number of rows are the same, views keep their place.
    void replace(const Schema& schema, const std::vector<BatchPtr>& batches);

    const Schema& schema() const { return m_schema; }
    uint64_t byteSize() const { return m_byteSize; }

    struct Position {
        const Batch* batch = nullptr;
        size_t row = 0;
    };
    Position positionOf(int row) const;
    /// Text of rows, in this order, as far as kMaxExtractBytes reach. INSERTs go into `relation`.
    QString extract(const QList<int>& rows, RowFormat format, const QString& relation) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    QHash<int, QByteArray> roleNames() const override;

private:
    void keep(const std::vector<BatchPtr>& batches);
    void forget();

    Schema m_schema;
    std::vector<std::string> m_typeNames; ///< beside the columns; empty: the engine's
    std::vector<BatchPtr> m_batches;
    std::vector<int> m_ends; ///< beside m_batches: row behind its last
    int m_numRows = 0;
    uint64_t m_byteSize = 0;
};

} // namespace millrace::models
