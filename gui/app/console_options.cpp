// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/app/console_options.h"

#include <QCommandLineParser>
#include <QRegularExpression>

namespace millrace::gui {

namespace {

std::optional<QSize> sizeOf(const QString& text)
{
    static const QRegularExpression pattern(QStringLiteral("^(\\d{3,5})x(\\d{3,5})$"));
    const QRegularExpressionMatch match = pattern.match(text);
    if (!match.hasMatch()) {
        return std::nullopt;
    }
    return QSize(match.captured(1).toInt(), match.captured(2).toInt());
}

/// "250ms", "10s", "5m", "1h", as the command line has it; a number alone counts seconds.
std::optional<std::chrono::milliseconds> durationOf(const QString& text)
{
    static const QRegularExpression pattern(QStringLiteral("^(\\d{1,9}(?:\\.\\d{1,3})?)(ms|s|m|h|)$"));
    const QRegularExpressionMatch match = pattern.match(text);
    if (!match.hasMatch()) {
        return std::nullopt;
    }
    const QString unit = match.captured(2);
    const double millis = unit == QLatin1String("ms")  ? 1
                          : unit == QLatin1String("m") ? 60'000
                          : unit == QLatin1String("h") ? 3'600'000
                                                       : 1000;
    return std::chrono::milliseconds(static_cast<qint64>(match.captured(1).toDouble() * millis));
}

} // namespace

std::optional<ConsoleOptions> parseConsoleOptions(const QStringList& arguments, QString* problem)
{
    QCommandLineParser parser;
    const QCommandLineOption dataFolder(QStringLiteral("data-folder"), QString(), QStringLiteral("folder"));
    const QCommandLineOption theme(QStringLiteral("theme"), QString(), QStringLiteral("name"));
    const QCommandLineOption language(QStringLiteral("language"), QString(), QStringLiteral("name"));
    const QCommandLineOption size(QStringLiteral("size"), QString(), QStringLiteral("WxH"));
    const QCommandLineOption duration(QStringLiteral("for"), QString(), QStringLiteral("time"));
    const QCommandLineOption screenshot(QStringLiteral("screenshot"), QString(), QStringLiteral("file"));
    const QCommandLineOption after(QStringLiteral("after"), QString(), QStringLiteral("seconds"));
    parser.addOptions({dataFolder, theme, language, size, duration, screenshot, after});
    parser.addPositionalArgument(QStringLiteral("files"), QString());
    if (!parser.parse(arguments)) {
        *problem = parser.errorText();
        return std::nullopt;
    }
    ConsoleOptions options;
    options.files = parser.positionalArguments();
    options.dataFolder = parser.value(dataFolder);
    options.theme = parser.value(theme);
    options.language = parser.value(language);
    options.screenshot = parser.value(screenshot);
    if (parser.isSet(size)) {
        options.size = sizeOf(parser.value(size));
        if (!options.size) {
            *problem = QStringLiteral("--size wants WIDTHxHEIGHT, like 1440x900");
            return std::nullopt;
        }
    }
    if (parser.isSet(duration)) {
        options.duration = durationOf(parser.value(duration));
        if (!options.duration) {
            *problem = QStringLiteral("--for wants a time, like 250ms, 10s, 5m or 1h");
            return std::nullopt;
        }
    }
    if (parser.isSet(after)) {
        bool isNumber = false;
        options.screenshotAfterSeconds = parser.value(after).toDouble(&isNumber);
        if (!isNumber || options.screenshotAfterSeconds < 0) {
            *problem = QStringLiteral("--after wants a number of seconds");
            return std::nullopt;
        }
    }
    return options;
}

} // namespace millrace::gui
