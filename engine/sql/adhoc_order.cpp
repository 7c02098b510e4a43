// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/sql/adhoc_order.h"

#include "engine/sql/expression_binder.h"
#include "engine/sql/rel_factory.h"

#include <algorithm>
#include <charconv>

namespace millrace::sql {

using syntax::BodyForm;
using syntax::ExprForm;
using syntax::ItemForm;

namespace {

bool parseCount(const std::string& text, size_t& count)
{
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, count);
    return error == std::errc() && stop == end;
}

/// The SELECT that columns can be added to, or null.
syntax::Select* openSelect(syntax::Query& query)
{
    const bool isOpen = query.body->form == BodyForm::Select && !query.body->select->isDistinct;
    return isOpen ? query.body->select.get() : nullptr;
}

} // namespace

bool AdHocOrder::takeFrom(syntax::Query& query)
{
    if (!takeCount(query.limit, m_limit) || !takeCount(query.offset, m_offset)) {
        return false;
    }
    if (query.withTies) {
        m_diagnostics.error(ErrorCode::kSqlUnsupported, "WITH TIES is not supported at the end of a query",
                            query.limitSpan);
        return false;
    }
    if (query.body->form == BodyForm::Select && !query.body->select->distinctOn.empty() && !query.orderBy.empty()) {
        m_diagnostics.error(ErrorCode::kSqlUnsupported,
                            "DISTINCT ON cannot choose its rows and order the result at once: put it into a subquery",
                            query.orderBySpan);
        return false;
    }
    syntax::Select* select = openSelect(query);
    for (syntax::OrderItem& item : query.orderBy) {
        takeItem(item, select);
    }
    query.orderBy.clear();
    query.limit.reset();
    query.offset.reset();
    query.limitSpan = {};
    return true;
}

bool AdHocOrder::takeCount(const syntax::ExprTree& expr, int64_t& count)
{
    if (!expr) {
        return true;
    }
    size_t value = 0;
    if (expr->form != ExprForm::Integer || !parseCount(expr->text, value) || value > INT64_MAX) {
        m_diagnostics.error(ErrorCode::kSqlUnsupported, "LIMIT, OFFSET and FETCH need a whole number", expr->span);
        return false;
    }
    count = static_cast<int64_t>(value);
    return true;
}

void AdHocOrder::takeItem(syntax::OrderItem& item, syntax::Select* select)
{
    Key key;
    key.span = item.expr->span;
    key.order.isDescending = item.isDescending;
    const bool areLowest = item.nulls == syntax::NullsOrder::Lowest;
    key.order.areNullsFirst = areLowest ? !item.isDescending : item.nulls == syntax::NullsOrder::First;
    size_t position = 0;
    const bool isName = item.expr->form == ExprForm::Column && item.expr->names.size() == 1;
    const auto isAlias = [&](const syntax::SelectItem& each) {
        return each.alias && each.alias->text == item.expr->names[0].text;
    };
    if (item.expr->form == ExprForm::Integer && parseCount(item.expr->text, position)) {
        key.what = position;
    } else if (isName && select != nullptr && std::any_of(select->items.begin(), select->items.end(), isAlias)) {
        key.what = item.expr->names[0].text;
    } else if (select != nullptr) {
        key.what = Hidden{m_numHidden++};
        syntax::SelectItem hidden;
        hidden.form = ItemForm::Expression;
        hidden.span = item.expr->span;
        hidden.expr = std::move(item.expr);
        select->items.push_back(std::move(hidden));
    } else {
        key.what = std::move(item.expr);
    }
    m_keys.push_back(std::move(key));
}

bool AdHocOrder::applyTo(AdHocStatement& statement, RelPtr bound)
{
    statement.limit = m_limit;
    statement.offset = m_offset;
    statement.schema = bound->schema;
    statement.schema.primaryKey.clear();
    statement.schema.columns.resize(bound->schema.numColumns() - m_numHidden);
    std::vector<ExprPtr> exprs = columnExprs(bound->schema);
    const size_t numBound = exprs.size();
    for (Key& key : m_keys) {
        OrderKey order = key.order;
        if (!resolve(key, statement.schema, exprs, order)) {
            return false;
        }
        statement.orderBy.push_back(order);
    }
    if (exprs.size() != numBound) {
        std::vector<ColumnInfo> names = bound->schema.columns;
        for (size_t i = numBound; i < exprs.size(); ++i) {
            names.push_back(ColumnInfo{"", exprs[i]->type, false});
        }
        const SourceSpan span = bound->span;
        bound = makeProject(std::move(bound), std::move(exprs), names, span);
    }
    statement.query = std::move(bound);
    return true;
}

bool AdHocOrder::resolve(Key& key, const Schema& schema, std::vector<ExprPtr>& exprs, OrderKey& order)
{
    if (const auto* position = std::get_if<size_t>(&key.what)) {
        if (*position == 0 || *position > schema.numColumns()) {
            m_diagnostics.error(ErrorCode::kSqlUnknownColumn,
                                "No column of this position, needed in ORDER BY: " + std::to_string(*position),
                                key.span);
            return false;
        }
        order.column = static_cast<int>(*position - 1);
        return true;
    }
    if (const auto* name = std::get_if<std::string>(&key.what)) {
        return resolveName(key, *name, schema, order);
    }
    if (const auto* hidden = std::get_if<Hidden>(&key.what)) {
        order.column = static_cast<int>(schema.numColumns() + hidden->index);
        return true;
    }
    Scope scope;
    scope.addRelation("", schema);
    ExpressionBinder binder(m_diagnostics, scope);
    binder.setAggregates(nullptr, "in this ORDER BY");
    const ExprPtr expr = binder.bind(*std::get<syntax::ExprTree>(key.what));
    if (!expr) {
        return false;
    }
    const auto same =
        std::find_if(exprs.begin(), exprs.end(), [&](const ExprPtr& other) { return sameExpr(*other, *expr); });
    order.column = static_cast<int>(same - exprs.begin());
    if (same == exprs.end()) {
        exprs.push_back(expr);
    }
    return true;
}

bool AdHocOrder::resolveName(const Key& key, const std::string& name, const Schema& schema, OrderKey& order)
{
    size_t numFound = 0;
    for (size_t i = 0; i < schema.numColumns(); ++i) {
        if (schema.columns[i].name == name) {
            order.column = static_cast<int>(i);
            ++numFound;
        }
    }
    if (numFound != 1) {
        m_diagnostics.error(ErrorCode::kSqlAmbiguousColumn, "Several columns of the result have this name: " + name,
                            key.span);
    }
    return numFound == 1;
}

} // namespace millrace::sql
