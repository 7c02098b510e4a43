// SPDX-License-Identifier: GPL-3.0-or-later
// How long completion tokens took, and what is outstanding, by connector.
#pragma once

#include "engine/api/pipeline.h"

#include <QAbstractTableModel>
#include <QList>
#include <QPointF>
#include <QString>

#include <vector>

namespace millrace::models {

class TokenModel;

/// Tokens that took at least `fromUs` and less than the next bucket.
struct TimeBucket {
    int64_t fromUs = 0;
    QString text; ///< "1 ms", "2 ms", …
    uint64_t count = 0;
};

/// Buckets of 1, 2, 5, 10, … from the shortest to the longest time; empty without complete tokens. At most 40.
std::vector<TimeBucket> timeBuckets(const std::vector<TokenStatus>& tokens);
/// One point a complete token: seconds since 1970 when it was issued, milliseconds it took; by time of issue.
QList<QPointF> timeHistory(const std::vector<TokenStatus>& tokens);

/// One row a connector that tokens were issued for: in progress, records outstanding, the oldest, times.
/// Follows a TokenModel. GUI thread only.
class TokenSummaryModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum class Column { Connector, InProgress, Outstanding, Oldest, Complete, Median, Longest, Errors };
    Q_ENUM(Column)
    enum Role { NumericRole = Qt::UserRole + 1, HasErrorsRole, IsWaitingRole };

    explicit TokenSummaryModel(const TokenModel& tokens, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    struct Row {
        QString connector;
        int numInProgress = 0;
        uint64_t outstanding = 0; ///< records that a token covers and that are not processed
        int64_t oldestIssuedAt = 0;
        int numComplete = 0;
        int64_t medianUs = 0;
        int64_t longestUs = 0;
        uint64_t errors = 0;
        bool operator==(const Row&) const = default;
    };
    void refresh();
    QString displayText(const Row& row, Column column) const;

    const TokenModel& m_tokens;
    std::vector<Row> m_rows;
};

} // namespace millrace::models
