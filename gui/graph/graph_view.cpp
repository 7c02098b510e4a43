// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/graph/graph_view.h"

#include "gui/theme/theme_controller.h"

#include <QGraphicsItem>
#include <QGraphicsScene>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace millrace::gui {

using models::GraphEdge;
using models::GraphNode;

namespace {

constexpr double kPadding = 8;
constexpr double kMinScale = 0.15;
constexpr double kMinFittedScale = 0.6;
constexpr double kMaxScale = 3;
constexpr double kZoomStep = 1.2;

QFont smallFont()
{
    QFont font = ThemeController::monospaceFont();
    font.setPointSizeF(font.pointSizeF() * 0.85);
    return font;
}

QFont titleFont()
{
    QFont font = ThemeController::monospaceFont();
    font.setBold(true);
    return font;
}

/// Room for the title and two lines below it; numbers grow, so they have their room from the start.
QSizeF sizeOf(const GraphNode& node)
{
    const QFontMetricsF small(smallFont());
    const QFontMetricsF title(titleFont());
    constexpr double kNumbersWidth = 36; // characters
    const double numbers = node.kind == GraphNode::Kind::Operator ? small.averageCharWidth() * kNumbersWidth : 0;
    const double width =
        std::max({title.horizontalAdvance(node.title), small.horizontalAdvance(node.detail), numbers, 80.0});
    return {width + 2 * kPadding, title.height() + 2 * small.height() + 2 * kPadding};
}

} // namespace

/// Paints by theme tokens, so it follows a change of theme.
class GraphView::NodeItem : public QGraphicsItem {
public:
    NodeItem(const GraphNode& node, bool isCurrent)
        : m_size(sizeOf(node))
        , m_node(node)
        , m_isCurrent(isCurrent)
    {
    }

    void setNode(const GraphNode& node)
    {
        m_node = node;
        setToolTip(node.facts.isEmpty() ? node.title : node.facts.first().value.toHtmlEscaped());
        update();
    }
    void setCurrent(bool isCurrent)
    {
        m_isCurrent = isCurrent;
        update();
    }
    QRectF boundingRect() const override
    {
        return QRectF(QPointF(), m_size).translated(-centre()).adjusted(-2, -2, 2, 2);
    }

    void paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) override
    {
        const Theme& theme = ThemeController::current();
        const QRectF box = QRectF(QPointF(), m_size).translated(-centre());
        const bool isOperator = m_node.kind == GraphNode::Kind::Operator;
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setBrush(theme.color(isOperator ? ColorToken::Base : ColorToken::Surface));
        painter->setPen(
            QPen(theme.color(m_isCurrent ? ColorToken::Focus : ColorToken::BorderStrong), m_isCurrent ? 2.5 : 1));
        painter->drawRoundedRect(box, 4, 4);
        if (m_node.heat > 0) {
            // What takes the time is told by a bar at the lower edge, its length the part of the whole.
            const QRectF bar(box.left() + 1, box.bottom() - 4, (box.width() - 2) * m_node.heat, 3);
            painter->fillRect(bar, theme.color(m_node.heat > 0.5 ? ColorToken::Warn : ColorToken::Accent));
        }
        const QRectF text = box.adjusted(kPadding, kPadding, -kPadding, -kPadding);
        painter->setFont(titleFont());
        painter->setPen(theme.color(ColorToken::Text));
        const double titleHeight = QFontMetricsF(titleFont()).height();
        painter->drawText(QRectF(text.topLeft(), QSizeF(text.width(), titleHeight)), Qt::AlignLeft, m_node.title);
        painter->setFont(smallFont());
        painter->setPen(theme.color(ColorToken::TextMuted));
        const double lineHeight = QFontMetricsF(smallFont()).height();
        painter->drawText(QRectF(text.left(), text.top() + titleHeight, text.width(), lineHeight), Qt::AlignLeft,
                          m_node.detail);
        painter->setPen(theme.color(ColorToken::Text));
        painter->drawText(QRectF(text.left(), text.top() + titleHeight + lineHeight, text.width(), lineHeight),
                          Qt::AlignLeft, m_node.numbers);
    }

private:
    QPointF centre() const { return {m_size.width() / 2, m_size.height() / 2}; }

    QSizeF m_size;
    GraphNode m_node;
    bool m_isCurrent;
};

class GraphView::EdgeItem : public QGraphicsItem {
public:
    EdgeItem(QPainterPath path, const GraphEdge& edge)
        : m_path(std::move(path))
        , m_edge(edge)
    {
    }

    void setEdge(const GraphEdge& edge)
    {
        if (m_edge != edge) {
            m_edge = edge;
            update();
        }
    }
    QRectF boundingRect() const override { return m_path.boundingRect().adjusted(-60, -20, 60, 20); }

    void paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) override
    {
        if (m_path.isEmpty()) {
            return;
        }
        const Theme& theme = ThemeController::current();
        // A queue: green, amber from 60 %, red from 85 % on; its number stands beside.
        ColorToken color = ColorToken::BorderStrong;
        if (m_edge.fill >= 0) {
            color = m_edge.fill > 0.85 ? ColorToken::Error : m_edge.fill > 0.6 ? ColorToken::Warn : ColorToken::Ok;
        }
        const double width = m_edge.fill >= 0 ? 1.5 + 4 * m_edge.fill : 1.2;
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(QPen(theme.color(color), width));
        painter->setBrush(Qt::NoBrush);
        painter->drawPath(m_path);
        paintHead(painter, theme.color(color));
        if (!m_edge.label.isEmpty()) {
            const QPointF middle = m_path.pointAtPercent(0.5);
            painter->setFont(smallFont());
            const QSizeF size = QFontMetricsF(smallFont()).size(Qt::TextSingleLine, m_edge.label);
            const QRectF ground(middle - QPointF(size.width() / 2 + 3, size.height() / 2), size + QSizeF(6, 0));
            painter->fillRect(ground, theme.color(ColorToken::Window));
            painter->setPen(theme.color(ColorToken::TextMuted));
            painter->drawText(ground, Qt::AlignCenter, m_edge.label);
        }
    }

private:
    void paintHead(QPainter* painter, const QColor& color) const
    {
        const QPointF tip = m_path.pointAtPercent(1);
        const double angle = m_path.angleAtPercent(1) * M_PI / 180;
        const QPointF back(-std::cos(angle) * 8, std::sin(angle) * 8);
        const QPointF side(std::sin(angle) * 4, std::cos(angle) * 4);
        painter->setPen(Qt::NoPen);
        painter->setBrush(color);
        painter->drawPolygon(QPolygonF({tip, tip + back + side, tip + back - side}));
    }

    QPainterPath m_path;
    GraphEdge m_edge;
};

/// The frame around what belongs to a relation.
class GraphView::GroupItem : public QGraphicsItem {
public:
    GroupItem(QString name, const QRectF& rect)
        : m_name(std::move(name))
        , m_rect(rect)
    {
        setZValue(-2);
    }
    QRectF boundingRect() const override { return m_rect.adjusted(-2, -2, 2, 2); }
    void paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) override
    {
        const Theme& theme = ThemeController::current();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(QPen(theme.color(ColorToken::Border), 1, Qt::DashLine));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(m_rect, 6, 6);
        painter->setFont(smallFont());
        painter->setPen(theme.color(ColorToken::Accent));
        painter->drawText(m_rect.adjusted(6, 1, -6, 0), Qt::AlignLeft | Qt::AlignTop, m_name);
    }

private:
    QString m_name;
    QRectF m_rect;
};

GraphView::GraphView(QWidget* parent)
    : QGraphicsView(parent)
{
    setObjectName(QStringLiteral("graphView"));
    setAccessibleName(tr("Dataflow of the pipeline"));
    setScene(new QGraphicsScene(this));
    setRenderHint(QPainter::Antialiasing);
    setDragMode(ScrollHandDrag);
    setTransformationAnchor(AnchorUnderMouse);
    setFrameShape(NoFrame);
    setBackgroundBrush(palette().window());
    connect(&m_layouter, &GraphLayouter::laidOut, this,
            [this](const std::shared_ptr<const LayoutResult>& layout) { place(*layout); });
}

GraphView::~GraphView() = default;

void GraphView::setGraph(models::OperatorGraph graph)
{
    if (isLaidOut() && models::haveSameShape(graph, m_graph)) {
        m_graph = std::move(graph);
        for (qsizetype i = 0; i < m_nodes.size(); ++i) {
            m_nodes[i]->setNode(m_graph.nodes[static_cast<size_t>(i)]);
        }
        for (qsizetype i = 0; i < m_edges.size(); ++i) {
            m_edges[i]->setEdge(m_graph.edges[static_cast<size_t>(i)]);
        }
        Q_EMIT currentChanged(); // its numbers
        return;
    }
    const bool isAskedFor = !isLaidOut() && !m_graph.nodes.empty() && models::haveSameShape(graph, m_graph);
    m_graph = std::move(graph);
    if (isAskedFor) {
        return; // the layout under way is that of this graph
    }
    m_nodes.clear();
    m_edges.clear();
    m_current.reset();
    scene()->clear();
    if (m_graph.nodes.empty() || m_graph.nodes.size() > models::kMaxGraphNodes) {
        return;
    }
    LayoutRequest request;
    for (const GraphNode& node : m_graph.nodes) {
        request.nodes.push_back(sizeOf(node));
        request.groups.push_back(node.kind == GraphNode::Kind::Operator ? node.relation : QString());
    }
    for (const GraphEdge& edge : m_graph.edges) {
        request.edges.emplace_back(edge.from, edge.to);
    }
    m_layouter.request(std::move(request));
}

void GraphView::place(const LayoutResult& layout)
{
    if (layout.centres.size() != m_graph.nodes.size() || layout.paths.size() != m_graph.edges.size()) {
        return; // of a graph that is gone
    }
    scene()->clear();
    m_nodes.clear();
    m_edges.clear();
    for (const auto& [name, rect] : layout.groups) {
        scene()->addItem(new GroupItem(name, rect));
    }
    for (size_t i = 0; i < m_graph.edges.size(); ++i) {
        auto* item = new EdgeItem(layout.paths[i], m_graph.edges[i]);
        item->setZValue(-1);
        scene()->addItem(item);
        m_edges.append(item);
    }
    for (size_t i = 0; i < m_graph.nodes.size(); ++i) {
        auto* item = new NodeItem(m_graph.nodes[i], false);
        item->setNode(m_graph.nodes[i]);
        item->setPos(layout.centres[i]);
        scene()->addItem(item);
        m_nodes.append(item);
    }
    constexpr double kMargin = 24;
    scene()->setSceneRect(layout.bounds.adjusted(-kMargin, -kMargin, kMargin, kMargin));
    fit();
    Q_EMIT laidOut();
}

void GraphView::fit()
{
    m_isFitted = true;
    fitInView(sceneRect(), Qt::KeepAspectRatio);
    // Never larger than it is, and never so small that it cannot be read: then it begins at the left.
    const double scale = std::clamp(transform().m11(), kMinFittedScale, 1.0);
    setTransform(QTransform::fromScale(scale, scale));
    if (scale > kMinFittedScale) {
        centerOn(sceneRect().center());
    } else {
        horizontalScrollBar()->setValue(horizontalScrollBar()->minimum());
    }
}

void GraphView::zoom(double factor)
{
    m_isFitted = false;
    const double wanted = std::clamp(transform().m11() * factor, kMinScale, kMaxScale);
    scale(wanted / transform().m11(), wanted / transform().m11());
}

void GraphView::setCurrent(std::optional<size_t> node)
{
    if (m_current && *m_current < static_cast<size_t>(m_nodes.size())) {
        m_nodes[static_cast<qsizetype>(*m_current)]->setCurrent(false);
    }
    m_current = node;
    if (node) {
        NodeItem* item = m_nodes[static_cast<qsizetype>(*node)];
        item->setCurrent(true);
        ensureVisible(item);
        const GraphNode& shown = m_graph.nodes[*node];
        setAccessibleDescription(
            tr("%1 of %2, %3", "node, relation, numbers").arg(shown.title, shown.relation, shown.numbers));
    }
    Q_EMIT currentChanged();
}

std::optional<size_t> GraphView::nodeAt(const QPoint& position) const
{
    const QPointF at = mapToScene(position);
    for (qsizetype i = 0; i < m_nodes.size(); ++i) {
        if (m_nodes[i]->sceneBoundingRect().contains(at)) {
            return static_cast<size_t>(i);
        }
    }
    return std::nullopt;
}

/// The nearest node in the direction of an arrow key.
void GraphView::moveCurrent(int key)
{
    if (m_nodes.isEmpty()) {
        return;
    }
    if (!m_current) {
        setCurrent(0);
        return;
    }
    const QPointF from = m_nodes[static_cast<qsizetype>(*m_current)]->pos();
    std::optional<size_t> nearest;
    double nearestDistance = 0;
    for (qsizetype i = 0; i < m_nodes.size(); ++i) {
        const QPointF way = m_nodes[i]->pos() - from;
        const bool isHorizontal = key == Qt::Key_Left || key == Qt::Key_Right;
        const double along = isHorizontal ? way.x() : way.y();
        const double across = isHorizontal ? way.y() : way.x();
        const bool isAhead = key == Qt::Key_Right || key == Qt::Key_Down ? along > 1 : along < -1;
        const double distance = std::abs(along) + 2 * std::abs(across);
        if (isAhead && (!nearest || distance < nearestDistance)) {
            nearest = static_cast<size_t>(i);
            nearestDistance = distance;
        }
    }
    if (nearest) {
        setCurrent(nearest);
    }
}

void GraphView::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down: moveCurrent(event->key()); break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_current) {
            Q_EMIT relationActivated(m_graph.nodes[*m_current].relation);
        }
        break;
    case Qt::Key_Plus: zoom(kZoomStep); break;
    case Qt::Key_Minus: zoom(1 / kZoomStep); break;
    case Qt::Key_0: fit(); break;
    default: QGraphicsView::keyPressEvent(event);
    }
}

void GraphView::wheelEvent(QWheelEvent* event)
{
    zoom(event->angleDelta().y() > 0 ? kZoomStep : 1 / kZoomStep);
    event->accept();
}

void GraphView::mousePressEvent(QMouseEvent* event)
{
    if (const std::optional<size_t> node = nodeAt(event->pos())) {
        setCurrent(node);
        Q_EMIT relationActivated(m_graph.nodes[*node].relation);
        setFocus(Qt::MouseFocusReason);
        event->accept();
        return;
    }
    QGraphicsView::mousePressEvent(event);
}

void GraphView::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (!nodeAt(event->pos())) {
        fit();
    }
}

void GraphView::changeEvent(QEvent* event)
{
    QGraphicsView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        setBackgroundBrush(palette().window());
        viewport()->update();
    }
}

void GraphView::resizeEvent(QResizeEvent* event)
{
    QGraphicsView::resizeEvent(event);
    if (m_isFitted) {
        fit();
    }
}

} // namespace millrace::gui
