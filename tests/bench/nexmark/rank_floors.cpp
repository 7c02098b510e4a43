// SPDX-License-Identifier: GPL-3.0-or-later
// Floors of the queries that keep the first rows of a group: q9, q18, q19. Rows that the order does not tell apart
// come in the order of their other columns, as in the engine.
#include "tests/bench/nexmark/flat_table.h"
#include "tests/bench/nexmark/floor.h"
#include "tests/bench/nexmark/floor_rows.h"

#include <tuple>

namespace millrace::bench {

namespace {

/// Auctions and bids are kept by the auction, as in a join; the winner stands with the key.
class Q9Floor final : public Floor {
public:
    explicit Q9Floor(const NexmarkEvents& events)
        : m_byAuction(events.numAuctions)
        , m_keys(events.numAuctions)
        , m_auctions(events.numAuctions)
        , m_bids(events.numBids)
    {
    }

    OutputRows& step(const EventStep& events) override
    {
        m_out.start(0);
        const AuctionColumns auction(*events.auctions);
        for (size_t i = 0; i < auction.numRows; ++i) {
            Key& key = keyOf(auction.id[i]);
            key.auctions = m_auctions.add({auctionRow(auction, i), key.auctions}) + 1;
            for (uint32_t at = key.bids; at != 0; at = m_bids[at - 1].next) {
                offer(key, key.auctions, at);
            }
        }
        const BidColumns bid(*events.bids);
        for (size_t i = 0; i < bid.numRows; ++i) {
            Key& key = keyOf(bid.auction[i]);
            const Bid row = {bid.auction[i], bid.bidder[i], bid.price[i], bid.dateTime[i], bid.extra[i], key.bids};
            key.bids = m_bids.add(row) + 1;
            for (uint32_t at = key.auctions; at != 0; at = m_auctions[at - 1].next) {
                offer(key, at, key.bids);
            }
        }
        for (const Touched& touched : m_touched) {
            Key& key = m_keys[touched.key];
            key.isTouched = false;
            if (touched.oldBid != 0) {
                addRow(-1, touched.oldAuction, touched.oldBid);
            }
            addRow(1, key.wonAuction, key.wonBid);
        }
        m_touched.clear();
        return m_out;
    }

private:
    struct Auction {
        AuctionRow row;
        uint32_t next;
    };
    struct Bid {
        int64_t auction;
        int64_t bidder;
        int64_t price;
        int64_t dateTime;
        StringRef extra;
        uint32_t next;
    };
    /// Heads of chains and the winning pair: numbers of rows plus 1, 0 = none.
    struct Key {
        uint32_t number;
        uint32_t auctions;
        uint32_t bids;
        uint32_t wonAuction;
        uint32_t wonBid;
        bool isTouched;
    };
    struct Touched {
        uint32_t key;
        uint32_t oldAuction;
        uint32_t oldBid;
    };

    Key& keyOf(int64_t auction)
    {
        uint32_t& number = m_byAuction.at(auction).value;
        if (number == 0) {
            number = m_keys.add({m_keys.size(), 0, 0, 0, 0, false}) + 1;
        }
        return m_keys[number - 1];
    }
    void offer(Key& key, uint32_t auction, uint32_t bid)
    {
        const AuctionRow& item = m_auctions[auction - 1].row;
        const Bid& offered = m_bids[bid - 1];
        if (offered.dateTime < item.dateTime || offered.dateTime > item.expires) {
            return;
        }
        if (key.wonBid != 0) {
            const Bid& won = m_bids[key.wonBid - 1];
            if (offered.price < won.price
                || (offered.price == won.price && !isBefore(auction, offered, key.wonAuction, won))) {
                return;
            }
        }
        if (!key.isTouched) {
            key.isTouched = true;
            m_touched.push_back({key.number, key.wonAuction, key.wonBid});
        }
        key.wonAuction = auction;
        key.wonBid = bid;
    }
    /// Of offers of the same price.
    bool isBefore(uint32_t auctionA, const Bid& a, uint32_t auctionB, const Bid& b)
    {
        const auto order = [](const AuctionRow& item, const Bid& bid) {
            return std::tie(bid.dateTime, item.itemName, item.description, item.initialBid, item.reserve, item.dateTime,
                            item.expires, item.seller, item.category, item.extra, bid.bidder, bid.extra);
        };
        return order(m_auctions[auctionA - 1].row, a) < order(m_auctions[auctionB - 1].row, b);
    }
    void addRow(Weight weight, uint32_t auction, uint32_t bid)
    {
        const AuctionRow& item = m_auctions[auction - 1].row;
        const Bid& won = m_bids[bid - 1];
        const size_t row = m_out.addRow(weight);
        m_out.set(0, row, item.id);
        setAuction(m_out, 1, row, item);
        m_out.set(10, row, won.auction);
        m_out.set(11, row, won.bidder);
        m_out.set(12, row, won.price);
        m_out.set(13, row, won.dateTime);
        m_out.set(14, row, won.extra);
    }

    FlatTable<NumberEntry<uint32_t>> m_byAuction; ///< number of the key plus 1
    RowLog<Key> m_keys;
    RowLog<Auction> m_auctions;
    RowLog<Bid> m_bids;
    std::vector<Touched> m_touched;
    OutputRows m_out{{Physical::Int64, Physical::String, Physical::String, Physical::Int64, Physical::Int64,
                      Physical::Int64, Physical::Int64, Physical::Int64, Physical::Int64, Physical::String,
                      Physical::Int64, Physical::Int64, Physical::Int64, Physical::Int64, Physical::String},
                     RowChanges::InsertsAndRetractions};
};

/// Only the last bid of a pair is kept: no bid is ever taken back.
class Q18Floor final : public Floor {
public:
    explicit Q18Floor(const NexmarkEvents& events)
        : m_byPair(events.numBids * 2 / 3)
        , m_rows(events.numBids * 2 / 3)
    {
    }

    OutputRows& step(const EventStep& events) override
    {
        const BidColumns bid(*events.bids);
        m_out.start(bid.numRows * 2);
        const auto keyOf = [&](size_t i) { return Entry::Key{bid.bidder[i], bid.auction[i]}; };
        forEachEntry(m_byPair, bid.numRows, keyOf, [&](size_t i, Entry& entry) {
            if (entry.value == 0) {
                entry.value = m_rows.add({bidRow(bid, i), true}) + 1;
                m_touched.push_back(entry.value - 1);
                return;
            }
            Last& last = m_rows[entry.value - 1];
            if (bid.dateTime[i] < last.row.dateTime
                || (bid.dateTime[i] == last.row.dateTime && !isBefore(bidRow(bid, i), last.row))) {
                return;
            }
            if (!last.isTouched) {
                last.isTouched = true;
                setBid(m_out, 0, m_out.addRow(-1), last.row);
                m_touched.push_back(entry.value - 1);
            }
            last.row = bidRow(bid, i);
        });
        for (const uint32_t touched : m_touched) {
            Last& last = m_rows[touched];
            last.isTouched = false;
            setBid(m_out, 0, m_out.addRow(1), last.row);
        }
        m_touched.clear();
        return m_out;
    }

private:
    using Entry = PairEntry<int64_t, uint32_t>;
    struct Last {
        BidRow row;
        bool isTouched;
    };
    /// Of bids of the same time by the same bidder on the same auction.
    static bool isBefore(const BidRow& a, const BidRow& b)
    {
        return std::tie(a.price, a.channel, a.url, a.extra) < std::tie(b.price, b.channel, b.url, b.extra);
    }

    FlatTable<Entry> m_byPair; ///< number of the row plus 1
    RowLog<Last> m_rows;
    std::vector<uint32_t> m_touched;
    OutputRows m_out{{Physical::Int64, Physical::Int64, Physical::Int64, Physical::String, Physical::String,
                      Physical::Int64, Physical::String},
                     RowChanges::InsertsAndRetractions};
};

/// Only ten bids of an auction are kept: no bid is ever taken back.
class Q19Floor final : public Floor {
public:
    explicit Q19Floor(const NexmarkEvents& events)
        : m_byAuction(events.numAuctions)
        , m_groups(events.numAuctions)
        , m_rows(events.numAuctions * 10)
    {
    }

    OutputRows& step(const EventStep& events) override
    {
        const BidColumns bid(*events.bids);
        for (size_t i = 0; i < bid.numRows; ++i) {
            uint32_t& number = m_byAuction.at(bid.auction[i]).value;
            if (number == 0) {
                number = m_groups.add(Group{}) + 1;
            }
            Group& group = m_groups[number - 1];
            if (group.count == kPlaces && bid.price[i] < group.price[kPlaces - 1]) {
                continue;
            }
            insert(group, number - 1, bidRow(bid, i));
        }
        m_out.start(m_touched.size() * 2 * kPlaces);
        for (const Touched& touched : m_touched) {
            emit(touched);
        }
        m_free.insert(m_free.end(), m_displaced.begin(), m_displaced.end());
        m_displaced.clear();
        m_touched.clear();
        return m_out;
    }

private:
    static constexpr uint32_t kPlaces = 10;
    /// The highest bids, the highest first, with their prices at hand.
    struct Group {
        uint32_t count;
        uint32_t isTouched;
        uint32_t rows[kPlaces];
        int64_t price[kPlaces];
    };
    struct Touched {
        uint32_t group;
        uint32_t count;
        uint32_t rows[kPlaces];
    };

    void insert(Group& group, uint32_t number, const BidRow& bid)
    {
        uint32_t place = group.count;
        while (place > 0 && isAbove(bid, group, place - 1)) {
            --place;
        }
        if (place == kPlaces) {
            return;
        }
        if (group.isTouched == 0) {
            group.isTouched = 1;
            Touched& touched = m_touched.emplace_back();
            touched.group = number;
            touched.count = group.count;
            std::memcpy(touched.rows, group.rows, sizeof group.rows);
        }
        if (group.count == kPlaces) {
            m_displaced.push_back(group.rows[kPlaces - 1]); // may have to be put out yet
        } else {
            ++group.count;
        }
        for (uint32_t at = group.count - 1; at > place; --at) {
            group.rows[at] = group.rows[at - 1];
            group.price[at] = group.price[at - 1];
        }
        group.rows[place] = keep(bid);
        group.price[place] = bid.price;
    }
    uint32_t keep(const BidRow& bid)
    {
        if (m_free.empty()) {
            return m_rows.add(bid);
        }
        const uint32_t row = m_free.back();
        m_free.pop_back();
        m_rows[row] = bid;
        return row;
    }
    bool isAbove(const BidRow& bid, const Group& group, uint32_t place)
    {
        return bid.price != group.price[place] ? bid.price > group.price[place]
                                               : isBefore(bid, m_rows[group.rows[place]]);
    }
    /// Of bids of the same price on the same auction.
    static bool isBefore(const BidRow& a, const BidRow& b)
    {
        return std::tie(a.bidder, a.channel, a.url, a.dateTime, a.extra)
            < std::tie(b.bidder, b.channel, b.url, b.dateTime, b.extra);
    }
    void emit(const Touched& touched)
    {
        Group& group = m_groups[touched.group];
        group.isTouched = 0;
        for (uint32_t place = 0; place < group.count; ++place) {
            const bool wasTaken = place < touched.count;
            if (wasTaken && touched.rows[place] == group.rows[place]) {
                continue;
            }
            if (wasTaken) {
                addRow(-1, touched.rows[place], place);
            }
            addRow(1, group.rows[place], place);
        }
    }
    void addRow(Weight weight, uint32_t number, uint32_t place)
    {
        const size_t row = m_out.addRow(weight);
        setBid(m_out, 0, row, m_rows[number]);
        m_out.set(7, row, int64_t{place} + 1);
    }

    FlatTable<NumberEntry<uint32_t>> m_byAuction; ///< number of the group plus 1
    RowLog<Group> m_groups;
    RowLog<BidRow> m_rows;
    std::vector<uint32_t> m_free;
    std::vector<uint32_t> m_displaced; ///< in this step
    std::vector<Touched> m_touched;    ///< groups as they were
    OutputRows m_out{{Physical::Int64, Physical::Int64, Physical::Int64, Physical::String, Physical::String,
                      Physical::Int64, Physical::String, Physical::Int64},
                     RowChanges::InsertsAndRetractions};
};

} // namespace

FloorPtr makeQ9Floor(const NexmarkEvents& events)
{
    return std::make_unique<Q9Floor>(events);
}

FloorPtr makeQ18Floor(const NexmarkEvents& events)
{
    return std::make_unique<Q18Floor>(events);
}

FloorPtr makeQ19Floor(const NexmarkEvents& events)
{
    return std::make_unique<Q19Floor>(events);
}

} // namespace millrace::bench
