// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/documents/stream_look.h"

#include <QJsonArray>

namespace millrace::gui {

namespace {

QStringList stringsOf(const QJsonValue& value)
{
    QStringList strings;
    for (const QJsonValue& item : value.toArray()) {
        strings.append(item.toString());
    }
    return strings;
}

} // namespace

QJsonObject toJson(const StreamLook& look)
{
    QJsonObject columnFilters;
    for (auto it = look.columnFilters.begin(); it != look.columnFilters.end(); ++it) {
        columnFilters.insert(it.key(), it.value());
    }
    return {
        {QStringLiteral("mode"), look.mode},
        {QStringLiteral("pairsUpdates"), look.pairsUpdates},
        {QStringLiteral("key"), QJsonArray::fromStringList(look.key)},
        {QStringLiteral("filter"), look.filter},
        {QStringLiteral("columnFilters"), columnFilters},
        {QStringLiteral("pins"), QJsonArray::fromStringList(look.pins)},
        {QStringLiteral("columns"), QJsonArray::fromStringList(look.columns)},
        {QStringLiteral("numKept"), look.numKept},
        {QStringLiteral("header"), QString::fromLatin1(look.header.toBase64())},
    };
}

StreamLook streamLookOf(const QJsonObject& json)
{
    StreamLook look;
    look.mode = json.value(QStringLiteral("mode")).toString();
    look.pairsUpdates = json.value(QStringLiteral("pairsUpdates")).toBool();
    look.key = stringsOf(json.value(QStringLiteral("key")));
    look.filter = json.value(QStringLiteral("filter")).toString();
    const QJsonObject columnFilters = json.value(QStringLiteral("columnFilters")).toObject();
    for (auto it = columnFilters.begin(); it != columnFilters.end(); ++it) {
        look.columnFilters.insert(it.key(), it.value().toString());
    }
    look.pins = stringsOf(json.value(QStringLiteral("pins")));
    look.columns = stringsOf(json.value(QStringLiteral("columns")));
    look.header = QByteArray::fromBase64(json.value(QStringLiteral("header")).toString().toLatin1());
    look.numKept = json.value(QStringLiteral("numKept")).toInt();
    return look;
}

} // namespace millrace::gui
