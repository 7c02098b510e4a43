// SPDX-License-Identifier: GPL-3.0-or-later
// The latest errors of one connector, newest first, with a line for those that are not kept.
#pragma once

#include "engine/api/pipeline.h"

#include <QAbstractTableModel>

#include <vector>

namespace millrace::models {

/// GUI thread only.
class ConnectorErrorModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum class Column { When, Message, Place, Kind };
    Q_ENUM(Column)
    enum Role {
        ReportRole = Qt::UserRole + 1, ///< QString: the error, its place, advice
        RawRole,                       ///< QString: the record as it came, empty when there is none
        MissingRole,                   ///< qulonglong: a line for so many errors that are not kept; 0 = an error
        CodeRole,                      ///< QString
    };

    explicit ConnectorErrorModel(QObject* parent = nullptr);

    /// `errors` newest last, numbered; `total` as counted. Rows that stay keep their selection.
    void setErrors(const std::vector<ConnectorError>& errors, uint64_t total);
    /// The newest one; invalid without errors.
    QModelIndex newest() const { return index(0, 0); }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    struct Row {
        ConnectorError error;
        uint64_t missing = 0; ///< not 0: stands for so many errors
        /// Falls from row to row; an error and a line for missing ones never share one.
        uint64_t key() const { return error.index * 2 + (missing == 0 ? 1 : 0); }
    };
    static std::vector<Row> rowsOf(const std::vector<ConnectorError>& errors, uint64_t total);
    void removeOthers(const std::vector<Row>& kept);
    void insertMissing(const std::vector<Row>& rows);
    QString displayText(const Row& row, Column column) const;
    static QString placeText(const ConnectorError& error);
    static QString kindText(const std::string& kind);

    std::vector<Row> m_rows; ///< newest first
};

} // namespace millrace::models
