// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/graph/graph_layout.h"

#include <graphviz/gvc.h>

#include <QHash>

#include <memory>
#include <mutex>
#include <string>

namespace millrace::gui {

namespace {

constexpr double kPointsPerInch = 72.0;

struct Freeing {
    void operator()(Agraph_t* graph) const { agclose(graph); }
};

/// Graphviz takes texts as char*, and keeps copies.
void set(void* object, const char* name, const std::string& value)
{
    std::string key = name;
    std::string text = value;
    std::string nothing;
    agsafeset(object, key.data(), text.data(), nothing.data());
}

std::string inches(double pixels)
{
    return QString::number(pixels / kPointsPerInch, 'f', 4).toStdString(); // with a point in every locale
}

/// Y grows downward on the screen, upward in Graphviz.
QPointF flipped(const pointf& point, double height)
{
    return {point.x, height - point.y};
}

QPainterPath pathOf(Agedge_t* edge, double height)
{
    QPainterPath path;
    const splines* spline = ED_spl(edge);
    if (spline == nullptr || spline->size == 0) {
        return path;
    }
    const bezier& curve = spline->list[0];
    path.moveTo(flipped(curve.list[0], height));
    for (int i = 1; i + 2 < curve.size; i += 3) {
        path.cubicTo(flipped(curve.list[i], height), flipped(curve.list[i + 1], height),
                     flipped(curve.list[i + 2], height));
    }
    if (curve.eflag != 0) {
        path.lineTo(flipped(curve.ep, height));
    }
    return path;
}

} // namespace

LayoutResult layoutGraph(const LayoutRequest& request)
{
    static std::mutex s_oneAtATime;
    const std::lock_guard lock(s_oneAtATime);
    // One for the life of the program: a second one, after the first was freed, finds no layout engine any more.
    static GVC_t* const s_context = gvContext();
    std::string name = "dataflow";
    const std::unique_ptr<Agraph_t, Freeing> graph(agopen(name.data(), Agdirected, nullptr));
    set(graph.get(), "rankdir", "LR");
    set(graph.get(), "nodesep", "0.25");
    set(graph.get(), "ranksep", "0.6");
    QHash<QString, Agraph_t*> groups;
    std::vector<Agnode_t*> nodes;
    for (size_t i = 0; i < request.nodes.size(); ++i) {
        std::string nodeName = "n" + std::to_string(i);
        Agnode_t* node = agnode(graph.get(), nodeName.data(), 1);
        set(node, "shape", "box");
        set(node, "fixedsize", "true");
        set(node, "label", "");
        set(node, "width", inches(request.nodes[i].width()));
        set(node, "height", inches(request.nodes[i].height()));
        nodes.push_back(node);
        const QString& group = request.groups[i];
        if (group.isEmpty()) {
            continue;
        }
        Agraph_t*& cluster = groups[group];
        if (cluster == nullptr) {
            std::string clusterName = "cluster_" + std::to_string(groups.size());
            cluster = agsubg(graph.get(), clusterName.data(), 1);
            set(cluster, "margin", "18");
        }
        agsubnode(cluster, node, 1);
    }
    std::vector<Agedge_t*> edges;
    for (size_t i = 0; i < request.edges.size(); ++i) {
        std::string edgeName = "e" + std::to_string(i); // several edges between two nodes stay apart
        edges.push_back(
            agedge(graph.get(), nodes[request.edges[i].first], nodes[request.edges[i].second], edgeName.data(), 1));
    }
    LayoutResult result;
    if (gvLayout(s_context, graph.get(), "dot") != 0) {
        return result;
    }
    const boxf box = GD_bb(graph.get());
    const double height = box.UR.y;
    result.bounds = QRectF(0, 0, box.UR.x, box.UR.y);
    for (Agnode_t* node : nodes) {
        result.centres.push_back(flipped(ND_coord(node), height));
    }
    for (Agedge_t* edge : edges) {
        result.paths.push_back(pathOf(edge, height));
    }
    for (auto it = groups.cbegin(); it != groups.cend(); ++it) {
        const boxf inner = GD_bb(it.value());
        result.groups.emplace_back(
            it.key(), QRectF(flipped({inner.LL.x, inner.UR.y}, height), flipped({inner.UR.x, inner.LL.y}, height)));
    }
    gvFreeLayout(s_context, graph.get());
    return result;
}

} // namespace millrace::gui
