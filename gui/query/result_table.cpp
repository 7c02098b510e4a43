// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/query/result_table.h"

#include "gui/theme/theme_controller.h"
#include "gui/views/cell_delegate.h"
#include "gui/views/view_setup.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QScrollBar>

#include <algorithm>
#include <numeric>

namespace millrace::gui {

namespace {

constexpr int kFittedRows = 100;
constexpr qsizetype kMaxFittedCharacters = 48;
constexpr int kCellPadding = 20;

CellLook lookOf(const QModelIndex& index)
{
    CellLook look;
    look.isMonospaced = true;
    look.isNumber = index.data(models::QueryResultModel::NumericRole).toBool();
    if (index.data(models::QueryResultModel::NullRole).toBool()) {
        look.color = ColorToken::TextMuted;
    }
    return look;
}

} // namespace

ResultTable::ResultTable(models::QueryResultModel& model, QWidget* parent)
    : QTableView(parent)
    , m_model(model)
{
    setUpTable(this, QStringLiteral("queryResult"), tr("Result"));
    setItemDelegate(new CellDelegate(&lookOf, this));
    setModel(&model);
    horizontalHeader()->setStretchLastSection(false);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    const auto refit = [this] {
        m_numFitted = 0;
        fitColumns();
        updateHeight();
    };
    connect(&model, &QAbstractItemModel::modelReset, this, refit);
    connect(&model, &QAbstractItemModel::rowsInserted, this, [this] {
        fitColumns();
        updateHeight();
    });
    refit();
}

void ResultTable::setMaxVisibleRows(int rows)
{
    m_maxVisibleRows = rows;
    updateHeight();
}

void ResultTable::followNewest()
{
    connect(&m_model, &QAbstractItemModel::modelReset, this, [this] { m_isAtEnd = true; });
    // Rows that come change the range, not the value: that is the user, or we.
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this,
            [this](int value) { m_isAtEnd = value == verticalScrollBar()->maximum(); });
    connect(&m_model, &QAbstractItemModel::rowsInserted, this, [this] {
        if (m_isAtEnd) {
            scrollToBottom();
        }
    });
    connect(&m_model, &QAbstractItemModel::rowsRemoved, this, [this](const QModelIndex&, int first, int last) {
        if (!m_isAtEnd) {
            // What is looked at stays where it is.
            verticalScrollBar()->setValue(verticalScrollBar()->value() - (last - first + 1));
        }
    });
}

/// Columns grow with the first rows; later their widths are the user's.
void ResultTable::fitColumns()
{
    const int numRows = std::min(m_model.rowCount(), kFittedRows);
    const QFontMetrics cells(ThemeController::monospaceFont());
    const QFontMetrics titles = horizontalHeader()->fontMetrics();
    for (int column = 0; column < m_model.columnCount() && (m_numFitted < numRows || numRows == 0); ++column) {
        qsizetype longest = 4;
        for (int row = m_numFitted; row < numRows; ++row) {
            longest = std::max(longest, m_model.index(row, column).data().toString().size());
        }
        const int characters = static_cast<int>(std::min(longest, kMaxFittedCharacters));
        const QString title = m_model.headerData(column, Qt::Horizontal).toString();
        const int wanted =
            std::max(cells.horizontalAdvance(QLatin1Char('0')) * characters, titles.horizontalAdvance(title)) +
            kCellPadding;
        setColumnWidth(column, m_numFitted == 0 ? wanted : std::max(columnWidth(column), wanted));
    }
    m_numFitted = std::max(m_numFitted, numRows);
}

QSize ResultTable::sizeHint() const
{
    const int rows = std::clamp(m_model.rowCount(), 0, m_maxVisibleRows);
    const int bar = horizontalScrollBar()->isVisible() ? horizontalScrollBar()->sizeHint().height() : 0;
    return QSize(400, horizontalHeader()->sizeHint().height() + rows * verticalHeader()->defaultSectionSize() + bar +
                          2 * frameWidth() + 2);
}

void ResultTable::updateHeight()
{
    setFixedHeight(sizeHint().height());
    setVisible(m_model.columnCount() > 0);
}

void ResultTable::copyRows(models::RowFormat format, const QString& relation) const
{
    QList<int> rows;
    for (const QModelIndex& index : selectionModel()->selectedRows()) {
        rows.append(index.row());
    }
    std::sort(rows.begin(), rows.end());
    if (rows.isEmpty()) {
        rows.resize(m_model.rowCount());
        std::iota(rows.begin(), rows.end(), 0);
    }
    QApplication::clipboard()->setText(m_model.extract(rows, format, relation));
}

} // namespace millrace::gui
