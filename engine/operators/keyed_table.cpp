// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/operators/input_table.h"
#include "engine/zset/batch_builder.h"

#include <bit>

namespace millrace {

namespace {

constexpr uint32_t kNone = 0xFFFFFFFFU;   ///< no row
constexpr uint32_t kOldRow = 0xFFFFFFFEU; ///< the row of the store

/// What a step makes of one key: the row there was, and the row there will be.
struct KeyChange {
    uint64_t hash = 0;
    uint32_t keyBatch = 0;    ///< a pushed record with this key
    uint32_t keyRow = 0;
    RowId oldRow = kNone;     ///< row in the store before the step
    uint32_t newBatch = kNone; ///< record that holds the final row; kNone = no row
    uint32_t newRow = 0;
};

/// A table with a primary key: upsert, last write of a step wins. State: the store (rows by key).
class KeyedTable final : public InputTable {
public:
    KeyedTable(std::shared_ptr<RelationStore> store, std::vector<int> keyColumns, std::vector<int> paddedColumns)
        : m_store(std::move(store))
        , m_keyColumns(std::move(keyColumns))
        , m_paddedColumns(std::move(paddedColumns))
        , m_keyIndex(m_store->index(m_keyColumns))
    {
    }

    void push(InputBatch batch) override
    {
        batch.dropPadding(m_paddedColumns);
        m_pushed.push_back(std::move(batch));
    }
    void discardPushed() override { m_pushed.clear(); }
    uint64_t numIgnored() const override { return m_numIgnored; }

    Status evaluate(const StepContext& context, std::span<const Stream* const> inputs, Stream& output) override;
    void commit() override;
    void rollback() override;
    std::string describe() const override;
    Keeps keeps() const override { return Keeps::Rows; }
    const RelationStore* keptRows() const override { return m_store.get(); }
    uint64_t stateRows() const override { return m_store->numRows(); }
    uint64_t stateBytes() const override { return m_store->byteSize(); }

private:
    void beginTable(size_t numRecords);
    KeyChange& changeFor(uint32_t batch, uint32_t row, uint64_t hash);
    void takeBatch(uint32_t number);
    void applyRecord(KeyChange& change, uint32_t batch, uint32_t row);
    void mergeUpdate(KeyChange& change, uint32_t batch, uint32_t row);
    void emit(Delta& out);
    bool isUnchanged(const KeyChange& change) const;
    Value currentValue(const KeyChange& change, size_t column) const;
    const Batch& batchAt(uint32_t number) const { return *m_pushed[number].rows; }

    std::shared_ptr<RelationStore> m_store;
    std::vector<int> m_keyColumns;
    std::vector<int> m_paddedColumns; ///< of the key, CHAR
    IndexId m_keyIndex;
    std::vector<InputBatch> m_pushed; ///< during evaluate() rows merged from updates are appended as batches of one row
    std::vector<KeyChange> m_changes; ///< one a key, in order of first appearance
    std::vector<uint32_t> m_slots;    ///< open addressing over m_changes
    std::vector<uint64_t> m_hashes;
    std::vector<RowId> m_oldRows;     ///< by record of the batch being taken: the row in the store, or kNone
    Matches m_matches;
    size_t m_numPushed = 0;           ///< batches that were pushed, without the merged rows behind them
    Delta m_delta;                    ///< to be committed
    uint64_t m_numIgnored = 0;
    uint64_t m_newlyIgnored = 0;
};

Status KeyedTable::evaluate(const StepContext&, std::span<const Stream* const>, Stream& output)
{
    size_t numRecords = 0;
    const auto numBatches = static_cast<uint32_t>(m_pushed.size());
    for (const InputBatch& batch : m_pushed) {
        numRecords += batch.numRows();
    }
    m_newlyIgnored = 0;
    m_numPushed = m_pushed.size();
    beginTable(numRecords);
    for (uint32_t number = 0; number < numBatches; ++number) {
        if (m_pushed[number].numRows() != 0) {
            takeBatch(number);
        }
    }
    emit(output.delta);
    m_delta = output.delta;
    return {};
}

void KeyedTable::beginTable(size_t numRecords)
{
    m_changes.clear();
    m_changes.reserve(numRecords);
    m_slots.assign(std::bit_ceil(numRecords * 2 + 1), kNone);
}

void KeyedTable::takeBatch(uint32_t number)
{
    const Batch& rows = batchAt(number);
    hashColumns(rows, m_keyColumns, m_hashes);
    m_matches.clear();
    m_store->probe(m_keyIndex, ProbeKeys{&rows, m_keyColumns, m_hashes, nullptr}, m_matches);
    m_oldRows.assign(rows.numRows, kNone);
    for (size_t i = 0; i < m_matches.size(); ++i) {
        m_oldRows[m_matches.probeRows[i]] = m_matches.rows[i];
    }
    const size_t numRows = rows.numRows;
    for (uint32_t row = 0; row < numRows; ++row) {
        applyRecord(changeFor(number, row, m_hashes[row]), number, row);
    }
}

KeyChange& KeyedTable::changeFor(uint32_t batch, uint32_t row, uint64_t hash)
{
    const size_t mask = m_slots.size() - 1;
    size_t at = (hash >> 20) & mask;
    for (; m_slots[at] != kNone; at = (at + 1) & mask) {
        KeyChange& change = m_changes[m_slots[at]];
        if (change.hash == hash
            && rowsEqual(batchAt(change.keyBatch), m_keyColumns, change.keyRow, batchAt(batch), m_keyColumns, row)) {
            return change;
        }
    }
    m_slots[at] = static_cast<uint32_t>(m_changes.size());
    KeyChange change;
    change.hash = hash;
    change.keyBatch = batch;
    change.keyRow = row;
    change.oldRow = m_oldRows[row];
    if (change.oldRow != kNone) {
        change.newBatch = kOldRow; // until a record says otherwise
    }
    m_changes.push_back(change);
    return m_changes.back();
}

void KeyedTable::applyRecord(KeyChange& change, uint32_t batch, uint32_t row)
{
    switch (m_pushed[batch].op(row)) {
    case RecordOp::Insert:
        change.newBatch = batch;
        change.newRow = row;
        return;
    case RecordOp::Delete:
        m_newlyIgnored += change.newBatch == kNone ? 1 : 0;
        change.newBatch = kNone;
        return;
    case RecordOp::Update:
        if (change.newBatch == kNone) {
            ++m_newlyIgnored;
        } else {
            mergeUpdate(change, batch, row);
        }
        return;
    }
}

Value KeyedTable::currentValue(const KeyChange& change, size_t column) const
{
    if (change.newBatch == kOldRow) {
        ColumnBuilder builder(m_store->columns()[column]);
        const RowId rows[] = {change.oldRow};
        m_store->heap().gather(column, rows, builder);
        return valueAt(builder.finish(), 0, SqlType{});
    }
    return valueAt(batchAt(change.newBatch).columns[column], change.newRow, SqlType{});
}

/// An update names some columns; the others keep the value the key has at this point of the step.
void KeyedTable::mergeUpdate(KeyChange& change, uint32_t batch, uint32_t row)
{
    const std::vector<uint8_t>& present = m_pushed[batch].present[row];
    std::vector<Value> merged;
    for (size_t column = 0; column < m_store->columns().size(); ++column) {
        merged.push_back(present[column] != 0 ? valueAt(batchAt(batch).columns[column], row, SqlType{})
                                              : currentValue(change, column));
    }
    InputBatch result;
    result.rows = batchOf(m_store->columns(), {std::move(merged)});
    m_pushed.push_back(std::move(result));
    change.newBatch = static_cast<uint32_t>(m_pushed.size() - 1);
    change.newRow = 0;
}

bool KeyedTable::isUnchanged(const KeyChange& change) const
{
    if (change.newBatch == kOldRow) {
        return true;
    }
    if (change.oldRow == kNone || change.newBatch == kNone) {
        return change.oldRow == kNone && change.newBatch == kNone;
    }
    for (size_t column = 0; column < m_store->columns().size(); ++column) {
        if (!m_store->heap().cellEquals(column, change.oldRow, batchAt(change.newBatch).columns[column],
                                        change.newRow)) {
            return false;
        }
    }
    return true;
}

void KeyedTable::emit(Delta& out)
{
    struct Run {
        uint32_t batch;
        std::vector<uint32_t> rows;
    };
    std::vector<RowId> oldRows;
    std::vector<Run> newRows; // a batch each; in the order of the keys where updates were merged, which are rows alone
    const bool hasMerged = m_pushed.size() > m_numPushed;
    for (uint32_t number = 0; !hasMerged && number < m_pushed.size(); ++number) {
        newRows.push_back({number, {}});
    }
    for (const KeyChange& change : m_changes) {
        if (isUnchanged(change)) {
            continue;
        }
        if (change.oldRow != kNone) {
            oldRows.push_back(change.oldRow);
        }
        if (change.newBatch == kNone) {
            continue;
        }
        if (hasMerged && (newRows.empty() || newRows.back().batch != change.newBatch)) {
            newRows.push_back({change.newBatch, {}});
        }
        (hasMerged ? newRows.back() : newRows[change.newBatch]).rows.push_back(change.newRow);
    }
    if (!oldRows.empty()) {
        BatchBuilder builder(m_store->columns());
        for (size_t column = 0; column < builder.numColumns(); ++column) {
            m_store->heap().gather(column, oldRows, builder.column(column));
        }
        for (size_t i = 0; i < oldRows.size(); ++i) {
            builder.appendWeight(-1);
        }
        out.add(builder.build(true));
    }
    for (const Run& run : newRows) {
        const BatchPtr& source = m_pushed[run.batch].rows;
        if (run.rows.empty()) {
            continue;
        }
        // Rows come in order of their keys' first appearance; all of them in place means the batch itself.
        const bool isWhole = run.rows.size() == source->numRows && std::is_sorted(run.rows.begin(), run.rows.end());
        auto batch = std::make_shared<Batch>(isWhole ? *source : *gatherBatch(*source, run.rows));
        batch->isConsolidated = true;
        out.add(std::move(batch));
    }
    out.hasDistinctRows = true;
}

void KeyedTable::commit()
{
    m_store->apply(m_delta);
    m_numIgnored += m_newlyIgnored;
    rollback();
}

void KeyedTable::rollback()
{
    m_delta.clear();
    m_pushed.clear();
    m_changes.clear();
}

std::string KeyedTable::describe() const
{
    std::string text = "table keyed by (";
    for (size_t i = 0; i < m_keyColumns.size(); ++i) {
        text += (i == 0 ? "#" : ", #") + std::to_string(m_keyColumns[i]);
    }
    return text + ")";
}

} // namespace

std::unique_ptr<InputTable> InputTable::keyed(std::shared_ptr<RelationStore> store, std::vector<int> keyColumns,
                                              std::vector<int> paddedColumns)
{
    return std::make_unique<KeyedTable>(std::move(store), std::move(keyColumns), std::move(paddedColumns));
}

} // namespace millrace
