// SPDX-License-Identifier: GPL-3.0-or-later
// The completion tokens issued in a run and the steps they wait for.
#pragma once

#include "engine/base/clock.h"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace millrace {

/// What is known of a token: a count of records of one endpoint.
struct TokenEntry {
    size_t endpoint = 0;
    uint64_t count = 0;
    std::optional<uint64_t> step; ///< in which the last of these records entered the circuit
    TimestampMicros issuedAt = 0;
    TimestampMicros completedAt = 0; ///< 0 = in progress
    uint64_t errorsAtIssue = 0;      ///< reading of the error counter it is measured by
    uint64_t errorsAtCompletion = 0;
    bool isComplete = false;
};

/// Tokens by endpoint and count, oldest and newest bounded: the newest kMaxListed stay listed, entries that
/// nobody lists go when they are complete, but the newest complete one of each endpoint (it answers for all
/// older counts). Where an endpoint has kMaxPerEndpoint tokens in progress, the last but one is merged into
/// the newest: its holder waits longer than necessary, never shorter. Not thread-safe.
class TokenBook {
public:
    static constexpr size_t kMaxListed = 1000;
    static constexpr size_t kMaxPerEndpoint = 100'000;

    /// Notes a token; the same endpoint and count again is the same token.
    void issue(size_t endpoint, uint64_t count, TimestampMicros now, uint64_t errorsNow);
    /// Labels what has entered the circuit: `entered` records of the endpoint, the last of them in `step`.
    void label(size_t endpoint, uint64_t entered, uint64_t step);
    /// Endpoints known so far: up to the last one with a token.
    size_t numEndpoints() const { return m_endpoints.size(); }
    size_t numListed() const { return m_listed.size(); }
    size_t numInProgress() const;
    /// Whether complete() would find one. Costs nothing worth mentioning, however many tokens there are.
    bool isDue(size_t endpoint, uint64_t completedStep) const;
    /// Completes the tokens of the endpoint whose step is at most `completedStep`. True when there was one.
    bool complete(size_t endpoint, uint64_t completedStep, TimestampMicros now, uint64_t errorsNow);

    /// The entry that answers for a count: the first with at least as many. Null when none was issued.
    const TokenEntry* find(size_t endpoint, uint64_t count) const;
    /// Newest first.
    std::vector<TokenEntry> list() const;

private:
    using Entries = std::map<uint64_t, TokenEntry>; ///< by count
    struct EndpointTokens {
        Entries entries;
        uint64_t numInProgress = 0;
        uint64_t firstInProgress = 0; ///< entries with fewer records are complete
    };

    bool isListed(size_t endpoint, uint64_t count) const;
    void unlistOldest();
    void collect(size_t endpoint);

    std::vector<EndpointTokens> m_endpoints;
    std::deque<std::pair<size_t, uint64_t>> m_listed; ///< endpoint and count, in order of issue
};

} // namespace millrace
