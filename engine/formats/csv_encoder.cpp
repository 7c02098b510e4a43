// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/csv_encoder.h"

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

namespace {

class CsvRecordWriter final : public RecordWriter {
public:
    CsvRecordWriter(char delimiter, const Schema& schema)
        : m_delimiter(delimiter)
        , m_rows(schema)
    {
    }
    Frame frame() const override { return {"", "\n", "\n"}; }
    bool writesWeights() const override { return true; }
    void appendRecord(const Batch& batch, size_t row, Weight weight, std::string& out) override
    {
        m_rows.appendCsv(batch, row, m_delimiter, out);
        out += m_delimiter;
        out += std::to_string(weight);
    }

private:
    char m_delimiter;
    RowWriter m_rows;
};

} // namespace

std::unique_ptr<RecordWriter> makeCsvRecordWriter(char delimiter, const Schema& schema)
{
    return std::make_unique<CsvRecordWriter>(delimiter, schema);
}

} // namespace millrace
