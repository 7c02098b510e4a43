// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/text/inspection.h"

#include "models/entry/staged_rows_model.h"
#include "models/query/query_result_model.h"
#include "models/stream/change_stream_model.h"
#include "models/stream/relation_state_model.h"
#include "models/text/cell_text.h"
#include "models/text/number_text.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace millrace::models {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Inspection)
};

constexpr int kNoRole = -1;
constexpr qsizetype kMaxRowValue = 400; // of a value among others; whole it stands above them
constexpr qsizetype kMaxDumpBytes = 64 * 1024;

/// Where a model keeps what is asked for.
struct Roles {
    int full = kNoRole;
    int null = kNoRole;
    int before = kNoRole;
};

std::optional<Roles> rolesOf(const QAbstractItemModel* model)
{
    if (qobject_cast<const ChangeStreamModel*>(model) != nullptr) {
        return Roles{ChangeStreamModel::FullTextRole, ChangeStreamModel::NullRole, ChangeStreamModel::BeforeRole};
    }
    if (qobject_cast<const RelationStateModel*>(model) != nullptr) {
        return Roles{RelationStateModel::FullTextRole, RelationStateModel::NullRole, kNoRole};
    }
    if (qobject_cast<const QueryResultModel*>(model) != nullptr) {
        return Roles{QueryResultModel::FullTextRole, QueryResultModel::NullRole, kNoRole};
    }
    if (qobject_cast<const StagedRowsModel*>(model) != nullptr) {
        return Roles{Qt::EditRole, StagedRowsModel::NullRole, StagedRowsModel::WasRole};
    }
    return std::nullopt;
}

/// Elsewhere the tool tip of a header is "name TYPE", but for columns of ours.
QString typeOf(const QAbstractItemModel& model, int column, const QString& name)
{
    if (qobject_cast<const ChangeStreamModel*>(&model) != nullptr) {
        return model.headerData(column, Qt::Horizontal, ChangeStreamModel::TypeTextRole).toString();
    }
    const QString tip = model.headerData(column, Qt::Horizontal, Qt::ToolTipRole).toString();
    return tip.startsWith(name + u' ') ? tip.mid(name.size() + 1) : QString();
}

InspectedValue valueOf(const QModelIndex& cell, const Roles& roles)
{
    InspectedValue value;
    value.name = cell.model()->headerData(cell.column(), Qt::Horizontal).toString();
    value.type = typeOf(*cell.model(), cell.column(), value.name);
    value.isNull = cell.data(roles.null).toBool();
    value.text = value.isNull ? QStringLiteral("NULL") : cell.data(roles.full).toString();
    if (value.text.isEmpty() && !value.isNull) {
        value.text = cell.data().toString(); // a column of ours
    }
    return value;
}

QString shortened(QString text)
{
    return text.size() > kMaxRowValue ? text.left(kMaxRowValue) + u'…' : text;
}

} // namespace

Inspection inspectCell(const QModelIndex& cell)
{
    Inspection inspection;
    const std::optional<Roles> roles = cell.isValid() ? rolesOf(cell.model()) : std::nullopt;
    if (!roles) {
        return inspection;
    }
    inspection.value = valueOf(cell, *roles);
    for (int column = 0; column < cell.model()->columnCount(); ++column) {
        const QModelIndex index = cell.siblingAtColumn(column);
        const InspectedValue value = valueOf(index, *roles);
        const QVariant before = roles->before == kNoRole ? QVariant() : index.data(roles->before);
        const QString old = before.isNull() ? value.text : before.toString();
        Fact fact;
        fact.name = value.name;
        fact.value = old == value.text ? shortened(value.text)
                                       : shortened(old) + QStringLiteral(" → ") + shortened(value.text);
        fact.severity = old == value.text ? FactSeverity::Plain : FactSeverity::Warning;
        if (!fact.name.isEmpty()) {
            inspection.row.append(std::move(fact));
        }
    }
    return inspection;
}

QString sumsText(const QItemSelection& selection, int column)
{
    int numCells = 0;
    int numNumbers = 0;
    bool isWhole = true;
    bool isCut = false;
    __int128 whole = 0;
    double sum = 0;
    double least = 0;
    double greatest = 0;
    for (const QItemSelectionRange& range : selection) {
        const std::optional<Roles> roles = rolesOf(range.model());
        if (!roles || column < range.left() || column > range.right()) {
            continue;
        }
        for (int row = range.top(); row <= range.bottom(); ++row) {
            if (numCells == kMaxInspectedCells) {
                isCut = true;
                break;
            }
            ++numCells;
            const QModelIndex cell = range.model()->index(row, column);
            const QString text = cell.data(roles->null).toBool() ? QString() : cell.data(roles->full).toString();
            bool isNumber = false;
            const double number = QLocale::c().toDouble(text, &isNumber);
            if (!isNumber) {
                continue;
            }
            bool isInteger = false;
            whole += text.toLongLong(&isInteger);
            isWhole = isWhole && isInteger;
            sum += number;
            least = numNumbers == 0 ? number : std::min(least, number);
            greatest = numNumbers == 0 ? number : std::max(greatest, number);
            ++numNumbers;
        }
    }
    if (numCells < 2) {
        return {};
    }
    QStringList parts{Texts::tr("%n cell(s)", nullptr, numCells)};
    if (numNumbers > 0) {
        const auto text = [](double number) { return QLocale().toString(number, 'g', 15); };
        constexpr __int128 kMax = INT64_MAX;
        const bool isExact = isWhole && whole <= kMax && whole >= -kMax;
        parts.append(Texts::tr("sum %1").arg(isExact ? QLocale().toString(static_cast<qlonglong>(whole)) : text(sum)));
        parts.append(Texts::tr("from %1 to %2").arg(text(least), text(greatest)));
        parts.append(Texts::tr("mean %1").arg(QLocale().toString(sum / numNumbers, 'g', 8)));
        if (!isExact) {
            parts.append(Texts::tr("rounded, as doubles"));
        }
    }
    if (isCut) {
        parts.append(Texts::tr("of the first %1").arg(countText(kMaxInspectedCells)));
    }
    return parts.join(QStringLiteral(" · "));
}

QList<Fact> inspectRelation(const RelationInfo& relation)
{
    QList<Fact> facts;
    const Schema& schema = relation.schema;
    for (size_t i = 0; i < schema.columns.size(); ++i) {
        const ColumnInfo& column = schema.columns[i];
        const bool isKey = std::find(schema.primaryKey.begin(), schema.primaryKey.end(), static_cast<int>(i)) !=
                           schema.primaryKey.end();
        QString type = typeText(column.type);
        if (!column.type.nullable && !type.contains(QLatin1String("NOT NULL"))) {
            type += QStringLiteral(" NOT NULL");
        }
        facts.append({toQString(column.name), isKey ? Texts::tr("%1, key").arg(type) : type});
    }
    return facts;
}

QString hexDump(const QString& text)
{
    const QByteArray bytes = text.toUtf8().left(kMaxDumpBytes);
    QString dump;
    for (qsizetype at = 0; at < bytes.size(); at += 16) {
        const QByteArray line = bytes.mid(at, 16);
        QString characters;
        for (const char byte : line) {
            characters += byte >= 32 && byte < 127 ? QLatin1Char(byte) : QLatin1Char('.');
        }
        dump += QStringLiteral("%1  %2  %3\n")
                    .arg(at, 6, 16, QLatin1Char('0'))
                    .arg(QString::fromLatin1(line.toHex(' ')), -47)
                    .arg(characters);
    }
    return dump;
}

} // namespace millrace::models
