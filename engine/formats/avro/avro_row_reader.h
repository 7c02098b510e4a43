// SPDX-License-Identifier: GPL-3.0-or-later
// Reads Avro records into the columns of a table.
#pragma once

#include "engine/formats/avro/avro_binary.h"
#include "engine/formats/avro/avro_schema.h"
#include "engine/formats/decoder.h"
#include "engine/formats/record_builder.h"

#include <memory>
#include <string>
#include <vector>

namespace millrace {

/// Fields go to the columns of their name (as ColumnLookup says); others are passed over. Not thread-safe.
class AvroRowReader {
public:
    enum class Use : uint8_t {
        Whole, ///< columns without a field get their default or NULL
        Key,   ///< only columns of the primary key are read; all without one
    };

    /// kConnectorInvalidValue when a field does not fit its column, or a column that must not be NULL has no field.
    static Result<std::unique_ptr<AvroRowReader>> make(std::shared_ptr<const AvroSchema> schema, const AvroType& record,
                                                       const DecoderTarget& target);

    /// Appends one row, not yet committed; false, with the fault in `in`, when it cannot be had.
    bool read(AvroInput& in, Use use, RecordBuilder& builder);
    /// The column that a fault of kind Value is about.
    const std::string& faultyColumn() const { return m_faultyColumn; }

private:
    struct Field {
        const AvroType* type = nullptr;
        int column = -1; ///< -1: passed over
    };
    AvroRowReader(std::shared_ptr<const AvroSchema> schema, const DecoderTarget& target);
    Status bind(const AvroType& record);

    const std::shared_ptr<const AvroSchema> m_schema;
    const DecoderTarget m_target;
    std::vector<Field> m_fields;
    std::vector<uint8_t> m_isKey;
    std::string m_faultyColumn;
};

/// Whether values of an Avro type can go into a column; the reason why not, or success.
Status checkAvroType(const AvroType& type, const SqlType& column);
/// Appends one value of such a type; false, with the fault in `in`, when it does not fit.
bool readAvroValue(AvroInput& in, const AvroType& type, const SqlType& sqlType, ColumnBuilder& column, int depth = 0);

} // namespace millrace
