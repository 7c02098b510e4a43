// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/theme/theme.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

#include <cmath>

namespace millrace::gui {

namespace {

constexpr std::array<const char*, static_cast<size_t>(ColorToken::Count)> kTokenKeys = {
    "window",
    "surface",
    "base",
    "border",
    "borderStrong",
    "text",
    "textMuted",
    "accent",
    "accentText",
    "selection",
    "selectionText",
    "hover",
    "focus",
    "insert",
    "insertBackground",
    "delete",
    "deleteBackground",
    "gap",
    "gapBackground",
    "stale",
    "ok",
    "okBackground",
    "warn",
    "warnBackground",
    "error",
    "errorBackground",
    "info",
    "infoBackground",
    "editorGutter",
    "editorLineNumber",
    "editorCurrentLine",
    "sqlKeyword",
    "sqlType",
    "sqlString",
    "sqlNumber",
    "sqlComment",
    "sqlOperator",
};

using T = ColorToken;
constexpr ContrastPair kContrastPairs[] = {
    {T::Text, T::Window},
    {T::Text, T::Surface},
    {T::Text, T::Base},
    {T::Text, T::Hover},
    {T::Text, T::InsertBackground},
    {T::Text, T::DeleteBackground},
    {T::Text, T::GapBackground},
    {T::Text, T::OkBackground},
    {T::Text, T::WarnBackground},
    {T::Text, T::ErrorBackground},
    {T::Text, T::InfoBackground},
    {T::TextMuted, T::Window},
    {T::TextMuted, T::Surface},
    {T::TextMuted, T::Base},
    {T::TextMuted, T::Hover},
    {T::TextMuted, T::InsertBackground},
    {T::TextMuted, T::DeleteBackground},
    {T::Accent, T::Window},
    {T::Accent, T::Surface},
    {T::Accent, T::Base},
    {T::AccentText, T::Accent},
    {T::SelectionText, T::Selection},
    {T::Insert, T::Base},
    {T::Insert, T::InsertBackground},
    {T::Insert, T::Selection},
    {T::Delete, T::Base},
    {T::Delete, T::DeleteBackground},
    {T::Delete, T::Selection},
    {T::Gap, T::GapBackground},
    {T::Stale, T::Base},
    {T::Stale, T::Surface},
    {T::Ok, T::Base},
    {T::Ok, T::Window},
    {T::Ok, T::OkBackground},
    {T::Warn, T::Base},
    {T::Warn, T::Window},
    {T::Warn, T::WarnBackground},
    {T::Error, T::Base},
    {T::Error, T::Window},
    {T::Error, T::ErrorBackground},
    {T::Info, T::Base},
    {T::Info, T::Window},
    {T::Info, T::InfoBackground},
    {T::EditorLineNumber, T::EditorGutter},
    {T::SqlKeyword, T::Base},
    {T::SqlType, T::Base},
    {T::SqlString, T::Base},
    {T::SqlNumber, T::Base},
    {T::SqlComment, T::Base},
    {T::SqlOperator, T::Base},
    {T::SqlKeyword, T::EditorCurrentLine},
    {T::SqlType, T::EditorCurrentLine},
    {T::SqlString, T::EditorCurrentLine},
    {T::SqlNumber, T::EditorCurrentLine},
    {T::SqlComment, T::EditorCurrentLine},
    {T::SqlOperator, T::EditorCurrentLine},
    {T::Text, T::EditorCurrentLine},
};

double luminanceOf(const QColor& color)
{
    const auto linear = [](double channel) {
        return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

void report(QString* problem, const QString& text)
{
    if (problem != nullptr) {
        *problem = text;
    }
}

} // namespace

std::optional<Theme> Theme::load(const QString& name, QString* problem)
{
    const QString path = QStringLiteral(":/themes/%1.json").arg(name);
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        report(problem, QStringLiteral("no theme file %1").arg(path));
        return std::nullopt;
    }
    QJsonParseError error;
    const QJsonObject root = QJsonDocument::fromJson(file.readAll(), &error).object();
    if (error.error != QJsonParseError::NoError) {
        report(problem, QStringLiteral("%1: %2").arg(path, error.errorString()));
        return std::nullopt;
    }
    Theme theme;
    theme.m_name = name;
    theme.m_isDark = root.value(QLatin1String("isDark")).toBool();
    const QJsonObject colors = root.value(QLatin1String("colors")).toObject();
    for (size_t i = 0; i < theme.m_colors.size(); ++i) {
        const QLatin1String key = keyOf(static_cast<ColorToken>(i));
        theme.m_colors[i] = QColor(colors.value(key).toString());
        if (!theme.m_colors[i].isValid()) {
            report(problem, QStringLiteral("%1: no colour %2").arg(path, QString(key)));
            return std::nullopt;
        }
    }
    return theme;
}

QLatin1String Theme::keyOf(ColorToken token)
{
    return QLatin1String(kTokenKeys[static_cast<size_t>(token)]);
}

std::span<const ContrastPair> Theme::contrastPairs()
{
    return kContrastPairs;
}

QPalette Theme::palette() const
{
    QPalette palette;
    palette.setColor(QPalette::Window, color(T::Window));
    palette.setColor(QPalette::WindowText, color(T::Text));
    palette.setColor(QPalette::Base, color(T::Base));
    palette.setColor(QPalette::AlternateBase, color(T::Surface));
    palette.setColor(QPalette::Text, color(T::Text));
    palette.setColor(QPalette::PlaceholderText, color(T::TextMuted));
    palette.setColor(QPalette::Button, color(T::Surface));
    palette.setColor(QPalette::ButtonText, color(T::Text));
    palette.setColor(QPalette::BrightText, color(T::Error));
    palette.setColor(QPalette::ToolTipBase, color(T::Surface));
    palette.setColor(QPalette::ToolTipText, color(T::Text));
    palette.setColor(QPalette::Highlight, color(T::Selection));
    palette.setColor(QPalette::HighlightedText, color(T::SelectionText));
    palette.setColor(QPalette::Link, color(T::Accent));
    palette.setColor(QPalette::LinkVisited, color(T::Accent));
    palette.setColor(QPalette::Light, color(T::Base));
    palette.setColor(QPalette::Midlight, color(T::Hover));
    palette.setColor(QPalette::Mid, color(T::Border));
    palette.setColor(QPalette::Dark, color(T::BorderStrong));
    palette.setColor(QPalette::Shadow, m_isDark ? QColor(Qt::black) : color(T::BorderStrong));
    for (const QPalette::ColorRole role : {QPalette::Text, QPalette::WindowText, QPalette::ButtonText}) {
        palette.setColor(QPalette::Disabled, role, color(T::BorderStrong));
    }
    palette.setColor(QPalette::Disabled, QPalette::Highlight, color(T::Hover));
    palette.setColor(QPalette::Disabled, QPalette::HighlightedText, color(T::TextMuted));
    return palette;
}

double contrastRatio(const QColor& first, const QColor& second)
{
    const double a = luminanceOf(first);
    const double b = luminanceOf(second);
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

} // namespace millrace::gui
