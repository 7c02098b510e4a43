// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/stream/column_filter.h"

#include "models/text/cell_text.h"

#include <QRegularExpression>

namespace millrace::models {

namespace {

QString quoted(QString text, QLatin1Char quote)
{
    text.replace(quote, QString(2, quote));
    return quote + text + quote;
}

QString literal(const ColumnInfo& column, const QString& text)
{
    static const QRegularExpression kNumber(QStringLiteral(R"(^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$)"));
    const QString value = text.trimmed();
    if (isNumeric(column.type.id) && kNumber.match(value).hasMatch()) {
        return value;
    }
    if (column.type.id == TypeId::Boolean) {
        return value;
    }
    const bool isQuoted = value.size() > 1 && value.startsWith(u'\'') && value.endsWith(u'\'');
    return isQuoted ? value : quoted(value, QLatin1Char('\''));
}

} // namespace

QString columnName(const ColumnInfo& column)
{
    static const QRegularExpression kPlain(QStringLiteral("^[a-z_][a-z0-9_]*$"));
    const QString name = toQString(column.name);
    // Quoted, a name never is a keyword by accident.
    return kPlain.match(name).hasMatch() && !column.caseSensitive ? name : quoted(name, QLatin1Char('"'));
}

QString columnCondition(const ColumnInfo& column, const QString& typed)
{
    const QString text = typed.trimmed();
    if (text.isEmpty()) {
        return {};
    }
    const QString name = columnName(column);
    if (text.compare(QLatin1String("null"), Qt::CaseInsensitive) == 0) {
        return name + QStringLiteral(" IS NULL");
    }
    if (text.compare(QLatin1String("!null"), Qt::CaseInsensitive) == 0) {
        return name + QStringLiteral(" IS NOT NULL");
    }
    for (const char* sign : {"!=", "<=", ">=", "=", "<", ">"}) {
        const QLatin1String prefix(sign);
        if (text.startsWith(prefix) && text.size() > prefix.size()) {
            const QString shown = prefix == QLatin1String("!=") ? QStringLiteral("<>") : QString(prefix);
            return name + u' ' + shown + u' ' + literal(column, text.mid(prefix.size()));
        }
    }
    const QString cell = column.type.id == TypeId::Varchar ? name : QStringLiteral("CAST(%1 AS VARCHAR)").arg(name);
    return QStringLiteral("POSITION(%1 IN LOWER(%2)) > 0").arg(quoted(text.toLower(), QLatin1Char('\'')), cell);
}

QString exampleCondition(const ColumnInfo& column)
{
    const QString name = columnName(column);
    if (isNumeric(column.type.id)) {
        return name + QStringLiteral(" = 3");
    }
    switch (column.type.id) {
    case TypeId::Boolean: return name + QStringLiteral(" = TRUE");
    case TypeId::Char:
    case TypeId::Varchar: return name + QStringLiteral(" = 'abc'");
    case TypeId::Date: return name + QStringLiteral(" = '2026-01-31'");
    case TypeId::Time: return name + QStringLiteral(" = '12:30:00'");
    case TypeId::Timestamp: return name + QStringLiteral(" = '2026-01-31 12:30:00'");
    default: return name + QStringLiteral(" IS NOT NULL");
    }
}

QString cellCondition(const ColumnInfo& column, const Column& cells, size_t row)
{
    const QString name = columnName(column);
    if (cells.isNull(row)) {
        return name + QStringLiteral(" IS NULL");
    }
    return name + QStringLiteral(" = ") + literal(column, cellText(cells, row, column.type));
}

QString notCondition(const QString& condition)
{
    // A comparison with NULL is neither true nor false: such rows are not excluded by value.
    return condition.isEmpty() ? QString() : QStringLiteral("(%1) IS NOT TRUE").arg(condition);
}

QString bothConditions(const QString& first, const QString& second)
{
    if (first.isEmpty() || second.isEmpty()) {
        return first.isEmpty() ? second : first;
    }
    return QStringLiteral("(%1) AND (%2)").arg(first, second);
}

} // namespace millrace::models
