// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/stream/state_index.h"

namespace millrace::models {

namespace {

constexpr size_t kFewestSlots = 64;

} // namespace

void StateIndex::push(uint64_t hash)
{
    m_hashes.push_back(hash);
    if (m_hashes.size() * 4 > m_slots.size() * 3) {
        m_slots.assign(m_slots.empty() ? kFewestSlots : m_slots.size() * 2, kNone);
        for (size_t position = 0; position < m_hashes.size(); ++position) {
            place(static_cast<uint32_t>(position));
        }
        return;
    }
    place(static_cast<uint32_t>(m_hashes.size() - 1));
}

void StateIndex::removeBySwap(uint32_t position)
{
    closeSlot(slotOf(position));
    const auto end = static_cast<uint32_t>(m_hashes.size() - 1);
    if (position != end) {
        m_slots[slotOf(end)] = position;
        m_hashes[position] = m_hashes[end];
    }
    m_hashes.pop_back();
}

size_t StateIndex::slotOf(uint32_t position) const
{
    size_t slot = home(m_hashes[position]);
    while (m_slots[slot] != position) {
        slot = next(slot);
    }
    return slot;
}

void StateIndex::place(uint32_t position)
{
    size_t slot = home(m_hashes[position]);
    while (m_slots[slot] != kNone) {
        slot = next(slot);
    }
    m_slots[slot] = position;
}

void StateIndex::closeSlot(size_t slot)
{
    const size_t mask = m_slots.size() - 1;
    m_slots[slot] = kNone;
    for (size_t at = next(slot); m_slots[at] != kNone; at = next(at)) {
        // It may move back to the hole unless its home lies between the hole and where it stands.
        const size_t fromHome = (at - home(m_hashes[m_slots[at]])) & mask;
        if (fromHome >= ((at - slot) & mask)) {
            m_slots[slot] = m_slots[at];
            m_slots[at] = kNone;
            slot = at;
        }
    }
}

} // namespace millrace::models
