// SPDX-License-Identifier: GPL-3.0-or-later
// A condition in SQL over the columns of one relation, applied to batches of its changes.
#pragma once

#include "engine/base/result.h"
#include "engine/types/schema.h"
#include "engine/zset/batch.h"

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace millrace::api {

/// Compiled once, applied to many batches. One thread at a time; no I/O.
class RowFilter {
public:
    /// `condition` as after WHERE: only columns of the relation, no queries. Errors stand at their place in
    /// `condition`.
    static Result<RowFilter> compile(std::string_view condition, const Schema& schema);
    ~RowFilter();
    RowFilter(RowFilter&&) noexcept;
    RowFilter& operator=(RowFilter&&) noexcept;

    /// Rows for which the condition is TRUE, ascending. An evaluation that fails (a division by zero) is an error.
    Result<std::vector<uint32_t>> select(const Batch& batch);

private:
    struct Impl;
    explicit RowFilter(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

} // namespace millrace::api
