// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/connectors/record_feed.h"

namespace millrace {

RecordFeed::RecordFeed(std::unique_ptr<Decoder> decoder, std::shared_ptr<InputConsumer> consumer)
    : m_decoder(std::move(decoder))
    , m_consumer(std::move(consumer))
{
}

void RecordFeed::feed(std::string_view bytes)
{
    m_numBytes += bytes.size();
    m_decoder->decode(bytes, m_chunk);
    handOver();
}

void RecordFeed::feedMessage(std::string_view message)
{
    m_numBytes += message.size();
    m_decoder->decodeMessage(message, m_chunk);
}

void RecordFeed::finishBytes()
{
    m_decoder->endOfInput(m_chunk);
    handOver();
}

void RecordFeed::finish()
{
    finishBytes();
    if (m_numBytes != 0) {
        m_consumer->received({}, std::exchange(m_numBytes, 0));
    }
    m_consumer->endOfInput();
}

void RecordFeed::handOver()
{
    m_decoder->flush(m_chunk);
    for (InputBatch& batch : m_chunk.batches) {
        m_consumer->received(std::move(batch), std::exchange(m_numBytes, 0));
    }
    m_chunk.batches.clear();
    if (m_chunk.numErrors != 0) {
        m_consumer->recordErrors(std::exchange(m_chunk.errors, {}), std::exchange(m_chunk.numErrors, 0));
    }
}

Result<std::unique_ptr<Decoder>> makeDecoderFor(const InputContext& context)
{
    const ConnectorSpec& spec = *context.spec;
    if (!spec.format) {
        return makeError(ErrorCode::kConnectorFormatMissing,
                         "The connector has no 'format', which its transport needs: '" + spec.transport + "'",
                         spec.span);
    }
    return makeDecoder(*spec.format, spec.formatConfig, context.target);
}

} // namespace millrace
