// SPDX-License-Identifier: GPL-3.0-or-later
// Floors of the queries over windows of time: q5, q7, q8, q12.
#include "tests/bench/nexmark/flat_table.h"
#include "tests/bench/nexmark/floor.h"
#include "tests/bench/nexmark/floor_rows.h"

namespace millrace::bench {

namespace {

/// How often each auction occurs, in a table small enough for the first-level cache.
class AuctionCounts {
public:
    struct Entry {
        int64_t auction;
        int64_t count; ///< 0 = empty
    };
    AuctionCounts()
        : m_entries(256, Entry{0, 0})
    {
    }
    void add(int64_t auction, int64_t count)
    {
        const size_t mask = m_entries.size() - 1;
        size_t at = mixHash(static_cast<uint64_t>(auction)) & mask;
        while (m_entries[at].count != 0 && m_entries[at].auction != auction) {
            at = (at + 1) & mask;
        }
        if (m_entries[at].count == 0) {
            m_entries[at].auction = auction;
            m_places.push_back(static_cast<uint32_t>(at));
        }
        m_entries[at].count += count;
        if (m_places.size() * 4 > m_entries.size() * 3) {
            grow();
        }
    }
    template <typename F>
    void forEach(F&& f) const
    {
        for (const uint32_t place : m_places) {
            f(m_entries[place]);
        }
    }
    void clear()
    {
        for (const uint32_t place : m_places) {
            m_entries[place].count = 0;
        }
        m_places.clear();
    }

private:
    void grow()
    {
        std::vector<Entry> old(m_entries.size() * 2, Entry{0, 0});
        old.swap(m_entries);
        m_places.clear();
        for (const Entry& entry : old) {
            if (entry.count != 0) {
                add(entry.auction, entry.count);
            }
        }
    }
    std::vector<Entry> m_entries;
    std::vector<uint32_t> m_places; ///< of the entries that are not empty
};

/// Bids are counted by the slice of 2 seconds they are in first; each slice is part of five windows.
class Q5Floor final : public Floor {
public:
    explicit Q5Floor(const NexmarkEvents& events)
        : m_byStart(events.numEvents / 200 + 16)
    {
        m_windows.reserve(events.numEvents / 200 + 16);
    }

    OutputRows& step(const EventStep& events) override
    {
        m_out.start(0);
        const BidColumns bid(*events.bids);
        int64_t slice = -1;
        for (size_t i = 0; i < bid.numRows; ++i) {
            const int64_t own = bid.dateTime[i] / (2 * kMicrosPerSecond);
            if (own != slice) {
                addSlice(slice);
                slice = own;
            }
            m_slice.add(bid.auction[i], 1);
        }
        addSlice(slice);
        for (const uint32_t window : m_touched) {
            emit(m_windows[window]);
        }
        m_touched.clear();
        return m_out;
    }

private:
    struct Window {
        AuctionCounts counts;
        std::vector<int64_t> highest; ///< the auctions with the most bids, as they were put out
        int64_t num = 0;              ///< how many bids those have
        bool isTouched = false;
    };

    void addSlice(int64_t slice)
    {
        for (int64_t start = slice - 4; start <= slice && slice >= 0; ++start) {
            uint32_t& number = m_byStart.at(start).value;
            if (number == 0) {
                m_windows.emplace_back();
                number = static_cast<uint32_t>(m_windows.size());
            }
            Window& window = m_windows[number - 1];
            if (!window.isTouched) {
                window.isTouched = true;
                m_touched.push_back(number - 1);
            }
            m_slice.forEach([&](const AuctionCounts::Entry& entry) { window.counts.add(entry.auction, entry.count); });
        }
        m_slice.clear();
    }
    void emit(Window& window)
    {
        window.isTouched = false;
        int64_t num = 0;
        window.counts.forEach([&](const AuctionCounts::Entry& entry) { num = std::max(num, entry.count); });
        m_highest.clear();
        window.counts.forEach([&](const AuctionCounts::Entry& entry) {
            if (entry.count == num) {
                m_highest.push_back(entry.auction);
            }
        });
        for (const int64_t auction : window.highest) {
            if (window.num != num) {
                addRow(-1, auction, window.num);
            }
        }
        for (const int64_t auction : m_highest) {
            const auto end = window.highest.end();
            if (window.num != num || std::find(window.highest.begin(), end, auction) == end) {
                addRow(1, auction, num);
            }
        }
        window.highest = m_highest;
        window.num = num;
    }
    void addRow(Weight weight, int64_t auction, int64_t num)
    {
        const size_t row = m_out.addRow(weight);
        m_out.set(0, row, auction);
        m_out.set(1, row, num);
    }

    FlatTable<NumberEntry<uint32_t>> m_byStart; ///< number of the window plus 1, by its start in slices
    std::vector<Window> m_windows;
    std::vector<uint32_t> m_touched;
    AuctionCounts m_slice;
    std::vector<int64_t> m_highest; ///< scratch
    OutputRows m_out{{Physical::Int64, Physical::Int64}, RowChanges::InsertsAndRetractions};
};

/// Of its own window a bid counts only when none was higher before. A bid at the very start of a window is at the end
/// of the window before as well, and may get as high as that one's highest later: such bids are all kept.
class Q7Floor final : public Floor {
public:
    explicit Q7Floor(const NexmarkEvents& events)
        : m_byNumber(events.numEvents / 500 + 16)
        , m_windows(events.numEvents / 500 + 16)
        , m_bids(events.numBids / 16)
    {
    }

    OutputRows& step(const EventStep& events) override
    {
        m_out.start(0);
        const BidColumns bid(*events.bids);
        int64_t number = -1;
        uint32_t own = 0;
        for (size_t i = 0; i < bid.numRows; ++i) {
            if (windowOf(bid.dateTime[i]) != number) {
                number = windowOf(bid.dateTime[i]);
                own = touched(number);
            }
            Window& window = m_windows[own];
            if (bid.price[i] >= window.price) {
                window.ties = bid.price[i] > window.price ? 0 : window.ties;
                window.price = bid.price[i];
                window.ties = m_bids.add(linked(bid, i, window.ties)) + 1;
            }
            if (bid.dateTime[i] % (10 * kMicrosPerSecond) == 0) {
                Window& before = m_windows[touched(number - 1)];
                before.atEnd = m_bids.add(linked(bid, i, before.atEnd)) + 1;
            }
        }
        for (const uint32_t window : m_touched) {
            emit(m_windows[window]);
        }
        m_touched.clear();
        return m_out;
    }

private:
    struct Bid {
        int64_t auction;
        int64_t price;
        int64_t bidder;
        int64_t dateTime;
        StringRef extra;
        uint32_t next;
    };
    /// Chains grow at their head, so an old head is the chain as it was.
    struct Window {
        int64_t price = 0; ///< the highest; 0 = no bid, prices are above
        uint32_t ties = 0;
        uint32_t atEnd = 0;
        int64_t oldPrice = 0;
        uint32_t oldTies = 0;
        uint32_t oldAtEnd = 0;
        bool isTouched = false;
    };

    static Bid linked(const BidColumns& bid, size_t i, uint32_t next)
    {
        return {bid.auction[i], bid.price[i], bid.bidder[i], bid.dateTime[i], bid.extra[i], next};
    }
    uint32_t touched(int64_t number)
    {
        uint32_t& index = m_byNumber.at(number).value;
        if (index == 0) {
            index = m_windows.add(Window{}) + 1;
        }
        Window& window = m_windows[index - 1];
        if (!window.isTouched) {
            window.isTouched = true;
            window.oldPrice = window.price;
            window.oldTies = window.ties;
            window.oldAtEnd = window.atEnd;
            m_touched.push_back(index - 1);
        }
        return index - 1;
    }
    void emit(Window& window)
    {
        window.isTouched = false;
        const bool isSame = window.price == window.oldPrice;
        if (!isSame) {
            addChain(-1, window.oldTies, 0, window.oldPrice);
            addChain(-1, window.oldAtEnd, 0, window.oldPrice);
        }
        addChain(1, window.ties, isSame ? window.oldTies : 0, window.price);
        addChain(1, window.atEnd, isSame ? window.oldAtEnd : 0, window.price);
    }
    void addChain(Weight weight, uint32_t from, uint32_t to, int64_t price)
    {
        for (uint32_t at = from; at != to; at = m_bids[at - 1].next) {
            const Bid& bid = m_bids[at - 1];
            if (bid.price != price) {
                continue;
            }
            const size_t row = m_out.addRow(weight);
            m_out.set(0, row, bid.auction);
            m_out.set(1, row, bid.price);
            m_out.set(2, row, bid.bidder);
            m_out.set(3, row, bid.dateTime);
            m_out.set(4, row, bid.extra);
        }
    }

    FlatTable<NumberEntry<uint32_t>> m_byNumber; ///< index of the window plus 1
    RowLog<Window> m_windows;
    RowLog<Bid> m_bids;
    std::vector<uint32_t> m_touched;
    OutputRows m_out{{Physical::Int64, Physical::Int64, Physical::Int64, Physical::Int64, Physical::String},
                     RowChanges::InsertsAndRetractions};
};

class Q8Floor final : public Floor {
public:
    explicit Q8Floor(const NexmarkEvents& events)
        : m_table(events.numPersons + events.numAuctions)
        , m_names(events.numPersons)
    {
    }

    OutputRows& step(const EventStep& events) override
    {
        m_out.start(0);
        const PersonColumns person(*events.persons);
        for (size_t i = 0; i < person.numRows; ++i) {
            const int64_t window = windowOf(person.dateTime[i]);
            Meeting& meeting = m_table.at({person.id[i], window}).value;
            if (isKnown(meeting, person.name[i])) {
                continue;
            }
            meeting.names = m_names.add({person.name[i], meeting.names}) + 1;
            if (meeting.sells) {
                emit(person.id[i], person.name[i], window);
            }
        }
        const AuctionColumns auction(*events.auctions);
        for (size_t i = 0; i < auction.numRows; ++i) {
            const int64_t window = windowOf(auction.dateTime[i]);
            Meeting& meeting = m_table.at({auction.seller[i], window}).value;
            for (uint32_t at = meeting.sells ? 0 : meeting.names; at != 0; at = m_names[at - 1].next) {
                emit(auction.seller[i], m_names[at - 1].name, window);
            }
            meeting.sells = true;
        }
        return m_out;
    }

private:
    struct Meeting {
        uint32_t names;
        bool sells;
    };
    struct Name {
        StringRef name;
        uint32_t next;
    };
    bool isKnown(const Meeting& meeting, const StringRef& name)
    {
        uint32_t at = meeting.names;
        while (at != 0 && m_names[at - 1].name != name) {
            at = m_names[at - 1].next;
        }
        return at != 0;
    }
    void emit(int64_t id, const StringRef& name, int64_t window)
    {
        const size_t row = m_out.addRow();
        m_out.set(0, row, id);
        m_out.set(1, row, name);
        m_out.set(2, row, window * 10 * kMicrosPerSecond);
    }

    FlatTable<PairEntry<int64_t, Meeting>> m_table;
    RowLog<Name> m_names;
    OutputRows m_out{Physical::Int64, Physical::String, Physical::Int64};
};

class Q12Floor final : public Floor {
public:
    explicit Q12Floor(const NexmarkEvents& events)
        : m_byKey(events.numBids / 4)
        , m_groups(events.numBids / 4)
    {
    }

    OutputRows& step(const EventStep& events) override
    {
        const BidColumns bid(*events.bids);
        const auto keyOf = [&](size_t i) { return Entry::Key{bid.bidder[i], windowOf(bid.dateTime[i])}; };
        forEachEntry(m_byKey, bid.numRows, keyOf, [&](size_t i, Entry& entry) {
            if (entry.value == 0) {
                entry.value = m_groups.add({bid.bidder[i], windowOf(bid.dateTime[i]), 0, 0, false}) + 1;
            }
            Group& group = m_groups[entry.value - 1];
            if (!group.isTouched) {
                group.isTouched = true;
                group.oldCount = group.count;
                m_touched.push_back(entry.value - 1);
            }
            ++group.count;
        });
        m_out.start(m_touched.size() * 2);
        for (const uint32_t touched : m_touched) {
            Group& group = m_groups[touched];
            group.isTouched = false;
            if (group.oldCount != 0) {
                addRow(-1, group, group.oldCount);
            }
            addRow(1, group, group.count);
        }
        m_touched.clear();
        return m_out;
    }

private:
    using Entry = PairEntry<int64_t, uint32_t>;
    struct Group {
        int64_t bidder;
        int64_t window;
        int64_t count;
        int64_t oldCount;
        bool isTouched;
    };
    void addRow(Weight weight, const Group& group, int64_t count)
    {
        const size_t row = m_out.addRow(weight);
        m_out.set(0, row, group.bidder);
        m_out.set(1, row, count);
        m_out.set(2, row, group.window * 10 * kMicrosPerSecond);
        m_out.set(3, row, (group.window + 1) * 10 * kMicrosPerSecond);
    }

    FlatTable<Entry> m_byKey; ///< number of the group plus 1
    RowLog<Group> m_groups;
    std::vector<uint32_t> m_touched;
    OutputRows m_out{{Physical::Int64, Physical::Int64, Physical::Int64, Physical::Int64},
                     RowChanges::InsertsAndRetractions};
};

} // namespace

FloorPtr makeQ5Floor(const NexmarkEvents& events)
{
    return std::make_unique<Q5Floor>(events);
}

FloorPtr makeQ7Floor(const NexmarkEvents& events)
{
    return std::make_unique<Q7Floor>(events);
}

FloorPtr makeQ8Floor(const NexmarkEvents& events)
{
    return std::make_unique<Q8Floor>(events);
}

FloorPtr makeQ12Floor(const NexmarkEvents& events)
{
    return std::make_unique<Q12Floor>(events);
}

} // namespace millrace::bench
