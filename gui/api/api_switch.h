// SPDX-License-Identifier: GPL-3.0-or-later
// The local API of the console: switched on and off, what it was asked for and what it is.
#pragma once

#include "models/bridge/engine_bridge.h"

#include <QObject>
#include <QStringList>

#include <atomic>
#include <functional>
#include <memory>
#include <optional>

class QThread;

namespace millrace::descriptive {
class QueryHost;
}

namespace millrace::server {
class ApiService;
}

namespace millrace::gui {

enum class ApiState { Off, SwitchingOn, On, SwitchingOff };

/// Serves the engine to programs on this machine, while it is on. Off at first; port and "on at start" are kept in the
/// catalog, since it is that catalog which is served. Switching takes place on a thread of its own: changed() tells
/// when it is done. GUI thread only.
class ApiSwitch : public QObject {
    Q_OBJECT
public:
    static constexpr quint16 kUsualPort = 8080;

    /// The bridge outlives the switch.
    explicit ApiSwitch(models::EngineBridge& engine, QObject* parent = nullptr);
    ~ApiSwitch() override;

    /// Descriptive pipelines to serve from the next switching on.
    void setQueries(std::shared_ptr<descriptive::QueryHost> queries) { m_queries = std::move(queries); }

    ApiState state() const { return m_state; }
    /// What was asked for; while it differs from state() the switch is on its way there.
    bool isWanted() const { return m_isWanted; }
    void setWanted(bool isWanted);
    /// Switches on if the user wants that at each start of the program.
    void beginSession();

    /// `http://127.0.0.1:8080`, …; none while it is off.
    const QStringList& addresses() const { return m_addresses; }
    size_t numClients() const { return m_numClients.load(std::memory_order_relaxed); }
    /// Why the last attempt to switch on failed; nothing once another one began.
    const std::optional<Error>& error() const { return m_error; }
    /// After a failure: a port that was free then; 0 = none was found.
    quint16 suggestedPort() const { return m_suggestedPort; }

    /// To listen on from the next switching on; 0 = any that is free.
    quint16 port() const { return m_port; }
    void setPort(quint16 port);
    bool isOnAtStart() const { return m_isOnAtStart; }
    void setOnAtStart(bool isOnAtStart);

Q_SIGNALS:
    /// Anything of the above; of the number of clients at most once a frame.
    void changed();

private:
    /// What came of an attempt.
    struct Outcome {
        std::optional<Error> error;
        QStringList addresses;
        quint16 suggestedPort = 0;
    };
    void proceed();
    void run(std::function<Outcome()> work);
    void finish(const Outcome& outcome);
    Outcome start(quint16 port, const std::shared_ptr<descriptive::QueryHost>& queries);
    void onClientsChanged(size_t numClients);

    models::EngineBridge& m_engine;
    std::unique_ptr<server::ApiService> m_service; ///< of the worker while that runs
    std::unique_ptr<QThread> m_worker;
    std::shared_ptr<descriptive::QueryHost> m_queries;
    ApiState m_state = ApiState::Off;
    bool m_isWanted = false;
    QStringList m_addresses;
    std::optional<Error> m_error;
    quint16 m_suggestedPort = 0;
    quint16 m_port = kUsualPort;
    bool m_isOnAtStart = false;
    std::atomic<size_t> m_numClients{0};
    std::atomic<bool> m_haveClientsChanged{false};
};

} // namespace millrace::gui
