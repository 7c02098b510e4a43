// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/plan/adhoc_plan.h"

#include "engine/plan/plan_builder.h"

#include <algorithm>
#include <unordered_map>

namespace millrace::plan {

namespace {

using sql::RelationId;
using sql::RelKind;
using sql::RelNode;

enum class Dependence : uint8_t { None, Linear, Other };

/// How the rows of a query depend on those of one relation.
class DependenceOf {
public:
    explicit DependenceOf(RelationId relation)
        : m_relation(relation)
    {
    }

    Dependence operator()(const RelNode& rel)
    {
        const auto found = m_known.find(&rel);
        if (found != m_known.end()) {
            return found->second;
        }
        const Dependence dependence = find(rel);
        m_known.emplace(&rel, dependence);
        return dependence;
    }

private:
    Dependence find(const RelNode& rel)
    {
        if (rel.kind == RelKind::Scan) {
            return rel.relation == m_relation ? Dependence::Linear : Dependence::None;
        }
        size_t numLinear = 0;
        for (const sql::RelPtr& input : rel.inputs) {
            const Dependence dependence = (*this)(*input);
            if (dependence == Dependence::Other) {
                return Dependence::Other;
            }
            numLinear += dependence == Dependence::Linear ? 1 : 0;
        }
        if (numLinear == 0) {
            return Dependence::None;
        }
        switch (rel.kind) {
        case RelKind::Filter:
        case RelKind::Project:
        case RelKind::Repeat:
        case RelKind::Multiply:
        case RelKind::Unnest:
        case RelKind::UnionAll: return Dependence::Linear;
        case RelKind::Join:
            return rel.joinKind == sql::JoinKind::Inner && numLinear == 1 ? Dependence::Linear : Dependence::Other;
        default: return Dependence::Other;
        }
    }

    RelationId m_relation;
    std::unordered_map<const RelNode*, Dependence> m_known;
};

} // namespace

Result<AdHocPlan> planAdHoc(const sql::AdHocStatement& statement, const sql::Program& program)
{
    AdHocPlan planned;
    planned.reads = statement.reads;
    planned.program.relations.resize(program.relations.size());
    for (const RelationId id : statement.reads) {
        // Rows are read once and none is taken away, whatever the relation is in its program.
        sql::Relation& table = planned.program.relations[id];
        table.name = program.relations[id].name;
        table.schema = program.relations[id].schema;
        table.schema.primaryKey.clear();
        table.isAppendOnly = true;
    }
    sql::Relation view;
    view.name = "query";
    view.kind = sql::RelationKind::View;
    view.schema = statement.query->schema;
    view.query = statement.query;
    const sql::RelPtr optimized = optimize(view.query, planned.program); // as the builder will do
    for (const RelationId id : statement.reads) {
        if (DependenceOf(id)(*optimized) == Dependence::Linear) {
            planned.linearIn.push_back(id);
        }
    }
    planned.result = planned.program.relations.size();
    planned.program.relations.push_back(std::move(view));
    MR_TRY(planned.plan, PlanBuilder(planned.program).build());
    return planned;
}

std::string explainAdHoc(const sql::AdHocStatement& statement, const AdHocPlan& planned)
{
    std::string text;
    if (!statement.orderBy.empty()) {
        text += "sort by (";
        for (size_t i = 0; i < statement.orderBy.size(); ++i) {
            const OrderKey& key = statement.orderBy[i];
            text += (i == 0 ? "#" : ", #") + std::to_string(key.column) + (key.isDescending ? " desc" : "");
        }
        text += ")\n";
    }
    if (statement.limit >= 0) {
        text += "limit " + std::to_string(statement.limit) + "\n";
    }
    if (statement.offset != 0) {
        text += "offset " + std::to_string(statement.offset) + "\n";
    }
    for (const RelationId id : planned.linearIn) {
        text += "rows of " + planned.program.relations[id].name + " may be read in parts\n";
    }
    return text + explain(planned.program, planned.plan);
}

} // namespace millrace::plan
