// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/expr/expr_machine.h"

#include "engine/expr/row_list.h"
#include "engine/expr/vector_loops.h"

#include <algorithm>
#include <bit>

namespace millrace {

namespace {

alignas(64) constexpr std::byte kZeroValue[16] = {};
constexpr uint8_t kIsNull = 1;

Column constantNull(Physical physical)
{
    Column column;
    column.physical = physical;
    column.isConstant = true;
    column.data = kZeroValue;
    column.nulls = &kIsNull;
    return column;
}

bool isConstantNull(const Column& column)
{
    return column.isConstant && column.isNull(0);
}

} // namespace

ExprMachine::ExprMachine(const ExprProgram& program)
    : m_program(program)
    , m_states(program.nodes.size())
{
    for (size_t i = 0; i < program.nodes.size(); ++i) {
        if (program.nodes[i].kind == ExprKind::Literal) {
            m_states[i].value = program.nodes[i].literal;
        }
    }
}

void ExprMachine::beginSlice(const Batch& batch, size_t offset, size_t rows, StringArena* arena)
{
    MR_DCHECK(rows != 0 && rows <= kSliceRows);
    constexpr size_t kLeastCapacity = 64;
    if (rows > m_capacity) {
        m_capacity = std::bit_ceil(std::max(rows, kLeastCapacity));
        m_freeRowLists.clear();
    }
    m_batch = &batch;
    m_offset = offset;
    m_arena = arena;
    m_sliceFrame = RowFrame{{rows, nullptr, rows}, m_nextFrameId++, nullptr};
}

bool ExprMachine::isKnown(const NodeState& state, const RowFrame& frame) const
{
    for (const RowFrame* around = &frame; around != nullptr; around = around->parent) {
        if (around->id == state.frameId) {
            return true;
        }
    }
    return false;
}

const Column* ExprMachine::evaluate(uint32_t node, const RowFrame& frame)
{
    NodeState& state = m_states[node];
    if (m_program.nodes[node].kind != ExprKind::Literal && !isKnown(state, frame) && !compute(node, frame)) {
        return nullptr;
    }
    return &state.value;
}

bool ExprMachine::compute(uint32_t index, const RowFrame& frame)
{
    switch (m_program.nodes[index].kind) {
    case ExprKind::Column: loadColumn(index); return true;
    case ExprKind::Literal: return true;
    case ExprKind::Call:
    case ExprKind::Cast: return computeCall(index, frame);
    case ExprKind::And: return computeLogical<ExprKind::And>(index, frame);
    case ExprKind::Or: return computeLogical<ExprKind::Or>(index, frame);
    case ExprKind::Case: return computeCase(index, frame);
    case ExprKind::Coalesce: return computeCoalesce(index, frame);
    }
    return false;
}

void ExprMachine::loadColumn(uint32_t index)
{
    const ExprNode& node = m_program.nodes[index];
    NodeState& state = m_states[index];
    const Column& source = m_batch->columns[static_cast<size_t>(node.column)];
    MR_DCHECK(source.physical == node.physical);
    const size_t rows = m_sliceFrame.selection.numRows;
    const size_t first = source.isConstant ? 0 : m_offset;
    const size_t count = source.isConstant ? 1 : rows;
    state.value.physical = source.physical;
    state.value.isConstant = source.isConstant;
    state.value.data = static_cast<const std::byte*>(source.data) + first * sizeOf(source.physical);
    state.value.nulls = source.nulls == nullptr ? nullptr : source.nulls + first;
    if (state.value.nulls != nullptr && std::memchr(state.value.nulls, 1, count) == nullptr) {
        state.value.nulls = nullptr;
    }
    state.frameId = m_sliceFrame.id;
}

void* ExprMachine::outputOf(uint32_t index)
{
    NodeState& state = m_states[index];
    return state.target != nullptr ? state.target
                                   : state.data.ensure(m_capacity * sizeOf(m_program.nodes[index].physical));
}

uint8_t* ExprMachine::nullsOf(uint32_t index)
{
    return reinterpret_cast<uint8_t*>(m_states[index].nulls.ensure(m_capacity));
}

void ExprMachine::finish(uint32_t index, const RowFrame& frame, const void* data, const uint8_t* nulls)
{
    NodeState& state = m_states[index];
    state.value.physical = m_program.nodes[index].physical;
    state.value.isConstant = false;
    state.value.data = data;
    state.value.nulls = nulls;
    state.frameId = frame.id;
}

bool ExprMachine::runKernel(uint32_t index, const Selection& selection, MutableColumn& out)
{
    const ExprNode& node = m_program.nodes[index];
    const KernelContext context{*node.expr, node.state.get()};
    std::optional<EvalFailure> failure = node.function->kernel(context, m_args, selection, out);
    if (!failure) {
        return true;
    }
    m_failure = makeError(failure->code, std::move(failure->detail), node.expr->span);
    m_failureRow = failure->row + m_offset;
    return false;
}

bool ExprMachine::computeCall(uint32_t index, const RowFrame& frame)
{
    const ExprNode& node = m_program.nodes[index];
    const bool isStrict = node.function->isStrict;
    bool isConstant = node.function->isDeterministic;
    for (const uint32_t arg : node.args) {
        const Column* value = evaluate(arg, frame);
        if (value == nullptr) {
            return false;
        }
        if (isStrict && isConstantNull(*value)) {
            m_states[index].value = constantNull(node.physical);
            m_states[index].frameId = frame.id;
            return true;
        }
        isConstant = isConstant && value->isConstant;
    }
    if (isConstant) {
        return callConstant(index, frame);
    }
    return isStrict ? callStrict(index, frame) : callPlain(index, frame);
}

void ExprMachine::gatherArgs(const ExprNode& node)
{
    m_args.resize(node.args.size());
    for (size_t i = 0; i < node.args.size(); ++i) {
        m_args[i] = m_states[node.args[i]].value;
    }
}

bool ExprMachine::callConstant(uint32_t index, const RowFrame& frame)
{
    const ExprNode& node = m_program.nodes[index];
    gatherArgs(node);
    for (Column& arg : m_args) {
        arg.isConstant = false; // one row of one value each
    }
    NodeState& state = m_states[index];
    uint8_t* nulls = node.makesNulls ? nullsOf(index) : nullptr;
    if (nulls != nullptr) {
        *nulls = 0;
    }
    void* data = state.data.ensure(m_capacity * sizeOf(node.physical));
    MutableColumn out{node.physical, data, nulls, false, m_arena};
    if (!runKernel(index, Selection{1, nullptr, 1}, out)) {
        // Every selected row fails alike.
        m_failureRow = m_offset + (frame.selection.rows == nullptr ? 0 : frame.selection.rows[0]);
        return false;
    }
    if (out.hasNull) {
        state.value = constantNull(node.physical);
        state.frameId = frame.id;
        return true;
    }
    finish(index, frame, out.data, nullptr);
    state.value.isConstant = true;
    return true;
}

/// Null bytes of a strict call: those of its arguments together, in memory of the node when it is written to.
uint8_t* ExprMachine::joinNulls(NodeState& state, bool isOwn)
{
    const size_t rows = m_sliceFrame.selection.numRows;
    const uint8_t* first = nullptr;
    uint8_t* own = nullptr;
    auto makeOwn = [&] {
        own = reinterpret_cast<uint8_t*>(state.nulls.ensure(m_capacity));
        if (first != nullptr) {
            std::memcpy(own, first, rows);
        } else {
            std::memset(own, 0, rows);
        }
    };
    for (const Column& arg : m_args) {
        if (arg.nulls == nullptr || arg.nulls == first) {
            continue;
        }
        if (first == nullptr) {
            first = arg.nulls;
            continue;
        }
        if (own == nullptr) {
            makeOwn();
        }
        orBytes(own, arg.nulls, rows);
    }
    if (own == nullptr && isOwn) {
        makeOwn();
    }
    // Borrowed bytes are only read: a node that makes NULLs has its own.
    return own != nullptr ? own : const_cast<uint8_t*>(first);
}

bool ExprMachine::callStrict(uint32_t index, const RowFrame& frame)
{
    const ExprNode& node = m_program.nodes[index];
    gatherArgs(node);
    const bool hasNullArg =
        std::any_of(m_args.begin(), m_args.end(), [](const Column& arg) { return arg.nulls != nullptr; });
    uint8_t* nulls = joinNulls(m_states[index], node.makesNulls);
    MutableColumn out{node.physical, outputOf(index), node.makesNulls ? nulls : nullptr, false, m_arena};
    RowList rows(*this);
    Selection selection = frame.selection;
    if (hasNullArg && !node.function->isDense) {
        selection.numSelected = filterRows(nulls, 0, frame.selection, rows.data());
        selection.rows = rows.data();
    }
    if (selection.numSelected != 0 && !runKernel(index, selection, out)) {
        return false;
    }
    const bool hasNull = hasNullArg || out.hasNull;
    if (hasNull) {
        zeroNulls(out.data, node.physical, nulls, frame.selection.numRows);
    }
    finish(index, frame, out.data, hasNull ? nulls : nullptr);
    return true;
}

bool ExprMachine::callPlain(uint32_t index, const RowFrame& frame)
{
    const ExprNode& node = m_program.nodes[index];
    gatherArgs(node);
    uint8_t* nulls = nullptr;
    if (node.makesNulls) {
        nulls = nullsOf(index);
        std::memset(nulls, 0, frame.selection.numRows);
    }
    MutableColumn out{node.physical, outputOf(index), nulls, false, m_arena};
    if (!runKernel(index, frame.selection, out)) {
        return false;
    }
    if (out.hasNull) {
        zeroNulls(out.data, node.physical, nulls, frame.selection.numRows);
    }
    finish(index, frame, out.data, out.hasNull ? nulls : nullptr);
    return true;
}

/// Each operand of an AND narrows the rows for the next; NULL is as good as FALSE here.
bool ExprMachine::selectConjuncts(uint32_t node, size_t arg, const RowFrame& frame, uint32_t* rows, size_t& count)
{
    const std::vector<uint32_t>& conjuncts = m_program.nodes[node].args;
    if (arg + 1 == conjuncts.size()) {
        return select(conjuncts[arg], frame, rows, count);
    }
    RowList kept(*this);
    size_t numKept = 0;
    if (!select(conjuncts[arg], frame, kept.data(), numKept)) {
        return false;
    }
    if (numKept == 0) {
        count = 0;
        return true;
    }
    const RowFrame narrowed{{frame.selection.numRows, kept.data(), numKept}, m_nextFrameId++, &frame};
    const bool isAll = numKept == frame.selection.numSelected;
    return selectConjuncts(node, arg + 1, isAll ? frame : narrowed, rows, count);
}

bool ExprMachine::select(uint32_t node, const RowFrame& frame, uint32_t* rows, size_t& count)
{
    const ExprNode& condition = m_program.nodes[node];
    if (condition.kind == ExprKind::And && !condition.isTotal) {
        return selectConjuncts(node, 0, frame, rows, count);
    }
    const Column* value = evaluate(node, frame);
    if (value == nullptr) {
        return false;
    }
    count = 0;
    if (!value->isConstant) {
        count = filterRows(value->as<uint8_t>(), 1, frame.selection, rows);
    } else if (value->get<uint8_t>(0) == 1) {
        forEachRow(frame.selection, [&](size_t row) { rows[count++] = static_cast<uint32_t>(row); });
    }
    return true;
}

} // namespace millrace
