// SPDX-License-Identifier: GPL-3.0-or-later
// The envelopes of JsonRecordParser: what a record asks for, around its rows.
#include "engine/formats/json_record_parser_impl.h"

#include <algorithm>

namespace millrace {

namespace {

/// A weighted record may ask for so much text, its repeats counted: what comes from outside decides no memory.
constexpr uint64_t kMaxWeightedBytes = uint64_t{64} << 20;

} // namespace

bool JsonRecordParser::Impl::parseSingle(ondemand::document& document, char first)
{
    if (first != '{' && (first != '[' || options.envelope != JsonEnvelope::Raw)) {
        return refuse(ErrorCode::kRecordEnvelope, "The record is not a JSON object");
    }
    if (options.envelope != JsonEnvelope::Raw) {
        ondemand::object object;
        const auto error = document.get_object().get(object);
        return error ? refuseSyntax(error) : parseEnveloped(object);
    }
    ondemand::value value;
    if (const auto error = document.get_value().get(value)) {
        return refuseSyntax(error);
    }
    if (!parseRow(value, RowUse::Whole)) {
        return false;
    }
    builder.commit(RecordOp::Insert);
    return true;
}

bool JsonRecordParser::Impl::parseArray(ondemand::document& document)
{
    numRecords = 0;
    ondemand::array array;
    if (const auto error = document.get_array().get(array)) {
        numRecords = 1;
        return error == simdjson::INCORRECT_TYPE
                   ? refuse(ErrorCode::kRecordEnvelope, "The value is not an array of records although 'array' is set")
                   : refuseSyntax(error);
    }
    for (auto element : array) {
        ++numRecords;
        ondemand::value value;
        if (const auto error = std::move(element).get(value)) {
            return refuseSyntax(error);
        }
        if (parseElement(value)) {
            continue;
        }
        if (failure.code == ErrorCode::kRecordSyntax || failure.code == ErrorCode::kRecordUtf8) {
            return false; // what follows has no beginning
        }
        noteFailure();
        builder.discard();
    }
    return numFailures == 0;
}

bool JsonRecordParser::Impl::parseElement(ondemand::value value)
{
    if (options.envelope == JsonEnvelope::Raw) {
        if (!parseRow(value, RowUse::Whole)) {
            return false;
        }
        builder.commit(RecordOp::Insert);
        return true;
    }
    ondemand::object object;
    if (const auto error = value.get_object().get(object)) {
        return error == simdjson::INCORRECT_TYPE
                   ? refuse(ErrorCode::kRecordEnvelope, "The record is not a JSON object")
                   : refuseSyntax(error);
    }
    return parseEnveloped(object);
}

bool JsonRecordParser::Impl::parseEnveloped(ondemand::object& object)
{
    switch (options.envelope) {
    case JsonEnvelope::Weighted: return parseWeighted(object);
    case JsonEnvelope::Debezium: return parseDebezium(object);
    case JsonEnvelope::InsertDelete:
    case JsonEnvelope::Raw: break;
    }
    return parseInsertDelete(object);
}

namespace {

constexpr uint8_t kDeleteBit = 1;
constexpr uint8_t kInsertBit = 2;
constexpr uint8_t kUpdateBit = 4;

/// The bit of an envelope key; 0 for "table", which is accepted and means nothing; nothing for others.
std::optional<uint8_t> operationOf(ondemand::raw_json_string key)
{
    if (key.unsafe_is_equal("insert")) {
        return kInsertBit;
    }
    if (key.unsafe_is_equal("delete")) {
        return kDeleteBit;
    }
    if (key.unsafe_is_equal("update")) {
        return kUpdateBit;
    }
    if (key.unsafe_is_equal("table")) {
        return 0;
    }
    return std::nullopt;
}

RecordOp opOf(uint8_t bit)
{
    return bit == kDeleteBit ? RecordOp::Delete : bit == kInsertBit ? RecordOp::Insert : RecordOp::Update;
}

} // namespace

std::string_view rawKey(const ondemand::field& field, const char* limit)
{
    const char* begin = field.key().raw();
    const char* end = begin;
    while (end < limit && *end != '"') {
        end += *end == '\\' ? 2 : 1;
    }
    return {begin, static_cast<size_t>(std::min(end, limit) - begin)};
}

bool JsonRecordParser::Impl::parseInsertDelete(ondemand::object& object)
{
    const RecordBuilder::Mark mark = builder.mark();
    uint8_t seen = 0;
    bool isSingle = true;
    for (auto result : object) {
        ondemand::field field;
        if (const auto error = std::move(result).get(field)) {
            return refuseSyntax(error);
        }
        const std::optional<uint8_t> operation = operationOf(field.key());
        if (!operation) {
            return refuse(ErrorCode::kRecordEnvelope,
                          "Unknown key where 'insert', 'delete' or 'update' is expected: '" +
                              std::string(rawKey(field, textEnd).substr(0, 60)) + "'");
        }
        if (*operation == 0) {
            noteSkipped(field.value());
            continue;
        }
        if ((seen & *operation) != 0) {
            return refuse(ErrorCode::kRecordEnvelope, "The record has the same operation twice");
        }
        isSingle = seen == 0;
        seen |= *operation;
        if (isSingle && !parseOperation(opOf(*operation), field.value())) {
            return false;
        }
    }
    if (seen == 0) {
        return refuse(ErrorCode::kRecordEnvelope, "The record has none of 'insert', 'delete' and 'update'");
    }
    if (isSingle) {
        return true;
    }
    isPlain = false;
    // Several operations apply in a fixed order, whatever the order of their keys.
    builder.rollbackTo(mark);
    for (const uint8_t which : {kDeleteBit, kInsertBit, kUpdateBit}) {
        if ((seen & which) != 0 && !parseOperations(object, which)) {
            return false;
        }
    }
    return true;
}

bool JsonRecordParser::Impl::parseOperations(ondemand::object& object, uint8_t which)
{
    if (const auto error = object.reset().error()) {
        return refuseSyntax(error);
    }
    for (auto result : object) {
        ondemand::field field;
        if (const auto error = std::move(result).get(field)) {
            return refuseSyntax(error);
        }
        if (operationOf(field.key()) == which && !parseOperation(opOf(which), field.value())) {
            return false;
        }
    }
    return true;
}

bool JsonRecordParser::Impl::parseOperation(RecordOp op, ondemand::value value)
{
    isPlain = isPlain && op == RecordOp::Insert;
    if (op == RecordOp::Insert) {
        if (!parseRow(value, RowUse::Whole)) {
            return false;
        }
        builder.commit(op);
        return true;
    }
    if (op == RecordOp::Delete) {
        if (!parseRow(value, RowUse::Key)) {
            return false;
        }
        builder.commit(op);
        return true;
    }
    if (!hasPrimaryKey) {
        return refuse(ErrorCode::kRecordEnvelope, "An 'update' needs a table with a primary key");
    }
    if (!parseRow(value, RowUse::Change)) {
        return false;
    }
    std::vector<uint8_t> present(builder.numColumns());
    for (size_t i = 0; i < present.size(); ++i) {
        present[i] = builder.hasValue(i) ? 1 : 0;
        if (present[i] == 0) {
            builder.column(i).appendNull();
        }
    }
    builder.commitUpdate(std::move(present));
    return true;
}

/// `{"weight":-2,"data":{…}}`. The keys may come in any order, so the weight is looked for first.
bool JsonRecordParser::Impl::parseWeighted(ondemand::object& object)
{
    isPlain = false;
    std::optional<int64_t> weight;
    bool hasData = false;
    uint64_t size = 0;
    for (auto result : object) {
        ondemand::field field;
        if (const auto error = std::move(result).get(field)) {
            return refuseSyntax(error);
        }
        const ondemand::raw_json_string key = field.key();
        if (key.unsafe_is_equal("weight")) {
            int64_t number = 0;
            if (field.value().get_int64().get(number) != simdjson::SUCCESS) {
                return refuse(ErrorCode::kRecordEnvelope, "The 'weight' of the record is not an integer");
            }
            weight = number;
            continue;
        }
        if (!key.unsafe_is_equal("data") && !key.unsafe_is_equal("table")) {
            return refuse(ErrorCode::kRecordEnvelope, "Unknown key where 'weight' or 'data' is expected: '" +
                                                          std::string(rawKey(field, textEnd).substr(0, 60)) + "'");
        }
        if (key.unsafe_is_equal("data")) {
            hasData = true;
            size = static_cast<uint64_t>(textEnd - field.key().raw());
        }
        noteSkipped(field.value());
    }
    if (!weight || !hasData) {
        return refuse(ErrorCode::kRecordEnvelope, "The record lacks 'weight' or 'data'");
    }
    const uint64_t repeats =
        *weight < 0 ? uint64_t{0} - static_cast<uint64_t>(*weight) : static_cast<uint64_t>(*weight);
    if (repeats > kMaxWeightedBytes / std::max<uint64_t>(size, 1)) {
        return refuse(ErrorCode::kRecordEnvelope,
                      "The weight asks for more than 64 MiB of rows: " + std::to_string(*weight));
    }
    const RecordOp op = *weight < 0 ? RecordOp::Delete : RecordOp::Insert;
    // A row of a keyed table is there or not.
    for (uint64_t i = 0; i < (hasPrimaryKey ? std::min<uint64_t>(repeats, 1) : repeats); ++i) {
        if (!parseImage(object, "data", op)) {
            return false;
        }
    }
    return true;
}

/// Applies the row under `key`, if it is there and not null.
bool JsonRecordParser::Impl::parseImage(ondemand::object& object, std::string_view key, RecordOp op)
{
    if (const auto error = object.reset().error()) {
        return refuseSyntax(error);
    }
    bool isTaken = false;
    for (auto result : object) {
        ondemand::field field;
        if (const auto error = std::move(result).get(field)) {
            return refuseSyntax(error);
        }
        if (rawKey(field, textEnd) != key || trimmedToken(field.value()) == "null") {
            continue;
        }
        if (isTaken) {
            return refuse(ErrorCode::kRecordEnvelope, "The record has the same key twice: '" + std::string(key) + "'");
        }
        isTaken = true;
        if (!parseOperation(op, field.value())) {
            return false;
        }
    }
    return true;
}

/// With the converter's `schemas.enable` the change stands in a payload beside its schema, without it alone.
bool JsonRecordParser::Impl::parseDebezium(ondemand::object& object)
{
    isPlain = false;
    bool hasPayload = false;
    for (auto result : object) {
        ondemand::field field;
        if (const auto error = std::move(result).get(field)) {
            return refuseSyntax(error);
        }
        if (!field.key().unsafe_is_equal("payload")) {
            noteSkipped(field.value());
            continue;
        }
        if (hasPayload) {
            return refuse(ErrorCode::kRecordEnvelope, "The record has the same key twice: 'payload'");
        }
        hasPayload = true;
        if (trimmedToken(field.value()) == "null") {
            continue; // a tombstone: the row went with the delete before it
        }
        ondemand::object payload;
        if (const auto error = field.value().get_object().get(payload)) {
            return error == simdjson::INCORRECT_TYPE
                       ? refuse(ErrorCode::kRecordEnvelope, "The 'payload' of the record is not an object")
                       : refuseSyntax(error);
        }
        if (!parseChange(payload)) {
            return false;
        }
    }
    if (hasPayload) {
        return true;
    }
    if (const auto error = object.reset().error()) {
        return refuseSyntax(error);
    }
    return parseChange(object);
}

/// What was is deleted, what is now inserted, in this order.
bool JsonRecordParser::Impl::parseChange(ondemand::object& object)
{
    std::string op;
    bool hasImage = false;
    for (auto result : object) {
        ondemand::field field;
        if (const auto error = std::move(result).get(field)) {
            return refuseSyntax(error);
        }
        const std::string_view token = trimmedToken(field.value());
        const ondemand::raw_json_string key = field.key();
        if (key.unsafe_is_equal("op")) {
            op = token;
        } else if (key.unsafe_is_equal("before") || key.unsafe_is_equal("after")) {
            hasImage = hasImage || token != "null";
        }
        noteSkipped(field.value());
    }
    if (op.empty()) {
        return refuse(ErrorCode::kRecordEnvelope, "The record has no 'payload' and no 'op'");
    }
    if (op != "\"c\"" && op != "\"r\"" && op != "\"u\"" && op != "\"d\"") {
        return refuse(ErrorCode::kRecordEnvelope,
                      "The 'op' of the record is none of 'c', 'r', 'u' and 'd': " + op.substr(0, 60));
    }
    if (!hasImage) {
        return refuse(ErrorCode::kRecordEnvelope, "The record has neither 'before' nor 'after'");
    }
    return parseImage(object, "before", RecordOp::Delete) && parseImage(object, "after", RecordOp::Insert);
}

} // namespace millrace
