// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/connectors/transport_registry.h"

#include "engine/connectors/datagen/datagen_input.h"
#include "engine/connectors/empty/empty_input.h"
#include "engine/connectors/file/file_input.h"
#include "engine/connectors/file/file_output.h"
#include "engine/connectors/kafka/kafka_input.h"
#include "engine/connectors/kafka/kafka_output.h"
#include "engine/connectors/postgres/postgres_input.h"
#include "engine/connectors/postgres/postgres_output.h"
#include "engine/connectors/url/url_input.h"

#include <algorithm>

namespace millrace {

namespace {

/// How a transport of this build checks its config and opens.
struct InputEntry {
    std::string_view name;
    std::vector<ConfigProblem> (*check)(const ConnectorSpec& spec, const Schema& table);
    Result<std::unique_ptr<InputReader>> (*open)(const InputContext& context);
};

const std::vector<InputEntry>& inputEntries()
{
    static const std::vector<InputEntry> entries = {
        {"datagen", checkDatagen, openDatagen},
        {"empty_input", checkEmptyInput, openEmptyInput},
        {"file_input", checkFileInput, openFileInput},
        {"kafka_input", checkKafkaInput, openKafkaInput},
        {"postgres_input", checkPostgresInput, openPostgresInput},
        {"url_input", checkUrlInput, openUrlInput},
    };
    return entries;
}

struct OutputEntry {
    std::string_view name;
    std::vector<ConfigProblem> (*check)(const ConnectorSpec& spec);
    Result<std::unique_ptr<OutputTransport>> (*open)(const OutputContext& context);
};

const std::vector<OutputEntry>& outputEntries()
{
    static const std::vector<OutputEntry> entries = {
        {"file_output", checkFileOutput, openFileOutput},
        {"kafka_output", checkKafkaOutput, openKafkaOutput},
        {"postgres_output", checkPostgresOutput, openPostgresOutput},
        {"null_output", checkNullOutput, openNullOutput},
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
            {"empty_input", false},
            {"url_input"},
            {"kafka_input"},
            {"nats_input"},
            {"pub_sub_input"},
            {"s3_input"},
            {"http_input"},
            {"datagen", kIntegrated, kIntegrated},
            {"nexmark"}, // declared with a format although it makes its own records
            {"clock", kIntegrated, kIntegrated},
            {"adhoc_input", kIntegrated, kIntegrated},
            {"delta_table_input", kIntegrated, kIntegrated},
            {"iceberg_input", kIntegrated, kIntegrated},
            {"postgres_input", kIntegrated, kIntegrated},
            {"postgres_cdc_input", kIntegrated, kIntegrated},
        };
        for (InputTransportInfo& info : list) {
            info.isBuilt = findNamed(inputEntries(), info.name) != nullptr;
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
            {"null_output", false},
            {"kafka_output", true, true, kTakesRows},
            {"redis_output"},
            {"http_output"},
            {"delta_table_output", kIntegrated, kIntegrated, kTakesRows, kTakesIndex},
            {"postgres_output", kIntegrated, kIntegrated, kTakesRows, kTakesIndex},
            {"dynamodb_output", kIntegrated, kIntegrated, kTakesRows, kTakesIndex},
        };
        for (OutputTransportInfo& info : list) {
            info.isBuilt = findNamed(outputEntries(), info.name) != nullptr;
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
