// SPDX-License-Identifier: GPL-3.0-or-later
// Any text is a statement of a descriptive pipeline that streams for a while, or has errors at places inside of it.
#include "engine/descriptive/stream_call.h"

#include <cstdint>
#include <cstdlib>

using namespace millrace;
using namespace millrace::descriptive;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    constexpr Instant kStart = 1'706'090'400'000'000;
    constexpr Instant kStep = 500'000;
    const std::vector<std::string> statements = {
        "CREATE RANDOM STREAM devices(device string default 'device'||to_string(rand()%4), "
        "temperature float default rand()%1000/10) SETTINGS eps = 100",
        "CREATE STREAM s(i int32, k string)", "INSERT INTO s(i, k) VALUES (1, 'a'), (2, 'b')",
        std::string(reinterpret_cast<const char*>(data), size)};
    StreamCatalog catalog;
    const size_t numErrors = checkStatements(catalog, statements).size();
    const OpenedStreamCall opened = openStreamCall(catalog, statements, kStart);
    if (opened.ok() != (numErrors == 0)) {
        std::abort();
    }
    if (!opened.ok()) {
        const SourceSpan& span = opened.failure.error.span;
        if (!span.isKnown() || span.begin > span.end || span.end > size) {
            std::abort();
        }
        return 0;
    }
    for (Instant now = kStart; now < kStart + 6 * kStep; now += kStep) {
        if (opened.call->advance(now, 1'000).isEnd) {
            break;
        }
    }
    return 0;
}
