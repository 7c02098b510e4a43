// SPDX-License-Identifier: GPL-3.0-or-later
// LIKE, ILIKE, RLIKE, REGEXP_REPLACE and RE_EXTRACT. Patterns that are literals are compiled once per evaluator.
#include "engine/expr/letter_case.h"
#include "engine/expr/like_pattern.h"
#include "engine/expr/signatures.h"
#include "engine/expr/text_rows.h"

#include <re2/re2.h>

#include <vector>

namespace millrace {

namespace {

using Failure = std::optional<EvalFailure>;

enum class CaseRule : uint8_t { Exact, Ignored };

std::string foldedCase(std::string_view text, CaseRule rule)
{
    std::string result;
    if (rule == CaseRule::Ignored) {
        appendLower(result, text);
    } else {
        result = text;
    }
    return result;
}

/// The pattern of the row before, or of all rows.
template <typename Pattern>
struct PatternCache {
    std::string source;
    std::string escape;
    std::shared_ptr<const Pattern> pattern;
    bool isFilled = false;
};

template <CaseRule kRule>
std::shared_ptr<const LikePattern> compileLike(std::string_view pattern, std::string_view escape)
{
    std::optional<LikePattern> compiled = LikePattern::compile(foldedCase(pattern, kRule), foldedCase(escape, kRule));
    return compiled ? std::make_shared<const LikePattern>(std::move(*compiled)) : nullptr;
}

template <CaseRule kRule>
std::shared_ptr<const void> prepareLike(const ScalarExpr& call)
{
    const std::optional<std::string_view> pattern = literalText(call.args[1]);
    const std::optional<std::string_view> escape =
        call.args.size() == 3 ? literalText(call.args[2]) : std::string_view();
    return pattern && escape ? compileLike<kRule>(*pattern, *escape) : nullptr;
}

template <CaseRule kRule>
Failure likeKernel(const KernelContext& context, std::span<const Column> args, const Selection& selection,
                   MutableColumn& out)
{
    const auto* prepared = static_cast<const LikePattern*>(context.state);
    auto* result = out.as<uint8_t>();
    PatternCache<LikePattern> cache;
    std::string folded;
    const auto row = findFailingRow(selection, [&](size_t at) {
        const LikePattern* pattern = prepared;
        if (pattern == nullptr) {
            const std::string_view source = textAt(args[1], at);
            const std::string_view escape = args.size() == 3 ? textAt(args[2], at) : std::string_view();
            if (!cache.isFilled || cache.source != source || cache.escape != escape) {
                cache = {std::string(source), std::string(escape), compileLike<kRule>(source, escape), true};
            }
            pattern = cache.pattern.get();
        }
        if (pattern == nullptr) {
            return false;
        }
        std::string_view text = textAt(args[0], at);
        if constexpr (kRule == CaseRule::Ignored) {
            folded.clear();
            appendLower(folded, text);
            text = folded;
        }
        result[at] = pattern->matches(text) ? 1 : 0;
        return true;
    });
    if (!row) {
        return std::nullopt;
    }
    return EvalFailure{ErrorCode::kEvalInvalidArgument, *row,
                       "Invalid escape in LIKE pattern '" + std::string(textAt(args[1], *row)) + "'"};
}

std::shared_ptr<const RE2> compileRegex(std::string_view source)
{
    RE2::Options options;
    options.set_log_errors(false);
    return std::make_shared<const RE2>(re2::StringPiece(source.data(), source.size()), options);
}

std::shared_ptr<const void> prepareRegex(const ScalarExpr& call)
{
    const std::optional<std::string_view> source = literalText(call.args[1]);
    return source ? compileRegex(*source) : nullptr;
}

/// The expression for a row: the prepared one, or that of the row's text.
class RegexSource {
public:
    RegexSource(const KernelContext& context, const Column& pattern)
        : m_prepared(static_cast<const RE2*>(context.state))
        , m_pattern(pattern)
    {
    }
    const RE2& at(size_t row)
    {
        if (m_prepared != nullptr) {
            return *m_prepared;
        }
        const std::string_view source = textAt(m_pattern, row);
        if (!m_cache.isFilled || m_cache.source != source) {
            m_cache = {std::string(source), {}, compileRegex(source), true};
        }
        return *m_cache.pattern;
    }
    EvalFailure failure(size_t row, std::string_view where)
    {
        return {ErrorCode::kEvalInvalidArgument, row,
                "Invalid regular expression in " + std::string(where) + " '" + std::string(textAt(m_pattern, row)) +
                    "': " + at(row).error()};
    }

private:
    const RE2* m_prepared;
    const Column& m_pattern;
    PatternCache<RE2> m_cache;
};

Failure rlikeKernel(const KernelContext& context, std::span<const Column> args, const Selection& selection,
                    MutableColumn& out)
{
    RegexSource regex(context, args[1]);
    auto* result = out.as<uint8_t>();
    const auto row = findFailingRow(selection, [&](size_t at) {
        const RE2& expression = regex.at(at);
        const std::string_view text = textAt(args[0], at);
        result[at] =
            expression.ok() && RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), expression) ? 1 : 0;
        return expression.ok();
    });
    return row ? std::optional(regex.failure(*row, "RLIKE")) : std::nullopt;
}

bool isNameCharacter(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}

/// The number of a group named by digits or by name; -1 when there is none.
int groupNumber(const RE2& expression, const std::string& name)
{
    if (!name.empty() && name.find_first_not_of("0123456789") == std::string::npos && name.size() < 4) {
        return std::stoi(name);
    }
    const auto found = expression.NamedCapturingGroups().find(name);
    return found == expression.NamedCapturingGroups().end() ? -1 : found->second;
}

/// A replacement with `$1`, `$name`, `${name}` and `$$` in the form of RE2. Groups that do not exist are empty.
std::string rewriteOf(std::string_view replacement, const RE2& expression)
{
    std::string rewrite;
    for (size_t i = 0; i < replacement.size(); ++i) {
        const char c = replacement[i];
        if (c == '\\') {
            rewrite += "\\\\";
            continue;
        }
        const bool isLast = i + 1 == replacement.size();
        if (c != '$' || isLast) {
            rewrite += c;
            continue;
        }
        if (replacement[i + 1] == '$') {
            rewrite += '$';
            ++i;
            continue;
        }
        const bool isBraced = replacement[i + 1] == '{';
        size_t end = i + (isBraced ? 2 : 1);
        const size_t start = end;
        while (end < replacement.size() && (isBraced ? replacement[end] != '}' : isNameCharacter(replacement[end]))) {
            ++end;
        }
        if (end == start || (isBraced && end == replacement.size())) {
            rewrite += c;
            continue;
        }
        const int group = groupNumber(expression, std::string(replacement.substr(start, end - start)));
        constexpr int kMostGroups = 9; // what a rewrite of RE2 can name
        if (group >= 0 && group <= std::min(expression.NumberOfCapturingGroups(), kMostGroups)) {
            rewrite += '\\';
            rewrite += static_cast<char>('0' + group);
        }
        i = isBraced ? end : end - 1;
    }
    return rewrite;
}

Failure regexpReplaceKernel(const KernelContext& context, std::span<const Column> args, const Selection& selection,
                            MutableColumn& out)
{
    RegexSource regex(context, args[1]);
    auto* result = out.as<StringRef>();
    std::string text;
    const auto row = findFailingRow(selection, [&](size_t at) {
        const RE2& expression = regex.at(at);
        if (!expression.ok()) {
            return false;
        }
        text = textAt(args[0], at);
        const std::string rewrite = args.size() == 3 ? rewriteOf(textAt(args[2], at), expression) : std::string();
        const int count = RE2::GlobalReplace(&text, expression, rewrite);
        result[at] = count == 0 ? args[0].get<StringRef>(at) : out.arena->store(text);
        return true;
    });
    return row ? std::optional(regex.failure(*row, "REPLACE")) : std::nullopt;
}

/// The part of the text that a group of the pattern matched; NULL when nothing did or the pattern is not valid.
Failure extractKernel(const KernelContext& context, std::span<const Column> args, const Selection& selection,
                      MutableColumn& out)
{
    RegexSource regex(context, args[1]);
    auto* result = out.as<StringRef>();
    std::vector<re2::StringPiece> groups;
    forEachRow(selection, [&](size_t at) {
        const RE2& expression = regex.at(at);
        const std::string_view text = textAt(args[0], at);
        const int32_t group = args[2].get<int32_t>(at);
        if (!expression.ok() || group < 0 || group > expression.NumberOfCapturingGroups()) {
            out.setNull(at);
            return;
        }
        groups.resize(static_cast<size_t>(group) + 1);
        const re2::StringPiece piece(text.data(), text.size());
        const bool isFound = expression.Match(piece, 0, piece.size(), RE2::UNANCHORED, groups.data(), group + 1);
        const re2::StringPiece found = groups.back();
        if (!isFound || found.data() == nullptr) {
            out.setNull(at);
        } else {
            result[at] = found.empty() ? StringRef() : StringRef(std::string_view(found.data(), found.size()));
        }
    });
    return std::nullopt;
}

constexpr Function kLike{
    .name = "LIKE", .kernel = &likeKernel<CaseRule::Exact>, .canFail = true, .prepare = &prepareLike<CaseRule::Exact>};
constexpr Function kIlike{.name = "ILIKE",
                          .kernel = &likeKernel<CaseRule::Ignored>,
                          .canFail = true,
                          .prepare = &prepareLike<CaseRule::Ignored>};
constexpr Function kRlike{.name = "RLIKE", .kernel = &rlikeKernel, .canFail = true, .prepare = &prepareRegex};
constexpr Function kRegexpReplace{
    .name = "REGEXP_REPLACE", .kernel = &regexpReplaceKernel, .canFail = true, .prepare = &prepareRegex};

constexpr Function kExtract{
    .name = "RE_EXTRACT", .kernel = &extractKernel, .makesNulls = true, .prepare = &prepareRegex};

Result<ExprPtr> resolveExtract(CallSite& site)
{
    MR_CHECK(coerceArgs(site, {TypeId::Varchar, TypeId::Varchar, TypeId::Integer}));
    return strictCall(site, kExtract, SqlType::of(TypeId::Varchar));
}

template <const Function& kFunction>
Result<ExprPtr> resolveMatch(CallSite& site)
{
    MR_CHECK(coerceArgs(site, SqlType::of(TypeId::Varchar)));
    return strictCall(site, kFunction, SqlType::of(TypeId::Boolean));
}

template <const Function& kFunction>
Result<ExprPtr> resolveNoMatch(CallSite& site)
{
    MR_TRY(ExprPtr match, resolveMatch<kFunction>(site));
    return resolveCall("NOT", {std::move(match)}, site.span);
}

Result<ExprPtr> resolveRegexpReplace(CallSite& site)
{
    MR_CHECK(coerceArgs(site, SqlType::of(TypeId::Varchar)));
    return strictCall(site, kRegexpReplace, SqlType::of(TypeId::Varchar));
}

constexpr Signature kSignatures[] = {
    {"LIKE", 2, 3, &resolveMatch<kLike>},
    {"NOT LIKE", 2, 3, &resolveNoMatch<kLike>},
    {"ILIKE", 2, 3, &resolveMatch<kIlike>},
    {"NOT ILIKE", 2, 3, &resolveNoMatch<kIlike>},
    {"RLIKE", 2, 2, &resolveMatch<kRlike>},
    {"NOT RLIKE", 2, 2, &resolveNoMatch<kRlike>},
    {"REGEXP_REPLACE", 2, 3, &resolveRegexpReplace},
    {"RE_EXTRACT", 3, 3, &resolveExtract},
};

} // namespace

std::span<const Signature> patternSignatures()
{
    return kSignatures;
}

} // namespace millrace
