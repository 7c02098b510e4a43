// SPDX-License-Identifier: GPL-3.0-or-later
// A theme: the colours of the window by meaning, read from resources/themes/*.json.
#pragma once

#include <QColor>
#include <QPalette>
#include <QString>

#include <array>
#include <cstdint>
#include <optional>
#include <span>

namespace millrace::gui {

/// What a colour is for. Widgets and delegates ask for these; none names a colour itself.
enum class ColorToken : uint8_t {
    Window,  ///< behind everything
    Surface, ///< bars, headers, tab strips
    Base,    ///< where data and text stand
    Border,
    BorderStrong, ///< borders of things that can be operated
    Text,
    TextMuted,
    Accent,
    AccentText,
    Selection,
    SelectionText,
    Hover,
    Focus,
    Insert,
    InsertBackground,
    Delete,
    DeleteBackground,
    Gap,
    GapBackground,
    Stale,
    Ok,
    OkBackground,
    Warn,
    WarnBackground,
    Error,
    ErrorBackground,
    Info,
    InfoBackground,
    EditorGutter,
    EditorLineNumber,
    EditorCurrentLine,
    SqlKeyword,
    SqlType,
    SqlString,
    SqlNumber,
    SqlComment,
    SqlOperator,
    Count,
};

/// A text colour and a ground it is drawn on somewhere in the window.
struct ContrastPair {
    ColorToken text;
    ColorToken ground;
};

/// Immutable colours of one theme.
class Theme {
public:
    /// Reads `:/themes/<name>.json`. Nothing when the file is missing, is not JSON, or lacks a colour; `problem`
    /// then says what.
    static std::optional<Theme> load(const QString& name, QString* problem = nullptr);

    const QString& name() const { return m_name; }
    bool isDark() const { return m_isDark; }
    const QColor& color(ColorToken token) const { return m_colors[static_cast<size_t>(token)]; }
    /// The palette that Fusion draws plain widgets with.
    QPalette palette() const;

    /// The key of a token in the JSON file.
    static QLatin1String keyOf(ColorToken token);
    /// Every combination of text and ground that the window uses; a test holds each at 4.5:1.
    static std::span<const ContrastPair> contrastPairs();

private:
    QString m_name;
    bool m_isDark = false;
    std::array<QColor, static_cast<size_t>(ColorToken::Count)> m_colors;
};

/// WCAG 2 contrast ratio, 1 to 21.
double contrastRatio(const QColor& first, const QColor& second);

} // namespace millrace::gui
