// SPDX-License-Identifier: GPL-3.0-or-later
// The graph of connectors that wait for labels.
#include "engine/connectors/connector_declaration.h"
#include "engine/connectors/transport_registry.h"

#include <algorithm>
#include <map>
#include <string>

namespace millrace {

namespace {

/// Depth-first search over "waits for a label that … carries".
class WaitGraph {
public:
    explicit WaitGraph(const std::vector<ConnectorDeclaration>& connectors)
        : m_connectors(connectors)
        , m_marks(connectors.size(), Mark::Unseen)
    {
        for (size_t i = 0; i < connectors.size(); ++i) {
            for (const std::string& label : connectors[i].spec.labels) {
                m_carriers[label].push_back(i);
            }
        }
    }

    bool isCarried(const std::string& label) const { return m_carriers.contains(label); }

    /// Endpoint of a carrier that never comes to its end; empty where there is none.
    std::string endlessCarrier(const std::string& label) const
    {
        const auto carriers = m_carriers.find(label);
        for (const size_t each : carriers == m_carriers.end() ? std::vector<size_t>() : carriers->second) {
            if (!canEnd(m_connectors[each].spec)) {
                return nameOf(each);
            }
        }
        return {};
    }

    /// Walks from a connector; true when it met a cycle, which cycle() then describes.
    bool findCycle(size_t start)
    {
        if (m_marks[start] != Mark::Unseen) {
            return false;
        }
        m_marks[start] = Mark::OnPath;
        for (const std::string& label : m_connectors[start].spec.startAfter) {
            const auto carriers = m_carriers.find(label);
            if (carriers == m_carriers.end()) {
                continue;
            }
            for (const size_t next : carriers->second) {
                m_path.push_back({start, label, next});
                if (m_marks[next] == Mark::OnPath || findCycle(next)) {
                    return true;
                }
                m_path.pop_back();
            }
        }
        m_marks[start] = Mark::Done;
        return false;
    }

    size_t cycleStart() const { return m_path.back().to; }

    std::string cycle() const
    {
        const auto first =
            std::find_if(m_path.begin(), m_path.end(), [&](const Edge& edge) { return edge.from == cycleStart(); });
        std::string text = "Connectors wait for each other: ";
        for (auto edge = first; edge != m_path.end(); ++edge) {
            text += edge == first ? "" : "; ";
            text += "'" + nameOf(edge->from) + "' waits for label '" + edge->label + "', which '" + nameOf(edge->to) +
                    "' carries";
        }
        return text;
    }

private:
    enum class Mark : uint8_t { Unseen, OnPath, Done };
    struct Edge {
        size_t from;
        std::string label;
        size_t to;
    };

    std::string nameOf(size_t index) const { return m_connectors[index].spec.endpointName(); }

    const std::vector<ConnectorDeclaration>& m_connectors;
    std::map<std::string, std::vector<size_t>> m_carriers;
    std::vector<Mark> m_marks;
    std::vector<Edge> m_path;
};

} // namespace

void checkStartAfter(const std::vector<ConnectorDeclaration>& connectors, std::vector<sql::Diagnostic>& diagnostics)
{
    WaitGraph graph(connectors);
    for (const ConnectorDeclaration& connector : connectors) {
        const std::vector<std::string>& labels = connector.spec.startAfter;
        for (size_t i = 0; i < labels.size(); ++i) {
            if (!graph.isCarried(labels[i])) {
                addDiagnostic(diagnostics, sql::Severity::Warning, ErrorCode::kConnectorUnmatchedLabel,
                              connector.spanOf("/start_after/" + std::to_string(i)),
                              "No connector carries the label, so there is nothing to wait for: '" + labels[i] + "'");
            } else if (const std::string endless = graph.endlessCarrier(labels[i]); !endless.empty()) {
                addDiagnostic(diagnostics, sql::Severity::Warning, ErrorCode::kConnectorInvalidValue,
                              connector.spanOf("/start_after/" + std::to_string(i)),
                              "Waits for ever, since this connector never comes to the end of its input: '" + endless +
                                  "'");
            }
        }
    }
    for (size_t i = 0; i < connectors.size(); ++i) {
        if (graph.findCycle(i)) {
            addDiagnostic(diagnostics, sql::Severity::Error, ErrorCode::kConnectorCycle,
                          connectors[graph.cycleStart()].spanOf("/start_after"), graph.cycle());
            return;
        }
    }
}

} // namespace millrace
