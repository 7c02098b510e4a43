// SPDX-License-Identifier: GPL-3.0-or-later
// Between columns and the elements of arrays.
#pragma once

#include "engine/expr/kernel.h"
#include "engine/types/array_code.h"

#include <string>
#include <string_view>

namespace millrace {

/// Appends a cell, NULL or not, to the code of an array.
using CellAppender = void (*)(std::string& array, const Column& column, size_t row);
/// Writes an element to a cell; text that is there in one piece is shared. For functions that make NULLs.
using CellWriter = void (*)(std::string_view element, MutableColumn& out, size_t row);

/// For elements of this type; choose once, call often.
CellAppender cellAppender(const SqlType& element);
CellWriter cellWriter(const SqlType& element);

/// Calls f(element) for each element until it returns false.
template <typename F>
void forEachElement(std::string_view array, const SqlType& type, F&& f)
{
    for (std::string_view element = takeElement(array, type); !element.empty(); element = takeElement(array, type)) {
        if (!f(element)) {
            return;
        }
    }
}

/// Text and the function of SPLIT: the parts between delimiters; none in an empty text, and the whole when the
/// delimiter is empty.
template <typename F>
void forEachPart(std::string_view text, std::string_view delimiter, F&& f)
{
    if (delimiter.empty()) {
        f(text);
        return;
    }
    while (!text.empty()) {
        const size_t end = text.find(delimiter);
        if (!f(text.substr(0, end))) {
            return;
        }
        if (end == std::string_view::npos) {
            return;
        }
        text.remove_prefix(end + delimiter.size());
        if (text.empty()) {
            f(text); // what follows the last delimiter
        }
    }
}

} // namespace millrace
