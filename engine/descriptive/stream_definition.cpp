// SPDX-License-Identifier: GPL-3.0-or-later
// CREATE STREAM and the rows of INSERT: columns, DEFAULTs, settings.
#include "engine/descriptive/select_binder.h"
#include "engine/descriptive/setting_value.h"
#include "engine/descriptive/stream_statement.h"
#include "engine/descriptive/stream_type.h"
#include "engine/expr/evaluator.h"
#include "engine/zset/batch_builder.h"

#include <algorithm>

namespace millrace::descriptive {

using sql::syntax::CreateStream;
using sql::syntax::Expr;
using sql::syntax::InsertRows;
using sql::syntax::Setting;

namespace {

constexpr size_t kMaxColumns = 1'000;
constexpr std::string_view kTimeType = "datetime64(3, 'UTC')";

Error firstOf(sql::DiagnosticList& diagnostics)
{
    const sql::Diagnostic& first = diagnostics.list().front();
    return Error{first.code, first.message, first.span, first.notes};
}

/// An expression of the type a column needs.
Result<ExprPtr> bindFor(const Expr& expr, const CatalogColumn& column, const sql::Scope& scope, StreamRules& rules)
{
    sql::DiagnosticList diagnostics;
    sql::ExpressionBinder binder(diagnostics, scope);
    binder.setDialect(&rules);
    binder.setAggregates(nullptr, "in a value of a row");
    const ExprPtr bound = binder.bind(expr);
    if (!bound) {
        return firstOf(diagnostics);
    }
    MR_TRY(ExprPtr value, rules.convert(bound, StreamType{column.type, column.typeName, column.scale}, expr.span));
    if (value->type.nullable && !column.type.nullable) {
        return makeError(ErrorCode::kSqlTypeMismatch, "Column " + column.name + " is not nullable, this may be NULL",
                         expr.span);
    }
    return value;
}

ExprPtr now64(StreamRules& rules, const SourceSpan& span)
{
    auto call = rules.resolve("now64", {}, span);
    MR_ASSERT(call.ok());
    return std::move(call).value();
}

/// Uniform values of the column's type.
Result<ExprPtr> anyValue(const CatalogColumn& column, StreamRules& rules, const SourceSpan& span)
{
    if (column.type.id == TypeId::Array) {
        return makeError(ErrorCode::kSqlUnsupported, "An array of a random stream needs a DEFAULT: " + column.name,
                         span);
    }
    HiddenColumn hidden;
    hidden.kind = HiddenKind::AnyOfType;
    hidden.type = column.type;
    hidden.typeName = column.typeName;
    hidden.text = "column " + column.name;
    return rules.hidden().add(std::move(hidden), span);
}

Status takeRandomSetting(const Setting& setting, RandomSchedule& schedule)
{
    static constexpr std::string_view kKnown[] = {"eps", "interval_time", "shards"};
    if (setting.name.text == "eps") {
        MR_TRY(schedule.eps, epsOf(setting));
    } else if (setting.name.text == "interval_time") {
        MR_TRY(schedule.intervalMs, wholeSetting(setting, 1, 1'000));
    } else if (setting.name.text == "shards") {
        MR_CHECK(wholeSetting(setting, 1, 1'024));
    } else {
        return unknownSetting(setting, kKnown);
    }
    return {};
}

Status takeStreamSetting(const Setting& setting)
{
    static constexpr std::string_view kKnown[] = {
        "mode", "shards", "storage_type", "logstore_retention_bytes", "logstore_retention_ms", "replication_factor"};
    if (setting.name.text == "mode" && setting.value != "append") {
        return makeError(ErrorCode::kSqlUnsupported,
                         "Streams of mode " + setting.value.substr(0, 64) + " are not supported yet; append is",
                         setting.span);
    }
    const bool isKnown = std::find(std::begin(kKnown), std::end(kKnown), setting.name.text) != std::end(kKnown);
    if (!isKnown && setting.name.text == "event_time_column") {
        return makeError(ErrorCode::kSqlUnsupported, "event_time_column is not supported yet; insert _tp_time",
                         setting.span);
    }
    return isKnown ? Status() : Status(unknownSetting(setting, kKnown));
}

/// DEFAULTs in order; those of a random stream may use the columns before them.
Status bindDefaults(const CreateStream& create, Stream& stream)
{
    StreamRules rules;
    Schema before;
    std::vector<ExprPtr> values;
    for (size_t i = 0; i < stream.columns.size(); ++i) {
        CatalogColumn& column = stream.columns[i];
        const bool isWritten = i < create.columns.size();
        const SourceSpan span = isWritten ? create.columns[i].name.span : create.name.span;
        if (isWritten && create.columns[i].defaultValue) {
            sql::Scope scope;
            if (stream.isRandom) {
                scope.addRelation("", before);
            }
            MR_TRY(ExprPtr value, bindFor(*create.columns[i].defaultValue, column, scope, rules));
            column.defaultValue = replaceColumns(value, rules, [&](const ExprPtr& part) -> ExprPtr {
                const auto position = static_cast<size_t>(part->column);
                return part->kind == ExprKind::Column && position < values.size() ? values[position] : nullptr;
            });
            if (isTooLarge(*column.defaultValue)) {
                return makeError(ErrorCode::kSqlTooComplex, "The DEFAULTs are too large together", span);
            }
        } else if (column.name == kTimeColumn) {
            column.defaultValue = now64(rules, span);
        } else if (stream.isRandom) {
            MR_TRY(column.defaultValue, anyValue(column, rules, span));
        }
        before.columns.push_back(ColumnInfo{column.name, column.type, false});
        values.push_back(column.defaultValue);
    }
    for (CatalogColumn& column : stream.columns) {
        column.defaultValue = column.defaultValue ? overHidden(column.defaultValue, 0, rules) : nullptr;
    }
    stream.hidden = rules.hidden().list();
    return {};
}

/// The zero of a type, which a column without DEFAULT has where no value is given.
ExprPtr zeroOf(const SqlType& type)
{
    if (type.nullable) {
        return literalExpr(Value::null(), type);
    }
    switch (type.id) {
    case TypeId::Boolean: return literalExpr(Value(false), type);
    case TypeId::Real:
    case TypeId::Double: return literalExpr(Value(0.0), type);
    case TypeId::Decimal: return literalExpr(Value(Int128{0}), type);
    case TypeId::Varchar:
    case TypeId::Array: return literalExpr(Value(std::string()), type);
    default: break;
    }
    return isUnsignedInteger(type.id) ? literalExpr(Value(uint64_t{0}), type) : literalExpr(Value(int64_t{0}), type);
}

/// Positions of the columns that an INSERT names.
Result<std::vector<size_t>> insertedColumns(const Stream& stream, const InsertRows& insert)
{
    std::vector<size_t> positions;
    if (insert.columns.empty()) {
        for (size_t i = 0; i + 1 < stream.columns.size(); ++i) {
            positions.push_back(i);
        }
        const bool hasTime = !insert.rows.empty() && insert.rows[0].size() == stream.columns.size();
        if (hasTime) {
            positions.push_back(stream.columns.size() - 1);
        }
        return positions;
    }
    for (const sql::syntax::Name& name : insert.columns) {
        const auto found = std::find_if(stream.columns.begin(), stream.columns.end(),
                                        [&](const CatalogColumn& column) { return column.name == name.text; });
        const auto position = static_cast<size_t>(found - stream.columns.begin());
        if (found == stream.columns.end()) {
            return makeError(ErrorCode::kSqlUnknownColumn, "The stream has no column of this name: " + name.text,
                             name.span);
        }
        if (std::find(positions.begin(), positions.end(), position) != positions.end()) {
            return makeError(ErrorCode::kSqlDuplicateName, "A column is given twice: " + name.text, name.span);
        }
        positions.push_back(position);
    }
    return positions;
}

/// One row: the values over hidden columns of their own, which are drawn for it.
Status appendRow(std::vector<ExprPtr> values, std::vector<HiddenColumn> hidden, Instant now, BatchBuilder& out)
{
    Batch row;
    row.numRows = 1;
    HiddenFiller(std::move(hidden)).append(row, now);
    std::vector<SqlType> types;
    for (const ExprPtr& value : values) {
        types.push_back(value->type);
    }
    Evaluator evaluator(std::move(values));
    std::vector<Column> results;
    if (auto failure = evaluator.evaluate(row, results)) {
        return std::move(failure->error);
    }
    for (size_t i = 0; i < results.size(); ++i) {
        out.column(i).appendValue(valueAt(results[i], 0, types[i]));
    }
    return {};
}

} // namespace

Result<StreamPtr> makeStream(const CreateStream& create)
{
    auto stream = std::make_shared<Stream>();
    stream->name = create.name.text;
    stream->isRandom = create.isRandom;
    for (const sql::syntax::StreamColumnDefinition& definition : create.columns) {
        MR_TRY(StreamType type, bindStreamType(definition.type));
        const std::string& name = definition.name.text;
        const bool isKnown = std::any_of(stream->columns.begin(), stream->columns.end(),
                                         [&](const CatalogColumn& column) { return column.name == name; });
        if (isKnown) {
            return makeError(ErrorCode::kSqlDuplicateName, "A column is declared twice: " + name, definition.name.span);
        }
        if (name == kTimeColumn) {
            return makeError(ErrorCode::kSqlUnsupported,
                             "_tp_time is added by itself; declaring it is not supported yet", definition.name.span);
        }
        stream->columns.push_back(CatalogColumn{name, type.type, type.name, type.scale, nullptr});
    }
    if (stream->columns.size() > kMaxColumns) {
        return makeError(ErrorCode::kSqlTooComplex,
                         "A stream has too many columns, the limit is " + std::to_string(kMaxColumns),
                         create.name.span);
    }
    stream->columns.push_back(CatalogColumn{std::string(kTimeColumn), SqlType::of(TypeId::Timestamp, false),
                                            std::string(kTimeType), 3, nullptr});
    for (const Setting& setting : create.settings) {
        MR_CHECK(stream->isRandom ? takeRandomSetting(setting, stream->schedule) : takeStreamSetting(setting));
    }
    MR_CHECK(bindDefaults(create, *stream));
    if (!stream->isRandom) {
        stream->rows = std::make_shared<StoredRows>();
    }
    return StreamPtr(std::move(stream));
}

Result<BatchPtr> makeRows(const Stream& stream, const InsertRows& insert, Instant now)
{
    MR_TRY(const std::vector<size_t> positions, insertedColumns(stream, insert));
    std::vector<Physical> physicals;
    std::vector<ExprPtr> standard;
    for (const CatalogColumn& column : stream.columns) {
        physicals.push_back(physicalOf(column.type));
        standard.push_back(column.defaultValue ? column.defaultValue : zeroOf(column.type));
    }
    if (insert.rows.size() > Batch::kMaxRows) {
        return makeError(ErrorCode::kQueryLimit, "INSERT has too many rows at once, the limit is 65536",
                         insert.name.span);
    }
    BatchBuilder builder(physicals);
    const sql::Scope scope;
    for (const auto& row : insert.rows) {
        if (row.size() != positions.size()) {
            return makeError(ErrorCode::kSqlColumnCount,
                             "A row has " + std::to_string(row.size()) + " values, the columns are " +
                                 std::to_string(positions.size()),
                             row.empty() ? insert.name.span : row[0]->span);
        }
        StreamRules rules;
        std::vector<ExprPtr> values = standard;
        const auto numDefaults = stream.hidden.size();
        for (size_t i = 0; i < row.size(); ++i) {
            MR_TRY(ExprPtr value, bindFor(*row[i], stream.columns[positions[i]], scope, rules));
            values[positions[i]] = overHidden(value, numDefaults, rules);
        }
        std::vector<HiddenColumn> hidden = stream.hidden;
        hidden.insert(hidden.end(), rules.hidden().list().begin(), rules.hidden().list().end());
        MR_CHECK(appendRow(std::move(values), std::move(hidden), now, builder));
    }
    return builder.build();
}

} // namespace millrace::descriptive
