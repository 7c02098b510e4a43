// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/connectors/datagen/datagen_plan.h"

#include "engine/formats/column_lookup.h"
#include "engine/formats/decoder.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace millrace {

namespace {

constexpr uint64_t kMaxWorkers = 64;
constexpr uint64_t kMaxChunk = 1'000'000;

/// The field objects by column; a name that is none of the table's is an error.
std::vector<std::pair<const nlohmann::json*, std::string>> readFields(ConfigReader& reader, const Schema& table,
                                                                      std::vector<ConfigProblem>& problems)
{
    std::vector<std::pair<const nlohmann::json*, std::string>> fields(table.numColumns());
    const nlohmann::json* object = reader.find("fields");
    if (object == nullptr) {
        return fields;
    }
    if (!object->is_object()) {
        reader.problem("fields", "Expected a JSON object for 'fields'");
        return fields;
    }
    const ColumnLookup lookup(table);
    ConfigReader names(*object, reader.pointerOf("fields"), problems);
    for (const auto& [name, settings] : object->items()) {
        const int column = lookup.find(name);
        if (column >= 0) {
            fields[static_cast<size_t>(column)] = {&settings, names.pointerOf(name)};
            continue;
        }
        std::vector<std::string> known;
        for (const ColumnInfo& info : table.columns) {
            known.push_back(info.name);
        }
        const std::string nearest = nearestName(name, known);
        problems.push_back({names.pointerOf(name),
                            makeError(ErrorCode::kConnectorUnknownKey,
                                      "The table has no column '" + name + "'" +
                                          (nearest.empty() ? "" : "; did you mean '" + nearest + "'?")),
                            false});
    }
    return fields;
}

DatagenPlan readPlan(const nlohmann::json& config, const std::string& pointer, const Schema& table,
                     std::vector<ConfigProblem>& problems)
{
    DatagenPlan plan;
    ConfigReader reader(config, pointer, problems);
    reader.read("limit", plan.limit);
    reader.read("rate", plan.rate, 0, std::numeric_limits<uint32_t>::max());
    reader.read("worker_chunk_size", plan.chunkSize, 1, kMaxChunk);
    if (plan.chunkSize == 0) {
        plan.chunkSize = plan.rate == 0 ? DecodedChunk::kMaxRowsPerBatch
                                        : std::min<uint64_t>(plan.rate, DecodedChunk::kMaxRowsPerBatch);
    }
    const auto fields = readFields(reader, table, problems);
    for (size_t i = 0; i < table.numColumns(); ++i) {
        auto generator = makeColumnGenerator(table.columns[i], fields[i].first, fields[i].second, problems);
        plan.needsRandom = plan.needsRandom || (generator && generator->needsRandom());
        plan.columns.push_back(std::move(generator));
    }
    reader.finish(ConfigReader::UnknownKeys::Refuse);
    return plan;
}

} // namespace

void DatagenPlan::appendRows(uint64_t seed, uint64_t first, uint64_t count, BatchBuilder& builder) const
{
    if (!needsRandom) {
        Random unused(0);
        for (size_t i = 0; i < columns.size(); ++i) {
            for (uint64_t row = first; row < first + count; ++row) {
                columns[i]->append(row, unused, builder.column(i));
            }
        }
        return;
    }
    for (uint64_t row = first; row < first + count; ++row) {
        Random random(seed + row);
        for (size_t i = 0; i < columns.size(); ++i) {
            columns[i]->append(row, random, builder.column(i));
        }
    }
}

DatagenConfig readDatagenConfig(const nlohmann::json& config, const Schema& table, std::vector<ConfigProblem>& problems)
{
    DatagenConfig result;
    ConfigReader reader(config, "", problems);
    uint64_t seed = 0;
    if (reader.find("seed") != nullptr && reader.read("seed", seed)) {
        result.seed = seed;
    }
    reader.read("workers", result.numWorkers, 1, kMaxWorkers);
    uint64_t transactionSize = 0;
    if (reader.read("transaction_size", transactionSize) && transactionSize != 0) {
        problems.push_back(
            {reader.pointerOf("transaction_size"),
             makeError(ErrorCode::kConnectorInvalidValue,
                       "A connector opens no transactions of several steps: 'transaction_size' is left out"),
             true});
    }
    const nlohmann::json* plans = reader.find("plan");
    if (plans == nullptr) {
        result.plans.push_back(readPlan(nlohmann::json::object(), "", table, problems));
    } else if (!plans->is_array()) {
        reader.problem("plan", "Expected an array of objects for 'plan'");
    } else {
        for (size_t i = 0; i < plans->size(); ++i) {
            result.plans.push_back(readPlan((*plans)[i], "/plan/" + std::to_string(i), table, problems));
        }
    }
    reader.finish(ConfigReader::UnknownKeys::Refuse);
    return result;
}

} // namespace millrace
