// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/descriptive/hidden_columns.h"

#include "engine/types/datetime.h"
#include "engine/zset/batch_builder.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <numbers>
#include <random>
#include <type_traits>

namespace millrace::descriptive {

namespace {

constexpr uint64_t kGolden = 0x9E3779B97F4A7C15ULL;

/// The output function of SplitMix64 (G. Steele et al., OOPSLA 2014): a counter becomes well mixed bits, and loops over
/// it need not wait for one draw to make the next.
uint64_t mixed(uint64_t x)
{
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
    return x ^ (x >> 31);
}

uint64_t newSeed()
{
    static std::atomic<uint64_t> counter{(uint64_t{std::random_device{}()} << 32) ^ std::random_device{}()};
    return mixed(counter.fetch_add(kGolden, std::memory_order_relaxed));
}

double unitInterval(uint64_t bits)
{
    return static_cast<double>(bits >> 11) * 0x1.0p-53;
}

char printable(uint64_t bits)
{
    return static_cast<char>(' ' + bits % 95);
}

} // namespace

ExprPtr HiddenColumns::add(HiddenColumn column, const SourceSpan& span)
{
    const auto found = std::find_if(m_list.begin(), m_list.end(),
                                    [&](const HiddenColumn& known) { return known.text == column.text; });
    const auto position = static_cast<int>(found - m_list.begin());
    const SqlType type = column.type;
    if (found == m_list.end()) {
        m_list.push_back(std::move(column));
    }
    return columnExpr(kFirst + position, type, span);
}

HiddenFiller::HiddenFiller(std::vector<HiddenColumn> columns)
    : m_columns(std::move(columns))
    , m_state(newSeed())
{
}

uint64_t HiddenFiller::draw()
{
    m_state += kGolden;
    return mixed(m_state);
}

void HiddenFiller::append(Batch& batch, int64_t now)
{
    for (const HiddenColumn& column : m_columns) {
        batch.columns.push_back(make(column, batch.numRows, now));
    }
}

Column HiddenFiller::make(const HiddenColumn& column, size_t numRows, int64_t now)
{
    ColumnBuilder builder(physicalOf(column.type));
    const uint64_t start = m_state;
    const auto fill = [&](auto* out, auto&& valueOf) {
        for (size_t row = 0; row < numRows; ++row) {
            out[row] = valueOf(mixed(start + (row + 1) * kGolden));
        }
        m_state = start + numRows * kGolden;
    };
    switch (column.kind) {
    case HiddenKind::Rand32:
        fill(builder.appendUninitialized<uint32_t>(numRows), [](uint64_t bits) { return static_cast<uint32_t>(bits); });
        break;
    case HiddenKind::Rand64:
        fill(builder.appendUninitialized<uint64_t>(numRows), [](uint64_t bits) { return bits; });
        break;
    case HiddenKind::Uniform:
        fill(builder.appendUninitialized<double>(numRows),
             [&](uint64_t bits) { return column.a + unitInterval(bits) * (column.b - column.a); });
        break;
    case HiddenKind::Normal:
        fill(builder.appendUninitialized<double>(numRows), [&](uint64_t bits) {
            // Box and Muller.
            const double radius = std::sqrt(-2 * std::log(1 - unitInterval(bits)) * column.b);
            return column.a + radius * std::cos(2 * std::numbers::pi * unitInterval(mixed(bits)));
        });
        break;
    case HiddenKind::Now: {
        const auto digit = static_cast<int64_t>(std::pow(10.0, 6 - column.a));
        const int64_t time = now - ((now % digit) + digit) % digit;
        std::fill_n(builder.appendUninitialized<int64_t>(numRows), numRows, time);
        break;
    }
    case HiddenKind::Ascii: return makeText(column, numRows);
    case HiddenKind::AnyOfType: return makeAny(column, numRows);
    }
    return builder.finish();
}

Column HiddenFiller::makeText(const HiddenColumn& column, size_t numRows)
{
    constexpr uint64_t kLengths = 21; // 0 to 20
    ColumnBuilder builder(Physical::String);
    std::string text;
    for (size_t row = 0; row < numRows; ++row) {
        if (column.type.nullable && draw() % 16 == 0) {
            builder.appendNull();
            continue;
        }
        text.resize(column.kind == HiddenKind::Ascii ? static_cast<size_t>(column.a) : draw() % kLengths);
        std::generate(text.begin(), text.end(), [this] { return printable(draw()); });
        builder.appendString(text);
    }
    return builder.finish();
}

Column HiddenFiller::makeAny(const HiddenColumn& column, size_t numRows)
{
    const Physical physical = physicalOf(column.type);
    if (physical == Physical::String) {
        return makeText(column, numRows);
    }
    constexpr uint64_t kDays = 65'536;
    constexpr uint64_t kSeconds = uint64_t{1} << 32;
    ColumnBuilder builder(physical);
    const auto append = [&](auto zero) {
        using T = decltype(zero);
        const uint64_t bits = draw();
        if (column.type.nullable && mixed(bits) % 16 == 0) {
            builder.appendNull();
        } else if constexpr (std::is_same_v<T, StringRef>) {
            MR_ASSERT(false);
        } else if constexpr (std::is_floating_point_v<T>) {
            builder.append(static_cast<T>(unitInterval(bits)));
        } else if constexpr (std::is_same_v<T, Int128>) {
            Int128 bound = 1;
            for (int i = 0; i < column.type.precision; ++i) {
                bound *= 10;
            }
            const auto wide = static_cast<Int128>((UInt128{bits} << 64) | draw());
            builder.append(wide % bound);
        } else if (column.type.id == TypeId::Boolean) {
            builder.append(static_cast<T>(bits & 1));
        } else if (column.type.id == TypeId::Date) {
            builder.append(static_cast<T>(bits % kDays));
        } else if (column.type.id == TypeId::Timestamp) {
            builder.append(static_cast<T>(static_cast<int64_t>(bits % kSeconds) * kMicrosPerSecond));
        } else {
            builder.append(static_cast<T>(bits));
        }
    };
    for (size_t row = 0; row < numRows; ++row) {
        withPhysical(physical, append);
    }
    return builder.finish();
}

} // namespace millrace::descriptive
