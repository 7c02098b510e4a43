// SPDX-License-Identifier: GPL-3.0-or-later
// Cells of batches as bounded text.
#pragma once

#include "engine/api/values.h"

#include <QString>

namespace millrace::models {

constexpr size_t kMaxCellBytes = 4096; ///< UTF-8 bytes of a cell that are formatted for the screen

/// Text of a value; longer text is cut at a character and ends in an ellipsis. NULL gives "NULL".
QString cellText(const Column& column, size_t row, const SqlType& type, size_t maxBytes = kMaxCellBytes);
/// True when cellText() with this bound would cut.
bool isCellCut(const Column& column, size_t row, size_t maxBytes = kMaxCellBytes);
/// The row as `{part: 1, name: "bolt"}`, cut like a cell.
QString rowText(const Schema& schema, const Batch& batch, size_t row, size_t maxBytes = kMaxCellBytes);
/// "DECIMAL(10, 2) NOT NULL".
QString typeText(const SqlType& type);

inline QString toQString(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

} // namespace millrace::models
