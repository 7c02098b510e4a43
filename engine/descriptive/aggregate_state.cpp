// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/descriptive/aggregate_state.h"

#include "engine/expr/comparison_order.h"
#include "engine/types/value.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <type_traits>
#include <unordered_set>

namespace millrace::descriptive {

namespace {

/// Calls f(row, group) for the rows that count.
template <typename F>
void forEachTaken(const AggregateInput& input, F&& f)
{
    if (input.filter == nullptr && (input.arg == nullptr || input.arg->nulls == nullptr)) {
        for (size_t row = input.first; row < input.last; ++row) {
            f(row, input.group(row));
        }
        return;
    }
    for (size_t row = input.first; row < input.last; ++row) {
        if (input.takes(row)) {
            f(row, input.group(row));
        }
    }
}

class CountState final : public AggregateState {
public:
    void add(const AggregateInput& input) override
    {
        m_counts.resize(input.numGroups);
        const bool countsAll = input.filter == nullptr && (input.arg == nullptr || input.arg->nulls == nullptr);
        if (countsAll && input.groups == nullptr) {
            m_counts[0] += input.last - input.first;
            return;
        }
        forEachTaken(input, [&](size_t, size_t group) { ++m_counts[group]; });
    }
    void emit(std::span<const uint32_t> groups, ColumnBuilder& out) override
    {
        for (const uint32_t group : groups) {
            out.append<uint64_t>(m_counts[group]);
        }
    }

private:
    std::vector<uint64_t> m_counts;
};

/// Integers wrap.
template <typename T>
T wrappingSum(T a, T b)
{
    if constexpr (std::is_same_v<T, double>) {
        return a + b;
    } else if constexpr (std::is_same_v<T, Int128>) {
        return static_cast<Int128>(static_cast<UInt128>(a) + static_cast<UInt128>(b));
    } else {
        return static_cast<T>(static_cast<uint64_t>(a) + static_cast<uint64_t>(b));
    }
}

template <typename T>
class SumState final : public AggregateState {
public:
    void add(const AggregateInput& input) override
    {
        m_sums.resize(input.numGroups);
        forEachTaken(input, [&](size_t row, size_t group) {
            m_sums[group] = wrappingSum(m_sums[group], input.arg->template get<T>(row));
        });
    }
    void emit(std::span<const uint32_t> groups, ColumnBuilder& out) override
    {
        for (const uint32_t group : groups) {
            out.append<T>(m_sums[group]);
        }
    }

private:
    std::vector<T> m_sums;
};

class AvgState final : public AggregateState {
public:
    void add(const AggregateInput& input) override
    {
        m_groups.resize(input.numGroups);
        forEachTaken(input, [&](size_t row, size_t group) {
            m_groups[group].sum += input.arg->get<double>(row);
            ++m_groups[group].count;
        });
    }
    void emit(std::span<const uint32_t> groups, ColumnBuilder& out) override
    {
        for (const uint32_t group : groups) {
            out.append<double>(m_groups[group].sum / static_cast<double>(m_groups[group].count));
        }
    }

private:
    struct Group {
        double sum = 0;
        uint64_t count = 0;
    };
    std::vector<Group> m_groups;
};

enum class Extreme : uint8_t { Least, Greatest };

/// Numbers, times and conditions; NaN is above all other numbers.
template <typename T, Extreme Which>
class ExtremeState final : public AggregateState {
public:
    explicit ExtremeState(bool isNullable)
        : m_isNullable(isNullable)
    {
    }
    void add(const AggregateInput& input) override
    {
        m_values.resize(input.numGroups);
        m_isSet.resize(input.numGroups);
        forEachTaken(input, [&](size_t row, size_t group) {
            const T& value = input.arg->get<T>(row);
            const bool isBetter =
                Which == Extreme::Least ? isBelow(value, m_values[group]) : isBelow(m_values[group], value);
            if (m_isSet[group] == 0 || isBetter) {
                m_values[group] = value;
                m_isSet[group] = 1;
            }
        });
    }
    void emit(std::span<const uint32_t> groups, ColumnBuilder& out) override
    {
        for (const uint32_t group : groups) {
            if (m_isSet[group] == 0 && m_isNullable) {
                out.appendNull();
            } else {
                out.append<T>(m_values[group]);
            }
        }
    }

private:
    bool m_isNullable;
    std::vector<T> m_values;
    std::vector<uint8_t> m_isSet;
};

/// Keeps a value of any type of one row a group: the first, the last, or that of the least or greatest order.
class PickState final : public AggregateState {
public:
    explicit PickState(const StreamAggregate& aggregate)
        : m_kind(aggregate.kind)
        , m_type(aggregate.type)
        , m_orderType(aggregate.order ? aggregate.order->type : aggregate.type)
    {
    }
    void add(const AggregateInput& input) override
    {
        m_groups.resize(input.numGroups);
        const Column& order = input.order != nullptr ? *input.order : *input.arg;
        forEachTaken(input, [&](size_t row, size_t group) {
            Group& kept = m_groups[group];
            if ((m_kind == StreamAggregateKind::First && kept.isSet) || order.isNull(row)) {
                return;
            }
            const bool compares = m_kind != StreamAggregateKind::First && m_kind != StreamAggregateKind::Last;
            Value key = compares ? valueAt(order, row, m_orderType) : Value();
            if (kept.isSet && compares) {
                const auto against = compareValues(key, kept.order, m_orderType);
                const bool wantsLess = m_kind == StreamAggregateKind::ArgMin || m_kind == StreamAggregateKind::Min;
                if (wantsLess ? against >= 0 : against <= 0) {
                    return;
                }
            }
            kept.value = valueAt(*input.arg, row, m_type);
            kept.order = std::move(key);
            kept.isSet = true;
        });
    }
    void emit(std::span<const uint32_t> groups, ColumnBuilder& out) override
    {
        for (const uint32_t group : groups) {
            if (m_groups[group].isSet || m_type.nullable) {
                out.appendValue(m_groups[group].value);
            } else {
                appendZero(out);
            }
        }
    }

private:
    struct Group {
        Value value;
        Value order;
        bool isSet = false;
    };
    static void appendZero(ColumnBuilder& out)
    {
        withPhysical(out.physical(), [&](auto zero) { out.append(zero); });
    }

    StreamAggregateKind m_kind;
    SqlType m_type;
    SqlType m_orderType;
    std::vector<Group> m_groups;
};

/// Values with how often each came, sorted; new ones wait in a list until it is worth sorting.
class QuantileState final : public AggregateState {
public:
    explicit QuantileState(double level)
        : m_level(level)
    {
    }
    void add(const AggregateInput& input) override
    {
        constexpr size_t kWaiting = 16'384;
        m_groups.resize(input.numGroups);
        forEachTaken(input, [&](size_t row, size_t group) {
            const double value = input.arg->get<double>(row);
            if (value == value) { // NaN has no place in the order
                Group& known = m_groups[group];
                known.waiting.push_back(value);
                if (known.waiting.size() >= std::max(kWaiting, known.sorted.size())) {
                    settle(known);
                }
            }
        });
    }
    void emit(std::span<const uint32_t> groups, ColumnBuilder& out) override
    {
        for (const uint32_t group : groups) {
            settle(m_groups[group]);
            out.append<double>(quantile(m_groups[group]));
        }
    }
    size_t byteSize() const override
    {
        size_t bytes = 0;
        for (const Group& group : m_groups) {
            bytes += group.sorted.capacity() * sizeof(Counted) + group.waiting.capacity() * sizeof(double);
        }
        return bytes;
    }

private:
    struct Counted {
        double value;
        uint64_t count;
    };
    struct Group {
        std::vector<Counted> sorted;
        std::vector<double> waiting;
        uint64_t count = 0;
    };

    static void settle(Group& group)
    {
        std::sort(group.waiting.begin(), group.waiting.end());
        std::vector<Counted> merged;
        merged.reserve(group.sorted.size() + 16);
        auto old = group.sorted.begin();
        const auto append = [&merged](const Counted& entry) {
            if (!merged.empty() && merged.back().value == entry.value) {
                merged.back().count += entry.count;
            } else {
                merged.push_back(entry);
            }
        };
        for (const double value : group.waiting) {
            while (old != group.sorted.end() && old->value <= value) {
                append(*old++);
            }
            append({value, 1});
        }
        std::for_each(old, group.sorted.end(), append);
        group.count += group.waiting.size();
        group.sorted = std::move(merged);
        group.waiting.clear();
    }

    static double valueAtRank(const Group& group, uint64_t rank)
    {
        uint64_t before = 0;
        for (const Counted& entry : group.sorted) {
            before += entry.count;
            if (rank < before) {
                return entry.value;
            }
        }
        return group.sorted.back().value;
    }

    /// Linear between the neighbours of level * (count - 1).
    double quantile(const Group& group) const
    {
        if (group.count == 0) {
            return std::numeric_limits<double>::quiet_NaN();
        }
        const double position = m_level * static_cast<double>(group.count - 1);
        const double below = std::floor(position);
        const auto rank = static_cast<uint64_t>(below);
        const double low = valueAtRank(group, rank);
        const double high = valueAtRank(group, std::min(rank + 1, group.count - 1));
        return low == high ? low : low + (high - low) * (position - below);
    }

    double m_level;
    std::vector<Group> m_groups;
};

class DistinctState final : public AggregateState {
public:
    void add(const AggregateInput& input) override
    {
        m_groups.resize(input.numGroups);
        forEachTaken(input, [&](size_t row, size_t group) {
            withPhysical(input.arg->physical, [&](auto zero) {
                using T = decltype(zero);
                const T& value = input.arg->get<T>(row);
                std::string bytes;
                if constexpr (std::is_same_v<T, StringRef>) {
                    bytes = value.view();
                } else {
                    const T plain = value == T(0) ? T(0) : value; // -0 is 0
                    bytes.assign(reinterpret_cast<const char*>(&plain), sizeof plain);
                }
                const size_t cost = kEntryBytes + bytes.size();
                m_bytes += m_groups[group].insert(std::move(bytes)).second ? cost : 0;
            });
        });
    }
    void emit(std::span<const uint32_t> groups, ColumnBuilder& out) override
    {
        for (const uint32_t group : groups) {
            out.append<uint64_t>(m_groups[group].size());
        }
    }
    size_t byteSize() const override { return m_bytes; }

private:
    static constexpr size_t kEntryBytes = 64;

    std::vector<std::unordered_set<std::string>> m_groups;
    size_t m_bytes = 0;
};

/// Welford's recurrence.
class SpreadState final : public AggregateState {
public:
    explicit SpreadState(SpreadKind kind)
        : m_kind(kind)
    {
    }
    void add(const AggregateInput& input) override
    {
        m_groups.resize(input.numGroups);
        forEachTaken(input, [&](size_t row, size_t group) {
            Group& known = m_groups[group];
            const double delta = input.arg->get<double>(row) - known.mean;
            known.count += 1;
            known.mean += delta / known.count;
            known.squares += delta * (input.arg->get<double>(row) - known.mean);
        });
    }
    void emit(std::span<const uint32_t> groups, ColumnBuilder& out) override
    {
        const bool isSample = m_kind == SpreadKind::VarSamp || m_kind == SpreadKind::StddevSamp;
        const bool isRoot = m_kind == SpreadKind::StddevPop || m_kind == SpreadKind::StddevSamp;
        for (const uint32_t group : groups) {
            const Group& known = m_groups[group];
            const double variance = known.squares / (known.count - (isSample ? 1 : 0));
            out.append<double>(isRoot ? std::sqrt(variance) : variance);
        }
    }

private:
    struct Group {
        double count = 0;
        double mean = 0;
        double squares = 0;
    };
    SpreadKind m_kind;
    std::vector<Group> m_groups;
};

template <Extreme Which>
std::unique_ptr<AggregateState> makeExtreme(const StreamAggregate& aggregate)
{
    return withPhysical(physicalOf(aggregate.type), [&](auto zero) -> std::unique_ptr<AggregateState> {
        using T = decltype(zero);
        if constexpr (std::is_same_v<T, StringRef>) {
            return std::make_unique<PickState>(aggregate); // texts need room of their own
        } else {
            return std::make_unique<ExtremeState<T, Which>>(aggregate.type.nullable);
        }
    });
}

std::unique_ptr<AggregateState> makeSum(const StreamAggregate& aggregate)
{
    switch (physicalOf(aggregate.type)) {
    case Physical::UInt64: return std::make_unique<SumState<uint64_t>>();
    case Physical::Double: return std::make_unique<SumState<double>>();
    case Physical::Decimal128: return std::make_unique<SumState<Int128>>();
    default: return std::make_unique<SumState<int64_t>>();
    }
}

} // namespace

std::unique_ptr<AggregateState> makeAggregateState(const StreamAggregate& aggregate)
{
    switch (aggregate.kind) {
    case StreamAggregateKind::Count: return std::make_unique<CountState>();
    case StreamAggregateKind::Sum: return makeSum(aggregate);
    case StreamAggregateKind::Avg: return std::make_unique<AvgState>();
    case StreamAggregateKind::Min: return makeExtreme<Extreme::Least>(aggregate);
    case StreamAggregateKind::Max: return makeExtreme<Extreme::Greatest>(aggregate);
    case StreamAggregateKind::Quantile: return std::make_unique<QuantileState>(aggregate.level);
    case StreamAggregateKind::Distinct: return std::make_unique<DistinctState>();
    case StreamAggregateKind::Spread: return std::make_unique<SpreadState>(aggregate.spread);
    case StreamAggregateKind::ArgMin:
    case StreamAggregateKind::ArgMax:
    case StreamAggregateKind::First:
    case StreamAggregateKind::Last: break;
    }
    return std::make_unique<PickState>(aggregate);
}

} // namespace millrace::descriptive
