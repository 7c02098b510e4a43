// SPDX-License-Identifier: GPL-3.0-or-later
#include "decoder_fuzzing.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    using nlohmann::json;
    static const char* const kRow = R"({"type":"record","name":"r","fields":[
        {"name":"a","type":"int"},{"name":"b","type":["null","string"]},
        {"name":"C","type":["null","long"]},
        {"name":"d","type":["null",{"type":"bytes","logicalType":"decimal","precision":20,"scale":4}]},
        {"name":"e","type":["double","null"]},{"name":"f","type":["null","boolean"]},
        {"name":"g","type":["null",{"type":"long","logicalType":"timestamp-micros"}]},
        {"name":"h","type":["null",{"type":"int","logicalType":"date"}]},
        {"name":"i","type":["null",{"type":"long","logicalType":"time-micros"}]},
        {"name":"other","type":{"type":"map","values":{"type":"array","items":["null","r"]}}}]})";
    static const std::string kEnvelope =
        std::string(R"({"type":"record","name":"e","fields":[{"name":"before","type":)") + R"(["null",)" + kRow +
        R"(]},{"name":"after","type":["null","r"]},)" + R"({"name":"op","type":["null","string"]}]})";
    static const std::vector<json> configs = {
        {{"schema", kRow}, {"skip_schema_id", true}},
        {{"schema", kRow}},
        {{"schema", kEnvelope}, {"skip_schema_id", true}, {"update_format", "debezium"}},
    };
    millrace::test::fuzzDecoder("avro", configs, data, size);
    return 0;
}
