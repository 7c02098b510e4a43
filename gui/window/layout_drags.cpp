// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/layout_drags.h"

#include "gui/docks/dock_panel.h"
#include "gui/documents/filter_bar.h"
#include "gui/documents/stream_document.h"

#include <QApplication>
#include <QHeaderView>
#include <QMainWindow>
#include <QMouseEvent>
#include <QSplitterHandle>
#include <QTimer>
#include <QUndoStack>

namespace millrace::gui {

namespace {

/// From one layout of a table's columns to the next, which is there already.
class ColumnChange : public QUndoCommand {
public:
    ColumnChange(QHeaderView* header, ColumnLayout before, ColumnLayout after)
        : QUndoCommand(LayoutDrags::tr("columns"))
        , m_header(header)
        , m_before(std::move(before))
        , m_after(std::move(after))
    {
    }
    void undo() override { show(m_before); }
    void redo() override { show(m_after); }

private:
    void show(const ColumnLayout& layout)
    {
        if (m_header != nullptr) {
            setColumnLayout(*m_header, layout);
        }
    }

    QPointer<QHeaderView> m_header;
    ColumnLayout m_before;
    ColumnLayout m_after;
};

template <typename Kind>
Kind* ancestor(QWidget* widget)
{
    for (; widget != nullptr; widget = widget->parentWidget()) {
        if (auto* found = qobject_cast<Kind*>(widget)) {
            return found;
        }
    }
    return nullptr;
}

} // namespace

ColumnLayout columnLayoutOf(const QHeaderView& header)
{
    ColumnLayout layout;
    for (int at = 0; at < header.count(); ++at) {
        layout.order.append(header.logicalIndex(at));
        layout.widths.append(header.sectionSize(at));
    }
    return layout;
}

void setColumnLayout(QHeaderView& header, const ColumnLayout& layout)
{
    if (layout.order.size() != header.count()) {
        return;
    }
    for (int at = 0; at < header.count(); ++at) {
        header.moveSection(header.visualIndex(layout.order[at]), at);
    }
    for (int column = 0; column < header.count(); ++column) {
        if (!header.isSectionHidden(column)) {
            header.resizeSection(column, layout.widths[column]);
        }
    }
}

LayoutDrags::LayoutDrags(QMainWindow* window, QUndoStack& layout)
    : QObject(window)
    , m_window(window)
    , m_layout(layout)
{
    qApp->installEventFilter(this); // headers come and go with documents, and docks may float
}

bool LayoutDrags::eventFilter(QObject* watched, QEvent* event)
{
    const bool isPress = event->type() == QEvent::MouseButtonPress;
    if (isPress || event->type() == QEvent::MouseButtonRelease) {
        const auto* mouse = static_cast<QMouseEvent*>(event);
        if (mouse->button() == Qt::LeftButton && watched->isWidgetType()) {
            if (!isPress) {
                QTimer::singleShot(0, this, &LayoutDrags::release);
            } else if (mouse->timestamp() != m_pressedAt || (!m_isLayoutPressed && m_header == nullptr)) {
                m_pressedAt = mouse->timestamp();
                press(static_cast<QWidget*>(watched));
            }
        }
    }
    return QObject::eventFilter(watched, event);
}

bool LayoutDrags::movesLayout(QWidget* widget) const
{
    if (widget == m_window) {
        return true; // an edge between docks
    }
    const auto* handle = qobject_cast<QSplitterHandle*>(widget);
    if (handle != nullptr) {
        return handle->splitter()->objectName() == QLatin1String("documentSplitter");
    }
    const auto* dock = ancestor<DockPanel>(widget);
    const QWidget* title = dock == nullptr ? nullptr : dock->titleBarWidget();
    return title != nullptr && (widget == title || title->isAncestorOf(widget));
}

void LayoutDrags::press(QWidget* widget)
{
    m_header = nullptr;
    m_isLayoutPressed = false;
    if (auto* header = qobject_cast<QHeaderView*>(widget->parentWidget())) {
        if (header->orientation() == Qt::Horizontal && m_window->isAncestorOf(header)) {
            m_header = header;
            m_before = columnLayoutOf(*header);
        }
    } else if (movesLayout(widget)) {
        m_isLayoutPressed = true;
        Q_EMIT layoutPressed();
    }
}

void LayoutDrags::release()
{
    if (m_isLayoutPressed) {
        m_isLayoutPressed = false;
        Q_EMIT layoutReleased();
    }
    QHeaderView* header = m_header;
    m_header = nullptr;
    if (header == nullptr) {
        return;
    }
    const ColumnLayout after = columnLayoutOf(*header);
    if (after != m_before && after.order.size() == m_before.order.size()) {
        auto* stream = ancestor<StreamDocument>(header);
        QUndoStack& stack = stream == nullptr ? m_layout : stream->filterBar()->undoStack();
        stack.push(new ColumnChange(header, m_before, after));
    }
}

} // namespace millrace::gui
