// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/engine/plan/query_interpreter.h"

#include "engine/expr/evaluator.h"
#include "engine/expr/function.h"

#include <algorithm>

namespace millrace::testing {

using sql::AggregateCall;
using sql::AggregateKind;
using sql::JoinKind;
using sql::RelKind;
using sql::RelNode;

namespace {

Result<Value> evaluate(const ExprPtr& expr, const Row& row, const Schema& schema)
{
    if (expr->kind == ExprKind::Column) {
        return row[static_cast<size_t>(expr->column)];
    }
    std::vector<ExprPtr> literals;
    for (size_t i = 0; i < row.size(); ++i) {
        literals.push_back(literalExpr(row[i], schema.columns[i].type));
    }
    return evaluateConstant(substituteColumns(expr, literals));
}

Result<bool> isTrue(const ExprPtr& condition, const Row& row, const Schema& schema)
{
    if (!condition) {
        return true;
    }
    MR_TRY(const Value value, evaluate(condition, row, schema));
    return !value.isNull() && value.asBool();
}

std::string lineOf(const Row& row, const Schema& schema)
{
    std::string line;
    for (size_t i = 0; i < row.size(); ++i) {
        line += (row[i].isNull() ? "null" : "'" + formatValue(row[i], schema.columns[i].type) + "'") + ",";
    }
    return line;
}

/// Both rows side by side.
Row joined(const Row& left, const Row& right)
{
    Row row = left;
    row.insert(row.end(), right.begin(), right.end());
    return row;
}

class Interpreter {
public:
    Interpreter(const sql::Program& program, const Database& database)
        : m_program(program)
        , m_database(database)
    {
    }

    Result<Rows> run(const RelNode& rel)
    {
        switch (rel.kind) {
        case RelKind::Scan: return scan(rel);
        case RelKind::Values: return values(rel);
        case RelKind::Filter: return filter(rel);
        case RelKind::Project: return project(rel);
        case RelKind::Join: return join(rel);
        case RelKind::Aggregate: return aggregate(rel);
        case RelKind::Distinct: return distinct(rel);
        case RelKind::UnionAll: return unionAll(rel);
        case RelKind::Repeat: return repeat(rel);
        case RelKind::Multiply: return multiply(rel);
        case RelKind::Unnest: return unnest(rel);
        case RelKind::Over: return over(rel);
        case RelKind::Rank: return rank(rel);
        }
        return Rows();
    }

private:
    Result<Rows> scan(const RelNode& rel)
    {
        const sql::Relation& relation = m_program.relations[rel.relation];
        return relation.isTable() ? Result<Rows>(m_database.at(rel.relation)) : run(*relation.query);
    }

    Result<Rows> values(const RelNode& rel)
    {
        Rows rows;
        for (const std::vector<ExprPtr>& exprs : rel.rows) {
            Row row;
            for (const ExprPtr& expr : exprs) {
                MR_TRY(Value value, evaluateConstant(expr));
                row.push_back(std::move(value));
            }
            rows.push_back(std::move(row));
        }
        return rows;
    }

    Result<Rows> filter(const RelNode& rel)
    {
        MR_TRY(const Rows input, run(*rel.inputs[0]));
        Rows rows;
        for (const Row& row : input) {
            MR_TRY(const bool isKept, isTrue(rel.predicate, row, rel.inputs[0]->schema));
            if (isKept) {
                rows.push_back(row);
            }
        }
        return rows;
    }

    Result<Rows> project(const RelNode& rel)
    {
        MR_TRY(const Rows input, run(*rel.inputs[0]));
        Rows rows;
        for (const Row& row : input) {
            Row values;
            for (const ExprPtr& expr : rel.exprs) {
                MR_TRY(Value value, evaluate(expr, row, rel.inputs[0]->schema));
                values.push_back(std::move(value));
            }
            rows.push_back(std::move(values));
        }
        return rows;
    }

    static bool keysMeet(const RelNode& rel, const Row& left, const Row& right)
    {
        return std::all_of(rel.equiKeys.begin(), rel.equiKeys.end(), [&](const std::pair<int, int>& key) {
            const Value& a = left[static_cast<size_t>(key.first)];
            const Value& b = right[static_cast<size_t>(key.second)];
            return !a.isNull() && !b.isNull() && a == b;
        });
    }

    Result<Rows> join(const RelNode& rel)
    {
        MR_TRY(const Rows left, run(*rel.inputs[0]));
        MR_TRY(const Rows right, run(*rel.inputs[1]));
        Schema both = rel.inputs[0]->schema;
        both.columns.insert(both.columns.end(), rel.inputs[1]->schema.columns.begin(),
                            rel.inputs[1]->schema.columns.end());
        const Row noLeft(rel.inputs[0]->schema.numColumns());
        const Row noRight(rel.inputs[1]->schema.numColumns());
        std::vector<bool> hasMet(right.size());
        const bool keepsLeft = rel.joinKind == JoinKind::Left || rel.joinKind == JoinKind::Full;
        const bool keepsRight = rel.joinKind == JoinKind::Right || rel.joinKind == JoinKind::Full;
        const bool isHalf = rel.joinKind == JoinKind::Semi || rel.joinKind == JoinKind::Anti;
        Rows rows;
        for (const Row& l : left) {
            bool isMet = false;
            for (size_t i = 0; i < right.size(); ++i) {
                Row row = joined(l, right[i]);
                MR_TRY(const bool isKept, isTrue(rel.predicate, row, both));
                if (isKept && keysMeet(rel, l, right[i])) {
                    if (!isHalf) {
                        rows.push_back(std::move(row));
                    }
                    isMet = true;
                    hasMet[i] = true;
                }
            }
            if (isHalf && isMet == (rel.joinKind == JoinKind::Semi)) {
                rows.push_back(l);
            }
            if (!isMet && keepsLeft) {
                rows.push_back(joined(l, noRight));
            }
        }
        for (size_t i = 0; i < right.size() && keepsRight; ++i) {
            if (!hasMet[i]) {
                rows.push_back(joined(noLeft, right[i]));
            }
        }
        return rows;
    }

    /// SUM and AVG; an average of exact numbers is truncated.
    static Value foldSum(const AggregateCall& call, const std::vector<Value>& present)
    {
        const auto count = static_cast<int64_t>(present.size());
        const bool isSum = call.kind == AggregateKind::Sum;
        if (isApproximate(call.arg->type.id)) {
            double sum = 0;
            for (const Value& value : present) {
                sum += value.asDouble();
            }
            return Value(isSum ? sum : sum / static_cast<double>(count));
        }
        Int128 sum = 0;
        for (const Value& value : present) {
            sum += call.arg->type.id == TypeId::Decimal      ? value.asDecimal()
                   : isUnsignedInteger(call.arg->type.id) ? static_cast<Int128>(value.asUInt())
                                                             : static_cast<Int128>(value.asInt());
        }
        const Int128 result = isSum ? sum : sum / count;
        return call.type.id == TypeId::Decimal      ? Value(result)
               : isUnsignedInteger(call.type.id) ? Value(static_cast<uint64_t>(result))
                                                    : Value(static_cast<int64_t>(result));
    }

    static Value fold(const AggregateCall& call, const std::vector<Value>& present)
    {
        if (call.kind == AggregateKind::Count || call.kind == AggregateKind::CountStar) {
            return Value(static_cast<int64_t>(present.size()));
        }
        if (present.empty()) {
            return Value();
        }
        const auto isTrue = [](const Value& value) { return value.asBool(); };
        if (call.kind == AggregateKind::Some) {
            return Value(std::any_of(present.begin(), present.end(), isTrue));
        }
        if (call.kind == AggregateKind::Every) {
            return Value(std::all_of(present.begin(), present.end(), isTrue));
        }
        if (call.kind == AggregateKind::Sum || call.kind == AggregateKind::Avg) {
            return foldSum(call, present);
        }
        const auto less = [&call](const Value& a, const Value& b) { return compareValues(a, b, call.arg->type) < 0; };
        return call.kind == AggregateKind::Min ? *std::min_element(present.begin(), present.end(), less)
                                               : *std::max_element(present.begin(), present.end(), less);
    }

    /// `best`: the value of ARG_MIN or ARG_MAX and what it was chosen by. Of equal ones the least value is taken.
    static void keepExtreme(const AggregateCall& call, Value value, Value order, std::vector<Value>& best)
    {
        if (order.isNull()) {
            return;
        }
        if (!best.empty()) {
            const int sign = call.kind == AggregateKind::ArgMin ? 1 : -1;
            const auto compared = compareValues(order, best[1], call.order->type);
            const int byOrder = compared < 0 ? -sign : compared > 0 ? sign : 0;
            const bool isLess = value.isNull() ? !best[0].isNull()
                                               : !best[0].isNull() && compareValues(value, best[0], call.arg->type) < 0;
            if (byOrder > 0 || (byOrder == 0 && !isLess)) {
                return;
            }
        }
        best = {std::move(value), std::move(order)};
    }

    static std::vector<Value> distinctValues(const AggregateCall& call, std::vector<Value> values)
    {
        const auto less = [&call](const Value& a, const Value& b) { return compareValues(a, b, call.arg->type) < 0; };
        std::sort(values.begin(), values.end(), less);
        values.erase(std::unique(values.begin(), values.end()), values.end());
        return values;
    }

    Result<Rows> aggregate(const RelNode& rel)
    {
        MR_TRY(const Rows input, run(*rel.inputs[0]));
        const Schema& schema = rel.inputs[0]->schema;
        Schema keySchema;
        for (const ExprPtr& key : rel.groupBy) {
            keySchema.columns.push_back(ColumnInfo{"", key->type, false});
        }
        std::map<std::string, std::pair<Row, Rows>> groups;
        if (rel.groupBy.empty()) {
            groups[""];
        }
        for (const Row& row : input) {
            Row keys;
            for (const ExprPtr& key : rel.groupBy) {
                MR_TRY(Value value, evaluate(key, row, schema));
                keys.push_back(std::move(value));
            }
            auto& group = groups[lineOf(keys, keySchema)];
            group.first = keys;
            group.second.push_back(row);
        }
        Rows rows;
        for (auto& [text, group] : groups) {
            Row out = group.first;
            for (const AggregateCall& call : rel.aggregates) {
                std::vector<Value> present;
                for (const Row& row : group.second) {
                    MR_TRY(const bool isCounted, isTrue(call.filter, row, schema));
                    if (!isCounted) {
                        continue;
                    }
                    MR_TRY(Value value, call.arg ? evaluate(call.arg, row, schema) : Result<Value>(Value(true)));
                    if (call.order) {
                        MR_TRY(Value order, evaluate(call.order, row, schema));
                        keepExtreme(call, std::move(value), std::move(order), present);
                    } else if (!value.isNull()) {
                        present.push_back(std::move(value));
                    }
                }
                if (call.order) {
                    out.push_back(present.empty() ? Value() : present[0]);
                    continue;
                }
                out.push_back(fold(call, call.isDistinct ? distinctValues(call, std::move(present)) : present));
            }
            rows.push_back(std::move(out));
        }
        return rows;
    }

    Result<Rows> distinct(const RelNode& rel)
    {
        MR_TRY(const Rows input, run(*rel.inputs[0]));
        std::map<std::string, Row> unique;
        for (const Row& row : input) {
            unique.emplace(lineOf(row, rel.schema), row);
        }
        Rows rows;
        for (auto& [line, row] : unique) {
            rows.push_back(std::move(row));
        }
        return rows;
    }

    Result<Rows> unionAll(const RelNode& rel)
    {
        Rows rows;
        for (const sql::RelPtr& input : rel.inputs) {
            MR_TRY(const Rows part, run(*input));
            rows.insert(rows.end(), part.begin(), part.end());
        }
        return rows;
    }

    Result<Rows> repeat(const RelNode& rel)
    {
        MR_TRY(const Rows input, run(*rel.inputs[0]));
        Rows rows;
        for (const Row& row : input) {
            for (int64_t number = 0; number < rel.repetitions; ++number) {
                rows.push_back(joined(row, {Value(number)}));
            }
        }
        return rows;
    }

    Result<Rows> multiply(const RelNode& rel)
    {
        MR_TRY(const Rows input, run(*rel.inputs[0]));
        Rows rows;
        for (const Row& row : input) {
            MR_TRY(const Value factor, evaluate(rel.value, row, rel.inputs[0]->schema));
            const int64_t times = factor.isNull() ? 0 : factor.asInt();
            for (int64_t i = 0; i < times; ++i) {
                rows.push_back(row);
            }
        }
        return rows;
    }

    Result<Rows> unnest(const RelNode& rel)
    {
        MR_TRY(const Rows input, run(*rel.inputs[0]));
        Rows rows;
        for (const Row& row : input) {
            MR_TRY(const Value array, evaluate(rel.value, row, rel.inputs[0]->schema));
            if (array.isNull()) {
                continue;
            }
            const ExprPtr literal = literalExpr(array, rel.value->type);
            const auto call = [](std::string_view name, std::vector<ExprPtr> args) -> Result<Value> {
                MR_TRY(const ExprPtr bound, resolveCall(name, std::move(args), {}));
                return evaluateConstant(bound);
            };
            MR_TRY(const Value size, call("CARDINALITY", {literal}));
            for (int64_t position = 1; position <= size.asInt(); ++position) {
                const ExprPtr index = literalExpr(Value(position), SqlType::of(TypeId::BigInt, false));
                MR_TRY(const Value element, call("[]", {literal, index}));
                rows.push_back(joined(row, {element, Value(position)}));
            }
        }
        return rows;
    }

    /// Below 0 when row `a` comes first in the order of these keys.
    static int compareRows(const Row& a, const Row& b, const std::vector<OrderKey>& keys, const Schema& schema)
    {
        for (const OrderKey& key : keys) {
            const auto column = static_cast<size_t>(key.column);
            if (a[column].isNull() || b[column].isNull()) {
                if (a[column].isNull() != b[column].isNull()) {
                    return a[column].isNull() == key.areNullsFirst ? -1 : 1;
                }
                continue;
            }
            const auto order = compareValues(a[column], b[column], schema.columns[column].type);
            if (order != 0) {
                return (order < 0) != key.isDescending ? -1 : 1;
            }
        }
        return 0;
    }

    Result<Rows> rank(const RelNode& rel)
    {
        MR_TRY(Rows input, run(*rel.inputs[0]));
        const Schema& schema = rel.inputs[0]->schema;
        std::vector<OrderKey> partition;
        for (const int column : rel.rank.partitionBy) {
            partition.push_back(OrderKey{column, false, true});
        }
        std::vector<OrderKey> all = partition;
        all.insert(all.end(), rel.rank.orderBy.begin(), rel.rank.orderBy.end());
        for (size_t i = 0; i < schema.numColumns(); ++i) {
            all.push_back(OrderKey{static_cast<int>(i), false, true});
        }
        std::sort(input.begin(), input.end(),
                  [&](const Row& a, const Row& b) { return compareRows(a, b, all, schema) < 0; });
        Rows rows;
        int64_t number = 0;
        int64_t first = 0;
        int64_t dense = 0;
        for (size_t i = 0; i < input.size(); ++i) {
            const bool isNew = i == 0 || compareRows(input[i - 1], input[i], partition, schema) != 0;
            const bool isPeer = !isNew && compareRows(input[i - 1], input[i], rel.rank.orderBy, schema) == 0;
            number = isNew ? 1 : number + 1;
            dense = isNew ? 1 : isPeer ? dense : dense + 1;
            first = isPeer ? first : number;
            const auto value = [&](RankKind kind) {
                return kind == RankKind::RowNumber ? number : kind == RankKind::Rank ? first : dense;
            };
            const int64_t bound = value(rel.rank.limitBy);
            if (bound <= rel.rank.offset || (rel.rank.hasLimit() && bound > rel.rank.offset + rel.rank.limit)) {
                continue;
            }
            Row row = input[i];
            for (const RankKind kind : rel.rank.ranks) {
                row.push_back(Value(value(kind)));
            }
            rows.push_back(std::move(row));
        }
        return rows;
    }

    /// Where row `other` stands as seen from row `row`: below, in, or above a bound of its frame.
    static int placeAt(FrameBound bound, Int128 offset, const OverSpec& spec, const WindowFrame& frame,
                       const Rows& rows, size_t row, size_t other, const Schema& schema)
    {
        if (bound == FrameBound::UnboundedPreceding || bound == FrameBound::UnboundedFollowing) {
            return bound == FrameBound::UnboundedPreceding ? 1 : -1;
        }
        const Int128 signedOffset = bound == FrameBound::Preceding   ? -offset
                                    : bound == FrameBound::Following ? offset
                                                                     : Int128{0};
        if (frame.unit == FrameUnit::Rows) {
            const Int128 place = static_cast<Int128>(other) - static_cast<Int128>(row) - signedOffset;
            return place < 0 ? -1 : place > 0 ? 1 : 0;
        }
        const int order = compareRows(rows[other], rows[row], spec.orderBy, schema);
        if (signedOffset == 0) {
            return order;
        }
        const OrderKey& key = spec.orderBy[0];
        const Value& a = rows[other][static_cast<size_t>(key.column)];
        const Value& b = rows[row][static_cast<size_t>(key.column)];
        if (a.isNull() || b.isNull()) {
            return order;
        }
        const auto number = [&](const Value& value) {
            const Int128 plain = value.storage().index() == 4 ? value.asDecimal() : static_cast<Int128>(value.asInt());
            return key.isDescending ? -plain : plain;
        };
        const Int128 distance = number(a) - number(b) - signedOffset;
        return distance < 0 ? -1 : distance > 0 ? 1 : 0;
    }

    /// The result of a call for one row of a partition in order.
    static Value resultOf(const OverSpec& spec, const OverCall& call, const Rows& rows, size_t row,
                          const Schema& schema)
    {
        const auto arg = [&](size_t at) { return rows[at][static_cast<size_t>(call.argColumn)]; };
        if (call.function == OverFunction::Lag || call.function == OverFunction::Lead) {
            const auto other =
                static_cast<int64_t>(row) + (call.function == OverFunction::Lag ? -call.offset : call.offset);
            if (other >= 0 && other < static_cast<int64_t>(rows.size())) {
                return arg(static_cast<size_t>(other));
            }
            return call.defaultColumn < 0 ? Value() : rows[row][static_cast<size_t>(call.defaultColumn)];
        }
        std::vector<size_t> seen;
        const WindowFrame& frame = call.frame;
        for (size_t other = 0; other < rows.size(); ++other) {
            const bool isInside = placeAt(frame.start, frame.startOffset, spec, frame, rows, row, other, schema) >= 0 &&
                                  placeAt(frame.end, frame.endOffset, spec, frame, rows, row, other, schema) <= 0;
            if (isInside) {
                seen.push_back(other);
            }
        }
        if (call.function != OverFunction::Aggregate) {
            const bool isFirst = call.function == OverFunction::FirstValue;
            return seen.empty() ? Value() : arg(isFirst ? seen.front() : seen.back());
        }
        std::vector<Value> present;
        for (const size_t other : seen) {
            const Value passes =
                call.filterColumn < 0 ? Value(true) : rows[other][static_cast<size_t>(call.filterColumn)];
            const Value value = call.argColumn < 0 ? Value(true) : arg(other);
            if (!passes.isNull() && passes.asBool() && !value.isNull()) {
                present.push_back(value);
            }
        }
        AggregateCall aggregate;
        aggregate.kind = call.aggregate;
        aggregate.arg = columnExpr(call.argColumn, call.argType);
        aggregate.type = call.type;
        return fold(aggregate, present);
    }

    Result<Rows> over(const RelNode& rel)
    {
        MR_TRY(Rows input, run(*rel.inputs[0]));
        const Schema& schema = rel.inputs[0]->schema;
        std::vector<OrderKey> partition;
        for (const int column : rel.over.partitionBy) {
            partition.push_back(OrderKey{column, false, true});
        }
        std::vector<OrderKey> all = partition;
        all.insert(all.end(), rel.over.orderBy.begin(), rel.over.orderBy.end());
        for (size_t i = 0; i < schema.numColumns(); ++i) {
            all.push_back(OrderKey{static_cast<int>(i), false, true});
        }
        std::sort(input.begin(), input.end(),
                  [&](const Row& a, const Row& b) { return compareRows(a, b, all, schema) < 0; });
        Rows results;
        for (size_t first = 0; first < input.size();) {
            size_t last = first;
            while (last < input.size() && compareRows(input[first], input[last], partition, schema) == 0) {
                ++last;
            }
            const Rows rows(input.begin() + static_cast<std::ptrdiff_t>(first),
                            input.begin() + static_cast<std::ptrdiff_t>(last));
            for (size_t i = 0; i < rows.size(); ++i) {
                Row row = rows[i];
                for (const OverCall& call : rel.over.calls) {
                    row.push_back(resultOf(rel.over, call, rows, i, schema));
                }
                results.push_back(std::move(row));
            }
            first = last;
        }
        return results;
    }

    const sql::Program& m_program;
    const Database& m_database;
};

} // namespace

Result<Rows> interpret(const RelNode& query, const sql::Program& program, const Database& database)
{
    return Interpreter(program, database).run(query);
}

std::vector<std::string> sortedLines(const Rows& rows, const Schema& schema)
{
    std::vector<std::string> lines;
    for (const Row& row : rows) {
        lines.push_back(lineOf(row, schema));
    }
    std::sort(lines.begin(), lines.end());
    return lines;
}

} // namespace millrace::testing
