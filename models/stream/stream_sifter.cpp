// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/stream/stream_sifter.h"

#include "engine/api/row_keys.h"
#include "models/stream/update_pairs.h"

#include <algorithm>
#include <numeric>

namespace millrace::models {

namespace {

/// One segment or several of the same step and relation.
using Group = std::vector<Segment>;

bool isSameStep(const Segment& a, const Segment& b)
{
    return a.gap == GapKind::None && b.gap == GapKind::None && a.step == b.step && a.relation == b.relation &&
           a.isSnapshot == b.isSnapshot;
}

/// Applies rules to groups of one ring.
class Pass {
public:
    Pass(SiftRules& rules, Sifted& result)
        : m_rules(rules)
        , m_result(result)
    {
    }

    /// False after a failure of the filter.
    bool take(const Group& group)
    {
        const Segment& first = group.front();
        const bool isInRange =
            !m_rules.steps || (first.lastStep >= m_rules.steps->first && first.step <= m_rules.steps->second);
        if (first.gap != GapKind::None) {
            if (isInRange) {
                m_result.rows.appendSegment(first);
                addGap(first);
            }
            return true;
        }
        findPins(group);
        if (!isInRange) {
            return true;
        }
        std::vector<StepRows> step;
        for (const Segment& segment : group) {
            StepRows rows{segment.batch, {}};
            if (!chooseRows(segment, rows.rows)) {
                return false;
            }
            if (!rows.rows.empty()) {
                step.push_back(std::move(rows));
            }
        }
        addSummary(first, step);
        for (PairedRows& paired : pairUpdates(step, m_rules.pairKey)) {
            if (paired.batch != nullptr) {
                m_result.rows.appendRows(paired.batch, first, std::move(paired.pairs));
            }
        }
        return true;
    }

private:
    bool chooseRows(const Segment& segment, std::vector<uint32_t>& rows)
    {
        const uint32_t end = segment.firstRow + segment.numRows;
        if (m_rules.filters.empty()) {
            rows.resize(segment.numRows);
            std::iota(rows.begin(), rows.end(), segment.firstRow);
            return true;
        }
        std::optional<api::RowFilter>& filter = m_rules.filters[segment.relation];
        if (!filter) {
            return true;
        }
        // A batch may stand in several segments; its rows are chosen once.
        if (m_chosenBatch != segment.batch) {
            Result<std::vector<uint32_t>> chosen = filter->select(*segment.batch);
            if (!chosen.ok()) {
                m_result.error = chosen.error();
                return false;
            }
            m_chosen = std::move(chosen).value();
            m_chosenBatch = segment.batch;
        }
        const auto first = std::lower_bound(m_chosen.begin(), m_chosen.end(), segment.firstRow);
        rows.assign(first, std::lower_bound(first, m_chosen.end(), end));
        return true;
    }

    void findPins(const Group& group)
    {
        for (const Segment& segment : group) {
            for (size_t pin = 0; pin < m_rules.pins.size(); ++pin) {
                const auto& [batch, row] = m_rules.pins[pin];
                for (uint32_t r = segment.firstRow; r < segment.firstRow + segment.numRows; ++r) {
                    if (rowsEqual(*segment.batch, m_rules.pinKey, r, *batch, m_rules.pinKey, row)) {
                        m_result.pins.push_back({pin, segment.batch, r, segment.batch->weight(r), segment.step,
                                                 segment.at, segment.isSnapshot});
                    }
                }
            }
        }
    }

    void addSummary(const Segment& segment, const std::vector<StepRows>& step)
    {
        if (!m_rules.summarizes || step.empty()) {
            return;
        }
        std::vector<StepSummary>& steps = m_result.steps;
        if (steps.empty() || steps.back().step != segment.step || steps.back().gap != GapKind::None ||
            steps.back().isSnapshot != segment.isSnapshot) {
            StepSummary summary;
            summary.isSnapshot = segment.isSnapshot;
            summary.step = summary.lastStep = segment.step;
            summary.at = segment.at;
            steps.push_back(summary);
        }
        for (const StepRows& part : step) {
            for (const uint32_t row : part.rows) {
                const Weight weight = part.batch->weight(row);
                steps.back().inserted += weight > 0 ? static_cast<uint64_t>(weight) : 0;
                steps.back().deleted += weight < 0 ? static_cast<uint64_t>(-weight) : 0;
            }
            steps.back().numRows += part.rows.size();
        }
    }

    void addGap(const Segment& segment)
    {
        if (m_rules.summarizes) {
            StepSummary summary;
            summary.step = segment.step;
            summary.lastStep = segment.lastStep;
            summary.missing = segment.missingRows;
            summary.gap = segment.gap;
            m_result.steps.push_back(summary);
        }
    }

    SiftRules& m_rules;
    Sifted& m_result;
    BatchPtr m_chosenBatch;
    std::vector<uint32_t> m_chosen;
};

} // namespace

StreamSifter::StreamSifter(FrameClock& clock)
    : m_clock(clock)
{
}

StreamSifter::~StreamSifter()
{
    end();
    m_thread.request_stop();
    m_wake.notify_all();
}

void StreamSifter::begin(SiftRules rules, ChangeRing rows)
{
    {
        const std::lock_guard lock(m_mutex);
        m_rules = std::make_shared<SiftRules>(std::move(rules));
        m_queue.clear();
        m_queuedRows = rows.numRows();
        m_queue.push_back(std::move(rows));
        m_result.reset();
        ++m_generation;
    }
    m_isActive = true;
    if (!m_thread.joinable()) {
        m_thread = std::jthread([this](const std::stop_token& stop) { run(stop); });
    }
    m_wake.notify_one();
}

void StreamSifter::add(ChangeRing rows)
{
    if (!m_isActive || rows.isEmpty()) {
        return;
    }
    {
        const std::lock_guard lock(m_mutex);
        m_queuedRows += rows.numRows();
        m_queue.push_back(std::move(rows));
        capQueue();
    }
    m_wake.notify_one();
}

/// What waits too long becomes a gap; the first in the queue stays, it may be all that was kept before.
void StreamSifter::capQueue()
{
    while (m_queuedRows > kMaxQueuedRows && m_queue.size() > 2) {
        ChangeRing& oldest = m_queue[1];
        Segment gap;
        gap.gap = GapKind::Dropped;
        gap.step = UINT64_MAX;
        oldest.visit([&](const Segment& segment) {
            gap.step = std::min(gap.step, segment.step);
            gap.lastStep = std::max(gap.lastStep, segment.lastStep);
            gap.missingRows += segment.gap == GapKind::None ? segment.numRows : segment.missingRows;
        });
        m_queuedRows -= oldest.numRows();
        m_queue.erase(m_queue.begin() + 1);
        m_queue[0].appendGap(std::move(gap));
        ++m_queuedRows;
    }
}

void StreamSifter::end()
{
    const std::lock_guard lock(m_mutex);
    m_queue.clear();
    m_queuedRows = 0;
    m_result.reset();
    ++m_generation;
    m_isActive = false;
}

bool StreamSifter::isBusy() const
{
    const std::lock_guard lock(m_mutex);
    return m_isWorking || !m_queue.empty();
}

std::optional<Sifted> StreamSifter::take()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_result, std::nullopt);
}

void StreamSifter::run(std::stop_token stop)
{
    std::unique_lock lock(m_mutex);
    while (m_wake.wait(lock, stop, [this] { return !m_queue.empty(); })) {
        const ChangeRing rows = std::move(m_queue.front());
        m_queue.pop_front();
        m_queuedRows -= rows.numRows();
        const std::shared_ptr<SiftRules> rules = m_rules;
        const uint64_t generation = m_generation;
        Sifted made;
        m_isWorking = true;
        lock.unlock();
        sift(rows, *rules, made);
        lock.lock();
        m_isWorking = false;
        if (generation != m_generation) {
            continue; // other rules by now
        }
        if (made.error) {
            m_queue.clear();
            m_queuedRows = 0;
        }
        if (!m_result) {
            m_result = std::move(made);
        } else {
            m_result->rows.appendFrom(made.rows, 0);
            m_result->steps.insert(m_result->steps.end(), made.steps.begin(), made.steps.end());
            m_result->pins.insert(m_result->pins.end(), made.pins.begin(), made.pins.end());
            m_result->error = std::move(made.error);
        }
        lock.unlock();
        m_clock.requestFromAnyThread();
        lock.lock();
    }
}

void StreamSifter::sift(const ChangeRing& rows, SiftRules& rules, Sifted& result)
{
    Pass pass(rules, result);
    Group group;
    bool hasFailed = false;
    rows.visit([&](const Segment& segment) {
        if (!group.empty() && !isSameStep(group.front(), segment)) {
            hasFailed = hasFailed || !pass.take(group);
            group.clear();
        }
        group.push_back(segment);
    });
    if (!group.empty() && !hasFailed) {
        pass.take(group);
    }
}

} // namespace millrace::models
