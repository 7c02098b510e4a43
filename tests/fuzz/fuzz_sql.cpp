// SPDX-License-Identifier: GPL-3.0-or-later
// Any text is a program or has errors at places inside of it; what can be bound can be rewritten and explained.
#include "engine/plan/planner.h"
#include "engine/sql/program.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

using namespace millrace;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const sql::Program program = sql::compileProgram(text);
    for (const sql::Diagnostic& diagnostic : program.diagnostics) {
        const SourceSpan& span = diagnostic.span;
        if (!span.isKnown() || span.begin > span.end || span.end > size) {
            std::abort();
        }
        sql::formatDiagnostic(diagnostic, "fuzz", text);
    }
    for (const sql::Relation& relation : program.relations) {
        if (relation.query) {
            const sql::RelPtr optimized = plan::optimize(relation.query, program);
            if (optimized->schema.columns != relation.query->schema.columns) {
                std::abort();
            }
            plan::explainQuery(*optimized, program);
        }
    }
    if (!program.hasErrors()) {
        if (const Result<plan::IncrementalPlan> planned = plan::buildPlan(program); planned.ok()) {
            plan::explain(program, *planned);
        }
    }
    return 0;
}
