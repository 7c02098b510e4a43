// SPDX-License-Identifier: GPL-3.0-or-later
// Compiles a program on a worker thread while the user types; the latest text wins.
#pragma once

#include "engine/api/pipeline.h"

#include <QObject>
#include <QString>
#include <QTimer>

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace millrace::models {

/// Delivers a report for the newest text only. GUI thread only; owns its worker thread, joined in the destructor.
class ProgramChecker : public QObject {
    Q_OBJECT
public:
    using Compile = std::function<api::CompileReport(std::string_view)>; ///< called on the worker thread
    static constexpr int kIdleMs = 300;

    /// `compile` is api::compile outside of tests.
    explicit ProgramChecker(Compile compile, QObject* parent = nullptr);
    ~ProgramChecker() override;

    /// The text changed: checks it once it stood still for kIdleMs. Only then it is read, for changes may come by the
    /// thousand; `text` must hold as long as this.
    void checkWhenIdle(std::function<QString()> text);
    /// Checks at once.
    void check(const QString& sql);
    /// Drops what is under way; no report follows.
    void cancel();
    bool isChecking() const { return m_revision != m_deliveredRevision; }

Q_SIGNALS:
    void checkStarted();
    /// The report of the newest text.
    void checked(const QString& sql, const millrace::api::CompileReport& report);

private:
    struct Request {
        quint64 revision = 0;
        QString sql;
    };
    void work(std::stop_token stop);
    void deliver(const Request& request, const std::shared_ptr<const api::CompileReport>& report);

    Compile m_compile;
    QTimer m_idle;
    std::function<QString()> m_waitingText;
    quint64 m_revision = 0; ///< of the newest request
    quint64 m_deliveredRevision = 0;
    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::optional<Request> m_request; ///< guarded by m_mutex; a newer one replaces it
    std::jthread m_thread;            ///< last: stops before the rest goes
};

} // namespace millrace::models

Q_DECLARE_METATYPE(millrace::api::CompileReport)
