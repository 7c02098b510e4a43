// SPDX-License-Identifier: GPL-3.0-or-later
// Loops of functions on text: results that are parts of an argument share its bytes, others go to the arena.
#pragma once

#include "engine/expr/kernel.h"

namespace millrace {

inline std::string_view textAt(const Column& column, size_t row)
{
    return column.get<StringRef>(row).view();
}

/// Calls f(row, text) for every selected row, with the bytes of long texts fetched ahead: they lie anywhere.
template <typename F>
void forEachText(const Column& texts, const Selection& selection, F f)
{
    constexpr size_t kAhead = 8;
    const StringRef* text = texts.as<StringRef>();
    if (texts.isConstant) {
        forEachRow(selection, [&](size_t row) { f(row, text->view()); });
        return;
    }
    const auto rowAt = [&selection](size_t i) { return selection.rows == nullptr ? i : size_t{selection.rows[i]}; };
    for (size_t i = 0; i < selection.numSelected; ++i) {
        if (i + kAhead < selection.numSelected) {
            __builtin_prefetch(text[rowAt(i + kAhead)].data());
        }
        const size_t row = rowAt(i);
        f(row, text[row].view());
    }
}

/// result[row] = part(row), a view into an argument, which the result shares.
template <typename Part>
void shareText(const Selection& selection, MutableColumn& out, Part part)
{
    auto* result = out.as<StringRef>();
    forEachRow(selection, [&](size_t row) {
        const std::string_view view = part(row);
        result[row] = view.empty() ? StringRef() : StringRef(view);
    });
}

/// write(row, text) appends to an empty string, which is stored.
template <typename Write>
void buildText(const Selection& selection, MutableColumn& out, Write write)
{
    auto* result = out.as<StringRef>();
    std::string text;
    forEachRow(selection, [&](size_t row) {
        text.clear();
        write(row, text);
        result[row] = out.arena->store(text);
    });
}

} // namespace millrace
