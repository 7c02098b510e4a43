// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/connectors/nexmark/nexmark_generator.h"

#include "engine/zset/batch_builder.h"
#include "engine/zset/hash.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

namespace millrace {

namespace {

// The mix: in every 50 events one person, then three auctions, then 46 bids.
constexpr uint64_t kEpochEvents = 50;
constexpr uint64_t kEpochAuctions = 3;
constexpr uint64_t kFirstId = 1000;
constexpr uint64_t kFirstCategory = 10;
constexpr uint64_t kCategories = 5;
constexpr uint64_t kHotGroup = 100;     ///< one in so many persons, auctions and channels is a hot one
constexpr uint64_t kInFlightAuctions = 100;
constexpr uint64_t kActivePersons = 1000;
constexpr uint64_t kPersonLead = 10;    ///< persons that are named before they come
constexpr uint64_t kChannels = 10'000;
constexpr int64_t kEventMicros = 10'000;
constexpr int64_t kStartMicros = 1'704'139'200'000'000; ///< 2024-01-01 20:00, so that runs pass a midnight
constexpr size_t kPersonBytes = 200;
constexpr size_t kAuctionBytes = 500;
constexpr size_t kBidBytes = 100;

constexpr std::array<std::string_view, 4> kHotChannels = {"Google", "Facebook", "Baidu", "Apple"};
constexpr std::array<std::string_view, 4> kHotSites = {"googl", "meta", "bidu", "aapl"};
constexpr std::array<std::string_view, 6> kStates = {"AZ", "CA", "ID", "OR", "WA", "WY"};
constexpr std::array<std::string_view, 10> kCities = {"Phoenix", "Los Angeles", "San Francisco", "Boise", "Portland",
                                                      "Bend",    "Redmond",     "Seattle",       "Kent",  "Cheyenne"};
constexpr std::array<std::string_view, 11> kFirstNames = {"Peter", "Paul",  "Luke",  "John",   "Saul",  "Vicky",
                                                          "Kate",  "Julie", "Sarah", "Deiter", "Walter"};
constexpr std::array<std::string_view, 9> kLastNames = {"Shultz", "Abrams", "Spencer", "White", "Bartels",
                                                        "Walton", "Smith",  "Jones",   "Noris"};

/// Random draws that depend on the seed alone.
class Draws {
public:
    explicit Draws(uint64_t seed)
        : m_state(mixHash(seed + 1))
    {
    }
    uint64_t next() { return mixHash(m_state += 0x9E3779B97F4A7C15ULL); }
    uint64_t below(uint64_t bound)
    {
        return static_cast<uint64_t>((static_cast<unsigned __int128>(next()) * bound) >> 64);
    }
    template <size_t N>
    std::string_view oneOf(const std::array<std::string_view, N>& values)
    {
        return values[below(N)];
    }
    int64_t price()
    {
        const auto exponent = static_cast<float>(next() >> 40) / static_cast<float>(1 << 24) * 6.0F;
        return static_cast<int64_t>(std::ceil(std::pow(10.0F, exponent) * 100.0F));
    }
    /// Letters and digits.
    void fill(char* out, size_t size)
    {
        static constexpr char kLetters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789eo";
        for (size_t i = 0; i < size;) {
            uint64_t bits = next();
            for (int n = 0; n < 10 && i < size; ++n, bits >>= 6) {
                out[i++] = kLetters[bits & 63];
            }
        }
    }

private:
    uint64_t m_state;
};

/// Strings of one step, in the memory of the batch they are in.
class Texts {
public:
    Texts(ColumnBuilder& column, Draws& draws)
        : m_column(column)
        , m_draws(draws)
    {
    }
    size_t random(size_t size)
    {
        if (size <= StringRef::kInlineBytes) {
            char bytes[StringRef::kInlineBytes];
            m_draws.fill(bytes, size);
            m_column.appendString({bytes, size});
        } else {
            char* bytes = m_column.arena().allocate(size);
            m_draws.fill(bytes, size);
            m_column.appendStringRef(StringRef(std::string_view(bytes, size)));
        }
        return size;
    }
    /// At least 3 bytes, at most `longest`.
    size_t randomUpTo(size_t longest) { return random(3 + m_draws.below(longest - 2)); }
    /// Pads a row of `bytes` so far to `average` bytes, give or take a fifth of the padding.
    void extra(size_t bytes, size_t average)
    {
        const size_t padding = average > bytes ? average - bytes : 0;
        const auto spread = static_cast<size_t>(std::lround(static_cast<double>(padding) * 0.2));
        random(spread == 0 ? 0 : padding - spread + m_draws.below(2 * spread + 1));
    }

private:
    ColumnBuilder& m_column;
    Draws& m_draws;
};

std::span<const Physical> personTypes()
{
    static constexpr Physical kTypes[] = {Physical::Int64,  Physical::String, Physical::String, Physical::String,
                                          Physical::String, Physical::String, Physical::Int64,  Physical::String};
    return kTypes;
}

std::span<const Physical> auctionTypes()
{
    static constexpr Physical kTypes[] = {Physical::Int64, Physical::String, Physical::String, Physical::Int64,
                                          Physical::Int64, Physical::Int64,  Physical::Int64,  Physical::Int64,
                                          Physical::Int64, Physical::String};
    return kTypes;
}

std::span<const Physical> bidTypes()
{
    static constexpr Physical kTypes[] = {Physical::Int64,  Physical::Int64, Physical::Int64, Physical::String,
                                          Physical::String, Physical::Int64, Physical::String};
    return kTypes;
}

uint64_t lastPerson(uint64_t event)
{
    return event / kEpochEvents;
}

/// Number of the youngest auction, from 0; an auction's own at its event.
uint64_t lastAuction(uint64_t event)
{
    const uint64_t epoch = event / kEpochEvents;
    const uint64_t offset = event % kEpochEvents;
    if (offset == 0) {
        return epoch == 0 ? 0 : epoch * kEpochAuctions - 1;
    }
    return epoch * kEpochAuctions + std::min(offset - 1, kEpochAuctions - 1);
}

uint64_t anyPerson(uint64_t event, Draws& draws)
{
    const uint64_t persons = lastPerson(event) + 1;
    const uint64_t active = std::min(persons, kActivePersons);
    return persons - active + draws.below(active + kPersonLead);
}

uint64_t anyAuction(uint64_t event, Draws& draws)
{
    const uint64_t last = lastAuction(event);
    const uint64_t first = last > kInFlightAuctions ? last - kInFlightAuctions : 0;
    return first + draws.below(last - first + 1);
}

uint32_t reversedBits(uint32_t bits)
{
    uint32_t reversed = 0;
    for (int i = 0; i < 32; ++i) {
        reversed = (reversed << 1) | ((bits >> i) & 1U);
    }
    return reversed;
}

/// The page of a channel; nine in ten name the channel in it.
std::string channelUrl(uint64_t channel)
{
    Draws draws(channel);
    std::string site(3 + draws.below(3), ' ');
    draws.fill(site.data(), site.size());
    std::string url = "https://www.nexmark.com/" + site + "/item.htm?query=1";
    if (draws.below(10) != 9) {
        url += "&channel_id=" + std::to_string(reversedBits(static_cast<uint32_t>(channel)));
    }
    return url;
}

int64_t timeOf(uint64_t event)
{
    return kStartMicros + static_cast<int64_t>(event) * kEventMicros;
}

void addPerson(uint64_t event, BatchBuilder& out)
{
    Draws draws(event);
    out.column(0).append(static_cast<int64_t>(lastPerson(event) + kFirstId));
    std::string name(draws.oneOf(kFirstNames));
    name += ' ';
    name += draws.oneOf(kLastNames);
    out.column(1).appendString(name);
    std::string mail(7 + 1 + 5, '@');
    draws.fill(mail.data(), 7);
    draws.fill(mail.data() + 8, 5);
    mail.erase(8, draws.below(3));
    mail.erase(0, draws.below(5));
    mail += ".com";
    out.column(2).appendString(mail);
    std::string card;
    for (int i = 0; i < 4; ++i) {
        card += (i == 0 ? "" : " ") + std::to_string(10'000 + draws.below(10'000)).substr(1);
    }
    out.column(3).appendString(card);
    const std::string_view city = draws.oneOf(kCities);
    const std::string_view state = draws.oneOf(kStates);
    out.column(4).appendString(city);
    out.column(5).appendString(state);
    out.column(6).append(timeOf(event));
    const size_t bytes = 8 + name.size() + mail.size() + card.size() + city.size() + state.size();
    Texts(out.column(7), draws).extra(bytes, kPersonBytes);
}

void addAuction(uint64_t event, BatchBuilder& out)
{
    Draws draws(event);
    out.column(0).append(static_cast<int64_t>(lastAuction(event) + kFirstId));
    size_t bytes = 48 + Texts(out.column(1), draws).randomUpTo(20);
    bytes += Texts(out.column(2), draws).randomUpTo(100);
    const int64_t initialBid = draws.price();
    out.column(3).append(initialBid);
    out.column(4).append(initialBid + draws.price());
    // On average an auction lasts until as many have come after it as are in flight.
    constexpr uint64_t kHorizonMillis = kInFlightAuctions * kEpochEvents / kEpochAuctions * (kEventMicros / 1000);
    out.column(5).append(timeOf(event));
    out.column(6).append(timeOf(event) + static_cast<int64_t>(1 + draws.below(2 * kHorizonMillis)) * 1000);
    const uint64_t seller = draws.below(4) == 0 ? anyPerson(event, draws) : lastPerson(event) / kHotGroup * kHotGroup;
    out.column(7).append(static_cast<int64_t>(seller + kFirstId));
    out.column(8).append(static_cast<int64_t>(kFirstCategory + draws.below(kCategories)));
    Texts(out.column(9), draws).extra(bytes, kAuctionBytes);
}

void addBid(uint64_t event, const std::vector<std::string>& channelUrls, BatchBuilder& out)
{
    Draws draws(event);
    const uint64_t auction =
        draws.below(2) == 0 ? anyAuction(event, draws) : lastAuction(event) / kHotGroup * kHotGroup;
    // The second of its hundred: hot bidders are not hot sellers.
    const uint64_t bidder =
        draws.below(4) == 0 ? anyPerson(event, draws) : lastPerson(event) / kHotGroup * kHotGroup + 1;
    out.column(0).append(static_cast<int64_t>(auction + kFirstId));
    out.column(1).append(static_cast<int64_t>(bidder + kFirstId));
    out.column(2).append(draws.price());
    if (draws.below(kHotGroup) == 0) {
        const uint64_t channel = draws.below(kChannels);
        out.column(3).appendString("channel-" + std::to_string(channel));
        out.column(4).appendString(channelUrls[channel]);
    } else {
        const uint64_t hot = draws.below(kHotChannels.size());
        out.column(3).appendString(kHotChannels[hot]);
        out.column(4).appendString(channelUrls[kChannels + hot]);
    }
    out.column(5).append(timeOf(event));
    Texts(out.column(6), draws).extra(32, kBidBytes);
}

} // namespace

NexmarkGenerator::NexmarkGenerator()
{
    for (uint64_t channel = 0; channel < kChannels; ++channel) {
        m_channelUrls.push_back(channelUrl(channel));
    }
    for (const std::string_view site : kHotSites) {
        m_channelUrls.push_back("https://www.nexmark.com/" + std::string(site) + "/item.htm?query=1");
    }
}

NexmarkBatches NexmarkGenerator::make(uint64_t firstEvent, uint64_t lastEvent) const
{
    BatchBuilder persons(personTypes());
    BatchBuilder auctions(auctionTypes());
    BatchBuilder bids(bidTypes());
    for (uint64_t event = firstEvent; event < lastEvent; ++event) {
        const uint64_t offset = event % kEpochEvents;
        if (offset == 0) {
            addPerson(event, persons);
        } else if (offset <= kEpochAuctions) {
            addAuction(event, auctions);
        } else {
            addBid(event, m_channelUrls, bids);
        }
    }
    return {persons.build(), auctions.build(), bids.build()};
}

std::span<const NexmarkField> nexmarkFields(NexmarkTable table)
{
    static constexpr NexmarkField kPerson[] = {
        {"id", TypeId::BigInt},        {"name", TypeId::Varchar},  {"emailAddress", TypeId::Varchar},
        {"creditCard", TypeId::Varchar}, {"city", TypeId::Varchar}, {"state", TypeId::Varchar},
        {"date_time", TypeId::Timestamp}, {"extra", TypeId::Varchar}};
    static constexpr NexmarkField kAuction[] = {
        {"id", TypeId::BigInt},        {"itemName", TypeId::Varchar},    {"description", TypeId::Varchar},
        {"initialBid", TypeId::BigInt}, {"reserve", TypeId::BigInt},      {"date_time", TypeId::Timestamp},
        {"expires", TypeId::Timestamp}, {"seller", TypeId::BigInt},       {"category", TypeId::BigInt},
        {"extra", TypeId::Varchar}};
    static constexpr NexmarkField kBid[] = {
        {"auction", TypeId::BigInt}, {"bidder", TypeId::BigInt},       {"price", TypeId::BigInt},
        {"channel", TypeId::Varchar}, {"url", TypeId::Varchar},        {"date_time", TypeId::Timestamp},
        {"extra", TypeId::Varchar}};
    switch (table) {
    case NexmarkTable::Person: return kPerson;
    case NexmarkTable::Auction: return kAuction;
    case NexmarkTable::Bid: break;
    }
    return kBid;
}

} // namespace millrace
