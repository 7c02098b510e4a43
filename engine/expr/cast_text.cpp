// SPDX-License-Identifier: GPL-3.0-or-later
// Conversions to and from text.
#include "engine/expr/cast_rows.h"
#include "engine/expr/code_points.h"
#include "engine/types/datetime.h"
#include "engine/types/decimal.h"
#include "engine/types/float_text.h"

#include <charconv>

namespace millrace {

namespace {

using Failure = std::optional<EvalFailure>;

constexpr std::string_view kBlanks = " \t\r\n\f\v";

std::string_view trimmed(std::string_view text)
{
    const size_t first = text.find_first_not_of(kBlanks);
    return first == std::string_view::npos ? std::string_view()
                                           : text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

/// Each writer appends the text of one value to a string.
template <typename T, typename Write>
Failure writeRows(const KernelContext& context, std::span<const Column> args, const Selection& selection,
                  MutableColumn& out, Write write)
{
    const SqlType& type = context.call.type;
    auto* result = out.as<StringRef>();
    std::string text;
    forEachRow(selection, [&](size_t row) {
        text.clear();
        write(text, args[0].get<T>(row));
        fitText(text, type);
        result[row] = out.arena->store(text);
    });
    return std::nullopt;
}

Failure booleanToTextKernel(const KernelContext& context, std::span<const Column> args, const Selection& selection,
                            MutableColumn& out)
{
    return writeRows<uint8_t>(context, args, selection, out,
                              [](std::string& text, uint8_t value) { text += value != 0 ? "TRUE" : "FALSE"; });
}

template <typename T>
Failure integerToTextKernel(const KernelContext& context, std::span<const Column> args, const Selection& selection,
                            MutableColumn& out)
{
    return writeRows<T>(context, args, selection, out, [](std::string& text, T value) {
        char digits[24];
        const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
        text.append(digits, end);
    });
}

Failure decimalToTextKernel(const KernelContext& context, std::span<const Column> args, const Selection& selection,
                            MutableColumn& out)
{
    const int scale = context.call.args[0]->type.scale;
    return writeRows<Int128>(context, args, selection, out,
                             [scale](std::string& text, Int128 value) { appendDecimal(text, value, scale); });
}

template <typename T, auto kAppend>
Failure appendedTextKernel(const KernelContext& context, std::span<const Column> args, const Selection& selection,
                           MutableColumn& out)
{
    return writeRows<T>(context, args, selection, out, [](std::string& text, T value) { kAppend(text, value); });
}

void appendPlainTimestamp(std::string& text, int64_t micros)
{
    appendTimestamp(text, micros);
}

/// CHAR to VARCHAR drops the padding; a shorter type cuts. Bytes are shared with the argument unless blanks are added.
Failure textToTextKernel(const KernelContext& context, std::span<const Column> args, const Selection& selection,
                         MutableColumn& out)
{
    const SqlType& from = context.call.args[0]->type;
    const SqlType& to = context.call.type;
    const bool isUnpadding = from.id == TypeId::Char && to.id == TypeId::Varchar;
    auto* result = out.as<StringRef>();
    std::string padded;
    forEachRow(selection, [&](size_t row) {
        const StringRef& source = args[0].get<StringRef>(row);
        std::string_view text = source.view();
        if (isUnpadding) {
            const size_t last = text.find_last_not_of(' ');
            text = text.substr(0, last == std::string_view::npos ? 0 : last + 1);
        }
        if (to.length != 0) {
            text = firstCodePoints(text, to.length);
        }
        const size_t length = to.id == TypeId::Char && to.length != 0 ? countCodePoints(text) : to.length;
        if (length == to.length) {
            result[row] = StringRef(text);
            return;
        }
        padded.assign(text);
        padded.append(to.length - length, ' ');
        result[row] = out.arena->store(padded);
    });
    return std::nullopt;
}

/// Each reader gives the value of a text, or nothing.
template <typename T, typename Read>
Failure readRows(const KernelContext& context, std::span<const Column> args, const Selection& selection,
                 MutableColumn& out, Read read)
{
    T* result = out.as<T>();
    return castRows(
        context, selection, out,
        [&](size_t row) {
            const std::optional<T> value = read(args[0].get<StringRef>(row).view());
            result[row] = value.value_or(T{});
            return value.has_value();
        },
        [&](size_t row) {
            return "Error converting '" + std::string(args[0].get<StringRef>(row).view()) + "' to " +
                   context.call.type.toString();
        });
}

std::optional<uint8_t> readBoolean(std::string_view text)
{
    std::string lower(trimmed(text));
    for (char& c : lower) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    if (lower == "true" || lower == "false") {
        return lower == "true" ? uint8_t{1} : uint8_t{0};
    }
    return std::nullopt;
}

template <typename T>
std::optional<T> readInteger(std::string_view text)
{
    std::string_view digits = trimmed(text);
    if (digits.size() > 1 && digits[0] == '+' && digits[1] != '-') {
        digits.remove_prefix(1);
    }
    T value{};
    const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    const bool isWhole = result.ec == std::errc() && result.ptr == digits.data() + digits.size();
    return isWhole && !digits.empty() ? std::optional(value) : std::nullopt;
}

template <typename T, auto kRead>
Failure textToKernel(const KernelContext& context, std::span<const Column> args, const Selection& selection,
                     MutableColumn& out)
{
    return readRows<T>(context, args, selection, out, [](std::string_view text) { return kRead(text); });
}

Failure textToDecimalKernel(const KernelContext& context, std::span<const Column> args, const Selection& selection,
                            MutableColumn& out)
{
    const SqlType& type = context.call.type;
    return readRows<Int128>(context, args, selection, out,
                            [&type](std::string_view text) { return parseDecimal(text, type.precision, type.scale); });
}

std::optional<int32_t> readDate(std::string_view text)
{
    return parseDate(text, TimeText::Sql);
}
std::optional<int64_t> readTime(std::string_view text)
{
    return parseTime(text, TimeText::Sql);
}
std::optional<int64_t> readTimestamp(std::string_view text)
{
    return parseTimestamp(text, TimeText::Sql);
}

template <Function::Kernel kKernel>
constexpr Function kWriter{.name = "CAST", .kernel = kKernel};
template <Function::Kernel kKernel>
constexpr Function kReader{.name = "CAST", .kernel = kKernel, .canFail = true};

} // namespace

void fitText(std::string& text, const SqlType& type)
{
    if (type.length == 0) {
        return;
    }
    text.resize(firstCodePoints(text, type.length).size());
    if (type.id == TypeId::Char) {
        const size_t length = countCodePoints(text);
        text.append(type.length - length, ' ');
    }
}

const Function& textFromCast(const SqlType& from)
{
    switch (from.id) {
    case TypeId::Boolean: return kWriter<&booleanToTextKernel>;
    case TypeId::Real: return kWriter<&appendedTextKernel<float, &appendFloat>>;
    case TypeId::Double: return kWriter<&appendedTextKernel<double, &appendDouble>>;
    case TypeId::Decimal: return kWriter<&decimalToTextKernel>;
    case TypeId::Date: return kWriter<&appendedTextKernel<int32_t, &appendDate>>;
    case TypeId::Time: return kWriter<&appendedTextKernel<int64_t, &appendTime>>;
    case TypeId::Timestamp: return kWriter<&appendedTextKernel<int64_t, &appendPlainTimestamp>>;
    case TypeId::IntervalDay: return kWriter<&appendedTextKernel<int64_t, &appendDayInterval>>;
    case TypeId::IntervalMonth: return kWriter<&appendedTextKernel<int32_t, &appendMonthInterval>>;
    case TypeId::Char:
    case TypeId::Varchar: return kWriter<&textToTextKernel>;
    default: break;
    }
    return withInteger(physicalOf(from),
                       [](auto tag) -> const Function& { return kWriter<&integerToTextKernel<decltype(tag)>>; });
}

const Function& textToCast(const SqlType& to)
{
    switch (to.id) {
    case TypeId::Boolean: return kReader<&textToKernel<uint8_t, &readBoolean>>;
    case TypeId::Real: return kReader<&textToKernel<float, &parseFloat>>;
    case TypeId::Double: return kReader<&textToKernel<double, &parseDouble>>;
    case TypeId::Decimal: return kReader<&textToDecimalKernel>;
    case TypeId::Date: return kReader<&textToKernel<int32_t, &readDate>>;
    case TypeId::Time: return kReader<&textToKernel<int64_t, &readTime>>;
    case TypeId::Timestamp: return kReader<&textToKernel<int64_t, &readTimestamp>>;
    default: break;
    }
    return withInteger(physicalOf(to), [](auto tag) -> const Function& {
        using T = decltype(tag);
        return kReader<&textToKernel<T, &readInteger<T>>>;
    });
}

} // namespace millrace
