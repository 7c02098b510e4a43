// SPDX-License-Identifier: GPL-3.0-or-later
// The Avro input format: records with a schema that the config gives, in messages or one behind the other.
#pragma once

#include "engine/formats/avro/avro_row_reader.h"
#include "engine/formats/config_reader.h"
#include "engine/formats/decoder.h"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace millrace {

/// Options of `{"name":"avro","config":{…}}` on the way in.
struct AvroDecoderOptions {
    bool isDebezium = false;
    bool hasHeader = true; ///< a zero byte and the id of the schema, four bytes, before each record
    std::shared_ptr<const AvroSchema> schema;
};

AvroDecoderOptions readAvroDecoderOptions(const nlohmann::json& config, std::vector<ConfigProblem>& problems);

/// In a stream nothing tells where the record behind a malformed one begins: what follows is given up as one error.
/// A message is one record.
class AvroDecoder final : public Decoder {
public:
    /// kConnectorInvalidValue when the schema does not fit the table.
    static Result<std::unique_ptr<Decoder>> make(const AvroDecoderOptions& options, const DecoderTarget& target);
    void decodeMessage(std::string_view message, DecodedChunk& out) override;
    void flush(DecodedChunk& out) override;

protected:
    void consume(std::string_view bytes, DecodedChunk& out) override;
    void finishRecord(DecodedChunk& out) override;

private:
    AvroDecoder(const AvroDecoderOptions& options, const DecoderTarget& target, std::unique_ptr<AvroRowReader> rows);
    AvroInput passOver(const AvroInput& in) const;
    bool readRecord(AvroInput& in);
    bool readChange(AvroInput& in);
    bool readImage(AvroInput& in, const AvroField& field, size_t position, RecordOp op);
    void refuse(const AvroInput& in, std::string_view bytes, DecodedChunk& out);

    const AvroDecoderOptions m_options;
    RecordBuilder m_builder;
    const std::unique_ptr<AvroRowReader> m_rows;
    std::string m_buffer;  ///< of a stream: the record under way
    bool m_isLost = false; ///< of a stream: a broken record was met
    uint64_t m_offset = 0; ///< of the record under way
    uint64_t m_numRecords = 0;
};

} // namespace millrace
