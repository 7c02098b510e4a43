// SPDX-License-Identifier: GPL-3.0-or-later
// Copies single rows into batches of their own, so that nothing else is kept alive for them.
#pragma once

#include "engine/api/row_keys.h"
#include "engine/api/values.h"

namespace millrace::models {

/// Rows of one schema, texts included. Weights are not copied.
class RowCopier {
public:
    explicit RowCopier(const Schema& schema);

    size_t numRows() const { return m_numRows; }
    void add(const Batch& batch, size_t row);
    /// The rows so far; it starts anew.
    BatchPtr build();

private:
    BatchBuilder m_builder;
    size_t m_numRows = 0;
};

} // namespace millrace::models
