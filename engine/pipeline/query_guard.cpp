// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/query_guard.h"

namespace millrace {

Status QueryGuard::passed(const Batch* made)
{
    if (made != nullptr) {
        for (const Column& column : made->columns) {
            m_madeBytes += column.isConstant ? 0 : made->numRows * sizeOf(column.physical);
        }
    }
    if (m_stop.stop_requested()) {
        return makeError(ErrorCode::kQueryCancelled, "The query was cancelled");
    }
    if (std::chrono::steady_clock::now() > m_deadline) {
        return makeError(ErrorCode::kQueryLimit, "The query has taken longer than its time limit");
    }
    const uint64_t bytes = m_madeBytes + m_keptBytes;
    if (bytes > m_memoryLimitBytes) {
        return makeError(ErrorCode::kEvalMemoryLimit,
                         "The query has reached its memory limit, in bytes: " + std::to_string(bytes) + " of " +
                             std::to_string(m_memoryLimitBytes));
    }
    return {};
}

} // namespace millrace
