// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/connectors/transport_registry.h"

#include "engine/connectors/datagen/datagen_input.h"
#include "engine/connectors/empty/empty_input.h"
#include "engine/connectors/file/file_input.h"
#include "engine/connectors/file/file_output.h"
#include "engine/connectors/kafka/kafka_input.h"
#include "engine/connectors/kafka/kafka_output.h"
#include "engine/connectors/nexmark/nexmark_input.h"
#include "engine/connectors/postgres/postgres_input.h"
#include "engine/connectors/postgres/postgres_output.h"
#include "engine/connectors/url/url_input.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace millrace {

namespace {

bool isTrue(const nlohmann::json& config, const char* key)
{
    const auto found = config.find(key);
    return found != config.end() && (*found == true || *found == "true");
}

bool plansAreLimited(const nlohmann::json& config)
{
    const auto plans = config.find("plan");
    return plans != config.end() && plans->is_array() &&
           std::all_of(plans->begin(), plans->end(), [](const nlohmann::json& plan) { return plan.contains("limit"); });
}

/// How a transport of this build checks its config and opens, and what it does, in words: the manual has the same.
struct InputEntry {
    std::string_view name;
    std::vector<ConfigProblem> (*check)(const ConnectorSpec& spec, const Schema& table);
    Result<std::unique_ptr<InputReader>> (*open)(const InputContext& context);
    bool (*canEnd)(const nlohmann::json& config); ///< null: it always can
    std::string_view ends;
    std::string_view resumes;
    std::string_view pauses;
};

const std::vector<InputEntry>& inputEntries()
{
    static const std::vector<InputEntry> entries = {
        {"file_input", checkFileInput, openFileInput,
         [](const nlohmann::json& config) { return !isTrue(config, "follow"); },
         "at the end of the file, unless `follow`", "goes on at its byte", "stops reading"},
        {"url_input", checkUrlInput, openUrlInput, nullptr, "at the end of the body",
         "goes on at its byte, by a range where the server has them",
         "holds the connection for `pause_timeout`, then closes it"},
        {"kafka_input", checkKafkaInput, openKafkaInput,
         [](const nlohmann::json& config) { return isTrue(config, "enable.partition.eof"); },
         "with `enable.partition.eof`, when each partition was read to its end",
         "goes on at the offset of each partition", "pauses the partitions"},
        {"postgres_input", checkPostgresInput, openPostgresInput, nullptr, "when the query has no more rows",
         "the query runs again; a table without a primary key that has some of its rows already stays failed",
         "stops taking rows"},
        {"datagen", checkDatagen, openDatagen, plansAreLimited, "when each plan has a `limit`", "goes on at its row",
         "stops making rows"},
        {"nexmark", checkNexmark, openNexmark, nullptr, "when all events are made", "goes on at its event",
         "stops making events, of all three tables"},
        {"empty_input", checkEmptyInput, openEmptyInput, nullptr, "at once", "", ""},
    };
    return entries;
}

struct OutputEntry {
    std::string_view name;
    std::vector<ConfigProblem> (*check)(const ConnectorSpec& spec);
    Result<std::unique_ptr<OutputTransport>> (*open)(const OutputContext& context);
    std::string_view delivers;
};

const std::vector<OutputEntry>& outputEntries()
{
    static const std::vector<OutputEntry> entries = {
        {"file_output", checkFileOutput, openFileOutput, "the change is on the disk"},
        {"kafka_output", checkKafkaOutput, openKafkaOutput, "the brokers have confirmed every message of the step"},
        {"postgres_output", checkPostgresOutput, openPostgresOutput, "the transaction of the step is committed"},
        {"null_output", checkNullOutput, openNullOutput, "counted"},
    };
    return entries;
}

template <typename Entry>
const Entry* findNamed(const std::vector<Entry>& entries, std::string_view name)
{
    const auto found =
        std::find_if(entries.begin(), entries.end(), [&](const Entry& entry) { return entry.name == name; });
    return found == entries.end() ? nullptr : &*found;
}

Error notOpenable(const ConnectorSpec& spec, bool isKnown)
{
    if (!isKnown) {
        return makeError(ErrorCode::kConnectorUnknownTransport, "Unknown transport '" + spec.transport + "'",
                         spec.span);
    }
    return makeError(ErrorCode::kConnectorNotBuilt, "Transport not available in this build: '" + spec.transport + "'",
                     spec.span);
}

} // namespace

const std::vector<InputTransportInfo>& inputTransports()
{
    static const std::vector<InputTransportInfo> transports = [] {
        constexpr bool kIntegrated = false;
        std::vector<InputTransportInfo> list = {
            {"file_input"},
            {"url_input"},
            {"kafka_input"},
            {"postgres_input", kIntegrated, kIntegrated},
            {"datagen", kIntegrated, kIntegrated},
            {"nexmark", kIntegrated}, // others declare it with a format, which is not looked at
            {"empty_input", false},
            {"nats_input"},
            {"pub_sub_input"},
            {"s3_input"},
            {"http_input"},
            {"clock", kIntegrated, kIntegrated},
            {"adhoc_input", kIntegrated, kIntegrated},
            {"delta_table_input", kIntegrated, kIntegrated},
            {"iceberg_input", kIntegrated, kIntegrated},
            {"postgres_cdc_input", kIntegrated, kIntegrated},
        };
        for (InputTransportInfo& info : list) {
            const InputEntry* entry = findNamed(inputEntries(), info.name);
            info.isBuilt = entry != nullptr;
            if (entry != nullptr) {
                info.ends = entry->ends;
                info.resumes = entry->resumes;
                info.pauses = entry->pauses;
            }
        }
        return list;
    }();
    return transports;
}

const std::vector<OutputTransportInfo>& outputTransports()
{
    static const std::vector<OutputTransportInfo> transports = [] {
        constexpr bool kIntegrated = false;
        constexpr bool kTakesRows = true;
        constexpr bool kTakesIndex = true;
        std::vector<OutputTransportInfo> list = {
            {"file_output"},
            {"kafka_output", true, true, kTakesRows},
            {"postgres_output", kIntegrated, kIntegrated, kTakesRows, kTakesIndex},
            {"null_output", false},
            {"redis_output"},
            {"http_output"},
            {"delta_table_output", kIntegrated, kIntegrated, kTakesRows, kTakesIndex},
            {"dynamodb_output", kIntegrated, kIntegrated, kTakesRows, kTakesIndex},
        };
        for (OutputTransportInfo& info : list) {
            const OutputEntry* entry = findNamed(outputEntries(), info.name);
            info.isBuilt = entry != nullptr;
            info.delivers = entry == nullptr ? "" : entry->delivers;
        }
        return list;
    }();
    return transports;
}

const InputTransportInfo* findInputTransport(std::string_view name)
{
    return findNamed(inputTransports(), name);
}

const OutputTransportInfo* findOutputTransport(std::string_view name)
{
    return findNamed(outputTransports(), name);
}

std::vector<std::string> transportNames(Direction direction)
{
    std::vector<std::string> names;
    if (direction == Direction::Input) {
        for (const InputTransportInfo& info : inputTransports()) {
            names.push_back(info.name);
        }
    } else {
        for (const OutputTransportInfo& info : outputTransports()) {
            names.push_back(info.name);
        }
    }
    return names;
}

bool canEnd(const ConnectorSpec& input)
{
    const InputEntry* entry = findNamed(inputEntries(), input.transport);
    return entry == nullptr || entry->canEnd == nullptr || entry->canEnd(input.transportConfig);
}

Result<std::unique_ptr<InputReader>> openInput(const InputContext& context)
{
    const InputEntry* entry = findNamed(inputEntries(), context.spec->transport);
    if (entry == nullptr) {
        return notOpenable(*context.spec, findInputTransport(context.spec->transport) != nullptr);
    }
    return entry->open(context);
}

std::vector<ConfigProblem> checkInputConfig(const ConnectorSpec& spec, const Schema& table)
{
    const InputEntry* entry = findNamed(inputEntries(), spec.transport);
    return entry == nullptr ? std::vector<ConfigProblem>() : entry->check(spec, table);
}

Result<std::unique_ptr<OutputTransport>> openOutput(const OutputContext& context)
{
    const OutputEntry* entry = findNamed(outputEntries(), context.spec->transport);
    if (entry == nullptr) {
        return notOpenable(*context.spec, findOutputTransport(context.spec->transport) != nullptr);
    }
    return entry->open(context);
}

std::vector<ConfigProblem> checkOutputConfig(const ConnectorSpec& spec)
{
    const OutputEntry* entry = findNamed(outputEntries(), spec.transport);
    return entry == nullptr ? std::vector<ConfigProblem>() : entry->check(spec);
}

} // namespace millrace
