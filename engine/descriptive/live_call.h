// SPDX-License-Identifier: GPL-3.0-or-later
// A call that runs: its encoded rows wait here for the client.
#pragma once

#include "engine/base/result.h"
#include "engine/descriptive/stream_call.h"

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace millrace::descriptive {

class CallScheduler;

/// Who is called, for displays.
struct CallOrigin {
    std::string pipeline;
    std::string client; ///< "WebSocket 127.0.0.1:50123"
};

struct LiveCallInfo {
    uint64_t id = 0;
    CallOrigin origin;
    Instant startedAt = 0;
    uint64_t numRows = 0;       ///< encoded so far
    uint64_t numBytes = 0;      ///< of these
    size_t numWaitingBytes = 0; ///< not taken by the client yet
};

using EncodedPiece = std::shared_ptr<const std::string>;

/// The client's end. Any thread. Made by CallScheduler; dropping the last reference ends the call.
class LiveCall {
public:
    /// Encoded bytes that wait for the client at most, but for one piece; then the call stands still.
    static constexpr size_t kRingBytes = size_t{4} << 20;

    struct Taken {
        std::vector<EncodedPiece> pieces; ///< whole rows each
        bool isEnd = false;               ///< nothing follows
        std::optional<Error> error;       ///< with isEnd: why it broke off
    };

    LiveCall(std::weak_ptr<CallScheduler> scheduler, uint64_t id, CallOrigin origin, Instant startedAt);
    ~LiveCall();
    LiveCall(const LiveCall&) = delete;
    LiveCall& operator=(const LiveCall&) = delete;

    /// Pieces of about `maxBytes`, at least one if there is one. Makes room for further rows.
    Taken take(size_t maxBytes);
    /// Called from a scheduler's thread when there is something to take; null: no more, also not one under way.
    void setWakeup(std::function<void()> wakeup);
    LiveCallInfo info() const;
    uint64_t id() const { return m_id; }

private:
    friend class CallScheduler;

    /// Of the scheduler: adds what was encoded; true when the ring is full.
    bool push(std::vector<EncodedPiece> pieces, uint64_t numRows);
    void end(std::optional<Error> error);
    size_t room() const;

    const std::weak_ptr<CallScheduler> m_scheduler;
    const uint64_t m_id;
    const CallOrigin m_origin;
    const Instant m_startedAt;
    mutable std::mutex m_mutex;
    std::deque<EncodedPiece> m_pieces;
    size_t m_bytes = 0; ///< in m_pieces
    uint64_t m_numRows = 0;
    uint64_t m_numBytes = 0;
    bool m_isFull = false; ///< the scheduler waits for room
    bool m_hasEnded = false;
    std::optional<Error> m_error;
    std::mutex m_wakeupMutex; ///< held while the wakeup is called
    std::function<void()> m_wakeup;
};

} // namespace millrace::descriptive
