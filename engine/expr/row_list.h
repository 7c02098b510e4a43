// SPDX-License-Identifier: GPL-3.0-or-later
// Room for the rows of a frame, borrowed from the machine.
#pragma once

#include "engine/expr/expr_machine.h"

namespace millrace {

/// Taken when first asked for, given back at the end of the scope.
class ExprMachine::RowList {
public:
    explicit RowList(ExprMachine& machine)
        : m_machine(machine)
    {
    }
    ~RowList()
    {
        if (m_rows) {
            m_machine.m_freeRowLists.push_back(std::move(m_rows));
        }
    }
    RowList(const RowList&) = delete;
    RowList& operator=(const RowList&) = delete;

    uint32_t* data()
    {
        if (!m_rows) {
            if (m_machine.m_freeRowLists.empty()) {
                m_rows = std::make_unique_for_overwrite<uint32_t[]>(m_machine.m_capacity);
            } else {
                m_rows = std::move(m_machine.m_freeRowLists.back());
                m_machine.m_freeRowLists.pop_back();
            }
        }
        return m_rows.get();
    }

private:
    ExprMachine& m_machine;
    std::unique_ptr<uint32_t[]> m_rows;
};

} // namespace millrace
