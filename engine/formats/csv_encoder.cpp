// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/csv_encoder.h"

#include "engine/formats/json_encoder.h"

namespace millrace {

CsvEncoder::CsvEncoder(char delimiter, const Schema& schema)
    : m_delimiter(delimiter)
    , m_rows(schema)
{
}

Result<uint64_t> CsvEncoder::encode(const Delta& delta, std::string& out)
{
    MR_CHECK(checkWeights(delta));
    uint64_t numRecords = 0;
    for (const bool takesDeletes : {true, false}) {
        for (const BatchPtr& batch : delta.batches) {
            for (size_t row = 0; row < batch->numRows; ++row) {
                const Weight weight = batch->weight(row);
                if ((weight < 0) != takesDeletes) {
                    continue;
                }
                m_rows.appendCsv(*batch, row, m_delimiter, out);
                out += m_delimiter;
                out += std::to_string(weight);
                out += '\n';
                ++numRecords;
            }
        }
    }
    return numRecords;
}

} // namespace millrace
