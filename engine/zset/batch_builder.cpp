// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/zset/batch_builder.h"

#include "engine/base/block_pool.h"

#include <algorithm>

namespace millrace {

namespace {

/// Memory of a finished column together with the strings it points to.
struct ColumnMemory {
    void* data;
    size_t dataBytes;
    void* nulls;
    size_t nullBytes;
    std::shared_ptr<const void> strings;

    ColumnMemory(void* dataMemory, size_t dataSize, void* nullMemory, size_t nullSize,
                 std::shared_ptr<const void> stringOwner)
        : data(dataMemory)
        , dataBytes(dataSize)
        , nulls(nullMemory)
        , nullBytes(nullSize)
        , strings(std::move(stringOwner))
    {
    }
    ColumnMemory(const ColumnMemory&) = delete;
    ColumnMemory& operator=(const ColumnMemory&) = delete;
    ~ColumnMemory()
    {
        freeBlock(data, dataBytes);
        freeBlock(nulls, nullBytes);
    }
};

} // namespace

ColumnBuilder::ColumnBuilder(Physical physical, std::shared_ptr<StringArena> arena)
    : m_physical(physical)
    , m_width(sizeOf(physical))
    , m_arena(std::move(arena))
{
}

ColumnBuilder::~ColumnBuilder()
{
    release();
}

ColumnBuilder::ColumnBuilder(ColumnBuilder&& other) noexcept
    : m_physical(other.m_physical)
    , m_width(other.m_width)
    , m_data(std::exchange(other.m_data, nullptr))
    , m_nulls(std::exchange(other.m_nulls, nullptr))
    , m_size(std::exchange(other.m_size, 0))
    , m_capacity(std::exchange(other.m_capacity, 0))
    , m_arena(std::move(other.m_arena))
{
}

void ColumnBuilder::release()
{
    freeBlock(m_data, m_capacity * m_width);
    freeBlock(m_nulls, m_capacity);
    m_data = nullptr;
    m_nulls = nullptr;
    m_size = 0;
    m_capacity = 0;
}

void ColumnBuilder::growTo(size_t rows)
{
    const size_t capacity = std::max<size_t>({rows, m_capacity * 2, 8});
    auto* data = static_cast<std::byte*>(allocateBlock(capacity * m_width));
    if (m_size != 0) {
        std::memcpy(data, m_data, m_size * m_width);
    }
    freeBlock(m_data, m_capacity * m_width);
    m_data = data;
    if (m_nulls != nullptr) {
        auto* nulls = static_cast<uint8_t*>(allocateBlock(capacity));
        std::memcpy(nulls, m_nulls, m_size);
        freeBlock(m_nulls, m_capacity);
        m_nulls = nulls;
    }
    m_capacity = capacity;
}

StringArena& ColumnBuilder::arena()
{
    if (!m_arena) {
        m_arena = std::make_shared<StringArena>();
    }
    return *m_arena;
}

void ColumnBuilder::appendString(std::string_view text)
{
    append<StringRef>(text.size() <= StringRef::kInlineBytes ? StringRef(text) : arena().store(text));
}

void ColumnBuilder::appendNull()
{
    reserveOneMore();
    ensureNulls();
    std::memset(m_data + m_size * m_width, 0, m_width);
    finishValue(1);
}

void ColumnBuilder::appendValue(const Value& value)
{
    if (value.isNull()) {
        appendNull();
        return;
    }
    switch (m_physical) {
    case Physical::Bool: append<uint8_t>(value.asBool() ? 1 : 0); break;
    case Physical::Int8: append(static_cast<int8_t>(value.asInt())); break;
    case Physical::Int16: append(static_cast<int16_t>(value.asInt())); break;
    case Physical::Int32: append(static_cast<int32_t>(value.asInt())); break;
    case Physical::Int64: append(value.asInt()); break;
    case Physical::UInt8: append(static_cast<uint8_t>(value.asUInt())); break;
    case Physical::UInt16: append(static_cast<uint16_t>(value.asUInt())); break;
    case Physical::UInt32: append(static_cast<uint32_t>(value.asUInt())); break;
    case Physical::UInt64: append(value.asUInt()); break;
    case Physical::Decimal128: append(value.asDecimal()); break;
    case Physical::Float: append(static_cast<float>(value.asDouble())); break;
    case Physical::Double: append(value.asDouble()); break;
    case Physical::String: appendString(value.asString()); break;
    }
}

void ColumnBuilder::truncate(size_t rows)
{
    m_size = std::min(m_size, rows);
}

void* ColumnBuilder::appendRaw(size_t rows)
{
    reserve(m_size + rows);
    void* place = m_data + m_size * m_width;
    if (m_nulls != nullptr) {
        std::memset(m_nulls + m_size, 0, rows);
    }
    m_size += rows;
    return place;
}

uint8_t* ColumnBuilder::ensureNulls()
{
    if (m_nulls == nullptr) {
        reserve(1);
        m_nulls = static_cast<uint8_t*>(allocateBlock(m_capacity));
        std::memset(m_nulls, 0, m_capacity);
    }
    return m_nulls;
}

Column ColumnBuilder::finish()
{
    auto memory = std::make_shared<ColumnMemory>(m_data, m_capacity * m_width, m_nulls, m_capacity, m_arena);
    Column column;
    column.physical = m_physical;
    column.data = m_data;
    column.nulls = m_nulls;
    column.owner = std::move(memory);
    m_data = nullptr;
    m_nulls = nullptr;
    m_size = 0;
    m_capacity = 0;
    return column;
}

BatchBuilder::BatchBuilder(std::span<const Physical> columns)
    : m_physicals(columns.begin(), columns.end())
    , m_arena(std::make_shared<StringArena>())
{
    m_columns.reserve(columns.size());
    for (const Physical physical : columns) {
        m_columns.emplace_back(physical, m_arena);
    }
}

void BatchBuilder::reserve(size_t rows)
{
    for (ColumnBuilder& column : m_columns) {
        column.reserve(rows);
    }
}

BatchPtr BatchBuilder::build(bool isConsolidated)
{
    auto batch = std::make_shared<Batch>();
    batch->numRows = numRows();
    batch->isConsolidated = isConsolidated;
    batch->columns.reserve(m_columns.size());
    for (ColumnBuilder& column : m_columns) {
        MR_DCHECK(column.size() == batch->numRows);
        batch->columns.push_back(column.finish());
    }
    if (!m_weights.empty()) {
        MR_ASSERT(m_weights.size() == batch->numRows);
        setWeights(*batch, std::move(m_weights));
    }
    m_weights = {};
    m_arena = std::make_shared<StringArena>();
    m_columns.clear();
    for (const Physical physical : m_physicals) {
        m_columns.emplace_back(physical, m_arena);
    }
    return batch;
}

void setWeights(Batch& batch, std::vector<Weight> weights)
{
    bool allOne = true;
    bool insertOnly = true;
    for (const Weight weight : weights) {
        allOne = allOne && weight == 1;
        insertOnly = insertOnly && weight > 0;
    }
    batch.isInsertOnly = insertOnly;
    if (allOne) {
        batch.weights = nullptr;
        batch.weightOwner = nullptr;
        return;
    }
    auto owner = std::make_shared<std::vector<Weight>>(std::move(weights));
    batch.weights = owner->data();
    batch.weightOwner = std::move(owner);
}

Column gatherColumn(const Column& column, std::span<const uint32_t> rows)
{
    if (column.isConstant) {
        return column;
    }
    ColumnBuilder out(column.physical);
    withPhysical(column.physical, [&](auto tag) {
        using T = decltype(tag);
        const T* source = column.as<T>();
        T* target = out.appendUninitialized<T>(rows.size());
        for (size_t i = 0; i < rows.size(); ++i) {
            target[i] = source[rows[i]];
        }
    });
    if (column.nulls != nullptr) {
        uint8_t* nulls = out.ensureNulls();
        for (size_t i = 0; i < rows.size(); ++i) {
            nulls[i] = column.nulls[rows[i]];
        }
    }
    Column result = out.finish();
    if (column.physical == Physical::String) {
        // The bytes of long strings stay where they are: keep the source alive as well.
        auto both = std::make_shared<std::pair<std::shared_ptr<const void>, std::shared_ptr<const void>>>(
            std::move(result.owner), column.owner);
        result.owner = std::move(both);
    }
    return result;
}

BatchPtr gatherBatch(const Batch& batch, std::span<const uint32_t> rows)
{
    auto result = std::make_shared<Batch>();
    result->numRows = rows.size();
    result->isConsolidated = batch.isConsolidated;
    result->columns.reserve(batch.columns.size());
    for (const Column& column : batch.columns) {
        result->columns.push_back(gatherColumn(column, rows));
    }
    if (batch.weights != nullptr) {
        std::vector<Weight> weights(rows.size());
        for (size_t i = 0; i < rows.size(); ++i) {
            weights[i] = batch.weights[rows[i]];
        }
        setWeights(*result, std::move(weights));
    }
    return result;
}

BatchPtr sliceBatch(const Batch& batch, size_t first, size_t last)
{
    MR_ASSERT(first % kSliceRows == 0 && first <= last && last <= batch.numRows);
    auto slice = std::make_shared<Batch>(batch);
    slice->numRows = last - first;
    for (Column& column : slice->columns) {
        if (!column.isConstant) {
            column.data = static_cast<const std::byte*>(column.data) + first * sizeOf(column.physical);
            column.nulls = column.nulls == nullptr ? nullptr : column.nulls + first;
        }
    }
    slice->weights = batch.weights == nullptr ? nullptr : batch.weights + first;
    return slice;
}

BatchPtr batchOf(std::span<const Physical> columns, const std::vector<std::vector<Value>>& rows,
                 std::vector<Weight> weights)
{
    BatchBuilder builder(columns);
    for (const std::vector<Value>& row : rows) {
        MR_ASSERT(row.size() == columns.size());
        for (size_t i = 0; i < row.size(); ++i) {
            builder.column(i).appendValue(row[i]);
        }
    }
    for (const Weight weight : weights) {
        builder.appendWeight(weight);
    }
    return builder.build();
}

} // namespace millrace
