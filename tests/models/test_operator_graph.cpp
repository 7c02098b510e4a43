// SPDX-License-Identifier: GPL-3.0-or-later
// The dataflow as a graph: nodes, edges, counters, queues.
#include "models/pipeline/operator_graph.h"

#include <QLocale>
#include <QTest>

using namespace millrace;
using namespace millrace::models;

namespace {

constexpr std::string_view kProgram = "CREATE TABLE a (id BIGINT NOT NULL PRIMARY KEY, x INT);\n"
                                      "CREATE MATERIALIZED VIEW v AS SELECT x, COUNT(*) AS n FROM a GROUP BY x;\n";

std::vector<plan::OperatorInfo> planned()
{
    return api::planOperators(kProgram).value();
}

std::vector<OperatorStatus> running()
{
    std::vector<OperatorStatus> operators;
    for (plan::OperatorInfo& info : planned()) {
        OperatorStatus status;
        status.info = std::move(info);
        status.stats.rowsIn = 1200;
        status.stats.rowsOut = 34;
        status.stats.nanos = 1'000'000;
        status.stats.numEvaluations = 7;
        operators.push_back(std::move(status));
    }
    return operators;
}

} // namespace

class TestOperatorGraph : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void aPlanIsDrawnWithoutNumbers()
    {
        const OperatorGraph graph = operatorGraph(planned());
        QVERIFY(!graph.hasCounters);
        QCOMPARE(graph.nodes.size(), planned().size());
        QVERIFY(!graph.edges.empty());
        for (const GraphEdge& edge : graph.edges) {
            QVERIFY(edge.from < graph.nodes.size() && edge.to < graph.nodes.size() && edge.from != edge.to);
            QVERIFY(edge.label.isEmpty() && edge.fill < 0);
        }
        QCOMPARE(graph.nodes[0].relation, QStringLiteral("a"));
        QVERIFY(graph.nodes[0].numbers.isEmpty());
    }

    void aRunHasCountersAndQueues()
    {
        PipelineStatus status;
        InputStatus input;
        input.relation = "a";
        input.name = "file";
        input.bufferedRecords = 90;
        input.maxQueuedRecords = 100;
        status.inputs = {input};
        OutputStatus output;
        output.relation = "v";
        output.name = "out";
        output.queuedRecords = 5;
        OutputStatus listener = output;
        listener.isEgress = true;
        status.outputs = {output, listener};
        const OperatorGraph graph = operatorGraph(running(), status);
        QCOMPARE(graph.nodes.size(), planned().size() + 2); // listeners come and go, and are not drawn
        QVERIFY2(graph.nodes[0].numbers.startsWith(QStringLiteral("1,200 → 34 rows")),
                 qPrintable(graph.nodes[0].numbers));
        double heat = 0;
        for (const GraphNode& node : graph.nodes) {
            heat += node.heat;
        }
        QVERIFY(qFuzzyCompare(heat, 1.0));
        const GraphNode& connector = graph.nodes[planned().size()];
        QCOMPARE(connector.kind, GraphNode::Kind::Input);
        const auto queue = std::find_if(graph.edges.begin(), graph.edges.end(),
                                        [&](const GraphEdge& edge) { return edge.from == planned().size(); });
        QVERIFY(queue != graph.edges.end());
        QCOMPARE(queue->fill, 0.9);
        QCOMPARE(queue->label, QStringLiteral("90"));
        QCOMPARE(graph.edges.back().label, QStringLiteral("5"));
    }

    void numbersDoNotChangeTheShape()
    {
        std::vector<OperatorStatus> later = running();
        later[0].stats.rowsIn += 1'000'000;
        QVERIFY(haveSameShape(operatorGraph(running(), {}), operatorGraph(later, {})));
        later.pop_back();
        QVERIFY(!haveSameShape(operatorGraph(running(), {}), operatorGraph(later, {})));
    }
};

QTEST_GUILESS_MAIN(TestOperatorGraph)
#include "test_operator_graph.moc"
