// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/stream/row_copier.h"

#include <type_traits>

namespace millrace::models {

namespace {

void appendCell(ColumnBuilder& target, const Column& source, size_t row)
{
    if (source.isNull(row)) {
        target.appendNull();
        return;
    }
    withPhysical(source.physical, [&](auto tag) {
        using T = decltype(tag);
        if constexpr (std::is_same_v<T, StringRef>) {
            target.appendString(source.get<StringRef>(row).view());
        } else {
            target.append<T>(source.get<T>(row));
        }
    });
}

} // namespace

RowCopier::RowCopier(const Schema& schema)
    : m_builder(schema.physicals())
{
}

void RowCopier::add(const Batch& batch, size_t row)
{
    for (size_t i = 0; i < m_builder.numColumns(); ++i) {
        appendCell(m_builder.column(i), batch.columns[i], row);
    }
    ++m_numRows;
}

BatchPtr RowCopier::build()
{
    m_numRows = 0;
    return m_builder.build();
}

} // namespace millrace::models
