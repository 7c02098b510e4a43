// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pipeline/operator_graph.h"

#include "models/text/cell_text.h"
#include "models/text/number_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <map>

namespace millrace::models {

namespace {

struct GraphTexts {
    Q_DECLARE_TR_FUNCTIONS(OperatorGraph)
};

constexpr qsizetype kMaxDetail = 34;

QString cut(const QString& text)
{
    return text.size() <= kMaxDetail ? text : text.left(kMaxDetail - 1) + QChar(0x2026);
}

GraphNode nodeOf(const plan::OperatorInfo& info)
{
    GraphNode node;
    const QString text = toQString(info.text);
    // "aggregate by (#0): count(*)": the first word is what it is.
    const qsizetype end = text.indexOf(QLatin1Char(' '));
    node.title = end < 0 ? text : text.left(end);
    node.detail = end < 0 ? QString() : cut(text.mid(end + 1));
    node.relation = toQString(info.relation);
    node.facts.append({GraphTexts::tr("Operator"), text});
    node.facts.append({GraphTexts::tr("Of"), node.relation});
    const QString keeps = toQString(info.keepsText());
    node.facts.append({GraphTexts::tr("Keeps"), keeps.isEmpty() ? GraphTexts::tr("nothing") : keeps});
    if (info.growsForEver) {
        node.facts.append({GraphTexts::tr("Growth"), GraphTexts::tr("what it keeps never becomes less"), std::nullopt,
                           FactSeverity::Warning});
    }
    const QString arrangements = toQString(info.arrangementsText());
    if (!arrangements.isEmpty()) {
        node.facts.append({GraphTexts::tr("Indexes"), arrangements});
    }
    if (info.isAppendOnly) {
        node.facts.append({GraphTexts::tr("Output"), GraphTexts::tr("never takes a row away")});
    }
    return node;
}

void addCounters(GraphNode& node, const OperatorStatus& status, uint64_t totalNanos)
{
    const QString rows = GraphTexts::tr("%1 → %2 rows", "rows in and out")
                             .arg(countText(status.stats.rowsIn), countText(status.stats.rowsOut));
    const QString time = durationText(static_cast<int64_t>(status.stats.nanos / 1000));
    node.heat = totalNanos == 0 ? 0 : static_cast<double>(status.stats.nanos) / static_cast<double>(totalNanos);
    node.numbers =
        status.stateBytes == 0
            ? GraphTexts::tr("%1, %2", "rows, time").arg(rows, time)
            : GraphTexts::tr("%1, %2, %3", "rows, state, time").arg(rows, bytesText(status.stateBytes), time);
    node.facts.append({GraphTexts::tr("Rows in"), countText(status.stats.rowsIn)});
    node.facts.append({GraphTexts::tr("Rows out"), countText(status.stats.rowsOut)});
    Fact spent{GraphTexts::tr("Time"),
               GraphTexts::tr("%1 in %2 steps, %3 % of all")
                   .arg(time, countText(status.stats.numEvaluations), QString::number(node.heat * 100, 'f', 0))};
    spent.share = node.heat;
    node.facts.append(spent);
    node.facts.append({GraphTexts::tr("State"),
                       GraphTexts::tr("%1 rows, %2").arg(countText(status.stateRows), bytesText(status.stateBytes))});
}

void addEdges(OperatorGraph& graph, const std::vector<const plan::OperatorInfo*>& infos,
              const std::map<uint32_t, size_t>& positions)
{
    for (size_t to = 0; to < infos.size(); ++to) {
        for (const uint32_t input : infos[to]->inputs) {
            if (const auto from = positions.find(input); from != positions.end()) {
                graph.edges.push_back({from->second, to, {}, -1});
            }
        }
    }
}

/// The operator that a relation's rows go into (tables: the first of it) or come out of (the last).
std::map<std::string, size_t> bordersOf(const std::vector<const plan::OperatorInfo*>& infos, bool isLast)
{
    std::map<std::string, size_t> borders;
    for (size_t i = 0; i < infos.size(); ++i) {
        if (isLast || borders.count(infos[i]->relation) == 0) {
            borders[infos[i]->relation] = i;
        }
    }
    return borders;
}

void addInputs(OperatorGraph& graph, const PipelineStatus& status, const std::map<std::string, size_t>& firsts)
{
    for (const InputStatus& input : status.inputs) {
        const auto table = firsts.find(input.relation);
        if (table == firsts.end()) {
            continue;
        }
        GraphNode node;
        node.kind = GraphNode::Kind::Input;
        node.title = toQString(input.name);
        node.detail = toQString(input.transport);
        node.relation = toQString(input.relation);
        node.numbers = GraphTexts::tr("%1 records").arg(countText(input.totalRecords));
        GraphEdge edge{graph.nodes.size(), table->second, countText(input.bufferedRecords), -1};
        if (input.maxQueuedRecords > 0) {
            edge.fill =
                std::min(1.0, static_cast<double>(input.bufferedRecords) / static_cast<double>(input.maxQueuedRecords));
        }
        graph.nodes.push_back(std::move(node));
        graph.edges.push_back(edge);
    }
}

void addOutputs(OperatorGraph& graph, const PipelineStatus& status, const std::map<std::string, size_t>& lasts)
{
    for (const OutputStatus& output : status.outputs) {
        const auto view = lasts.find(output.relation);
        if (view == lasts.end() || output.isEgress) {
            continue; // listeners come and go; the picture would not stand still
        }
        GraphNode node;
        node.kind = GraphNode::Kind::Output;
        node.title = toQString(output.name);
        node.detail = toQString(output.transport);
        node.relation = toQString(output.relation);
        node.numbers = GraphTexts::tr("%1 records").arg(countText(output.transmittedRecords));
        graph.edges.push_back({view->second, graph.nodes.size(), countText(output.queuedRecords), -1});
        graph.nodes.push_back(std::move(node));
    }
}

} // namespace

OperatorGraph operatorGraph(const std::vector<OperatorStatus>& operators, const PipelineStatus& status)
{
    OperatorGraph graph;
    graph.hasCounters = true;
    uint64_t totalNanos = 0;
    std::vector<const plan::OperatorInfo*> infos;
    std::map<uint32_t, size_t> positions;
    for (const OperatorStatus& each : operators) {
        totalNanos += each.stats.nanos;
        positions.emplace(each.info.node, infos.size());
        infos.push_back(&each.info);
    }
    for (const OperatorStatus& each : operators) {
        GraphNode node = nodeOf(each.info);
        addCounters(node, each, totalNanos);
        graph.nodes.push_back(std::move(node));
    }
    addEdges(graph, infos, positions);
    for (GraphEdge& edge : graph.edges) {
        edge.label = countText(operators[edge.from].stats.rowsOut);
    }
    addInputs(graph, status, bordersOf(infos, false));
    addOutputs(graph, status, bordersOf(infos, true));
    return graph;
}

OperatorGraph operatorGraph(const std::vector<plan::OperatorInfo>& operators)
{
    OperatorGraph graph;
    std::vector<const plan::OperatorInfo*> infos;
    std::map<uint32_t, size_t> positions;
    for (const plan::OperatorInfo& info : operators) {
        positions.emplace(info.node, infos.size());
        infos.push_back(&info);
        graph.nodes.push_back(nodeOf(info));
    }
    addEdges(graph, infos, positions);
    return graph;
}

bool haveSameShape(const OperatorGraph& a, const OperatorGraph& b)
{
    const bool haveSameNodes = std::equal(
        a.nodes.begin(), a.nodes.end(), b.nodes.begin(), b.nodes.end(), [](const GraphNode& x, const GraphNode& y) {
            return x.title == y.title && x.detail == y.detail && x.relation == y.relation && x.kind == y.kind;
        });
    return haveSameNodes &&
           std::equal(a.edges.begin(), a.edges.end(), b.edges.begin(), b.edges.end(),
                      [](const GraphEdge& x, const GraphEdge& y) { return x.from == y.from && x.to == y.to; });
}

} // namespace millrace::models
