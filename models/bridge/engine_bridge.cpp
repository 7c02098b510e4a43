// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/bridge/engine_bridge.h"

#include "models/bridge/gui_thread.h"
#include "models/text/cell_text.h"

#include <algorithm>

namespace millrace::models {

EngineBridge::EngineBridge(std::unique_ptr<api::Engine> engine, QObject* parent)
    : QObject(parent)
    , m_engine(std::move(engine))
    , m_settings(*m_engine, [this](const Error& error) {
        const auto tell = [this, error] {
            Q_EMIT commandFailed(tr("Text that is not saved, and how the window looks, cannot be kept"), error);
        };
        QMetaObject::invokeMethod(this, tell, Qt::QueuedConnection);
    })
{
    qRegisterMetaType<Error>();
    qRegisterMetaType<TokenStatus>();
    qRegisterMetaType<PipelineState>();
    for (std::shared_ptr<api::Pipeline>& pipeline : m_engine->pipelines()) {
        adopt(std::move(pipeline));
    }
    sortByName();
    connect(&m_clock, &FrameClock::frame, this, [this] {
        if (m_isDirty.exchange(false, std::memory_order_acq_rel)) {
            reload();
        }
    });
    m_listener = m_engine->addListener([this] {
        if (!m_isDirty.exchange(true, std::memory_order_acq_rel)) {
            m_clock.requestFromAnyThread();
        }
    });
}

EngineBridge::~EngineBridge()
{
    m_engine->removeListener(m_listener);
    // The bridges go before the engine and the clock that they refer to.
    while (!m_pipelines.isEmpty()) {
        drop(m_pipelines.last(), RemovedBy::Window);
    }
}

PipelineBridge* EngineBridge::find(const QString& name) const
{
    const auto found = std::find_if(m_pipelines.begin(), m_pipelines.end(),
                                    [&](const PipelineBridge* pipeline) { return pipeline->name() == name; });
    return found == m_pipelines.end() ? nullptr : *found;
}

PipelineBridge* EngineBridge::createPipeline(const QString& name, const QString& sql, const QString& baseFolder)
{
    return createPipeline(api::NewPipeline{name.toStdString(), sql.toStdString(), baseFolder.toStdString()});
}

PipelineBridge* EngineBridge::createPipeline(api::NewPipeline definition)
{
    MR_ASSERT_GUI_THREAD();
    const QString name = toQString(definition.name);
    Result<std::shared_ptr<api::Pipeline>> created = m_engine->createFrom(std::move(definition));
    if (!created.ok()) {
        Q_EMIT commandFailed(tr("Could not create pipeline %1").arg(name), created.error());
        return nullptr;
    }
    PipelineBridge* pipeline = adopt(std::move(created).value());
    sortByName();
    Q_EMIT pipelineAdded(pipeline);
    Q_EMIT pipelinesChanged();
    return pipeline;
}

bool EngineBridge::renamePipeline(PipelineBridge* pipeline, const QString& newName)
{
    MR_ASSERT_GUI_THREAD();
    const Status status = m_engine->rename(pipeline->name().toStdString(), newName.toStdString());
    if (!status.ok()) {
        Q_EMIT commandFailed(tr("Could not rename pipeline %1").arg(pipeline->name()), status.error());
        return false;
    }
    const QString before = pipeline->name();
    pipeline->setName(newName);
    sortByName();
    Q_EMIT pipelinesChanged();
    if (newName != before) {
        Q_EMIT pipelineRenamed(before, newName);
    }
    return true;
}

bool EngineBridge::removePipeline(PipelineBridge* pipeline)
{
    MR_ASSERT_GUI_THREAD();
    const Status status = m_engine->remove(pipeline->name().toStdString());
    if (!status.ok()) {
        Q_EMIT commandFailed(tr("Could not delete pipeline %1").arg(pipeline->name()), status.error());
        return false;
    }
    drop(pipeline, RemovedBy::Window);
    Q_EMIT pipelinesChanged();
    return true;
}

void EngineBridge::reload()
{
    MR_ASSERT_GUI_THREAD();
    const std::vector<std::shared_ptr<api::Pipeline>> present = m_engine->pipelines();
    const QList<PipelineBridge*> before = m_pipelines;
    bool hasChanged = false;
    for (PipelineBridge* pipeline : before) {
        if (std::find(present.begin(), present.end(), pipeline->pipeline()) == present.end()) {
            drop(pipeline, RemovedBy::Outside);
            hasChanged = true;
            continue;
        }
        const QString name = toQString(pipeline->pipeline()->name());
        hasChanged = hasChanged || name != pipeline->name();
        pipeline->setName(name);
    }
    for (const std::shared_ptr<api::Pipeline>& pipeline : present) {
        const bool isKnown = std::any_of(m_pipelines.begin(), m_pipelines.end(),
                                         [&](const PipelineBridge* known) { return known->pipeline() == pipeline; });
        if (!isKnown) {
            PipelineBridge* added = adopt(pipeline);
            sortByName();
            Q_EMIT pipelineAdded(added);
            hasChanged = true;
        }
    }
    sortByName();
    if (hasChanged) {
        Q_EMIT pipelinesChanged();
    }
}

std::optional<QString> EngineBridge::setting(const QString& key) const
{
    const std::optional<std::string> value = m_engine->setting(key.toStdString());
    return value ? std::optional<QString>(toQString(*value)) : std::nullopt;
}

bool EngineBridge::setSetting(const QString& key, const QString& value)
{
    MR_ASSERT_GUI_THREAD();
    const Status status = m_engine->setSetting(key.toStdString(), value.toStdString());
    if (!status.ok()) {
        Q_EMIT commandFailed(tr("Could not save the setting %1").arg(key), status.error());
    }
    return status.ok();
}

PipelineBridge* EngineBridge::adopt(std::shared_ptr<api::Pipeline> pipeline)
{
    auto* bridge = new PipelineBridge(std::move(pipeline), m_clock, this);
    connect(bridge, &PipelineBridge::commandFailed, this, &EngineBridge::commandFailed);
    m_pipelines.append(bridge);
    return bridge;
}

void EngineBridge::drop(PipelineBridge* pipeline, RemovedBy by)
{
    Q_EMIT pipelineAboutToBeRemoved(pipeline, by);
    m_pipelines.removeOne(pipeline);
    delete pipeline;
}

void EngineBridge::sortByName()
{
    std::sort(m_pipelines.begin(), m_pipelines.end(),
              [](const PipelineBridge* a, const PipelineBridge* b) { return a->name() < b->name(); });
}

} // namespace millrace::models
