// SPDX-License-Identifier: GPL-3.0-or-later
// The cells of one column as text, for RowEncoder: a class per kind of value, chosen once a call.
#pragma once

#include "engine/descriptive/row_format.h"
#include "engine/descriptive/stream_call.h"

#include <memory>
#include <string>

namespace millrace::descriptive {

/// Not thread-safe.
class RowCell {
public:
    virtual ~RowCell() = default;
    /// The cell of a row; `column` is always that of the same place in the batches of a call.
    virtual void append(const Column& column, size_t row, std::string& out) = 0;
};

std::unique_ptr<RowCell> makeRowCell(const StreamColumn& column, const RowFormat& format);

/// A text of any origin in the quotes of the form; in CSV only where it needs some.
void appendQuoted(std::string& out, std::string_view text, RowForm form);

} // namespace millrace::descriptive
