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
        , m_operators(describeOperators(plan))
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
        m_text += m_operators[node].text + notesOf(node);
        if (!m_printed.emplace(node, true).second) {
            m_text += " (shared, see above)\n";
            return;
        }
        m_text += "\n";
        printStores(node, depth + 1);
        for (const NodeId input : m_operators[node].inputs) {
            printNode(input, depth + 1, relation);
        }
    }

    /// What keeps the rows of this stream for others.
    void printStores(NodeId node, size_t depth)
    {
        for (const uint32_t consumer : m_operators[node].consumers) {
            const OperatorInfo& info = m_operators[consumer];
            if (info.consumers.empty() && m_relationAt.count(consumer) == 0 && info.keeps != Keeps::Nothing) {
                m_text.append(depth * 2, ' ');
                m_text += "| " + info.keepsText() + arrangements(info) + "\n";
            }
        }
    }

    static std::string arrangements(const OperatorInfo& info)
    {
        const std::string text = info.arrangementsText();
        return text.empty() ? text : "; arranged " + text;
    }

    std::string notesOf(NodeId node) const
    {
        const OperatorInfo& info = m_operators[node];
        std::string notes;
        if (info.isAppendOnly) {
            notes += " [append-only]";
        }
        if (info.hasKey) {
            notes += " [key";
            for (const int column : info.key) {
                notes += " #" + std::to_string(column);
            }
            notes += "]";
        }
        if (info.keeps != Keeps::Nothing) {
            notes += " [" + info.keepsText() + arrangements(info) + "]";
        }
        return notes;
    }

    const sql::Program& m_program;
    const IncrementalPlan& m_plan;
    const std::vector<OperatorInfo> m_operators;
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
