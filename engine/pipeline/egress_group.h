// SPDX-License-Identifier: GPL-3.0-or-later
// The listeners that get the same relation in the same format: each step is encoded once for all of them.
#pragma once

#include "engine/pipeline/counted_values.h"
#include "engine/pipeline/egress_listener.h"
#include "engine/pipeline/output_port.h"
#include "engine/pipeline/pooled_task.h"

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace millrace {

/// Encoded chunks stand in one row for all; each listener has a place in it. So memory does not grow with the number
/// of listeners, however slow they are: who has fallen behind the oldest chunk kept goes on there and sees a gap. One
/// with back-pressure keeps the row from moving on, then the queue of steps fills, and the pipeline waits. Any thread.
class EgressGroup final : public OutputPort, public PooledTask {
public:
    /// Changes of steps that may wait for their encoding before the pipeline waits.
    static constexpr uint64_t kMaxQueuedRecords = 100'000;
    /// Encoded bytes kept; Egress::kMaxQueuedChunks chunks at most.
    static constexpr size_t kMaxChunkBytes = size_t{64} << 20;

    using EncoderMaker = std::function<Result<std::unique_ptr<Encoder>>()>;

    struct Shape {
        size_t relation = 0;
        std::string relationName;
        std::string format;
        std::string configJson;
        uint64_t maxRecordsPerChunk = 0;
        EncoderMaker makeEncoder;
    };

    /// `advanced` is called when delivered() has moved; it outlives the group's use.
    EgressGroup(Shape shape, std::unique_ptr<Encoder> encoder, std::shared_ptr<WorkPool> pool,
                std::shared_ptr<Wakeup> advanced);

    // For the listener's thread.
    std::vector<EgressChunk> take(EgressListener& listener, size_t maxBytes);
    void delivered(EgressListener& listener, uint64_t sequence);
    uint64_t takeSequence(EgressListener& listener);
    bool isEnded(const EgressListener& listener) const;
    void setWakeup(EgressListener& listener, std::function<void()> wakeup);

    /// Calls its wake-up unless that was done since the last take().
    static void wake(EgressListener& listener);

    // For the hub, one call at a time.
    /// Begins anew, caught up with the run: it is in the registry now.
    void begin(StepProgress progress);
    /// The listener hears of the steps after `progress`, and before of the rows given.
    void join(std::shared_ptr<EgressListener> listener, StepProgress progress, std::optional<RowHeapSnapshot> rows);
    /// True when nobody is left.
    bool leave(EgressListener& listener);

    size_t relation() const override { return m_shape.relation; }
    void enqueue(StepProgress progress, const Delta& delta) override;
    bool isFull() const override;
    StepProgress delivered() const override;
    std::string slowestEndpoint() const override;
    uint64_t numErrors() const override;
    void appendStatus(std::vector<OutputStatus>& outputs) const override;
    void stop() override;

private:
    struct Item {
        uint64_t step = 0;
        StepProgress progress; ///< of the step, or of later ones without changes
        Delta delta;
        std::shared_ptr<EgressListener> joining; ///< instead of a change
        std::optional<RowHeapSnapshot> rows;
    };
    /// A step is delivered when all chunks before this one are.
    struct StepEnd {
        uint64_t chunk = 0;
        StepProgress progress;
    };
    struct Kept {
        EgressChunk chunk;
        uint64_t recordsBefore = 0; ///< in all earlier chunks of the group
        uint64_t bytesBefore = 0;
    };
    enum class Turn : uint8_t { Encode, Again, Wait };

    void work() override;
    Turn nextTurn(std::unique_lock<std::mutex>& lock, Delta& piece);
    void listen(Item& item);
    void startSnapshot(const std::shared_ptr<EgressListener>& listener, RowHeapSnapshot rows, uint64_t step);
    void keep(Result<EgressChunk> chunk);
    void noteTaken(EgressListener& listener, std::vector<EgressChunk>& chunks, EgressChunk chunk);
    bool hasRoom() const;
    uint64_t firstChunk() const { return m_endChunk - m_kept.size(); }
    void dropBefore(uint64_t chunk);
    /// Listener's places in the three bags; around each change of it.
    void forget(const EgressListener& listener);
    void remember(const EgressListener& listener);
    /// True when progress has moved.
    bool updateProgress();
    /// After a listener has moved or gone; as updateProgress().
    bool settle();
    std::vector<std::shared_ptr<EgressListener>> takeUnannounced();
    uint64_t recordsBefore(uint64_t chunk) const;

    const Shape m_shape;
    const std::shared_ptr<Wakeup> m_advanced;
    const std::unique_ptr<Encoder> m_encoder; ///< the worker's

    mutable std::mutex m_mutex; ///< taken before a snapshot's
    std::deque<Item> m_items;
    std::optional<Item> m_current;
    std::deque<Delta> m_pieces; ///< of the current item, not encoded yet
    uint64_t m_epoch = 0;       ///< grows when the group begins anew
    uint64_t m_queuedRecords = 0;
    bool m_isBlocked = false; ///< the worker stopped for want of room
    bool m_isEnded = false;
    std::deque<Kept> m_kept;
    uint64_t m_endChunk = 0;
    uint64_t m_numRecords = 0; ///< encoded so far
    uint64_t m_numBytes = 0;
    uint64_t m_numErrors = 0;
    std::deque<StepEnd> m_ends;
    StepProgress m_progress;
    std::vector<std::shared_ptr<EgressListener>> m_listeners;
    size_t m_numJoining = 0;
    CountedValues m_nexts;     ///< of all listeners: what comes before may go
    CountedValues m_mustKeep;  ///< `next` of those with back-pressure
    CountedValues m_open;      ///< firstOpen() of those whose chunks are not finished by dropping
    CountedValues m_droppable; ///< firstOpen() of the others
};

} // namespace millrace
