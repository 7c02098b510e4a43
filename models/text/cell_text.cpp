// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/text/cell_text.h"

#include <algorithm>

namespace millrace::models {

namespace {

constexpr char16_t kEllipsis = 0x2026;

/// The longest prefix of at most `maxBytes` that does not end within a UTF-8 character.
std::string_view cutAtCharacter(std::string_view text, size_t maxBytes)
{
    if (text.size() <= maxBytes) {
        return text;
    }
    size_t end = maxBytes;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) {
        --end;
    }
    return text.substr(0, end);
}

QString boundedText(std::string_view text, size_t maxBytes)
{
    const std::string_view kept = cutAtCharacter(text, maxBytes);
    QString result = toQString(kept);
    if (kept.size() < text.size()) {
        result += QChar(kEllipsis);
    }
    return result;
}

/// Quotes a text inside a row's text.
QString quoted(const QString& text)
{
    QString escaped = text;
    escaped.replace(QLatin1Char('\\'), QLatin1String("\\\\"));
    escaped.replace(QLatin1Char('"'), QLatin1String("\\\""));
    return QLatin1Char('"') + escaped + QLatin1Char('"');
}

bool isQuotedInRow(TypeId id)
{
    return isString(id) || isTemporal(id);
}

} // namespace

QString cellText(const Column& column, size_t row, const SqlType& type, size_t maxBytes)
{
    if (column.isNull(row)) {
        return QStringLiteral("NULL");
    }
    if (isString(type.id)) {
        return boundedText(column.get<StringRef>(row).view(), maxBytes);
    }
    return boundedText(formatValue(valueAt(column, row, type), type), maxBytes);
}

bool isCellCut(const Column& column, size_t row, size_t maxBytes)
{
    return column.physical == Physical::String && !column.isNull(row) && column.get<StringRef>(row).size() > maxBytes;
}

QString rowText(const Schema& schema, const Batch& batch, size_t row, size_t maxBytes)
{
    const auto maxCharacters = static_cast<qsizetype>(maxBytes);
    QString text = QStringLiteral("{");
    const size_t numColumns = std::min(schema.numColumns(), batch.columns.size());
    for (size_t i = 0; i < numColumns; ++i) {
        if (text.size() >= maxCharacters) {
            return text.left(maxCharacters) + QChar(kEllipsis);
        }
        const ColumnInfo& column = schema.columns[i];
        if (batch.columns[i].physical != physicalOf(column.type)) {
            continue; // made for other columns
        }
        const bool isNull = batch.columns[i].isNull(row);
        const QString value = cellText(batch.columns[i], row, column.type, maxBytes);
        text += (i == 0 ? QString() : QStringLiteral(", ")) + toQString(column.name) + QStringLiteral(": ") +
                (!isNull && isQuotedInRow(column.type.id) ? quoted(value) : value);
    }
    if (text.size() >= maxCharacters) {
        return text.left(maxCharacters) + QChar(kEllipsis);
    }
    return text + QLatin1Char('}');
}

QString typeText(const SqlType& type)
{
    const QString name = toQString(type.toString());
    return type.nullable ? name : name + QStringLiteral(" NOT NULL");
}

} // namespace millrace::models
