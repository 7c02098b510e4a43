// SPDX-License-Identifier: GPL-3.0-or-later
// Whether two pictures look the same.
#pragma once

#include <QImage>

namespace millrace::test {

struct ImageDifference {
    bool isOtherSize = false;
    double share = 0; ///< of the pixels that differ, 0 to 1
    QImage marked;    ///< the second picture, pale, with those pixels in red

    /// A few pixels at the rims of letters differ between versions of the font renderer; a moved line does not pass.
    bool isSame() const { return !isOtherSize && share <= 0.002; }
};

/// Pixels differ when one of their colours does by more than 32 of 255.
ImageDifference compareImages(const QImage& first, const QImage& second);

} // namespace millrace::test
