// SPDX-License-Identifier: GPL-3.0-or-later
// Packs the records of text formats into messages.
#pragma once

#include "engine/formats/message_encoder.h"
#include "engine/formats/record_writer.h"

#include <string>

namespace millrace {

/// As many records a message as fit, up to a number; a record with a key is a message of its own.
class PackingMessageEncoder final : public MessageEncoder {
public:
    PackingMessageEncoder(std::unique_ptr<RecordWriter> writer, uint64_t maxRecords, size_t maxBytes);
    Status encode(const Delta& delta, MessageSink& sink) override;

private:
    Status add(const Batch& batch, size_t row, Weight weight, MessageSink& sink);
    Status sendPacked(MessageSink& sink);

    const std::unique_ptr<RecordWriter> m_writer;
    const uint64_t m_maxRecords;
    const size_t m_maxBytes;
    std::string m_packed;
    std::string m_record;
    std::string m_key;
    uint64_t m_numPacked = 0;
};

} // namespace millrace
