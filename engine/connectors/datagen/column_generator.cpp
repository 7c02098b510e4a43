// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/connectors/datagen/column_generator.h"

#include "engine/connectors/datagen/number_generators.h"
#include "engine/formats/json_array.h"
#include "engine/formats/text_value.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace millrace {

namespace {

constexpr int64_t kLargestExponent = 1000;

/// Picks from a list of values.
class ValueListGenerator final : public ColumnGenerator {
public:
    ValueListGenerator(Column values, size_t size, const FieldSettings& settings)
        : m_values(std::move(values))
        , m_size(size)
        , m_isUniform(settings.strategy == "uniform")
        , m_isZipf(settings.strategy == "zipf")
        , m_zipf(static_cast<double>(size), static_cast<double>(settings.exponent))
    {
    }

    void append(uint64_t row, Random& random, ColumnBuilder& column) const override
    {
        size_t index = 0;
        if (m_isUniform) {
            index = random.below(m_size);
        } else if (m_isZipf) {
            index = static_cast<size_t>(m_zipf.draw(random)) - 1;
        } else {
            index = row % m_size;
        }
        if (m_values.isNull(index)) {
            column.appendNull();
            return;
        }
        withPhysical(m_values.physical, [&](auto tag) {
            using T = decltype(tag);
            if constexpr (std::is_same_v<T, StringRef>) {
                column.appendString(m_values.get<StringRef>(index).view());
            } else {
                column.append<T>(m_values.get<T>(index));
            }
        });
    }
    bool needsRandom() const override { return m_isUniform || m_isZipf; }

private:
    Column m_values;
    size_t m_size;
    bool m_isUniform;
    bool m_isZipf;
    Zipf m_zipf;
};

/// NULL now and then, else another generator's value.
class NullableGenerator final : public ColumnGenerator {
public:
    NullableGenerator(uint64_t percentage, std::unique_ptr<ColumnGenerator> values)
        : m_percentage(percentage)
        , m_values(std::move(values))
    {
    }
    void append(uint64_t row, Random& random, ColumnBuilder& column) const override
    {
        if (random.below(100) < m_percentage) {
            column.appendNull();
        } else {
            m_values->append(row, random, column);
        }
    }
    bool needsRandom() const override { return true; }

private:
    uint64_t m_percentage;
    std::unique_ptr<ColumnGenerator> m_values;
};

/// Appends a JSON value as records write it; false when it does not fit.
bool appendJsonValue(const nlohmann::json& value, const SqlType& type, ColumnBuilder& column)
{
    if (value.is_null()) {
        column.appendNull();
        return type.nullable;
    }
    if (type.id == TypeId::Array) {
        std::string array;
        const bool isTaken =
            value.is_array() && appendJsonArray(std::string_view(value.dump()), *type.element, array);
        column.appendString(array);
        return isTaken;
    }
    if (value.is_string()) {
        const bool takesText = isString(type.id) || isTemporal(type.id) || type.id == TypeId::Decimal;
        return takesText && appendText(column, type, value.get_ref<const std::string&>());
    }
    if (value.is_boolean()) {
        return type.id == TypeId::Boolean && appendText(column, type, value.get<bool>() ? "true" : "false");
    }
    return value.is_number() && isNumeric(type.id) && appendText(column, type, value.dump());
}

std::unique_ptr<ColumnGenerator> makeValueListGenerator(const ColumnInfo& info, const FieldSettings& settings,
                                                        ConfigReader& reader)
{
    const nlohmann::json& list = *settings.values;
    if (!list.is_array() || list.empty()) {
        reader.problem("values", "Expected a non-empty array for 'values'");
        return nullptr;
    }
    ColumnBuilder values(physicalOf(info.type));
    for (size_t i = 0; i < list.size(); ++i) {
        if (!appendJsonValue(list[i], info.type, values)) {
            reader.problem("values", "Value does not fit column '" + info.name + "' of type " + info.type.toString() +
                                         ": " + list[i].dump().substr(0, 60));
            return nullptr;
        }
    }
    return std::make_unique<ValueListGenerator>(values.finish(), list.size(), settings);
}

bool readSettings(ConfigReader& reader, const ColumnInfo& info, FieldSettings& settings)
{
    bool isGood = reader.read("strategy", settings.strategy);
    const std::vector<std::string>& known = strategyNames();
    if (isGood && std::find(known.begin(), known.end(), settings.strategy) == known.end()) {
        const std::string nearest = nearestName(settings.strategy, known);
        reader.problem("strategy", "Unknown strategy '" + settings.strategy + "'" +
                                       (nearest.empty() ? "" : "; did you mean '" + nearest + "'?"));
        isGood = false;
    }
    settings.range = reader.find("range");
    settings.values = reader.find("values");
    isGood = reader.read("scale", settings.scale) && isGood;
    isGood = reader.read("e", settings.exponent) && isGood;
    isGood = reader.read("null_percentage", settings.nullPercentage, 1, 100) && isGood;
    if (settings.exponent < 0 || settings.exponent > kLargestExponent) {
        reader.problem("e", "The exponent 'e' must be between 0 and 1000");
        isGood = false;
    }
    if (settings.nullPercentage != 0 && !info.type.nullable) {
        reader.problem("null_percentage", "The column must not be NULL: '" + info.name + "'");
        isGood = false;
    }
    const bool isArray = info.type.id == TypeId::Array;
    settings.element = isArray ? reader.find("value") : nullptr;
    for (const char* key : {"fields", "key", "value"}) {
        if (!(isArray && std::string_view(key) == "value") && reader.find(key) != nullptr) {
            reader.problem(key, "'" + std::string(key) + "' is for columns of several values, not for type " +
                                    info.type.toString());
            isGood = false;
        }
    }
    if (isGood && isTextStrategy(settings.strategy) && !isString(info.type.id)) {
        reader.problem("strategy",
                       "Invalid strategy for type " + info.type.toString() + ": '" + settings.strategy + "'");
        isGood = false;
    }
    reader.finish(ConfigReader::UnknownKeys::Refuse);
    return isGood;
}

std::unique_ptr<ColumnGenerator> makeGenerator(const ColumnInfo& info, const FieldSettings& settings,
                                               ConfigReader& reader, std::vector<ConfigProblem>& problems)
{
    if (settings.values != nullptr && !isTextStrategy(settings.strategy)) {
        return makeValueListGenerator(info, settings, reader);
    }
    if (info.type.id == TypeId::Array) {
        return makeArrayGenerator(info, settings, reader, problems);
    }
    if (isString(info.type.id)) {
        return makeTextGenerator(settings, reader);
    }
    if (isApproximate(info.type.id)) {
        return makeRealGenerator(info.type, settings, reader);
    }
    if (info.type.id == TypeId::Boolean) {
        return makeBooleanGenerator(settings);
    }
    return makeWholeGenerator(info.type, settings, reader);
}

} // namespace

std::unique_ptr<ColumnGenerator> makeColumnGenerator(const ColumnInfo& column, const nlohmann::json* config,
                                                     const std::string& pointer, std::vector<ConfigProblem>& problems)
{
    static const nlohmann::json kDefaults = nlohmann::json::object();
    ConfigReader reader(config == nullptr ? kDefaults : *config, pointer, problems);
    FieldSettings settings;
    if (!readSettings(reader, column, settings)) {
        return nullptr;
    }
    std::unique_ptr<ColumnGenerator> generator = makeGenerator(column, settings, reader, problems);
    if (generator && settings.nullPercentage != 0) {
        return std::make_unique<NullableGenerator>(settings.nullPercentage, std::move(generator));
    }
    return generator;
}

} // namespace millrace
