// SPDX-License-Identifier: GPL-3.0-or-later
// A 16-byte reference to UTF-8 text: short strings inline, long ones as prefix and pointer.
#pragma once

#include <compare>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace millrace {

/// Text of up to 4 GiB. Up to 12 bytes live inside; longer text is pointed to and must outlive the
/// reference (a StringArena owns it). Unused inline bytes are zero, so that equal short strings are
/// equal bit by bit. The layout is that of the "German strings" of Umbra (Neumann and Freitag, CIDR 2020, §3.1).
class StringRef {
public:
    static constexpr uint32_t kInlineBytes = 12;

    StringRef()
        : m_size(0)
        , m_prefix{}
        , m_tail{}
    {
    }
    StringRef(std::string_view text) // NOLINT: a reference converts from what it refers to
        : m_size(static_cast<uint32_t>(text.size()))
        , m_prefix{}
        , m_tail{}
    {
        if (m_size <= kInlineBytes) {
            std::memcpy(m_prefix, text.data(), m_size < 4 ? m_size : 4);
            if (m_size > 4) {
                std::memcpy(m_tail, text.data() + 4, m_size - 4);
            }
        } else {
            std::memcpy(m_prefix, text.data(), 4);
            const char* data = text.data();
            std::memcpy(m_tail, &data, sizeof data);
        }
    }

    uint32_t size() const { return m_size; }
    bool isInline() const { return m_size <= kInlineBytes; }
    const char* data() const
    {
        if (isInline()) {
            return m_prefix;
        }
        const char* data;
        std::memcpy(&data, m_tail, sizeof data);
        return data;
    }
    std::string_view view() const { return {data(), m_size}; }

    friend bool operator==(const StringRef& a, const StringRef& b)
    {
        if (std::memcmp(&a, &b, 8) != 0) {
            return false;
        }
        if (a.isInline()) {
            return std::memcmp(a.m_tail, b.m_tail, 8) == 0;
        }
        return std::memcmp(a.data(), b.data(), a.m_size) == 0;
    }
    friend std::strong_ordering operator<=>(const StringRef& a, const StringRef& b)
    {
        const int order = a.view().compare(b.view());
        return order <=> 0;
    }

private:
    uint32_t m_size;
    char m_prefix[4];
    char m_tail[8]; ///< bytes 4..11 of short text, else the pointer to the whole text
};

static_assert(sizeof(StringRef) == 16);

} // namespace millrace
