// SPDX-License-Identifier: GPL-3.0-or-later
// From the bytes of a source to the consumer: a decoder and the counting around it.
#pragma once

#include "engine/connectors/input_reader.h"
#include "engine/formats/decoder.h"

#include <memory>
#include <string_view>

namespace millrace {

/// Belongs to a reader's thread.
class RecordFeed {
public:
    RecordFeed(std::unique_ptr<Decoder> decoder, std::shared_ptr<InputConsumer> consumer);

    /// Decodes and hands over what is complete.
    void feed(std::string_view bytes);
    /// Decodes a message, whose records are whole; handed over with flush().
    void feedMessage(std::string_view message);
    void flush() { handOver(); }
    /// The bytes so far end here: what is left is the last record.
    void finishBytes();
    /// finishBytes(), and the end of the input.
    void finish();

private:
    void handOver();

    std::unique_ptr<Decoder> m_decoder;
    std::shared_ptr<InputConsumer> m_consumer;
    DecodedChunk m_chunk;
    uint64_t m_numBytes = 0; ///< read and not yet told
};

/// The decoder a connector's format asks for. Errors: those of makeDecoder(), kConnectorFormatMissing.
Result<std::unique_ptr<Decoder>> makeDecoderFor(const InputContext& context);

} // namespace millrace
