// SPDX-License-Identifier: GPL-3.0-or-later
// The events of the Nexmark benchmark (an auction house: people, auctions, bids), in columns, a step at a time.
#pragma once

#include "engine/connectors/nexmark/nexmark_generator.h"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace millrace::bench {

/// What one step brings to the three tables.
using EventStep = NexmarkBatches;

/// All events of a run and how many rows they are a table, so that floors can size their tables in advance.
struct NexmarkEvents {
    static constexpr size_t kEventsPerStep = 10'000;

    std::vector<EventStep> steps;
    size_t numEvents = 0;
    size_t numPersons = 0;
    size_t numAuctions = 0;
    size_t numBids = 0;
};

/// The events of this process: 2 million, or as many as the environment's MILLRACE_NEXMARK_EVENTS says. Made when
/// first asked for, the same in every process.
const NexmarkEvents& nexmarkEvents();

/// CREATE TABLE of person, auction and bid.
std::string_view nexmarkTables();

// The columns of the tables, as loops read them. Nothing is NULL.

struct PersonColumns {
    explicit PersonColumns(const Batch& batch)
        : numRows(batch.numRows)
        , id(batch.columns[0].as<int64_t>())
        , name(batch.columns[1].as<StringRef>())
        , city(batch.columns[4].as<StringRef>())
        , state(batch.columns[5].as<StringRef>())
        , dateTime(batch.columns[6].as<int64_t>())
    {
    }
    size_t numRows;
    const int64_t* id;
    const StringRef* name;
    const StringRef* city;
    const StringRef* state;
    const int64_t* dateTime; ///< microseconds since 1970, as in all tables
};

struct AuctionColumns {
    explicit AuctionColumns(const Batch& batch)
        : numRows(batch.numRows)
        , id(batch.columns[0].as<int64_t>())
        , itemName(batch.columns[1].as<StringRef>())
        , description(batch.columns[2].as<StringRef>())
        , initialBid(batch.columns[3].as<int64_t>())
        , reserve(batch.columns[4].as<int64_t>())
        , dateTime(batch.columns[5].as<int64_t>())
        , expires(batch.columns[6].as<int64_t>())
        , seller(batch.columns[7].as<int64_t>())
        , category(batch.columns[8].as<int64_t>())
        , extra(batch.columns[9].as<StringRef>())
    {
    }
    size_t numRows;
    const int64_t* id;
    const StringRef* itemName;
    const StringRef* description;
    const int64_t* initialBid;
    const int64_t* reserve;
    const int64_t* dateTime;
    const int64_t* expires;
    const int64_t* seller;
    const int64_t* category;
    const StringRef* extra;
};

struct BidColumns {
    explicit BidColumns(const Batch& batch)
        : numRows(batch.numRows)
        , auction(batch.columns[0].as<int64_t>())
        , bidder(batch.columns[1].as<int64_t>())
        , price(batch.columns[2].as<int64_t>())
        , channel(batch.columns[3].as<StringRef>())
        , url(batch.columns[4].as<StringRef>())
        , dateTime(batch.columns[5].as<int64_t>())
        , extra(batch.columns[6].as<StringRef>())
    {
    }
    size_t numRows;
    const int64_t* auction;
    const int64_t* bidder;
    const int64_t* price;
    const StringRef* channel;
    const StringRef* url;
    const int64_t* dateTime;
    const StringRef* extra;
};

} // namespace millrace::bench
