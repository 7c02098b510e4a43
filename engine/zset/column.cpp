// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/zset/column.h"

#include "engine/zset/batch.h"

namespace millrace {

Value valueAt(const Column& column, size_t row, const SqlType&)
{
    if (column.isNull(row)) {
        return Value::null();
    }
    switch (column.physical) {
    case Physical::Bool: return Value(column.get<uint8_t>(row) != 0);
    case Physical::Int8: return Value(int64_t{column.get<int8_t>(row)});
    case Physical::Int16: return Value(int64_t{column.get<int16_t>(row)});
    case Physical::Int32: return Value(int64_t{column.get<int32_t>(row)});
    case Physical::Int64: return Value(column.get<int64_t>(row));
    case Physical::UInt8: return Value(uint64_t{column.get<uint8_t>(row)});
    case Physical::UInt16: return Value(uint64_t{column.get<uint16_t>(row)});
    case Physical::UInt32: return Value(uint64_t{column.get<uint32_t>(row)});
    case Physical::UInt64: return Value(column.get<uint64_t>(row));
    case Physical::Decimal128: return Value(column.get<Int128>(row));
    case Physical::Float: return Value(static_cast<double>(column.get<float>(row)));
    case Physical::Double: return Value(column.get<double>(row));
    case Physical::String: return Value(std::string(column.get<StringRef>(row).view()));
    }
    return Value::null();
}

size_t Batch::byteSize() const
{
    size_t bytes = weights != nullptr ? numRows * sizeof(Weight) : 0;
    for (const Column& column : columns) {
        const size_t elements = column.isConstant ? 1 : numRows;
        bytes += elements * sizeOf(column.physical) + (column.nulls != nullptr ? elements : 0);
        if (column.physical == Physical::String) {
            for (size_t row = 0; row < elements; ++row) {
                const StringRef& text = column.as<StringRef>()[row];
                bytes += text.isInline() ? 0 : text.size();
            }
        }
    }
    return bytes;
}

} // namespace millrace
