// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/stream/update_pairs.h"

#include "engine/api/row_keys.h"

#include <algorithm>
#include <unordered_map>

namespace millrace::models {

namespace {

struct Place {
    uint32_t part = 0;
    uint32_t row = 0; ///< of the batch
};

/// Deletes of a step by the hash of their key.
class Deletes {
public:
    Deletes(const std::vector<StepRows>& step, std::span<const int> key)
        : m_step(step)
        , m_key(key)
        , m_hashes(step.size())
    {
        const bool hasDeletes =
            std::any_of(step.begin(), step.end(), [](const StepRows& rows) { return !rows.batch->isInsertOnly; });
        for (uint32_t part = 0; part < step.size() && hasDeletes && !key.empty(); ++part) {
            const Batch& batch = *step[part].batch;
            hashColumns(batch, key, m_hashes[part]);
            for (const uint32_t row : step[part].rows) {
                if (batch.weight(row) == -1) {
                    m_byHash.emplace(m_hashes[part][row], Place{part, row});
                }
            }
        }
    }
    bool isEmpty() const { return m_byHash.empty(); }

    /// Takes the delete with the key of a row; false when there is none.
    bool take(uint32_t part, uint32_t row, Place& found)
    {
        const auto [first, last] = m_byHash.equal_range(m_hashes[part][row]);
        for (auto at = first; at != last; ++at) {
            const Batch& other = *m_step[at->second.part].batch;
            if (rowsEqual(*m_step[part].batch, m_key, row, other, m_key, at->second.row)) {
                found = at->second;
                m_byHash.erase(at);
                return true;
            }
        }
        return false;
    }

private:
    const std::vector<StepRows>& m_step;
    std::span<const int> m_key;
    std::vector<std::vector<uint64_t>> m_hashes; ///< by part, by row of the batch
    std::unordered_multimap<uint64_t, Place> m_byHash;
};

BatchPtr gathered(const StepRows& rows, const std::vector<uint32_t>& kept)
{
    if (kept.empty()) {
        return nullptr;
    }
    return kept.size() == rows.batch->numRows ? rows.batch : gatherBatch(*rows.batch, kept);
}

} // namespace

std::vector<PairedRows> pairUpdates(const std::vector<StepRows>& step, std::span<const int> key)
{
    std::vector<PairedRows> result;
    Deletes deletes(step, key);
    if (deletes.isEmpty()) {
        for (const StepRows& part : step) {
            result.push_back({gathered(part, part.rows), nullptr});
        }
        return result;
    }
    std::vector<std::vector<bool>> isReplaced(step.size());
    std::vector<std::vector<UpdatePairs::Before>> before(step.size());
    for (uint32_t part = 0; part < step.size(); ++part) {
        isReplaced[part].resize(step[part].batch->numRows);
        before[part].resize(step[part].batch->numRows);
    }
    for (uint32_t part = 0; part < step.size(); ++part) {
        for (const uint32_t row : step[part].rows) {
            Place old;
            if (step[part].batch->weight(row) == 1 && deletes.take(part, row, old)) {
                isReplaced[old.part][old.row] = true;
                before[part][row] = {static_cast<int32_t>(old.part), old.row};
            }
        }
    }
    std::vector<BatchPtr> batches;
    for (const StepRows& part : step) {
        batches.push_back(part.batch);
    }
    for (uint32_t part = 0; part < step.size(); ++part) {
        auto pairs = std::make_shared<UpdatePairs>();
        std::vector<uint32_t> kept;
        bool hasUpdate = false;
        for (const uint32_t row : step[part].rows) {
            if (!isReplaced[part][row]) {
                kept.push_back(row);
                pairs->before.push_back(before[part][row]);
                hasUpdate = hasUpdate || before[part][row].batch >= 0;
            }
        }
        pairs->batches = batches;
        result.push_back({gathered(step[part], kept), hasUpdate ? std::move(pairs) : nullptr});
    }
    return result;
}

} // namespace millrace::models
