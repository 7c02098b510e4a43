// SPDX-License-Identifier: GPL-3.0-or-later
// Any body is JSON within the depth that is allowed, or refused; what is JSON can be sent back. As what changes a
// pipeline it is taken or refused, and what was made of its settings is made of them again.
#include "engine/server/http_reply.h"
#include "engine/server/pipeline_edit.h"
#include "engine/server/pipeline_settings.h"
#include "engine/server/router.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

using namespace millrace::server;

namespace {

void check(const ApiResult<PipelineEdit>& edit)
{
    if (!edit.ok()) {
        if (edit.error().status != 400 && edit.error().status != 413) {
            std::abort();
        }
        return;
    }
    if (const auto& config = edit.value().runtimeConfig) {
        const ApiResult<nlohmann::json> again = normalizedRuntimeConfig(*config);
        if (!again.ok() || *again != *config || !changesBoundToStorage(*config, *again).empty()) {
            std::abort();
        }
        limitsOf(*config);
    }
    if (const auto& config = edit.value().programConfig) {
        const ApiResult<nlohmann::json> again = normalizedProgramConfig(*config);
        if (!again.ok() || *again != *config) {
            std::abort();
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    const ApiResult<nlohmann::json> value = parseJsonBody({reinterpret_cast<const char*>(data), size});
    if (!value.ok()) {
        const HttpReply refusal(value.error());
        if (refusal.status != 400 || !nlohmann::json::accept(refusal.body)) {
            std::abort();
        }
        return 0;
    }
    if (!nlohmann::json::accept(HttpReply::json(*value).body)) {
        std::abort();
    }
    check(PipelineEdit::parse(*value));
    check(PipelineEdit::parseWhole(*value));
    return 0;
}
