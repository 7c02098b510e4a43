// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/stream/stream_source.h"

#include <algorithm>
#include <utility>

namespace millrace::models {

namespace {

uint64_t stepOf(const StreamArrival& arrival)
{
    return arrival.droppedRows != 0 ? arrival.droppedLastStep : arrival.change.step;
}

} // namespace

StreamSource::StreamSource(FrameClock& clock)
    : m_clock(clock)
{
}

StreamSource::~StreamSource()
{
    close();
}

Status StreamSource::open(api::Pipeline& pipeline, const std::vector<Request>& requests, size_t maxQueuedRows)
{
    close();
    std::vector<Feed> feeds;
    for (const Request& request : requests) {
        SubscribeOptions options;
        options.withSnapshot = request.withSnapshot;
        options.policy = OverflowPolicy::DropOldest;
        options.maxRows = maxQueuedRows;
        options.isKeyOrdered = true;
        MR_TRY(std::shared_ptr<Subscription> subscription, pipeline.subscribe(request.relation, options));
        feeds.push_back({std::move(subscription), false});
    }
    m_feeds = std::move(feeds);
    for (const Feed& feed : m_feeds) {
        feed.subscription->setWakeup([this] {
            if (!m_isDirty.exchange(true, std::memory_order_acq_rel)) {
                m_clock.requestFromAnyThread();
            }
        });
    }
    // What was published before the wakeup was set has woken nobody.
    m_isDirty.store(true, std::memory_order_release);
    m_clock.request();
    return {};
}

void StreamSource::close()
{
    for (const Feed& feed : m_feeds) {
        feed.subscription->setWakeup(nullptr);
    }
    m_feeds.clear();
    m_waiting.clear();
    m_isDirty.store(false, std::memory_order_release);
}

std::vector<StreamArrival> StreamSource::drain()
{
    const bool isDirty = m_isDirty.exchange(false, std::memory_order_acq_rel);
    if (!isDirty && m_waiting.empty()) {
        return {};
    }
    std::vector<StreamArrival> arrivals = std::exchange(m_waiting, {});
    uint64_t newestStep = 0;
    takeAll(arrivals, newestStep);
    if (m_feeds.size() == 1) {
        return arrivals;
    }
    for (const StreamArrival& arrival : arrivals) {
        newestStep = std::max(newestStep, stepOf(arrival));
    }
    // A step reaches the relations one after the other. A second look finds the rest of all steps seen so far;
    // steps that only the second look shows may themselves be half published and wait for the next frame.
    std::vector<StreamArrival> late;
    uint64_t lateStep = 0;
    takeAll(late, lateStep);
    for (StreamArrival& arrival : late) {
        (stepOf(arrival) <= newestStep ? arrivals : m_waiting).push_back(std::move(arrival));
    }
    std::stable_sort(arrivals.begin(), arrivals.end(),
                     [](const StreamArrival& a, const StreamArrival& b) { return stepOf(a) < stepOf(b); });
    if (!m_waiting.empty()) {
        m_clock.request();
    }
    return arrivals;
}

bool StreamSource::hasEnded() const
{
    return !m_feeds.empty() && m_waiting.empty() &&
           std::all_of(m_feeds.begin(), m_feeds.end(), [](const Feed& feed) { return feed.hasEnded; });
}

void StreamSource::takeAll(std::vector<StreamArrival>& arrivals, uint64_t& newestStep)
{
    for (size_t i = 0; i < m_feeds.size(); ++i) {
        StreamChunk chunk = m_feeds[i].subscription->take();
        const auto relation = static_cast<uint16_t>(i);
        m_feeds[i].hasEnded = m_feeds[i].hasEnded || chunk.isEnd;
        if (chunk.droppedRows != 0) {
            StreamArrival loss;
            loss.relation = relation;
            loss.droppedRows = chunk.droppedRows;
            loss.droppedFirstStep = chunk.droppedFirstStep;
            loss.droppedLastStep = chunk.droppedLastStep;
            arrivals.push_back(std::move(loss));
        }
        for (StepChange& change : chunk.changes) {
            newestStep = std::max(newestStep, change.step);
            StreamArrival arrival;
            arrival.relation = relation;
            arrival.change = std::move(change);
            arrivals.push_back(std::move(arrival));
        }
    }
}

} // namespace millrace::models
