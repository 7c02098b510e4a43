// SPDX-License-Identifier: GPL-3.0-or-later
// Bytes to records: the interface of the input formats.
#pragma once

#include "engine/base/result.h"
#include "engine/operators/input_table.h"
#include "engine/types/schema.h"

#include <nlohmann/json_fwd.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

/// A record that could not be taken, and where it stood.
struct RecordError {
    ErrorCode code = ErrorCode::kRecordSyntax;
    uint64_t recordNumber = 0; ///< 1-based within the input
    uint64_t line = 0;         ///< 1-based line of the record's first byte; 0 = unknown
    uint64_t byteOffset = 0;   ///< of the record's first byte
    std::string column;        ///< the column concerned, or empty
    std::string detail;        ///< one sentence
    std::string raw;           ///< the record's text, cut in the middle beyond 8 KiB
};

/// Result of decoding a piece of input.
struct DecodedChunk {
    std::vector<InputBatch> batches; ///< in arrival order, each of 1 to kMaxRowsPerBatch rows
    std::vector<RecordError> errors; ///< one a bad record; at most kMaxErrorsPerChunk are described
    uint64_t numErrors = 0;          ///< all of them
    static constexpr size_t kMaxErrorsPerChunk = 100;
    static constexpr size_t kMaxRowsPerBatch = 10'000;

    size_t numRows() const
    {
        size_t rows = 0;
        for (const InputBatch& batch : batches) {
            rows += batch.numRows();
        }
        return rows;
    }
};

/// Table side of a decoder: names, types, defaults.
struct DecoderTarget {
    Schema schema;
    std::vector<std::optional<Value>> defaults; ///< by column; empty = none
};

/// Cuts a byte stream into records and decodes them. Keeps an incomplete record until its rest comes.
/// A bad record is reported and skipped; the rest goes on. What comes out does not depend on how the bytes
/// are cut into calls. One per reader; not thread-safe.
class Decoder {
public:
    /// A record longer than this is given up (kRecordTooLarge).
    static constexpr size_t kMaxRecordBytes = size_t{16} << 20;

    virtual ~Decoder() = default;
    /// Decodes what is complete in the bytes so far. `bytes` need not outlive the call.
    void decode(std::string_view bytes, DecodedChunk& out)
    {
        consume(bytes, out);
        flush(out);
    }
    /// The input has ended: an incomplete record becomes the last one, or a kRecordTruncated error.
    void endOfInput(DecodedChunk& out)
    {
        finishRecord(out);
        flush(out);
    }
    /// Decodes a message: whole records, none of which goes on in the next message. Its rows stay here until flush(),
    /// so that many small messages make one batch.
    virtual void decodeMessage(std::string_view message, DecodedChunk& out)
    {
        consume(message, out);
        finishRecord(out);
    }
    /// Hands over the rows decoded so far.
    virtual void flush(DecodedChunk& out) = 0;

protected:
    virtual void consume(std::string_view bytes, DecodedChunk& out) = 0;
    virtual void finishRecord(DecodedChunk& out) = 0;
};

/// Makes the decoder of a format ("json", "csv") from its config object. Errors: kConnectorUnknownFormat,
/// kConnectorInvalidValue; `warnings` receives unknown keys.
Result<std::unique_ptr<Decoder>> makeDecoder(std::string_view format, const nlohmann::json& config,
                                             const DecoderTarget& target, std::vector<Error>* warnings = nullptr);

} // namespace millrace
