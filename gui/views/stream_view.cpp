// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/views/stream_view.h"

#include "gui/theme/theme_controller.h"
#include "gui/views/filter_header.h"
#include "gui/views/stream_delegate.h"
#include "gui/views/view_setup.h"

#include <QApplication>
#include <QClipboard>
#include <QDrag>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMimeData>
#include <QPainter>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QScrollBar>

#include <algorithm>

namespace millrace::gui {

using models::ChangeStreamModel;
using models::StreamFollower;

namespace {

constexpr int kCellPadding = 6;
constexpr int kFittedRows = 100;
constexpr int kSearchedRows = 20'000;
constexpr qsizetype kMaxFittedCharacters = 28;

} // namespace

StreamView::StreamView(ChangeStreamModel* model, QWidget* parent)
    : QTableView(parent)
    , m_model(model)
    , m_pill(new QPushButton(this))
    , m_filterHeader(new FilterHeader(this))
{
    setHorizontalHeader(m_filterHeader);
    setUpTable(this, QStringLiteral("streamView"), tr("Change stream"));
    verticalHeader()->setDefaultSectionSize(CellDelegate::rowHeight(QFontMetrics(ThemeController::monospaceFont())));
    horizontalHeader()->setStretchLastSection(false);
    auto* delegate = new StreamDelegate(this);
    setItemDelegate(delegate);
    // Queued: it comes in the middle of painting.
    connect(delegate, &StreamDelegate::numberCut, this, &StreamView::makeRoomForNumber, Qt::QueuedConnection);
    connect(horizontalHeader(), &QHeaderView::sectionResized, this, [this](int column) {
        if (QGuiApplication::mouseButtons().testFlag(Qt::LeftButton)) {
            m_draggedColumns.insert(column);
        }
    });
    setModel(model);
    m_follower = new StreamFollower(model, this);
    setVerticalScrollMode(ScrollPerItem);
    setSelectionMode(ContiguousSelection);
    setDragEnabled(true);
    setDragDropMode(DragOnly);
    m_pill->setObjectName(QStringLiteral("pill"));
    m_pill->setFocusPolicy(Qt::NoFocus);
    m_pill->setCursor(Qt::PointingHandCursor);
    m_pill->hide();
    connect(m_pill, &QPushButton::clicked, this, &StreamView::follow);
    connect(model, &ChangeStreamModel::relationsChanged, this, &StreamView::setUpColumns);
    connect(model, &QAbstractItemModel::modelAboutToBeReset, this, [this] {
        m_widths.clear();
        for (int column = 0; column < m_model->columnCount(); ++column) {
            m_widths.append(columnWidth(column));
        }
    });
    connect(model, &QAbstractItemModel::modelReset, this, &StreamView::restoreColumns);
    connect(m_follower, &StreamFollower::placeChanged, this, &StreamView::place);
    connect(m_follower, &StreamFollower::numNewChanged, this, &StreamView::updatePill);
    connect(m_follower, &StreamFollower::stateChanged, this, &StreamView::updatePill);
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, &StreamView::onScrolled);
    connect(selectionModel(), &QItemSelectionModel::selectionChanged, this, &StreamView::onSelectionChanged);
    connectKept();
    setUpColumns();
}

int StreamView::widthOf(int column, int numCharacters) const
{
    const QFontMetrics metrics(ThemeController::monospaceFont());
    const QString title = m_model->headerData(column, Qt::Horizontal).toString();
    const int header = horizontalHeader()->fontMetrics().horizontalAdvance(title);
    return std::max(metrics.horizontalAdvance(QLatin1Char('0')) * numCharacters, header) + 2 * kCellPadding + 4;
}

/// The same columns, with another run, keep the widths that they were given.
void StreamView::setUpColumns()
{
    const int numColumns = m_model->columnCount();
    QStringList names;
    for (int column = 0; column < numColumns; ++column) {
        names.append(m_model->headerData(column, Qt::Horizontal).toString());
    }
    if (names == m_names && m_numFittedRows > 0) {
        return;
    }
    m_names = names;
    keepColumns(0);
    m_draggedColumns.clear();
    m_numFittedRows = 0;
    for (int column = 0; column < numColumns; ++column) {
        int characters = 10;
        switch (m_model->columnKind(column)) {
        case ChangeStreamModel::ColumnKind::Step: characters = 9; break;
        case ChangeStreamModel::ColumnKind::Time: characters = 12; break;
        case ChangeStreamModel::ColumnKind::Sign: characters = 1; break;
        case ChangeStreamModel::ColumnKind::Weight: characters = 4; break;
        case ChangeStreamModel::ColumnKind::Relation: characters = 16; break;
        case ChangeStreamModel::ColumnKind::RowText: characters = 80; break;
        case ChangeStreamModel::ColumnKind::Data: break;
        }
        setColumnWidth(column, widthOf(column, characters));
    }
    fitColumns();
    hideColumns();
}

void StreamView::hideColumns()
{
    for (int column = 0; column < m_model->columnCount(); ++column) {
        const QString name = m_model->headerData(column, Qt::Horizontal).toString();
        setColumnHidden(column, m_hiddenNames.contains(name));
    }
}

void StreamView::setColumnShown(int column, bool isShown)
{
    const QString name = m_model->headerData(column, Qt::Horizontal).toString();
    const bool isLast = horizontalHeader()->count() - horizontalHeader()->hiddenSectionCount() <= 1;
    if (isShown) {
        m_hiddenNames.remove(name);
    } else if (!isLast) {
        m_hiddenNames.insert(name);
    }
    hideColumns();
    Q_EMIT columnsChosen();
}

void StreamView::restoreHeader(const QByteArray& state)
{
    if (horizontalHeader()->restoreState(state)) {
        m_numFittedRows = kFittedRows;
        m_hiddenNames.clear();
        for (int column = 0; column < m_model->columnCount(); ++column) {
            if (isColumnHidden(column)) {
                m_hiddenNames.insert(m_model->headerData(column, Qt::Horizontal).toString());
            }
        }
    }
}

/// A header forgets its widths with each reset; where the columns are the same they stay.
void StreamView::restoreColumns()
{
    if (m_widths.size() != m_model->columnCount() || m_numFittedRows == 0) {
        setUpColumns();
        return;
    }
    for (int column = 0; column < m_widths.size(); ++column) {
        // One that is hidden has none: it gets its room when it is shown again.
        setColumnWidth(column, m_widths[column] > 0 ? m_widths[column] : widthOf(column, 10));
    }
    hideColumns();
}

/// Columns grow with the first rows; later their widths are the user's.
void StreamView::fitColumns()
{
    const int numRows = std::min(m_model->rowCount(), kFittedRows);
    for (int column = 0; column < m_model->columnCount() && m_numFittedRows < numRows; ++column) {
        if (m_model->columnKind(column) != ChangeStreamModel::ColumnKind::Data) {
            continue;
        }
        qsizetype longest = 3;
        for (int row = m_numFittedRows; row < numRows; ++row) {
            const QModelIndex cell = m_model->index(row, column);
            const bool isGap = cell.data(ChangeStreamModel::GapRole).toInt() != 0; // its sentence runs over all columns
            longest = std::max(longest, isGap ? 0 : cell.data().toString().size());
        }
        const int wanted = widthOf(column, static_cast<int>(std::min(longest, kMaxFittedCharacters)));
        // The first rows replace the width that was a guess.
        setColumnWidth(column, m_numFittedRows == 0 ? wanted : std::max(columnWidth(column), wanted));
    }
    m_numFittedRows = std::max(m_numFittedRows, numRows);
}

/// Unless the user wants it narrow.
void StreamView::makeRoomForNumber(int column, int numCharacters)
{
    const int wanted = widthOf(column, static_cast<int>(std::min<qsizetype>(numCharacters, kMaxFittedCharacters)));
    if (column < m_model->columnCount() && !m_draggedColumns.contains(column) && columnWidth(column) < wanted) {
        setColumnWidth(column, wanted);
    }
}

int StreamView::topRow() const
{
    return std::max(0, rowAt(0));
}

bool StreamView::isAtEnd() const
{
    return verticalScrollBar()->value() >= verticalScrollBar()->maximum();
}

void StreamView::place()
{
    fitColumns();
    const QScopedValueRollback<bool> guard(m_isPlacing, true);
    if (m_follower->state() == StreamFollower::State::Follow) {
        scrollToBottom();
        return;
    }
    const int anchor = m_follower->anchorRow();
    if (anchor >= 0) {
        // Item scrolling without hidden rows: the value is the row at the top.
        verticalScrollBar()->setValue(anchor);
    }
}

void StreamView::onScrolled()
{
    if (m_isPlacing) {
        return;
    }
    switch (m_follower->state()) {
    case StreamFollower::State::Follow:
        if (!isAtEnd()) {
            m_follower->hold(topRow());
        }
        break;
    case StreamFollower::State::Held:
        if (isAtEnd() && selectionModel()->selectedIndexes().isEmpty()) {
            m_follower->follow();
        } else {
            m_follower->moveAnchor(topRow());
        }
        break;
    case StreamFollower::State::Frozen: m_follower->moveAnchor(topRow()); break;
    }
}

void StreamView::onSelectionChanged()
{
    if (m_follower->state() == StreamFollower::State::Follow && selectionModel()->hasSelection()) {
        m_follower->hold(topRow());
    }
}

void StreamView::follow()
{
    clearSelection();
    setCurrentIndex(QModelIndex());
    m_follower->follow();
    place();
}

void StreamView::toggleFrozen()
{
    m_follower->toggleFrozen(topRow());
}

bool StreamView::selectStep(quint64 step)
{
    const auto stepOf = [this](int row) { // what was there at the start came before any step that is looked for
        const QModelIndex at = m_model->index(row, 0);
        const bool isState = at.data(ChangeStreamModel::SnapshotRole).toBool();
        return isState ? 0 : at.data(ChangeStreamModel::StepRole).toULongLong();
    };
    const int oldest = std::max(0, m_model->rowCount() - kSearchedRows);
    int last = m_model->rowCount() - 1;
    while (last >= oldest && stepOf(last) > step) {
        --last;
    }
    int first = last;
    while (first >= oldest && stepOf(first) == step) {
        --first;
    }
    if (first == last) {
        return false;
    }
    const QItemSelection rows(m_model->index(first + 1, 0), m_model->index(last, m_model->columnCount() - 1));
    selectionModel()->select(rows, QItemSelectionModel::ClearAndSelect);
    scrollTo(m_model->index(first + 1, 0));
    return true;
}
namespace {

using Format = ChangeStreamModel::ExtractFormat;

constexpr std::pair<Format, const char*> kMimeTypes[] = {{Format::Tsv, "text/tab-separated-values"},
                                                         {Format::Csv, "text/csv"},
                                                         {Format::JsonLines, "application/x-ndjson"},
                                                         {Format::Markdown, "text/markdown"},
                                                         {Format::Sql, "application/sql"}};

} // namespace

void StreamView::copySelection() const
{
    const QItemSelection selection = selectionModel()->selection();
    if (!selection.isEmpty()) {
        QApplication::clipboard()->setText(
            m_model->extract(selection.first().top(), selection.last().bottom(), m_format));
    }
}

/// The selection in all formats; as plain text in that which was used last. Null without one.
QMimeData* StreamView::mimeData(qsizetype maxBytes) const
{
    const QItemSelection selection = selectionModel()->selection();
    if (selection.isEmpty()) {
        return nullptr;
    }
    auto* content = new QMimeData;
    for (const auto& [format, type] : kMimeTypes) {
        const QString text = m_model->extract(selection.first().top(), selection.last().bottom(), format, maxBytes);
        content->setData(QString::fromLatin1(type), text.toUtf8());
        if (format == m_format) {
            content->setText(text);
        }
    }
    return content;
}

void StreamView::startDrag(Qt::DropActions)
{
    constexpr qsizetype kMaxDragBytes = 4 * 1024 * 1024;
    if (QMimeData* content = mimeData(kMaxDragBytes)) {
        auto* drag = new QDrag(this);
        drag->setMimeData(content);
        drag->exec(Qt::CopyAction);
    }
}

void StreamView::showRow(int row)
{
    m_follower->hold(topRow());
    const QModelIndex index = m_model->index(row, std::max(0, currentIndex().column()));
    selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    scrollTo(index, PositionAtCenter);
    m_follower->moveAnchor(topRow());
}

QString StreamView::markOf(int row) const
{
    return m_model->index(row, 0).data(Qt::AccessibleTextRole).toString();
}

void StreamView::toggleMark()
{
    if (currentIndex().isValid()) {
        const QString mark = markOf(currentIndex().row());
        if (!m_marks.remove(mark)) {
            m_marks.insert(mark);
        }
        viewport()->update();
    }
}

bool StreamView::isMarked(const QModelIndex& index) const
{
    return !m_marks.isEmpty() && m_marks.contains(markOf(index.row()));
}

void StreamView::showNextMark()
{
    const int numRows = m_model->rowCount();
    const int from = currentIndex().isValid() ? currentIndex().row() : -1;
    for (int i = 1; i <= numRows && !m_marks.isEmpty(); ++i) {
        const int row = (from + i) % numRows;
        if (m_marks.contains(markOf(row))) {
            showRow(row);
            return;
        }
    }
}

void StreamView::clearMarks()
{
    m_marks.clear();
    viewport()->update();
}

void StreamView::updatePill()
{
    const QString text = m_follower->newText();
    m_pill->setVisible(!text.isEmpty());
    if (text.isEmpty()) {
        return;
    }
    m_pill->setText(text);
    m_pill->adjustSize();
    const QRect area = viewport()->geometry();
    m_pill->move(area.left() + (area.width() - m_pill->width()) / 2, area.bottom() - m_pill->height() - 12);
    m_pill->raise();
}

void StreamView::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Space && event->modifiers() == Qt::NoModifier) {
        toggleFrozen();
        return;
    }
    if (m_follower->state() == StreamFollower::State::Follow && m_model->rowCount() > 0) {
        // Keys move from where one looks, and that is the newest row.
        const bool hadAutoScroll = hasAutoScroll();
        setAutoScroll(false);
        const QModelIndex newest = m_model->index(m_model->rowCount() - 1, std::max(0, currentIndex().column()));
        selectionModel()->setCurrentIndex(newest, QItemSelectionModel::NoUpdate);
        setAutoScroll(hadAutoScroll);
    }
    QTableView::keyPressEvent(event);
}

void StreamView::setEmptyText(const QString& text)
{
    if (text != m_emptyText) {
        m_emptyText = text;
        viewport()->update();
    }
}

void StreamView::paintEvent(QPaintEvent* event)
{
    QTableView::paintEvent(event);
    paintKept();
    if (!m_emptyText.isEmpty() && m_model->rowCount() == 0) {
        QPainter painter(viewport());
        painter.setPen(palette().color(QPalette::PlaceholderText));
        painter.drawText(viewport()->rect().adjusted(24, 24, -24, -24), Qt::AlignCenter | Qt::TextWordWrap,
                         m_emptyText);
    }
}

void StreamView::resizeEvent(QResizeEvent* event)
{
    QTableView::resizeEvent(event);
    place();
    updatePill();
}

void StreamView::wheelEvent(QWheelEvent* event)
{
    // At the tail a wheel turn down must not count as leaving it.
    if (m_follower->state() == StreamFollower::State::Follow && event->angleDelta().y() < 0) {
        event->accept();
        return;
    }
    QTableView::wheelEvent(event);
}

} // namespace millrace::gui
