// SPDX-License-Identifier: GPL-3.0-or-later
// The program: the command line with a subcommand or without a display, else the console.
#include "engine/cli/command_line.h"
#include "gui/app/console.h"

#include <QApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

#include <cstdio>
#include <cstdlib>

namespace {

bool hasDisplay()
{
    for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}) {
        const char* value = std::getenv(name);
        if (value != nullptr && value[0] != '\0') {
            return true;
        }
    }
    return false;
}

} // namespace

int main(int argc, char** argv)
{
    if (millrace::cli::isCommandLine(argc, argv)) {
        return millrace::cli::runCommandLine(argc, argv);
    }
    if (!hasDisplay()) {
        std::fputs("millrace: there is no display for the console. `millrace run PROGRAM.sql` prints the changes of a "
                   "program's views, `millrace --help` tells the rest.\n",
                   stderr);
        return millrace::cli::kExitUsage;
    }
    QGuiApplication::setHighDpiScaleFactorRoundingPolicy(Qt::HighDpiScaleFactorRoundingPolicy::PassThrough);
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("Millrace"));
    QApplication::setOrganizationName(QStringLiteral("Millrace"));
    QApplication::setApplicationVersion(QStringLiteral(MILLRACE_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("millrace"));
    QTranslator ours;
    // English is a translation too: of "%n row(s)" into "1 row" and "2 rows".
    if (ours.load(QLocale(), QStringLiteral("millrace"), QStringLiteral("_"), QStringLiteral(":/i18n")) ||
        ours.load(QStringLiteral(":/i18n/millrace_en"))) {
        QApplication::installTranslator(&ours);
    }
    QTranslator qt;
    if (qt.load(QLocale(), QStringLiteral("qtbase"), QStringLiteral("_"),
                QLibraryInfo::path(QLibraryInfo::TranslationsPath))) {
        QApplication::installTranslator(&qt);
    }
    QString problem;
    const auto options = millrace::gui::parseConsoleOptions(QApplication::arguments(), &problem);
    if (!options) {
        std::fprintf(stderr, "millrace: %s\n", qPrintable(problem));
        return millrace::cli::kExitUsage;
    }
    return millrace::gui::runConsole(*options);
}
