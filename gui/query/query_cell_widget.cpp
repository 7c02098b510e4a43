// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/query/query_cell_widget.h"

#include "gui/editor/sql_editor.h"
#include "gui/query/result_table.h"
#include "gui/theme/icons.h"
#include "models/query/statement_text.h"
#include "models/text/error_text.h"
#include "models/text/number_text.h"

#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QStyle>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace millrace::gui {

namespace {

using models::QueryState;

constexpr int kMinLines = 1;
constexpr int kMaxLines = 16;

QString phaseText(const QueryProgress& progress)
{
    switch (progress.phase) {
    case QueryPhase::Waiting: return QueryCellWidget::tr("waiting for the step that runs");
    case QueryPhase::Reading:
        return progress.rowsToRead == 0
                   ? QueryCellWidget::tr("reading")
                   : QueryCellWidget::tr("reading, %1 of %2 rows")
                         .arg(models::countText(progress.rowsRead), models::countText(progress.rowsToRead));
    case QueryPhase::Writing:
    case QueryPhase::Ended: return QueryCellWidget::tr("taking the result");
    case QueryPhase::Inserting: return QueryCellWidget::tr("inserting");
    }
    return {};
}

} // namespace

QueryCellWidget::QueryCellWidget(std::unique_ptr<models::QueryCell> cell, ActionRegistry& actions, QWidget* parent)
    : QFrame(parent)
    , m_cell(std::move(cell))
    , m_editor(new SqlEditor(this))
    , m_footer(new QLabel(this))
    , m_token(new QToolButton(this))
    , m_run(new QToolButton(this))
    , m_kind(new QLabel(tr("Stream"), this))
    , m_table(new ResultTable(m_cell->result(), this))
    , m_actions(actions)
{
    setObjectName(QStringLiteral("queryCell"));
    m_editor->setObjectName(QStringLiteral("queryText"));
    m_editor->setAccessibleName(m_cell->isStreaming() ? tr("Streaming query") : tr("Query"));
    m_editor->yieldKeysTo(actions, KeyScope::Notebook);
    for (int margin = 0; margin < 3; ++margin) {
        m_editor->setMarginWidth(margin, 0);
    }
    m_editor->SendScintilla(QsciScintilla::SCI_SETMARGINLEFT, 0UL, 8L);
    m_editor->setFolding(QsciScintilla::NoFoldStyle);
    m_editor->viewport()->installEventFilter(this);
    m_run->setObjectName(QStringLiteral("queryRun"));
    m_run->setAutoRaise(true);
    m_footer->setTextFormat(Qt::PlainText);
    m_footer->setWordWrap(true);
    m_footer->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_footer->setObjectName(QStringLiteral("queryFooter"));
    m_token->setObjectName(QStringLiteral("queryToken"));
    m_token->setAutoRaise(true);
    m_token->hide();
    connect(m_token, &QToolButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(QString::fromStdString(m_cell->progress().token)); });
    connect(m_run, &QToolButton::clicked, this, [this] {
        if (m_cell->state() == QueryState::Running) {
            m_cell->cancel();
        } else {
            run();
        }
    });
    if (m_cell->isStreaming()) {
        m_table->followNewest();
    }
    m_kind->setObjectName(QStringLiteral("queryKind"));
    m_kind->setProperty("role", QStringLiteral("muted"));
    m_kind->setToolTip(tr("Streaming SQL: all statements are run, the rows of the last one are shown as they come"));
    m_kind->setVisible(m_cell->isStreaming());
    auto* top = new QHBoxLayout;
    top->setContentsMargins(0, 0, 0, 0);
    top->setSpacing(4);
    top->addWidget(m_run, 0, Qt::AlignTop);
    top->addWidget(m_editor, 1);
    top->addWidget(m_kind, 0, Qt::AlignTop);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->setSpacing(6);
    layout->addLayout(top);
    auto* bottom = new QHBoxLayout;
    bottom->setContentsMargins(0, 0, 0, 0);
    bottom->setSpacing(4);
    bottom->addWidget(m_footer, 1);
    bottom->addWidget(m_token);
    layout->addLayout(bottom);
    layout->addWidget(m_table);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_table, &QWidget::customContextMenuRequested, this, [this](const QPoint& at) {
        QMenu menu; // without a parent: a document may be deleted meanwhile
        menu.addAction(m_actions.action(ActionId::Copy));
        menu.addMenu(m_actions.menu(MenuId::CopyResult));
        menu.exec(m_table->viewport()->mapToGlobal(at));
    });
    connectCell();
    fitEditor();
    refreshFooter();
}

void QueryCellWidget::connectCell()
{
    connect(m_editor, &QsciScintilla::textChanged, this, [this] {
        m_editor->setDiagnostics({});
        fitEditor();
        Q_EMIT textEdited();
    });
    connect(m_cell.get(), &models::QueryCell::progressChanged, this, &QueryCellWidget::refreshFooter);
    connect(m_cell.get(), &models::QueryCell::stateChanged, this, [this] {
        refreshFooter();
        showError();
    });
    // Queued: who else hears of the end looks at the statement that has ended.
    connect(
        m_cell.get(), &models::QueryCell::finished, this,
        [this] {
            if (m_cell->state() != QueryState::Finished) {
                m_pieces.resize(std::min(m_pieces.size(), m_currentPiece + 1)); // nobody asks for the rest any more
            } else if (m_currentPiece + 1 < m_pieces.size()) {
                runNext();
            }
        },
        Qt::QueuedConnection);
}

void QueryCellWidget::showOnlyRows()
{
    for (QWidget* part : std::initializer_list<QWidget*>{m_editor, m_run, m_kind}) {
        part->hide();
    }
}

QString QueryCellWidget::text() const
{
    return m_editor->text();
}

void QueryCellWidget::setText(const QString& text)
{
    m_editor->selectAll();
    m_editor->replaceSelectedText(text);
    m_editor->setCursorPosition(m_editor->lines() - 1, m_editor->lineLength(m_editor->lines() - 1));
}

models::TextRange QueryCellWidget::chosen() const
{
    const models::TextRange selected = m_editor->selectedRange();
    const QString all = text();
    if (!all.mid(selected.begin, selected.end - selected.begin).trimmed().isEmpty()) {
        return selected;
    }
    if (m_cell->isStreaming()) {
        return {0, all.size()};
    }
    return models::statementAt(all, QString::fromUtf8(all.toUtf8().left(m_editor->caretByte())).size());
}

QString QueryCellWidget::statement() const
{
    const models::TextRange range = chosen();
    return text().mid(range.begin, range.end - range.begin);
}

void QueryCellWidget::run()
{
    runStatements(chosen(), QString());
}

void QueryCellWidget::explain()
{
    runStatements(chosen(), QStringLiteral("EXPLAIN "));
}

void QueryCellWidget::runAll()
{
    runStatements({0, text().size()}, QString());
}

void QueryCellWidget::runStatements(models::TextRange range, const QString& prefix)
{
    const QString all = text();
    const QString part = all.mid(range.begin, range.end - range.begin);
    if (part.trimmed().isEmpty()) {
        return;
    }
    QList<models::TextRange> statements = models::statementsOf(part);
    if (m_cell->isStreaming() || statements.isEmpty()) {
        statements = {{0, part.size()}}; // a stream runs its text as one; nothing but comments is an error to be told
    }
    m_pieces.clear();
    for (const models::TextRange& statement : std::as_const(statements)) {
        const qsizetype byte = all.left(range.begin + statement.begin).toUtf8().size();
        m_pieces.append({prefix + part.mid(statement.begin, statement.end - statement.begin),
                         static_cast<int>(byte - prefix.size())});
    }
    m_currentPiece = -1;
    runNext();
}

void QueryCellWidget::runNext()
{
    ++m_currentPiece;
    m_editor->setDiagnostics({});
    m_cell->run(m_pieces[m_currentPiece].sql);
}

void QueryCellWidget::focusEditor()
{
    m_editor->setFocus(Qt::OtherFocusReason);
}

void QueryCellWidget::setCurrent(bool isCurrent)
{
    if (property("current").toBool() != isCurrent) {
        setProperty("current", isCurrent);
        style()->unpolish(this);
        style()->polish(this);
    }
}

QString QueryCellWidget::footer() const
{
    return m_footer->text();
}

void QueryCellWidget::fitEditor()
{
    const int lines = std::clamp(m_editor->lines(), kMinLines, kMaxLines);
    const int height = static_cast<int>(m_editor->SendScintilla(QsciScintilla::SCI_TEXTHEIGHT, 0UL)) * lines + 8;
    if (m_editor->height() != height || m_editor->minimumHeight() != height) {
        m_editor->setFixedHeight(height);
        Q_EMIT resized();
    }
    m_editor->setVerticalScrollBarPolicy(m_editor->lines() > kMaxLines ? Qt::ScrollBarAsNeeded
                                                                       : Qt::ScrollBarAlwaysOff);
}

QString QueryCellWidget::rowsText() const
{
    const auto numRows =
        m_cell->isStreaming() ? m_cell->progress().rowsOut : static_cast<uint64_t>(m_cell->result().rowCount());
    return numRows == 1 ? tr("1 row") : tr("%1 rows").arg(models::countText(numRows));
}

QStringList QueryCellWidget::streamFooter() const
{
    QStringList parts;
    switch (m_cell->state()) {
    case QueryState::Idle: return {};
    case QueryState::Running: parts = {tr("Streaming"), rowsText(), tr("Esc ends")}; break;
    case QueryState::Cancelled: parts = {tr("Ended"), rowsText()}; break;
    case QueryState::Finished: parts = {tr("The stream is over"), rowsText()}; break;
    case QueryState::Failed: parts = {models::errorLine(*m_cell->error())}; break;
    }
    const auto numShown = static_cast<uint64_t>(m_cell->result().rowCount());
    if (m_cell->progress().rowsOut > numShown) {
        parts.insert(std::min<qsizetype>(parts.size(), 2), tr("the newest %1 shown").arg(models::countText(numShown)));
    }
    return parts;
}

QStringList QueryCellWidget::queryFooter() const
{
    QStringList parts;
    const QueryProgress& progress = m_cell->progress();
    switch (m_cell->state()) {
    case QueryState::Idle: break;
    case QueryState::Running: parts = {phaseText(progress), tr("%1 so far").arg(rowsText()), tr("Esc cancels")}; break;
    case QueryState::Cancelled: parts = {tr("Cancelled"), tr("%1 until then").arg(rowsText())}; break;
    case QueryState::Failed: parts = {models::errorLine(*m_cell->error())}; break;
    case QueryState::Finished:
        parts = {m_cell->isTruncated() ? tr("The first %1: there are more").arg(rowsText()) : rowsText()};
        parts.append(models::durationText(m_cell->durationUs()));
        if (progress.step != 0) {
            parts.append(tr("step %1").arg(models::countText(progress.step)));
        }
        break;
    }
    if (m_pieces.size() > 1 && !parts.isEmpty()) {
        parts.append(tr("statement %1 of %2").arg(m_currentPiece + 1).arg(m_pieces.size()));
    }
    if (m_cell->isWatching()) {
        parts.append(tr("watched, read again after each step"));
    }
    return parts;
}

void QueryCellWidget::refreshFooter()
{
    const bool isRunning = m_cell->state() == QueryState::Running;
    const QAction* action = m_actions.action(isRunning ? ActionId::CancelQuery : ActionId::RunQuery);
    m_run->setIcon(action->icon());
    m_run->setToolTip(action->toolTip());
    m_run->setAccessibleName(ActionRegistry::plainText(action->text()));
    const QStringList parts = m_cell->isStreaming() ? streamFooter() : queryFooter();
    m_footer->setText(parts.join(QStringLiteral("  ·  ")));
    m_footer->setVisible(!parts.isEmpty());
    showToken(m_cell->state() == QueryState::Finished ? QString::fromStdString(m_cell->progress().token) : QString());
    const QString role = m_cell->state() == QueryState::Failed ? QStringLiteral("error") : QStringLiteral("muted");
    if (m_footer->property("role").toString() != role) {
        m_footer->setProperty("role", role);
        m_footer->style()->unpolish(m_footer);
        m_footer->style()->polish(m_footer);
    }
    Q_EMIT resized();
}

/// A token is long and cannot be wrapped: its beginning stands there, all of it in the tool tip.
void QueryCellWidget::showToken(const QString& token)
{
    constexpr qsizetype kShownLetters = 12;
    const bool isCut = token.size() > kShownLetters;
    m_token->setText(tr("token %1").arg(isCut ? token.left(kShownLetters) + QChar(0x2026) : token));
    m_token->setToolTip(tr("%1: press to copy it", "completion token").arg(token));
    m_token->setAccessibleName(tr("Copy the completion token"));
    m_token->setVisible(!token.isEmpty());
}

void QueryCellWidget::showError()
{
    if (m_cell->state() != QueryState::Failed || !m_cell->error()->span.isKnown()) {
        m_editor->setDiagnostics({});
        return;
    }
    const Error& error = *m_cell->error();
    const int errorOffset = m_pieces.isEmpty() ? 0 : m_pieces[m_currentPiece].errorOffset;
    sql::Diagnostic diagnostic;
    diagnostic.code = error.code;
    diagnostic.message = error.detail;
    diagnostic.notes = error.notes;
    diagnostic.span = error.span;
    diagnostic.span.begin = static_cast<uint32_t>(std::max(0, static_cast<int>(error.span.begin) + errorOffset));
    diagnostic.span.end = static_cast<uint32_t>(std::max(0, static_cast<int>(error.span.end) + errorOffset));
    m_editor->setDiagnostics({diagnostic});
}

void QueryCellWidget::showEvent(QShowEvent* event)
{
    QFrame::showEvent(event);
    window()->installEventFilter(this); // it is told when the window is minimised
    updateActivity();
}

void QueryCellWidget::hideEvent(QHideEvent* event)
{
    QFrame::hideEvent(event);
    updateActivity();
}

void QueryCellWidget::updateActivity()
{
    m_cell->setActive(isVisible() && !window()->isMinimized());
}

bool QueryCellWidget::eventFilter(QObject* watched, QEvent* event)
{
    if (watched != m_editor->viewport()) {
        if (event->type() == QEvent::WindowStateChange) {
            updateActivity();
        }
        return QFrame::eventFilter(watched, event);
    }
    // The notebook scrolls, not a statement that is shown whole.
    if (event->type() == QEvent::Wheel && m_editor->lines() <= kMaxLines) {
        event->ignore();
        return true;
    }
    return QFrame::eventFilter(watched, event);
}

} // namespace millrace::gui
