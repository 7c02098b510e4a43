// SPDX-License-Identifier: GPL-3.0-or-later
// The events of the Nexmark benchmark, an auction house: people, auctions, bids. Typed straight into batches.
#pragma once

#include "engine/types/sql_type.h"
#include "engine/zset/batch.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

enum class NexmarkTable : uint8_t { Person, Auction, Bid };

/// A column of a table, in the order in which the generator makes them. None is ever NULL.
struct NexmarkField {
    std::string_view name;
    TypeId type;
};
std::span<const NexmarkField> nexmarkFields(NexmarkTable table);

/// What a range of events brings to the three tables; a table without rows has an empty batch.
struct NexmarkBatches {
    BatchPtr persons;
    BatchPtr auctions;
    BatchPtr bids;

    const BatchPtr& of(NexmarkTable table) const
    {
        return table == NexmarkTable::Person ? persons : table == NexmarkTable::Auction ? auctions : bids;
    }
};

/// In every 50 events one person, then three auctions, then 46 bids. An event depends on its number alone, so that any
/// thread can make any range. Stateless after it was made.
class NexmarkGenerator {
public:
    NexmarkGenerator();
    /// Events [firstEvent, lastEvent).
    NexmarkBatches make(uint64_t firstEvent, uint64_t lastEvent) const;

private:
    std::vector<std::string> m_channelUrls;
};

} // namespace millrace
