// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/plan/planner.h"

#include <map>

namespace millrace::plan {

namespace {

/// Writes the operators of each relation as a tree, every shared operator once.
class PlanPrinter {
public:
    PlanPrinter(const sql::Program& program, const IncrementalPlan& plan)
        : m_program(program)
        , m_plan(plan)
    {
        for (size_t i = 0; i < plan.relations.size(); ++i) {
            m_relationAt.emplace(plan.relations[i].node, i);
        }
    }

    std::string print()
    {
        for (size_t i = 0; i < m_plan.relations.size(); ++i) {
            printRelation(i);
        }
        return std::move(m_text);
    }

private:
    void printRelation(size_t index)
    {
        static constexpr const char* kKinds[] = {"table", "view", "local view", "materialized view"};
        const sql::Relation& relation = m_program.relations[index];
        if (relation.name.empty()) {
            return; // nothing that a query reads
        }
        m_text += kKinds[static_cast<size_t>(relation.kind)];
        m_text += " " + relation.name;
        m_text += m_plan.relations[index].store ? " [rows kept]\n" : "\n";
        printNode(m_plan.relations[index].node, 1, index);
    }

    void printNode(NodeId node, size_t depth, size_t relation)
    {
        m_text.append(depth * 2, ' ');
        const auto named = m_relationAt.find(node);
        if (named != m_relationAt.end() && named->second != relation) {
            m_text += "changes of " + m_program.relations[named->second].name + "\n";
            return;
        }
        m_text += m_plan.circuit.op(node).describe() + notesOf(node);
        if (!m_printed.emplace(node, true).second) {
            m_text += " (shared, see above)\n";
            return;
        }
        m_text += "\n";
        for (const NodeId input : m_plan.circuit.inputsOf(node)) {
            printNode(input, depth + 1, relation);
        }
    }

    std::string notesOf(NodeId node) const
    {
        const StreamProperties& properties = m_plan.properties[node];
        std::string notes;
        if (properties.isAppendOnly) {
            notes += " [append-only]";
        }
        if (properties.hasKey) {
            notes += " [key";
            for (const int column : properties.key) {
                notes += " #" + std::to_string(column);
            }
            notes += "]";
        }
        return notes;
    }

    const sql::Program& m_program;
    const IncrementalPlan& m_plan;
    std::map<NodeId, size_t> m_relationAt;
    std::map<NodeId, bool> m_printed;
    std::string m_text;
};

} // namespace

std::string explain(const sql::Program& program, const IncrementalPlan& plan)
{
    return PlanPrinter(program, plan).print();
}

} // namespace millrace::plan
