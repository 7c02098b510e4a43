// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/array_cells.h"

#include "engine/types/array_code.h"

namespace millrace {

void appendArrayCells(const Column& cells, size_t numCells, const SqlType& element, std::string& array)
{
    withPhysical(cells.physical, [&](auto tag) {
        using T = decltype(tag);
        for (size_t i = 0; i < numCells; ++i) {
            if (cells.isNull(i)) {
                appendNullElement(array);
            } else if constexpr (std::is_same_v<T, StringRef>) {
                if (element.id == TypeId::Array) {
                    appendArrayElement(array, cells.get<T>(i).view());
                } else {
                    appendTextElement(array, cells.get<T>(i).view());
                }
            } else {
                appendNumberElement(array, cells.get<T>(i));
            }
        }
    });
}

} // namespace millrace
