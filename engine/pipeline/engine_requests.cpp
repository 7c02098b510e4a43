// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/engine_requests.h"

namespace millrace {

bool EngineRequests::add(SnapshotRequest& request)
{
    std::lock_guard lock(m_mutex);
    if (!m_isClosed) {
        m_snapshots.push_back(std::move(request));
    }
    return !m_isClosed;
}

bool EngineRequests::add(InsertRequest& request)
{
    std::lock_guard lock(m_mutex);
    if (!m_isClosed) {
        m_inserts.push_back(std::move(request));
    }
    return !m_isClosed;
}

std::vector<SnapshotRequest> EngineRequests::takeSnapshots()
{
    std::vector<SnapshotRequest> taken;
    std::lock_guard lock(m_mutex);
    taken.swap(m_snapshots);
    return taken;
}

std::unique_ptr<InsertRequest> EngineRequests::takeInsert()
{
    std::lock_guard lock(m_mutex);
    while (!m_inserts.empty()) {
        auto request = std::make_unique<InsertRequest>(std::move(m_inserts.front()));
        m_inserts.pop_front();
        if (request->claim->begin()) {
            return request;
        }
    }
    return nullptr;
}

void EngineRequests::close(const Error& error)
{
    std::vector<SnapshotRequest> snapshots;
    std::deque<InsertRequest> inserts;
    {
        std::lock_guard lock(m_mutex);
        m_isClosed = true;
        snapshots.swap(m_snapshots);
        inserts.swap(m_inserts);
    }
    for (const SnapshotRequest& request : snapshots) {
        request.done(error);
    }
    for (const InsertRequest& request : inserts) {
        if (request.claim->begin()) {
            request.done(error);
        }
    }
}

} // namespace millrace
