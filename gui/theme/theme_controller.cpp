// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/theme/theme_controller.h"

#include "gui/theme/millrace_style.h"
#include "gui/theme/style_sheet.h"

#include <QApplication>
#include <QFontDatabase>
#include <QToolTip>

namespace millrace::gui {

namespace {

Theme loadShippedTheme(const QString& name)
{
    QString problem;
    std::optional<Theme> theme = Theme::load(name, &problem);
    if (!theme) {
        qFatal("Millrace was built with a broken theme: %s", qPrintable(problem));
    }
    return *std::move(theme);
}

Theme& mutableCurrent()
{
    static Theme theme = loadShippedTheme(QStringLiteral("light"));
    return theme;
}

} // namespace

ThemeController::ThemeController(QObject* parent)
    : QObject(parent)
{
    const QPalette start = QApplication::palette();
    QApplication::setStyle(new MillraceStyle);
    m_isSystemDark = start.color(QPalette::Window).lightness() < start.color(QPalette::WindowText).lightness();
}

const Theme& ThemeController::current()
{
    return mutableCurrent();
}

void ThemeController::apply(ThemeChoice choice)
{
    m_choice = choice;
    const bool isDark = choice == ThemeChoice::Dark || (choice == ThemeChoice::FollowSystem && m_isSystemDark);
    mutableCurrent() = loadShippedTheme(isDark ? QStringLiteral("dark") : QStringLiteral("light"));
    applyToApplication(mutableCurrent());
    Q_EMIT changed();
}

void ThemeController::applyToApplication(const Theme& theme)
{
    const QPalette palette = theme.palette();
    QApplication::setPalette(palette);
    QToolTip::setPalette(palette);
    qApp->setStyleSheet(styleSheetOf(theme));
}

QFont ThemeController::monospaceFont()
{
    static const QFont font = [] {
        QFont result = QFontDatabase::systemFont(QFontDatabase::FixedFont);
        const QStringList preferred = {QStringLiteral("JetBrains Mono"), QStringLiteral("DejaVu Sans Mono")};
        for (const QString& family : preferred) {
            if (QFontDatabase::hasFamily(family)) {
                result.setFamily(family);
                break;
            }
        }
        result.setStyleHint(QFont::Monospace);
        result.setFixedPitch(true);
        result.setPointSizeF(QApplication::font().pointSizeF());
        return result;
    }();
    return font;
}

ThemeChoice themeChoiceOf(const QString& text)
{
    if (text == QLatin1String("light")) {
        return ThemeChoice::Light;
    }
    return text == QLatin1String("dark") ? ThemeChoice::Dark : ThemeChoice::FollowSystem;
}

QString textOf(ThemeChoice choice)
{
    switch (choice) {
    case ThemeChoice::Light: return QStringLiteral("light");
    case ThemeChoice::Dark: return QStringLiteral("dark");
    case ThemeChoice::FollowSystem: break;
    }
    return QStringLiteral("system");
}

} // namespace millrace::gui
