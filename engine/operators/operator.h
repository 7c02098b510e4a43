// SPDX-License-Identifier: GPL-3.0-or-later
// What the circuit asks of an operator: evaluate a step, then commit it or roll it back.
#pragma once

#include "engine/base/clock.h"
#include "engine/base/result.h"
#include "engine/zset/batch.h"

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace millrace {

/// Below this event time a stream will not change any more; kNoFrontier = nothing is known.
using Frontier = int64_t;
constexpr Frontier kNoFrontier = std::numeric_limits<Frontier>::min();

/// The output port of an operator: the change of this step and the frontier reached.
struct Stream {
    Delta delta;
    Frontier frontier = kNoFrontier; ///< never moves back
    /// The same change in parts, which workers take on by themselves; none where operators are whole (ShardedOperator).
    std::vector<Stream> shards;

    void clearChange()
    {
        delta.clear();
        for (Stream& shard : shards) {
            shard.delta.clear();
        }
    }
    void setFrontier(Frontier reached)
    {
        frontier = reached;
        for (Stream& shard : shards) {
            shard.frontier = reached;
        }
    }
};

/// Ends an evaluation that somebody does not want any more, or that takes too much.
class EvaluationGuard {
public:
    virtual ~EvaluationGuard() = default;
    /// Asked by operators after each batch they have worked through; an error ends the evaluation. `made` is a batch
    /// that did not exist before and may be much larger than what came in; null otherwise.
    virtual Status passed(const Batch* made) = 0;
};

/// What one evaluation sees.
struct StepContext {
    uint64_t step = 0;
    TimestampMicros now = 0; ///< wall time of the step, the value of NOW()
    EvaluationGuard* guard = nullptr; ///< of queries; steps of a pipeline have none

    Status passed(const Batch* made = nullptr) const { return guard == nullptr ? Status() : guard->passed(made); }
};

/// Counters of an operator, kept by the circuit; read by displays.
struct OperatorStats {
    uint64_t numEvaluations = 0;
    uint64_t rowsIn = 0;
    uint64_t rowsOut = 0;
    uint64_t nanos = 0;
};

/// What an operator keeps of its input.
enum class Keeps : uint8_t {
    Nothing,
    Rows,     ///< each row that is there
    Groups,   ///< an entry for each group that is there
    BestRows, ///< the first rows of each group, in some order
};

class PartedOperator;
class RelationStore;

/// How several operators of the same kind may share the work of one, each with a part of the rows and its own state.
struct ShardRule {
    enum class Kind : uint8_t {
        Whole,   ///< not at all
        Cheap,   ///< any parts will do, but cutting rows into parts costs more than it brings
        AnyRows, ///< any parts will do
        ByKeys,  ///< rows that agree in these columns of the inputs have to meet in one operator
    };
    struct Input {
        std::vector<int> keys;                ///< ByKeys
        const RelationStore* store = nullptr; ///< where rows of this input are looked up, by the keys
    };

    Kind kind = Kind::Whole;
    std::vector<Input> inputs;
};

/// The store that stands in for one of a whole operator; the same one where it stays in one piece.
using StoreOfShard = std::function<std::shared_ptr<RelationStore>(const std::shared_ptr<RelationStore>&)>;

/// A node of the dataflow: incremental form of a relational operator. Its state is the integral of the
/// inputs it has seen in *committed* steps. evaluate() may read that state and prepare changes to it; only
/// commit() makes them the state, rollback() forgets them. So a failing step leaves no trace. Engine thread only.
///
/// The circuit calls evaluate() in topological order, and only where an input changed, where a frontier
/// moved, or where wantsStep() says so; then commit() or rollback() on exactly the operators evaluated.
class Operator {
public:
    virtual ~Operator() = default;

    /// Computes the change of the output (`output.delta`, empty on entry) from the changes of the inputs.
    virtual Status evaluate(const StepContext& context, std::span<const Stream* const> inputs, Stream& output) = 0;
    virtual void commit() {}
    virtual void rollback() {}
    /// True for operators that may have to run without input (the first step of a constant or global
    /// aggregate, a generator, a timer); wantsStep() is asked of them at the start of every step.
    virtual bool isTimed() const { return false; }
    virtual bool wantsStep(const StepContext&) const { return false; }

    virtual std::string describe() const = 0; ///< one line for explain, e.g. "aggregate by (part): min(price)"
    virtual Keeps keeps() const { return Keeps::Nothing; }
    /// The store of what it keeps, when others look rows up in it.
    virtual const RelationStore* keptRows() const { return nullptr; }
    virtual uint64_t stateRows() const { return 0; }
    virtual uint64_t stateBytes() const { return 0; }

    virtual ShardRule shardRule() const { return {}; }
    /// A new operator like this one before its first step, over the stores of a shard; null for a Whole one.
    virtual std::unique_ptr<Operator> makeShard(const StoreOfShard&) const { return nullptr; }
    /// The column of the output that has the values of an input's column in each row made from it; -1 = none.
    virtual int outputColumn(size_t /*input*/, int /*column*/) const { return -1; }
    /// The operator as one whose work has parts; null where it has none.
    virtual PartedOperator* parted() { return nullptr; }
};

} // namespace millrace
