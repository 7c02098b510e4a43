// SPDX-License-Identifier: GPL-3.0-or-later
// Floors of the queries that count within days: q15, q16, q17. Groups lie in a log behind a table of their keys.
#include "tests/bench/nexmark/flat_table.h"
#include "tests/bench/nexmark/floor.h"
#include "tests/bench/nexmark/floor_rows.h"

#include <functional>
#include <string_view>

namespace millrace::bench {

namespace {

/// 1, 2 or 3 by price, as the queries class them.
size_t classOf(int64_t price)
{
    return price < 10'000 ? 1 : price < 1'000'000 ? 2 : 3;
}

/// What has been counted of some kind: in all, and of each class.
struct Counts {
    int64_t ofClass[4];

    void setOn(OutputRows& out, size_t first, size_t row) const
    {
        for (size_t i = 0; i < 4; ++i) {
            out.set(first + i, row, ofClass[i]);
        }
    }
};

/// Which ids a group has seen: a bit for any bid, and one for each class.
class SeenIds {
public:
    using Entry = PairEntry<uint32_t, uint32_t>;

    explicit SeenIds(size_t expected)
        : m_table(expected)
    {
    }
    /// Counts in `countsOf(row)` what is new among rows of (id, group, price).
    template <typename KeyOf, typename CountsOf>
    void addRows(const int64_t* price, size_t numRows, KeyOf&& keyOf, CountsOf&& countsOf)
    {
        forEachEntry(m_table, numRows, keyOf, [&](size_t i, Entry& entry) {
            const uint32_t bits = 1U | (1U << classOf(price[i]));
            const uint32_t added = bits & ~entry.value;
            if (added == 0) {
                return;
            }
            entry.value |= added;
            Counts& counts = countsOf(i);
            for (size_t n = 0; n < 4; ++n) {
                counts.ofClass[n] += (added >> n) & 1U;
            }
        });
    }

private:
    FlatTable<Entry> m_table;
};

class Q15Floor final : public Floor {
public:
    explicit Q15Floor(const NexmarkEvents& events)
        : m_byDay(events.numEvents / 1'000'000 + 16)
        , m_bidders(events.numPersons + 16)
        , m_auctions(events.numAuctions + 16)
    {
    }

    OutputRows& step(const EventStep& events) override
    {
        const BidColumns bid(*events.bids);
        m_groupOf.resize(bid.numRows);
        int64_t day = -1;
        uint32_t group = 0;
        for (size_t i = 0; i < bid.numRows; ++i) {
            if (dayOf(bid.dateTime[i]) != day) {
                day = dayOf(bid.dateTime[i]);
                group = touched(static_cast<int32_t>(day));
            }
            m_groupOf[i] = group;
            Counts& bids = m_groups[group].bids;
            ++bids.ofClass[0];
            ++bids.ofClass[classOf(bid.price[i])];
        }
        m_bidders.addRows(
            bid.price, bid.numRows, [&](size_t i) { return SeenIds::Entry::Key{bid.bidder[i], m_groupOf[i]}; },
            [&](size_t i) -> Counts& { return m_groups[m_groupOf[i]].bidders; });
        m_auctions.addRows(
            bid.price, bid.numRows, [&](size_t i) { return SeenIds::Entry::Key{bid.auction[i], m_groupOf[i]}; },
            [&](size_t i) -> Counts& { return m_groups[m_groupOf[i]].auctions; });
        m_out.start(0);
        for (const Group& before : m_before) {
            Group& now = m_groups[before.number];
            now.isTouched = false;
            if (before.bids.ofClass[0] != 0) {
                addRow(-1, before);
            }
            addRow(1, now);
        }
        m_before.clear();
        return m_out;
    }

private:
    struct Group {
        uint32_t number;
        int32_t day;
        bool isTouched;
        Counts bids;
        Counts bidders;
        Counts auctions;
    };
    uint32_t touched(int32_t day)
    {
        uint32_t& number = m_byDay.at(day).value;
        if (number == 0) {
            number = static_cast<uint32_t>(m_groups.size()) + 1;
            m_groups.push_back({number - 1, day, false, {}, {}, {}});
        }
        Group& group = m_groups[number - 1];
        if (!group.isTouched) {
            m_before.push_back(group);
            group.isTouched = true;
        }
        return number - 1;
    }
    void addRow(Weight weight, const Group& group)
    {
        const size_t row = m_out.addRow(weight);
        m_out.set(0, row, group.day);
        group.bids.setOn(m_out, 1, row);
        group.bidders.setOn(m_out, 5, row);
        group.auctions.setOn(m_out, 9, row);
    }

    FlatTable<NumberEntry<uint32_t>> m_byDay; ///< number of the group plus 1
    SeenIds m_bidders;
    SeenIds m_auctions;
    std::vector<Group> m_groups;
    std::vector<Group> m_before; ///< touched groups as they were
    std::vector<uint32_t> m_groupOf;
    OutputRows m_out{{Physical::Int32, Physical::Int64, Physical::Int64, Physical::Int64, Physical::Int64,
                      Physical::Int64, Physical::Int64, Physical::Int64, Physical::Int64, Physical::Int64,
                      Physical::Int64, Physical::Int64, Physical::Int64},
                     RowChanges::InsertsAndRetractions};
};

/// The entry of a table from a channel and a day to a group.
struct ChannelEntry {
    struct Key {
        StringRef channel;
        int32_t day;
        friend bool operator==(const Key& a, const Key& b) { return a.day == b.day && a.channel == b.channel; }
    };
    static inline const Key kNone = {StringRef(), -1};

    StringRef channel;
    int32_t day;
    uint32_t value;

    static uint64_t hashOf(const Key& key)
    {
        uint64_t words[2];
        std::memcpy(words, &key.channel, sizeof words);
        if (!key.channel.isInline()) {
            words[1] = std::hash<std::string_view>{}(key.channel.view());
        }
        return mixHash(words[0] ^ mixHash(words[1] + static_cast<uint64_t>(key.day)));
    }
    Key key() const { return {channel, day}; }
    bool isEmpty() const { return day == -1; }
    static ChannelEntry of(const Key& key) { return {key.channel, key.day, 0}; }
};

class Q16Floor final : public Floor {
public:
    explicit Q16Floor(const NexmarkEvents& events)
        : m_byKey(20'000)
        , m_groups(20'000)
        , m_bidders(events.numBids / 3)
        , m_auctions(events.numBids / 3)
    {
    }

    OutputRows& step(const EventStep& events) override
    {
        const BidColumns bid(*events.bids);
        m_groupOf.resize(bid.numRows);
        const auto keyOf = [&](size_t i) { return ChannelEntry::Key{bid.channel[i], dayOf(bid.dateTime[i])}; };
        forEachEntry(m_byKey, bid.numRows, keyOf, [&](size_t i, ChannelEntry& entry) {
            if (entry.value == 0) {
                entry.value = m_groups.add({m_groups.size(), entry.day, entry.channel, 0, false, {}, {}, {}}) + 1;
            }
            Group& group = m_groups[entry.value - 1];
            if (!group.isTouched) {
                m_before.push_back(group);
                group.isTouched = true;
            }
            group.last = std::max(group.last, bid.dateTime[i]);
            ++group.bids.ofClass[0];
            ++group.bids.ofClass[classOf(bid.price[i])];
            m_groupOf[i] = entry.value - 1;
        });
        m_bidders.addRows(
            bid.price, bid.numRows, [&](size_t i) { return SeenIds::Entry::Key{bid.bidder[i], m_groupOf[i]}; },
            [&](size_t i) -> Counts& { return m_groups[m_groupOf[i]].bidders; });
        m_auctions.addRows(
            bid.price, bid.numRows, [&](size_t i) { return SeenIds::Entry::Key{bid.auction[i], m_groupOf[i]}; },
            [&](size_t i) -> Counts& { return m_groups[m_groupOf[i]].auctions; });
        m_out.start(0);
        for (const Group& before : m_before) {
            Group& now = m_groups[before.number];
            now.isTouched = false;
            if (before.bids.ofClass[0] != 0) {
                addRow(-1, before);
            }
            addRow(1, now);
        }
        m_before.clear();
        return m_out;
    }

private:
    struct Group {
        uint32_t number;
        int32_t day;
        StringRef channel;
        int64_t last;
        bool isTouched;
        Counts bids;
        Counts bidders;
        Counts auctions;
    };
    void addRow(Weight weight, const Group& group)
    {
        const int64_t minute = group.last / (60 * kMicrosPerSecond) % (24 * 60);
        const auto digit = [](int64_t value) { return static_cast<char>('0' + value); };
        const char text[] = {digit(minute / 600), digit(minute / 60 % 10), ':', digit(minute % 60 / 10),
                             digit(minute % 10)};
        const size_t row = m_out.addRow(weight);
        m_out.set(0, row, group.channel);
        m_out.set(1, row, group.day);
        m_out.set(2, row, StringRef(std::string_view(text, sizeof text)));
        group.bids.setOn(m_out, 3, row);
        group.bidders.setOn(m_out, 7, row);
        group.auctions.setOn(m_out, 11, row);
    }

    FlatTable<ChannelEntry> m_byKey; ///< number of the group plus 1
    RowLog<Group> m_groups;
    SeenIds m_bidders;
    SeenIds m_auctions;
    std::vector<Group> m_before; ///< touched groups as they were
    std::vector<uint32_t> m_groupOf;
    OutputRows m_out{{Physical::String, Physical::Int32, Physical::String, Physical::Int64, Physical::Int64,
                      Physical::Int64, Physical::Int64, Physical::Int64, Physical::Int64, Physical::Int64,
                      Physical::Int64, Physical::Int64, Physical::Int64, Physical::Int64, Physical::Int64},
                     RowChanges::InsertsAndRetractions};
};

class Q17Floor final : public Floor {
public:
    explicit Q17Floor(const NexmarkEvents& events)
        : m_byKey(events.numAuctions + 1024)
        , m_groups(events.numAuctions + 1024)
    {
    }

    OutputRows& step(const EventStep& events) override
    {
        const BidColumns bid(*events.bids);
        const auto keyOf = [&](size_t i) { return Entry::Key{bid.auction[i], dayOf(bid.dateTime[i])}; };
        forEachEntry(m_byKey, bid.numRows, keyOf, [&](size_t i, Entry& entry) {
            const int64_t price = bid.price[i];
            if (entry.value == 0) {
                const uint32_t next = m_groups.size();
                entry.value = m_groups.add({next, entry.second, entry.first, price, price, 0, false, {}}) + 1;
            }
            Group& group = m_groups[entry.value - 1];
            if (!group.isTouched) {
                m_before.push_back(group);
                group.isTouched = true;
            }
            group.lowest = std::min(group.lowest, price);
            group.highest = std::max(group.highest, price);
            group.total += price;
            ++group.bids.ofClass[0];
            ++group.bids.ofClass[classOf(price)];
        });
        m_out.start(m_before.size() * 2);
        for (const Group& before : m_before) {
            Group& now = m_groups[before.number];
            now.isTouched = false;
            if (before.bids.ofClass[0] != 0) {
                addRow(-1, before);
            }
            addRow(1, now);
        }
        m_before.clear();
        return m_out;
    }

private:
    using Entry = PairEntry<int32_t, uint32_t>;
    struct Group {
        uint32_t number;
        int32_t day;
        int64_t auction;
        int64_t lowest;
        int64_t highest;
        int64_t total;
        bool isTouched;
        Counts bids;
    };
    void addRow(Weight weight, const Group& group)
    {
        const size_t row = m_out.addRow(weight);
        m_out.set(0, row, group.auction);
        m_out.set(1, row, group.day);
        group.bids.setOn(m_out, 2, row);
        m_out.set(6, row, group.lowest);
        m_out.set(7, row, group.highest);
        m_out.set(8, row, group.total / group.bids.ofClass[0]);
        m_out.set(9, row, group.total);
    }

    FlatTable<Entry> m_byKey; ///< number of the group plus 1
    RowLog<Group> m_groups;
    std::vector<Group> m_before; ///< touched groups as they were
    OutputRows m_out{{Physical::Int64, Physical::Int32, Physical::Int64, Physical::Int64, Physical::Int64,
                      Physical::Int64, Physical::Int64, Physical::Int64, Physical::Int64, Physical::Int64},
                     RowChanges::InsertsAndRetractions};
};

} // namespace

FloorPtr makeQ15Floor(const NexmarkEvents& events)
{
    return std::make_unique<Q15Floor>(events);
}

FloorPtr makeQ16Floor(const NexmarkEvents& events)
{
    return std::make_unique<Q16Floor>(events);
}

FloorPtr makeQ17Floor(const NexmarkEvents& events)
{
    return std::make_unique<Q17Floor>(events);
}

} // namespace millrace::bench
