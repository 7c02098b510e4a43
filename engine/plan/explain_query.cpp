// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/plan/planner.h"

#include <algorithm>
#include <map>
#include <unordered_map>

namespace millrace::plan {

using sql::AggregateKind;
using sql::JoinKind;
using sql::RelKind;
using sql::RelNode;

namespace {

constexpr size_t kMaxShownRows = 4;

std::string_view joinWord(JoinKind kind)
{
    switch (kind) {
    case JoinKind::Inner: return "inner join";
    case JoinKind::Left: return "left join";
    case JoinKind::Right: return "right join";
    case JoinKind::Full: return "full join";
    case JoinKind::Semi: return "semi join";
    case JoinKind::Anti: return "anti join";
    }
    return "join";
}

std::string_view aggregateWord(AggregateKind kind)
{
    switch (kind) {
    case AggregateKind::CountStar:
    case AggregateKind::Count: return "COUNT";
    case AggregateKind::Sum: return "SUM";
    case AggregateKind::Avg: return "AVG";
    case AggregateKind::Min: return "MIN";
    case AggregateKind::Max: return "MAX";
    case AggregateKind::Grouping: return "GROUPING";
    case AggregateKind::BitAnd: return "BIT_AND";
    case AggregateKind::BitOr: return "BIT_OR";
    case AggregateKind::BitXor: return "BIT_XOR";
    case AggregateKind::Some: return "SOME";
    case AggregateKind::Every: return "EVERY";
    case AggregateKind::VarPop: return "VAR_POP";
    case AggregateKind::VarSamp: return "VAR_SAMP";
    case AggregateKind::StddevPop: return "STDDEV_POP";
    case AggregateKind::StddevSamp: return "STDDEV_SAMP";
    case AggregateKind::ArgMin: return "ARG_MIN";
    case AggregateKind::ArgMax: return "ARG_MAX";
    }
    return "";
}

std::string_view overWord(const OverCall& call)
{
    switch (call.function) {
    case OverFunction::Aggregate: return aggregateWord(call.aggregate);
    case OverFunction::Lag: return "LAG";
    case OverFunction::Lead: return "LEAD";
    case OverFunction::FirstValue: return "FIRST_VALUE";
    case OverFunction::LastValue: return "LAST_VALUE";
    }
    return "";
}

std::string_view rankWord(RankKind kind)
{
    switch (kind) {
    case RankKind::RowNumber: return "ROW_NUMBER";
    case RankKind::Rank: return "RANK";
    case RankKind::DenseRank: return "DENSE_RANK";
    }
    return "";
}

using Labels = std::vector<std::string>;

/// The text of a subtree, and what its columns are called above it.
struct Described {
    std::string text;
    Labels labels;
};

/// Writes a node and below it its inputs. Columns are called by the relation they come from: price.part; a relation
/// that is read again is price#2.
class QueryPrinter {
public:
    explicit QueryPrinter(const sql::Program& program)
        : m_program(program)
    {
    }

    Described describe(const RelNode& rel, size_t depth)
    {
        // Parts that several others use are written out once.
        const auto known = m_shared.find(&rel);
        if (known != m_shared.end() && !rel.inputs.empty()) {
            return {std::string(depth * 2, ' ') + "as above: " + known->second.text + "\n", known->second.labels};
        }
        std::string inputText;
        std::vector<Labels> inputs;
        for (const sql::RelPtr& input : rel.inputs) {
            Described described = describe(*input, depth + 1);
            inputText += described.text;
            inputs.push_back(std::move(described.labels));
        }
        Described result;
        const std::string line = describeNode(rel, inputs, result.labels);
        m_shared[&rel] = {line, result.labels};
        result.text = std::string(depth * 2, ' ') + line + "\n" + inputText;
        return result;
    }

private:
    std::string describeNode(const RelNode& rel, const std::vector<Labels>& inputs, Labels& labels)
    {
        switch (rel.kind) {
        case RelKind::Scan: return describeScan(rel, labels);
        case RelKind::Values: return describeValues(rel, labels);
        case RelKind::Filter: labels = inputs[0]; return "filter " + exprToString(*rel.predicate, &inputs[0]);
        case RelKind::Project: return describeProject(rel, inputs[0], labels);
        case RelKind::Join: return describeJoin(rel, inputs, labels);
        case RelKind::Aggregate: return describeAggregate(rel, inputs[0], labels);
        case RelKind::Distinct: labels = inputs[0]; return "distinct";
        case RelKind::Repeat:
            labels = inputs[0];
            labels.push_back("#" + std::to_string(labels.size()));
            return "repeat " + std::to_string(rel.repetitions) + " times";
        case RelKind::Multiply: labels = inputs[0]; return "multiply by " + exprToString(*rel.value, &inputs[0]);
        case RelKind::Unnest:
            labels = inputs[0];
            labels.push_back("#" + std::to_string(labels.size()));
            labels.push_back("#" + std::to_string(labels.size()));
            return "unnest " + exprToString(*rel.value, &inputs[0]);
        case RelKind::UnionAll: labels = inputs[0]; return "union all";
        case RelKind::Over: return describeOver(rel, inputs[0], labels);
        case RelKind::Rank: return describeRank(rel, inputs[0], labels);
        }
        return "";
    }

    static std::string describeOver(const RelNode& rel, const Labels& input, Labels& labels)
    {
        labels = input;
        std::string text = "window";
        for (size_t i = 0; i < rel.over.calls.size(); ++i) {
            text += std::string(i == 0 ? " " : ", ") + std::string(overWord(rel.over.calls[i]));
            const int arg = rel.over.calls[i].argColumn;
            text += arg < 0 ? "(*)" : "(" + input[static_cast<size_t>(arg)] + ")";
            labels.push_back("#" + std::to_string(labels.size()));
        }
        for (size_t i = 0; i < rel.over.partitionBy.size(); ++i) {
            text += (i == 0 ? " by " : ", ") + input[static_cast<size_t>(rel.over.partitionBy[i])];
        }
        for (size_t i = 0; i < rel.over.orderBy.size(); ++i) {
            const OrderKey& key = rel.over.orderBy[i];
            text += (i == 0 ? " in order of " : ", ") + input[static_cast<size_t>(key.column)];
            text += key.isDescending ? " desc" : "";
        }
        return text;
    }

    std::string describeScan(const RelNode& rel, Labels& labels)
    {
        std::string name = m_program.relations[rel.relation].name;
        const int use = ++m_uses[rel.relation];
        if (use > 1) {
            name += "#" + std::to_string(use);
        }
        for (const ColumnInfo& column : rel.schema.columns) {
            labels.push_back(name + "." + column.name);
        }
        return "scan " + name;
    }

    static std::string describeValues(const RelNode& rel, Labels& labels)
    {
        std::string text = "values";
        for (size_t i = 0; i < rel.rows.size() && i < kMaxShownRows; ++i) {
            text += i == 0 ? " (" : ", (";
            for (size_t k = 0; k < rel.rows[i].size(); ++k) {
                text += (k == 0 ? "" : ", ") + exprToString(*rel.rows[i][k]);
            }
            text += ")";
        }
        if (rel.rows.size() > kMaxShownRows) {
            text += " and " + std::to_string(rel.rows.size() - kMaxShownRows) + " more";
        } else if (rel.rows.empty()) {
            text += " of no row";
        }
        for (const ColumnInfo& column : rel.schema.columns) {
            labels.push_back(column.name);
        }
        return text;
    }

    static std::string describeProject(const RelNode& rel, const Labels& input, Labels& labels)
    {
        std::string text = "project";
        for (size_t i = 0; i < rel.exprs.size(); ++i) {
            const std::string value = exprToString(*rel.exprs[i], &input);
            const std::string& name = rel.schema.columns[i].name;
            const size_t point = value.rfind('.');
            const bool isSameName = rel.exprs[i]->kind == ExprKind::Column &&
                                    (point == std::string::npos ? value : value.substr(point + 1)) == name;
            text += (i == 0 ? " " : ", ") + value;
            if (!name.empty() && !isSameName) {
                text += " AS " + name;
                labels.push_back(rel.exprs[i]->kind == ExprKind::Column ? value : name);
            } else {
                const bool isLiteral = rel.exprs[i]->kind == ExprKind::Literal;
                labels.push_back(isLiteral ? "#" + std::to_string(i) : value);
            }
        }
        return text;
    }

    static std::string describeJoin(const RelNode& rel, const std::vector<Labels>& inputs, Labels& labels)
    {
        Labels both = inputs[0];
        both.insert(both.end(), inputs[1].begin(), inputs[1].end());
        std::string text(rel.equiKeys.empty() && !rel.predicate && rel.joinKind == JoinKind::Inner
                             ? "cross join"
                             : joinWord(rel.joinKind));
        for (size_t i = 0; i < rel.equiKeys.size(); ++i) {
            const auto& [left, right] = rel.equiKeys[i];
            text += (i == 0 ? " on " : " and ") + inputs[0][static_cast<size_t>(left)] + " = " +
                    inputs[1][static_cast<size_t>(right)];
        }
        if (rel.predicate) {
            text += (rel.equiKeys.empty() ? " where " : ", where ") + exprToString(*rel.predicate, &both);
        }
        const bool hasRight = rel.joinKind != JoinKind::Semi && rel.joinKind != JoinKind::Anti;
        labels = hasRight ? std::move(both) : inputs[0];
        return text;
    }

    static std::string describeAggregate(const RelNode& rel, const Labels& input, Labels& labels)
    {
        std::string text = "aggregate";
        std::string calls;
        std::string keys;
        for (const ExprPtr& key : rel.groupBy) {
            labels.push_back(exprToString(*key, &input));
            keys += (keys.empty() ? " by " : ", ") + labels.back();
        }
        for (const sql::AggregateCall& call : rel.aggregates) {
            std::string shown(aggregateWord(call.kind));
            shown += call.isDistinct ? "(DISTINCT " : "(";
            shown += call.arg ? exprToString(*call.arg, &input) : "*";
            shown += call.order ? ", " + exprToString(*call.order, &input) : "";
            shown += ")";
            if (call.filter) {
                shown += " FILTER " + exprToString(*call.filter, &input);
            }
            calls += (calls.empty() ? " " : ", ") + shown;
            labels.push_back(std::move(shown));
        }
        return text + calls + keys;
    }

    static std::string describeRank(const RelNode& rel, const Labels& input, Labels& labels)
    {
        labels = input;
        std::string text = rel.rank.hasLimit() ? "top " + std::to_string(rel.rank.limit) : "rank";
        if (rel.rank.isBounded()) {
            text += " by " + std::string(rankWord(rel.rank.limitBy));
        }
        if (rel.rank.offset != 0) {
            text += " after " + std::to_string(rel.rank.offset);
        }
        for (size_t i = 0; i < rel.rank.partitionBy.size(); ++i) {
            text += (i == 0 ? " for each " : ", ") + input[static_cast<size_t>(rel.rank.partitionBy[i])];
        }
        for (size_t i = 0; i < rel.rank.orderBy.size(); ++i) {
            const OrderKey& key = rel.rank.orderBy[i];
            text += (i == 0 ? " order by " : ", ") + input[static_cast<size_t>(key.column)];
            text += key.isDescending ? " DESC" : "";
            text += key.areNullsFirst != key.isDescending ? "" : key.areNullsFirst ? " NULLS FIRST" : " NULLS LAST";
        }
        for (size_t i = 0; i < rel.rank.ranks.size(); ++i) {
            labels.emplace_back(rankWord(rel.rank.ranks[i]));
            text += (i == 0 ? " with " : ", ") + labels.back();
        }
        return text;
    }

    const sql::Program& m_program;
    std::map<sql::RelationId, int> m_uses;
    std::unordered_map<const RelNode*, Described> m_shared; ///< first lines of what was described
};

} // namespace

std::string explainQuery(const RelNode& query, const sql::Program& program)
{
    return QueryPrinter(program).describe(query, 0).text;
}

} // namespace millrace::plan
