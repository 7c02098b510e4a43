// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/documents/stream_document.h"

#include "gui/theme/theme_controller.h"
#include "gui/views/stream_view.h"
#include "gui/widgets/empty_state.h"
#include "models/text/error_text.h"
#include "models/text/number_text.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QStackedLayout>
#include <QToolButton>
#include <QVBoxLayout>

namespace millrace::gui {

using models::StreamFollower;

StreamDocument::StreamDocument(models::PipelineBridge* pipeline, Kind kind, const QStringList& relations,
                               ActionRegistry& actions, QWidget* parent)
    : Document(pipeline, parent)
    , m_kind(kind)
    , m_actions(actions)
    , m_model(pipeline->clock())
    , m_view(nullptr)
    , m_empty(new EmptyState(QStringLiteral("streamEmpty"), this))
    , m_stack(new QStackedLayout)
    , m_header(new QWidget(this))
    , m_counts(new QLabel(m_header))
    , m_completeness(new QLabel(m_header))
    , m_state(new QLabel(m_header))
{
    setObjectName(QStringLiteral("streamDocument"));
    m_model.setActivity(models::ChangeStreamModel::Activity::Hidden);
    m_model.setRelations(relations);
    m_model.setPipeline(pipeline);
    m_view = new StreamView(&m_model, this);
    m_view->setAccessibleName(tr("Changes of %1").arg(title()));
    m_view->addAction(actions.action(ActionId::FollowStream));
    buildHeader();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_header);
    layout->addLayout(m_stack, 1);
    m_stack->addWidget(m_view);
    m_stack->addWidget(m_empty);
    connect(&m_model, &models::ChangeStreamModel::countersChanged, this, &StreamDocument::updateCounts);
    connect(&m_model, &models::ChangeStreamModel::countersChanged, this, &StreamDocument::updateEmptyState);
    connect(&m_model, &QAbstractItemModel::modelReset, this, &StreamDocument::updateEmptyState);
    connect(&m_view->follower(), &StreamFollower::stateChanged, this, &StreamDocument::updateFollow);
    connect(pipeline, &models::PipelineBridge::stateChanged, this, &StreamDocument::updateEmptyState);
    connect(pipeline, &models::PipelineBridge::nameChanged, this, &Document::titleChanged);
    updateCounts();
    updateFollow();
    updateEmptyState();
}

void StreamDocument::buildHeader()
{
    m_header->setObjectName(QStringLiteral("streamHeader"));
    m_header->setAttribute(Qt::WA_StyledBackground);
    auto* layout = new QHBoxLayout(m_header);
    layout->setContentsMargins(12, 3, 4, 3);
    layout->setSpacing(12);
    for (QLabel* label : {m_state, m_counts, m_completeness}) {
        label->setTextFormat(Qt::PlainText);
        label->setProperty("role", QStringLiteral("muted"));
        layout->addWidget(label);
    }
    m_counts->setMinimumWidth(0);
    m_counts->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    layout->setStretchFactor(m_counts, 1);
    for (const ActionId id : {ActionId::FollowStream, ActionId::FreezeStream, ActionId::SaveStream}) {
        QAction* action = m_actions.action(id);
        auto* button = new QToolButton(m_header);
        button->setObjectName(QStringLiteral("stream") + action->objectName());
        button->setDefaultAction(action);
        button->setIconSize(QSize(14, 14));
        button->setAccessibleName(ActionRegistry::plainText(action->text()));
        layout->addWidget(button);
    }
}

QString StreamDocument::title() const
{
    return m_kind == Kind::Timeline ? tr("all ticked") : relations().value(0);
}

void StreamDocument::focusContent()
{
    m_stack->currentWidget()->setFocus(Qt::OtherFocusReason);
}

void StreamDocument::setRelations(const QStringList& relations)
{
    m_model.setRelations(relations);
    Q_EMIT titleChanged();
}

QString StreamDocument::emptyText() const
{
    return m_stack->currentWidget() == m_empty ? m_empty->state() : QString();
}

void StreamDocument::showEvent(QShowEvent* event)
{
    Document::showEvent(event);
    m_model.setActivity(models::ChangeStreamModel::Activity::Active);
}

void StreamDocument::hideEvent(QHideEvent* event)
{
    Document::hideEvent(event);
    m_model.setActivity(models::ChangeStreamModel::Activity::Hidden);
}

void StreamDocument::updateEmptyState()
{
    if (m_model.rowCount() > 0) {
        m_stack->setCurrentWidget(m_view);
        return;
    }
    if (m_model.subscribeError()) {
        m_empty->say(QStringLiteral("problems"), tr("This change stream cannot be followed"),
                     models::errorLine(*m_model.subscribeError()));
    } else if (pipeline() == nullptr || !pipeline()->isActive()) {
        m_empty->say(QStringLiteral("run"), tr("The pipeline is not running"),
                     tr("Run it to see the changes of %1 as they happen.").arg(title()),
                     m_actions.action(ActionId::Run));
    } else if (pipeline()->state() == PipelineState::Held) {
        m_empty->say(QStringLiteral("held"), tr("A step is held"),
                     tr("Decide about it above: until then nothing flows."), m_actions.action(ActionId::SetAside));
    } else if (pipeline()->state() == PipelineState::Paused) {
        m_empty->say(QStringLiteral("pause"), tr("No changes yet, and the inputs are paused"),
                     tr("Resume them to let data in."), m_actions.action(ActionId::PauseInputs));
    } else {
        m_empty->say(QStringLiteral("stream"), tr("No changes yet"),
                     tr("Waiting for the first step that changes %1.").arg(title()));
    }
    m_stack->setCurrentWidget(m_empty);
}

void StreamDocument::updateCounts()
{
    const models::StreamCounters& counters = m_model.counters();
    m_counts->setText(counters.trimmed == 0
                          ? tr("%1 changes").arg(models::countText(counters.received))
                          : tr("%1 changes, newest %2 kept")
                                .arg(models::countText(counters.received), models::countText(counters.kept())));
    if (counters.numGaps == 0) {
        m_completeness->clear();
    } else {
        m_completeness->setText(tr("%n gap(s)", nullptr, static_cast<int>(counters.numGaps)));
        m_completeness->setToolTip(tr("The list is not complete: each gap is a line in it that says what is missing."));
    }
}

void StreamDocument::updateFollow()
{
    switch (m_view->follower().state()) {
    case StreamFollower::State::Follow: m_state->setText(tr("Following")); break;
    case StreamFollower::State::Held: m_state->setText(tr("Held")); break;
    case StreamFollower::State::Frozen: m_state->setText(tr("Frozen")); break;
    }
    m_actions.action(ActionId::FreezeStream)->setChecked(m_view->follower().state() == StreamFollower::State::Frozen);
}

} // namespace millrace::gui
