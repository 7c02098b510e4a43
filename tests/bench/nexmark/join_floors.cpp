// SPDX-License-Identifier: GPL-3.0-or-later
// Floors of the queries that join: q3, q4, q20. Both sides are kept in chains behind one table of the join's key.
#include "tests/bench/nexmark/flat_table.h"
#include "tests/bench/nexmark/floor.h"
#include "tests/bench/nexmark/floor_rows.h"

namespace millrace::bench {

namespace {

/// Where the rows of a key begin in the logs of both sides; the number of a row plus 1, 0 = none.
struct Heads {
    uint32_t left;
    uint32_t right;
};

class Q3Floor final : public Floor {
public:
    explicit Q3Floor(const NexmarkEvents& events)
        : m_byPerson(events.numPersons + events.numAuctions / 4)
        , m_persons(events.numPersons)
        , m_auctions(events.numAuctions)
    {
    }

    OutputRows& step(const EventStep& events) override
    {
        m_out.start(0);
        const PersonColumns person(*events.persons);
        for (size_t i = 0; i < person.numRows; ++i) {
            if (person.state[i] != m_states[0] && person.state[i] != m_states[1] && person.state[i] != m_states[2]) {
                continue;
            }
            Heads& heads = m_byPerson.at(person.id[i]).value;
            const PersonRow row = {person.name[i], person.city[i], person.state[i], heads.left};
            heads.left = m_persons.add(row) + 1;
            for (uint32_t at = heads.right; at != 0; at = m_auctions[at - 1].next) {
                emit(row, m_auctions[at - 1].id);
            }
        }
        const AuctionColumns auction(*events.auctions);
        for (size_t i = 0; i < auction.numRows; ++i) {
            if (auction.category[i] != 10) {
                continue;
            }
            Heads& heads = m_byPerson.at(auction.seller[i]).value;
            heads.right = m_auctions.add({auction.id[i], heads.right}) + 1;
            for (uint32_t at = heads.left; at != 0; at = m_persons[at - 1].next) {
                emit(m_persons[at - 1], auction.id[i]);
            }
        }
        return m_out;
    }

private:
    struct PersonRow {
        StringRef name;
        StringRef city;
        StringRef state;
        uint32_t next;
    };
    struct SoldRow {
        int64_t id;
        uint32_t next;
    };
    void emit(const PersonRow& person, int64_t auction)
    {
        const size_t row = m_out.addRow();
        m_out.set(0, row, person.name);
        m_out.set(1, row, person.city);
        m_out.set(2, row, person.state);
        m_out.set(3, row, auction);
    }

    StringRef m_states[3] = {StringRef("OR"), StringRef("ID"), StringRef("CA")};
    FlatTable<NumberEntry<Heads>> m_byPerson;
    RowLog<PersonRow> m_persons;
    RowLog<SoldRow> m_auctions;
    OutputRows m_out{Physical::String, Physical::String, Physical::String, Physical::Int64};
};

class Q4Floor final : public Floor {
public:
    explicit Q4Floor(const NexmarkEvents& events)
        : m_byAuction(events.numAuctions)
        , m_auctions(events.numAuctions)
        , m_bids(events.numBids)
        , m_closings(events.numAuctions)
        , m_byCategory(16)
    {
    }

    OutputRows& step(const EventStep& events) override
    {
        m_out.start(0);
        const AuctionColumns auction(*events.auctions);
        for (size_t i = 0; i < auction.numRows; ++i) {
            addAuction(auction, i);
        }
        const BidColumns bid(*events.bids);
        for (size_t i = 0; i < bid.numRows; ++i) {
            Heads& heads = m_byAuction.at(bid.auction[i]).value;
            heads.right = m_bids.add({bid.price[i], bid.dateTime[i], heads.right}) + 1;
            for (uint32_t at = heads.left; at != 0; at = m_auctions[at - 1].next) {
                offer(m_auctions[at - 1], bid.price[i], bid.dateTime[i]);
            }
        }
        for (const uint32_t category : m_touched) {
            emit(m_categories[category]);
        }
        m_touched.clear();
        return m_out;
    }

private:
    struct Sale {
        int64_t dateTime;
        int64_t expires;
        uint32_t closing;
        uint32_t next;
    };
    struct Offer {
        int64_t price;
        int64_t dateTime;
        uint32_t next;
    };
    /// The group of an auction's id and category.
    struct Closing {
        int64_t price;
        uint32_t category;
        bool isSold;
    };
    struct Category {
        int64_t category;
        int64_t sum = 0;
        int64_t count = 0;
        int64_t oldSum = 0;
        int64_t oldCount = 0;
        bool isTouched = false;
    };

    void addAuction(const AuctionColumns& auction, size_t i)
    {
        uint32_t& category = m_byCategory.at(auction.category[i]).value;
        if (category == 0) {
            m_categories.push_back({auction.category[i]});
            category = static_cast<uint32_t>(m_categories.size());
        }
        Heads& heads = m_byAuction.at(auction.id[i]).value;
        uint32_t closing = m_closings.size();
        for (uint32_t at = heads.left; at != 0; at = m_auctions[at - 1].next) {
            const uint32_t other = m_auctions[at - 1].closing;
            closing = m_closings[other].category == category - 1 ? other : closing;
        }
        if (closing == m_closings.size()) {
            m_closings.add({0, category - 1, false});
        }
        const Sale sale = {auction.dateTime[i], auction.expires[i], closing, heads.left};
        heads.left = m_auctions.add(sale) + 1;
        for (uint32_t at = heads.right; at != 0; at = m_bids[at - 1].next) {
            offer(sale, m_bids[at - 1].price, m_bids[at - 1].dateTime);
        }
    }
    void offer(const Sale& sale, int64_t price, int64_t dateTime)
    {
        Closing& closing = m_closings[sale.closing];
        if (dateTime < sale.dateTime || dateTime > sale.expires || (closing.isSold && closing.price >= price)) {
            return;
        }
        Category& category = m_categories[closing.category];
        if (!category.isTouched) {
            category.isTouched = true;
            category.oldSum = category.sum;
            category.oldCount = category.count;
            m_touched.push_back(closing.category);
        }
        category.sum += price - closing.price;
        category.count += closing.isSold ? 0 : 1;
        closing.price = price;
        closing.isSold = true;
    }
    void emit(Category& category)
    {
        category.isTouched = false;
        const int64_t average = category.sum / category.count;
        const bool wasThere = category.oldCount != 0;
        const int64_t before = wasThere ? category.oldSum / category.oldCount : 0;
        if (wasThere && before == average) {
            return;
        }
        if (wasThere) {
            addRow(-1, category.category, before);
        }
        addRow(1, category.category, average);
    }
    void addRow(Weight weight, int64_t category, int64_t average)
    {
        const size_t row = m_out.addRow(weight);
        m_out.set(0, row, category);
        m_out.set(1, row, average);
    }

    FlatTable<NumberEntry<Heads>> m_byAuction;
    RowLog<Sale> m_auctions;
    RowLog<Offer> m_bids;
    RowLog<Closing> m_closings;
    FlatTable<NumberEntry<uint32_t>> m_byCategory; ///< number of the category plus 1
    std::vector<Category> m_categories;
    std::vector<uint32_t> m_touched;
    OutputRows m_out{{Physical::Int64, Physical::Int64}, RowChanges::InsertsAndRetractions};
};

class Q20Floor final : public Floor {
public:
    explicit Q20Floor(const NexmarkEvents& events)
        : m_byAuction(events.numAuctions)
        , m_auctions(events.numAuctions)
        , m_bids(events.numBids)
    {
    }

    OutputRows& step(const EventStep& events) override
    {
        m_out.start(0);
        const AuctionColumns auction(*events.auctions);
        for (size_t i = 0; i < auction.numRows; ++i) {
            if (auction.category[i] != 10) {
                continue;
            }
            Heads& heads = m_byAuction.at(auction.id[i]).value;
            const AuctionLink link = {auctionRow(auction, i), heads.left};
            heads.left = m_auctions.add(link) + 1;
            for (uint32_t at = heads.right; at != 0; at = m_bids[at - 1].next) {
                emit(m_bids[at - 1].row, link.row);
            }
        }
        const BidColumns bid(*events.bids);
        for (size_t i = 0; i < bid.numRows; ++i) {
            Heads& heads = m_byAuction.at(bid.auction[i]).value;
            const BidLink link = {bidRow(bid, i), heads.right};
            heads.right = m_bids.add(link) + 1;
            for (uint32_t at = heads.left; at != 0; at = m_auctions[at - 1].next) {
                emit(link.row, m_auctions[at - 1].row);
            }
        }
        return m_out;
    }

private:
    struct AuctionLink {
        AuctionRow row;
        uint32_t next;
    };
    struct BidLink {
        BidRow row;
        uint32_t next;
    };
    void emit(const BidRow& bid, const AuctionRow& auction)
    {
        const size_t row = m_out.addRow();
        setBid(m_out, 0, row, bid);
        setAuction(m_out, 7, row, auction);
    }

    FlatTable<NumberEntry<Heads>> m_byAuction;
    RowLog<AuctionLink> m_auctions;
    RowLog<BidLink> m_bids;
    OutputRows m_out{Physical::Int64,  Physical::Int64,  Physical::Int64, Physical::String,
                     Physical::String, Physical::Int64,  Physical::String, Physical::String,
                     Physical::String, Physical::Int64,  Physical::Int64, Physical::Int64,
                     Physical::Int64,  Physical::Int64,  Physical::Int64, Physical::String};
};

} // namespace

FloorPtr makeQ3Floor(const NexmarkEvents& events)
{
    return std::make_unique<Q3Floor>(events);
}

FloorPtr makeQ4Floor(const NexmarkEvents& events)
{
    return std::make_unique<Q4Floor>(events);
}

FloorPtr makeQ20Floor(const NexmarkEvents& events)
{
    return std::make_unique<Q20Floor>(events);
}

} // namespace millrace::bench
