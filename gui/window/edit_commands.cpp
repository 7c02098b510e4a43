// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/edit_commands.h"

#include "gui/descriptive/config_document.h"
#include "gui/documents/document_area.h"
#include "gui/documents/filter_bar.h"
#include "gui/documents/pipeline_document.h"
#include "gui/documents/stream_document.h"
#include "gui/editor/find_bar.h"
#include "gui/editor/sql_editor.h"
#include "gui/entry/entry_document.h"
#include "gui/entry/entry_table.h"
#include "gui/query/result_table.h"
#include "gui/views/filter_edit.h"
#include "gui/views/stream_view.h"
#include "gui/views/token_look.h"
#include "gui/window/docks.h"
#include "gui/window/edit_history.h"

#include <QApplication>
#include <QClipboard>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QTableView>
#include <QUndoStack>

namespace millrace::gui {

EditCommands::EditCommands(DocumentArea& area, Docks& docks, QUndoStack& layout, ActionRegistry& actions,
                           QObject* parent)
    : QObject(parent)
    , m_area(area)
    , m_docks(docks)
    , m_actions(actions)
    , m_layout(layout)
{
    const auto on = [&](ActionId id, auto slot) { connect(actions.action(id), &QAction::triggered, this, slot); };
    on(ActionId::Undo, [this] { step("undo"); });
    on(ActionId::Redo, [this] { step("redo"); });
    on(ActionId::Cut, [this] { forward("cut"); });
    on(ActionId::Paste, [this] { forward("paste"); });
    on(ActionId::Copy, &EditCommands::copy);
    on(ActionId::CopyAsChosen, &EditCommands::copyAsChosen);
    on(ActionId::EditHistory, [this] {
        auto* stream = qobject_cast<StreamDocument*>(m_area.current());
        showEditHistory(m_layout, stream == nullptr ? nullptr : &stream->filterBar()->undoStack(), m_area.window());
    });
    on(ActionId::SelectAll, &EditCommands::selectAll);
    on(ActionId::Find, &EditCommands::find);
    on(ActionId::Replace, &EditCommands::replace);
    on(ActionId::NextProblem, [this] { m_docks.problems()->jump(1); });
    on(ActionId::PreviousProblem, [this] { m_docks.problems()->jump(-1); });
}

void EditCommands::forward(const char* slot)
{
    QWidget* focus = QApplication::focusWidget();
    const auto* entry = qobject_cast<EntryDocument*>(m_area.current());
    if (entry != nullptr && focus != nullptr && entry->isAncestorOf(focus) && !qobject_cast<QLineEdit*>(focus)) {
        focus = entry->table(); // also while the empty state stands in its place
    }
    if (qobject_cast<QsciScintilla*>(focus) != nullptr || qobject_cast<QLineEdit*>(focus) != nullptr ||
        qobject_cast<QPlainTextEdit*>(focus) != nullptr || qobject_cast<EntryTable*>(focus) != nullptr) {
        QMetaObject::invokeMethod(focus, slot);
    }
}

/// Text that has the focus comes first, then the change stream, and then the window's layout.
void EditCommands::step(const char* slot)
{
    QWidget* focus = QApplication::focusWidget();
    const bool isUndo = qstrcmp(slot, "undo") == 0;
    auto* stream = qobject_cast<StreamDocument*>(m_area.current());
    const auto* entry = qobject_cast<EntryDocument*>(m_area.current());
    if (hasStep(focus, isUndo) || (entry != nullptr && focus != nullptr && entry->isAncestorOf(focus))) {
        forward(slot);
        return;
    }
    if (stream != nullptr && focus != nullptr && stream->isAncestorOf(focus)) {
        QUndoStack& filters = stream->filterBar()->undoStack();
        if (isUndo ? filters.canUndo() : filters.canRedo()) {
            QMetaObject::invokeMethod(&filters, slot);
            return;
        }
    }
    QMetaObject::invokeMethod(&m_layout, slot);
}

bool EditCommands::hasStep(const QWidget* text, bool isUndo)
{
    if (const auto* line = qobject_cast<const QLineEdit*>(text)) {
        return isUndo ? line->isUndoAvailable() : line->isRedoAvailable();
    }
    if (const auto* editor = qobject_cast<const QsciScintilla*>(text)) {
        return !editor->isReadOnly() && (isUndo ? editor->isUndoAvailable() : editor->isRedoAvailable());
    }
    if (const auto* plain = qobject_cast<const QPlainTextEdit*>(text)) {
        return isUndo ? plain->document()->isUndoAvailable() : plain->document()->isRedoAvailable();
    }
    return false;
}

void EditCommands::copy()
{
    QWidget* focus = QApplication::focusWidget();
    auto* stream = qobject_cast<StreamDocument*>(m_area.current());
    if (stream != nullptr && (focus == stream->view() || focus == stream->stateTable())) {
        stream->copyRows();
    } else if (const auto* result = qobject_cast<ResultTable*>(focus)) {
        result->copyRows(models::RowFormat::Tsv, QString());
    } else if (qobject_cast<EntryTable*>(focus) != nullptr) {
        forward("copy");
    } else if (focus == m_docks.log()->table()) {
        m_docks.log()->copyLines();
    } else if (focus == m_docks.problems()->table()) {
        m_docks.problems()->copyReports();
    } else if (const auto* tokens = qobject_cast<QTableView*>(focus);
               tokens != nullptr && qobject_cast<models::TokenFilter*>(tokens->model()) != nullptr) {
        QApplication::clipboard()->setText(selectedTokens(*tokens).join(QLatin1Char('\n')));
    } else if (const auto* view = qobject_cast<QAbstractItemView*>(focus)) {
        QApplication::clipboard()->setText(view->currentIndex().data().toString());
    } else {
        forward("copy");
    }
}

void EditCommands::copyAsChosen()
{
    QWidget* focus = QApplication::focusWidget();
    auto* view = qobject_cast<QAbstractItemView*>(focus);
    const bool isResult = qobject_cast<ResultTable*>(focus) != nullptr;
    if (auto* stream = qobject_cast<StreamDocument*>(m_area.current()); stream != nullptr && view == nullptr) {
        view = stream->mode() == StreamDocument::Mode::State ? stream->stateTable() : stream->view();
    }
    const QPoint at =
        view == nullptr ? QCursor::pos()
                        : view->viewport()->mapToGlobal(view->visualRect(view->currentIndex()).bottomLeft());
    m_actions.menu(isResult ? MenuId::CopyResult : MenuId::CopyAs)->popup(at);
}

void EditCommands::selectAll()
{
    if (auto* view = qobject_cast<QAbstractItemView*>(QApplication::focusWidget())) {
        view->selectAll();
    } else {
        forward("selectAll");
    }
}

void EditCommands::find()
{
    if (m_docks.log()->hasFocusInside()) {
        m_docks.log()->focusSearch();
        return;
    }
    if (auto* stream = qobject_cast<StreamDocument*>(m_area.current())) {
        stream->filterBar()->edit()->setFocus(Qt::ShortcutFocusReason);
        stream->filterBar()->edit()->selectAll();
        return;
    }
    if (auto* config = qobject_cast<ConfigDocument*>(m_area.current())) {
        config->findBar()->open();
        return;
    }
    if (PipelineDocument* found = program()) {
        m_area.show(found);
        found->openFindBar();
    }
}

void EditCommands::replace()
{
    if (auto* config = qobject_cast<ConfigDocument*>(m_area.current())) {
        config->findBar()->openReplace();
    } else if (PipelineDocument* found = program()) {
        m_area.show(found);
        found->openReplaceBar();
    }
}

PipelineDocument* EditCommands::program() const
{
    if (auto* current = qobject_cast<PipelineDocument*>(m_area.current())) {
        return current;
    }
    for (Document* document : m_area.documents()) {
        auto* candidate = qobject_cast<PipelineDocument*>(document);
        if (candidate != nullptr &&
            (m_area.current() == nullptr || candidate->pipeline() == m_area.current()->pipeline())) {
            return candidate;
        }
    }
    return nullptr;
}

} // namespace millrace::gui
