// SPDX-License-Identifier: GPL-3.0-or-later
// GROUP BY of a SELECT: keys, ROLLUP, CUBE and GROUPING SETS.
#include "engine/sql/rel_factory.h"
#include "engine/sql/select_binder.h"

#include <algorithm>

namespace millrace::sql {

using syntax::Expr;
using syntax::ExprForm;
using syntax::ExprTree;

namespace {

/// Each set is an aggregation of its own.
constexpr size_t kMaxKeySets = 256;

/// True for an aggregate function outside of a window.
bool hasAggregateCall(const Expr& expr)
{
    if (expr.form == ExprForm::Call && !expr.over && isAggregateName(expr.names[0].text)) {
        return true;
    }
    return std::any_of(expr.args.begin(), expr.args.end(), [](const ExprTree& arg) { return hasAggregateCall(*arg); });
}

/// Each key once.
void sortKeys(std::vector<size_t>& set)
{
    std::sort(set.begin(), set.end());
    set.erase(std::unique(set.begin(), set.end()), set.end());
}

bool isSetsCall(const Expr& expr)
{
    return expr.form == ExprForm::Call && expr.names[0].isQuoted &&
           (expr.names[0].text == "ROLLUP" || expr.names[0].text == "CUBE" || expr.names[0].text == "GROUPING SETS");
}

} // namespace

bool hasGroupingSets(const syntax::Select& select)
{
    return std::any_of(select.groupBy.begin(), select.groupBy.end(),
                       [](const ExprTree& element) { return isSetsCall(*element); });
}

/// A key, or the keys of a list in parentheses.
bool SelectBinder::bindGroupKey(const Expr& key, KeySet& set)
{
    if (key.form == ExprForm::Row) {
        bool isComplete = true;
        for (const ExprTree& part : key.args) {
            isComplete = bindGroupKey(*part, set) && isComplete;
        }
        return isComplete;
    }
    bool isWrong = false;
    const bool isOrdinal = key.form == ExprForm::Integer;
    const size_t position = isOrdinal ? ordinalPosition(key, "GROUP BY", isWrong) : 0;
    return !isWrong && addGroupKey(isOrdinal ? bindItem(m_items[position]) : m_binder.bind(key), set);
}

bool SelectBinder::addGroupKey(const ExprPtr& bound, KeySet& set)
{
    if (!bound) {
        return false;
    }
    const size_t position = m_keys.add(bound);
    set.push_back(position);
    return true;
}

/// The sets of keys that one element of GROUP BY stands for: of a key or a list one.
bool SelectBinder::bindElement(const Expr& element, std::vector<KeySet>& sets)
{
    if (!isSetsCall(element)) {
        return bindGroupKey(element, sets.emplace_back());
    }
    const std::string& name = element.names[0].text;
    bool isComplete = true;
    if (name == "GROUPING SETS") {
        for (const ExprTree& arg : element.args) {
            isComplete = bindElement(*arg, sets) && isComplete;
        }
        return isComplete;
    }
    std::vector<KeySet> parts;
    for (const ExprTree& arg : element.args) {
        isComplete = bindGroupKey(*arg, parts.emplace_back()) && isComplete;
    }
    const bool isRollup = name == "ROLLUP";
    const size_t numSets = isRollup ? parts.size() + 1 : size_t{1} << std::min<size_t>(parts.size(), 20);
    for (size_t number = 0; number < numSets && sets.size() <= kMaxKeySets; ++number) {
        KeySet& set = sets.emplace_back();
        for (size_t part = 0; part < parts.size(); ++part) {
            if (isRollup ? part + number < parts.size() : (number >> part & 1) == 0) {
                set.insert(set.end(), parts[part].begin(), parts[part].end());
            }
        }
    }
    return isComplete;
}

/// The sets of all elements together: each of one with each of the others.
bool SelectBinder::bindKeySets()
{
    bool isComplete = true;
    m_keySets.assign(1, {});
    for (const ExprTree& element : m_select.groupBy) {
        std::vector<KeySet> sets;
        isComplete = bindElement(*element, sets) && isComplete;
        std::vector<KeySet> combined;
        if (m_keySets.size() * sets.size() > kMaxKeySets) {
            m_diagnostics.error(ErrorCode::kSqlTooComplex,
                                "GROUP BY makes too many sets of keys, the limit is " + std::to_string(kMaxKeySets),
                                element->span);
            return false;
        }
        for (const KeySet& left : m_keySets) {
            for (const KeySet& right : sets) {
                KeySet& both = combined.emplace_back(left);
                both.insert(both.end(), right.begin(), right.end());
            }
        }
        m_keySets = std::move(combined);
    }
    return isComplete;
}

bool SelectBinder::bindGroupBy()
{
    m_binder.setAggregates(nullptr, "in GROUP BY");
    m_aliasLimit = m_items.size();
    m_hasKeySets = hasGroupingSets(m_select);
    bool isComplete = bindKeySets();
    for (Item& item : m_items) {
        if (m_select.groupsByAll && (item.syntax == nullptr || !hasAggregateCall(*item.syntax))) {
            isComplete = addGroupKey(bindItem(item), m_keySets[0]) && isComplete;
        }
    }
    m_aliasLimit = 0;
    std::for_each(m_keySets.begin(), m_keySets.end(), sortKeys);
    return isComplete;
}

/// One aggregation for each set of keys; all their rows have all keys, those that a set has not are NULL.
RelPtr SelectBinder::groupBySets(std::vector<ExprPtr> keys, std::vector<AggregateCall> calls)
{
    for (const AggregateCall& call : calls) {
        for (const ExprPtr& key : call.keys) {
            if (!m_keys.contains(key)) {
                m_diagnostics.error(ErrorCode::kSqlNotInGroupBy, "GROUPING needs expressions of GROUP BY", key->span);
                return nullptr;
            }
        }
    }
    std::vector<RelPtr> parts;
    for (const KeySet& set : m_keySets) {
        parts.push_back(groupBySet(set, keys, calls));
    }
    return parts.size() == 1 ? parts[0] : makeUnionAll(std::move(parts), m_select.span);
}

RelPtr SelectBinder::groupBySet(const KeySet& set, const std::vector<ExprPtr>& keys,
                                const std::vector<AggregateCall>& calls)
{
    std::vector<ExprPtr> ownKeys;
    for (const size_t position : set) {
        ownKeys.push_back(keys[position]);
    }
    std::vector<AggregateCall> ownCalls;
    std::copy_if(calls.begin(), calls.end(), std::back_inserter(ownCalls),
                 [](const AggregateCall& call) { return call.kind != AggregateKind::Grouping; });
    if (ownCalls.empty()) {
        AggregateCall count;
        count.type = SqlType::of(TypeId::BigInt, false);
        ownCalls.push_back(count);
    }
    const RelPtr groups = makeAggregate(m_rel, ownKeys, std::move(ownCalls), m_select.span);
    std::vector<ExprPtr> exprs;
    std::vector<ColumnInfo> names;
    for (size_t i = 0; i < keys.size(); ++i) {
        const auto own = std::find(set.begin(), set.end(), i);
        const SqlType type = keys[i]->type.withNullable(true);
        exprs.push_back(own == set.end() ? literalExpr(Value::null(), type, keys[i]->span)
                                         : columnExpr(static_cast<int>(own - set.begin()), keys[i]->type));
        names.push_back(ColumnInfo{"", type, false});
    }
    auto column = static_cast<int>(set.size());
    for (const AggregateCall& call : calls) {
        const bool isGrouping = call.kind == AggregateKind::Grouping;
        exprs.push_back(isGrouping ? groupingOf(call, set) : columnExpr(column, call.type));
        column += isGrouping ? 0 : 1;
        names.push_back(ColumnInfo{"", call.type, false});
    }
    return makeProject(groups, std::move(exprs), names, m_select.span);
}

/// A bit for each key asked about, the last one the lowest: 1 where the set has it not.
ExprPtr SelectBinder::groupingOf(const AggregateCall& call, const KeySet& set)
{
    int64_t bits = 0;
    for (const ExprPtr& key : call.keys) {
        const bool isMissing = std::find(set.begin(), set.end(), m_keys.find(key)) == set.end();
        bits = bits * 2 + (isMissing ? 1 : 0);
    }
    return literalExpr(Value(bits), call.type, call.span);
}

} // namespace millrace::sql
