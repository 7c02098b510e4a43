// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/bridge/pipeline_bridge.h"

#include "models/bridge/gui_thread.h"
#include "models/text/cell_text.h"

#include <algorithm>

namespace millrace::models {

namespace {

constexpr int kPollMs = 250;
constexpr int kQuietPollMs = 600; ///< long enough for a RateMeter to call a counter still
constexpr int kMaxQuietPolls = 2;

bool hasRun(PipelineState state)
{
    return state == PipelineState::Running || state == PipelineState::Paused || state == PipelineState::Held;
}

/// Whether anything that grows or drains differs.
bool haveCountersMoved(const PipelineStatus& a, const PipelineStatus& b)
{
    if (a.processedSteps != b.processedSteps || a.completedSteps != b.completedSteps ||
        a.totalInputRecords != b.totalInputRecords || a.bufferedInputRecords != b.bufferedInputRecords ||
        a.totalOutputChanges != b.totalOutputChanges || a.state != b.state || a.outputs.size() != b.outputs.size()) {
        return true;
    }
    for (size_t i = 0; i < a.outputs.size(); ++i) {
        if (a.outputs[i].transmittedRecords != b.outputs[i].transmittedRecords) {
            return true;
        }
    }
    return false;
}

} // namespace

PipelineBridge::PipelineBridge(std::shared_ptr<api::Pipeline> pipeline, FrameClock& clock, QObject* parent)
    : QObject(parent)
    , m_pipeline(std::move(pipeline))
    , m_clock(clock)
    , m_name(toQString(m_pipeline->name()))
    , m_status(m_pipeline->status())
    , m_programRevision(m_pipeline->programRevision())
    , m_relations(m_pipeline->relations())
{
    if (!m_status) {
        m_status = std::make_shared<const PipelineStatus>();
    }
    if (hasRun(m_status->state)) {
        m_announcedRun = m_status->incarnation;
    }
    m_poll.setSingleShot(true);
    connect(&m_poll, &QTimer::timeout, this, [this] {
        m_isDirty.store(true, std::memory_order_release);
        m_clock.request();
    });
    connect(&m_clock, &FrameClock::frame, this, &PipelineBridge::onFrame);
    m_listener = m_pipeline->addStatusListener([this] {
        if (!m_isDirty.exchange(true, std::memory_order_acq_rel)) {
            m_clock.requestFromAnyThread();
        }
    });
    m_clock.request();
}

PipelineBridge::~PipelineBridge()
{
    m_pipeline->removeStatusListener(m_listener);
}

QString PipelineBridge::program() const
{
    MR_ASSERT_GUI_THREAD();
    return toQString(m_pipeline->program());
}

bool PipelineBridge::isActive() const
{
    return state() != PipelineState::Stopped && state() != PipelineState::Failed;
}

const RelationInfo* PipelineBridge::findRelation(const QString& relation) const
{
    const std::string wanted = relation.toStdString();
    const auto found = std::find_if(m_relations.begin(), m_relations.end(),
                                    [&](const RelationInfo& info) { return info.name == wanted; });
    return found == m_relations.end() ? nullptr : &*found;
}

std::vector<TokenStatus> PipelineBridge::tokens() const
{
    MR_ASSERT_GUI_THREAD();
    return m_pipeline->tokens();
}

std::vector<ConnectorAccess> PipelineBridge::access() const
{
    MR_ASSERT_GUI_THREAD();
    return m_pipeline->access();
}

bool PipelineBridge::trust()
{
    if (!report(tr("Could not remember that %1 may run").arg(m_name), m_pipeline->trust())) {
        return false;
    }
    Q_EMIT trustChanged();
    return true;
}

bool PipelineBridge::setProgram(const QString& sql)
{
    if (!report(tr("Could not save the program of %1").arg(m_name), m_pipeline->setProgram(sql.toStdString()))) {
        return false;
    }
    takeUpProgram();
    return true;
}

bool PipelineBridge::start(StartMode mode)
{
    return report(tr("Could not start %1").arg(m_name), m_pipeline->start(mode == StartMode::PausedInputs));
}

bool PipelineBridge::pauseInputs()
{
    return report(tr("Could not pause the inputs of %1").arg(m_name), m_pipeline->pause());
}

bool PipelineBridge::resumeInputs()
{
    return report(tr("Could not resume the inputs of %1").arg(m_name), m_pipeline->resume());
}

bool PipelineBridge::singleStep(const QStringList& untilChangeOf)
{
    std::vector<std::string> relations;
    for (const QString& name : untilChangeOf) {
        relations.push_back(name.toStdString());
    }
    return report(tr("Could not make a single step of %1").arg(m_name), m_pipeline->singleStep(relations));
}

bool PipelineBridge::stop()
{
    return report(tr("Could not stop %1").arg(m_name), m_pipeline->stop());
}

bool PipelineBridge::startConnector(const QString& relation, const QString& connector)
{
    return report(tr("Could not start connector %1 of %2").arg(connector, relation),
                  m_pipeline->startConnector(relation.toStdString(), connector.toStdString()));
}

bool PipelineBridge::pauseConnector(const QString& relation, const QString& connector)
{
    return report(tr("Could not pause connector %1 of %2").arg(connector, relation),
                  m_pipeline->pauseConnector(relation.toStdString(), connector.toStdString()));
}

std::optional<TokenStatus> PipelineBridge::issueToken(const QString& relation, const QString& connector)
{
    MR_ASSERT_GUI_THREAD();
    Result<TokenStatus> token = m_pipeline->issueToken(relation.toStdString(), connector.toStdString());
    if (!token.ok()) {
        Q_EMIT commandFailed(tr("Could not issue a completion token for %1 of %2").arg(connector, relation),
                             token.error());
        return std::nullopt;
    }
    Q_EMIT tokenIssued(*token);
    return std::move(token).value();
}

bool PipelineBridge::setAsideHeldRecord()
{
    return report(tr("Could not set the held record of %1 aside").arg(m_name), m_pipeline->setAsideHeldRecord());
}

bool PipelineBridge::retryHeldStep()
{
    return report(tr("Could not retry the held step of %1").arg(m_name), m_pipeline->retryHeldStep());
}

bool PipelineBridge::setLimits(const RunLimits& limits)
{
    return report(tr("Could not change the limits of %1").arg(m_name), m_pipeline->setLimits(limits));
}

void PipelineBridge::setName(const QString& name)
{
    MR_ASSERT_GUI_THREAD();
    if (name != m_name) {
        m_name = name;
        Q_EMIT nameChanged(name);
    }
}

bool PipelineBridge::report(const QString& what, const Status& status)
{
    MR_ASSERT_GUI_THREAD();
    m_isDirty.store(true, std::memory_order_release);
    m_clock.request();
    if (!status.ok()) {
        Q_EMIT commandFailed(what, status.error());
    }
    return status.ok();
}

void PipelineBridge::onFrame()
{
    if (m_isDirty.exchange(false, std::memory_order_acq_rel)) {
        refresh();
    }
}

void PipelineBridge::refresh()
{
    const std::shared_ptr<const PipelineStatus> before = m_status;
    if (auto status = m_pipeline->status()) {
        m_status = std::move(status);
    }
    watchCounters(haveCountersMoved(*before, *m_status));
    if (m_pipeline->programRevision() != m_programRevision) {
        takeUpProgram();
    }
    announceRun();
    if (before->state != m_status->state) {
        Q_EMIT stateChanged(m_status->state);
    }
    Q_EMIT statusChanged();
}

void PipelineBridge::announceRun()
{
    const bool isRunning = hasRun(m_status->state);
    if (!m_announcedRun.empty() && (!isRunning || m_status->incarnation != m_announcedRun)) {
        m_announcedRun.clear();
        Q_EMIT runEnded();
    }
    if (isRunning && m_announcedRun.empty()) {
        m_announcedRun = m_status->incarnation;
        reloadRelations();
        Q_EMIT runStarted();
    }
}

void PipelineBridge::takeUpProgram()
{
    m_programRevision = m_pipeline->programRevision();
    Q_EMIT programChanged();
    reloadRelations();
}

void PipelineBridge::reloadRelations()
{
    MR_ASSERT_GUI_THREAD();
    m_relations = m_pipeline->relations();
    Q_EMIT relationsChanged();
}

void PipelineBridge::watchCounters(bool hasChanged)
{
    m_numQuietPolls = hasChanged ? 0 : m_numQuietPolls + 1;
    if (!isActive() || m_numQuietPolls > kMaxQuietPolls) {
        m_poll.stop();
        return;
    }
    m_poll.start(hasChanged ? kPollMs : kQuietPollMs);
}

QString pipelineStateText(PipelineState state)
{
    switch (state) {
    case PipelineState::Stopped: return PipelineBridge::tr("Stopped");
    case PipelineState::Starting: return PipelineBridge::tr("Starting");
    case PipelineState::Running: return PipelineBridge::tr("Running");
    case PipelineState::Paused: return PipelineBridge::tr("Inputs paused");
    case PipelineState::Held: return PipelineBridge::tr("Step held");
    case PipelineState::Stopping: return PipelineBridge::tr("Stopping");
    case PipelineState::Failed: return PipelineBridge::tr("Failed");
    }
    return {};
}

} // namespace millrace::models
