// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/expr/evaluator.h"

#include "engine/expr/expr_machine.h"
#include "engine/zset/batch_builder.h"

#include <algorithm>

namespace millrace {

namespace {

/// Everything that computed columns point to, but for the batch they were computed from.
struct ResultMemory {
    ScratchMemory values;
    std::shared_ptr<StringArena> arena;
    std::shared_ptr<const void> literals;
    std::vector<std::shared_ptr<const void>> batchStrings;
};

constexpr size_t aligned(size_t bytes)
{
    return (bytes + 63) / 64 * 64;
}

/// One expression's column on its way.
struct Output {
    std::byte* data = nullptr;
    uint8_t* nulls = nullptr;
    bool hasNull = false;
};

void copyElements(std::byte* target, const Column& source, size_t numRows)
{
    const size_t width = sizeOf(source.physical);
    if (!source.isConstant) {
        if (target != source.data) {
            std::memcpy(target, source.data, numRows * width);
        }
        return;
    }
    for (size_t row = 0; row < numRows; ++row) {
        std::memcpy(target + row * width, source.data, width);
    }
}

} // namespace

struct Evaluator::Impl {
    explicit Impl(std::vector<ExprPtr> expressions)
        : program(ExprProgram::compile(std::move(expressions)))
        , machine(program)
    {
        for (const ExprNode& node : program.nodes) {
            if (node.kind == ExprKind::Column && node.physical == Physical::String) {
                stringColumns.push_back(static_cast<size_t>(node.column));
            }
        }
        for (size_t i = 0; i < program.roots.size(); ++i) {
            const ExprNode& root = program.nodes[program.roots[i]];
            if (root.kind != ExprKind::Column && root.kind != ExprKind::Literal) {
                computed.push_back(i);
                hasComputedText = hasComputedText || root.physical == Physical::String;
            }
        }
    }

    const ExprNode& rootNode(size_t root) const { return program.nodes[program.roots[root]]; }

    /// Room for all computed columns in one piece.
    std::shared_ptr<ResultMemory> prepareOutputs(const Batch& batch)
    {
        auto memory = std::make_shared<ResultMemory>();
        size_t bytes = 0;
        for (const size_t root : computed) {
            bytes += aligned(batch.numRows * sizeOf(rootNode(root).physical)) + aligned(batch.numRows);
        }
        std::byte* next = memory->values.ensure(bytes);
        outputs.assign(program.roots.size(), Output{});
        for (const size_t root : computed) {
            outputs[root].data = next;
            next += aligned(batch.numRows * sizeOf(rootNode(root).physical));
            outputs[root].nulls = reinterpret_cast<uint8_t*>(next);
            next += aligned(batch.numRows);
        }
        if (hasComputedText) {
            memory->literals = program.literals;
            memory->batchStrings.reserve(stringColumns.size());
            for (const size_t column : stringColumns) {
                memory->batchStrings.push_back(batch.columns[column].owner);
            }
        }
        return memory;
    }

    /// The arena for the strings of one evaluation; one that stayed empty is used again.
    StringArena* currentArena()
    {
        if (!arena || arena->usedBytes() != 0) {
            arena = std::make_shared<StringArena>();
        }
        return arena.get();
    }

    EvalError takeFailure()
    {
        EvalError failure;
        failure.error = machine.takeFailure(failure.row);
        return failure;
    }

    void store(size_t root, const Column& value, size_t offset, size_t numRows)
    {
        Output& output = outputs[root];
        copyElements(output.data + offset * sizeOf(value.physical), value, numRows);
        if (value.nulls != nullptr) {
            if (!output.hasNull) {
                std::memset(output.nulls, 0, offset);
                output.hasNull = true;
            }
            if (value.isConstant) {
                std::memset(output.nulls + offset, 1, numRows);
            } else {
                std::memcpy(output.nulls + offset, value.nulls, numRows);
            }
        } else if (output.hasNull) {
            std::memset(output.nulls + offset, 0, numRows);
        }
    }

    bool runSlices(const Batch& batch, StringArena* strings)
    {
        for (size_t offset = 0; offset < batch.numRows; offset += ExprMachine::kSliceRows) {
            const size_t numRows = std::min(ExprMachine::kSliceRows, batch.numRows - offset);
            if (!runSlice(batch, offset, numRows, strings)) {
                return false;
            }
        }
        return true;
    }

    bool runSlice(const Batch& batch, size_t offset, size_t numRows, StringArena* strings)
    {
        machine.beginSlice(batch, offset, numRows, strings);
        for (const size_t root : computed) {
            machine.setTarget(program.roots[root], outputs[root].data + offset * sizeOf(rootNode(root).physical));
        }
        for (const size_t root : computed) {
            const Column* value = machine.evaluate(program.roots[root], machine.sliceFrame());
            if (value == nullptr) {
                return false;
            }
            store(root, *value, offset, numRows);
        }
        return true;
    }

    /// The machine must not write to results any more: they belong to others now.
    void releaseTargets()
    {
        for (const size_t root : computed) {
            machine.setTarget(program.roots[root], nullptr);
        }
    }

    Column resultOf(size_t root, const Batch& batch, const std::shared_ptr<ResultMemory>& memory) const
    {
        const ExprNode& node = rootNode(root);
        if (node.kind == ExprKind::Column) {
            return batch.columns[static_cast<size_t>(node.column)];
        }
        if (node.kind == ExprKind::Literal) {
            Column column = node.literal;
            column.owner = program.literals;
            return column;
        }
        Column column;
        column.physical = node.physical;
        column.data = outputs[root].data;
        column.nulls = outputs[root].hasNull ? outputs[root].nulls : nullptr;
        column.owner = memory;
        return column;
    }

    ExprProgram program;
    ExprMachine machine;
    std::vector<size_t> stringColumns; ///< of the batch, used by the program
    std::vector<size_t> computed;      ///< expressions that are neither a column nor a literal
    bool hasComputedText = false;
    std::vector<Output> outputs;
    std::shared_ptr<StringArena> arena;
};

Evaluator::Evaluator(std::vector<ExprPtr> expressions)
    : m_impl(std::make_unique<Impl>(std::move(expressions)))
{
}

Evaluator::~Evaluator() = default;
Evaluator::Evaluator(Evaluator&&) noexcept = default;

std::optional<EvalError> Evaluator::evaluate(const Batch& batch, std::vector<Column>& results)
{
    Impl& impl = *m_impl;
    std::shared_ptr<ResultMemory> memory;
    if (!impl.computed.empty()) {
        memory = impl.prepareOutputs(batch);
        StringArena* strings = impl.currentArena();
        const bool isDone = impl.runSlices(batch, strings);
        impl.releaseTargets();
        if (!isDone) {
            return impl.takeFailure();
        }
        if (impl.hasComputedText) {
            memory->arena = impl.arena;
        }
    }
    results.clear();
    results.reserve(impl.program.roots.size());
    for (size_t root = 0; root < impl.program.roots.size(); ++root) {
        results.push_back(impl.resultOf(root, batch, memory));
    }
    return std::nullopt;
}

std::optional<EvalError> Evaluator::select(const Batch& batch, std::vector<uint32_t>& rows)
{
    Impl& impl = *m_impl;
    MR_ASSERT(impl.program.roots.size() == 1);
    StringArena* strings = impl.currentArena();
    rows.clear();
    for (size_t offset = 0; offset < batch.numRows; offset += ExprMachine::kSliceRows) {
        const size_t numRows = std::min(ExprMachine::kSliceRows, batch.numRows - offset);
        impl.machine.beginSlice(batch, offset, numRows, strings);
        const size_t first = rows.size();
        rows.resize(first + numRows);
        size_t count = 0;
        if (!impl.machine.select(impl.program.roots[0], impl.machine.sliceFrame(), rows.data() + first, count)) {
            return impl.takeFailure();
        }
        rows.resize(first + count);
        if (offset != 0) {
            for (size_t i = first; i < rows.size(); ++i) {
                rows[i] += static_cast<uint32_t>(offset);
            }
        }
    }
    return std::nullopt;
}

Result<Value> evaluateConstant(const ExprPtr& expr)
{
    Evaluator evaluator({expr});
    Batch oneRow;
    oneRow.numRows = 1;
    std::vector<Column> results;
    if (std::optional<EvalError> failure = evaluator.evaluate(oneRow, results)) {
        return std::move(failure->error);
    }
    return valueAt(results[0], 0, expr->type);
}

} // namespace millrace
