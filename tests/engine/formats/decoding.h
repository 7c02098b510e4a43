// SPDX-License-Identifier: GPL-3.0-or-later
// Runs decoders over texts cut in any way and shows what came out as text.
#pragma once

#include "engine/formats/decoder.h"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace millrace::test {

/// A column; unquoted names are lower case already.
inline ColumnInfo column(std::string name, SqlType type)
{
    return ColumnInfo{std::move(name), type, false};
}

/// `+(1, 'a')`, `-(…)`, `~(…)` for insert, delete, update; columns an update does not give are `_`.
inline std::string describe(const DecodedChunk& chunk, const Schema& schema)
{
    std::string text;
    for (const InputBatch& batch : chunk.batches) {
        for (size_t row = 0; row < batch.numRows(); ++row) {
            const RecordOp op = batch.op(row);
            text += op == RecordOp::Insert ? '+' : op == RecordOp::Delete ? '-' : '~';
            text += '(';
            for (size_t i = 0; i < schema.columns.size(); ++i) {
                const SqlType& type = schema.columns[i].type;
                const bool isAbsent = op == RecordOp::Update && batch.present.at(row).at(i) == 0;
                text += i == 0 ? "" : ", ";
                text += isAbsent ? "_" : formatValue(valueAt(batch.rows->columns[i], row, type), type);
            }
            text += ") ";
        }
    }
    for (const RecordError& error : chunk.errors) {
        text += std::string(errorId(error.code)) + "@" + std::to_string(error.recordNumber) + ":" +
                std::to_string(error.line) + ":" + std::to_string(error.byteOffset) +
                (error.column.empty() ? "" : "[" + error.column + "]") + " ";
    }
    if (!text.empty()) {
        text.pop_back();
    }
    return text;
}

/// What decoding `text` in the given pieces yields, rows first, then errors.
inline std::string decodePieces(const std::string& format, const nlohmann::json& config, const DecoderTarget& target,
                                const std::vector<std::string_view>& pieces)
{
    auto decoder = makeDecoder(format, config, target);
    if (!decoder.ok()) {
        return decoder.error().toString();
    }
    DecodedChunk chunk;
    for (const std::string_view piece : pieces) {
        (*decoder)->decode(piece, chunk);
    }
    (*decoder)->endOfInput(chunk);
    return describe(chunk, target.schema);
}

/// Decodes whole, cut in two at every byte, and byte by byte; the common result, or how they differ.
inline std::string decodeEveryWay(const std::string& format, const nlohmann::json& config, const DecoderTarget& target,
                                  std::string_view text)
{
    const std::string whole = decodePieces(format, config, target, {text});
    for (size_t cut = 1; cut < text.size(); ++cut) {
        const std::string parts = decodePieces(format, config, target, {text.substr(0, cut), text.substr(cut)});
        if (parts != whole) {
            return "cut at " + std::to_string(cut) + ": " + parts + " instead of " + whole;
        }
    }
    std::vector<std::string_view> bytes;
    for (size_t i = 0; i < text.size(); ++i) {
        bytes.push_back(text.substr(i, 1));
    }
    const std::string single = decodePieces(format, config, target, bytes);
    return single == whole ? whole : "byte by byte: " + single + " instead of " + whole;
}

} // namespace millrace::test
