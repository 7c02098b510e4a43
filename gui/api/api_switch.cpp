// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/api/api_switch.h"

#include "engine/server/api_service.h"

#include <QCoreApplication>
#include <QHostAddress>
#include <QTcpServer>
#include <QThread>

#include <algorithm>

namespace millrace::gui {

namespace {

const QString kPortKey = QStringLiteral("api.port");
const QString kOnAtStartKey = QStringLiteral("api.onAtStart");
constexpr int kNumPortsToTry = 50;
constexpr int kFirstUserPort = 1024;

bool isFree(const QHostAddress& address, quint16 port)
{
    QTcpServer probe;
    return probe.listen(address, port) || probe.serverError() == QAbstractSocket::SocketAddressNotAvailableError;
}

/// The next port above one that could not be used; 0 = none.
quint16 freePortAfter(quint16 port)
{
    const int first = std::max<int>(port + 1, kFirstUserPort);
    for (int candidate = first; candidate <= std::min(first + kNumPortsToTry, 65'535); ++candidate) {
        const auto asPort = static_cast<quint16>(candidate);
        if (isFree(QHostAddress::LocalHost, asPort) && isFree(QHostAddress::LocalHostIPv6, asPort)) {
            return asPort;
        }
    }
    return 0;
}

} // namespace

ApiSwitch::ApiSwitch(models::EngineBridge& engine, QObject* parent)
    : QObject(parent)
    , m_engine(engine)
    , m_service(std::make_unique<server::ApiService>(engine.engine()))
{
    bool isNumber = false;
    const quint16 stored = m_engine.setting(kPortKey).value_or(QString()).toUShort(&isNumber);
    m_port = isNumber ? stored : kUsualPort;
    m_isOnAtStart = m_engine.setting(kOnAtStartKey) == QStringLiteral("yes");
    connect(&m_engine.clock(), &models::FrameClock::frame, this, [this] {
        if (m_haveClientsChanged.exchange(false, std::memory_order_acq_rel)) {
            Q_EMIT changed();
        }
    });
}

ApiSwitch::~ApiSwitch()
{
    if (m_worker) {
        m_worker->wait();
    }
    m_service->stop();
}

void ApiSwitch::setWanted(bool isWanted)
{
    if (m_isWanted == isWanted) {
        return;
    }
    m_isWanted = isWanted;
    if (isWanted) {
        m_error.reset();
    }
    proceed();
    Q_EMIT changed();
}

void ApiSwitch::beginSession()
{
    if (m_isOnAtStart) {
        setWanted(true);
    }
}

void ApiSwitch::setPort(quint16 port)
{
    if (m_port != port) {
        m_port = port;
        m_error.reset();
        m_engine.setSetting(kPortKey, QString::number(port));
        Q_EMIT changed();
    }
}

void ApiSwitch::setOnAtStart(bool isOnAtStart)
{
    if (m_isOnAtStart != isOnAtStart) {
        m_isOnAtStart = isOnAtStart;
        m_engine.setSetting(kOnAtStartKey, isOnAtStart ? QStringLiteral("yes") : QStringLiteral("no"));
        Q_EMIT changed();
    }
}

void ApiSwitch::proceed()
{
    if (m_state == ApiState::Off && m_isWanted) {
        m_state = ApiState::SwitchingOn;
        run([this, port = m_port, queries = m_queries] { return start(port, queries); });
    } else if (m_state == ApiState::On && !m_isWanted) {
        m_state = ApiState::SwitchingOff;
        run([this] {
            m_service->stop();
            return Outcome();
        });
    }
}

/// Off the window's thread: switching off waits for calls that are being answered.
void ApiSwitch::run(std::function<Outcome()> work)
{
    if (m_worker) {
        m_worker->wait(); // it has delivered its outcome
    }
    m_worker.reset(QThread::create([this, work = std::move(work)] {
        Outcome outcome = work();
        QMetaObject::invokeMethod(
            this, [this, outcome = std::move(outcome)] { finish(outcome); }, Qt::QueuedConnection);
    }));
    m_worker->setObjectName(QStringLiteral("api-switch"));
    m_worker->start();
}

ApiSwitch::Outcome ApiSwitch::start(quint16 port, const std::shared_ptr<descriptive::QueryHost>& queries)
{
    server::ServiceOptions options;
    options.listen.port = port;
    options.listen.onClientsChanged = [this](size_t numClients) { onClientsChanged(numClients); };
    options.queries = queries;
    options.version = QCoreApplication::applicationVersion().toStdString();
    Outcome outcome;
    if (Status started = m_service->start(std::move(options)); !started.ok()) {
        outcome.error = started.error();
        outcome.suggestedPort = freePortAfter(port);
        return outcome;
    }
    for (const std::string& address : m_service->status().addresses) {
        outcome.addresses.append(QString::fromStdString(address));
    }
    return outcome;
}

void ApiSwitch::finish(const Outcome& outcome)
{
    const bool isOn = m_state == ApiState::SwitchingOn && !outcome.error;
    m_state = isOn ? ApiState::On : ApiState::Off;
    m_addresses = outcome.addresses;
    if (outcome.error && m_isWanted) {
        m_error = outcome.error;
        m_suggestedPort = outcome.suggestedPort;
        m_isWanted = false;
    }
    if (!isOn) {
        m_numClients.store(0, std::memory_order_relaxed);
    }
    proceed();
    Q_EMIT changed();
}

void ApiSwitch::onClientsChanged(size_t numClients)
{
    m_numClients.store(numClients, std::memory_order_relaxed);
    if (!m_haveClientsChanged.exchange(true, std::memory_order_acq_rel)) {
        m_engine.clock().requestFromAnyThread();
    }
}

} // namespace millrace::gui
