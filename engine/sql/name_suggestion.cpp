// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/sql/name_suggestion.h"

#include "engine/sql/keyword.h"

#include <algorithm>

namespace millrace::sql {

namespace {

constexpr size_t kLongestName = 64;
/// Comparing with more names than this would cost more than the hint is worth.
constexpr size_t kMaxCandidates = 5000;

/// Insertions, deletions, replacements and swaps of neighbours ("optimal string alignment"), ignoring case.
size_t editDistance(std::string_view a, std::string_view b)
{
    std::vector<size_t> beforeLast(b.size() + 1);
    std::vector<size_t> last(b.size() + 1);
    std::vector<size_t> row(b.size() + 1);
    for (size_t j = 0; j <= b.size(); ++j) {
        last[j] = j;
    }
    const auto same = [&](size_t i, size_t j) { return toLowerAscii(a[i]) == toLowerAscii(b[j]); };
    for (size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (size_t j = 1; j <= b.size(); ++j) {
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same(i - 1, j - 1) ? 0 : 1)});
            if (i > 1 && j > 1 && same(i - 1, j - 2) && same(i - 2, j - 1)) {
                row[j] = std::min(row[j], beforeLast[j - 2] + 1);
            }
        }
        beforeLast.swap(last);
        last.swap(row);
    }
    return last[b.size()];
}

} // namespace

std::string_view nearestName(std::string_view name, std::span<const std::string_view> candidates)
{
    std::string_view best;
    if (name.size() > kLongestName) {
        return best;
    }
    size_t bestDistance = 2 + name.size() / 4;
    for (const std::string_view candidate : candidates.first(std::min(candidates.size(), kMaxCandidates))) {
        const size_t difference =
            candidate.size() > name.size() ? candidate.size() - name.size() : name.size() - candidate.size();
        if (candidate.empty() || difference >= bestDistance) {
            continue;
        }
        const size_t distance = editDistance(name, candidate);
        // A name of which nothing remains is no hint.
        if (distance < bestDistance && distance < std::max(name.size(), candidate.size())) {
            best = candidate;
            bestDistance = distance;
        }
    }
    return best;
}

std::vector<ErrorNote> suggestionNotes(std::string_view name, std::span<const std::string_view> candidates)
{
    const std::string_view best = nearestName(name, candidates);
    if (best.empty()) {
        return {};
    }
    return {ErrorNote{"Did you mean '" + std::string(best) + "'", {}}};
}

std::vector<ErrorNote> suggestionNotes(const DiagnosticList& diagnostics, std::string_view name,
                                       std::span<const std::string_view> candidates)
{
    constexpr size_t kMostNotes = 200;
    return diagnostics.size() < kMostNotes ? suggestionNotes(name, candidates) : std::vector<ErrorNote>();
}

} // namespace millrace::sql
