// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/operators/over_functions.h"

#include "engine/operators/float_sum.h"
#include "engine/types/decimal.h"

#include <algorithm>
#include <deque>

namespace millrace {

namespace {

/// Rows [begin, end) of a partition.
struct Frame {
    size_t begin = 0;
    size_t end = 0;
};

bool isNullIn(const PackedLayout::Column& column, const std::byte* row)
{
    return column.nullOffset != 0 && row[column.nullOffset] != std::byte{0};
}

/// The value of an order column as a number that grows in the direction of the order.
Int128 rangeValue(const PackedLayout::Column& column, const OrderKey& key, const std::byte* row)
{
    const Int128 value = withPhysical(column.physical, [&](auto tag) -> Int128 {
        using T = decltype(tag);
        if constexpr (std::is_integral_v<T> || std::is_same_v<T, Int128>) {
            return static_cast<Int128>(loadPacked<T>(row, column.offset));
        } else {
            return 0;
        }
    });
    return key.isDescending ? -value : value;
}

Int128 addSaturated(Int128 a, Int128 b)
{
    Int128 sum = 0;
    const bool isTooLarge = __builtin_add_overflow(a, b, &sum);
    return isTooLarge ? (b < 0 ? std::numeric_limits<Int128>::min() : std::numeric_limits<Int128>::max()) : sum;
}

/// Finds the frame of each row; both ends only move forward.
class Frames {
public:
    Frames(const OverSpec& spec, const WindowFrame& frame, const OrderedPartition& partition)
        : m_frame(frame)
        , m_partition(partition)
        , m_frames(partition.rows.size())
    {
        if (frame.unit == FrameUnit::Rows) {
            fillByRows();
        } else {
            fillByPeers();
            fillByRange(spec);
        }
        for (Frame& each : m_frames) {
            each.end = std::max(each.begin, each.end);
        }
    }
    const std::vector<Frame>& all() const { return m_frames; }

private:
    size_t numRows() const { return m_partition.rows.size(); }

    void fillByRows()
    {
        const auto count = static_cast<Int128>(numRows());
        const auto clamped = [count](Int128 row) { return static_cast<size_t>(std::clamp<Int128>(row, 0, count)); };
        for (size_t i = 0; i < numRows(); ++i) {
            const auto row = static_cast<Int128>(i);
            switch (m_frame.start) {
            case FrameBound::UnboundedPreceding: m_frames[i].begin = 0; break;
            case FrameBound::Preceding: m_frames[i].begin = clamped(row - m_frame.startOffset); break;
            case FrameBound::CurrentRow: m_frames[i].begin = i; break;
            case FrameBound::Following: m_frames[i].begin = clamped(row + m_frame.startOffset); break;
            case FrameBound::UnboundedFollowing: m_frames[i].begin = numRows(); break;
            }
            switch (m_frame.end) {
            case FrameBound::UnboundedPreceding: m_frames[i].end = 0; break;
            case FrameBound::Preceding: m_frames[i].end = clamped(row - m_frame.endOffset + 1); break;
            case FrameBound::CurrentRow: m_frames[i].end = i + 1; break;
            case FrameBound::Following: m_frames[i].end = clamped(row + m_frame.endOffset + 1); break;
            case FrameBound::UnboundedFollowing: m_frames[i].end = numRows(); break;
            }
        }
    }

    /// Bounds without offset; where there is one, that of the peers stands in for it.
    void fillByPeers()
    {
        for (size_t first = 0; first < numRows();) {
            size_t last = first + 1;
            while (last < numRows() && m_partition.order.arePeers(m_partition.rows[first], m_partition.rows[last])) {
                ++last;
            }
            for (size_t i = first; i < last; ++i) {
                m_frames[i].begin = m_frame.start == FrameBound::UnboundedPreceding   ? 0
                                    : m_frame.start == FrameBound::UnboundedFollowing ? numRows()
                                                                                      : first;
                m_frames[i].end = m_frame.end == FrameBound::UnboundedPreceding   ? 0
                                  : m_frame.end == FrameBound::UnboundedFollowing ? numRows()
                                                                                  : last;
            }
            first = last;
        }
    }

    /// Bounds at a distance of the row's value. Rows without a value have one another for their neighbours.
    void fillByRange(const OverSpec& spec)
    {
        const auto hasOffset = [](FrameBound bound) {
            return bound == FrameBound::Preceding || bound == FrameBound::Following;
        };
        if (!hasOffset(m_frame.start) && !hasOffset(m_frame.end)) {
            return;
        }
        const OrderKey& key = spec.orderBy[0];
        const PackedLayout::Column& column = m_partition.layout.columns[static_cast<size_t>(key.column)];
        size_t first = 0;
        size_t last = numRows();
        while (first < last && isNullIn(column, m_partition.rows[first])) {
            ++first;
        }
        while (last > first && isNullIn(column, m_partition.rows[last - 1])) {
            --last;
        }
        const auto valueAt = [&](size_t row) { return rangeValue(column, key, m_partition.rows[row]); };
        size_t begin = first;
        size_t end = first;
        for (size_t i = first; i < last; ++i) {
            const Int128 value = valueAt(i);
            if (hasOffset(m_frame.start)) {
                const bool isBefore = m_frame.start == FrameBound::Preceding;
                const Int128 bound = addSaturated(value, isBefore ? -m_frame.startOffset : m_frame.startOffset);
                while (begin < last && valueAt(begin) < bound) {
                    ++begin;
                }
                m_frames[i].begin = begin;
            }
            if (hasOffset(m_frame.end)) {
                const bool isBefore = m_frame.end == FrameBound::Preceding;
                const Int128 bound = addSaturated(value, isBefore ? -m_frame.endOffset : m_frame.endOffset);
                while (end < last && valueAt(end) <= bound) {
                    ++end;
                }
                m_frames[i].end = end;
            }
        }
    }

    const WindowFrame& m_frame;
    const OrderedPartition& m_partition;
    std::vector<Frame> m_frames;
};

/// Aggregates over frames whose ends only move forward: rows come in at one end and go at the other.
class FrameAggregate {
public:
    FrameAggregate(const OverCall& call, const OrderedPartition& partition)
        : m_call(call)
        , m_partition(partition)
        , m_arg(call.argColumn < 0 ? nullptr : &partition.layout.columns[static_cast<size_t>(call.argColumn)])
        , m_filter(call.filterColumn < 0 ? nullptr : &partition.layout.columns[static_cast<size_t>(call.filterColumn)])
    {
    }

    /// False when a result does not fit.
    bool append(const std::vector<Frame>& frames, ColumnBuilder& out)
    {
        Frame current;
        for (const Frame& frame : frames) {
            // An empty frame may stand ahead of what has come in.
            while (current.end < std::max(frame.end, frame.begin)) {
                change(current.end++, 1);
            }
            while (current.begin < frame.begin) {
                change(current.begin++, -1);
            }
            if (!appendResult(out)) {
                return false;
            }
        }
        return true;
    }

private:
    bool isCounted(const std::byte* row) const
    {
        const bool isPassed =
            m_filter == nullptr || (!isNullIn(*m_filter, row) && loadPacked<uint8_t>(row, m_filter->offset) != 0);
        return isPassed && (m_arg == nullptr || !isNullIn(*m_arg, row));
    }

    void change(size_t position, int sign)
    {
        const std::byte* row = m_partition.rows[position];
        if (!isCounted(row)) {
            return;
        }
        m_count += sign;
        switch (m_call.aggregate) {
        case AggregateKind::Sum:
        case AggregateKind::Avg:
        case AggregateKind::Some:
        case AggregateKind::Every: changeSum(row, sign); break;
        case AggregateKind::Min:
        case AggregateKind::Max: changeBest(position, sign); break;
        default: break;
        }
    }

    void changeSum(const std::byte* row, int sign)
    {
        withPhysical(m_arg->physical, [&](auto tag) {
            using T = decltype(tag);
            if constexpr (std::is_floating_point_v<T>) {
                m_floats.add(static_cast<double>(loadPacked<T>(row, m_arg->offset)), sign);
            } else if constexpr (!std::is_same_v<T, StringRef>) {
                const auto value = static_cast<Int128>(loadPacked<T>(row, m_arg->offset));
                m_hasOverflow = m_hasOverflow || __builtin_add_overflow(m_sum, sign * value, &m_sum);
            }
        });
    }

    /// Below 0 when the value of row a is the better one.
    int compareValues(size_t a, size_t b) const
    {
        const int order = withPhysical(m_arg->physical, [&](auto tag) -> int {
            using T = decltype(tag);
            const auto x = loadPacked<T>(m_partition.rows[a], m_arg->offset);
            const auto y = loadPacked<T>(m_partition.rows[b], m_arg->offset);
            if constexpr (std::is_same_v<T, StringRef>) {
                return x.view().compare(y.view());
            } else if constexpr (std::is_floating_point_v<T>) {
                return x != x || y != y ? (x != x ? 1 : 0) - (y != y ? 1 : 0) : (x > y ? 1 : 0) - (x < y ? 1 : 0);
            } else {
                return (x > y ? 1 : 0) - (x < y ? 1 : 0);
            }
        });
        return m_call.aggregate == AggregateKind::Min ? order : -order;
    }

    /// Keeps the rows that are better than all behind them: the first is the best of the frame.
    void changeBest(size_t position, int sign)
    {
        if (sign < 0) {
            if (!m_best.empty() && m_best.front() == position) {
                m_best.pop_front();
            }
            return;
        }
        while (!m_best.empty() && compareValues(position, m_best.back()) <= 0) {
            m_best.pop_back();
        }
        m_best.push_back(position);
    }

    bool appendResult(ColumnBuilder& out)
    {
        const AggregateKind kind = m_call.aggregate;
        if (kind == AggregateKind::CountStar || kind == AggregateKind::Count) {
            out.append<int64_t>(m_count);
        } else if (m_count == 0) {
            out.appendNull();
        } else if (kind == AggregateKind::Some || kind == AggregateKind::Every) {
            out.append<uint8_t>(kind == AggregateKind::Some ? m_sum > 0 : m_sum == m_count);
        } else if (kind == AggregateKind::Min || kind == AggregateKind::Max) {
            appendPacked(*m_arg, m_partition.rows[m_best.front()], out);
        } else {
            return appendSum(out);
        }
        return true;
    }

    bool appendSum(ColumnBuilder& out)
    {
        const bool isAverage = m_call.aggregate == AggregateKind::Avg;
        const Int128 exact = isAverage ? m_sum / m_count : m_sum;
        return withPhysical(out.physical(), [&](auto tag) {
            using T = decltype(tag);
            if constexpr (std::is_same_v<T, StringRef>) {
                return false;
            } else if constexpr (std::is_floating_point_v<T>) {
                const double sum = m_floats.value();
                out.append(static_cast<T>(isAverage ? sum / static_cast<double>(m_count) : sum));
                return true;
            } else if constexpr (std::is_same_v<T, Int128>) {
                out.append(exact);
                return !m_hasOverflow && fitsPrecision(exact, m_call.type.precision);
            } else {
                out.append(static_cast<T>(exact));
                return !m_hasOverflow && exact >= static_cast<Int128>(std::numeric_limits<T>::min()) &&
                       exact <= static_cast<Int128>(std::numeric_limits<T>::max());
            }
        });
    }

    const OverCall& m_call;
    const OrderedPartition& m_partition;
    const PackedLayout::Column* m_arg;
    const PackedLayout::Column* m_filter;
    int64_t m_count = 0;
    Int128 m_sum = 0;
    bool m_hasOverflow = false;
    FloatSum m_floats;
    std::deque<size_t> m_best;
};

void appendShifted(const OverCall& call, const OrderedPartition& partition, ColumnBuilder& out)
{
    const PackedLayout::Column& arg = partition.layout.columns[static_cast<size_t>(call.argColumn)];
    const auto count = static_cast<int64_t>(partition.rows.size());
    const int64_t offset = std::min(call.offset, count); // so that positions stay numbers
    for (int64_t i = 0; i < count; ++i) {
        const int64_t other = call.function == OverFunction::Lag ? i - offset : i + offset;
        if (other >= 0 && other < count) {
            appendPacked(arg, partition.rows[static_cast<size_t>(other)], out);
        } else if (call.defaultColumn >= 0) {
            appendPacked(partition.layout.columns[static_cast<size_t>(call.defaultColumn)],
                         partition.rows[static_cast<size_t>(i)], out);
        } else {
            out.appendNull();
        }
    }
}

} // namespace

void appendPacked(const PackedLayout::Column& column, const std::byte* row, ColumnBuilder& out)
{
    if (isNullIn(column, row)) {
        out.appendNull();
        return;
    }
    withPhysical(column.physical, [&](auto tag) {
        using T = decltype(tag);
        if constexpr (std::is_same_v<T, StringRef>) {
            const auto text = loadPacked<StringRef>(row, column.offset);
            out.appendString(text.view());
        } else {
            out.append(loadPacked<T>(row, column.offset));
        }
    });
}

Status appendOver(const OverSpec& spec, const OverCall& call, const OrderedPartition& partition, const SourceSpan& span,
                  ColumnBuilder& out)
{
    if (call.function == OverFunction::Lag || call.function == OverFunction::Lead) {
        appendShifted(call, partition, out);
        return {};
    }
    const Frames frames(spec, call.frame, partition);
    if (call.function == OverFunction::Aggregate) {
        const bool fits = FrameAggregate(call, partition).append(frames.all(), out);
        return fits ? Status()
                    : Status(makeError(ErrorCode::kEvalOverflow,
                                       "Overflow in aggregate for type " + call.type.toString(), span));
    }
    const PackedLayout::Column& arg = partition.layout.columns[static_cast<size_t>(call.argColumn)];
    for (const Frame& frame : frames.all()) {
        if (frame.begin == frame.end) {
            out.appendNull();
        } else {
            const size_t row = call.function == OverFunction::FirstValue ? frame.begin : frame.end - 1;
            appendPacked(arg, partition.rows[row], out);
        }
    }
    return {};
}

} // namespace millrace
