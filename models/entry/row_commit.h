// SPDX-License-Identifier: GPL-3.0-or-later
// Rows on their way into a table: one transaction, and the completion token of it.
#pragma once

#include "models/bridge/pipeline_bridge.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace millrace::models {

enum class CommitState { Sending, InProgress, Complete, Failed };

/// Lives from the commit until everything that follows from it was delivered. The rows go in on a thread of its own.
/// GUI thread only; the pipeline must outlive it.
class RowCommit : public QObject {
    Q_OBJECT
public:
    /// `lines` is JSON, a change a line (StagedRowsModel::toJson()).
    RowCommit(PipelineBridge& pipeline, std::string relation, std::string lines, QObject* parent = nullptr);
    ~RowCommit() override;

    CommitState state() const { return m_state; }
    const QString& token() const { return m_token; }
    /// The step that holds the rows, once it is known.
    std::optional<uint64_t> step() const { return m_step; }
    uint64_t numRecords() const { return m_numRecords; }
    /// What the token waits for, as the engine says it; empty when it is complete.
    const QString& waitsFor() const { return m_waitsFor; }
    /// In state Failed: why. Otherwise: of records that were refused the first.
    const std::optional<Error>& error() const { return m_error; }
    uint64_t numRefused() const { return m_numRefused; }

Q_SIGNALS:
    void changed();

private:
    struct Sending;
    static void send(api::Pipeline& pipeline, const std::string& relation, std::string lines, Sending& sending);
    void onFrame();
    void askForToken();

    PipelineBridge& m_pipeline;
    std::shared_ptr<Sending> m_sending;
    CommitState m_state = CommitState::Sending;
    QString m_token;
    QString m_waitsFor;
    std::optional<uint64_t> m_step;
    uint64_t m_numRecords = 0;
    uint64_t m_numRefused = 0;
    std::optional<Error> m_error;
    std::jthread m_thread;
};

} // namespace millrace::models
