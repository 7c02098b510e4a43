// SPDX-License-Identifier: GPL-3.0-or-later
// Bottom-up rewriting of queries whose parts are shared.
#pragma once

#include "engine/plan/rel_rewrite.h"

#include <unordered_map>

namespace millrace::plan {

/// Rewrites every node once, inputs first, however often it is used.
template <typename Rewrite>
class RelMemo {
public:
    /// `rewrite(rel)` gets a node whose inputs are rewritten and gives what takes its place.
    explicit RelMemo(Rewrite rewrite)
        : m_rewrite(std::move(rewrite))
    {
    }

    sql::RelPtr run(const sql::RelPtr& rel)
    {
        const auto known = m_done.find(rel);
        if (known != m_done.end()) {
            return known->second;
        }
        std::vector<sql::RelPtr> inputs;
        for (const sql::RelPtr& input : rel->inputs) {
            inputs.push_back(run(input));
        }
        sql::RelPtr result = m_rewrite(inputs == rel->inputs ? rel : withInputs(*rel, std::move(inputs)));
        m_done.emplace(rel, result);
        return result;
    }

private:
    Rewrite m_rewrite;
    std::unordered_map<sql::RelPtr, sql::RelPtr> m_done;
};

} // namespace millrace::plan
