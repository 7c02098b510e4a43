// SPDX-License-Identifier: GPL-3.0-or-later
// VALUES: rows that are there from the first step on.
#pragma once

#include "engine/operators/operator.h"

namespace millrace {

/// Output z-set: the given rows, as the change of the first committed step. State: whether they are out.
class ConstantOperator final : public Operator {
public:
    explicit ConstantOperator(BatchPtr rows)
        : m_rows(std::move(rows))
    {
    }

    Status evaluate(const StepContext& context, std::span<const Stream* const> inputs, Stream& output) override;
    void commit() override { m_isOut = true; }
    bool isTimed() const override { return true; }
    bool wantsStep(const StepContext&) const override { return !m_isOut; }
    std::string describe() const override;

private:
    BatchPtr m_rows;
    bool m_isOut = false;
};

} // namespace millrace
