// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/entry/entry_document.h"

#include "gui/entry/entry_table.h"
#include "gui/widgets/banner.h"
#include "gui/widgets/elided_label.h"
#include "gui/widgets/empty_state.h"
#include "models/entry/pasted_rows.h"
#include "models/text/error_text.h"
#include "models/text/number_text.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QMessageBox>
#include <QPushButton>
#include <QStackedLayout>
#include <QToolButton>
#include <QVBoxLayout>

namespace millrace::gui {

namespace {

using models::CommitState;

QString quotedName(const std::string& name)
{
    QString text = QString::fromStdString(name);
    text.replace(u'"', QStringLiteral("\"\""));
    return u'"' + text + u'"';
}

QString selectOf(const RelationInfo& relation)
{
    QStringList order;
    for (const int column : relation.schema.primaryKey) {
        order.append(quotedName(relation.schema.columns[static_cast<size_t>(column)].name));
    }
    const QString sql = QStringLiteral("SELECT * FROM ") + quotedName(relation.name);
    return order.isEmpty() ? sql : sql + QStringLiteral(" ORDER BY ") + order.join(QStringLiteral(", "));
}

bool canRead(PipelineState state)
{
    return state == PipelineState::Running || state == PipelineState::Paused || state == PipelineState::Held;
}

} // namespace

EntryDocument::EntryDocument(models::PipelineBridge* pipeline, const QString& relation, ActionRegistry& actions,
                             QWidget* parent)
    : Document(pipeline, parent)
    , m_relation(relation)
    , m_actions(actions)
    , m_rows(*pipeline)
    , m_banner(new Banner(QStringLiteral("entryBanner"), this))
    , m_outcome(new Banner(QStringLiteral("commitBanner"), this))
    , m_summary(new ElidedLabel(this))
    , m_table(new EntryTable(m_model, this))
    , m_empty(new EmptyState(QStringLiteral("entryEmpty"), this))
    , m_stack(new QStackedLayout)
    , m_run(onThisPipeline(actions, ActionId::Run))
{
    setObjectName(QStringLiteral("entryDocument"));
    m_table->setAccessibleName(tr("Rows of %1").arg(relation));
    auto* header = new QWidget(this);
    buildHeader(header);
    m_banner->makeDismissable();
    m_outcome->makeDismissable();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(header);
    layout->addWidget(m_banner);
    layout->addWidget(m_outcome);
    layout->addLayout(m_stack, 1);
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_empty);
    for (const ActionSpec& spec : actionTable()) {
        if (spec.scope == KeyScope::Entry) {
            addAction(actions.action(spec.id));          // also while the empty state stands in place of the grid
            m_table->addAction(actions.action(spec.id)); // for its menu
        }
    }
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(&m_rows, &models::QueryCell::finished, this, &EntryDocument::onRead);
    connect(&m_model, &models::StagedRowsModel::stagedChanged, this, &EntryDocument::update);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &EntryDocument::stateChanged);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &EntryDocument::stateChanged);
    connect(m_table, &EntryTable::pasted, this, [this](int, const QString& problem) {
        if (!problem.isEmpty()) {
            m_banner->say(BannerSeverity::Warning, problem);
        }
    });
    connect(pipeline, &models::PipelineBridge::nameChanged, this, &Document::titleChanged);
    connect(pipeline, &models::PipelineBridge::runEnded, this, &EntryDocument::onRunEnded);
    connect(pipeline, &models::PipelineBridge::runStarted, this, [this] {
        m_banner->hide();
        forgetCommit();
        readIfDue();
    });
    connect(pipeline, &models::PipelineBridge::stateChanged, this, [this] {
        readIfDue();
        update();
    });
    reload();
}

EntryDocument::~EntryDocument()
{
    m_model.disconnect(this);
    m_table->setModel(nullptr); // it goes after the model that it shows
}

void EntryDocument::buildHeader(QWidget* header)
{
    header->setObjectName(QStringLiteral("documentHeader"));
    header->setAttribute(Qt::WA_StyledBackground);
    auto* layout = new QHBoxLayout(header);
    layout->setContentsMargins(8, 3, 8, 3);
    layout->setSpacing(4);
    for (const ActionId id : {ActionId::AddRow, ActionId::DuplicateRows, ActionId::DeleteRows, ActionId::GenerateRows,
                              ActionId::RevertRows, ActionId::DiscardRows, ActionId::ReloadRows}) {
        auto* button = new QToolButton(header);
        button->setDefaultAction(m_actions.action(id));
        button->setObjectName(QStringLiteral("entry") + m_actions.action(id)->objectName());
        button->setAccessibleName(ActionRegistry::plainText(m_actions.action(id)->text()));
        button->setIconSize(QSize(14, 14));
        layout->addWidget(button);
    }
    m_summary->setProperty("role", QStringLiteral("muted"));
    layout->addWidget(m_summary, 1);
    auto* commit = new QPushButton(header);
    const QAction* action = m_actions.action(ActionId::CommitRows);
    const auto sync = [commit, action] {
        commit->setText(ActionRegistry::plainText(action->text()));
        commit->setEnabled(action->isEnabled());
        commit->setToolTip(action->toolTip());
    };
    sync();
    commit->setObjectName(QStringLiteral("entryCommit"));
    commit->setAccessibleName(ActionRegistry::plainText(action->text()));
    connect(action, &QAction::changed, commit, sync);
    connect(commit, &QPushButton::clicked, action, &QAction::trigger);
    layout->addWidget(commit);
}

QString EntryDocument::title() const
{
    return m_model.counts().total() > 0 ? tr("%1 ~ rows ●").arg(m_relation) : tr("%1 ~ rows").arg(m_relation);
}

QString EntryDocument::sessionKey() const
{
    return Document::sessionKey() + u'\n' + m_relation;
}

void EntryDocument::focusContent()
{
    m_stack->currentWidget()->setFocus(Qt::OtherFocusReason);
}

bool EntryDocument::mayClose()
{
    if (m_model.counts().total() == 0) {
        return true;
    }
    QMessageBox box(QMessageBox::Question, tr("Rows that are not committed"),
                    tr("%n staged row(s) of %1 are not committed.", nullptr, m_model.counts().total()).arg(m_relation),
                    QMessageBox::Discard | QMessageBox::Cancel, this);
    box.setTextFormat(Qt::PlainText);
    box.setDefaultButton(QMessageBox::Cancel);
    return box.exec() == QMessageBox::Discard;
}

void EntryDocument::reload()
{
    const RelationInfo* info = pipeline() == nullptr ? nullptr : pipeline()->findRelation(m_relation);
    if (info != nullptr) {
        m_model.begin(*info, nullptr);
    }
    read();
}

/// Reads the rows; what is staged is kept.
void EntryDocument::read()
{
    const RelationInfo* info = pipeline() == nullptr ? nullptr : pipeline()->findRelation(m_relation);
    if (info != nullptr) {
        m_model.rebase(*info, nullptr); // before the rows that it shows go
        m_isReading = info->isMaterialized && canRead(pipeline()->state());
        m_isRead = !info->isMaterialized;
        if (m_isReading) {
            m_rows.run(selectOf(*info));
        }
    }
    update();
}

void EntryDocument::readIfDue()
{
    const bool isWanted = !m_isRead || m_model.counts().total() == 0;
    if (isWanted && !m_isReading && pipeline() != nullptr && canRead(pipeline()->state())) {
        read();
    }
}

/// The rows go with the run that had them: nothing may be changed by what they were.
void EntryDocument::onRunEnded()
{
    m_rows.cancel();
    m_isReading = false;
    m_isRead = false;
    m_model.rebase(RelationInfo(m_model.relation()), nullptr);
    forgetCommit();
    m_banner->hide();
    if (m_model.counts().total() > 0) {
        m_banner->say(BannerSeverity::Info, tr("The pipeline is stopped. What is staged is kept for its next run."));
    }
    update();
}

/// A token is one of the run. Rows that are being sent say themselves what becomes of them.
void EntryDocument::forgetCommit()
{
    if (m_commit == nullptr || m_commit->state() != CommitState::Sending) {
        if (m_commit != nullptr && m_commit->state() == CommitState::InProgress) {
            Q_EMIT commitFailed(); // nobody will say how it ended
        }
        m_commit.reset();
        m_outcome->hide();
    }
}

void EntryDocument::onRead()
{
    m_isReading = false;
    const RelationInfo* info = pipeline() == nullptr ? nullptr : pipeline()->findRelation(m_relation);
    if (info == nullptr) {
        return;
    }
    const bool isRunOver = m_rows.error() && m_rows.error()->code == ErrorCode::kPipelineState;
    m_isRead = canRead(pipeline()->state()) && !isRunOver;
    if (m_isRead && m_rows.state() == models::QueryState::Finished) {
        m_banner->hide();
        m_model.rebase(*info, &m_rows.result());
    } else if (m_isRead && m_rows.error()) {
        m_banner->say(BannerSeverity::Error, tr("The rows of %1 could not be read").arg(m_relation),
                      models::errorLine(*m_rows.error()));
    }
    update();
}

void EntryDocument::addRow()
{
    showPage(m_table);
    m_table->editRow(m_model.addEmptyRow());
}

void EntryDocument::generate(int count)
{
    const int before = m_model.rowCount();
    m_model.addRows(tr("generate rows"), models::generateRows(m_model.relation().schema, count, before + 1));
    m_table->scrollTo(m_model.index(before, 0));
}

QString EntryDocument::blockedReason() const
{
    const models::StagedCounts& counts = m_model.counts();
    if (pipeline() == nullptr || !pipeline()->isActive()) {
        return tr("The pipeline is not running.");
    }
    if (pipeline()->state() == PipelineState::Held) {
        return tr("A step is held: decide about it first.");
    }
    if (m_isReading || !m_isRead) {
        return tr("The rows of %1 are being read.").arg(m_relation);
    }
    if (m_commit != nullptr && m_commit->state() == CommitState::Sending) {
        return tr("The rows are being sent.");
    }
    if (counts.total() == 0) {
        return tr("Nothing is staged.");
    }
    return counts.numProblems > 0 ? tr("Some values do not fit their columns: they are marked.") : QString();
}

void EntryDocument::commitRows()
{
    if (m_table->isAncestorOf(QApplication::focusWidget())) {
        m_table->setFocus(Qt::OtherFocusReason); // a cell that is being edited is done with
    }
    if (!blockedReason().isEmpty()) {
        return;
    }
    m_banner->hide();
    m_isTaken = false;
    Q_EMIT committing();
    m_commit = std::make_unique<models::RowCommit>(*pipeline(), quotedName(m_relation.toStdString()).toStdString(),
                                                   m_model.toJson());
    connect(m_commit.get(), &models::RowCommit::changed, this, &EntryDocument::onCommitChanged);
    onCommitChanged();
}

void EntryDocument::onCommitChanged()
{
    const models::RowCommit& commit = *m_commit;
    const bool isTaken = commit.state() == CommitState::InProgress || commit.state() == CommitState::Complete;
    if (isTaken && !m_isTaken) {
        // They are the engine's now: nobody may send them a second time.
        m_isTaken = true;
        m_model.begin(RelationInfo(m_model.relation()), m_model.knowsRows() ? &m_rows.result() : nullptr);
    }
    switch (commit.state()) {
    case CommitState::Sending: m_outcome->say(BannerSeverity::Info, tr("Sending the rows as one transaction")); break;
    case CommitState::InProgress:
        m_outcome->say(BannerSeverity::Info, tr("In progress: waits for %1").arg(commit.waitsFor()), commit.token());
        break;
    case CommitState::Failed:
        m_outcome->say(BannerSeverity::Error, tr("The rows were not committed"),
                       commit.error() ? models::errorLine(*commit.error()) : QString());
        Q_EMIT commitFailed();
        break;
    case CommitState::Complete:
        if (commit.numRefused() > 0) {
            m_outcome->say(BannerSeverity::Warning,
                           tr("%n record(s) were refused", nullptr, static_cast<int>(commit.numRefused())),
                           commit.error() ? models::errorLine(*commit.error()) : QString());
        } else {
            m_outcome->say(
                BannerSeverity::Info,
                commit.step()
                    ? tr("Complete: processed and delivered with step %1").arg(models::countText(*commit.step()))
                    : tr("Complete: processed and delivered"),
                commit.token());
        }
        Q_EMIT committed(m_relation, commit.step().value_or(0));
        read();
        break;
    }
    update();
}

void EntryDocument::update()
{
    const models::StagedCounts& counts = m_model.counts();
    QStringList parts;
    if (counts.numProblems > 0) { // first: what hinders must not be cut off
        parts.append(tr("%n problem(s)", nullptr, counts.numProblems));
    }
    if (counts.numInserted > 0) {
        parts.append(tr("%n insert(s)", nullptr, counts.numInserted));
    }
    if (counts.numChanged > 0) {
        parts.append(tr("%n update(s)", nullptr, counts.numChanged));
    }
    if (counts.numDeleted > 0) {
        parts.append(tr("%n delete(s)", nullptr, counts.numDeleted));
    }
    if (m_rows.isTruncated()) {
        parts.append(tr("the first %1 rows of the table").arg(models::countText(models::QueryCell::kMaxRows)));
    }
    m_summary->setText(parts.join(QStringLiteral("  ·  ")));
    const QFontMetrics metrics = m_summary->fontMetrics();
    m_summary->setMinimumWidth(counts.numProblems > 0 ? metrics.horizontalAdvance(parts.first() + QChar(0x2026)) : 0);
    updateEmptyState();
    Q_EMIT titleChanged();
    Q_EMIT stateChanged();
}

/// Who works by keyboard stays where they are when table and empty state change places.
void EntryDocument::showPage(QWidget* page)
{
    const bool hadFocus = m_stack->currentWidget() != nullptr && m_stack->currentWidget()->hasFocus();
    m_stack->setCurrentWidget(page);
    if (hadFocus) {
        page->setFocus(Qt::OtherFocusReason);
    }
}

void EntryDocument::updateEmptyState()
{
    if (m_model.rowCount() > 0) {
        showPage(m_table);
        return;
    }
    if (pipeline() == nullptr || !pipeline()->isActive()) {
        m_empty->say(QStringLiteral("run"), tr("The pipeline is not running"),
                     tr("Run it to see and change the rows of %1. Rows can be prepared now.").arg(m_relation), m_run);
    } else if (m_isReading) {
        m_empty->say(QStringLiteral("table"), tr("Reading"), tr("The rows of %1 are being read.").arg(m_relation));
    } else if (!m_model.knowsRows()) {
        m_empty->say(QStringLiteral("table"), tr("This table keeps no rows"),
                     tr("Rows can be added. To change and delete them, give it a PRIMARY KEY."),
                     m_actions.action(ActionId::AddRow));
    } else {
        m_empty->say(QStringLiteral("table"), tr("The table is empty"),
                     tr("Add a row, paste CSV or JSON, or generate some."), m_actions.action(ActionId::AddRow));
    }
    showPage(m_empty);
}

} // namespace millrace::gui
