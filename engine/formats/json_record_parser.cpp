// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/json_record_parser.h"

#include "engine/formats/json_array.h"
#include "engine/formats/json_framer.h"
#include "engine/formats/json_record_parser_impl.h"
#include "engine/formats/text_value.h"

#include <nlohmann/json.hpp>

#include <cstring>

namespace millrace {

namespace {

constexpr size_t kMaxShape = 256; ///< keys of a row that are remembered
constexpr size_t kFirstCapacity = 1 << 16;

} // namespace

JsonRecordParser::Impl::Impl(const JsonDecoderOptions& decoderOptions, const DecoderTarget& decoderTarget)
    : options(decoderOptions)
    , target(decoderTarget)
    , lookup(decoderTarget.schema)
    , builder(decoderTarget.schema)
    , isKey(decoderTarget.schema.numColumns(), decoderTarget.schema.primaryKey.empty() ? 1 : 0)
    , hasPrimaryKey(!decoderTarget.schema.primaryKey.empty())
    , scanner(decoderTarget)
{
    for (const int column : target.schema.primaryKey) {
        isKey[static_cast<size_t>(column)] = 1;
    }
    target.defaults.resize(target.schema.numColumns());
    // A parser that grows line by line would allocate again and again.
    MR_ASSERT(parser.allocate(kFirstCapacity) == simdjson::SUCCESS);
}

bool JsonRecordParser::Impl::refuse(ErrorCode code, std::string detail, std::string column)
{
    failure = JsonFailure{code, std::move(column), std::move(detail)};
    return false;
}

bool JsonRecordParser::Impl::refuseSyntax(simdjson::error_code error)
{
    if (error == simdjson::UTF8_ERROR) {
        return refuse(ErrorCode::kRecordUtf8, "The record is not valid UTF-8");
    }
    return refuse(ErrorCode::kRecordSyntax,
                  std::string("The record is not valid JSON: ") + simdjson::error_message(error));
}

bool JsonRecordParser::Impl::refuseType(size_t column, std::string_view token)
{
    constexpr size_t kMaxShown = 60;
    const ColumnInfo& info = target.schema.columns[column];
    std::string detail = "Value does not fit column '" + info.name + "' of type " + info.type.toString() + ": ";
    const bool isContainer = token == "{" || token == "[";
    detail += isContainer ? (token == "{" ? "an object" : "an array") : token.substr(0, kMaxShown);
    if (token.size() > kMaxShown) {
        detail += "…";
    }
    return refuse(ErrorCode::kRecordType, std::move(detail), info.name);
}

/// On-demand parsing passes over a container nobody asked for without looking inside.
void JsonRecordParser::Impl::noteSkipped(ondemand::value& value)
{
    const std::string_view token = trimmedToken(value);
    // Neither a string nor a number nor a word: a container, or no value at all.
    constexpr std::string_view kScalarStarts = "\"-0123456789tfn";
    const bool isScalar = !token.empty() && kScalarStarts.find(token.front()) != std::string_view::npos;
    hasSkippedContainer = hasSkippedContainer || !isScalar;
    if (isScalar && token.front() != '"') {
        // Nobody else looks at it: 1x"y" would pass.
        const bool isValue = token == "true" || token == "false" || token == "null" || isJsonNumber(token);
        hasBrokenScalar = hasBrokenScalar || !isValue;
    }
    tokens.push_back({token, ColumnLookup::kUnknown});
    passString(token, value);
}

/// A string that is not consumed would be taken for a key where a colon follows: {"a":"b":"c"}.
void JsonRecordParser::Impl::passString(std::string_view token, ondemand::value& value)
{
    if (!token.empty() && token.front() == '"') {
        [[maybe_unused]] const auto string = value.get_raw_json_string();
    }
}

/// What is broken in a skipped container must be found all the same, or the outcome would depend on how the
/// record was cut out.
bool JsonRecordParser::Impl::checkFrame(std::string_view text)
{
    JsonFramer framer;
    const JsonFramer::Frame frame = framer.advance(text, text.find_first_not_of(" \t\r\n"));
    const bool endsThere = text.find_first_not_of(" \t\r\n", frame.end) == std::string_view::npos;
    if (frame.state != JsonFramer::State::Complete || !endsThere) {
        return refuse(ErrorCode::kRecordSyntax, "The record is not valid JSON, or nested deeper than 128 levels");
    }
    return true;
}

bool JsonRecordParser::Impl::parse(std::string_view text)
{
    numRecords = 1;
    failures.clear();
    numFailures = 0;
    hasSkippedContainer = false;
    hasBrokenScalar = false;
    isPlain = !options.isArray;
    tokens.clear();
    textEnd = text.data() + text.size();
    ondemand::document document;
    if (const auto error = parser.iterate(text, text.size() + kPadding).get(document)) {
        refuseSyntax(error);
        settleFailure(text);
        return false;
    }
    const RecordBuilder::Mark mark = builder.mark();
    bool isGood =
        options.isArray ? parseArray(document) : parseSingle(document, text[text.find_first_not_of(" \t\r\n")]);
    if (isGood && document.current_location().error() != simdjson::OUT_OF_BOUNDS) {
        isGood = refuse(ErrorCode::kRecordSyntax, "The record is not valid JSON: text after its end");
    }
    isGood = isGood && (!hasSkippedContainer || checkFrame(text));
    if (isGood && hasBrokenScalar) {
        isGood = refuse(ErrorCode::kRecordSyntax, "The record is not valid JSON: a value that is none");
    }
    if (!isGood) {
        builder.discard();
        builder.rollbackTo(mark);
        settleFailure(text);
        return false;
    }
    learnShape(text);
    return true;
}

void JsonRecordParser::Impl::noteFailure()
{
    ++numFailures;
    if (failures.size() < DecodedChunk::kMaxErrorsPerChunk) {
        failures.push_back(failure);
        failures.back().record = std::max<uint64_t>(numRecords, 1);
    }
}

/// Of several faults in a record the on-demand parser meets one or another first, depending even on the bytes
/// behind the record. What is no JSON is a syntax error, whatever else is wrong with it.
void JsonRecordParser::Impl::settleFailure(std::string_view text)
{
    judgeText(text);
    const bool isJson = failure.code != ErrorCode::kRecordSyntax && failure.code != ErrorCode::kRecordUtf8;
    if (numFailures != 0 && isJson) {
        return; // each has been noted
    }
    if (!isJson) {
        numRecords = 1; // how many were seen depends on the bytes behind as well
    }
    failures.clear();
    numFailures = 0;
    noteFailure();
}

void JsonRecordParser::Impl::judgeText(std::string_view text)
{
    if (!simdjson::validate_utf8(text.data(), text.size())) {
        refuse(ErrorCode::kRecordUtf8, "The record is not valid UTF-8");
        return;
    }
    try {
        const auto keepNothing = [](int, nlohmann::json::parse_event_t, nlohmann::json&) { return false; };
        [[maybe_unused]] const nlohmann::json nothing = nlohmann::json::parse(text, keepNothing);
    } catch (const nlohmann::json::parse_error& error) {
        refuse(ErrorCode::kRecordSyntax,
               "The record is not valid JSON: unexpected text or end at its byte " + std::to_string(error.byte));
    } catch (const nlohmann::json::exception&) {
        // A number too large for a double, which is JSON all the same.
        if (failure.code == ErrorCode::kRecordSyntax) {
            refuse(ErrorCode::kRecordType, "The record has a number that is out of range");
        }
    }
}

/// A shape that is of use is kept for a while; one that was never met again makes room at once.
void JsonRecordParser::Impl::learnShape(std::string_view text)
{
    numMisses = std::min(numMisses + 1, kMissesBeforeLearning);
    if (!isPlain || hasSkippedContainer || !isLearning()) {
        return;
    }
    text.remove_prefix(text.find_first_not_of(" \t\r\n"));
    text.remove_suffix(text.size() - 1 - text.find_last_not_of(" \t\r\n"));
    scanner.learn(text, tokens);
    isOfUse = false;
    numMisses = 0;
}

bool JsonRecordParser::Impl::parseRow(ondemand::value value, RowUse use)
{
    const std::string_view token = value.raw_json_token();
    const char first = token.empty() ? '\0' : token.front();
    if (first == '{') {
        ondemand::object object;
        if (const auto error = value.get_object().get(object)) {
            return refuseSyntax(error);
        }
        return parseRowObject(object, use) && finishRow(use);
    }
    if (first == '[') {
        ondemand::array array;
        if (const auto error = value.get_array().get(array)) {
            return refuseSyntax(error);
        }
        return parseRowArray(array, use);
    }
    return refuse(ErrorCode::kRecordEnvelope, "The row is neither an object nor an array");
}

bool JsonRecordParser::Impl::findColumn(size_t place, const ondemand::field& field, int& column)
{
    const char* key = field.key().raw();
    if (place < shape.size()) {
        const ShapeKey& expected = shape[place];
        const size_t size = expected.raw.size();
        if (key + size < textEnd && std::memcmp(key, expected.raw.data(), size) == 0 && key[size] == '"') {
            column = expected.column;
            return true;
        }
    }
    const std::string_view raw = rawKey(field, textEnd);
    if (raw.find('\\') == std::string_view::npos) {
        column = lookup.find(raw);
    } else {
        ondemand::field copy = field;
        std::string_view unescaped;
        if (const auto error = copy.unescaped_key().get(unescaped)) {
            return refuseSyntax(error);
        }
        column = lookup.find(unescaped);
    }
    if (column == ColumnLookup::kWrongCase) {
        return refuse(ErrorCode::kRecordMissingColumn, "Key differs from a quoted column in upper and lower case: '" +
                                                           std::string(raw.substr(0, 60)) + "'");
    }
    if (place < kMaxShape) {
        shape.resize(std::max(shape.size(), place + 1));
        shape[place] = ShapeKey{std::string(raw), column};
    }
    return true;
}

bool JsonRecordParser::Impl::parseRowObject(ondemand::object& object, RowUse use)
{
    size_t place = 0;
    for (auto result : object) {
        ondemand::field field;
        if (const auto error = std::move(result).get(field)) {
            return refuseSyntax(error);
        }
        int column = ColumnLookup::kUnknown;
        if (!findColumn(place++, field, column)) {
            return false;
        }
        if (column < 0 || !isWanted(static_cast<size_t>(column), use)) {
            noteSkipped(field.value());
            continue;
        }
        const auto index = static_cast<size_t>(column);
        if (builder.hasValue(index)) {
            builder.dropValue(index);
            isPlain = false;
        }
        if (!takeValue(index, field.value())) {
            return false;
        }
    }
    return true;
}

bool JsonRecordParser::Impl::finishRow(RowUse use)
{
    for (size_t i = 0; i < builder.numColumns(); ++i) {
        if (builder.hasValue(i)) {
            continue;
        }
        const ColumnInfo& info = target.schema.columns[i];
        if (use != RowUse::Whole && (!hasPrimaryKey || isKey[i] == 0)) {
            if (use == RowUse::Key && isKey[i] == 0) {
                builder.column(i).appendNull();
                continue;
            }
            if (use == RowUse::Change) {
                continue;
            }
        }
        if (use != RowUse::Change && target.defaults[i]) {
            builder.column(i).appendValue(*target.defaults[i]);
        } else if (info.type.nullable && use != RowUse::Change) {
            builder.column(i).appendNull();
        } else {
            return refuse(ErrorCode::kRecordMissingColumn,
                          "No value for column '" + info.name + "', which must not be NULL", info.name);
        }
    }
    return true;
}

bool JsonRecordParser::Impl::parseRowArray(ondemand::array& array, RowUse use)
{
    size_t column = 0;
    for (auto element : array) {
        ondemand::value value;
        if (const auto error = std::move(element).get(value)) {
            return refuseSyntax(error);
        }
        if (column >= builder.numColumns()) {
            noteSkipped(value);
        } else if (!isWanted(column, use)) {
            builder.column(column).appendNull();
            noteSkipped(value);
        } else if (!takeValue(column, value)) {
            return false;
        }
        ++column;
    }
    if (column < builder.numColumns()) {
        return refuse(ErrorCode::kRecordMissingColumn,
                      "The row has fewer values than the table has columns: " + std::to_string(column) + " of " +
                          std::to_string(builder.numColumns()));
    }
    return true;
}

bool JsonRecordParser::Impl::takeValue(size_t column, ondemand::value& value)
{
    const std::string_view token = trimmedToken(value);
    tokens.push_back({token, static_cast<int>(column)});
    const SqlType& type = target.schema.columns[column].type;
    switch (token.empty() ? '\0' : token.front()) {
    case '"': return takeString(column, token, value);
    case 'n':
        if (token != "null") {
            break;
        }
        if (!type.nullable) {
            return refuse(ErrorCode::kRecordMissingColumn,
                          "NULL for column '" + target.schema.columns[column].name + "', which must not be NULL",
                          target.schema.columns[column].name);
        }
        builder.column(column).appendNull();
        return true;
    case 't':
    case 'f':
        if (token != "true" && token != "false") {
            break;
        }
        if (type.id != TypeId::Boolean) {
            return refuseType(column, token);
        }
        builder.column(column).append<uint8_t>(token.front() == 't' ? 1 : 0);
        return true;
    case '[':
        if (type.id == TypeId::Array) {
            return takeArray(column, token, value);
        }
        return refuseType(column, token);
    case '{': return refuseType(column, token);
    default: return takeNumber(column, token);
    }
    return refuse(ErrorCode::kRecordSyntax, "The record is not valid JSON: " + std::string(token.substr(0, 60)));
}

bool JsonRecordParser::Impl::takeArray(size_t column, std::string_view token, ondemand::value& value)
{
    isPlain = false; // the scanner knows records of scalars
    ondemand::array json;
    arrayCode.clear();
    if (const auto error = value.get_array().get(json)) {
        return refuseSyntax(error);
    }
    if (!appendJsonArray(json, *target.schema.columns[column].type.element, options.flavor, arrayCode)) {
        return refuseType(column, token);
    }
    builder.column(column).appendString(arrayCode);
    return true;
}

bool JsonRecordParser::Impl::takeNumber(size_t column, std::string_view token)
{
    const SqlType& type = target.schema.columns[column].type;
    if (isInteger(type.id)) {
        if (appendJsonInteger(builder.column(column), type.id, token)) {
            return true;
        }
    } else if (isNumeric(type.id) && isJsonNumber(token) && appendText(builder.column(column), type, token)) {
        return true;
    } else if (isTemporal(type.id) && appendTemporalNumber(builder.column(column), type, options.flavor, token)) {
        isPlain = false; // the scanner knows times as texts
        return true;
    }
    if (!isJsonNumber(token)) {
        return refuse(ErrorCode::kRecordSyntax, "The record is not valid JSON: " + std::string(token.substr(0, 60)));
    }
    return refuseType(column, token);
}

bool JsonRecordParser::Impl::takeString(size_t column, std::string_view token, ondemand::value& value)
{
    const SqlType& type = target.schema.columns[column].type;
    const bool takesText = isString(type.id) || isTemporal(type.id) || type.id == TypeId::Decimal;
    std::string_view text = token.substr(1, token.size() - 2);
    if (token.size() < 2 || token.back() != '"') {
        return refuse(ErrorCode::kRecordSyntax, "The record is not valid JSON: " + std::string(token.substr(0, 60)));
    }
    if (std::memchr(text.data(), '\\', text.size()) != nullptr) {
        if (const auto error = value.get_string().get(text)) {
            return refuseSyntax(error);
        }
    } else {
        passString(token, value);
    }
    if (takesText && appendText(builder.column(column), type, text)) {
        return true;
    }
    return refuseType(column, token);
}

JsonRecordParser::JsonRecordParser(const JsonDecoderOptions& options, const DecoderTarget& target)
    : m_impl(std::make_unique<Impl>(options, target))
{
}

JsonRecordParser::~JsonRecordParser() = default;

bool JsonRecordParser::parse(std::string_view text)
{
    return m_impl->parse(text);
}

size_t JsonRecordParser::scan(std::string_view text, uint64_t& numLineEnds)
{
    Impl& self = *m_impl;
    if (!self.scanner.hasShape()) {
        return 0;
    }
    const size_t size = self.scanner.scan(text, self.builder);
    if (size != 0) {
        self.isOfUse = true;
        self.numMisses = 0;
        numLineEnds = self.scanner.numLineEnds();
    }
    return size;
}

const std::vector<JsonFailure>& JsonRecordParser::failures() const
{
    return m_impl->failures;
}

uint64_t JsonRecordParser::numFailures() const
{
    return m_impl->numFailures;
}

uint64_t JsonRecordParser::numRecords() const
{
    return m_impl->numRecords;
}

RecordBuilder& JsonRecordParser::builder()
{
    return m_impl->builder;
}

} // namespace millrace
