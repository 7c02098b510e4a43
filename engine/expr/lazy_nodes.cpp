// SPDX-License-Identifier: GPL-3.0-or-later
// AND, OR, CASE and COALESCE: an operand is evaluated only for the rows that need it, unless it can neither fail
// nor costs much; then it is computed for all rows without a look at the need.
#include "engine/expr/expr_machine.h"
#include "engine/expr/row_list.h"
#include "engine/expr/vector_loops.h"

namespace millrace {

namespace {

/// What AND (OR) of an accumulated value and one more operand is, in three values. Values under NULL are 0.
template <ExprKind kKind>
struct Logic {
    static uint8_t value(uint8_t a, uint8_t b)
    {
        return kKind == ExprKind::And ? static_cast<uint8_t>(a & b) : static_cast<uint8_t>(a | b);
    }
    /// 1 where the operands leave the result NULL.
    static uint8_t null(uint8_t a, uint8_t nullA, uint8_t b, uint8_t nullB)
    {
        if constexpr (kKind == ExprKind::And) {
            const int isFalse = (~a & ~nullA) | (~b & ~nullB);
            return static_cast<uint8_t>((nullA | nullB) & ~isFalse & 1);
        } else {
            return static_cast<uint8_t>((nullA | nullB) & ~(a | b) & 1);
        }
    }
};

/// Combines an operand into (data, nulls) for every row; nulls are there when either side has some.
template <ExprKind kKind>
void combineDense(uint8_t* __restrict data, uint8_t* __restrict nulls, const Column& operand, size_t numRows)
{
    const uint8_t* __restrict values = operand.as<uint8_t>();
    if (nulls == nullptr) {
        for (size_t row = 0; row < numRows; ++row) {
            data[row] = Logic<kKind>::value(data[row], values[row]);
        }
        return;
    }
    const uint8_t* operandNulls = operand.nulls;
    if (operandNulls == nullptr) {
        for (size_t row = 0; row < numRows; ++row) {
            nulls[row] = Logic<kKind>::null(data[row], nulls[row], values[row], 0);
            data[row] = Logic<kKind>::value(data[row], values[row]);
        }
        return;
    }
    for (size_t row = 0; row < numRows; ++row) {
        nulls[row] = Logic<kKind>::null(data[row], nulls[row], values[row], operandNulls[row]);
        data[row] = Logic<kKind>::value(data[row], values[row]);
    }
}

template <ExprKind kKind>
void combineRows(uint8_t* data, uint8_t* nulls, const Column& operand, const Selection& selection)
{
    forEachRow(selection, [&](size_t row) {
        const uint8_t value = operand.get<uint8_t>(row);
        if (nulls != nullptr) {
            nulls[row] = Logic<kKind>::null(data[row], nulls[row], value, operand.isNull(row) ? 1 : 0);
        }
        data[row] = Logic<kKind>::value(data[row], value);
    });
}

} // namespace

/// Null bytes of a node under construction; all zero from the first use on.
class ExprMachine::NullBytes {
public:
    NullBytes(ExprMachine& machine, uint32_t node)
        : m_machine(machine)
        , m_node(node)
    {
    }
    uint8_t* get() const { return m_bytes; }
    uint8_t* ensure()
    {
        if (m_bytes == nullptr) {
            m_bytes = m_machine.nullsOf(m_node);
            std::memset(m_bytes, 0, m_machine.m_sliceFrame.selection.numRows);
        }
        return m_bytes;
    }
    /// The null bytes of the selected rows become those of the column.
    void copy(const Column& source, const Selection& selection)
    {
        if (source.nulls == nullptr) {
            return;
        }
        uint8_t* bytes = ensure();
        forEachRow(selection, [&](size_t row) { bytes[row] = source.nulls[source.at(row)]; });
    }

private:
    ExprMachine& m_machine;
    uint32_t m_node;
    uint8_t* m_bytes = nullptr;
};

template <ExprKind kKind>
bool ExprMachine::computeLogical(uint32_t index, const RowFrame& frame)
{
    const ExprNode& node = m_program.nodes[index];
    const size_t numRows = frame.selection.numRows;
    const Column* first = evaluate(node.args[0], frame);
    if (first == nullptr) {
        return false;
    }
    auto* data = static_cast<uint8_t*>(outputOf(index));
    NullBytes nulls(*this, index);
    copyRows(data, *first, frame.selection);
    nulls.copy(*first, frame.selection);
    for (size_t i = 1; i < node.args.size(); ++i) {
        if (!m_program.nodes[node.args[i]].isTotal) {
            if (!combineUndecided<kKind>(node.args[i], frame, data, nulls)) {
                return false;
            }
            continue;
        }
        const Column* operand = evaluate(node.args[i], frame);
        if (operand == nullptr) {
            return false;
        }
        uint8_t* bytes = operand->nulls != nullptr ? nulls.ensure() : nulls.get();
        if (operand->isConstant || !prefersDense(frame.selection)) {
            combineRows<kKind>(data, bytes, *operand, frame.selection);
        } else {
            combineDense<kKind>(data, bytes, *operand, numRows);
        }
    }
    finish(index, frame, data, nulls.get());
    return true;
}

template bool ExprMachine::computeLogical<ExprKind::And>(uint32_t index, const RowFrame& frame);
template bool ExprMachine::computeLogical<ExprKind::Or>(uint32_t index, const RowFrame& frame);

/// Evaluates an operand where the ones before have not decided yet.
template <ExprKind kKind>
bool ExprMachine::combineUndecided(uint32_t arg, const RowFrame& frame, uint8_t* data, NullBytes& nulls)
{
    RowList rows(*this);
    const uint8_t* known = nulls.get();
    size_t count = 0;
    uint32_t* list = rows.data();
    forEachRow(frame.selection, [&](size_t row) {
        const bool isNull = known != nullptr && known[row] != 0;
        list[count] = static_cast<uint32_t>(row);
        count += (data[row] == (kKind == ExprKind::And ? 1 : 0)) || isNull ? 1 : 0;
    });
    if (count == 0) {
        return true;
    }
    const bool isAll = count == frame.selection.numSelected;
    const RowFrame undecided{{frame.selection.numRows, list, count}, m_nextFrameId++, &frame};
    const RowFrame& used = isAll ? frame : undecided;
    const Column* operand = evaluate(arg, used);
    if (operand == nullptr) {
        return false;
    }
    combineRows<kKind>(data, operand->nulls != nullptr ? nulls.ensure() : nulls.get(), *operand, used.selection);
    return true;
}

bool ExprMachine::mergeBranch(uint32_t branch, const RowFrame& frame, void* data, NullBytes& nulls)
{
    const Column* value = evaluate(branch, frame);
    if (value == nullptr) {
        return false;
    }
    copyRows(data, *value, frame.selection);
    nulls.copy(*value, frame.selection);
    return true;
}

void ExprMachine::mergeNull(uint32_t index, const RowFrame& frame, void* data, NullBytes& nulls)
{
    Column null;
    null.physical = m_program.nodes[index].physical;
    null.isConstant = true;
    static constexpr std::byte kZero[16] = {};
    static constexpr uint8_t kIsNull = 1;
    null.data = kZero;
    null.nulls = &kIsNull;
    copyRows(data, null, frame.selection);
    nulls.copy(null, frame.selection);
}

/// Decides the rows of the frame from the given argument on: a pair of WHEN and THEN, or the ELSE.
bool ExprMachine::decideCase(uint32_t index, size_t arg, const RowFrame& frame, void* data, NullBytes& nulls)
{
    const ExprNode& node = m_program.nodes[index];
    if (arg >= node.args.size()) {
        mergeNull(index, frame, data, nulls);
        return true;
    }
    if (arg + 1 == node.args.size()) {
        return mergeBranch(node.args[arg], frame, data, nulls);
    }
    const Column* condition = evaluate(node.args[arg], frame);
    if (condition == nullptr) {
        return false;
    }
    if (condition->isConstant) {
        const bool isTrue = condition->get<uint8_t>(0) == 1;
        return isTrue ? mergeBranch(node.args[arg + 1], frame, data, nulls)
                      : decideCase(index, arg + 2, frame, data, nulls);
    }
    RowList taken(*this);
    RowList rest(*this);
    const Selection& all = frame.selection;
    const size_t numTaken = filterRows(condition->as<uint8_t>(), 1, all, taken.data());
    const size_t numRest = filterRows(condition->as<uint8_t>(), 0, all, rest.data());
    const RowFrame takenFrame{{all.numRows, taken.data(), numTaken}, m_nextFrameId++, &frame};
    const RowFrame restFrame{{all.numRows, rest.data(), numRest}, m_nextFrameId++, &frame};
    if (numTaken != 0 && !mergeBranch(node.args[arg + 1], numRest == 0 ? frame : takenFrame, data, nulls)) {
        return false;
    }
    return numRest == 0 || decideCase(index, arg + 2, numTaken == 0 ? frame : restFrame, data, nulls);
}

/// CASE with one WHEN whose parts are cheap: all of them for all rows, then a choice a row.
bool ExprMachine::blendCase(uint32_t index, const RowFrame& frame)
{
    const ExprNode& node = m_program.nodes[index];
    const Column* condition = evaluate(node.args[0], frame);
    const Column* yes = evaluate(node.args[1], frame);
    const Column* no = evaluate(node.args[2], frame);
    if (condition == nullptr || yes == nullptr || no == nullptr || condition->isConstant) {
        return false;
    }
    const uint8_t* choice = condition->as<uint8_t>();
    const size_t numRows = frame.selection.numRows;
    void* data = outputOf(index);
    blendRows(data, choice, *yes, *no, numRows);
    uint8_t* nulls = nullptr;
    if (yes->nulls != nullptr || no->nulls != nullptr) {
        nulls = nullsOf(index);
        for (size_t row = 0; row < numRows; ++row) {
            nulls[row] = (choice[row] != 0 ? yes->isNull(row) : no->isNull(row)) ? 1 : 0;
        }
    }
    finish(index, frame, data, nulls);
    return true;
}

bool ExprMachine::computeCase(uint32_t index, const RowFrame& frame)
{
    const ExprNode& node = m_program.nodes[index];
    const bool isBlendable = node.isTotal && node.args.size() == 3 && prefersDense(frame.selection);
    if (isBlendable && blendCase(index, frame)) {
        return true;
    }
    void* data = outputOf(index);
    NullBytes nulls(*this, index);
    if (!decideCase(index, 0, frame, data, nulls)) {
        return false;
    }
    finish(index, frame, data, nulls.get());
    return true;
}

/// Fills the rows of the frame with the first argument from `arg` on that is not NULL.
bool ExprMachine::decideCoalesce(uint32_t index, size_t arg, const RowFrame& frame, void* data, NullBytes& nulls)
{
    const ExprNode& node = m_program.nodes[index];
    const Column* value = evaluate(node.args[arg], frame);
    if (value == nullptr) {
        return false;
    }
    const bool isLast = arg + 1 == node.args.size();
    copyRows(data, *value, frame.selection);
    if (isLast) {
        nulls.copy(*value, frame.selection);
        return true;
    }
    if (value->nulls == nullptr) {
        return true;
    }
    if (value->isConstant) {
        return decideCoalesce(index, arg + 1, frame, data, nulls);
    }
    RowList missing(*this);
    const size_t count = filterRows(value->nulls, 1, frame.selection, missing.data());
    const RowFrame missingFrame{{frame.selection.numRows, missing.data(), count}, m_nextFrameId++, &frame};
    const bool isAll = count == frame.selection.numSelected;
    return count == 0 || decideCoalesce(index, arg + 1, isAll ? frame : missingFrame, data, nulls);
}

bool ExprMachine::computeCoalesce(uint32_t index, const RowFrame& frame)
{
    const ExprNode& node = m_program.nodes[index];
    const Column* first = evaluate(node.args[0], frame);
    if (first == nullptr) {
        return false;
    }
    if (first->nulls == nullptr) {
        m_states[index].value = *first;
        m_states[index].frameId = frame.id;
        return true;
    }
    void* data = outputOf(index);
    NullBytes nulls(*this, index);
    if (!decideCoalesce(index, 0, frame, data, nulls)) {
        return false;
    }
    finish(index, frame, data, nulls.get());
    return true;
}

} // namespace millrace
