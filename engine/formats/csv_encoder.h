// SPDX-License-Identifier: GPL-3.0-or-later
// The CSV output format: the columns in order, then the weight, no header.
#pragma once

#include "engine/formats/encoder.h"
#include "engine/formats/record_writer.h"

namespace millrace {

class CsvEncoder final : public Encoder {
public:
    CsvEncoder(char delimiter, const Schema& schema);
    Result<uint64_t> encode(const Delta& delta, std::string& out) override;

private:
    char m_delimiter;
    RowWriter m_rows;
};

/// The same, record by record.
std::unique_ptr<RecordWriter> makeCsvRecordWriter(char delimiter, const Schema& schema);

} // namespace millrace
