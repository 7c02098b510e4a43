// SPDX-License-Identifier: GPL-3.0-or-later
#include "decoder_fuzzing.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    using nlohmann::json;
    static const std::vector<json> configs = {json::object(),
                                              {{"headers", true}, {"trim", "all"}},
                                              {{"escape", "\\"}, {"comment", "#"}, {"double_quote", false}},
                                              {{"delimiter", ";"}, {"null_strings", {"N"}}, {"flexible", false}}};
    millrace::test::fuzzDecoder("csv", configs, data, size);
    return 0;
}
