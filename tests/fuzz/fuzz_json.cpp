// SPDX-License-Identifier: GPL-3.0-or-later
#include "decoder_fuzzing.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    using nlohmann::json;
    static const std::vector<json> configs = {
        json::object(), {{"update_format", "raw"}}, {{"array", true}}, {{"lines", "single"}}};
    millrace::test::fuzzDecoder("json", configs, data, size);
    return 0;
}
