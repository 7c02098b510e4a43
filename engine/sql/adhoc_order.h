// SPDX-License-Identifier: GPL-3.0-or-later
// ORDER BY, LIMIT and OFFSET of a query as a whole.
#pragma once

#include "engine/sql/adhoc_statement.h"
#include "engine/sql/diagnostic_list.h"
#include "engine/sql/syntax_tree.h"

#include <string>
#include <variant>
#include <vector>

namespace millrace::sql {

/// Takes the order off the outermost query before it is bound and puts it on its result: the order of a result is no
/// business of the operators below. What a SELECT orders by becomes columns behind those that it shows, so that it may
/// use everything the SELECT list may use; the result of DISTINCT, VALUES or a set operation is ordered by its own
/// columns.
class AdHocOrder {
public:
    explicit AdHocOrder(DiagnosticList& diagnostics)
        : m_diagnostics(diagnostics)
    {
    }

    /// False when an error was reported.
    bool takeFrom(syntax::Query& query);
    /// Completes the statement with the bound query; false when an error was reported.
    bool applyTo(AdHocStatement& statement, RelPtr bound);

private:
    /// What an item of ORDER BY names: a column by position from 1, a column by name, the n-th hidden one, or an
    /// expression over the result.
    struct Hidden {
        size_t index = 0;
    };
    struct Key {
        std::variant<size_t, std::string, Hidden, syntax::ExprTree> what;
        OrderKey order;
        SourceSpan span;
    };

    bool takeCount(const syntax::ExprTree& expr, int64_t& count);
    void takeItem(syntax::OrderItem& item, syntax::Select* select);
    bool resolve(Key& key, const Schema& schema, std::vector<ExprPtr>& exprs, OrderKey& order);
    bool resolveName(const Key& key, const std::string& name, const Schema& schema, OrderKey& order);

    DiagnosticList& m_diagnostics;
    std::vector<Key> m_keys;
    size_t m_numHidden = 0;
    int64_t m_limit = -1;
    int64_t m_offset = 0;
};

} // namespace millrace::sql
