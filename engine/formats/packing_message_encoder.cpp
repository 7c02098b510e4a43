// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/packing_message_encoder.h"

#include "engine/formats/encoder.h"

namespace millrace {

PackingMessageEncoder::PackingMessageEncoder(std::unique_ptr<RecordWriter> writer, uint64_t maxRecords, size_t maxBytes)
    : m_writer(std::move(writer))
    , m_maxRecords(maxRecords)
    , m_maxBytes(maxBytes)
{
}

Status PackingMessageEncoder::encode(const Delta& delta, MessageSink& sink)
{
    MR_CHECK(checkWeights(delta));
    m_packed.clear();
    m_numPacked = 0;
    Status status;
    forEachRecord(delta, *m_writer, [&](const Batch& batch, size_t row, Weight weight) {
        status = add(batch, row, weight, sink);
        return status.ok();
    });
    return status.ok() ? sendPacked(sink) : std::move(status);
}

Status PackingMessageEncoder::add(const Batch& batch, size_t row, Weight weight, MessageSink& sink)
{
    const RecordWriter::Frame frame = m_writer->frame();
    m_record.clear();
    m_writer->appendRecord(batch, row, weight, m_record);
    m_key.clear();
    if (m_writer->hasKey()) {
        m_writer->appendKey(batch, row, m_key);
    }
    const size_t frameSize = frame.before.size() + frame.behind.size();
    if (m_record.size() + m_key.size() + frameSize > m_maxBytes) {
        sink.refuse(makeError(ErrorCode::kEncodeTooLarge, "The record is larger than the largest message, in bytes: " +
                                                              std::to_string(m_record.size() + m_key.size())));
        return {};
    }
    const bool isFull = m_numPacked >= m_maxRecords ||
                        m_packed.size() + frame.between.size() + m_record.size() + frame.behind.size() > m_maxBytes;
    if (m_numPacked != 0 && isFull) {
        MR_CHECK(sendPacked(sink));
    }
    m_packed += m_numPacked == 0 ? frame.before : frame.between;
    m_packed += m_record;
    ++m_numPacked;
    return m_writer->hasKey() ? sendPacked(sink) : Status();
}

Status PackingMessageEncoder::sendPacked(MessageSink& sink)
{
    if (m_numPacked == 0) {
        return {};
    }
    m_packed += m_writer->frame().behind;
    EncodedMessage message;
    message.value = m_packed;
    message.numRecords = m_numPacked;
    if (m_writer->hasKey()) {
        message.key = m_key;
    }
    Status status = sink.send(message);
    m_packed.clear();
    m_numPacked = 0;
    return status;
}

} // namespace millrace
