// SPDX-License-Identifier: GPL-3.0-or-later
// Any body is JSON within the depth that is allowed, or refused; what is JSON can be sent back.
#include "engine/server/http_reply.h"
#include "engine/server/router.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

using namespace millrace::server;

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
    return 0;
}
