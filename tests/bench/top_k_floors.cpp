// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/top_k_floors.h"

#include "engine/zset/hash.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

namespace millrace::bench {

namespace {

constexpr size_t kChunk = 1024;
constexpr size_t kAhead = 16;

BidRow rowAt(const int64_t* const columns[4], size_t row)
{
    return BidRow{columns[0][row], columns[1][row], columns[2][row], columns[3][row]};
}

} // namespace

void BidChanges::clear()
{
    for (std::vector<int64_t>& column : columns) {
        column.clear();
    }
    weights.clear();
}

LastBidFloor::LastBidFloor(size_t partitions)
    : m_slots(std::bit_ceil(partitions * 4 / 3 + 16), BidRow{0, 0, 0, -1})
    , m_mask(m_slots.size() - 1)
{
}

void LastBidFloor::step(const int64_t* const columns[4], size_t rows, BidChanges& out)
{
    uint64_t places[kChunk];
    for (size_t first = 0; first < rows; first += kChunk) {
        const size_t count = std::min(kChunk, rows - first);
        for (size_t i = 0; i < count; ++i) {
            const auto auction = static_cast<uint64_t>(columns[0][first + i]);
            const auto bidder = static_cast<uint64_t>(columns[1][first + i]);
            places[i] = (mixHash(auction ^ (bidder << 32 | bidder >> 32)) >> 20) & m_mask;
        }
        for (size_t i = 0; i < count; ++i) {
            if (i + kAhead < count) {
                __builtin_prefetch(&m_slots[places[i + kAhead]], 1);
            }
            const BidRow row = rowAt(columns, first + i);
            uint64_t at = places[i];
            while (m_slots[at].time >= 0 && (m_slots[at].auction != row.auction || m_slots[at].bidder != row.bidder)) {
                at = (at + 1) & m_mask;
            }
            BidRow& slot = m_slots[at];
            if (slot.time > row.time) {
                continue;
            }
            if (slot.time >= 0) {
                out.add(slot, 1, -1);
            } else {
                ++m_count;
            }
            slot = row;
            out.add(row, 1, 1);
        }
    }
}

DearestBidsFloor::DearestBidsFloor(size_t partitions)
    : m_slots(std::bit_ceil(partitions * 4 / 3 + 16))
    , m_mask(m_slots.size() - 1)
{
    m_tops.resize(partitions); // touched before the clock starts
}

void DearestBidsFloor::add(Slot& slot, const BidRow& row)
{
    Top& top = m_tops[slot.top - 1];
    if (top.touched == 0) {
        m_images.emplace_back(slot.top - 1, top);
        top.touched = static_cast<uint32_t>(m_images.size());
    }
    uint32_t at = top.count < kLimit ? top.count++ : kLimit - 1;
    while (at > 0 && top.rows[at - 1].price < row.price) {
        top.rows[at] = top.rows[at - 1];
        --at;
    }
    top.rows[at] = row;
    if (top.count == kLimit) {
        slot.lowest = top.rows[kLimit - 1].price;
    }
}

void DearestBidsFloor::step(const int64_t* const columns[4], size_t rows, BidChanges& out)
{
    uint64_t places[kChunk];
    for (size_t first = 0; first < rows; first += kChunk) {
        const size_t count = std::min(kChunk, rows - first);
        for (size_t i = 0; i < count; ++i) {
            places[i] = (mixHash(static_cast<uint64_t>(columns[0][first + i])) >> 20) & m_mask;
        }
        for (size_t i = 0; i < count; ++i) {
            if (i + 2 * kAhead < count) {
                __builtin_prefetch(&m_slots[places[i + 2 * kAhead]], 1);
            }
            if (i + kAhead < count) {
                const Slot& ahead = m_slots[places[i + kAhead]];
                if (ahead.top != 0 && ahead.lowest < columns[2][first + i + kAhead]) {
                    const auto* bytes = reinterpret_cast<const char*>(&m_tops[ahead.top - 1]);
                    __builtin_prefetch(bytes);
                    __builtin_prefetch(bytes + 128);
                    __builtin_prefetch(bytes + 256);
                }
            }
            const int64_t auction = columns[0][first + i];
            uint64_t at = places[i];
            while (m_slots[at].top != 0 && m_slots[at].auction != auction) {
                at = (at + 1) & m_mask;
            }
            Slot& slot = m_slots[at];
            if (slot.top == 0) {
                slot = Slot{auction, std::numeric_limits<int64_t>::min(), ++m_numTops, 0};
            }
            if (columns[2][first + i] > slot.lowest) {
                add(slot, rowAt(columns, first + i));
            }
        }
    }
    for (const auto& [number, before] : m_images) {
        Top& top = m_tops[number];
        top.touched = 0;
        for (uint32_t at = 0; at < top.count; ++at) {
            const bool wasThere = at < before.count;
            if (wasThere && std::memcmp(&before.rows[at], &top.rows[at], sizeof(BidRow)) == 0) {
                continue;
            }
            if (wasThere) {
                out.add(before.rows[at], at + 1, -1);
            }
            out.add(top.rows[at], at + 1, 1);
        }
    }
    m_images.clear();
}

} // namespace millrace::bench
