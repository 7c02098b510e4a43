// SPDX-License-Identifier: GPL-3.0-or-later
// Feeds a decoder the same bytes whole and in pieces, and demands the same outcome.
#pragma once

#include "engine/base/assert.h"
#include "engine/formats/decoder.h"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace millrace::test {

/// A table with a column of every kind, some of them required, two of them the key.
inline DecoderTarget fuzzTarget(bool isKeyed)
{
    DecoderTarget target;
    const auto add = [&](const char* name, SqlType type, bool isQuoted = false) {
        target.schema.columns.push_back({name, type, isQuoted});
    };
    add("a", SqlType::of(TypeId::Integer, false));
    add("b", SqlType::of(TypeId::Varchar));
    add("C", SqlType::of(TypeId::UBigInt), true);
    add("d", SqlType::decimal(20, 4));
    add("e", SqlType::of(TypeId::Double));
    add("f", SqlType::of(TypeId::Boolean));
    add("g", SqlType::of(TypeId::Timestamp));
    add("h", SqlType::of(TypeId::Date));
    add("i", SqlType::of(TypeId::Time));
    add("j", SqlType::of(TypeId::Real, false));
    target.defaults.resize(target.schema.numColumns());
    target.defaults[9] = Value(0.5);
    if (isKeyed) {
        target.schema.primaryKey = {0, 1};
    }
    return target;
}

/// Rows and errors as one text.
inline std::string outcomeOf(Decoder& decoder, std::string_view bytes, size_t pieceSize, const Schema& schema)
{
    DecodedChunk chunk;
    for (size_t at = 0; at < bytes.size(); at += pieceSize) {
        decoder.decode(bytes.substr(at, pieceSize), chunk);
    }
    decoder.endOfInput(chunk);
    std::string text;
    for (const InputBatch& batch : chunk.batches) {
        MR_ASSERT(batch.numRows() > 0 && batch.numRows() <= DecodedChunk::kMaxRowsPerBatch);
        MR_ASSERT(batch.ops.empty() || batch.ops.size() == batch.numRows());
        for (size_t row = 0; row < batch.numRows(); ++row) {
            text += static_cast<char>('0' + static_cast<int>(batch.op(row)));
            for (size_t i = 0; i < schema.columns.size(); ++i) {
                const SqlType& type = schema.columns[i].type;
                text += formatValue(valueAt(batch.rows->columns[i], row, type), type) + ",";
            }
        }
    }
    MR_ASSERT(chunk.numErrors >= chunk.errors.size());
    for (const RecordError& error : chunk.errors) {
        text += std::string(errorId(error.code)) + "@" + std::to_string(error.recordNumber) + ":" +
                std::to_string(error.line) + ":" + std::to_string(error.byteOffset) + " ";
    }
    return text;
}

/// The first byte chooses the options and the size of the pieces, the rest is the input.
inline void fuzzDecoder(const char* format, const std::vector<nlohmann::json>& configs, const uint8_t* data,
                        size_t size)
{
    if (size == 0) {
        return;
    }
    const DecoderTarget target = fuzzTarget((data[0] & 1) != 0);
    const nlohmann::json& config = configs[(data[0] >> 1) % configs.size()];
    const size_t pieceSize = 1 + (data[0] >> 5);
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    auto whole = makeDecoder(format, config, target);
    auto pieces = makeDecoder(format, config, target);
    MR_ASSERT(whole.ok() && pieces.ok());
    MR_ASSERT(outcomeOf(**whole, bytes, bytes.size() + 1, target.schema) ==
              outcomeOf(**pieces, bytes, pieceSize, target.schema));
}

} // namespace millrace::test
