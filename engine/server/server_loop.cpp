// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/server/server_loop.h"

#include "engine/base/assert.h"

#include <QMetaObject>

#include <semaphore>
#include <utility>
#include <vector>

namespace millrace::server {

/// Where posts go while the thread runs. The queue is our own and Qt only wakes the thread: one event serves many
/// posts, and the thread sanitizer sees who hands what to whom, which it does not inside of Qt.
struct ServerLoop::Mailbox {
    std::mutex mutex;
    std::unique_ptr<QObject> receiver; ///< lives on the server's thread; null before start and after stop
    std::vector<std::function<void()>> calls;

    void post(std::function<void()> call)
    {
        const std::lock_guard lock(mutex);
        if (!receiver) {
            return;
        }
        calls.push_back(std::move(call));
        if (calls.size() == 1) {
            QMetaObject::invokeMethod(receiver.get(), [this] { runAll(); }, Qt::QueuedConnection);
        }
    }

    void runAll()
    {
        for (const std::function<void()>& call : take()) {
            call();
        }
    }

    std::vector<std::function<void()>> take()
    {
        const std::lock_guard lock(mutex);
        return std::exchange(calls, {});
    }
};

ServerLoop::ServerLoop()
    : m_mailbox(std::make_shared<Mailbox>())
    , m_quick("api-quick", kQuickWorkers, WorkPool::Priority::Usual)
    , m_long("api-long", kLongWorkers)
    , m_result("api-result", kResultWorkers, WorkPool::Priority::Usual)
{
    m_thread.setObjectName(QStringLiteral("server"));
}

ServerLoop::~ServerLoop()
{
    stop();
}

Status ServerLoop::start()
{
    MR_ASSERT(!m_thread.isRunning());
    for (WorkPool* pool : {&m_quick, &m_long, &m_result}) {
        MR_CHECK(pool->hold());
    }
    auto receiver = std::make_unique<QObject>();
    receiver->moveToThread(&m_thread);
    {
        const std::lock_guard lock(m_mailbox->mutex);
        m_mailbox->receiver = std::move(receiver);
    }
    m_thread.start();
    if (!m_thread.isRunning()) {
        return makeError(ErrorCode::kThreadLimit, "The system has no further thread for this program: server");
    }
    return {};
}

void ServerLoop::stop()
{
    if (!m_thread.isRunning()) {
        return;
    }
    for (WorkPool* pool : {&m_quick, &m_long, &m_result}) {
        pool->close(); // what they have begun is posted before the thread ends
    }
    call([] {});
    std::unique_ptr<QObject> receiver;
    {
        const std::lock_guard lock(m_mailbox->mutex);
        receiver = std::move(m_mailbox->receiver);
    }
    m_thread.quit();
    m_thread.wait();
    m_mailbox->take(); // what came too late is dropped
}

void ServerLoop::post(std::function<void()> call)
{
    m_mailbox->post(std::move(call));
}

std::function<void(std::function<void()>)> ServerLoop::poster() const
{
    return [mailbox = m_mailbox](std::function<void()> call) { mailbox->post(std::move(call)); };
}

void ServerLoop::call(const std::function<void()>& call)
{
    std::binary_semaphore done(0);
    post([&] {
        call();
        done.release();
    });
    done.acquire();
}

bool ServerLoop::run(Lane lane, std::function<void()> call)
{
    switch (lane) {
    case Lane::Server: call(); return true;
    case Lane::Quick: return m_quick.submit(std::move(call)).ok();
    case Lane::Long: return runLong(std::move(call));
    case Lane::Result: return m_result.submit(std::move(call)).ok();
    }
    return false;
}

bool ServerLoop::runLong(std::function<void()> call)
{
    if (m_numLong.fetch_add(1) >= kLongWorkers + kMaxLongWaiting) {
        m_numLong.fetch_sub(1);
        return false;
    }
    return m_long
        .submit([this, call = std::move(call)] {
            call();
            m_numLong.fetch_sub(1);
        })
        .ok();
}

} // namespace millrace::server
