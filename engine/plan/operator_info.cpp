// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/plan/operator_info.h"

#include "engine/plan/planner.h"
#include "engine/zset/relation_store.h"

namespace millrace::plan {

namespace {

std::string columnsText(const std::vector<int>& columns)
{
    std::string text = "(";
    for (size_t i = 0; i < columns.size(); ++i) {
        text += (i == 0 ? "#" : ", #") + std::to_string(columns[i]);
    }
    return text + ")";
}

/// The stream whose rows an operator keeps: its first input, or its own output when it is a table.
const StreamProperties& keptStream(const IncrementalPlan& plan, const OperatorInfo& info)
{
    return plan.properties[info.inputs.empty() ? info.node : info.inputs[0]];
}

} // namespace

std::string OperatorInfo::keepsText() const
{
    switch (keeps) {
    case Keeps::Nothing: return {};
    case Keeps::Rows: return growsForEver ? "keeps every row, for ever" : "keeps the rows that are there";
    case Keeps::Groups: return growsForEver ? "keeps every group, for ever" : "keeps the groups that are there";
    case Keeps::BestRows: return "keeps the best rows of each group";
    }
    return {};
}

std::string OperatorInfo::arrangementsText() const
{
    std::string listed;
    for (const ArrangementInfo& arrangement : arrangements) {
        listed += listed.empty() ? "by " : ", by ";
        listed += columnsText(arrangement.key);
        if (arrangement.numUses > 1) {
            listed += " shared by " + std::to_string(arrangement.numUses);
        }
    }
    return listed;
}

std::vector<OperatorInfo> describeOperators(const IncrementalPlan& plan)
{
    std::vector<OperatorInfo> operators(plan.circuit.numNodes());
    for (NodeId node = 0; node < operators.size(); ++node) {
        OperatorInfo& info = operators[node];
        const Operator& op = plan.circuit.op(node);
        info.node = node;
        info.relation = node < plan.nodeView.size() ? plan.nodeView[node] : std::string();
        info.text = op.describe();
        info.keeps = op.keeps();
        for (const NodeId input : plan.circuit.inputsOf(node)) {
            info.inputs.push_back(input);
            operators[input].consumers.push_back(node);
        }
        if (node >= plan.properties.size()) {
            continue; // a plan made by hand
        }
        info.isAppendOnly = plan.properties[node].isAppendOnly;
        info.hasKey = plan.properties[node].hasKey;
        info.key = plan.properties[node].key;
        const StreamProperties& kept = keptStream(plan, info);
        const bool keepsAll = info.keeps == Keeps::Rows || info.keeps == Keeps::Groups;
        info.growsForEver = keepsAll && kept.isAppendOnly;
        if (const RelationStore* store = op.keptRows()) {
            for (const RelationStore::IndexUse& use : store->indexes()) {
                info.arrangements.push_back({use.columns, use.numUses});
            }
        }
    }
    return operators;
}

} // namespace millrace::plan
