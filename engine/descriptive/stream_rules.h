// SPDX-License-Identifier: GPL-3.0-or-later
// Functions, literals, types and aggregates of the streaming dialect, over the engine's kernels.
#pragma once

#include "engine/descriptive/hidden_columns.h"
#include "engine/descriptive/stream_aggregate.h"
#include "engine/descriptive/stream_type.h"
#include "engine/sql/dialect_rules.h"

#include <string>
#include <unordered_map>
#include <vector>

namespace millrace::descriptive {

/// The rules for one SELECT (or the DEFAULTs of one stream). Aggregates stand in bound expressions as the columns
/// kFirstAggregate + i, hidden columns as HiddenColumns says.
class StreamRules final : public sql::DialectRules {
public:
    static constexpr int kFirstAggregate = 1 << 21;

    Result<ExprPtr> resolve(std::string_view name, std::vector<ExprPtr> args, const SourceSpan& span) override;
    Result<ExprPtr> literal(const sql::syntax::Expr& literal) override;
    Result<ExprPtr> cast(ExprPtr value, const sql::syntax::TypeName& type, const SourceSpan& span) override;
    bool isAggregate(std::string_view name) const override;
    Result<ExprPtr> aggregate(const sql::syntax::Expr& call, std::vector<ExprPtr> args, ExprPtr filter) override;

    /// The dialect's name of the type of an expression; `columns` are the names of the types of the row.
    std::string typeNameOf(const ExprPtr& expr, const std::vector<std::string>& columns) const;
    std::string typeNameOf(const ExprPtr& expr) const { return typeNameOf(expr, m_columns); }
    /// Names of the types of the row.
    void setColumns(std::vector<std::string> typeNames) { m_columns = std::move(typeNames); }
    /// Remembers a name for the type of an expression; gives the expression.
    ExprPtr named(ExprPtr expr, std::string typeName);
    /// Brings a value to a type as a cast does: a time is cut to the digits of the type, text is read in its zone.
    Result<ExprPtr> convert(ExprPtr value, const StreamType& type, const SourceSpan& span);
    /// The same for types whose name does not matter.
    Result<ExprPtr> convert(ExprPtr value, const SqlType& type, const SourceSpan& span);
    /// The node with other arguments; its type keeps its name.
    ExprPtr withArgs(const ExprPtr& expr, std::vector<ExprPtr> args);

    HiddenColumns& hidden() { return m_hidden; }
    const std::vector<StreamAggregate>& aggregates() const { return m_aggregates; }

private:
    Status meetSigns(std::vector<ExprPtr>& args);
    Result<ExprPtr> arithmetic(std::string_view sign, std::vector<ExprPtr> args, const SourceSpan& span);
    Result<ExprPtr> remainder(std::vector<ExprPtr> args, const SourceSpan& span);
    Result<ExprPtr> negation(ExprPtr value, const SourceSpan& span);

    std::vector<std::string> m_columns;
    HiddenColumns m_hidden;
    std::vector<StreamAggregate> m_aggregates;
    std::unordered_map<ExprPtr, std::string> m_typeNames;
    std::unordered_map<ExprPtr, ExprPtr> m_exactNumbers; ///< float64 as written: the same as a decimal
};

} // namespace millrace::descriptive
