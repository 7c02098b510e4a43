// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/operators/group_table.h"

#include "engine/base/block_pool.h"

#include <cstdlib>

namespace millrace {

namespace {

constexpr uint32_t kSmallestPartition = 16;
constexpr uint32_t kSplitAtGroups = 8'192;
constexpr uint32_t kNumPartitions = 256;

uint32_t fillPercent(uint32_t number)
{
    return 55 + (number * 37) % 31;
}

} // namespace

GroupTable::GroupTable(const GroupLayout& layout)
    : m_layout(layout)
    , m_stride(layout.stride)
    , m_hasWordKey(layout.keyBytes == 8 && !layout.hasStringKey)
    , m_partitions(1)
{
    initPartition(m_partitions[0], kSmallestPartition, 0);
}

GroupTable::~GroupTable()
{
    if (m_layout.hasStringKey) {
        forEach([this](std::byte* slot) { freeKeyStrings(slot); });
    }
    for (const Partition& partition : m_partitions) {
        freeBlock(partition.slots, size_t{partition.mask + 1} * m_stride);
    }
    for (std::byte* block : m_images) {
        freeBlock(block, kImagesPerBlock * m_stride);
    }
}

void GroupTable::initPartition(Partition& partition, uint32_t capacity, uint32_t number) const
{
    partition.slots = static_cast<std::byte*>(allocateBlock(size_t{capacity} * m_stride));
    std::memset(partition.slots, 0, size_t{capacity} * m_stride);
    partition.mask = capacity - 1;
    partition.shift = 32 - static_cast<uint32_t>(__builtin_ctz(capacity));
    partition.count = 0;
    partition.limit = static_cast<uint32_t>(uint64_t{capacity} * fillPercent(number) / 100);
}

bool GroupTable::keyEquals(const std::byte* slot, const std::byte* key) const
{
    const std::byte* mine = slot + GroupLayout::kKey;
    if (!m_layout.hasStringKey) {
        switch (m_layout.keyBytes) {
        case 0: return true;
        case 8: return loadField<uint64_t>(mine, 0) == loadField<uint64_t>(key, 0);
        case 16:
            return loadField<uint64_t>(mine, 0) == loadField<uint64_t>(key, 0)
                && loadField<uint64_t>(mine, 8) == loadField<uint64_t>(key, 8);
        default: return std::memcmp(mine, key, m_layout.keyBytes) == 0;
        }
    }
    for (const KeyField& field : m_layout.keys) {
        const size_t offset = field.offset - GroupLayout::kKey;
        const bool isEqual = field.physical == Physical::String
            ? loadField<StringRef>(mine, offset) == loadField<StringRef>(key, offset)
            : std::memcmp(mine + offset, key + offset, field.width) == 0;
        if (!isEqual) {
            return false;
        }
    }
    const size_t nullOffset = m_layout.nullOffset - GroupLayout::kKey;
    return std::memcmp(mine + nullOffset, key + nullOffset, m_layout.keyBytes - nullOffset) == 0;
}

std::byte* GroupTable::findOrInsert(uint64_t hash, const std::byte* key)
{
    const uint32_t tag = tagOf(hash);
    Partition& partition = m_partitions[tag & m_partitionMask];
    const uint64_t word = m_hasWordKey ? loadField<uint64_t>(key, 0) : 0;
    for (uint32_t at = tag >> partition.shift;; at = (at + 1) & partition.mask) {
        std::byte* slot = partition.slots + size_t{at} * m_stride;
        const auto slotTag = loadField<uint32_t>(slot, GroupLayout::kTag);
        if (slotTag == tag
            && (m_hasWordKey ? loadField<uint64_t>(slot, GroupLayout::kKey) == word : keyEquals(slot, key))) {
            return slot;
        }
        if (slotTag != 0) {
            continue;
        }
        const bool mustSplit = m_partitionMask == 0 && m_numGroups >= kSplitAtGroups;
        if (partition.count >= partition.limit || mustSplit) {
            return nullptr;
        }
        storeField(slot, GroupLayout::kTag, tag);
        std::memcpy(slot + GroupLayout::kKey, key, m_layout.keyBytes);
        if (m_layout.hasStringKey) {
            copyKeyStrings(slot);
        }
        ++partition.count;
        ++m_numGroups;
        return slot;
    }
}

void GroupTable::moveSlot(Partition& to, const std::byte* slot)
{
    uint32_t at = loadField<uint32_t>(slot, GroupLayout::kTag) >> to.shift;
    while (loadField<uint32_t>(to.slots + size_t{at} * m_stride, GroupLayout::kTag) != 0) {
        at = (at + 1) & to.mask;
    }
    std::byte* target = to.slots + size_t{at} * m_stride;
    std::memcpy(target, slot, m_stride);
    ++to.count;
    if (const auto mark = loadField<uint32_t>(slot, GroupLayout::kTouched); mark != 0) {
        m_touched[mark - 1].slot = target;
    }
}

void GroupTable::growFor(uint64_t hash)
{
    if (m_partitionMask == 0 && m_numGroups >= kSplitAtGroups) {
        splitIntoPartitions();
        return;
    }
    const uint32_t number = partitionOf(hash);
    Partition& partition = m_partitions[number];
    const Partition old = partition;
    initPartition(partition, (old.mask + 1) * 2, number);
    for (size_t at = 0; at <= old.mask; ++at) {
        const std::byte* slot = old.slots + at * m_stride;
        if (loadField<uint32_t>(slot, GroupLayout::kTag) != 0) {
            moveSlot(partition, slot);
        }
    }
    freeBlock(old.slots, size_t{old.mask + 1} * m_stride);
}

void GroupTable::splitIntoPartitions()
{
    const Partition old = m_partitions[0];
    m_partitionMask = kNumPartitions - 1;
    m_partitions.assign(kNumPartitions, Partition{});
    for (uint32_t number = 0; number < kNumPartitions; ++number) {
        initPartition(m_partitions[number], kSplitAtGroups / kNumPartitions * 4, number);
    }
    for (size_t at = 0; at <= old.mask; ++at) {
        const std::byte* slot = old.slots + at * m_stride;
        if (const auto tag = loadField<uint32_t>(slot, GroupLayout::kTag); tag != 0) {
            moveSlot(m_partitions[tag & m_partitionMask], slot);
        }
    }
    freeBlock(old.slots, size_t{old.mask + 1} * m_stride);
}

void GroupTable::copyKeyStrings(std::byte* slot)
{
    for (const KeyField& field : m_layout.keys) {
        if (field.physical != Physical::String) {
            continue;
        }
        const auto text = loadField<StringRef>(slot, field.offset);
        if (!text.isInline()) {
            auto* bytes = static_cast<char*>(std::malloc(text.size()));
            MR_ASSERT(bytes != nullptr);
            std::memcpy(bytes, text.data(), text.size());
            storeField(slot, field.offset, StringRef(std::string_view(bytes, text.size())));
            m_stringBytes += text.size();
        }
    }
}

void GroupTable::freeKeyStrings(std::byte* slot)
{
    for (const KeyField& field : m_layout.keys) {
        if (field.physical != Physical::String) {
            continue;
        }
        const auto text = loadField<StringRef>(slot, field.offset);
        if (!text.isInline()) {
            m_stringBytes -= text.size();
            std::free(const_cast<char*>(text.data()));
        }
    }
}

void GroupTable::saveImage(std::byte* slot)
{
    Touched touched{slot, kNoImage};
    if (loadField<int64_t>(slot, GroupLayout::kRowCount) != 0 || m_layout.keyBytes == 0) {
        touched.image = m_numImages++;
        if (touched.image == m_images.size() * kImagesPerBlock) {
            m_images.push_back(static_cast<std::byte*>(allocateBlock(kImagesPerBlock * m_stride)));
        }
        std::byte* image = m_images[touched.image / kImagesPerBlock] + touched.image % kImagesPerBlock * m_stride;
        std::memcpy(image, slot, m_stride);
    }
    m_touched.push_back(touched);
    storeField(slot, GroupLayout::kTouched, static_cast<uint32_t>(m_touched.size()));
}

void GroupTable::forgetTouched()
{
    m_touched.clear();
    m_numImages = 0;
    while (m_images.size() > 1) {
        freeBlock(m_images.back(), kImagesPerBlock * m_stride);
        m_images.pop_back();
    }
}

GroupTable::Removal GroupTable::removalOf(const std::byte* slot) const
{
    const std::byte* key = slot + GroupLayout::kKey;
    return {loadField<uint32_t>(slot, GroupLayout::kTag), std::vector<std::byte>(key, key + m_layout.keyBytes)};
}

uint32_t GroupTable::positionOf(const Partition& partition, const Removal& removal) const
{
    for (uint32_t at = removal.tag >> partition.shift;; at = (at + 1) & partition.mask) {
        const std::byte* slot = partition.slots + size_t{at} * m_stride;
        const auto tag = loadField<uint32_t>(slot, GroupLayout::kTag);
        MR_ASSERT(tag != 0);
        if (tag == removal.tag && keyEquals(slot, removal.key.data())) {
            return at;
        }
    }
}

/// Deletion without tombstones, as in HashIndex::removeSlot().
void GroupTable::removeAt(Partition& partition, uint32_t at)
{
    const auto slotAt = [&](uint32_t position) { return partition.slots + size_t{position} * m_stride; };
    const auto tagAt = [&](uint32_t position) { return loadField<uint32_t>(slotAt(position), GroupLayout::kTag); };
    if (m_layout.hasStringKey) {
        freeKeyStrings(slotAt(at));
    }
    uint32_t hole = at;
    for (uint32_t next = (hole + 1) & partition.mask; tagAt(next) != 0; next = (next + 1) & partition.mask) {
        const uint32_t home = tagAt(next) >> partition.shift;
        if (((next - home) & partition.mask) >= ((next - hole) & partition.mask)) {
            std::memcpy(slotAt(hole), slotAt(next), m_stride);
            hole = next;
        }
    }
    std::memset(slotAt(hole), 0, m_stride);
    --partition.count;
    --m_numGroups;
}

uint64_t GroupTable::byteSize() const
{
    uint64_t bytes = m_stringBytes + m_images.size() * kImagesPerBlock * m_stride;
    for (const Partition& partition : m_partitions) {
        bytes += size_t{partition.mask + 1} * m_stride;
    }
    return bytes;
}

} // namespace millrace
