// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/views/cell_text.h"

#include "gui/theme/theme_controller.h"

#include <QFontMetricsF>
#include <QGlyphRun>
#include <QRawFont>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <utility>

namespace millrace::gui {

namespace {

constexpr char16_t kFirst = u' ';
constexpr char16_t kLast = u'~';
constexpr size_t kNumGlyphs = kLast - kFirst + 1;
constexpr char16_t kEllipsis = u'…';
constexpr size_t kMaxCharacters = 512; ///< that a cell shows

/// The monospaced font with some of the CellFonts, and its glyphs.
struct Face {
    QFont base; ///< that it was made of
    QFont font;
    QRawFont raw;
    std::array<quint32, kNumGlyphs> glyphs{};
    quint32 ellipsis = 0;
    qreal advance = 0;
    qreal ascent = 0;
    qreal height = 0;
    bool isFixed = false; ///< every glyph is there and as wide as the next
};

void load(Face& face, const QFont& base, CellFonts fonts)
{
    face.base = base;
    face.font = base;
    face.font.setBold(fonts.testFlag(CellFont::Bold));
    face.font.setItalic(fonts.testFlag(CellFont::Italic));
    face.font.setUnderline(fonts.testFlag(CellFont::Underlined));
    face.raw = QRawFont::fromFont(face.font);
    QString characters;
    for (char16_t character = kFirst; character <= kLast; ++character) {
        characters.append(QChar(character));
    }
    const QList<quint32> glyphs = face.raw.glyphIndexesForString(characters + QChar(kEllipsis));
    const QFontMetricsF metrics(face.font);
    face.advance = metrics.horizontalAdvance(QLatin1Char('0'));
    face.ascent = metrics.ascent();
    face.height = metrics.height();
    face.isFixed = glyphs.size() == static_cast<qsizetype>(kNumGlyphs) + 1 && !glyphs.contains(0) &&
                   metrics.horizontalAdvance(QStringLiteral("iiiiiiii")) == 8 * face.advance &&
                   metrics.horizontalAdvance(QStringLiteral("WWWWWWWW")) == 8 * face.advance &&
                   metrics.horizontalAdvance(QChar(kEllipsis)) == face.advance;
    if (face.isFixed) {
        std::copy_n(glyphs.begin(), kNumGlyphs, face.glyphs.begin());
        face.ellipsis = glyphs.last();
    }
}

/// Tables of other text sizes have faces of their own; there are few sizes.
const Face& faceOf(CellFonts fonts, qreal points)
{
    static std::map<std::pair<int, qreal>, Face> faces;
    Face& face = faces[{fonts.toInt(), points}];
    QFont base = ThemeController::monospaceFont();
    if (points > 0) { // else the size is in pixels, and the usual one has to do
        base.setPointSizeF(points);
    }
    if (face.base != base || face.advance == 0) {
        load(face, base, fonts);
    }
    return face;
}

bool isPlain(const QString& text)
{
    return std::all_of(text.begin(), text.end(),
                       [](QChar each) { return each.unicode() >= kFirst && each.unicode() <= kLast; });
}

bool drawShaped(QPainter* painter, const QRect& rect, Qt::Alignment alignment, const QString& text, const QFont& font)
{
    painter->setFont(font);
    const QString shown = QFontMetrics(font).elidedText(text, Qt::ElideRight, rect.width());
    painter->drawText(rect, static_cast<int>(alignment | Qt::AlignVCenter) | Qt::TextSingleLine, shown);
    return shown == text;
}

} // namespace

bool drawCellText(QPainter* painter, const QRect& rect, Qt::Alignment alignment, const QString& text, CellFonts fonts)
{
    if (text.isEmpty() || rect.width() <= 0) {
        return text.isEmpty();
    }
    const Face& face = faceOf(fonts, painter->font().pointSizeF());
    if (!face.isFixed || !isPlain(text)) {
        return drawShaped(painter, rect, alignment, text, face.font);
    }
    const auto room = static_cast<size_t>(std::min<qreal>(rect.width() / face.advance, kMaxCharacters));
    const bool isElided = static_cast<size_t>(text.size()) > room;
    const size_t length = isElided ? room : static_cast<size_t>(text.size());
    if (length == 0) {
        return false;
    }
    std::array<quint32, kMaxCharacters> glyphs;
    std::array<QPointF, kMaxCharacters> places;
    for (size_t i = 0; i < length; ++i) {
        glyphs[i] = face.glyphs[static_cast<size_t>(text[static_cast<qsizetype>(i)].unicode() - kFirst)];
        places[i] = QPointF(static_cast<qreal>(i) * face.advance, 0);
    }
    if (isElided) {
        glyphs[length - 1] = face.ellipsis;
    }
    const qreal width = static_cast<qreal>(length) * face.advance;
    qreal left = rect.left();
    if (alignment.testFlag(Qt::AlignRight)) {
        left = rect.left() + rect.width() - width;
    } else if (alignment.testFlag(Qt::AlignHCenter)) {
        left = rect.left() + std::floor((rect.width() - width) / 2);
    }
    const qreal top = rect.top() + std::floor((rect.height() - face.height) / 2);
    QGlyphRun run;
    run.setRawFont(face.raw);
    run.setUnderline(fonts.testFlag(CellFont::Underlined));
    run.setRawData(glyphs.data(), places.data(), static_cast<int>(length));
    painter->drawGlyphRun(QPointF(left, top + face.ascent), run);
    return !isElided;
}

} // namespace millrace::gui
