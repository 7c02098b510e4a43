// SPDX-License-Identifier: GPL-3.0-or-later
// Hand-written loops for the first rows of partitions: what the top-k operators are compared with, in the same run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace millrace::bench {

/// A bid of four BIGINT columns.
struct BidRow {
    int64_t auction;
    int64_t bidder;
    int64_t price;
    int64_t time;
};

/// Changes as columns, as an engine hands them out.
struct BidChanges {
    std::vector<int64_t> columns[5]; ///< the bid's, then its number
    std::vector<int64_t> weights;

    void add(const BidRow& row, int64_t number, int64_t weight)
    {
        columns[0].push_back(row.auction);
        columns[1].push_back(row.bidder);
        columns[2].push_back(row.price);
        columns[3].push_back(row.time);
        columns[4].push_back(number);
        weights.push_back(weight);
    }
    void clear();
};

/// The last bid of each bidder and auction: rows in an open-addressing table with rolling prefetch, presized.
class LastBidFloor {
public:
    explicit LastBidFloor(size_t partitions);
    void step(const int64_t* const columns[4], size_t rows, BidChanges& out);
    size_t numPartitions() const { return m_count; }

private:
    std::vector<BidRow> m_slots; ///< time < 0 = empty
    uint64_t m_mask;
    size_t m_count = 0;
};

/// The ten dearest bids of each auction, numbered: arrays of ten rows behind an open-addressing table, presized. What
/// an array was before the step is kept at its first change, and compared place by place at the end.
class DearestBidsFloor {
public:
    explicit DearestBidsFloor(size_t partitions);
    void step(const int64_t* const columns[4], size_t rows, BidChanges& out);

private:
    static constexpr uint32_t kLimit = 10;

    struct Slot {
        int64_t auction;
        int64_t lowest; ///< price of the tenth, or the least number
        uint32_t top;   ///< number of its rows + 1; 0 = empty
        uint32_t unused;
    };
    struct Top {
        uint32_t count;
        uint32_t touched; ///< 1 + position in m_images
        BidRow rows[kLimit];
    };
    void add(Slot& slot, const BidRow& row);

    std::vector<Slot> m_slots;
    uint64_t m_mask;
    std::vector<Top> m_tops;
    uint32_t m_numTops = 0;
    std::vector<std::pair<uint32_t, Top>> m_images;
};

} // namespace millrace::bench
