// SPDX-License-Identifier: GPL-3.0-or-later
// What can be done with the rows of a change stream's document: filters, copies, pins, jumps, and the menu of all
// these.
#include "gui/actions/blocked_keys.h"
#include "gui/documents/filter_bar.h"
#include "gui/documents/stream_document.h"
#include "gui/views/stream_view.h"
#include "models/stream/column_filter.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>
#include <QTableView>

#include <initializer_list>

namespace millrace::gui {

void StreamDocument::filterByCurrentCell(bool excludes)
{
    const QModelIndex current = shownTable()->currentIndex();
    QString condition;
    if (current.isValid()) {
        condition = m_mode == Mode::State ? m_stateModel.conditionOfCell(current) : m_model.conditionOfCell(current);
    }
    if (condition.isEmpty()) {
        BlockedKeys::say(shownTable(), tr("Select a cell with a value of the table or view first."));
        return;
    }
    m_filterBar->add(excludes ? models::notCondition(condition) : condition);
}

void StreamDocument::copyRows()
{
    if (m_mode == Mode::Log) {
        m_view->copySelection();
        return;
    }
    using Format = models::ChangeStreamModel::ExtractFormat;
    const auto rowFormat = [](Format format) {
        switch (format) {
        case Format::Csv: return models::RowFormat::Csv;
        case Format::Tsv: return models::RowFormat::Tsv;
        case Format::JsonLines: return models::RowFormat::JsonLines;
        case Format::Markdown: return models::RowFormat::Markdown;
        case Format::Sql: return models::RowFormat::SqlInsert;
        }
        return models::RowFormat::Tsv;
    };
    const QItemSelection rows = m_stateTable->selectionModel()->selection();
    if (m_mode == Mode::State && !rows.isEmpty()) {
        QGuiApplication::clipboard()->setText(m_stateModel.extract(rows, rowFormat(m_view->format())));
    }
}

void StreamDocument::copyRowsAs(models::ChangeStreamModel::ExtractFormat format)
{
    m_view->setFormat(format);
    copyRows();
}

/// What can be done with the row or cell below the pointer, or with the selected ones.
void StreamDocument::showMenu(const QTableView& table, const QPoint& at)
{
    QMenu menu; // without a parent: a document may be deleted meanwhile
    menu.setObjectName(QStringLiteral("streamMenu"));
    const auto add = [&](std::initializer_list<ActionId> ids) {
        for (const ActionId id : ids) {
            menu.addAction(m_actions.action(id));
        }
        menu.addSeparator();
    };
    if (m_mode != Mode::Summary) {
        menu.addAction(m_actions.action(ActionId::Copy));
        menu.addMenu(m_actions.menu(MenuId::CopyAs));
        menu.addSeparator();
        add({ActionId::FilterByCell, ActionId::ExcludeCell, ActionId::PopFilter, ActionId::ClearFilter,
             ActionId::FilterColumns});
    }
    if (m_mode == Mode::Log) {
        add({ActionId::FreezeColumns, ActionId::PinKey, ActionId::UnpinKeys, ActionId::MarkRow, ActionId::NextMark});
    } else if (m_mode == Mode::State) {
        add({ActionId::SortByColumn});
    }
    add({ActionId::FollowStream, ActionId::FreezeStream, ActionId::ClearStream, ActionId::SaveStream});
    menu.exec(table.viewport()->mapToGlobal(at));
}

void StreamDocument::pinCurrentRow()
{
    const QModelIndex current = m_view->currentIndex();
    if (!current.isValid()) {
        BlockedKeys::say(m_view, tr("Select the row to pin first."));
    } else if (!m_model.pin(current.row())) {
        BlockedKeys::say(m_view, tr("A line for changes that are missing has no key to pin."));
    } else {
        Q_EMIT lookChanged();
    }
}

void StreamDocument::unpinAll()
{
    m_model.setPins({});
    Q_EMIT lookChanged();
}

bool StreamDocument::showStep(quint64 step)
{
    const int row = m_model.rowOfStep(step);
    if (row >= 0) {
        m_view->showRow(row);
    }
    return row >= 0;
}

bool StreamDocument::showGap(int direction)
{
    const QModelIndex current = m_view->currentIndex();
    const int from = current.isValid() ? current.row() : direction > 0 ? -1 : m_model.rowCount();
    const int row = direction > 0 ? m_model.nextGapRow(from) : m_model.previousGapRow(from);
    if (row >= 0) {
        m_view->showRow(row);
        return true;
    }
    // What was left out at the front is a gap too; the line above the list tells of it.
    if (direction < 0 && m_model.counters().trimmed > 0 && m_model.rowCount() > 0 && current.row() != 0) {
        m_view->showRow(0);
        return true;
    }
    return false;
}

QString StreamDocument::reasonAgainstRowCommands() const
{
    return m_mode == Mode::Log ? QString() : tr("Switch to the change log first (Ctrl+1).");
}

QString StreamDocument::reasonAgainstCellCommands() const
{
    return m_mode == Mode::State ? QString() : reasonAgainstRowCommands();
}

} // namespace millrace::gui
