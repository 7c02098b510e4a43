// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/descriptive/config_check.h"

#include "engine/descriptive/stream_call.h"

#include <algorithm>

namespace millrace::descriptive {

namespace {

using Failures = std::vector<StatementError>;

/// How the calls of one pipeline would end.
struct Outcome {
    Failures alone;  ///< as the first call of all
    Failures behind; ///< behind one call of each pipeline before it
    Failures again;  ///< behind one call of each, itself too
};

std::vector<Outcome> tryAll(const std::vector<PipelineDefinition>& pipelines)
{
    const StreamCatalog none;
    StreamCatalog kept;
    std::vector<Outcome> outcomes;
    for (const PipelineDefinition& pipeline : pipelines) {
        if (pipeline.statements.empty()) {
            outcomes.emplace_back(); // told by the reading
            continue;
        }
        outcomes.push_back({checkStatements(none, pipeline.statements), checkNextCall(kept, pipeline.statements), {}});
    }
    for (size_t at = 0; at < pipelines.size(); ++at) {
        if (!pipelines[at].statements.empty()) {
            outcomes[at].again = checkNextCall(kept, pipelines[at].statements);
        }
    }
    return outcomes;
}

class Findings {
public:
    Findings(std::string_view text, ConfigReading& reading)
        : m_places(text)
        , m_reading(reading)
    {
    }

    void judge(size_t pipeline, const Outcome& outcome)
    {
        if (!outcome.alone.empty() && !outcome.behind.empty() && !outcome.again.empty()) {
            for (const StatementError& failure : outcome.behind) {
                tell(pipeline, failure, sql::Severity::Error);
            }
            m_reading.hasErrors = true;
        } else if (!outcome.alone.empty()) {
            warn(pipeline, outcome.alone[0], "Fails unless other pipelines were called before: ");
        } else if (!outcome.behind.empty()) {
            warn(pipeline, outcome.behind[0], "Fails once the pipelines before it were called: ");
        } else if (!outcome.again.empty()) {
            warn(pipeline, outcome.again[0], "Fails when it is called again: ");
        }
    }

private:
    /// Where a call stops, and when it does.
    void warn(size_t pipeline, StatementError failure, std::string_view when)
    {
        failure.error.code = kConfigWarning;
        failure.error.detail.insert(0, when);
        tell(pipeline, std::move(failure), sql::Severity::Warning);
    }
    void tell(size_t pipeline, StatementError failure, sql::Severity severity)
    {
        failure.error.span = m_places.find(m_reading.items[pipeline], failure.statement, failure.error.span);
        m_reading.diagnostics.push_back(sql::diagnosticOf(failure.error));
        m_reading.diagnostics.back().severity = severity;
    }

    const ConfigPlaces m_places;
    ConfigReading& m_reading;
};

} // namespace

void checkPipelines(std::string_view text, ConfigReading& reading)
{
    const std::vector<Outcome> outcomes = tryAll(reading.config.pipelines);
    Findings findings(text, reading);
    for (size_t at = 0; at < outcomes.size(); ++at) {
        findings.judge(at, outcomes[at]);
    }
    std::stable_sort(reading.diagnostics.begin(), reading.diagnostics.end(),
                     [](const auto& a, const auto& b) { return a.span.begin < b.span.begin; });
}

} // namespace millrace::descriptive
