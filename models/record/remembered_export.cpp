// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/record/remembered_export.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace millrace::models {

namespace {

QJsonObject toJson(const RememberedExport& remembered)
{
    const RecordingOptions& options = remembered.options;
    return {{QStringLiteral("pipeline"), remembered.pipeline},
            {QStringLiteral("relations"), QJsonArray::fromStringList(options.relations)},
            {QStringLiteral("path"), options.filePath},
            {QStringLiteral("format"), static_cast<int>(options.format)},
            {QStringLiteral("encoding"), static_cast<int>(options.encoding)},
            {QStringLiteral("compression"), static_cast<int>(options.compression)},
            {QStringLiteral("columns"), QJsonArray::fromStringList(options.columns)},
            {QStringLiteral("begin"), static_cast<int>(options.begin)},
            {QStringLiteral("rotate_rows"), static_cast<qint64>(options.rotateRows)},
            {QStringLiteral("rotate_bytes"), static_cast<qint64>(options.rotateBytes)},
            {QStringLiteral("rotate_ms"), static_cast<qint64>(options.rotateTime.count())},
            {QStringLiteral("stop_rows"), static_cast<qint64>(options.stopRows)},
            {QStringLiteral("started"), static_cast<qint64>(remembered.startedAt)}};
}

QStringList texts(const QJsonValue& value)
{
    QStringList list;
    for (const QJsonValue& each : value.toArray()) {
        list.append(each.toString());
    }
    return list;
}

/// A value of an enumeration; its first one for what is none.
template <typename Enum>
Enum enumValue(const QJsonValue& value, Enum last)
{
    const int number = value.toInt();
    return number >= 0 && number <= static_cast<int>(last) ? static_cast<Enum>(number) : Enum{};
}

quint64 count(const QJsonValue& value)
{
    return static_cast<quint64>(std::max<qint64>(0, value.toInteger()));
}

RememberedExport fromJson(const QJsonObject& object)
{
    RememberedExport remembered;
    remembered.pipeline = object[QStringLiteral("pipeline")].toString();
    remembered.startedAt = object[QStringLiteral("started")].toInteger();
    RecordingOptions& options = remembered.options;
    options.relations = texts(object[QStringLiteral("relations")]);
    options.filePath = object[QStringLiteral("path")].toString();
    options.format = enumValue(object[QStringLiteral("format")], ChangeFormat::Sqlite);
    options.encoding = enumValue(object[QStringLiteral("encoding")], ChangeEncoding::State);
    options.compression = enumValue(object[QStringLiteral("compression")], Compression::Zstd);
    options.columns = texts(object[QStringLiteral("columns")]);
    options.begin = enumValue(object[QStringLiteral("begin")], RecordingOptions::Begin::SnapshotThenChanges);
    options.rotateRows = count(object[QStringLiteral("rotate_rows")]);
    options.rotateBytes = count(object[QStringLiteral("rotate_bytes")]);
    options.rotateTime = std::chrono::milliseconds(count(object[QStringLiteral("rotate_ms")]));
    options.stopRows = count(object[QStringLiteral("stop_rows")]);
    return remembered;
}

} // namespace

std::string rememberedText(const QList<RememberedExport>& exports)
{
    QJsonArray array;
    for (const RememberedExport& each : exports) {
        array.append(toJson(each));
    }
    return QJsonDocument(array).toJson(QJsonDocument::Compact).toStdString();
}

QList<RememberedExport> rememberedExports(const std::string& text)
{
    QList<RememberedExport> exports;
    for (const QJsonValue& each : QJsonDocument::fromJson(QByteArray::fromStdString(text)).array()) {
        RememberedExport remembered = fromJson(each.toObject());
        if (!remembered.options.relations.isEmpty() && !remembered.options.filePath.isEmpty()) {
            exports.append(std::move(remembered));
        }
    }
    return exports;
}

} // namespace millrace::models
