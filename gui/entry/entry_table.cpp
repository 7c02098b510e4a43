// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/entry/entry_table.h"

#include "gui/theme/theme_controller.h"
#include "gui/views/cell_delegate.h"
#include "gui/views/view_setup.h"
#include "models/entry/pasted_rows.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QPainter>

#include <algorithm>

namespace millrace::gui {

namespace {

using models::StagedKind;
using models::StagedRowsModel;

constexpr int kFittedRows = 100;
constexpr qsizetype kMaxFittedCharacters = 32;
constexpr int kCellPadding = 20;

StagedKind kindOf(const QModelIndex& index)
{
    return static_cast<StagedKind>(index.data(StagedRowsModel::KindRole).toInt());
}

CellLook lookOf(const QModelIndex& index)
{
    CellLook look;
    look.isMonospaced = true;
    look.isNumber = index.data(StagedRowsModel::NumericRole).toBool();
    if (index.data(StagedRowsModel::NullRole).toBool()) {
        look.color = ColorToken::TextMuted;
    }
    switch (kindOf(index)) {
    case StagedKind::Unchanged: break;
    case StagedKind::Inserted: look.color = look.color ? *look.color : ColorToken::Insert; break;
    case StagedKind::Deleted: look.color = ColorToken::Delete; break;
    case StagedKind::Changed:
        if (index.column() == 0 || index.data(StagedRowsModel::EditedRole).toBool()) {
            look.color = ColorToken::Info;
            look.isBold = true;
        }
        break;
    }
    if (!index.data(StagedRowsModel::ProblemRole).toString().isEmpty()) {
        look.color = ColorToken::Error;
        look.icon = QStringLiteral("error");
        look.iconColor = ColorToken::Error;
    }
    return look;
}

/// Besides colour: a staged row has its ground, a deleted one is struck out.
class EntryDelegate : public CellDelegate {
public:
    explicit EntryDelegate(QObject* parent)
        : CellDelegate(&lookOf, parent)
    {
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const Theme& theme = ThemeController::current();
        const StagedKind kind = kindOf(index);
        if (!(option.state & QStyle::State_Selected)) {
            switch (kind) {
            case StagedKind::Unchanged: break;
            case StagedKind::Inserted: painter->fillRect(option.rect, theme.color(ColorToken::InsertBackground)); break;
            case StagedKind::Changed: painter->fillRect(option.rect, theme.color(ColorToken::InfoBackground)); break;
            case StagedKind::Deleted: painter->fillRect(option.rect, theme.color(ColorToken::DeleteBackground)); break;
            }
        }
        CellDelegate::paint(painter, option, index);
        if (kind == StagedKind::Deleted && index.column() > 0) {
            painter->setPen(theme.color(ColorToken::Delete));
            painter->drawLine(option.rect.left(), option.rect.center().y(), option.rect.right(),
                              option.rect.center().y());
        }
    }
};

} // namespace

EntryTable::EntryTable(StagedRowsModel& model, QWidget* parent)
    : QTableView(parent)
    , m_model(model)
{
    setUpTable(this, QStringLiteral("entryGrid"), tr("Rows"));
    setItemDelegate(new EntryDelegate(this));
    setModel(&model);
    setSelectionBehavior(SelectItems);
    setEditTriggers(DoubleClicked | EditKeyPressed | AnyKeyPressed);
    setTabKeyNavigation(false);
    horizontalHeader()->setStretchLastSection(false);
    connect(&model, &QAbstractItemModel::modelAboutToBeReset, this, [this] {
        m_place = currentIndex().isValid() ? QPoint(currentIndex().column(), currentIndex().row()) : m_place;
    });
    connect(&model, &QAbstractItemModel::modelReset, this, [this] {
        fitColumns();
        restorePlace();
    });
    connect(&model, &QAbstractItemModel::dataChanged, this, &EntryTable::widenToCurrent);
    fitColumns();
}

void EntryTable::restorePlace()
{
    if (m_model.rowCount() > 0) {
        const QModelIndex place = m_model.index(std::min(m_place.y(), m_model.rowCount() - 1), m_place.x());
        selectionModel()->setCurrentIndex(place, QItemSelectionModel::NoUpdate);
    }
}

/// An update says the old value and the new one, and a number that is cut is another number.
void EntryTable::widenToCurrent()
{
    const QFontMetrics font(ThemeController::monospaceFont());
    for (int column = 1; currentIndex().isValid() && column < m_model.columnCount(); ++column) {
        const QModelIndex index = currentIndex().siblingAtColumn(column);
        if (!index.data(StagedRowsModel::EditedRole).toBool()) {
            continue;
        }
        const QString text = index.data().toString().left(2 * kMaxFittedCharacters);
        const int wanted = font.horizontalAdvance(text) + kCellPadding;
        if (wanted > columnWidth(column)) {
            setColumnWidth(column, wanted);
        }
    }
}

void EntryTable::fitColumns()
{
    const QFontMetrics cells(ThemeController::monospaceFont());
    const QFontMetrics titles = horizontalHeader()->fontMetrics();
    const int numRows = std::min(m_model.rowCount(), kFittedRows);
    for (int column = 0; column < m_model.columnCount(); ++column) {
        qsizetype longest = column == 0 ? 1 : 10;
        for (int row = 0; row < numRows; ++row) {
            longest = std::max(longest, m_model.index(row, column).data().toString().size());
        }
        const int characters = static_cast<int>(std::min(longest, kMaxFittedCharacters));
        const QString title = m_model.headerData(column, Qt::Horizontal).toString();
        setColumnWidth(
            column, std::max(cells.horizontalAdvance(QLatin1Char('0')) * characters, titles.horizontalAdvance(title)) +
                        kCellPadding);
    }
}

QModelIndexList EntryTable::selectedCells() const
{
    const QModelIndexList selected = selectionModel()->selectedIndexes();
    return selected.isEmpty() && currentIndex().isValid() ? QModelIndexList{currentIndex()} : selected;
}

QList<int> EntryTable::selectedRows() const
{
    QList<int> rows;
    for (const QModelIndex& index : selectedCells()) {
        if (!rows.contains(index.row())) {
            rows.append(index.row());
        }
    }
    std::sort(rows.begin(), rows.end());
    return rows;
}

void EntryTable::editRow(int row)
{
    const QModelIndex first = m_model.index(row, 1);
    setCurrentIndex(first);
    scrollTo(first);
    setFocus(Qt::OtherFocusReason);
    edit(first);
}

void EntryTable::copy() const
{
    QModelIndexList cells = selectionModel()->selectedIndexes();
    std::sort(cells.begin(), cells.end(), [](const QModelIndex& a, const QModelIndex& b) {
        return a.row() != b.row() ? a.row() < b.row() : a.column() < b.column();
    });
    QString text;
    for (qsizetype i = 0; i < cells.size(); ++i) {
        if (cells[i].column() == 0) {
            continue;
        }
        text += cells[i].data(Qt::EditRole).toString();
        const bool isLast = i + 1 == cells.size() || cells[i + 1].row() != cells[i].row();
        text += isLast ? u'\n' : u'\t';
    }
    QApplication::clipboard()->setText(text);
}

void EntryTable::cut()
{
    copy();
    m_model.deleteRows(selectedRows());
}

void EntryTable::paste()
{
    stage(tr("paste rows"), QApplication::clipboard()->text());
}

void EntryTable::stage(const QString& what, const QString& text)
{
    stage(what, models::readPastedRows(m_model.relation().schema, text));
}

void EntryTable::stage(const QString& what, const models::PastedRows& read)
{
    const int before = m_model.rowCount();
    const bool hadRoom = m_model.addRows(what, read.rows);
    QString problem = read.problem;
    if (!hadRoom) {
        problem = tr("At most %1 rows can be staged; the others were left out.").arg(StagedRowsModel::kMaxStaged);
    }
    if (m_model.rowCount() > before) {
        scrollTo(m_model.index(before, 0));
        setCurrentIndex(m_model.index(before, 1));
    }
    Q_EMIT pasted(m_model.rowCount() - before, problem);
}

} // namespace millrace::gui
