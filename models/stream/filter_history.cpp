// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/stream/filter_history.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace millrace::models {

namespace {

constexpr const char* kKey = "stream.filters";

} // namespace

FilterHistory::FilterHistory(SettingWriter& settings, QObject* parent)
    : QObject(parent)
    , m_settings(settings)
{
    load();
}

QStringList FilterHistory::filtersOf(const QString& relation) const
{
    const auto found =
        std::find_if(m_relations.begin(), m_relations.end(), [&](const auto& each) { return each.first == relation; });
    return found == m_relations.end() ? QStringList() : found->second;
}

void FilterHistory::add(const QString& relation, const QString& filter)
{
    if (filter.isEmpty()) {
        return;
    }
    QStringList filters = filtersOf(relation);
    filters.removeAll(filter);
    filters.prepend(filter);
    m_relations.removeIf([&](const auto& each) { return each.first == relation; });
    m_relations.prepend({relation, filters.mid(0, kMaxFilters)});
    m_relations = m_relations.mid(0, kMaxRelations);
    store();
}

void FilterHistory::load()
{
    const std::optional<std::string> text = m_settings.value(kKey);
    const QJsonArray relations = QJsonDocument::fromJson(QByteArray::fromStdString(text.value_or("[]"))).array();
    for (const QJsonValue& item : relations) {
        QStringList filters;
        for (const QJsonValue& filter : item[QStringLiteral("filters")].toArray()) {
            filters.append(filter.toString());
        }
        m_relations.append({item[QStringLiteral("relation")].toString(), filters.mid(0, kMaxFilters)});
    }
    m_relations = m_relations.mid(0, kMaxRelations);
}

void FilterHistory::store()
{
    QJsonArray relations;
    for (const auto& [relation, filters] : std::as_const(m_relations)) {
        relations.append(QJsonObject{{QStringLiteral("relation"), relation},
                                     {QStringLiteral("filters"), QJsonArray::fromStringList(filters)}});
    }
    m_settings.set(kKey, QJsonDocument(relations).toJson(QJsonDocument::Compact).toStdString());
}

} // namespace millrace::models
