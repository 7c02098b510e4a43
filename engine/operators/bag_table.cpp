// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/operators/input_table.h"
#include "engine/zset/batch_builder.h"

namespace millrace {

namespace {

/// Output z-set: +1 for every inserted, -1 for every deleted record. State: none.
class BagTable final : public InputTable {
public:
    explicit BagTable(std::vector<Physical> columns)
        : m_columns(std::move(columns))
    {
    }

    void push(InputBatch batch) override { m_pushed.push_back(std::move(batch)); }
    void discardPushed() override { m_pushed.clear(); }
    uint64_t numIgnored() const override { return m_numIgnored; }

    Status evaluate(const StepContext&, std::span<const Stream* const>, Stream& output) override
    {
        m_newlyIgnored = 0;
        for (const InputBatch& batch : m_pushed) {
            addBatch(batch, output.delta);
        }
        return {};
    }
    void commit() override
    {
        m_numIgnored += m_newlyIgnored;
        m_pushed.clear();
    }
    void rollback() override { m_pushed.clear(); }
    std::string describe() const override { return "table (bag)"; }

private:
    void addBatch(const InputBatch& batch, Delta& out)
    {
        bool onlyInserts = true;
        bool hasUpdates = false;
        for (const RecordOp op : batch.ops) {
            onlyInserts = onlyInserts && op == RecordOp::Insert;
            hasUpdates = hasUpdates || op == RecordOp::Update;
        }
        if (onlyInserts) {
            if (batch.rows) {
                out.add(batch.rows);
            }
            return;
        }
        BatchPtr rows = batch.rows;
        std::vector<Weight> weights;
        std::vector<uint32_t> kept;
        for (uint32_t row = 0; row < batch.numRows(); ++row) {
            if (batch.op(row) != RecordOp::Update) { // an update needs a key to know what it updates
                kept.push_back(row);
                weights.push_back(batch.op(row) == RecordOp::Insert ? 1 : -1);
            }
        }
        m_newlyIgnored += batch.numRows() - kept.size();
        auto result = std::make_shared<Batch>(hasUpdates ? *gatherBatch(*rows, kept) : *rows);
        setWeights(*result, std::move(weights));
        out.add(std::move(result));
    }

    std::vector<Physical> m_columns;
    std::vector<InputBatch> m_pushed;
    uint64_t m_numIgnored = 0;
    uint64_t m_newlyIgnored = 0;
};

} // namespace

std::unique_ptr<InputTable> InputTable::bag(std::vector<Physical> columns)
{
    return std::make_unique<BagTable>(std::move(columns));
}

} // namespace millrace
