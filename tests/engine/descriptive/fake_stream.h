// SPDX-License-Identifier: GPL-3.0-or-later
// Streams whose rows a test decides on, in place of compiled queries.
#pragma once

#include "engine/descriptive/query_host.h"
#include "engine/zset/batch_builder.h"

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace millrace::test {

/// What the streams of a host do and how many there are; shared by all of them.
struct FakeStreams {
    std::atomic<int> numOpen = 0;
    std::atomic<uint64_t> numRows = 0; ///< given out
    std::function<void()> wakeup;      ///< of the last one opened
    std::mutex mutex;
};

/// (device string, temperature float32, _tp_time datetime64(3, 'UTC')), as fast as it is asked for or at a rate; the
/// statement decides: "endless", "rows 10", "every 10 5" (5 rows each 10 ms), "silent", "fail 3" (after rows),
/// "refuse".
class FakeStream final : public descriptive::StreamCall {
public:
    FakeStream(std::string kind, uint64_t count, int64_t period, std::shared_ptr<FakeStreams> streams)
        : m_kind(std::move(kind))
        , m_count(count)
        , m_period(period)
        , m_streams(std::move(streams))
    {
        ++m_streams->numOpen;
        m_columns = {{"device", "string", SqlType::of(TypeId::Varchar, false)},
                     {"temperature", "float32", SqlType::of(TypeId::Real, false)},
                     {"_tp_time", "datetime64(3, 'UTC')", SqlType::of(TypeId::Timestamp, false)}};
    }
    ~FakeStream() override { --m_streams->numOpen; }

    std::span<const descriptive::StreamColumn> columns() const override { return m_columns; }

    descriptive::StreamProgress advance(descriptive::Instant now, size_t maxRows) override
    {
        descriptive::StreamProgress progress;
        if (m_kind == "silent") {
            return progress;
        }
        if (m_kind == "endless") {
            progress.rows.push_back(block(maxRows));
            progress.wakeAt = now;
            return progress;
        }
        if (m_kind == "every") {
            m_next = m_next == 0 ? now : m_next;
            if (now >= m_next) {
                progress.rows.push_back(rows(m_count, m_next));
                m_next += m_period * 1000;
            }
            progress.wakeAt = m_next;
            return progress;
        }
        const size_t count = std::min<size_t>(maxRows, m_count);
        if (count > 0) {
            progress.rows.push_back(rows(count, 1706000000000000));
        }
        m_count -= count;
        progress.isEnd = m_count == 0;
        progress.wakeAt = now;
        if (progress.isEnd && m_kind == "fail") {
            progress.error = makeError(ErrorCode::kEvalDivisionByZero, "Division by zero: " + std::string(200, 'x'));
        }
        return progress;
    }

    void setWakeup(std::function<void()> wakeup) override
    {
        const std::lock_guard lock(m_streams->mutex);
        m_streams->wakeup = std::move(wakeup);
    }

private:
    BatchPtr rows(size_t count, int64_t instant)
    {
        const std::vector<Physical> physicals = {Physical::String, Physical::Float, Physical::Int64};
        BatchBuilder builder(physicals);
        for (size_t at = 0; at < count; ++at) {
            const auto random = static_cast<uint32_t>((m_row++) * 2654435761U);
            builder.column(0).appendString("device" + std::to_string(random % 4));
            builder.column(1).append<float>(static_cast<float>(random % 1000) / 10);
            builder.column(2).append<int64_t>(instant);
        }
        m_streams->numRows += count;
        return builder.build();
    }

    /// The same rows again and again: a test of speed is not one of the generator's.
    BatchPtr block(size_t maxRows)
    {
        if (!m_block || m_block->numRows > maxRows) {
            m_block = rows(std::min<size_t>(maxRows, 4096), 1706000000123000);
        } else {
            m_streams->numRows += m_block->numRows;
        }
        return m_block;
    }

    const std::string m_kind;
    uint64_t m_count;
    const int64_t m_period; ///< ms
    std::shared_ptr<FakeStreams> m_streams;
    std::vector<descriptive::StreamColumn> m_columns;
    BatchPtr m_block;
    uint64_t m_row = 0;
    descriptive::Instant m_next = 0;
};

inline descriptive::OpenedStreamCall openFakeStream(std::span<const std::string> statements,
                                                    std::shared_ptr<FakeStreams> streams)
{
    const std::string& last = statements.back();
    const std::string kind = last.substr(0, last.find(' '));
    descriptive::OpenedStreamCall opened;
    if (kind == "refuse") {
        SourceSpan span;
        span.line = 2;
        span.column = 7;
        opened.failure = {makeError(ErrorCode::kSqlUnexpectedToken, "Expected a table", span), statements.size() - 1};
        return opened;
    }
    uint64_t first = 0;
    uint64_t second = 0;
    std::sscanf(last.c_str(), "%*s %lu %lu", &first, &second);
    const bool isPeriodic = kind == "every";
    opened.call = std::make_unique<FakeStream>(kind, isPeriodic ? second : first,
                                               isPeriodic ? static_cast<int64_t>(first) : 0, std::move(streams));
    return opened;
}

} // namespace millrace::test
