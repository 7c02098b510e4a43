// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/theme/theme_controller.h"

#include "gui/theme/millrace_style.h"
#include "gui/theme/style_sheet.h"

#include <QApplication>
#include <QFontDatabase>
#include <QToolTip>

namespace millrace::gui {

namespace {

// Black on white, or the other way round, as only themes of high contrast have it; usual ones stay below 19.
constexpr double kSystemContrast = 20.5;

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
    const QColor ground = start.color(QPalette::Window);
    const QColor text = start.color(QPalette::WindowText);
    m_isSystemDark = ground.lightness() < text.lightness();
    m_isSystemContrast = contrastRatio(ground, text) >= kSystemContrast;
}

const Theme& ThemeController::current()
{
    return mutableCurrent();
}

void ThemeController::apply(ThemeChoice choice)
{
    m_choice = choice;
    mutableCurrent() = loadShippedTheme(textOf(resolve(choice)));
    applyToApplication(mutableCurrent());
    Q_EMIT changed();
}

ThemeChoice ThemeController::resolve(ThemeChoice choice) const
{
    if (choice != ThemeChoice::FollowSystem) {
        return choice;
    }
    if (m_isSystemContrast) {
        return m_isSystemDark ? ThemeChoice::ContrastDark : ThemeChoice::ContrastLight;
    }
    return m_isSystemDark ? ThemeChoice::Dark : ThemeChoice::Light;
}

void ThemeController::applyToApplication(const Theme& theme)
{
    const QPalette palette = theme.palette();
    QApplication::setPalette(palette);
    QToolTip::setPalette(palette);
    qApp->setStyleSheet(styleSheetOf(theme));
    // Qt tells only widgets whose own palette differs now; what paints by the theme has to know in any case.
    QEvent change(QEvent::PaletteChange);
    for (QWidget* widget : QApplication::allWidgets()) {
        QCoreApplication::sendEvent(widget, &change);
    }
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
    for (const ThemeChoice choice :
         {ThemeChoice::Light, ThemeChoice::Dark, ThemeChoice::ContrastLight, ThemeChoice::ContrastDark}) {
        if (text == textOf(choice)) {
            return choice;
        }
    }
    return ThemeChoice::FollowSystem;
}

QString textOf(ThemeChoice choice)
{
    switch (choice) {
    case ThemeChoice::Light: return QStringLiteral("light");
    case ThemeChoice::Dark: return QStringLiteral("dark");
    case ThemeChoice::ContrastLight: return QStringLiteral("contrast-light");
    case ThemeChoice::ContrastDark: return QStringLiteral("contrast-dark");
    case ThemeChoice::FollowSystem: break;
    }
    return QStringLiteral("system");
}

} // namespace millrace::gui
