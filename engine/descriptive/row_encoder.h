// SPDX-License-Identifier: GPL-3.0-or-later
// Rows of a call as the bytes that go to its client.
#pragma once

#include "engine/descriptive/row_format.h"
#include "engine/descriptive/stream_call.h"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace millrace::descriptive {

class RowCell;

/// Cost: a text of the number's shortest digits per floating point cell, a copy for the others. Not thread-safe.
class RowEncoder {
public:
    RowEncoder(std::span<const StreamColumn> columns, const RowFormat& format);
    ~RowEncoder();
    RowEncoder(RowEncoder&&) noexcept;
    RowEncoder& operator=(RowEncoder&&) noexcept;

    /// What stands before the first row: the names of CSV, the event that describes the query.
    void appendHead(std::string& out) const;
    /// Rows [first, last) of a batch whose columns are those of the call.
    void append(const Batch& batch, size_t first, size_t last, std::string& out);
    /// What stands behind the last one of a stream that ended well: of events, one that counts the rows.
    void appendTail(std::string& out) const;
    uint64_t numRows() const { return m_numRows; } ///< so far

private:
    struct Member {
        std::string before; ///< bracket or comma, and the name
        size_t column = 0;
        std::unique_ptr<RowCell> cell;
    };

    void appendRow(const Batch& batch, size_t row, std::string& out);
    void appendNames(std::string& out) const;

    RowFormat m_format;
    std::vector<StreamColumn> m_columns; ///< for the head
    std::vector<Member> m_members;
    std::string m_end; ///< behind the last cell
    uint64_t m_numRows = 0;
};

/// The head of a text or other data message of a WebSocket whose payload begins `begin` bytes into `out`, right behind
/// the two bytes that were left for it.
void finishFrameHead(std::string& out, size_t begin);

} // namespace millrace::descriptive
