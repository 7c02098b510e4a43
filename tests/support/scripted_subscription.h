// SPDX-License-Identifier: GPL-3.0-or-later
// A subscription without a pipeline.
#pragma once

#include "engine/pipeline/subscription.h"
#include "engine/zset/batch_builder.h"

#include <functional>
#include <mutex>
#include <utility>
#include <vector>

namespace millrace::test {

/// Hands out what the test pushed: rows of one INTEGER that counts on.
class ScriptedSubscription final : public Subscription {
public:
    /// Of its rows.
    static Schema schema()
    {
        Schema schema;
        schema.columns = {{"id", SqlType::of(TypeId::Integer, false), false}};
        return schema;
    }
    StreamChunk take() override
    {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_chunk, {});
    }
    void setWakeup(std::function<void()> wakeup) override
    {
        const std::lock_guard lock(m_mutex);
        m_wakeup = std::move(wakeup);
    }
    void push(uint64_t step, int first, int count, bool isSnapshot = false)
    {
        std::vector<std::vector<Value>> rows;
        for (int i = 0; i < count; ++i) {
            rows.push_back({Value(int64_t{first + i})});
        }
        StepChange change;
        change.step = step;
        change.isSnapshot = isSnapshot;
        const std::vector<Physical> columns = {Physical::Int32};
        change.delta.add(batchOf(columns, rows));
        edit([&] { m_chunk.changes.push_back(std::move(change)); });
    }
    void end()
    {
        edit([&] { m_chunk.isEnd = true; });
    }

private:
    template <typename Edit>
    void edit(Edit edit)
    {
        std::function<void()> wakeup;
        {
            const std::lock_guard lock(m_mutex);
            edit();
            wakeup = m_wakeup;
        }
        if (wakeup) {
            wakeup();
        }
    }

    std::mutex m_mutex;
    StreamChunk m_chunk;
    std::function<void()> m_wakeup;
};

} // namespace millrace::test
