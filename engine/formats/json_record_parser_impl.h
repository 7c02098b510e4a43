// SPDX-License-Identifier: GPL-3.0-or-later
// The inside of JsonRecordParser, which two sources share: envelopes, and rows with their values.
#pragma once

#include "engine/formats/column_lookup.h"
#include "engine/formats/json_record_parser.h"
#include "engine/formats/json_shape_scanner.h"

#include <simdjson.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

namespace ondemand = simdjson::ondemand;

/// Which columns of a row must be given, and what their absence means.
enum class RowUse : uint8_t {
    Whole,  ///< all columns, defaults apply
    Key,    ///< only the primary key is looked at
    Change, ///< the primary key, and those given
};

constexpr int kMissesBeforeLearning = 8; ///< records of other shapes before a shape that was of use is given up

/// A key at its place in the last row: its text as it stood in the JSON, and what it meant.
struct ShapeKey {
    std::string raw;
    int column = ColumnLookup::kUnknown;
};

/// The text of a scalar, or the opening bracket of a container, without the blanks that may follow.
inline std::string_view trimmedToken(ondemand::value& value)
{
    std::string_view token = value.raw_json_token();
    while (!token.empty() &&
           (token.back() == ' ' || token.back() == '\t' || token.back() == '\r' || token.back() == '\n')) {
        token.remove_suffix(1);
    }
    return token;
}

/// Key text without its quotes, escapes left as they are.
std::string_view rawKey(const ondemand::field& field, const char* limit);

struct JsonRecordParser::Impl {
    Impl(const JsonDecoderOptions& decoderOptions, const DecoderTarget& decoderTarget);

    bool parse(std::string_view text);
    bool parseSingle(ondemand::document& document, char first);
    bool parseArray(ondemand::document& document);
    bool parseElement(ondemand::value value);
    void noteFailure();
    bool parseEnveloped(ondemand::object& object);
    bool parseInsertDelete(ondemand::object& object);
    bool parseOperations(ondemand::object& object, uint8_t which);
    bool parseOperation(RecordOp op, ondemand::value value);
    bool parseWeighted(ondemand::object& object);
    bool parseDebezium(ondemand::object& object);
    bool parseChange(ondemand::object& object);
    bool parseImage(ondemand::object& object, std::string_view key, RecordOp op);
    bool parseRow(ondemand::value value, RowUse use);
    bool parseRowObject(ondemand::object& object, RowUse use);
    bool parseRowArray(ondemand::array& array, RowUse use);
    bool finishRow(RowUse use);
    bool findColumn(size_t place, const ondemand::field& field, int& column);
    bool takeValue(size_t column, ondemand::value& value);
    bool takeString(size_t column, std::string_view token, ondemand::value& value);
    bool takeNumber(size_t column, std::string_view token);
    bool takeArray(size_t column, std::string_view token, ondemand::value& value);
    void noteSkipped(ondemand::value& value);
    static void passString(std::string_view token, ondemand::value& value);
    bool checkFrame(std::string_view text);
    void settleFailure(std::string_view text);
    void judgeText(std::string_view text);
    bool isWanted(size_t column, RowUse use) const { return use != RowUse::Key || isKey[column] != 0; }
    bool refuse(ErrorCode code, std::string detail, std::string column = {});
    bool refuseSyntax(simdjson::error_code error);
    bool refuseType(size_t column, std::string_view token);

    JsonDecoderOptions options;
    DecoderTarget target;
    ColumnLookup lookup;
    RecordBuilder builder;
    std::vector<uint8_t> isKey; ///< all 1 without a primary key: then a delete needs the whole row
    bool hasPrimaryKey;
    ondemand::parser parser;
    void learnShape(std::string_view text);
    bool isLearning() const { return !isOfUse || numMisses >= kMissesBeforeLearning; }

    std::vector<ShapeKey> shape;
    JsonShapeScanner scanner;
    std::vector<JsonShapeScanner::Token> tokens; ///< scalars of the record, while its shape is to be learnt
    bool isPlain = true;                         ///< the record is one insert without containers and repeated keys
    bool isOfUse = false;                        ///< a record of the shape has come since it was learnt
    int numMisses = 0;                           ///< others since the last hit
    const char* textEnd = nullptr;
    JsonFailure failure; ///< the last one
    std::vector<JsonFailure> failures;
    uint64_t numFailures = 0;
    uint64_t numRecords = 0;
    bool hasSkippedContainer = false;
    bool hasBrokenScalar = false; ///< among the values that were passed over
    std::string arrayCode; ///< scratch
};

} // namespace millrace
