// SPDX-License-Identifier: GPL-3.0-or-later
// What differs between two texts, line by line.
#pragma once

#include <QList>
#include <QString>

namespace millrace::models {

enum class DiffSide : uint8_t {
    Both,
    Old, ///< only in the old text: it went
    New, ///< only in the new text: it came
};

struct DiffLine {
    DiffSide side = DiffSide::Both;
    int oldLine = 0; ///< from 1; 0 = not there
    int newLine = 0;
    QString text;
    bool operator==(const DiffLine&) const = default;
};

/// Every line of both texts in order, as few of them on one side alone as possible (Myers 1986). Texts that differ in
/// more than kMaxDifferences lines have all of their middle told as gone and come. A space at the end counts.
QList<DiffLine> diffOfLines(const QString& oldText, const QString& newText);
inline constexpr int kMaxDifferences = 1000;

} // namespace millrace::models
