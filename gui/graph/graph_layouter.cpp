// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/graph/graph_layouter.h"

namespace millrace::gui {

GraphLayouter::GraphLayouter(QObject* parent)
    : QObject(parent)
{
}

GraphLayouter::~GraphLayouter()
{
    m_thread.request_stop();
    m_wake.notify_all();
    if (m_thread.joinable()) {
        m_thread.join(); // before QObject's parts go, which the worker posts to
    }
}

void GraphLayouter::request(LayoutRequest request)
{
    {
        const std::lock_guard lock(m_mutex);
        m_request = std::pair(++m_revision, std::move(request));
    }
    if (!m_thread.joinable()) {
        m_thread = std::jthread([this](const std::stop_token& stop) { run(stop); });
    }
    m_wake.notify_one();
}

void GraphLayouter::run(std::stop_token stop)
{
    std::unique_lock lock(m_mutex);
    while (m_wake.wait(lock, stop, [this] { return m_request.has_value(); })) {
        const auto [revision, request] = *std::exchange(m_request, std::nullopt);
        lock.unlock();
        auto result = std::make_shared<const LayoutResult>(layoutGraph(request));
        QMetaObject::invokeMethod(
            this,
            [this, result = std::move(result), revision = revision] {
                if (revision == m_revision) {
                    Q_EMIT laidOut(result);
                }
            },
            Qt::QueuedConnection);
        lock.lock();
    }
}

} // namespace millrace::gui
