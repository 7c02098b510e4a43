// SPDX-License-Identifier: GPL-3.0-or-later
// What can be picked by typing a part of its name: the list of palette, quick open and history.
#pragma once

#include <QAbstractListModel>
#include <QList>
#include <QString>
#include <QVariant>

#include <vector>

namespace millrace::models {

struct PickItem {
    QString text;   ///< what is typed and matched
    QString detail; ///< stands muted beside it; matched too, for less
    QString keys;   ///< a shortcut, or empty
    QString icon;   ///< name of an icon, or empty
    QString reason; ///< not empty: it cannot be picked now, and why
    QVariant payload;
};

/// The items that fit, best first; without a pattern in their own order. GUI thread only.
class PickListModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role {
        DetailRole = Qt::UserRole + 1, ///< QString
        KeysRole,                      ///< QString
        IconRole,                      ///< QString: name
        ReasonRole,                    ///< QString
        PayloadRole,
    };
    static constexpr int kMaxShown = 200;

    explicit PickListModel(QList<PickItem> items, QObject* parent = nullptr);

    void setPattern(const QString& pattern);
    const QString& pattern() const { return m_pattern; }

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QHash<int, QByteArray> roleNames() const override;

private:
    void filter();

    const QList<PickItem> m_items;
    QString m_pattern;
    std::vector<int> m_shown; ///< positions in m_items
};

} // namespace millrace::models
