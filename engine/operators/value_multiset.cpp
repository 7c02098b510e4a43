// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/operators/value_multiset.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

namespace millrace {

namespace {

template <typename T>
bool isLess(const T& a, const T& b)
{
    if constexpr (std::is_floating_point_v<T>) {
        if (a != a) {
            return false;
        }
        return b != b || a < b;
    } else {
        return a < b;
    }
}

template <typename T>
struct Entry {
    T value;
    int64_t count;
};

template <typename T>
class SortedBlocks final : public ValueMultiset {
public:
    SortedBlocks() = default;
    ~SortedBlocks() override
    {
        if constexpr (std::is_same_v<T, StringRef>) {
            for (const auto& block : m_blocks) {
                for (const Entry<T>& entry : block) {
                    release(entry.value);
                }
            }
        }
    }
    SortedBlocks(const SortedBlocks&) = delete;
    SortedBlocks& operator=(const SortedBlocks&) = delete;

    void add(const Column& column, size_t row, int64_t weight) override { addValue(column.get<T>(row), weight); }
    void add(const ValueCell& value, int64_t weight) override
    {
        T typed;
        std::memcpy(static_cast<void*>(&typed), value.data(), sizeof typed);
        addValue(typed, weight);
    }
    ValueCell min() const override { return toCell(m_blocks.front().front().value); }
    ValueCell max() const override { return toCell(m_blocks.back().back().value); }
    bool empty() const override { return m_blocks.empty(); }
    ValueCell bits(AggregateKind kind) const override
    {
        if constexpr (std::is_integral_v<T>) {
            T all = kind == AggregateKind::BitAnd ? static_cast<T>(~T{0}) : T{0};
            for (const auto& block : m_blocks) {
                for (const Entry<T>& entry : block) {
                    const bool isOdd = entry.count % 2 != 0;
                    all = static_cast<T>(kind == AggregateKind::BitAnd  ? all & entry.value
                                         : kind == AggregateKind::BitOr ? all | entry.value
                                                                        : all ^ (isOdd ? entry.value : T{0}));
                }
            }
            return toCell(all);
        } else {
            MR_ASSERT(false);
        }
    }
    uint64_t byteSize() const override
    {
        uint64_t bytes = sizeof *this + m_stringBytes;
        for (const auto& block : m_blocks) {
            bytes += sizeof block + block.capacity() * sizeof(Entry<T>);
        }
        return bytes;
    }

private:
    static constexpr size_t kBlockEntries = 256;
    using Block = std::vector<Entry<T>>;

    static ValueCell toCell(const T& value)
    {
        ValueCell cell{};
        std::memcpy(cell.data(), &value, sizeof value);
        return cell;
    }

    void addValue(const T& value, int64_t weight)
    {
        // The first block whose last value is not below the new one, else the last block.
        auto block = std::lower_bound(m_blocks.begin(), m_blocks.end(), value, [](const Block& candidate, const T& v) {
            return isLess(candidate.back().value, v);
        });
        if (block == m_blocks.end()) {
            if (m_blocks.empty()) {
                m_blocks.emplace_back();
            }
            block = m_blocks.end() - 1;
        }
        auto entry = std::lower_bound(block->begin(), block->end(), value, [](const Entry<T>& candidate, const T& v) {
            return isLess(candidate.value, v);
        });
        if (entry != block->end() && !isLess(value, entry->value)) {
            entry->count += weight;
            if (entry->count == 0) {
                release(entry->value);
                block->erase(entry);
                if (block->empty()) {
                    m_blocks.erase(block);
                }
            }
            return;
        }
        block->insert(entry, Entry<T>{own(value), weight});
        if (block->size() > kBlockEntries) {
            split(static_cast<size_t>(block - m_blocks.begin()));
        }
    }

    void split(size_t at)
    {
        const auto middle = m_blocks[at].begin() + kBlockEntries / 2;
        Block upper(middle, m_blocks[at].end());
        m_blocks[at].erase(middle, m_blocks[at].end());
        m_blocks.insert(m_blocks.begin() + static_cast<ptrdiff_t>(at) + 1, std::move(upper));
    }

    T own(const T& value)
    {
        if constexpr (std::is_same_v<T, StringRef>) {
            if (!value.isInline()) {
                auto* bytes = static_cast<char*>(std::malloc(value.size()));
                MR_ASSERT(bytes != nullptr);
                std::memcpy(bytes, value.data(), value.size());
                m_stringBytes += value.size();
                return StringRef(std::string_view(bytes, value.size()));
            }
        }
        return value;
    }
    void release(const T& value)
    {
        if constexpr (std::is_same_v<T, StringRef>) {
            if (!value.isInline()) {
                m_stringBytes -= value.size();
                std::free(const_cast<char*>(value.data()));
            }
        }
    }

    std::vector<Block> m_blocks;
    uint64_t m_stringBytes = 0;
};

} // namespace

std::unique_ptr<ValueMultiset> ValueMultiset::create(Physical physical)
{
    return withPhysical(physical, [](auto tag) -> std::unique_ptr<ValueMultiset> {
        return std::make_unique<SortedBlocks<decltype(tag)>>();
    });
}

ValueCell cellOf(const Column& column, size_t row)
{
    ValueCell cell{};
    withPhysical(column.physical, [&](auto tag) {
        const auto value = column.get<decltype(tag)>(row);
        std::memcpy(cell.data(), &value, sizeof value);
    });
    return cell;
}

} // namespace millrace
