// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/views/stream_view.h"

#include "gui/theme/theme_controller.h"
#include "gui/views/stream_delegate.h"
#include "gui/views/view_setup.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QKeyEvent>
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
{
    setUpTable(this, QStringLiteral("streamView"), tr("Change stream"));
    verticalHeader()->setDefaultSectionSize(CellDelegate::rowHeight(QFontMetrics(ThemeController::monospaceFont())));
    horizontalHeader()->setStretchLastSection(false);
    setItemDelegate(new StreamDelegate(this));
    setModel(model);
    m_follower = new StreamFollower(model, this);
    setVerticalScrollMode(ScrollPerItem);
    setSelectionMode(ContiguousSelection);
    m_pill->setObjectName(QStringLiteral("pill"));
    m_pill->setFocusPolicy(Qt::NoFocus);
    m_pill->setCursor(Qt::PointingHandCursor);
    m_pill->hide();
    connect(m_pill, &QPushButton::clicked, this, &StreamView::follow);
    connect(model, &ChangeStreamModel::relationsChanged, this, &StreamView::setUpColumns);
    connect(model, &QAbstractItemModel::modelReset, this, &StreamView::setUpColumns);
    connect(m_follower, &StreamFollower::placeChanged, this, &StreamView::place);
    connect(m_follower, &StreamFollower::numNewChanged, this, &StreamView::updatePill);
    connect(m_follower, &StreamFollower::stateChanged, this, &StreamView::updatePill);
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, &StreamView::onScrolled);
    connect(selectionModel(), &QItemSelectionModel::selectionChanged, this, &StreamView::onSelectionChanged);
    setUpColumns();
}

int StreamView::widthOf(int column, int numCharacters) const
{
    const QFontMetrics metrics(ThemeController::monospaceFont());
    const QString title = m_model->headerData(column, Qt::Horizontal).toString();
    const int header = horizontalHeader()->fontMetrics().horizontalAdvance(title);
    return std::max(metrics.horizontalAdvance(QLatin1Char('0')) * numCharacters, header) + 2 * kCellPadding + 4;
}

void StreamView::setUpColumns()
{
    m_numFittedRows = 0;
    const int numColumns = m_model->columnCount();
    for (int column = 0; column < numColumns; ++column) {
        int characters = 10;
        switch (m_model->columnKind(column)) {
        case ChangeStreamModel::ColumnKind::Step: characters = 7; break;
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
            longest = std::max(longest, m_model->index(row, column).data().toString().size());
        }
        const int wanted = widthOf(column, static_cast<int>(std::min(longest, kMaxFittedCharacters)));
        // The first rows replace the width that was a guess.
        setColumnWidth(column, m_numFittedRows == 0 ? wanted : std::max(columnWidth(column), wanted));
    }
    m_numFittedRows = std::max(m_numFittedRows, numRows);
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
    const auto stepOf = [this](int row) {
        return m_model->index(row, 0).data(ChangeStreamModel::StepRole).toULongLong();
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

void StreamView::copySelection() const
{
    const QItemSelection selection = selectionModel()->selection();
    if (selection.isEmpty()) {
        return;
    }
    const QString text =
        m_model->extract(selection.first().top(), selection.last().bottom(), ChangeStreamModel::ExtractFormat::Tsv);
    QApplication::clipboard()->setText(text);
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
