// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pipeline/token_watch.h"

#include "models/bridge/gui_thread.h"

namespace millrace::models {

TokenWatch::TokenWatch(QObject* parent)
    : QObject(parent)
{
}

bool TokenWatch::watch(PipelineBridge* pipeline, const QString& token)
{
    MR_ASSERT_GUI_THREAD();
    const Result<TokenStatus> status = pipeline->pipeline()->tokenStatus(token.toStdString());
    if (!status.ok() || status.value().state == TokenState::Complete || m_pipelineOf.size() >= kMaxTokens) {
        return false;
    }
    m_pipelineOf.insert(token, pipeline);
    if (!m_followed.contains(pipeline)) {
        m_followed.insert(pipeline);
        connect(pipeline, &PipelineBridge::statusChanged, this, [this, pipeline] { check(pipeline); });
        connect(pipeline, &QObject::destroyed, this, [this, pipeline, name = pipeline->name()] {
            m_followed.remove(pipeline);
            for (const QString& lost : m_pipelineOf.keys(pipeline)) {
                m_pipelineOf.remove(lost);
                Q_EMIT tokenLost(name, lost);
            }
        });
    }
    Q_EMIT watchedChanged();
    return true;
}

void TokenWatch::forget(const QString& token)
{
    if (m_pipelineOf.remove(token) > 0) {
        Q_EMIT watchedChanged();
    }
}

void TokenWatch::check(PipelineBridge* pipeline)
{
    const QStringList tokens = m_pipelineOf.keys(pipeline);
    for (const QString& token : tokens) {
        const Result<TokenStatus> status = pipeline->pipeline()->tokenStatus(token.toStdString());
        if (status.ok() && status.value().state == TokenState::InProgress) {
            continue;
        }
        m_pipelineOf.remove(token);
        if (status.ok()) {
            Q_EMIT tokenCompleted(pipeline->name(), status.value());
        } else {
            Q_EMIT tokenLost(pipeline->name(), token);
        }
        Q_EMIT watchedChanged();
    }
    if (m_pipelineOf.keys(pipeline).isEmpty()) {
        m_followed.remove(pipeline);
        pipeline->disconnect(this);
    }
}

} // namespace millrace::models
