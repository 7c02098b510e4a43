// SPDX-License-Identifier: GPL-3.0-or-later
// The completion tokens that somebody wants to hear of when they complete.
#pragma once

#include "models/bridge/pipeline_bridge.h"

#include <QHash>
#include <QObject>
#include <QSet>
#include <QString>

namespace millrace::models {

/// Asks the engine about the watched tokens of a pipeline when its status changes; nothing runs while none is watched.
/// GUI thread only.
class TokenWatch : public QObject {
    Q_OBJECT
public:
    static constexpr int kMaxTokens = 1000;

    explicit TokenWatch(QObject* parent = nullptr);

    /// False: it is complete already, or unknown to the run, or too many are watched.
    bool watch(PipelineBridge* pipeline, const QString& token);
    void forget(const QString& token);
    bool isWatched(const QString& token) const { return m_pipelineOf.contains(token); }

Q_SIGNALS:
    /// It is not watched any more.
    void tokenCompleted(const QString& pipeline, const millrace::TokenStatus& token);
    /// The run ended, or the pipeline is gone, before it was complete.
    void tokenLost(const QString& pipeline, const QString& token);
    void watchedChanged();

private:
    void check(PipelineBridge* pipeline);

    QHash<QString, const PipelineBridge*> m_pipelineOf; ///< token -> its pipeline
    QSet<const PipelineBridge*> m_followed;
};

} // namespace millrace::models
