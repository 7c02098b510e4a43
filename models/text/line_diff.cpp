// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/text/line_diff.h"

#include <QStringList>

#include <algorithm>
#include <vector>

namespace millrace::models {

namespace {

QStringList linesOf(const QString& text)
{
    QStringList lines = text.split(u'\n');
    if (lines.last().isEmpty()) {
        lines.removeLast(); // nothing stands behind the last line end
    }
    return lines;
}

/// The middle of two texts, from `begin` on, without the ends that are the same.
struct Middle {
    const QStringList& oldLines;
    const QStringList& newLines;
    int begin = 0;
    int numOld = 0;
    int numNew = 0;

    bool isSame(int x, int y) const { return oldLines[begin + x] == newLines[begin + y]; }
};

void addOld(const Middle& middle, int x, QList<DiffLine>& lines)
{
    lines.append({DiffSide::Old, middle.begin + x + 1, 0, middle.oldLines[middle.begin + x]});
}

void addNew(const Middle& middle, int y, QList<DiffLine>& lines)
{
    lines.append({DiffSide::New, 0, middle.begin + y + 1, middle.newLines[middle.begin + y]});
}

/// How far down each diagonal (x - y) one gets with so many differences, for each number of them.
using Frontiers = std::vector<std::vector<int>>;

/// Empty when there are too many differences.
Frontiers findFrontiers(const Middle& middle)
{
    const int most = std::min(middle.numOld + middle.numNew, kMaxDifferences);
    Frontiers frontiers;
    std::vector<int> frontier(static_cast<size_t>(2 * most + 3), 0);
    for (int numDifferences = 0; numDifferences <= most; ++numDifferences) {
        const auto at = [&](int diagonal) -> int& { return frontier[static_cast<size_t>(diagonal + most + 1)]; };
        for (int diagonal = -numDifferences; diagonal <= numDifferences; diagonal += 2) {
            const bool isDown =
                diagonal == -numDifferences || (diagonal != numDifferences && at(diagonal - 1) < at(diagonal + 1));
            int x = isDown ? at(diagonal + 1) : at(diagonal - 1) + 1;
            while (x < middle.numOld && x - diagonal < middle.numNew && middle.isSame(x, x - diagonal)) {
                ++x;
            }
            at(diagonal) = x;
            if (x >= middle.numOld && x - diagonal >= middle.numNew) {
                frontiers.push_back(frontier);
                return frontiers;
            }
        }
        frontiers.push_back(frontier);
    }
    return {};
}

/// Backwards from the end, one difference at a time.
void addMiddle(const Middle& middle, QList<DiffLine>& lines)
{
    const Frontiers frontiers = findFrontiers(middle);
    if (frontiers.empty()) {
        for (int x = 0; x < middle.numOld; ++x) {
            addOld(middle, x, lines);
        }
        for (int y = 0; y < middle.numNew; ++y) {
            addNew(middle, y, lines);
        }
        return;
    }
    const int most = std::min(middle.numOld + middle.numNew, kMaxDifferences);
    QList<DiffLine> backwards;
    int x = middle.numOld;
    int y = middle.numNew;
    const auto goBack = [&](int toX, int toY) {
        while (x > toX && y > toY) {
            --x;
            --y;
            backwards.append(
                {DiffSide::Both, middle.begin + x + 1, middle.begin + y + 1, middle.oldLines[middle.begin + x]});
        }
    };
    for (auto numDifferences = static_cast<int>(frontiers.size()) - 1; numDifferences > 0; --numDifferences) {
        const std::vector<int>& before = frontiers[static_cast<size_t>(numDifferences) - 1];
        const auto at = [&](int diagonal) { return before[static_cast<size_t>(diagonal + most + 1)]; };
        const int diagonal = x - y;
        const bool isDown =
            diagonal == -numDifferences || (diagonal != numDifferences && at(diagonal - 1) < at(diagonal + 1));
        const int fromX = isDown ? at(diagonal + 1) : at(diagonal - 1);
        const int fromY = fromX - (isDown ? diagonal + 1 : diagonal - 1);
        goBack(isDown ? fromX : fromX + 1, isDown ? fromY + 1 : fromY);
        if (isDown) {
            addNew(middle, --y, backwards);
        } else {
            addOld(middle, --x, backwards);
        }
    }
    goBack(0, 0);
    std::reverse(backwards.begin(), backwards.end());
    lines.append(backwards);
}

} // namespace

QList<DiffLine> diffOfLines(const QString& oldText, const QString& newText)
{
    const QStringList oldLines = linesOf(oldText);
    const QStringList newLines = linesOf(newText);
    const auto numOld = static_cast<int>(oldLines.size());
    const auto numNew = static_cast<int>(newLines.size());
    const int shorter = std::min(numOld, numNew);
    int begin = 0;
    while (begin < shorter && oldLines[begin] == newLines[begin]) {
        ++begin;
    }
    int end = 0;
    while (end < shorter - begin && oldLines[numOld - 1 - end] == newLines[numNew - 1 - end]) {
        ++end;
    }
    QList<DiffLine> lines;
    for (int i = 0; i < begin; ++i) {
        lines.append({DiffSide::Both, i + 1, i + 1, oldLines[i]});
    }
    addMiddle({oldLines, newLines, begin, numOld - begin - end, numNew - begin - end}, lines);
    for (int i = end; i > 0; --i) {
        lines.append({DiffSide::Both, numOld - i + 1, numNew - i + 1, oldLines[numOld - i]});
    }
    return lines;
}

} // namespace millrace::models
