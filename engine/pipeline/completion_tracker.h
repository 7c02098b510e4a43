// SPDX-License-Identifier: GPL-3.0-or-later
// Counts the steps of a run and says which completion tokens are complete.
#pragma once

#include "engine/pipeline/completion_token.h"
#include "engine/pipeline/endpoint_registry.h"
#include "engine/pipeline/token_book.h"

#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

namespace millrace {

/// Where a run stands.
struct RunCounts {
    uint64_t initiatedSteps = 0; ///< begun, perhaps held
    StepProgress processed;      ///< committed by the circuit
    StepProgress completed;      ///< and handled by every output; never moves back
    StepProgress published;       ///< processed, but for the steps of an open transaction
    uint64_t insertedRecords = 0; ///< by statements; they are no input's
    uint64_t tokens = 0;          ///< listed
    uint64_t openTokens = 0;      ///< in progress
};

/// A token covers what its endpoint had received at issue. The records leave the endpoint's buffer in the same
/// moment in which their step counts as processed, and the token is labelled with that step; it is complete
/// when that step is. So a token is never early, whatever threads do in between. Any thread.
class CompletionTracker {
public:
    /// `endpoints` outlives it, and may change.
    CompletionTracker(std::string incarnation, const EndpointRegistry& endpoints, const Clock& clock);

    /// Begins a step, or the held one again; its number.
    uint64_t beginStep();
    /// Hidden: of an open transaction; nothing is complete before publish().
    enum class Visibility : uint8_t { Published, Hidden };
    /// The step is committed: takes `records[i]` records from input i; `numInserted` more came from a statement.
    /// Follows the hand-over to the outputs, where it is published.
    void commitStep(std::span<const size_t> records, Visibility visibility, uint64_t numInserted = 0);
    /// The transaction is committed: follows the hand-over of all its steps.
    void publish();
    /// The step begun is not done, and not held either.
    void abandonStep();
    /// An output has advanced.
    void advance();

    RunCounts counts() const;
    const std::string& incarnation() const { return m_incarnation; }

    TokenStatus issue(size_t input);
    /// A token that is complete when a step is; it is not listed.
    std::string stepToken(uint64_t step) const;
    /// Errors: kTokenMalformed, kTokenOtherIncarnation, kTokenEndpointGone. `isHeld`: the run waits for the user.
    Result<TokenStatus> status(std::string_view token, bool isHeld) const;
    /// Newest first.
    std::vector<TokenStatus> list(bool isHeld) const;

private:
    /// What a token's description depends on beside its entry.
    struct Moment {
        uint64_t publishedSteps = 0;
        bool isHeld = false;
    };

    void updateCompleted();
    uint64_t errorsOf(const InputEndpoint& input) const;
    TokenStatus describe(size_t input, uint64_t count, const TokenEntry* entry, Moment moment) const;
    TokenStatus describeStep(const CompletionToken& token) const;
    std::string waitsFor(const InputEndpoint& input, uint64_t count, const TokenEntry* entry, Moment moment) const;
    /// The output that has not delivered the step yet, as text.
    std::string waitsForStep(uint64_t step, uint64_t publishedSteps) const;

    const std::string m_incarnation;
    const EndpointRegistry& m_endpoints;
    const Clock& m_clock;

    mutable std::mutex m_mutex; ///< taken before those of endpoints
    RunCounts m_counts;
    TokenBook m_tokens;
};

} // namespace millrace
