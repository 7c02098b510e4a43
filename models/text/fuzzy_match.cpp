// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/text/fuzzy_match.h"

#include <algorithm>
#include <vector>

namespace millrace::models {

namespace {

constexpr int kNone = -1'000'000;
constexpr int kLetter = 2;
constexpr int kWordBegin = 12;
constexpr int kSideBySide = 8;
constexpr int kTextBegin = 6;
constexpr qsizetype kMaxText = 256; // of a longer one the rest is not looked at
constexpr qsizetype kMaxPattern = 64;

int valueAt(const QString& text, qsizetype at)
{
    if (at == 0) {
        return kLetter + kWordBegin + kTextBegin;
    }
    const QChar before = text.at(at - 1);
    const bool isBegin = !before.isLetterOrNumber() || (before.isLower() && text.at(at).isUpper());
    return kLetter + (isBegin ? kWordBegin : 0);
}

} // namespace

std::optional<int> fuzzyScore(const QString& pattern, const QString& text)
{
    QString wanted;
    for (const QChar letter : pattern.left(kMaxPattern)) {
        if (!letter.isSpace()) {
            wanted += letter.toCaseFolded();
        }
    }
    const qsizetype size = std::min(text.size(), kMaxText);
    const QString folded = text.left(size).toCaseFolded();
    if (folded.size() != size) {
        return folded.contains(wanted) ? std::optional<int>(wanted.size()) : std::nullopt;
    }
    // best[i]: of the pattern so far, with its last letter at i.
    std::vector<int> best(static_cast<size_t>(size), kNone);
    for (qsizetype row = 0; row < wanted.size(); ++row) {
        std::vector<int> next(static_cast<size_t>(size), kNone);
        int reach = row == 0 ? 0 : kNone; // best of all that end before i
        for (qsizetype i = 0; i < size; ++i) {
            const auto at = static_cast<size_t>(i);
            if (folded.at(i) == wanted.at(row)) {
                const int side = row > 0 && i > 0 && best[at - 1] > kNone ? best[at - 1] + kSideBySide : kNone;
                const int from = std::max(reach, side);
                next[at] = from > kNone ? from + valueAt(text, i) : kNone;
            }
            reach = std::max(reach, row == 0 ? 0 : best[at]);
        }
        best = std::move(next);
    }
    if (wanted.isEmpty()) {
        return 0;
    }
    const int score = size == 0 ? kNone : *std::max_element(best.begin(), best.end());
    if (score <= kNone / 2) {
        return std::nullopt;
    }
    return score - static_cast<int>(size / 8);
}

} // namespace millrace::models
