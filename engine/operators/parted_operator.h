// SPDX-License-Identifier: GPL-3.0-or-later
// Operators whose work on a step consists of parts that may be done at the same time.
#pragma once

#include "engine/operators/operator.h"

#include <cstddef>

namespace millrace {

/// How far work is divided.
struct Parallelism {
    size_t workers = 1;        ///< threads that work on a step at the same time; 1 = only the caller
    size_t numShards = 1;      ///< of an operator that can be divided
    size_t inlineRows = 2'048; ///< fewer rows to work on are not worth waking up a thread

    size_t workersFor(size_t rows) const { return rows < inlineRows ? 1 : workers; }
};

/// start(), then every part once, in any order and on any threads, then finish(). evaluate() does all of it in place.
class PartedOperator : public Operator {
public:
    Status evaluate(const StepContext& context, std::span<const Stream* const> inputs, Stream& output) final;
    void commit() final;
    PartedOperator* parted() final { return this; }

    /// Prepares the evaluation, for which the arguments have to stay, and returns the number of its parts.
    virtual size_t start(const StepContext& context, std::span<const Stream* const> inputs, Stream& output) = 0;
    virtual void evaluatePart(size_t part) = 0;
    /// Of several parts that fail the lowest one's error is told, whichever was first.
    virtual Status finish(Stream& output) = 0;

    /// Parts of the commit, likewise.
    virtual size_t numCommitParts() const { return 0; }
    virtual void commitPart(size_t /*part*/) {}
};

} // namespace millrace
