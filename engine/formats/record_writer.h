// SPDX-License-Identifier: GPL-3.0-or-later
// One record of an output format, and how records stand one behind the other.
#pragma once

#include "engine/zset/batch.h"

#include <string>
#include <string_view>

namespace millrace {

/// Writes the records of one connector. Not thread-safe: some formats number their records.
class RecordWriter {
public:
    /// What stands before, between and behind the records of one message or array.
    struct Frame {
        std::string_view before;
        std::string_view between;
        std::string_view behind;
    };

    virtual ~RecordWriter() = default;
    virtual Frame frame() const = 0;
    /// True: a row of weight 3 is written once, with its weight; false: three times.
    virtual bool writesWeights() const { return false; }
    virtual bool hasKey() const { return false; }
    /// The row as a record: an insert for a positive weight, a delete for a negative one.
    virtual void appendRecord(const Batch& batch, size_t row, Weight weight, std::string& out) = 0;
    /// The key of the message that the record is.
    virtual void appendKey(const Batch&, size_t, std::string&) {}
};

/// Calls `take(batch, row, weight)` for each record of a change, deletes first; until it returns false.
template <typename Take>
void forEachRecord(const Delta& delta, const RecordWriter& writer, Take&& take)
{
    for (const bool takesDeletes : {true, false}) {
        for (const BatchPtr& batch : delta.batches) {
            if (takesDeletes && batch->isInsertOnly) {
                continue;
            }
            for (size_t row = 0; row < batch->numRows; ++row) {
                const Weight weight = batch->weight(row);
                if ((weight < 0) != takesDeletes) {
                    continue;
                }
                const Weight repeats = writer.writesWeights() ? 1 : takesDeletes ? -weight : weight;
                for (Weight i = 0; i < repeats; ++i) {
                    if (!take(*batch, row, weight)) {
                        return;
                    }
                }
            }
        }
    }
}

} // namespace millrace
