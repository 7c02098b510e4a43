// SPDX-License-Identifier: GPL-3.0-or-later
// Any text is a statement over a running program or has an error at a place inside of it; what is bound can be planned.
#include "engine/plan/adhoc_plan.h"
#include "engine/sql/adhoc_statement.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

using namespace millrace;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    static const sql::Program program = sql::compileProgram(
        "CREATE TABLE t (a INT NOT NULL PRIMARY KEY, b BIGINT, c VARCHAR, d DECIMAL(9, 2), ts TIMESTAMP);"
        "CREATE TABLE u (a INT DEFAULT 1, x INT ARRAY, f BOOLEAN, e DOUBLE) WITH ('materialized' = 'true');"
        "CREATE FUNCTION twice(n INT) RETURNS BIGINT AS n * 2;"
        "CREATE MATERIALIZED VIEW v AS SELECT a, COUNT(*) AS n FROM t GROUP BY a;"
        "CREATE VIEW w AS SELECT a FROM t;");
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const Result<sql::AdHocStatement> statement = sql::compileAdHoc(program, text);
    if (!statement.ok()) {
        const SourceSpan& span = statement.error().span;
        if (span.begin > span.end || span.end > size) {
            std::abort();
        }
        return 0;
    }
    if (const Result<plan::AdHocPlan> planned = plan::planAdHoc(*statement, program); planned.ok()) {
        plan::explainAdHoc(*statement, *planned);
    }
    return 0;
}
