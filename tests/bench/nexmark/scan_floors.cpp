// SPDX-License-Identifier: GPL-3.0-or-later
// Floors of the queries that look at each bid alone: q0, q1, q2, q14, q21, q22.
#include "tests/bench/nexmark/floor.h"

#include "engine/types/decimal.h"

#include <cstring>

namespace millrace::bench {

namespace {

constexpr int64_t kMicrosPerHour = 3'600'000'000;

class Q0Floor final : public Floor {
public:
    OutputRows& step(const EventStep& events) override
    {
        const BidColumns bid(*events.bids);
        m_out.start(bid.numRows);
        std::memcpy(m_out.column<int64_t>(0), bid.auction, bid.numRows * sizeof(int64_t));
        std::memcpy(m_out.column<int64_t>(1), bid.bidder, bid.numRows * sizeof(int64_t));
        std::memcpy(m_out.column<int64_t>(2), bid.price, bid.numRows * sizeof(int64_t));
        std::memcpy(m_out.column<int64_t>(3), bid.dateTime, bid.numRows * sizeof(int64_t));
        std::memcpy(static_cast<void*>(m_out.column<StringRef>(4)), bid.extra, bid.numRows * sizeof(StringRef));
        m_out.setNumRows(bid.numRows);
        return m_out;
    }

private:
    OutputRows m_out{Physical::Int64, Physical::Int64, Physical::Int64, Physical::Int64, Physical::String};
};

class Q1Floor final : public Floor {
public:
    OutputRows& step(const EventStep& events) override
    {
        const BidColumns bid(*events.bids);
        m_out.start(bid.numRows);
        std::memcpy(m_out.column<int64_t>(0), bid.auction, bid.numRows * sizeof(int64_t));
        std::memcpy(m_out.column<int64_t>(1), bid.bidder, bid.numRows * sizeof(int64_t));
        auto* price = m_out.column<Int128>(2);
        for (size_t i = 0; i < bid.numRows; ++i) {
            price[i] = static_cast<Int128>(bid.price[i]) * 908;
        }
        std::memcpy(m_out.column<int64_t>(3), bid.dateTime, bid.numRows * sizeof(int64_t));
        std::memcpy(static_cast<void*>(m_out.column<StringRef>(4)), bid.extra, bid.numRows * sizeof(StringRef));
        m_out.setNumRows(bid.numRows);
        return m_out;
    }

private:
    OutputRows m_out{Physical::Int64, Physical::Int64, Physical::Decimal128, Physical::Int64, Physical::String};
};

class Q2Floor final : public Floor {
public:
    OutputRows& step(const EventStep& events) override
    {
        const BidColumns bid(*events.bids);
        m_out.start(bid.numRows);
        auto* auction = m_out.column<int64_t>(0);
        auto* price = m_out.column<int64_t>(1);
        size_t rows = 0;
        for (size_t i = 0; i < bid.numRows; ++i) {
            auction[rows] = bid.auction[i];
            price[rows] = bid.price[i];
            rows += bid.auction[i] % 123 == 0 ? 1 : 0;
        }
        m_out.setNumRows(rows);
        return m_out;
    }

private:
    OutputRows m_out{Physical::Int64, Physical::Int64};
};

class Q14Floor final : public Floor {
public:
    OutputRows& step(const EventStep& events) override
    {
        const BidColumns bid(*events.bids);
        m_out.start(bid.numRows);
        m_passing.resize(bid.numRows);
        size_t rows = 0;
        for (uint32_t i = 0; i < bid.numRows; ++i) {
            const int64_t euros = bid.price[i] * 908; // in thousandths
            m_passing[rows] = i;
            rows += (euros > 1'000'000'000 && euros < 50'000'000'000) ? 1 : 0;
        }
        constexpr size_t kAhead = 8;
        for (size_t row = 0; row < rows; ++row) {
            const uint32_t i = m_passing[row];
            if (row + kAhead < rows) {
                __builtin_prefetch(bid.extra[m_passing[row + kAhead]].data());
            }
            m_out.set(0, row, bid.auction[i]);
            m_out.set(1, row, bid.bidder[i]);
            m_out.set(2, row, static_cast<Int128>(bid.price[i]) * 908);
            m_out.set(3, row, m_partOfDay[static_cast<size_t>(bid.dateTime[i] / kMicrosPerHour % 24)]);
            m_out.set(4, row, bid.dateTime[i]);
            m_out.set(5, row, bid.extra[i]);
            m_out.set(6, row, countOf('c', bid.extra[i].view()));
        }
        m_out.setNumRows(rows);
        return m_out;
    }
    Q14Floor()
    {
        for (size_t hour = 0; hour < 24; ++hour) {
            const bool isDay = hour >= 8 && hour <= 18;
            const bool isNight = hour <= 6 || hour >= 20;
            m_partOfDay[hour] = StringRef(isDay ? "dayTime" : isNight ? "nightTime" : "otherTime");
        }
    }

private:
    static int32_t countOf(char wanted, std::string_view text)
    {
        int32_t count = 0;
        while (!text.empty()) {
            const std::string_view piece = text.substr(0, 255); // what a byte can count: vector code
            uint8_t found = 0;
            for (const char c : piece) {
                found = static_cast<uint8_t>(found + (c == wanted ? 1 : 0));
            }
            count += found;
            text.remove_prefix(piece.size());
        }
        return count;
    }
    std::vector<uint32_t> m_passing;
    StringRef m_partOfDay[24];
    OutputRows m_out{Physical::Int64, Physical::Int64, Physical::Decimal128, Physical::String,
                     Physical::Int64, Physical::String, Physical::Int32};
};

class Q21Floor final : public Floor {
public:
    OutputRows& step(const EventStep& events) override
    {
        const BidColumns bid(*events.bids);
        m_out.start(bid.numRows);
        size_t rows = 0;
        for (size_t i = 0; i < bid.numRows; ++i) {
            StringRef id;
            if (!knownChannel(bid.channel[i], id) && !channelInUrl(bid.url[i], id)) {
                continue;
            }
            m_out.set(0, rows, bid.auction[i]);
            m_out.set(1, rows, bid.bidder[i]);
            m_out.set(2, rows, bid.price[i]);
            m_out.set(3, rows, bid.channel[i]);
            m_out.set(4, rows, id);
            ++rows;
        }
        m_out.setNumRows(rows);
        return m_out;
    }

private:
    /// Short text as two words with the bit set that tells small letters from capitals; the length stays as it is.
    struct Folded {
        explicit Folded(const StringRef& text)
        {
            std::memcpy(words, &text, sizeof words);
            words[0] |= 0x2020202000000000ULL;
            words[1] |= 0x2020202020202020ULL;
        }
        uint64_t words[2];
    };
    bool knownChannel(const StringRef& channel, StringRef& id) const
    {
        const Folded folded(channel);
        size_t known = 0;
        for (size_t n = 0; n < 4; ++n) {
            const bool isIt = folded.words[0] == m_names[n].words[0] && folded.words[1] == m_names[n].words[1];
            known = isIt ? n + 1 : known;
        }
        id = m_ids[known];
        return known != 0 && channel.isInline();
    }
    /// What follows "channel_id=" at the start or behind an ampersand, up to the next one.
    static bool channelInUrl(const StringRef& url, StringRef& id)
    {
        constexpr std::string_view kName = "channel_id=";
        const std::string_view text = url.view();
        for (size_t at = text.find(kName); at != std::string_view::npos; at = text.find(kName, at + 1)) {
            if (at == 0 || text[at - 1] == '&') {
                const std::string_view rest = text.substr(at + kName.size());
                id = StringRef(rest.substr(0, rest.find('&')));
                return true;
            }
        }
        return false;
    }
    Folded m_names[4] = {Folded(StringRef("apple")), Folded(StringRef("google")), Folded(StringRef("facebook")),
                         Folded(StringRef("baidu"))};
    StringRef m_ids[5] = {StringRef(), StringRef("0"), StringRef("1"), StringRef("2"), StringRef("3")};
    OutputRows m_out{Physical::Int64, Physical::Int64, Physical::Int64, Physical::String, Physical::String};
};

class Q22Floor final : public Floor {
public:
    OutputRows& step(const EventStep& events) override
    {
        const BidColumns bid(*events.bids);
        m_out.start(bid.numRows);
        std::memcpy(m_out.column<int64_t>(0), bid.auction, bid.numRows * sizeof(int64_t));
        std::memcpy(m_out.column<int64_t>(1), bid.bidder, bid.numRows * sizeof(int64_t));
        std::memcpy(m_out.column<int64_t>(2), bid.price, bid.numRows * sizeof(int64_t));
        std::memcpy(static_cast<void*>(m_out.column<StringRef>(3)), bid.channel, bid.numRows * sizeof(StringRef));
        StringRef* directories[] = {m_out.column<StringRef>(4), m_out.column<StringRef>(5), m_out.column<StringRef>(6)};
        uint8_t* nulls[] = {m_out.nulls(4), m_out.nulls(5), m_out.nulls(6)};
        for (size_t i = 0; i < bid.numRows; ++i) {
            const char* part = bid.url[i].data();
            const char* end = part + bid.url[i].size();
            for (int skipped = 0; skipped < 3 && part != nullptr; ++skipped) {
                part = afterSlash(part, end);
            }
            for (int n = 0; n < 3; ++n) {
                nulls[n][i] = part == nullptr ? 1 : 0;
                directories[n][i] = StringRef();
                if (part != nullptr) {
                    const char* next = afterSlash(part, end);
                    const char* partEnd = next == nullptr ? end : next - 1;
                    directories[n][i] = StringRef(std::string_view(part, static_cast<size_t>(partEnd - part)));
                    part = next;
                }
            }
        }
        m_out.setNumRows(bid.numRows);
        return m_out;
    }

private:
    static const char* afterSlash(const char* part, const char* end)
    {
        const void* slash = std::memchr(part, '/', static_cast<size_t>(end - part));
        return slash == nullptr ? nullptr : static_cast<const char*>(slash) + 1;
    }
    OutputRows m_out{Physical::Int64,  Physical::Int64,  Physical::Int64, Physical::String,
                     Physical::String, Physical::String, Physical::String};
};

} // namespace

FloorPtr makeQ0Floor(const NexmarkEvents&)
{
    return std::make_unique<Q0Floor>();
}

FloorPtr makeQ1Floor(const NexmarkEvents&)
{
    return std::make_unique<Q1Floor>();
}

FloorPtr makeQ2Floor(const NexmarkEvents&)
{
    return std::make_unique<Q2Floor>();
}

FloorPtr makeQ14Floor(const NexmarkEvents&)
{
    return std::make_unique<Q14Floor>();
}

FloorPtr makeQ21Floor(const NexmarkEvents&)
{
    return std::make_unique<Q21Floor>();
}

FloorPtr makeQ22Floor(const NexmarkEvents&)
{
    return std::make_unique<Q22Floor>();
}

} // namespace millrace::bench
