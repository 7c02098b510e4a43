// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/connectors/datagen/number_generators.h"

#include "engine/types/datetime.h"
#include "engine/types/decimal.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <limits>
#include <optional>

namespace millrace {

namespace {

constexpr int64_t kMillisPerDay = 86'400'000;
constexpr int64_t kDefaultLastDay = 54'787; ///< 2100-01-01

enum class Strategy : uint8_t { Increment, Uniform, Zipf };

Strategy strategyOf(const FieldSettings& settings)
{
    return settings.strategy == "uniform" ? Strategy::Uniform
           : settings.strategy == "zipf"  ? Strategy::Zipf
                                          : Strategy::Increment;
}

/// What a type allows, what it gets without a range, and what one unit is in the column.
struct WholeDomain {
    WholeRange allowed;
    WholeRange defaultRange; ///< for increment and Zipf
    WholeRange uniformRange;
    Int128 one = 1;   ///< units of one step of a counter: 10^scale for decimals
    int64_t unit = 1; ///< elements of the column in one unit
};

Int128 smallestOf(TypeId id)
{
    switch (id) {
    case TypeId::TinyInt: return INT8_MIN;
    case TypeId::SmallInt: return INT16_MIN;
    case TypeId::Integer: return INT32_MIN;
    case TypeId::BigInt: return INT64_MIN;
    default: return 0;
    }
}

Int128 largestOf(TypeId id)
{
    switch (id) {
    case TypeId::TinyInt: return INT8_MAX;
    case TypeId::SmallInt: return INT16_MAX;
    case TypeId::Integer: return INT32_MAX;
    case TypeId::BigInt: return INT64_MAX;
    case TypeId::UTinyInt: return UINT8_MAX;
    case TypeId::USmallInt: return UINT16_MAX;
    case TypeId::UInteger: return UINT32_MAX;
    default: return UINT64_MAX;
    }
}

WholeDomain domainOf(const SqlType& type)
{
    WholeDomain domain;
    switch (type.id) {
    case TypeId::Date:
        domain.allowed = {daysFromCivil({1, 1, 1}), daysFromCivil({10000, 1, 1})};
        domain.defaultRange = {0, kDefaultLastDay};
        break;
    case TypeId::Time:
        domain.allowed = {0, kMillisPerDay};
        domain.defaultRange = domain.allowed;
        domain.unit = kNanosPerDay / kMillisPerDay;
        break;
    case TypeId::Timestamp:
        domain.allowed = {daysFromCivil({1, 1, 1}) * kMillisPerDay, daysFromCivil({10000, 1, 1}) * kMillisPerDay};
        domain.defaultRange = {0, kDefaultLastDay * kMillisPerDay};
        domain.unit = kMicrosPerDay / kMillisPerDay;
        break;
    case TypeId::Decimal:
        domain.allowed = {1 - powerOfTen(type.precision), powerOfTen(type.precision)};
        domain.defaultRange = {0, powerOfTen(type.precision)};
        domain.uniformRange = domain.allowed;
        domain.one = powerOfTen(type.scale);
        return domain;
    default:
        domain.allowed = {smallestOf(type.id), largestOf(type.id) + 1};
        domain.defaultRange = {0, largestOf(type.id)};
        domain.uniformRange = {smallestOf(type.id), largestOf(type.id)};
        return domain;
    }
    domain.uniformRange = domain.defaultRange;
    return domain;
}

/// a * b mod m without overflow, 0 <= a, b < m: doubling and adding.
Int128 multipliedModulo(UInt128 a, UInt128 b, UInt128 modulus)
{
    UInt128 result = 0;
    while (b != 0) {
        if ((b & 1) != 0) {
            result = result >= modulus - a ? result - (modulus - a) : result + a;
        }
        a = a >= modulus - a ? a - (modulus - a) : a + a;
        b >>= 1;
    }
    return static_cast<Int128>(result);
}

Int128 modulo(Int128 value, Int128 modulus)
{
    const Int128 rest = value % modulus;
    return rest < 0 ? rest + modulus : rest;
}

/// Reads one end of a range.
std::optional<Int128> readBound(const nlohmann::json& bound, const SqlType& type)
{
    if (type.id == TypeId::Decimal && (bound.is_number() || bound.is_string())) {
        const std::string text = bound.is_string() ? bound.get<std::string>() : bound.dump();
        return parseDecimal(text, kMaxDecimalPrecision, type.scale);
    }
    if (bound.is_number_unsigned()) {
        return Int128{bound.get<uint64_t>()};
    }
    if (bound.is_number_integer()) {
        return Int128{bound.get<int64_t>()};
    }
    if (!bound.is_string()) {
        return std::nullopt;
    }
    const std::string& text = bound.get_ref<const std::string&>();
    if (type.id == TypeId::Date) {
        const auto days = parseDate(text, TimeText::Record);
        return days ? std::optional<Int128>(*days) : std::nullopt;
    }
    if (type.id == TypeId::Time) {
        const auto nanos = parseTime(text, TimeText::Record);
        return nanos ? std::optional<Int128>(*nanos / (kNanosPerDay / kMillisPerDay)) : std::nullopt;
    }
    if (type.id == TypeId::Timestamp) {
        const auto micros = parseTimestamp(text, TimeText::Record);
        return micros ? std::optional<Int128>(modulo(*micros, 1000) == 0 || *micros > 0 ? *micros / 1000
                                                                                        : *micros / 1000 - 1)
                      : std::nullopt;
    }
    return std::nullopt;
}

bool readRange(const SqlType& type, const FieldSettings& settings, ConfigReader& reader, WholeRange& range)
{
    if (!settings.range->is_array() || settings.range->size() != 2) {
        reader.problem("range", "Expected an array of two values for 'range'");
        return false;
    }
    const std::optional<Int128> low = readBound((*settings.range)[0], type);
    const std::optional<Int128> high = readBound((*settings.range)[1], type);
    if (!low || !high) {
        reader.problem("range", "The bounds of 'range' do not fit the type " + type.toString());
        return false;
    }
    if (*low >= *high) {
        reader.problem("range", "The range is empty: its first bound must be less than its second");
        return false;
    }
    range = {*low, *high};
    return true;
}

/// Appends whole numbers in the representation of the column.
template <typename T>
class WholeGenerator final : public ColumnGenerator {
public:
    WholeGenerator(Strategy strategy, WholeRange range, const WholeDomain& domain, const FieldSettings& settings)
        : m_strategy(strategy)
        , m_low(range.low)
        , m_span(range.high - range.low)
        , m_one(domain.one)
        , m_step(Int128{settings.scale} * domain.one)
        , m_scale(settings.scale)
        , m_unit(domain.unit)
        , m_zipf(std::max(1.0, std::ceil(static_cast<double>(m_span) / static_cast<double>(domain.one))),
                 static_cast<double>(settings.exponent))
    {
    }

    void append(uint64_t row, Random& random, ColumnBuilder& column) const override
    {
        column.append<T>(static_cast<T>(valueOf(row, random) * m_unit));
    }
    bool needsRandom() const override { return m_strategy != Strategy::Increment; }

private:
    Int128 valueOf(uint64_t row, Random& random) const
    {
        switch (m_strategy) {
        case Strategy::Increment: break;
        case Strategy::Uniform:
            return (m_low + static_cast<Int128>(random.belowWide(static_cast<UInt128>(m_span)))) * m_scale;
        case Strategy::Zipf:
            return m_low + std::min(static_cast<Int128>(m_zipf.draw(random) - 1.0) * m_one, m_span - 1);
        }
        Int128 offset = 0;
        if (__builtin_mul_overflow(Int128{row}, m_step, &offset)) {
            offset = multipliedModulo(static_cast<UInt128>(modulo(row, m_span)),
                                      static_cast<UInt128>(modulo(m_step, m_span)), static_cast<UInt128>(m_span));
        } else if (offset < 0 || offset >= m_span) {
            offset = modulo(offset, m_span);
        }
        return m_low + offset;
    }

    Strategy m_strategy;
    Int128 m_low;
    Int128 m_span;
    Int128 m_one;
    Int128 m_step;
    Int128 m_scale;
    Int128 m_unit;
    Zipf m_zipf;
};

template <typename T>
class RealGenerator final : public ColumnGenerator {
public:
    RealGenerator(Strategy strategy, std::optional<std::pair<double, double>> range, const FieldSettings& settings)
        : m_strategy(strategy)
        , m_hasRange(range.has_value())
        , m_low(range ? range->first : -static_cast<double>(std::numeric_limits<T>::max()))
        , m_high(range ? range->second : static_cast<double>(std::numeric_limits<T>::max()))
        , m_scale(static_cast<double>(settings.scale))
        , m_zipf(range ? std::max(1.0, std::ceil(range->second - range->first)) : static_cast<double>(UINT64_MAX),
                 static_cast<double>(settings.exponent))
    {
    }

    void append(uint64_t row, Random& random, ColumnBuilder& column) const override
    {
        column.append<T>(static_cast<T>(valueOf(row, random)));
    }
    bool needsRandom() const override { return m_strategy != Strategy::Increment; }

private:
    double valueOf(uint64_t row, Random& random) const
    {
        switch (m_strategy) {
        case Strategy::Increment: break;
        case Strategy::Uniform: {
            const double share = random.unit();
            return (m_low * (1.0 - share) + m_high * share) * m_scale; // no overflow over the whole type
        }
        case Strategy::Zipf: return (m_hasRange ? m_low : 0.0) + m_zipf.draw(random) - 1.0;
        }
        const double count = static_cast<double>(row) * m_scale;
        if (!m_hasRange) {
            return count;
        }
        const double rest = std::fmod(count, m_high - m_low);
        return m_low + (rest < 0 ? rest + (m_high - m_low) : rest);
    }

    Strategy m_strategy;
    bool m_hasRange;
    double m_low;
    double m_high;
    double m_scale;
    Zipf m_zipf;
};

class BooleanGenerator final : public ColumnGenerator {
public:
    explicit BooleanGenerator(const FieldSettings& settings)
        : m_strategy(strategyOf(settings))
        , m_zipf(2.0, static_cast<double>(settings.exponent))
    {
    }
    void append(uint64_t row, Random& random, ColumnBuilder& column) const override
    {
        column.append<uint8_t>(valueOf(row, random) ? 1 : 0);
    }
    bool needsRandom() const override { return m_strategy != Strategy::Increment; }

private:
    bool valueOf(uint64_t row, Random& random) const
    {
        switch (m_strategy) {
        case Strategy::Increment: break;
        case Strategy::Uniform: return random.below(2) == 1;
        case Strategy::Zipf: return m_zipf.draw(random) == 1.0;
        }
        return row % 2 == 1;
    }

    Strategy m_strategy;
    Zipf m_zipf;
};

/// Limits the default range so that its scaled values fit the type; says what is wrong with a given one.
bool settleUniform(const WholeDomain& domain, const FieldSettings& settings, ConfigReader& reader, WholeRange& range)
{
    if (settings.range == nullptr) {
        const Int128 factor = settings.scale < 0 ? -Int128{settings.scale} : Int128{settings.scale};
        if (factor > 1) {
            range = {range.low / factor, std::max<Int128>(range.high / factor, range.low / factor + 1)};
        }
        if (settings.scale < 0 && domain.allowed.low == 0) {
            reader.problem("scale", "A negative scale leaves the range of the type");
            return false;
        }
        return true;
    }
    Int128 first = 0;
    Int128 last = 0;
    const bool overflows = __builtin_mul_overflow(range.low, Int128{settings.scale}, &first) ||
                           __builtin_mul_overflow(range.high - 1, Int128{settings.scale}, &last);
    if (overflows || std::min(first, last) < domain.allowed.low || std::max(first, last) >= domain.allowed.high) {
        reader.problem("range", "The range times 'scale' leaves the range of the type");
        return false;
    }
    return true;
}

} // namespace

std::unique_ptr<ColumnGenerator> makeWholeGenerator(const SqlType& type, const FieldSettings& settings,
                                                    ConfigReader& reader)
{
    const WholeDomain domain = domainOf(type);
    const Strategy strategy = strategyOf(settings);
    WholeRange range = strategy == Strategy::Uniform ? domain.uniformRange : domain.defaultRange;
    if (settings.range != nullptr) {
        if (!readRange(type, settings, reader, range)) {
            return nullptr;
        }
        if (range.low < domain.allowed.low || range.high > domain.allowed.high) {
            reader.problem("range", "The range leaves the range of the type " + type.toString());
            return nullptr;
        }
    }
    if (strategy == Strategy::Uniform && !settleUniform(domain, settings, reader, range)) {
        return nullptr;
    }
    return withPhysical(physicalOf(type), [&](auto tag) -> std::unique_ptr<ColumnGenerator> {
        using T = decltype(tag);
        if constexpr (std::is_integral_v<T> || std::is_same_v<T, Int128>) {
            return std::make_unique<WholeGenerator<T>>(strategy, range, domain, settings);
        } else {
            return nullptr;
        }
    });
}

std::unique_ptr<ColumnGenerator> makeRealGenerator(const SqlType& type, const FieldSettings& settings,
                                                   ConfigReader& reader)
{
    std::optional<std::pair<double, double>> range;
    if (settings.range != nullptr) {
        const nlohmann::json& written = *settings.range;
        if (!written.is_array() || written.size() != 2 || !written[0].is_number() || !written[1].is_number()) {
            reader.problem("range", "Expected an array of two numbers for 'range'");
            return nullptr;
        }
        range = {written[0].get<double>(), written[1].get<double>()};
        if (!(range->first < range->second)) {
            reader.problem("range", "The range is empty: its first bound must be less than its second");
            return nullptr;
        }
    }
    if (type.id == TypeId::Real) {
        return std::make_unique<RealGenerator<float>>(strategyOf(settings), range, settings);
    }
    return std::make_unique<RealGenerator<double>>(strategyOf(settings), range, settings);
}

std::unique_ptr<ColumnGenerator> makeBooleanGenerator(const FieldSettings& settings)
{
    return std::make_unique<BooleanGenerator>(settings);
}

} // namespace millrace
