// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/descriptive/primed_call.h"

namespace millrace::descriptive {

namespace {

/// Enough to meet what fails in most rows; the answer waits for no more.
constexpr size_t kFirstRows = 1'024;

class PrimedCall final : public StreamCall {
public:
    PrimedCall(std::unique_ptr<StreamCall> call, StreamProgress first)
        : m_call(std::move(call))
        , m_first(std::move(first))
    {
    }
    std::span<const StreamColumn> columns() const override { return m_call->columns(); }
    StreamProgress advance(Instant now, size_t maxRows) override
    {
        if (!m_first) {
            return m_call->advance(now, maxRows);
        }
        StreamProgress progress;
        progress.wakeAt = now; // who waits for rows was not listened to yet
        if (maxRows != 0) {
            progress.rows = std::move(m_first->rows);
            progress.isEnd = m_first->isEnd;
            progress.error = std::move(m_first->error);
            m_first.reset();
        }
        return progress;
    }
    void setWakeup(std::function<void()> wakeup) override { m_call->setWakeup(std::move(wakeup)); }

private:
    const std::unique_ptr<StreamCall> m_call;
    std::optional<StreamProgress> m_first; ///< not told yet
};

} // namespace

OpenedStreamCall primed(OpenedStreamCall opened, size_t statement, Instant now)
{
    if (!opened.ok()) {
        return opened;
    }
    StreamProgress first = opened.call->advance(now, kFirstRows);
    if (first.error && first.rows.empty()) {
        opened.call = nullptr;
        opened.failure = StatementError{std::move(*first.error), statement};
    } else {
        opened.call = std::make_unique<PrimedCall>(std::move(opened.call), std::move(first));
    }
    return opened;
}

} // namespace millrace::descriptive
