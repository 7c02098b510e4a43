// SPDX-License-Identifier: GPL-3.0-or-later
// The operators of a plan as data: for explain and displays.
#pragma once

#include "engine/operators/operator.h"

#include <cstdint>
#include <string>
#include <vector>

namespace millrace::plan {

/// An index over rows that are kept.
struct ArrangementInfo {
    std::vector<int> key; ///< columns of the stream
    uint32_t numUses = 0; ///< operators that look rows up by it; 0: the store finds its own rows by it
};

/// One operator, and what its output is known to be.
struct OperatorInfo {
    uint32_t node = 0;
    std::string relation;            ///< it belongs to
    std::string text;                ///< "aggregate by (#0): count(*)"
    std::vector<uint32_t> inputs;    ///< nodes
    std::vector<uint32_t> consumers; ///< nodes; several share what it makes
    bool isAppendOnly = false;       ///< its output never takes a row away
    bool hasKey = false;             ///< `key` determines a row of its output
    std::vector<int> key;
    Keeps keeps = Keeps::Nothing;
    bool growsForEver = false;                 ///< what it keeps never becomes less, whatever comes
    std::vector<ArrangementInfo> arrangements; ///< over the rows that it keeps

    /// What it keeps, in words; empty when it keeps nothing.
    std::string keepsText() const;
    /// Its arrangements, in words; empty when there is none.
    std::string arrangementsText() const;
};

struct IncrementalPlan;

/// All operators of a plan, by node.
std::vector<OperatorInfo> describeOperators(const IncrementalPlan& plan);

} // namespace millrace::plan
