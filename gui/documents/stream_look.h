// SPDX-License-Identifier: GPL-3.0-or-later
// How a change stream was looked at, to be kept from one session to the next.
#pragma once

#include <QByteArray>
#include <QHash>
#include <QJsonObject>
#include <QString>
#include <QStringList>

namespace millrace::gui {

/// Columns by their names: a program may have changed meanwhile.
struct StreamLook {
    QString mode; ///< "log", "state", "sums"
    bool pairsUpdates = false;
    QStringList key;                      ///< chosen by the user
    QString filter;                       ///< in SQL
    QHash<QString, QString> columnFilters; ///< below the columns
    QStringList pins;                     ///< rows as JSON
    QStringList columns;                  ///< that `header` is of
    QByteArray header;                    ///< widths and order
    int numKept = 0;                      ///< of them that stay in sight

    bool operator==(const StreamLook&) const = default;
};

QJsonObject toJson(const StreamLook& look);
/// What is missing or of another kind is as usual.
StreamLook streamLookOf(const QJsonObject& json);

} // namespace millrace::gui
