// SPDX-License-Identifier: GPL-3.0-or-later
// The generator of array columns: a length, and elements with settings of their own.
#include "engine/connectors/datagen/column_generator.h"
#include "engine/formats/array_cells.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace millrace {

namespace {

constexpr uint64_t kLongestArray = 10'000;

class ArrayGenerator final : public ColumnGenerator {
public:
    struct Lengths {
        uint64_t low = 0;
        uint64_t high = 5; ///< exclusive
    };

    ArrayGenerator(const SqlType& element, const FieldSettings& settings, Lengths lengths,
                   std::unique_ptr<ColumnGenerator> elements)
        : m_element(element)
        , m_isUniform(settings.strategy == "uniform")
        , m_isZipf(settings.strategy == "zipf")
        , m_scale(static_cast<uint64_t>(settings.scale))
        , m_lengths(lengths)
        , m_zipf(static_cast<double>(lengths.high - lengths.low), static_cast<double>(settings.exponent))
        , m_elements(std::move(elements))
    {
    }

    void append(uint64_t row, Random& random, ColumnBuilder& column) const override
    {
        const uint64_t length = lengthOf(row, random);
        ColumnBuilder cells(physicalOf(m_element));
        for (uint64_t i = 0; i < length; ++i) {
            m_elements->append(i, random, cells); // an element counts from the beginning of its array
        }
        std::string array;
        if (length != 0) {
            appendArrayCells(cells.finish(), length, m_element, array);
        }
        column.appendString(array);
    }
    bool needsRandom() const override { return m_isUniform || m_isZipf || m_elements->needsRandom(); }

private:
    uint64_t lengthOf(uint64_t row, Random& random) const
    {
        const uint64_t span = m_lengths.high - m_lengths.low;
        if (m_isUniform) {
            return std::min((m_lengths.low + random.below(span)) * m_scale, kLongestArray);
        }
        if (m_isZipf) {
            return m_lengths.low + static_cast<uint64_t>(m_zipf.draw(random)) - 1;
        }
        return m_lengths.low + static_cast<uint64_t>(static_cast<UInt128>(row) * m_scale % span);
    }

    const SqlType m_element;
    const bool m_isUniform;
    const bool m_isZipf;
    const uint64_t m_scale;
    const Lengths m_lengths;
    const Zipf m_zipf;
    const std::unique_ptr<ColumnGenerator> m_elements;
};

bool readLengths(const FieldSettings& settings, ConfigReader& reader, ArrayGenerator::Lengths& lengths)
{
    if (settings.range == nullptr) {
        return true;
    }
    const nlohmann::json& range = *settings.range;
    const auto isLength = [](const nlohmann::json& bound) {
        return bound.is_number_integer() && bound.get<int64_t>() >= 0 && bound.get<uint64_t>() <= kLongestArray;
    };
    if (!range.is_array() || range.size() != 2 || !isLength(range[0]) || !isLength(range[1])) {
        reader.problem("range", "Expected an array of two lengths from 0 to 10,000 for 'range' of an array");
        return false;
    }
    lengths = {range[0].get<uint64_t>(), range[1].get<uint64_t>()};
    if (lengths.low >= lengths.high) {
        reader.problem("range", "The range is empty: its first bound must be less than its second");
        return false;
    }
    return true;
}

} // namespace

std::unique_ptr<ColumnGenerator> makeArrayGenerator(const ColumnInfo& column, const FieldSettings& settings,
                                                    ConfigReader& reader, std::vector<ConfigProblem>& problems)
{
    ArrayGenerator::Lengths lengths;
    if (!readLengths(settings, reader, lengths)) {
        return nullptr;
    }
    if (settings.scale < 0) {
        reader.problem("scale", "The length of an array cannot be negative");
        return nullptr;
    }
    const ColumnInfo element{column.name, *column.type.element, false};
    auto elements = makeColumnGenerator(element, settings.element, reader.pointerOf("value"), problems);
    if (elements == nullptr) {
        return nullptr;
    }
    return std::make_unique<ArrayGenerator>(element.type, settings, lengths, std::move(elements));
}

} // namespace millrace
