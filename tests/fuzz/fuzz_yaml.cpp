// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes are a pipelines file or a list of what is wrong with it; an edit changes what it should and nothing else.
#include "engine/descriptive/config_edit.h"
#include "engine/descriptive/pipeline_config.h"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

using namespace millrace;
using namespace millrace::descriptive;

namespace {

void expect(bool isTrue)
{
    if (!isTrue) {
        std::abort();
    }
}

void checkPlaces(std::string_view text, const ConfigReading& reading)
{
    const ConfigPlaces places(text);
    SourceSpan inside;
    inside.line = 1;
    for (size_t at = 0; at < reading.config.pipelines.size() && at < 10; ++at) {
        const auto& statements = reading.config.pipelines[at].statements;
        for (size_t statement = 0; statement < statements.size() && statement < 10; ++statement) {
            inside.begin = static_cast<uint32_t>(statements[statement].size() / 2);
            inside.end = static_cast<uint32_t>(statements[statement].size());
            const SourceSpan found = places.find(reading.items[at], statement, inside);
            expect(found.isKnown() && found.begin <= found.end && found.end <= text.size());
        }
    }
}

void checkEdits(std::string_view text, const PipelinesConfig& config)
{
    const PipelineDefinition added{"added by the test", {"SELECT 1,\n  2\n", "x"}};
    if (const Result<std::string> edited = withPipeline(text, added); edited.ok()) {
        const ConfigReading after = readPipelinesConfig(*edited);
        expect(!after.hasErrors && after.config.pipelines.back() == added);
        expect(after.config.pipelines.size() == config.pipelines.size() + 1);
        const Result<std::string> back = withoutPipelines(*edited, added.name);
        expect(!back.ok() || readPipelinesConfig(*back).config == config);
    }
    if (!config.pipelines.empty()) {
        const std::string name = config.pipelines.front().name;
        if (const Result<std::string> edited = withoutPipelines(text, name); edited.ok()) {
            for (const PipelineDefinition& left : readPipelinesConfig(*edited).config.pipelines) {
                expect(left.name != name);
            }
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const ConfigReading reading = readPipelinesConfig(text);
    expect(reading.items.size() == reading.config.pipelines.size());
    bool hasErrors = false;
    for (const sql::Diagnostic& diagnostic : reading.diagnostics) {
        expect(diagnostic.span.end <= size);
        hasErrors = hasErrors || diagnostic.severity == sql::Severity::Error;
    }
    expect(hasErrors == reading.hasErrors);
    checkPlaces(text, reading);
    if (!reading.hasErrors) {
        checkEdits(text, reading.config);
    }
    return 0;
}
