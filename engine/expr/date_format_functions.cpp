// SPDX-License-Identifier: GPL-3.0-or-later
// FORMAT_DATE, PARSE_DATE and their kin: (format, value). Formats that are literals are compiled once per evaluator.
#include "engine/expr/signatures.h"
#include "engine/expr/text_rows.h"
#include "engine/expr/time_format.h"
#include "engine/types/datetime.h"

namespace millrace {

namespace {

using Failure = std::optional<EvalFailure>;
using Wanted = TimeFormat::Wanted;

std::shared_ptr<const void> prepareFormat(const ScalarExpr& call)
{
    const std::optional<std::string_view> text = literalText(call.args[0]);
    std::optional<TimeFormat> format = text ? TimeFormat::compile(*text) : std::nullopt;
    return format ? std::make_shared<const TimeFormat>(std::move(*format)) : nullptr;
}

/// The format for a row: the prepared one, or that of the row's text; none when it is not valid.
class FormatSource {
public:
    FormatSource(const KernelContext& context, const Column& format)
        : m_prepared(static_cast<const TimeFormat*>(context.state))
        , m_format(format)
    {
    }
    const TimeFormat* at(size_t row)
    {
        if (m_prepared != nullptr) {
            return m_prepared;
        }
        const std::string_view text = textAt(m_format, row);
        if (!m_isFilled || m_text != text) {
            m_text = text;
            m_compiled = TimeFormat::compile(text);
            m_isFilled = true;
        }
        return m_compiled ? &*m_compiled : nullptr;
    }
    EvalFailure failure(const KernelContext& context, size_t row) const
    {
        return {ErrorCode::kEvalInvalidArgument, row,
                "Invalid format in " + std::string(context.call.function->name) + ": '" +
                    std::string(textAt(m_format, row)) + "'"};
    }

private:
    const TimeFormat* m_prepared;
    const Column& m_format;
    std::string m_text;
    std::optional<TimeFormat> m_compiled;
    bool m_isFilled = false;
};

template <Wanted kWanted>
TimeParts partsAt(const Column& column, size_t row)
{
    if constexpr (kWanted == Wanted::Date) {
        return {column.get<int32_t>(row), 0};
    } else if constexpr (kWanted == Wanted::Time) {
        return {0, column.get<int64_t>(row)};
    } else {
        const int64_t micros = column.get<int64_t>(row);
        return {daysFromMicros(micros), microsOfDay(micros) * 1000};
    }
}

template <Wanted kWanted>
Failure formatKernel(const KernelContext& context, std::span<const Column> args, const Selection& selection,
                     MutableColumn& out)
{
    FormatSource source(context, args[0]);
    auto* result = out.as<StringRef>();
    std::string text;
    const auto row = findFailingRow(selection, [&](size_t at) {
        const TimeFormat* format = source.at(at);
        if (format == nullptr) {
            return false;
        }
        text.clear();
        format->append(text, partsAt<kWanted>(args[1], at));
        result[at] = out.arena->store(text);
        return true;
    });
    return row ? std::optional(source.failure(context, *row)) : std::nullopt;
}

/// NULL for text that does not fit; an error for a format that cannot tell what is wanted.
template <Wanted kWanted>
Failure parseKernel(const KernelContext& context, std::span<const Column> args, const Selection& selection,
                    MutableColumn& out)
{
    FormatSource source(context, args[0]);
    const auto row = findFailingRow(selection, [&](size_t at) {
        const TimeFormat* format = source.at(at);
        if (format == nullptr || !format->determines(kWanted)) {
            return false;
        }
        const std::optional<TimeParts> parts = format->parse(textAt(args[1], at), kWanted);
        if (!parts) {
            out.setNull(at);
        } else if constexpr (kWanted == Wanted::Date) {
            out.as<int32_t>()[at] = parts->days;
        } else if constexpr (kWanted == Wanted::Time) {
            out.as<int64_t>()[at] = parts->nanos;
        } else {
            out.as<int64_t>()[at] = parts->days * kMicrosPerDay + parts->nanos / 1000;
        }
        return true;
    });
    return row ? std::optional(source.failure(context, *row)) : std::nullopt;
}

template <Wanted kWanted>
constexpr Function makeFormat(std::string_view name)
{
    return {.name = name, .kernel = &formatKernel<kWanted>, .canFail = true, .prepare = &prepareFormat};
}

template <Wanted kWanted>
constexpr Function makeParse(std::string_view name)
{
    return {
        .name = name, .kernel = &parseKernel<kWanted>, .canFail = true, .makesNulls = true, .prepare = &prepareFormat};
}

constexpr Function kFormatDate = makeFormat<Wanted::Date>("FORMAT_DATE");
constexpr Function kFormatTime = makeFormat<Wanted::Time>("FORMAT_TIME");
constexpr Function kFormatTimestamp = makeFormat<Wanted::Both>("FORMAT_TIMESTAMP");
constexpr Function kParseDate = makeParse<Wanted::Date>("PARSE_DATE");
constexpr Function kParseTime = makeParse<Wanted::Time>("PARSE_TIME");
constexpr Function kParseTimestamp = makeParse<Wanted::Both>("PARSE_TIMESTAMP");

template <const Function& kFunction, TypeId kType>
Result<ExprPtr> resolveFormat(CallSite& site)
{
    MR_CHECK(coerceArgs(site, {TypeId::Varchar, kType}));
    return strictCall(site, kFunction, SqlType::of(TypeId::Varchar));
}

template <const Function& kFunction, TypeId kType>
Result<ExprPtr> resolveParse(CallSite& site)
{
    MR_CHECK(coerceArgs(site, SqlType::of(TypeId::Varchar)));
    return strictCall(site, kFunction, SqlType::of(kType));
}

constexpr Signature kSignatures[] = {
    {"FORMAT_DATE", 2, 2, &resolveFormat<kFormatDate, TypeId::Date>},
    {"FORMAT_TIME", 2, 2, &resolveFormat<kFormatTime, TypeId::Time>},
    {"FORMAT_TIMESTAMP", 2, 2, &resolveFormat<kFormatTimestamp, TypeId::Timestamp>},
    {"PARSE_DATE", 2, 2, &resolveParse<kParseDate, TypeId::Date>},
    {"PARSE_TIME", 2, 2, &resolveParse<kParseTime, TypeId::Time>},
    {"PARSE_TIMESTAMP", 2, 2, &resolveParse<kParseTimestamp, TypeId::Timestamp>},
};

} // namespace

std::span<const Signature> dateFormatSignatures()
{
    return kSignatures;
}

} // namespace millrace
