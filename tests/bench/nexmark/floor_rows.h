// SPDX-License-Identifier: GPL-3.0-or-later
// Rows as floors keep them, texts by reference.
#pragma once

#include "tests/bench/nexmark/events.h"
#include "tests/bench/nexmark/output_rows.h"

#include <cstdint>

namespace millrace::bench {

constexpr int64_t kMicrosPerSecond = 1'000'000;
constexpr int64_t kMicrosPerDay = 86'400 * kMicrosPerSecond;

/// Number of the 10-second window of a time. All events are past 1970.
inline int64_t windowOf(int64_t micros)
{
    return micros / (10 * kMicrosPerSecond);
}

inline int32_t dayOf(int64_t micros)
{
    return static_cast<int32_t>(micros / kMicrosPerDay);
}

struct BidRow {
    int64_t auction;
    int64_t bidder;
    int64_t price;
    StringRef channel;
    StringRef url;
    int64_t dateTime;
    StringRef extra;
};

inline BidRow bidRow(const BidColumns& bid, size_t row)
{
    return {bid.auction[row], bid.bidder[row],   bid.price[row], bid.channel[row],
            bid.url[row],     bid.dateTime[row], bid.extra[row]};
}

/// Writes the seven columns of a bid from column `first` on.
inline void setBid(OutputRows& out, size_t first, size_t row, const BidRow& bid)
{
    out.set(first, row, bid.auction);
    out.set(first + 1, row, bid.bidder);
    out.set(first + 2, row, bid.price);
    out.set(first + 3, row, bid.channel);
    out.set(first + 4, row, bid.url);
    out.set(first + 5, row, bid.dateTime);
    out.set(first + 6, row, bid.extra);
}

struct AuctionRow {
    int64_t id;
    StringRef itemName;
    StringRef description;
    int64_t initialBid;
    int64_t reserve;
    int64_t dateTime;
    int64_t expires;
    int64_t seller;
    int64_t category;
    StringRef extra;
};

inline AuctionRow auctionRow(const AuctionColumns& auction, size_t row)
{
    return {auction.id[row],      auction.itemName[row], auction.description[row], auction.initialBid[row],
            auction.reserve[row], auction.dateTime[row], auction.expires[row],     auction.seller[row],
            auction.category[row], auction.extra[row]};
}

/// Writes the nine columns of an auction behind its id from column `first` on.
inline void setAuction(OutputRows& out, size_t first, size_t row, const AuctionRow& auction)
{
    out.set(first, row, auction.itemName);
    out.set(first + 1, row, auction.description);
    out.set(first + 2, row, auction.initialBid);
    out.set(first + 3, row, auction.reserve);
    out.set(first + 4, row, auction.dateTime);
    out.set(first + 5, row, auction.expires);
    out.set(first + 6, row, auction.seller);
    out.set(first + 7, row, auction.category);
    out.set(first + 8, row, auction.extra);
}

} // namespace millrace::bench
