// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/json_encoder.h"

namespace millrace {

namespace {

/// Puts records into lines or arrays.
class RecordStream {
public:
    RecordStream(const JsonEncoderOptions& options, std::string& out)
        : m_options(options)
        , m_out(out)
    {
    }

    void begin()
    {
        if (m_options.isArray) {
            m_out += m_inArray == 0 ? '[' : ',';
        }
    }
    void end()
    {
        ++m_numRecords;
        if (!m_options.isArray) {
            m_out += '\n';
        } else if (++m_inArray >= m_options.bufferSizeRecords) {
            closeArray();
        }
    }
    uint64_t finish()
    {
        if (m_inArray != 0) {
            closeArray();
        }
        return m_numRecords;
    }

private:
    void closeArray()
    {
        m_out += "]\n";
        m_inArray = 0;
    }

    const JsonEncoderOptions& m_options;
    std::string& m_out;
    uint64_t m_inArray = 0;
    uint64_t m_numRecords = 0;
};

enum class Sign { Negative, Positive };

void writeRows(const RowWriter& rows, const Delta& delta, Sign sign, RecordStream& stream, std::string& out)
{
    const std::string_view prefix = sign == Sign::Negative ? "{\"delete\":" : "{\"insert\":";
    for (const BatchPtr& batch : delta.batches) {
        if (sign == Sign::Negative && batch->isInsertOnly) {
            continue;
        }
        for (size_t row = 0; row < batch->numRows; ++row) {
            const Weight weight = batch->weight(row);
            const Weight repeats = sign == Sign::Negative ? -weight : weight;
            for (Weight i = 0; i < repeats; ++i) {
                stream.begin();
                out += prefix;
                rows.appendJson(*batch, row, out);
                out += '}';
                stream.end();
            }
        }
    }
}

} // namespace

Status checkWeights(const Delta& delta)
{
    for (const BatchPtr& batch : delta.batches) {
        for (size_t row = 0; batch->weights != nullptr && row < batch->numRows; ++row) {
            if (batch->weights[row] > kMaxRepeats || batch->weights[row] < -kMaxRepeats) {
                return makeError(ErrorCode::kEncodeWeight,
                                 "A row's weight is beyond the 1,000,000 that can be written out: " +
                                     std::to_string(batch->weights[row]));
            }
        }
    }
    return {};
}

JsonEncoder::JsonEncoder(JsonEncoderOptions options, const Schema& schema, std::unique_ptr<RecordWriter> writer)
    : m_options(std::move(options))
    , m_rows(schema)
    , m_writer(std::move(writer))
{
}

Result<uint64_t> JsonEncoder::encode(const Delta& delta, std::string& out)
{
    MR_CHECK(checkWeights(delta));
    RecordStream stream(m_options, out);
    if (m_options.form == JsonRecordForm::InsertDelete && m_options.flavor == JsonFlavor()) {
        if (!delta.isInsertOnly) {
            writeRows(m_rows, delta, Sign::Negative, stream, out);
        }
        writeRows(m_rows, delta, Sign::Positive, stream, out);
        return stream.finish();
    }
    forEachRecord(delta, *m_writer, [&](const Batch& batch, size_t row, Weight weight) {
        stream.begin();
        m_writer->appendRecord(batch, row, weight, out);
        stream.end();
        return true;
    });
    return stream.finish();
}

} // namespace millrace
