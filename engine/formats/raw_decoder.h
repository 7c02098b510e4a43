// SPDX-License-Identifier: GPL-3.0-or-later
// The raw input format: bytes as they are, into one text column; inserts only.
#pragma once

#include "engine/formats/config_reader.h"
#include "engine/formats/decoder.h"
#include "engine/formats/record_builder.h"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace millrace {

/// Options of `{"name":"raw","config":{…}}`.
struct RawDecoderOptions {
    enum class Mode : uint8_t {
        Blob, ///< the whole input, or message, is one record
        Lines ///< each line is one, empty ones are none
    };
    Mode mode = Mode::Blob;
    std::string columnName; ///< empty: the only column of the table
};

RawDecoderOptions readRawDecoderOptions(const nlohmann::json& config, std::vector<ConfigProblem>& problems);

/// Columns beside the one of the text get their default, or NULL.
class RawDecoder final : public Decoder {
public:
    /// kConnectorInvalidValue when the table has no such column, it holds no text, or another one needs a value.
    static Result<std::unique_ptr<Decoder>> make(const RawDecoderOptions& options, const DecoderTarget& target);
    RawDecoder(RawDecoderOptions::Mode mode, size_t column, const DecoderTarget& target);
    void flush(DecodedChunk& out) override;

protected:
    void consume(std::string_view bytes, DecodedChunk& out) override;
    void finishRecord(DecodedChunk& out) override;

private:
    void takeLines(std::string_view bytes, DecodedChunk& out);
    void keep(std::string_view bytes, DecodedChunk& out);
    void take(std::string_view text, DecodedChunk& out);
    void refuse(ErrorCode code, std::string detail, std::string_view text, DecodedChunk& out);

    const RawDecoderOptions::Mode m_mode;
    const size_t m_column;
    const DecoderTarget m_target;
    RecordBuilder m_builder;
    std::string m_pending;      ///< the record under way
    bool m_isOversized = false; ///< inside a record that was given up
    uint64_t m_offset = 0;      ///< of the record under way
    uint64_t m_line = 1;
    uint64_t m_numRecords = 0;
};

} // namespace millrace
