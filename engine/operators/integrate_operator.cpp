// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/operators/integrate_operator.h"

namespace millrace {

Status IntegrateOperator::evaluate(const StepContext&, std::span<const Stream* const> inputs, Stream&)
{
    m_pending = inputs[0]->delta;
    return {};
}

void IntegrateOperator::commit()
{
    if (!m_pending.empty()) {
        m_store->apply(m_pending);
        m_pending.clear();
    }
}

} // namespace millrace
