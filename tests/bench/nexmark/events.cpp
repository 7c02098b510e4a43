// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/nexmark/events.h"

#include <algorithm>
#include <cstdlib>

namespace millrace::bench {

namespace {

NexmarkEvents makeEvents(size_t numEvents)
{
    const NexmarkGenerator generator;
    NexmarkEvents events;
    events.numEvents = numEvents;
    for (size_t first = 0; first < numEvents; first += NexmarkEvents::kEventsPerStep) {
        const size_t last = std::min(first + NexmarkEvents::kEventsPerStep, numEvents);
        const EventStep& step = events.steps.emplace_back(generator.make(first, last));
        events.numPersons += step.persons->numRows;
        events.numAuctions += step.auctions->numRows;
        events.numBids += step.bids->numRows;
    }
    return events;
}

size_t wantedEvents()
{
    const char* text = std::getenv("MILLRACE_NEXMARK_EVENTS");
    const size_t wanted = text == nullptr ? 0 : std::strtoull(text, nullptr, 10);
    return wanted == 0 ? 2'000'000 : wanted;
}

} // namespace

const NexmarkEvents& nexmarkEvents()
{
    static const NexmarkEvents events = makeEvents(wantedEvents());
    return events;
}

std::string_view nexmarkTables()
{
    // Events only come, none is taken back: that is what append_only promises.
    return R"(
CREATE TABLE person (
    id BIGINT,
    name VARCHAR,
    emailAddress VARCHAR,
    creditCard VARCHAR,
    city VARCHAR,
    state VARCHAR,
    date_time TIMESTAMP(3) NOT NULL,
    extra VARCHAR
) WITH ('append_only' = 'true');
CREATE TABLE auction (
    id BIGINT,
    itemName VARCHAR,
    description VARCHAR,
    initialBid BIGINT,
    reserve BIGINT,
    date_time TIMESTAMP(3) NOT NULL,
    expires TIMESTAMP(3),
    seller BIGINT,
    category BIGINT,
    extra VARCHAR
) WITH ('append_only' = 'true');
CREATE TABLE bid (
    auction BIGINT,
    bidder BIGINT,
    price BIGINT,
    channel VARCHAR,
    url VARCHAR,
    date_time TIMESTAMP(3) NOT NULL,
    extra VARCHAR
) WITH ('append_only' = 'true');
)";
}

} // namespace millrace::bench
