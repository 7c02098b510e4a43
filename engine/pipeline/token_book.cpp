// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/token_book.h"

#include <algorithm>
#include <iterator>

namespace millrace {

void TokenBook::issue(size_t endpoint, uint64_t count, TimestampMicros now, uint64_t errorsNow)
{
    if (m_endpoints.size() <= endpoint) {
        m_endpoints.resize(endpoint + 1);
    }
    EndpointTokens& tokens = m_endpoints[endpoint];
    const bool isListedAlready = isListed(endpoint, count);
    const auto [place, isNew] = tokens.entries.try_emplace(count);
    if (isNew) {
        place->second.endpoint = endpoint;
        place->second.count = count;
        place->second.issuedAt = now;
        place->second.errorsAtIssue = errorsNow;
        ++tokens.numInProgress;
        if (tokens.numInProgress > kMaxPerEndpoint && place != tokens.entries.begin()) {
            tokens.numInProgress -= std::prev(place)->second.isComplete ? 0 : 1;
            tokens.entries.erase(std::prev(place));
        }
    }
    if (!isListedAlready) {
        m_listed.emplace_back(endpoint, count);
        unlistOldest();
    }
}

void TokenBook::label(size_t endpoint, uint64_t entered, uint64_t step)
{
    if (endpoint >= m_endpoints.size()) {
        return;
    }
    Entries& entries = m_endpoints[endpoint].entries;
    // Counts and steps grow together, so whatever lacks a label stands at the end.
    for (auto place = entries.upper_bound(entered); place != entries.begin();) {
        --place;
        if (place->second.step) {
            return;
        }
        place->second.step = step;
    }
}

size_t TokenBook::numInProgress() const
{
    size_t sum = 0;
    for (const EndpointTokens& tokens : m_endpoints) {
        sum += tokens.numInProgress;
    }
    return sum;
}

bool TokenBook::isDue(size_t endpoint, uint64_t completedStep) const
{
    const EndpointTokens& tokens = m_endpoints[endpoint];
    if (tokens.numInProgress == 0) {
        return false;
    }
    const auto first = tokens.entries.lower_bound(tokens.firstInProgress);
    return first != tokens.entries.end() && first->second.step && *first->second.step <= completedStep;
}

bool TokenBook::complete(size_t endpoint, uint64_t completedStep, TimestampMicros now, uint64_t errorsNow)
{
    EndpointTokens& tokens = m_endpoints[endpoint];
    bool hasCompleted = false;
    for (auto place = tokens.entries.lower_bound(tokens.firstInProgress); place != tokens.entries.end(); ++place) {
        TokenEntry& entry = place->second;
        if (entry.isComplete) {
            continue;
        }
        tokens.firstInProgress = place->first;
        if (!entry.step || *entry.step > completedStep) {
            break;
        }
        tokens.firstInProgress = place->first + 1;
        entry.isComplete = true;
        entry.completedAt = now;
        entry.errorsAtCompletion = errorsNow;
        --tokens.numInProgress;
        hasCompleted = true;
    }
    if (hasCompleted) {
        collect(endpoint);
    }
    return hasCompleted;
}

const TokenEntry* TokenBook::find(size_t endpoint, uint64_t count) const
{
    if (endpoint >= m_endpoints.size()) {
        return nullptr;
    }
    const Entries& entries = m_endpoints[endpoint].entries;
    const auto place = entries.lower_bound(count);
    return place == entries.end() ? nullptr : &place->second;
}

std::vector<TokenEntry> TokenBook::list() const
{
    std::vector<TokenEntry> entries;
    entries.reserve(m_listed.size());
    for (auto listed = m_listed.rbegin(); listed != m_listed.rend(); ++listed) {
        if (const TokenEntry* entry = find(listed->first, listed->second)) {
            entries.push_back(*entry);
            entries.back().count = listed->second;
        }
    }
    return entries;
}

bool TokenBook::isListed(size_t endpoint, uint64_t count) const
{
    return std::find(m_listed.rbegin(), m_listed.rend(), std::pair(endpoint, count)) != m_listed.rend();
}

void TokenBook::unlistOldest()
{
    if (m_listed.size() <= kMaxListed) {
        return;
    }
    const size_t endpoint = m_listed.front().first;
    m_listed.pop_front();
    collect(endpoint);
}

void TokenBook::collect(size_t endpoint)
{
    Entries& entries = m_endpoints[endpoint].entries;
    uint64_t oldestListed = UINT64_MAX;
    for (const auto& [listedEndpoint, count] : m_listed) {
        if (listedEndpoint == endpoint) {
            oldestListed = std::min(oldestListed, count);
        }
    }
    while (entries.size() > 1) {
        const auto oldest = entries.begin();
        const bool isNeeded =
            !oldest->second.isComplete || oldest->first >= oldestListed || !std::next(oldest)->second.isComplete;
        if (isNeeded) {
            return;
        }
        entries.erase(oldest);
    }
}

} // namespace millrace
