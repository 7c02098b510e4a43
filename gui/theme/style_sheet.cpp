// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/theme/style_sheet.h"

#include "gui/theme/theme.h"

#include <QFile>

#include <algorithm>
#include <array>

namespace millrace::gui {

QString styleSheetOf(const Theme& theme)
{
    QFile file(QStringLiteral(":/themes/style.qss"));
    if (!file.open(QIODevice::ReadOnly)) {
        qFatal("Millrace was built without its style sheet");
    }
    QString sheet = QString::fromUtf8(file.readAll());
    // `@name` stands for a colour; longer names first, so that @text does not eat the start of @textMuted.
    std::array<size_t, static_cast<size_t>(ColorToken::Count)> order{};
    for (size_t i = 0; i < order.size(); ++i) {
        order[i] = i;
    }
    const auto keyOf = [](size_t i) { return Theme::keyOf(static_cast<ColorToken>(i)); };
    std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return keyOf(a).size() > keyOf(b).size(); });
    for (const size_t i : order) {
        const QString color = theme.color(static_cast<ColorToken>(i)).name();
        sheet.replace(QLatin1Char('@') + QString(keyOf(i)), color);
    }
    return sheet;
}

} // namespace millrace::gui
