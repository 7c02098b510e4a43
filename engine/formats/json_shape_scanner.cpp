// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/json_shape_scanner.h"

#include "engine/formats/text_value.h"
#include "engine/types/datetime.h"

#include <simdjson.h>

#include <algorithm>
#include <cstring>
#include <limits>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace millrace {

namespace {

constexpr size_t kDateSize = 10;
constexpr int kMaxFastDigits = 18;

bool isDigit(char c)
{
    return static_cast<unsigned char>(c - '0') < 10;
}

bool isWordCharacter(char c)
{
    return isDigit(c) || c == '-' || c == '+' || c == '.' || static_cast<unsigned char>((c | 0x20) - 'a') < 26;
}

/// First quote, backslash or control character from `at` on; the padding ends the search. `isAscii` becomes false
/// when a byte before it is not ASCII.
const char* findStringEnd(const char* at, bool& isAscii)
{
#ifdef __SSE2__
    const __m128i quote = _mm_set1_epi8('"');
    const __m128i backslash = _mm_set1_epi8('\\');
    const __m128i lastControl = _mm_set1_epi8(0x1F);
    while (true) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
        const __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, lastControl), bytes);
        const __m128i special =
            _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, backslash)), control);
        const auto specials = static_cast<unsigned>(_mm_movemask_epi8(special));
        const auto high = static_cast<unsigned>(_mm_movemask_epi8(bytes));
        if (specials != 0) {
            const int place = __builtin_ctz(specials);
            isAscii = isAscii && (high & ((1U << place) - 1)) == 0;
            return at + place;
        }
        isAscii = isAscii && high == 0;
        at += sizeof bytes;
    }
#else
    while (*at != '"' && *at != '\\' && static_cast<unsigned char>(*at) >= 0x20) {
        isAscii = isAscii && static_cast<unsigned char>(*at) < 0x80;
        ++at;
    }
    return at;
#endif
}

template <typename T>
bool appendInRange(ColumnBuilder& column, int64_t value)
{
    if constexpr (sizeof(T) < sizeof(int64_t)) {
        if (value < int64_t{std::numeric_limits<T>::min()} || value > int64_t{std::numeric_limits<T>::max()}) {
            return false;
        }
    } else if (std::is_unsigned_v<T> && value < 0) {
        return false;
    }
    column.append<T>(static_cast<T>(value));
    return true;
}

bool appendSmallInteger(ColumnBuilder& column, TypeId type, int64_t value)
{
    switch (type) {
    case TypeId::TinyInt: return appendInRange<int8_t>(column, value);
    case TypeId::SmallInt: return appendInRange<int16_t>(column, value);
    case TypeId::Integer: return appendInRange<int32_t>(column, value);
    case TypeId::BigInt: return appendInRange<int64_t>(column, value);
    case TypeId::UTinyInt: return appendInRange<uint8_t>(column, value);
    case TypeId::USmallInt: return appendInRange<uint16_t>(column, value);
    case TypeId::UInteger: return appendInRange<uint32_t>(column, value);
    case TypeId::UBigInt: return appendInRange<uint64_t>(column, value);
    default: return false;
    }
}

/// Two digits; anything else is beyond every field's limit.
int twoDigits(const char* at)
{
    return isDigit(at[0]) && isDigit(at[1]) ? (at[0] - '0') * 10 + (at[1] - '0') : 100;
}

} // namespace

JsonShapeScanner::JsonShapeScanner(const DecoderTarget& target)
    : m_target(target)
{
}

void JsonShapeScanner::learn(std::string_view record, const std::vector<Token>& tokens)
{
    m_parts.clear();
    m_absent.clear();
    if (tokens.empty()) {
        return;
    }
    const auto offsetOf = [&](const char* place) { return static_cast<size_t>(place - record.data()); };
    m_before = record.substr(0, offsetOf(tokens.front().text.data()));
    std::vector<bool> isGiven(m_target.schema.numColumns(), false);
    for (size_t i = 0; i < tokens.size(); ++i) {
        const size_t end = offsetOf(tokens[i].text.data()) + tokens[i].text.size();
        const size_t next = i + 1 < tokens.size() ? offsetOf(tokens[i + 1].text.data()) : record.size();
        Part part{tokens[i].column, {}, std::string(record.substr(end, next - end))};
        if (part.column >= 0) {
            part.type = m_target.schema.columns[static_cast<size_t>(part.column)].type;
            isGiven[static_cast<size_t>(part.column)] = true;
        }
        m_parts.push_back(std::move(part));
    }
    for (size_t i = 0; i < isGiven.size(); ++i) {
        if (!isGiven[i]) {
            m_absent.push_back(i);
        }
    }
    // Values hold no line ends, so all of them stand between the values.
    m_numLineEnds = static_cast<uint64_t>(std::count(record.begin(), record.end(), '\n'));
}

size_t JsonShapeScanner::scan(std::string_view text, RecordBuilder& builder)
{
    const auto matches = [&](const char* at, const std::string& expected) {
        return expected.size() <= static_cast<size_t>(m_textEnd - at) &&
               std::memcmp(at, expected.data(), expected.size()) == 0;
    };
    m_textEnd = text.data() + text.size();
    if (!matches(text.data(), m_before)) {
        return 0;
    }
    const char* at = text.data() + m_before.size();
    for (const Part& part : m_parts) {
        at = scanValue(part, at, builder);
        if (at == nullptr || at >= m_textEnd || !matches(at, part.after)) {
            builder.discard();
            return 0;
        }
        at += part.after.size();
    }
    fillAbsent(builder);
    builder.commit(RecordOp::Insert);
    return static_cast<size_t>(at - text.data());
}

void JsonShapeScanner::fillAbsent(RecordBuilder& builder)
{
    for (const size_t column : m_absent) {
        if (column < m_target.defaults.size() && m_target.defaults[column]) {
            builder.column(column).appendValue(*m_target.defaults[column]);
        } else {
            builder.column(column).appendNull();
        }
    }
}

/// Position after the value, or null when it is left to the full parser.
const char* JsonShapeScanner::scanValue(const Part& part, const char* at, RecordBuilder& builder)
{
    if (*at == '"') {
        return scanString(part, at, builder);
    }
    return isDigit(*at) || *at == '-' ? scanNumber(part, at, builder) : scanWord(part, at, builder);
}

const char* JsonShapeScanner::scanString(const Part& part, const char* at, RecordBuilder& builder)
{
    bool isAscii = true;
    const char* begin = at + 1;
    const char* end = findStringEnd(begin, isAscii);
    if (*end != '"') {
        return nullptr; // an escape, something illegal, or the end of the text
    }
    const std::string_view text(begin, static_cast<size_t>(end - begin));
    if (!isAscii && !simdjson::validate_utf8(text.data(), text.size())) {
        return nullptr;
    }
    if (part.column < 0) {
        return end + 1;
    }
    ColumnBuilder& column = builder.column(static_cast<size_t>(part.column));
    bool isTaken = false;
    if (isString(part.type.id)) {
        column.appendString(text);
        isTaken = true;
    } else if (part.type.id == TypeId::Timestamp) {
        isTaken = appendTimestamp(text, column) || appendText(column, part.type, text);
    } else if (isTemporal(part.type.id) || part.type.id == TypeId::Decimal) {
        isTaken = appendText(column, part.type, text);
    }
    return isTaken ? end + 1 : nullptr;
}

const char* JsonShapeScanner::scanNumber(const Part& part, const char* at, RecordBuilder& builder)
{
    const char* begin = at;
    const bool isNegative = *at == '-';
    at += isNegative ? 1 : 0;
    const char* firstDigit = at;
    int64_t magnitude = 0;
    while (isDigit(*at) && at - firstDigit < kMaxFastDigits) {
        magnitude = magnitude * 10 + (*at - '0');
        ++at;
    }
    if (isWordCharacter(*at) || !isInteger(part.type.id) || part.column < 0) {
        while (isWordCharacter(*at)) {
            ++at;
        }
        const std::string_view token(begin, static_cast<size_t>(at - begin));
        if (part.column < 0) {
            return isJsonNumber(token) ? at : nullptr;
        }
        ColumnBuilder& column = builder.column(static_cast<size_t>(part.column));
        const bool isTaken = isInteger(part.type.id) ? appendJsonInteger(column, part.type.id, token)
                                                     : isNumeric(part.type.id) && isJsonNumber(token) &&
                                                           appendText(column, part.type, token);
        return isTaken ? at : nullptr;
    }
    const bool hasLeadingZero = *firstDigit == '0' && at - firstDigit > 1;
    const bool isGood = at != firstDigit && !hasLeadingZero &&
                        appendSmallInteger(builder.column(static_cast<size_t>(part.column)), part.type.id,
                                           isNegative ? -magnitude : magnitude);
    return isGood ? at : nullptr;
}

const char* JsonShapeScanner::scanWord(const Part& part, const char* at, RecordBuilder& builder)
{
    const auto isWord = [&](std::string_view word) {
        return static_cast<size_t>(m_textEnd - at) > word.size() && std::memcmp(at, word.data(), word.size()) == 0 &&
               !isWordCharacter(at[word.size()]);
    };
    const bool isTrue = isWord("true");
    const bool isFalse = !isTrue && isWord("false");
    const bool isNull = !isTrue && !isFalse && isWord("null");
    if (!isTrue && !isFalse && !isNull) {
        return nullptr;
    }
    const char* end = at + (isFalse ? 5 : 4);
    if (part.column < 0) {
        return end;
    }
    ColumnBuilder& column = builder.column(static_cast<size_t>(part.column));
    if (isNull ? !part.type.nullable : part.type.id != TypeId::Boolean) {
        return nullptr;
    }
    if (isNull) {
        column.appendNull();
    } else {
        column.append<uint8_t>(isTrue ? 1 : 0);
    }
    return end;
}

/// "YYYY-MM-DD HH:MM:SS" with up to six digits of a fraction. Streams stay on one day for long, so its number
/// is kept.
bool JsonShapeScanner::appendTimestamp(std::string_view text, ColumnBuilder& column)
{
    constexpr size_t kSecondsSize = 19;
    constexpr size_t kMicrosSize = 26;
    if (text.size() < kSecondsSize || text.size() > kMicrosSize || (text[kDateSize] != ' ' && text[kDateSize] != 'T') ||
        text[13] != ':' || text[16] != ':') {
        return false;
    }
    const std::string_view day = text.substr(0, kDateSize);
    if (day != m_day) {
        const std::optional<int32_t> days = parseDate(day, TimeText::Sql);
        if (!days) {
            return false;
        }
        m_day = day;
        m_dayMicros = int64_t{*days} * kMicrosPerDay;
    }
    const int hour = twoDigits(text.data() + 11);
    const int minute = twoDigits(text.data() + 14);
    const int second = twoDigits(text.data() + 17);
    if (hour > 23 || minute > 59 || second > 59) {
        return false;
    }
    int64_t fraction = 0;
    if (text.size() > kSecondsSize) {
        if (text[kSecondsSize] != '.' || text.size() == kSecondsSize + 1) {
            return false;
        }
        for (size_t i = kSecondsSize + 1; i < kMicrosSize; ++i) {
            if (i < text.size() && !isDigit(text[i])) {
                return false;
            }
            fraction = fraction * 10 + (i < text.size() ? text[i] - '0' : 0);
        }
    }
    column.append<int64_t>(m_dayMicros + (int64_t{hour} * 3600 + minute * 60 + second) * kMicrosPerSecond + fraction);
    return true;
}

} // namespace millrace
