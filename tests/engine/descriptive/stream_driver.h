// SPDX-License-Identifier: GPL-3.0-or-later
// Drives a call of a pipeline with a clock of its own, and shows its rows as text.
#pragma once

#include "engine/descriptive/query_run.h"
#include "engine/descriptive/stream_call.h"
#include "engine/types/datetime.h"

#include <string>
#include <utility>
#include <vector>

namespace millrace::descriptive {

/// 2024-01-24 10:00:00 UTC.
constexpr Instant kTen = 1'706'090'400'000'000;
constexpr Instant kSecond = 1'000'000;

/// One call, opened and advanced step by step.
class StreamDriver {
public:
    explicit StreamDriver(StreamCatalog& catalog, Instant now = kTen)
        : m_catalog(catalog)
        , m_now(now)
    {
    }

    /// False when it failed; error() tells why.
    bool open(const std::vector<std::string>& statements)
    {
        m_opened = openStreamCall(m_catalog, statements, m_now);
        return m_opened.ok();
    }
    /// "statement:line:column: detail".
    std::string error() const
    {
        const Error& error = m_opened.failure.error;
        return std::to_string(m_opened.failure.statement) + ":" + std::to_string(error.span.line) + ":" +
               std::to_string(error.span.column) + ": " + error.detail;
    }
    StreamCall& call() { return *m_opened.call; }
    Instant now() const { return m_now; }
    /// Bytes of groups that the call keeps.
    size_t stateBytes() const
    {
        const auto* run = dynamic_cast<const QueryRun*>(m_opened.call.get());
        return run == nullptr ? 0 : run->stateBytes();
    }

    /// Moves the clock, in steps of at most `step`, and gives the rows told on the way as "a,b".
    std::vector<std::string> run(int64_t micros, int64_t step = kSecond / 10)
    {
        std::vector<std::string> rows;
        const Instant end = m_now + micros;
        for (;;) {
            for (;;) {
                const StreamProgress progress = m_opened.call->advance(m_now, 8'192);
                take(progress, rows);
                if (progress.isEnd || !progress.wakeAt || *progress.wakeAt > m_now) {
                    break;
                }
            }
            if (m_now >= end || hasEnded) {
                return rows;
            }
            m_now = std::min(end, m_now + step);
        }
    }
    /// Rows there are without the clock moving.
    std::vector<std::string> rows() { return run(0); }

    bool hasEnded = false;
    std::string failure; ///< of the running call

private:
    void take(const StreamProgress& progress, std::vector<std::string>& rows)
    {
        hasEnded = hasEnded || progress.isEnd;
        if (progress.error) {
            failure = progress.error->detail;
        }
        for (const BatchPtr& batch : progress.rows) {
            for (size_t row = 0; row < batch->numRows; ++row) {
                std::string text;
                for (size_t i = 0; i < batch->columns.size(); ++i) {
                    const SqlType& type = m_opened.call->columns()[i].type;
                    text += (i == 0 ? "" : ",") + formatValue(valueAt(batch->columns[i], row, type), type);
                }
                rows.push_back(std::move(text));
            }
        }
    }

    StreamCatalog& m_catalog;
    Instant m_now;
    OpenedStreamCall m_opened;
};

} // namespace millrace::descriptive
