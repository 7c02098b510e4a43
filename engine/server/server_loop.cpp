// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/server/server_loop.h"

#include "engine/base/assert.h"

#include <QMetaObject>
#include <QSemaphore>

namespace millrace::server {

/// Where posts go while the thread runs.
struct ServerLoop::Mailbox {
    std::mutex mutex;
    std::unique_ptr<QObject> receiver; ///< lives on the server's thread; null before start and after stop

    void post(std::function<void()> call)
    {
        const std::lock_guard lock(mutex);
        if (receiver) {
            QMetaObject::invokeMethod(receiver.get(), std::move(call), Qt::QueuedConnection);
        }
    }
};

ServerLoop::ServerLoop()
    : m_mailbox(std::make_shared<Mailbox>())
{
    m_thread.setObjectName(QStringLiteral("server"));
    m_workers.setMaxThreadCount(kNumWorkers);
}

ServerLoop::~ServerLoop()
{
    stop();
}

void ServerLoop::start()
{
    MR_ASSERT(!m_thread.isRunning());
    auto receiver = std::make_unique<QObject>();
    receiver->moveToThread(&m_thread);
    {
        const std::lock_guard lock(m_mailbox->mutex);
        m_mailbox->receiver = std::move(receiver);
    }
    m_thread.start();
}

void ServerLoop::stop()
{
    if (!m_thread.isRunning()) {
        return;
    }
    m_workers.waitForDone(); // their results are posted before the thread ends
    call([] {});
    std::unique_ptr<QObject> receiver;
    {
        const std::lock_guard lock(m_mailbox->mutex);
        receiver = std::move(m_mailbox->receiver);
    }
    m_thread.quit();
    m_thread.wait();
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
    QSemaphore done;
    post([&] {
        call();
        done.release();
    });
    done.acquire();
}

void ServerLoop::runInWorker(std::function<void()> call)
{
    m_workers.start(std::move(call));
}

} // namespace millrace::server
