// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/connectors/nexmark/nexmark_options.h"

#include "engine/connectors/nexmark/nexmark_input.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace millrace {

namespace {

constexpr uint64_t kMaxThreads = 64;
constexpr uint64_t kMaxBatch = Batch::kMaxRows;
constexpr std::array kTables = {NexmarkTable::Person, NexmarkTable::Auction, NexmarkTable::Bid};

void checkColumns(NexmarkTable table, const Schema& schema, ConfigReader& reader)
{
    const std::span<const NexmarkField> fields = nexmarkFields(table);
    for (size_t i = 0; i < schema.numColumns(); ++i) {
        const ColumnInfo& column = schema.columns[i];
        if (i >= fields.size()) {
            reader.problem("table", "Nexmark's '" + std::string(nexmarkTableName(table)) + "' has " +
                                        std::to_string(fields.size()) + " fields, there is none for the column '" +
                                        column.name + "'");
            return;
        }
        const SqlType wanted = SqlType::of(fields[i].type);
        const bool fits = isString(wanted.id) ? isString(column.type.id) : column.type.id == wanted.id;
        if (!fits) {
            reader.problem("table", "Column " + std::to_string(i + 1) + ", '" + column.name +
                                        "', must have the type " + wanted.toString() + " of Nexmark's field '" +
                                        std::string(fields[i].name) + "', not " + column.type.toString());
            return;
        }
    }
}

NexmarkOptions readOptions(const nlohmann::json& object, std::vector<ConfigProblem>& problems)
{
    NexmarkOptions options;
    ConfigReader reader(object, "/options", problems);
    reader.read("events", options.events);
    reader.read("threads", options.threads, 1, kMaxThreads);
    reader.read("batch_size_per_thread", options.batchSizePerThread, 1, kMaxBatch);
    reader.read("max_step_size_per_thread", options.maxStepSizePerThread, 1);
    reader.finish(ConfigReader::UnknownKeys::Warn);
    return options;
}

/// What the connectors of a program say together.
class NexmarkProgram {
public:
    explicit NexmarkProgram(std::vector<sql::Diagnostic>& diagnostics)
        : m_diagnostics(diagnostics)
    {
    }

    void add(ConnectorDeclaration& connector)
    {
        std::vector<ConfigProblem> known; // told by the check of the connector
        const NexmarkConfig config = readNexmarkConfig(connector.spec.transportConfig, {}, known);
        if (firstError(known) != nullptr) {
            m_isBroken = true;
            return;
        }
        ConnectorDeclaration*& place = m_byTable[static_cast<size_t>(config.table)];
        if (place != nullptr) {
            refuse(connector, "/transport/config/table",
                   "Nexmark makes the table '" + std::string(nexmarkTableName(config.table)) +
                       "' once, and there is another connector for it: '" + place->spec.endpointName() + "'");
        }
        place = &connector;
        if (config.hasOptions && m_holder != nullptr) {
            refuse(connector, "/transport/config/options",
                   "The options of Nexmark hold for all three tables and stand at one of them; there are others at '" +
                       m_holder->spec.endpointName() + "'");
        }
        m_holder = config.hasOptions ? &connector : m_holder;
        m_options = config.hasOptions ? config.options : m_options;
    }

    void settle()
    {
        ConnectorDeclaration* some = nullptr;
        std::string missing;
        for (const NexmarkTable table : kTables) {
            ConnectorDeclaration* connector = m_byTable[static_cast<size_t>(table)];
            some = connector == nullptr ? some : connector;
            missing += connector == nullptr ? (missing.empty() ? "" : ", ") + std::string(nexmarkTableName(table)) : "";
        }
        if (some == nullptr || m_isBroken) {
            return;
        }
        if (!missing.empty()) {
            refuse(*some, "", "Nexmark makes three tables together, and there is no connector for: " + missing);
            return;
        }
        for (ConnectorDeclaration* connector : m_byTable) {
            ConnectorSpec& spec = connector->spec;
            if (m_holder != nullptr) {
                spec.transportConfig["options"] = m_holder->spec.transportConfig["options"];
            }
            if (spec.maxBatchSize == 0) {
                spec.maxBatchSize = m_options.maxStepSizePerThread * m_options.threads;
            }
        }
    }

private:
    void refuse(const ConnectorDeclaration& connector, std::string_view member, std::string detail)
    {
        addDiagnostic(m_diagnostics, sql::Severity::Error, ErrorCode::kConnectorInvalidValue, connector.spanOf(member),
                      std::move(detail));
    }

    std::vector<sql::Diagnostic>& m_diagnostics;
    std::array<ConnectorDeclaration*, kTables.size()> m_byTable = {};
    ConnectorDeclaration* m_holder = nullptr; ///< of the options
    NexmarkOptions m_options;
    bool m_isBroken = false;
};

} // namespace

std::string_view nexmarkTableName(NexmarkTable table)
{
    switch (table) {
    case NexmarkTable::Person: return "person";
    case NexmarkTable::Auction: return "auction";
    case NexmarkTable::Bid: break;
    }
    return "bid";
}

NexmarkConfig readNexmarkConfig(const nlohmann::json& config, const Schema& table, std::vector<ConfigProblem>& problems)
{
    NexmarkConfig result;
    ConfigReader reader(config, "", problems);
    std::string name;
    if (reader.require("table", name)) {
        const auto found = std::find_if(kTables.begin(), kTables.end(),
                                        [&](NexmarkTable each) { return nexmarkTableName(each) == name; });
        if (found == kTables.end()) {
            reader.problem("table", "Expected 'person', 'auction' or 'bid' for 'table'");
        } else {
            result.table = *found;
            checkColumns(result.table, table, reader);
        }
    }
    if (const nlohmann::json* options = reader.find("options")) {
        result.hasOptions = true;
        result.options = readOptions(*options, problems);
    }
    reader.finish(ConfigReader::UnknownKeys::Warn);
    return result;
}

std::vector<ConfigProblem> checkNexmark(const ConnectorSpec& spec, const Schema& table)
{
    return configProblems(readNexmarkConfig, spec.transportConfig, table);
}

void settleNexmark(std::vector<ConnectorDeclaration>& connectors, std::vector<sql::Diagnostic>& diagnostics)
{
    NexmarkProgram program(diagnostics);
    for (ConnectorDeclaration& connector : connectors) {
        if (connector.spec.transport == "nexmark" && connector.spec.direction == Direction::Input) {
            program.add(connector);
        }
    }
    program.settle();
}

} // namespace millrace
