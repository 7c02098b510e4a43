// SPDX-License-Identifier: GPL-3.0-or-later
// The program: the command line with a subcommand or without a display, else the console.
#include "engine/cli/command_line.h"
#include "gui/app/console.h"
#include "gui/app/display.h"

#include <QApplication>

#include <cstdio>
#include <string>
#include <vector>

namespace {

int runOnTerminal(const millrace::gui::WithoutDisplay& plan)
{
    std::fprintf(stderr, "millrace: %s\n", plan.sentence.c_str());
    if (plan.arguments.empty()) {
        return millrace::cli::kExitUsage;
    }
    std::vector<const char*> arguments;
    for (const std::string& argument : plan.arguments) {
        arguments.push_back(argument.c_str());
    }
    return millrace::cli::runCommandLine(static_cast<int>(arguments.size()), arguments.data());
}

} // namespace

int main(int argc, char** argv)
{
    if (millrace::cli::isCommandLine(argc, argv)) {
        return millrace::cli::runCommandLine(argc, argv);
    }
    if (const std::string why = millrace::gui::whyNoDisplay(argc, argv); !why.empty()) {
        return runOnTerminal(millrace::gui::withoutDisplay(argc, argv, why));
    }
    QGuiApplication::setHighDpiScaleFactorRoundingPolicy(Qt::HighDpiScaleFactorRoundingPolicy::PassThrough);
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("Millrace"));
    QApplication::setOrganizationName(QStringLiteral("Millrace"));
    QApplication::setApplicationVersion(QStringLiteral(MILLRACE_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("millrace"));
    QString problem;
    const auto options = millrace::gui::parseConsoleOptions(QApplication::arguments(), &problem);
    if (!options) {
        std::fprintf(stderr, "millrace: %s\n", qPrintable(problem));
        return millrace::cli::kExitUsage;
    }
    return millrace::gui::runConsole(*options);
}
