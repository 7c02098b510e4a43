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

} // namespace

std::optional<ConsoleOptions> parseConsoleOptions(const QStringList& arguments, QString* problem)
{
    QCommandLineParser parser;
    const QCommandLineOption dataFolder(QStringLiteral("data-folder"), QString(), QStringLiteral("folder"));
    const QCommandLineOption theme(QStringLiteral("theme"), QString(), QStringLiteral("name"));
    const QCommandLineOption size(QStringLiteral("size"), QString(), QStringLiteral("WxH"));
    const QCommandLineOption screenshot(QStringLiteral("screenshot"), QString(), QStringLiteral("file"));
    const QCommandLineOption after(QStringLiteral("after"), QString(), QStringLiteral("seconds"));
    parser.addOptions({dataFolder, theme, size, screenshot, after});
    parser.addPositionalArgument(QStringLiteral("files"), QString());
    if (!parser.parse(arguments)) {
        *problem = parser.errorText();
        return std::nullopt;
    }
    ConsoleOptions options;
    options.files = parser.positionalArguments();
    options.dataFolder = parser.value(dataFolder);
    options.theme = parser.value(theme);
    options.screenshot = parser.value(screenshot);
    if (parser.isSet(size)) {
        options.size = sizeOf(parser.value(size));
        if (!options.size) {
            *problem = QStringLiteral("--size wants WIDTHxHEIGHT, like 1440x900");
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
