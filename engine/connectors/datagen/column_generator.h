// SPDX-License-Identifier: GPL-3.0-or-later
// Makes the values of one column from the row's index and a random sequence.
#pragma once

#include "engine/connectors/datagen/random.h"
#include "engine/formats/config_reader.h"
#include "engine/types/schema.h"
#include "engine/zset/batch_builder.h"

#include <nlohmann/json_fwd.hpp>

#include <memory>
#include <vector>

namespace millrace {

/// Stateless, so that any row can be made again on its own, by any thread.
class ColumnGenerator {
public:
    virtual ~ColumnGenerator() = default;
    /// Appends the value of row `row` (counted from 0 in its plan). Draws from `random` in a fixed way.
    virtual void append(uint64_t row, Random& random, ColumnBuilder& column) const = 0;
    /// False when `random` is never used.
    virtual bool needsRandom() const = 0;
};

/// The settings of one field of a plan.
struct FieldSettings {
    std::string strategy = "increment";
    const nlohmann::json* range = nullptr;  ///< as written
    const nlohmann::json* values = nullptr; ///< as written, a non-empty array
    const nlohmann::json* element = nullptr; ///< of an array: settings of its elements
    int64_t scale = 1;
    int64_t exponent = 1;
    uint64_t nullPercentage = 0;
};

/// The generator of a column. `config` is the field's object; null means default settings. What is wrong is
/// appended to `problems` at `pointer`, and the result is null then.
std::unique_ptr<ColumnGenerator> makeColumnGenerator(const ColumnInfo& column, const nlohmann::json* config,
                                                     const std::string& pointer, std::vector<ConfigProblem>& problems);

/// Makes the generator of a text column; null with a problem when the strategy is unknown.
std::unique_ptr<ColumnGenerator> makeTextGenerator(const FieldSettings& settings, ConfigReader& reader);

/// Makes the generator of an array column; null with problems.
std::unique_ptr<ColumnGenerator> makeArrayGenerator(const ColumnInfo& column, const FieldSettings& settings,
                                                    ConfigReader& reader, std::vector<ConfigProblem>& problems);

/// True for a strategy that makes text only.
bool isTextStrategy(std::string_view strategy);
/// Names of all strategies.
const std::vector<std::string>& strategyNames();

} // namespace millrace
