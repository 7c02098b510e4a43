// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/avro/avro_row_reader.h"

#include "engine/formats/column_lookup.h"

#include <algorithm>

namespace millrace {

AvroRowReader::AvroRowReader(std::shared_ptr<const AvroSchema> schema, const DecoderTarget& target)
    : m_schema(std::move(schema))
    , m_target(target)
    , m_isKey(target.schema.numColumns(), target.schema.primaryKey.empty() ? 1 : 0)
{
    for (const int column : target.schema.primaryKey) {
        m_isKey[static_cast<size_t>(column)] = 1;
    }
}

Result<std::unique_ptr<AvroRowReader>> AvroRowReader::make(std::shared_ptr<const AvroSchema> schema,
                                                           const AvroType& record, const DecoderTarget& target)
{
    auto reader = std::unique_ptr<AvroRowReader>(new AvroRowReader(std::move(schema), target));
    MR_CHECK(reader->bind(record));
    return reader;
}

Status AvroRowReader::bind(const AvroType& record)
{
    if (record.kind != AvroKind::Record) {
        return makeError(ErrorCode::kConnectorInvalidValue, "The Avro schema of a row is no record");
    }
    const ColumnLookup lookup(m_target.schema);
    std::vector<uint8_t> isGiven(m_target.schema.numColumns());
    for (const AvroField& field : record.fields) {
        const int column = std::max(lookup.find(field.name), -1);
        m_fields.push_back({field.type, column});
        if (column < 0) {
            continue;
        }
        const ColumnInfo& info = m_target.schema.columns[static_cast<size_t>(column)];
        const Status fits = checkAvroType(*field.type, info.type);
        if (!fits.ok() || isGiven[static_cast<size_t>(column)]++ != 0) {
            return makeError(ErrorCode::kConnectorInvalidValue,
                             "The Avro schema does not fit the table: " +
                                 (fits.ok() ? "two fields for one column" : fits.error().detail) + ": '" + info.name +
                                 "'");
        }
    }
    for (size_t i = 0; i < isGiven.size(); ++i) {
        const bool hasDefault = i < m_target.defaults.size() && m_target.defaults[i];
        if (isGiven[i] == 0 && !m_target.schema.columns[i].type.nullable && !hasDefault) {
            return makeError(ErrorCode::kConnectorInvalidValue,
                             "The Avro schema has no field for a column that must not be NULL: '" +
                                 m_target.schema.columns[i].name + "'");
        }
    }
    return {};
}

bool AvroRowReader::read(AvroInput& in, Use use, RecordBuilder& builder)
{
    m_faultyColumn.clear();
    for (const Field& field : m_fields) {
        const bool isWanted =
            field.column >= 0 && (use == Use::Whole || m_isKey[static_cast<size_t>(field.column)] != 0);
        if (!isWanted) {
            if (!in.skip(*field.type)) {
                return false;
            }
            continue;
        }
        const auto column = static_cast<size_t>(field.column);
        const SqlType& type = m_target.schema.columns[column].type;
        if (!readAvroValue(in, *field.type, type, builder.column(column))) {
            m_faultyColumn = m_target.schema.columns[column].name;
            return false;
        }
    }
    for (size_t i = 0; i < builder.numColumns(); ++i) {
        if (builder.hasValue(i)) {
            continue;
        }
        if (use == Use::Whole && i < m_target.defaults.size() && m_target.defaults[i]) {
            builder.column(i).appendValue(*m_target.defaults[i]);
        } else {
            builder.column(i).appendNull();
        }
    }
    return true;
}

} // namespace millrace
