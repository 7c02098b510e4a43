// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/completion_tracker.h"

#include <algorithm>

namespace millrace {

namespace {

/// The endpoint of tokens that stand for a step as a whole.
constexpr uint64_t kStepEndpoint = UINT64_MAX;

} // namespace

CompletionTracker::CompletionTracker(std::string incarnation, const EndpointRegistry& endpoints, const Clock& clock)
    : m_incarnation(std::move(incarnation))
    , m_endpoints(endpoints)
    , m_clock(clock)
{
}

uint64_t CompletionTracker::beginStep()
{
    std::lock_guard lock(m_mutex);
    m_counts.initiatedSteps = m_counts.processed.steps + 1;
    return m_counts.initiatedSteps;
}

void CompletionTracker::abandonStep()
{
    std::lock_guard lock(m_mutex);
    m_counts.initiatedSteps = m_counts.processed.steps;
}

void CompletionTracker::commitStep(std::span<const size_t> records, Visibility visibility, uint64_t numInserted)
{
    const EndpointRegistry::Inputs inputs = m_endpoints.inputs();
    std::lock_guard lock(m_mutex);
    ++m_counts.processed.steps;
    m_counts.insertedRecords += numInserted;
    m_counts.processed.records += numInserted;
    for (size_t i = 0; i < records.size(); ++i) {
        if (records[i] != 0) {
            m_counts.processed.records += records[i];
            inputs[i]->drop(records[i]);
            m_tokens.label(i, inputs[i]->enteredRecords(), m_counts.processed.steps);
        }
    }
    if (visibility == Visibility::Published) {
        m_counts.published = m_counts.processed;
        updateCompleted();
    }
}

void CompletionTracker::publish()
{
    std::lock_guard lock(m_mutex);
    m_counts.published = m_counts.processed;
    updateCompleted();
}

void CompletionTracker::advance()
{
    std::lock_guard lock(m_mutex);
    updateCompleted();
}

RunCounts CompletionTracker::counts() const
{
    std::lock_guard lock(m_mutex);
    RunCounts counts = m_counts;
    counts.tokens = m_tokens.numListed();
    counts.openTokens = m_tokens.numInProgress();
    return counts;
}

TokenStatus CompletionTracker::issue(size_t position)
{
    const std::shared_ptr<InputEndpoint> input = m_endpoints.input(position);
    std::lock_guard lock(m_mutex);
    const uint64_t count = input->totalRecords();
    const uint64_t errors = errorsOf(*input);
    m_tokens.issue(position, count, m_clock.now(), errors);
    m_tokens.label(position, input->enteredRecords(), m_counts.processed.steps);
    m_tokens.complete(position, m_counts.completed.steps, m_clock.now(), errors);
    return describe(position, count, m_tokens.find(position, count), {m_counts.published.steps, false});
}

std::string CompletionTracker::stepToken(uint64_t step) const
{
    return CompletionToken{m_incarnation, kStepEndpoint, step}.toText();
}

TokenStatus CompletionTracker::describeStep(const CompletionToken& token) const
{
    TokenStatus status;
    status.token = token.toText();
    status.step = token.count;
    if (m_counts.completed.steps >= token.count) {
        status.state = TokenState::Complete;
        return status;
    }
    status.waitsFor = waitsForStep(token.count, m_counts.published.steps);
    return status;
}

Result<TokenStatus> CompletionTracker::status(std::string_view token, bool isHeld) const
{
    MR_TRY(const CompletionToken parsed, CompletionToken::parse(token));
    if (parsed.incarnation != m_incarnation) {
        return makeError(ErrorCode::kTokenOtherIncarnation,
                         "The completion token belongs to an earlier run of the pipeline");
    }
    if (parsed.endpoint == kStepEndpoint) {
        std::lock_guard lock(m_mutex);
        return describeStep(parsed);
    }
    if (parsed.endpoint >= m_endpoints.inputs().size()) {
        return makeError(ErrorCode::kTokenEndpointGone, "The connector of the completion token does not exist");
    }
    std::lock_guard lock(m_mutex);
    const size_t input = parsed.endpoint;
    return describe(input, parsed.count, m_tokens.find(input, parsed.count), {m_counts.published.steps, isHeld});
}

std::vector<TokenStatus> CompletionTracker::list(bool isHeld) const
{
    std::vector<TokenEntry> entries;
    Moment moment;
    {
        std::lock_guard lock(m_mutex); // steps wait for it: the texts are made without
        entries = m_tokens.list();
        moment = {m_counts.published.steps, isHeld};
    }
    std::vector<TokenStatus> tokens;
    tokens.reserve(entries.size());
    for (const TokenEntry& entry : entries) {
        tokens.push_back(describe(entry.endpoint, entry.count, &entry, moment));
    }
    return tokens;
}

void CompletionTracker::updateCompleted()
{
    StepProgress reached = m_counts.published;
    for (const auto& output : m_endpoints.outputs()) {
        const StepProgress delivered = output->delivered();
        reached.steps = std::min(reached.steps, delivered.steps);
        reached.records = std::min(reached.records, delivered.records);
    }
    m_counts.completed.steps = std::max(m_counts.completed.steps, reached.steps);
    m_counts.completed.records = std::max(m_counts.completed.records, reached.records);
    for (size_t i = 0; i < m_tokens.numEndpoints(); ++i) {
        if (m_tokens.isDue(i, m_counts.completed.steps)) {
            m_tokens.complete(i, m_counts.completed.steps, m_clock.now(), errorsOf(*m_endpoints.input(i)));
        }
    }
}

uint64_t CompletionTracker::errorsOf(const InputEndpoint& input) const
{
    uint64_t errors = input.numSetAside();
    for (const auto& output : m_endpoints.outputs()) {
        errors += output->numErrors();
    }
    return errors;
}

TokenStatus CompletionTracker::describe(size_t position, uint64_t count, const TokenEntry* entry, Moment moment) const
{
    const std::shared_ptr<InputEndpoint> input = m_endpoints.input(position);
    TokenStatus status;
    status.token = CompletionToken{m_incarnation, position, count}.toText();
    status.relation = input->spec().relation;
    status.connector = input->spec().name;
    status.count = count;
    status.processedCount = input->enteredRecords();
    if (entry != nullptr) {
        status.state = entry->isComplete ? TokenState::Complete : TokenState::InProgress;
        status.step = entry->step;
        status.issuedAt = entry->issuedAt;
        status.completedAt = entry->completedAt;
        const uint64_t errorsNow = entry->isComplete ? entry->errorsAtCompletion : errorsOf(*input);
        status.errorsSince = errorsNow - std::min(errorsNow, entry->errorsAtIssue); // an output may have gone
    }
    if (status.state == TokenState::InProgress) {
        status.waitsFor = waitsFor(*input, count, entry, moment);
    }
    return status;
}

std::string CompletionTracker::waitsFor(const InputEndpoint& input, uint64_t count, const TokenEntry* entry,
                                        Moment moment) const
{
    const uint64_t entered = input.enteredRecords();
    if (entry == nullptr) {
        return "records not received yet";
    }
    if (count > entered) {
        return moment.isHeld ? "held step" : groupedDigits(count - entered) + " buffered records";
    }
    return entry->step ? waitsForStep(*entry->step, moment.publishedSteps) : "the step in progress";
}

std::string CompletionTracker::waitsForStep(uint64_t step, uint64_t publishedSteps) const
{
    if (step > publishedSteps) {
        return "the open transaction";
    }
    for (const auto& output : m_endpoints.outputs()) {
        if (output->delivered().steps < step) {
            return "output " + output->slowestEndpoint();
        }
    }
    return "the step in progress";
}

} // namespace millrace
