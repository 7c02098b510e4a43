// SPDX-License-Identifier: GPL-3.0-or-later
// A consumer that keeps everything a reader reports and lets a test wait for it.
#pragma once

#include "engine/connectors/input_reader.h"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

namespace millrace::test {

class RecordingConsumer final : public InputConsumer {
public:
    struct Seen {
        std::vector<InputBatch> batches;
        uint64_t numRows = 0;
        uint64_t numBytes = 0;
        uint64_t numErrors = 0;
        std::vector<RecordError> recordErrors;
        int numEnds = 0;
        std::vector<Error> transportErrors;
        std::vector<Error> failures;
        std::vector<std::string> healthTexts;
        size_t largestBatch = 0;
    };

    void received(InputBatch records, uint64_t bytes) override
    {
        change([&](Seen& seen) {
            seen.numRows += records.numRows();
            seen.numBytes += bytes;
            seen.largestBatch = std::max(seen.largestBatch, records.numRows());
            if (records.numRows() != 0) {
                seen.batches.push_back(std::move(records));
            }
        });
    }
    void recordErrors(std::vector<RecordError> errors, uint64_t numErrors) override
    {
        change([&](Seen& seen) {
            seen.numErrors += numErrors;
            seen.recordErrors.insert(seen.recordErrors.end(), errors.begin(), errors.end());
        });
    }
    void endOfInput() override
    {
        change([](Seen& seen) { ++seen.numEnds; });
    }
    void transportError(Error error) override
    {
        change([&](Seen& seen) { seen.transportErrors.push_back(std::move(error)); });
    }
    void failed(Error error) override
    {
        change([&](Seen& seen) { seen.failures.push_back(std::move(error)); });
    }
    void health(bool, std::string description) override
    {
        change([&](Seen& seen) { seen.healthTexts.push_back(std::move(description)); });
    }

    /// Waits until `isDone` holds; false after the time is over.
    bool waitFor(const std::function<bool(const Seen&)>& isDone, int milliseconds = 10'000)
    {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, std::chrono::milliseconds(milliseconds), [&] { return isDone(m_seen); });
    }
    bool waitForEnd()
    {
        return waitFor([](const Seen& seen) { return seen.numEnds > 0; });
    }
    bool waitForRows(uint64_t rows)
    {
        return waitFor([rows](const Seen& seen) { return seen.numRows >= rows; });
    }
    Seen seen() const
    {
        std::lock_guard lock(m_mutex);
        return m_seen;
    }
    /// Text of all rows in order, "(1, a) (2, b)".
    std::string rowText(const Schema& schema) const
    {
        std::string text;
        for (const InputBatch& batch : seen().batches) {
            for (size_t row = 0; row < batch.numRows(); ++row) {
                text += text.empty() ? "(" : " (";
                for (size_t i = 0; i < schema.columns.size(); ++i) {
                    const SqlType& type = schema.columns[i].type;
                    text += (i == 0 ? "" : ", ") + formatValue(valueAt(batch.rows->columns[i], row, type), type);
                }
                text += ")";
            }
        }
        return text;
    }

private:
    void change(const std::function<void(Seen&)>& apply)
    {
        {
            std::lock_guard lock(m_mutex);
            apply(m_seen);
        }
        m_changed.notify_all();
    }

    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    Seen m_seen;
};

} // namespace millrace::test
