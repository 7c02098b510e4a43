// SPDX-License-Identifier: GPL-3.0-or-later
// The dataflow of a pipeline as a graph: connectors, operators, what flows between them.
#pragma once

#include "engine/api/pipeline.h"
#include "models/text/fact_model.h"

#include <QList>
#include <QString>

#include <cstdint>
#include <vector>

namespace millrace::models {

struct GraphNode {
    enum class Kind { Input, Operator, Output };
    Kind kind = Kind::Operator;
    QString title;    ///< "aggregate", "join", or the connector's name
    QString detail;   ///< the rest of the operator's text, cut
    QString relation; ///< whose operator or connector it is
    QString numbers;  ///< rows, state, time, as of now; empty while nothing runs
    double heat = 0;  ///< 0 to 1: its part of the time spent in all operators
    QList<Fact> facts;
};

struct GraphEdge {
    size_t from = 0; ///< positions in OperatorGraph::nodes
    size_t to = 0;
    QString label;    ///< rows that went this way, or are queued
    double fill = -1; ///< 0 to 1: how full the queue is; below 0: there is none
    bool operator==(const GraphEdge&) const = default;
};

struct OperatorGraph {
    std::vector<GraphNode> nodes;
    std::vector<GraphEdge> edges;
    bool hasCounters = false;
};

/// More nodes are not drawn.
constexpr size_t kMaxGraphNodes = 600;

/// Of a run: with counters.
OperatorGraph operatorGraph(const std::vector<OperatorStatus>& operators, const PipelineStatus& status);
/// Of a plan: without.
OperatorGraph operatorGraph(const std::vector<plan::OperatorInfo>& operators);
/// The same nodes and edges, so that the layout of one is that of the other.
bool haveSameShape(const OperatorGraph& a, const OperatorGraph& b);

} // namespace millrace::models
