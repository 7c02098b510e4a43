// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/query_history_model.h"

#include "models/text/number_text.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace millrace::models {

namespace {

constexpr const char* kKey = "notebook.history";

} // namespace

QueryHistoryModel::QueryHistoryModel(SettingWriter& settings, QObject* parent)
    : QAbstractListModel(parent)
    , m_settings(settings)
{
    load();
}

void QueryHistoryModel::add(QueryHistoryEntry entry)
{
    const auto known = std::find_if(m_entries.begin(), m_entries.end(), [&](const QueryHistoryEntry& each) {
        return each.sql == entry.sql && each.pipeline == entry.pipeline;
    });
    if (known != m_entries.end()) {
        const int row = static_cast<int>(known - m_entries.begin());
        beginRemoveRows({}, row, row);
        m_entries.removeAt(row);
        endRemoveRows();
    }
    beginInsertRows({}, 0, 0);
    m_entries.prepend(std::move(entry));
    endInsertRows();
    trim();
    store();
}

void QueryHistoryModel::trim()
{
    qsizetype characters = 0;
    int kept = 0;
    for (const QueryHistoryEntry& entry : std::as_const(m_entries)) {
        characters += entry.sql.size();
        if (kept == kMaxEntries || (characters > kMaxCharacters && kept > 0)) {
            break;
        }
        ++kept;
    }
    if (kept < m_entries.size()) {
        beginRemoveRows({}, kept, static_cast<int>(m_entries.size()) - 1);
        m_entries.resize(kept);
        endRemoveRows();
    }
}

void QueryHistoryModel::load()
{
    const std::optional<std::string> text = m_settings.value(kKey);
    const QJsonArray array = QJsonDocument::fromJson(QByteArray::fromStdString(text.value_or("[]"))).array();
    for (const QJsonValue& item : array) {
        QueryHistoryEntry entry;
        entry.sql = item[QStringLiteral("sql")].toString();
        entry.pipeline = item[QStringLiteral("pipeline")].toString();
        entry.at = item[QStringLiteral("at")].toInteger();
        entry.durationUs = item[QStringLiteral("us")].toInteger();
        entry.rows = static_cast<qulonglong>(item[QStringLiteral("rows")].toInteger());
        entry.hasFailed = item[QStringLiteral("failed")].toBool();
        if (!entry.sql.isEmpty()) {
            m_entries.append(std::move(entry));
        }
    }
    m_entries.resize(std::min<qsizetype>(m_entries.size(), kMaxEntries));
}

void QueryHistoryModel::store()
{
    QJsonArray array;
    for (const QueryHistoryEntry& entry : std::as_const(m_entries)) {
        array.append(QJsonObject{{QStringLiteral("sql"), entry.sql},
                                 {QStringLiteral("pipeline"), entry.pipeline},
                                 {QStringLiteral("at"), static_cast<qint64>(entry.at)},
                                 {QStringLiteral("us"), entry.durationUs},
                                 {QStringLiteral("rows"), static_cast<qint64>(entry.rows)},
                                 {QStringLiteral("failed"), entry.hasFailed}});
    }
    m_settings.set(kKey, QJsonDocument(array).toJson(QJsonDocument::Compact).toStdString());
}

int QueryHistoryModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

QVariant QueryHistoryModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= m_entries.size()) {
        return {};
    }
    const QueryHistoryEntry& entry = m_entries[index.row()];
    switch (role) {
    case Qt::DisplayRole: return entry.sql.simplified();
    case SqlRole: return entry.sql;
    case FailedRole: return entry.hasFailed;
    case DetailRole:
        return entry.hasFailed
                   ? tr("%1, %2, failed").arg(entry.pipeline, momentText(entry.at))
                   : tr("%1, %2, %3 in %4")
                         .arg(entry.pipeline, momentText(entry.at),
                              tr("%n row(s)", nullptr, static_cast<int>(entry.rows)), durationText(entry.durationUs));
    default: return {};
    }
}

QHash<int, QByteArray> QueryHistoryModel::roleNames() const
{
    QHash<int, QByteArray> names = QAbstractListModel::roleNames();
    names.insert({{SqlRole, "sql"}, {DetailRole, "detail"}, {FailedRole, "hasFailed"}});
    return names;
}

} // namespace millrace::models
