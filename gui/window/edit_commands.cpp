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

#include <QApplication>
#include <QClipboard>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTableView>
#include <QUndoStack>

namespace millrace::gui {

EditCommands::EditCommands(DocumentArea& area, Docks& docks, QUndoStack& layout, ActionRegistry& actions,
                           QObject* parent)
    : QObject(parent)
    , m_area(area)
    , m_docks(docks)
    , m_layout(layout)
{
    const auto on = [&](ActionId id, auto slot) { connect(actions.action(id), &QAction::triggered, this, slot); };
    on(ActionId::Undo, [this] { step("undo"); });
    on(ActionId::Redo, [this] { step("redo"); });
    on(ActionId::Cut, [this] { forward("cut"); });
    on(ActionId::Paste, [this] { forward("paste"); });
    on(ActionId::Copy, &EditCommands::copy);
    on(ActionId::SelectAll, &EditCommands::selectAll);
    on(ActionId::Find, &EditCommands::find);
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

void EditCommands::step(const char* slot)
{
    QWidget* focus = QApplication::focusWidget();
    const bool isUndo = qstrcmp(slot, "undo") == 0;
    const auto* line = qobject_cast<QLineEdit*>(focus);
    if (line != nullptr && (isUndo ? line->isUndoAvailable() : line->isRedoAvailable())) {
        forward(slot);
        return;
    }
    auto* stream = qobject_cast<StreamDocument*>(m_area.current());
    if (stream != nullptr && focus != nullptr && stream->isAncestorOf(focus)) {
        QMetaObject::invokeMethod(&stream->filterBar()->undoStack(), slot);
        return;
    }
    const auto* entry = qobject_cast<EntryDocument*>(m_area.current());
    const bool isText = line != nullptr || qobject_cast<QsciScintilla*>(focus) != nullptr ||
                        qobject_cast<QPlainTextEdit*>(focus) != nullptr ||
                        (entry != nullptr && focus != nullptr && entry->isAncestorOf(focus));
    if (isText) {
        forward(slot);
    } else {
        QMetaObject::invokeMethod(&m_layout, slot);
    }
}

void EditCommands::copy()
{
    QWidget* focus = QApplication::focusWidget();
    if (const auto* stream = qobject_cast<StreamView*>(focus)) {
        stream->copySelection();
    } else if (const auto* result = qobject_cast<ResultTable*>(focus)) {
        result->copyRows(models::RowFormat::Tsv, QString());
    } else if (qobject_cast<EntryTable*>(focus) != nullptr) {
        forward("copy");
    } else if (focus == m_docks.problems()->table()) {
        m_docks.problems()->copyReports();
    } else if (const auto* tokens = qobject_cast<QTableView*>(focus);
               tokens != nullptr && qobject_cast<models::TokenModel*>(tokens->model()) != nullptr) {
        QApplication::clipboard()->setText(selectedTokens(*tokens).join(QLatin1Char('\n')));
    } else if (const auto* view = qobject_cast<QAbstractItemView*>(focus)) {
        QApplication::clipboard()->setText(view->currentIndex().data().toString());
    } else {
        forward("copy");
    }
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
    if (auto* stream = qobject_cast<StreamDocument*>(m_area.current())) {
        stream->filterBar()->edit()->setFocus(Qt::ShortcutFocusReason);
        stream->filterBar()->edit()->selectAll();
        return;
    }
    if (auto* config = qobject_cast<ConfigDocument*>(m_area.current())) {
        config->findBar()->open();
        return;
    }
    if (auto* program = qobject_cast<PipelineDocument*>(m_area.current())) {
        program->findBar()->open();
        return;
    }
    for (Document* document : m_area.documents()) {
        auto* program = qobject_cast<PipelineDocument*>(document);
        if (program != nullptr &&
            (m_area.current() == nullptr || program->pipeline() == m_area.current()->pipeline())) {
            m_area.show(program);
            program->findBar()->open();
            return;
        }
    }
}

} // namespace millrace::gui
