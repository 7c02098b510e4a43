// SPDX-License-Identifier: GPL-3.0-or-later
// A source operator whose changes a test hands over.
#pragma once

#include "engine/operators/operator.h"

namespace millrace::test {

/// Emits the change that was set, once. Nothing else.
class DeltaSource final : public Operator {
public:
    void set(Delta delta) { m_next = std::move(delta); }
    void setFrontier(Frontier frontier) { m_frontier = frontier; }

    Status evaluate(const StepContext&, std::span<const Stream* const>, Stream& output) override
    {
        output.delta = m_next;
        output.frontier = m_frontier;
        return {};
    }
    void commit() override { m_next.clear(); }
    void rollback() override { m_next.clear(); }
    std::string describe() const override { return "test source"; }

private:
    Delta m_next;
    Frontier m_frontier = kNoFrontier;
};

/// Fails whenever its input has a row, to provoke a rollback of everything before it.
class FailingSink final : public Operator {
public:
    bool isArmed = false;

    Status evaluate(const StepContext&, std::span<const Stream* const>, Stream&) override
    {
        return isArmed ? Status(makeError(ErrorCode::kEvalOverflow, "provoked")) : Status();
    }
    std::string describe() const override { return "failing sink"; }
};

} // namespace millrace::test
