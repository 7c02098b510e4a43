// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/gallery/image_comparison.h"

#include <QColor>

#include <algorithm>
#include <cstdlib>

namespace millrace::test {

namespace {

constexpr int kTolerance = 32;

bool differs(QRgb first, QRgb second)
{
    return std::max({std::abs(qRed(first) - qRed(second)), std::abs(qGreen(first) - qGreen(second)),
                     std::abs(qBlue(first) - qBlue(second))}) > kTolerance;
}

/// Towards white, so that what is marked stands out.
QRgb pale(QRgb pixel)
{
    const int grey = 170 + qGray(pixel) / 3;
    return qRgb(grey, grey, grey);
}

} // namespace

ImageDifference compareImages(const QImage& first, const QImage& second)
{
    ImageDifference difference;
    difference.marked = second.convertToFormat(QImage::Format_RGB32);
    difference.isOtherSize = first.size() != second.size();
    if (difference.isOtherSize) {
        difference.share = 1;
        return difference;
    }
    qsizetype numDiffering = 0;
    for (int y = 0; y < second.height(); ++y) {
        for (int x = 0; x < second.width(); ++x) {
            const QRgb pixel = second.pixel(x, y);
            const bool isOther = differs(first.pixel(x, y), pixel);
            numDiffering += isOther ? 1 : 0;
            difference.marked.setPixel(x, y, isOther ? qRgb(255, 0, 0) : pale(pixel));
        }
    }
    difference.share =
        static_cast<double>(numDiffering) / std::max<qsizetype>(1, second.width() * qsizetype{second.height()});
    return difference;
}

} // namespace millrace::test
