// SPDX-License-Identifier: GPL-3.0-or-later
// Runs the nodes of an expression program over one slice of a batch.
#pragma once

#include "engine/base/error.h"
#include "engine/expr/expr_program.h"
#include "engine/expr/kernel.h"
#include "engine/zset/batch.h"

#include <cstdlib>

namespace millrace {

/// 64-byte aligned memory that grows and is reused.
class ScratchMemory {
public:
    std::byte* ensure(size_t bytes)
    {
        if (bytes > m_bytes) {
            const size_t rounded = (bytes + 63) / 64 * 64;
            m_memory.reset(static_cast<std::byte*>(std::aligned_alloc(64, rounded)));
            MR_ASSERT(m_memory != nullptr);
            m_bytes = rounded;
        }
        return m_memory.get();
    }

private:
    struct Free {
        void operator()(std::byte* memory) const { std::free(memory); }
    };
    std::unique_ptr<std::byte, Free> m_memory;
    size_t m_bytes = 0;
};

/// Rows for which something is evaluated; those of a lazily evaluated branch are part of those around it.
struct RowFrame {
    Selection selection;
    uint64_t id = 0;
    const RowFrame* parent = nullptr;
};

/// The machine evaluates a node when it is first needed in a slice and keeps the value for all rows of
/// that frame and the frames inside it. Vectors have at most kSliceRows rows, so that all of them stay in
/// the second-level cache.
class ExprMachine {
public:
    static constexpr size_t kSliceRows = 2048;

    explicit ExprMachine(const ExprProgram& program);

    /// Starts rows [offset, offset + rows) of a batch. The batch and the arena outlive the slice.
    void beginSlice(const Batch& batch, size_t offset, size_t rows, StringArena* arena);
    const RowFrame& sliceFrame() const { return m_sliceFrame; }

    /// Where a node writes its values in this slice instead of scratch memory.
    void setTarget(uint32_t node, void* data) { m_states[node].target = data; }

    /// The values of a node for the rows of the frame, or nullptr: failure() says why. Valid until the
    /// next slice, and while no frame beside this one is evaluated.
    const Column* evaluate(uint32_t node, const RowFrame& frame);
    /// Rows of the frame for which a boolean node is TRUE (positions in the slice), into `rows` with room for all
    /// of them; false on failure.
    bool select(uint32_t node, const RowFrame& frame, uint32_t* rows, size_t& count);

    Error takeFailure(size_t& row)
    {
        row = m_failureRow;
        return std::move(m_failure);
    }

private:
    struct NodeState {
        uint64_t frameId = 0;
        Column value;
        void* target = nullptr;
        ScratchMemory data;
        ScratchMemory nulls;
    };
    class RowList;
    class NullBytes;

    bool isKnown(const NodeState& state, const RowFrame& frame) const;
    bool compute(uint32_t index, const RowFrame& frame);
    void loadColumn(uint32_t index);
    bool computeCall(uint32_t index, const RowFrame& frame);
    bool callConstant(uint32_t index, const RowFrame& frame);
    bool callStrict(uint32_t index, const RowFrame& frame);
    bool callPlain(uint32_t index, const RowFrame& frame);
    bool runKernel(uint32_t index, const Selection& selection, MutableColumn& out);
    uint8_t* joinNulls(NodeState& state, bool isOwn);
    void gatherArgs(const ExprNode& node);

    template <ExprKind kKind>
    bool computeLogical(uint32_t index, const RowFrame& frame);
    template <ExprKind kKind>
    bool combineUndecided(uint32_t arg, const RowFrame& frame, uint8_t* data, NullBytes& nulls);
    bool computeCase(uint32_t index, const RowFrame& frame);
    bool blendCase(uint32_t index, const RowFrame& frame);
    bool decideCase(uint32_t index, size_t arg, const RowFrame& frame, void* data, NullBytes& nulls);
    bool computeCoalesce(uint32_t index, const RowFrame& frame);
    bool decideCoalesce(uint32_t index, size_t arg, const RowFrame& frame, void* data, NullBytes& nulls);
    bool mergeBranch(uint32_t branch, const RowFrame& frame, void* data, NullBytes& nulls);
    void mergeNull(uint32_t index, const RowFrame& frame, void* data, NullBytes& nulls);
    bool selectConjuncts(uint32_t node, size_t arg, const RowFrame& frame, uint32_t* rows, size_t& count);

    void* outputOf(uint32_t index);
    uint8_t* nullsOf(uint32_t index);
    void finish(uint32_t index, const RowFrame& frame, const void* data, const uint8_t* nulls);

    const ExprProgram& m_program;
    std::vector<NodeState> m_states;
    std::vector<Column> m_args;
    std::vector<std::unique_ptr<uint32_t[]>> m_freeRowLists;
    RowFrame m_sliceFrame;
    uint64_t m_nextFrameId = 1;
    const Batch* m_batch = nullptr;
    size_t m_offset = 0;
    size_t m_capacity = 0;
    StringArena* m_arena = nullptr;
    Error m_failure;
    size_t m_failureRow = 0;
};

} // namespace millrace
