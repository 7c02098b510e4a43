// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/expr/array_cells.h"

namespace millrace {

namespace {

template <typename T>
void appendNumberCell(std::string& array, const Column& column, size_t row)
{
    if (column.isNull(row)) {
        appendNullElement(array);
    } else {
        appendNumberElement(array, column.get<T>(row));
    }
}

template <auto kAppend>
void appendBytesCell(std::string& array, const Column& column, size_t row)
{
    if (column.isNull(row)) {
        appendNullElement(array);
    } else {
        kAppend(array, column.get<StringRef>(row).view());
    }
}

template <typename T>
void writeNumber(std::string_view element, MutableColumn& out, size_t row)
{
    if (isNullElement(element)) {
        out.setNull(row);
    } else {
        out.as<T>()[row] = numberOfOrderedBytes<T>(element.data() + 1);
    }
}

void writeText(std::string_view element, MutableColumn& out, size_t row)
{
    if (isNullElement(element)) {
        out.setNull(row);
        return;
    }
    std::string buffer;
    const std::string_view text = textOfElement(element, buffer);
    const bool isShared = text.data() != buffer.data();
    out.as<StringRef>()[row] = text.empty() ? StringRef() : isShared ? StringRef(text) : out.arena->store(text);
}

void writeArray(std::string_view element, MutableColumn& out, size_t row)
{
    if (isNullElement(element)) {
        out.setNull(row);
        return;
    }
    const std::string_view inner = arrayOfElement(element);
    out.as<StringRef>()[row] = inner.empty() ? StringRef() : StringRef(inner);
}

} // namespace

CellAppender cellAppender(const SqlType& element)
{
    if (element.id == TypeId::Array) {
        return &appendBytesCell<&appendArrayElement>;
    }
    return withPhysical(physicalOf(element), [](auto tag) -> CellAppender {
        using T = decltype(tag);
        if constexpr (std::is_same_v<T, StringRef>) {
            return &appendBytesCell<&appendTextElement>;
        } else {
            return &appendNumberCell<T>;
        }
    });
}

CellWriter cellWriter(const SqlType& element)
{
    if (element.id == TypeId::Array) {
        return &writeArray;
    }
    return withPhysical(physicalOf(element), [](auto tag) -> CellWriter {
        using T = decltype(tag);
        if constexpr (std::is_same_v<T, StringRef>) {
            return &writeText;
        } else {
            return &writeNumber<T>;
        }
    });
}

} // namespace millrace
