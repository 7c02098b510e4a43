// SPDX-License-Identifier: GPL-3.0-or-later
// Finds functions by name and lets them resolve calls.
#include "engine/expr/signatures.h"

#include <algorithm>
#include <unordered_map>

namespace millrace {

namespace {

class Registry {
public:
    Registry()
    {
        for (const auto family :
             {arithmeticSignatures(), comparisonSignatures(), logicSignatures(), numericSignatures(), floatSignatures(),
              stringSignatures(), stringPartSignatures(), patternSignatures(), datePartSignatures(),
              dateArithmeticSignatures(), dateFormatSignatures(), arraySignatures(), arraySetSignatures()}) {
            for (const Signature& signature : family) {
                m_byName.emplace(signature.name, &signature);
            }
        }
    }

    const Signature* find(std::string_view upperName) const
    {
        const auto found = m_byName.find(upperName);
        return found == m_byName.end() ? nullptr : found->second;
    }

    std::vector<std::string_view> names() const
    {
        std::vector<std::string_view> names;
        for (const auto& [name, signature] : m_byName) {
            if (isWord(name)) {
                names.push_back(name);
            }
        }
        std::sort(names.begin(), names.end());
        return names;
    }

    /// False for signs and for constructs with a syntax of their own ("IS NULL").
    static bool isWord(std::string_view name)
    {
        constexpr std::string_view kConstructs[] = {"AND", "OR", "NOT", "CASE", "IN", "LIKE", "ILIKE"};
        return name[0] >= 'A' && name[0] <= 'Z' && name.find(' ') == std::string_view::npos &&
               std::find(std::begin(kConstructs), std::end(kConstructs), name) == std::end(kConstructs);
    }

private:
    std::unordered_map<std::string_view, const Signature*> m_byName;
};

const Registry& registry()
{
    static const Registry instance;
    return instance;
}

std::string upperCase(std::string_view name)
{
    std::string upper(name);
    for (char& c : upper) {
        c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return upper;
}

/// Levenshtein distance, for "did you mean".
size_t editDistance(std::string_view a, std::string_view b)
{
    std::vector<size_t> row(b.size() + 1);
    for (size_t j = 0; j <= b.size(); ++j) {
        row[j] = j;
    }
    for (size_t i = 1; i <= a.size(); ++i) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.size(); ++j) {
            const size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
        }
    }
    return row[b.size()];
}

Error unknownFunction(const std::string& name, SourceSpan span)
{
    Error error = makeError(ErrorCode::kSqlUnknownFunction, "No function of this name: " + name, span);
    constexpr size_t kLongestName = 64;
    if (name.size() > kLongestName) {
        return error;
    }
    std::string_view best;
    size_t bestDistance = 1 + name.size() / 3;
    for (const std::string_view candidate : registry().names()) {
        const size_t distance = editDistance(name, candidate);
        if (distance < bestDistance) {
            best = candidate;
            bestDistance = distance;
        }
    }
    if (!best.empty()) {
        error.notes.push_back({"Did you mean " + std::string(best), span});
    }
    return error;
}

std::string argumentCountText(const Signature& signature)
{
    std::string text = std::to_string(signature.leastArgs);
    if (signature.mostArgs == Signature::kAnyNumber) {
        return "at least " + text;
    }
    return signature.leastArgs == signature.mostArgs ? text : text + " to " + std::to_string(signature.mostArgs);
}

} // namespace

Result<ExprPtr> resolveCall(std::string_view name, std::vector<ExprPtr> args, SourceSpan span)
{
    const std::string upper = upperCase(name);
    const Signature* signature = registry().find(upper);
    if (signature == nullptr) {
        return unknownFunction(upper, span);
    }
    if (args.size() < signature->leastArgs || args.size() > signature->mostArgs) {
        return makeError(ErrorCode::kSqlColumnCount,
                         "Wrong number of arguments of " + upper + ", expected " + argumentCountText(*signature) +
                             ": " + std::to_string(args.size()),
                         span);
    }
    CallSite site{signature->name, std::move(args), span};
    return signature->resolve(site);
}

bool isFunctionName(std::string_view name)
{
    const std::string upper = upperCase(name);
    return !upper.empty() && Registry::isWord(upper) && registry().find(upper) != nullptr;
}

std::vector<std::string_view> functionNames()
{
    return registry().names();
}

} // namespace millrace
