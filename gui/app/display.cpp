// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/app/display.h"

#include "engine/api/sample.h"
#include "gui/app/console_options.h"

#include <QDir>
#include <QLibrary>
#include <QLibraryInfo>
#include <QtGlobal>

#include <cstring>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace millrace::gui {

namespace {

/// Connects as Qt's plugin would, so that a server that refuses us counts as none. The library comes with the plugin.
bool doesXAnswer()
{
    using Connect = void* (*)(const char* display, int* screen);
    using HasError = int (*)(void* connection);
    using Disconnect = void (*)(void* connection);
    QLibrary xcb(QStringLiteral("xcb"), 1);
    const auto connect = reinterpret_cast<Connect>(xcb.resolve("xcb_connect"));
    const auto hasError = reinterpret_cast<HasError>(xcb.resolve("xcb_connection_has_error"));
    const auto disconnect = reinterpret_cast<Disconnect>(xcb.resolve("xcb_disconnect"));
    if (connect == nullptr || hasError == nullptr || disconnect == nullptr) {
        return false;
    }
    void* connection = connect(nullptr, nullptr);
    const bool isThere = hasError(connection) == 0;
    disconnect(connection);
    return isThere;
}

bool doesWaylandAnswer()
{
    const QByteArray name = qgetenv("WAYLAND_DISPLAY");
    const QByteArray path = name.startsWith('/') ? name : qgetenv("XDG_RUNTIME_DIR") + '/' + name;
    sockaddr_un address = {};
    if (name.isEmpty() || static_cast<size_t>(path.size()) >= sizeof address.sun_path) {
        return false;
    }
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.constData(), static_cast<size_t>(path.size()));
    const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool isThere =
        descriptor >= 0 && ::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    if (descriptor >= 0) {
        ::close(descriptor);
    }
    return isThere;
}

bool hasWaylandPlugin()
{
    const QDir plugins(QLibraryInfo::path(QLibraryInfo::PluginsPath) + QStringLiteral("/platforms"));
    return !plugins.entryList({QStringLiteral("libqwayland*")}, QDir::Files).isEmpty();
}

std::string quoted(const char* variable)
{
    return std::string(variable) + "=" + qgetenv(variable).toStdString();
}

} // namespace

std::string whyNoDisplay(int argc, const char* const* argv)
{
    for (int i = 1; i < argc; ++i) {
        const std::string argument = argv[i];
        if (argument == "-platform" || argument == "--platform" || argument == "-display" || argument == "--display") {
            return {}; // Qt's own options: the user knows better
        }
    }
    const QByteArray platform = qgetenv("QT_QPA_PLATFORM");
    const bool isAnyAllowed = platform.isEmpty();
    if (!isAnyAllowed && !platform.startsWith("xcb") && !platform.startsWith("wayland")) {
        return {};
    }
    const bool hasX = !qEnvironmentVariableIsEmpty("DISPLAY");
    const bool hasWayland = !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY");
    if ((isAnyAllowed || platform.startsWith("xcb")) && hasX && doesXAnswer()) {
        return {};
    }
    if ((isAnyAllowed || platform.startsWith("wayland")) && doesWaylandAnswer() && hasWaylandPlugin()) {
        qputenv("QT_QPA_PLATFORM", "wayland");
        return {};
    }
    if (hasX) {
        return "the display does not answer: " + quoted("DISPLAY");
    }
    return hasWayland ? "the display cannot be used: " + quoted("WAYLAND_DISPLAY") : "there is no display";
}

WithoutDisplay withoutDisplay(int argc, const char* const* argv, const std::string& why)
{
    QStringList arguments;
    for (int i = 0; i < argc; ++i) {
        arguments.append(QString::fromLocal8Bit(argv[i]));
    }
    QString problem;
    const auto options = parseConsoleOptions(arguments, &problem);
    const bool wantsWindow = options && (!options->files.isEmpty() || !options->screenshot.isEmpty());
    const Result<api::Sample> sample = api::loadSample(api::kFirstSample);
    if (wantsWindow || !sample) {
        return {why + ". `millrace run PROGRAM.sql` prints the changes of a program's views, `millrace --help` tells "
                      "the rest.",
                {}};
    }
    const std::string program = sample->folder + "/program.sql";
    WithoutDisplay plan;
    plan.sentence = why + "; streaming the changes of the sample " + program + " as JSON lines. Ctrl-C ends.";
    plan.arguments = {argv[0], "run", program};
    plan.arguments.insert(plan.arguments.end(), argv + 1, argv + argc);
    return plan;
}

} // namespace millrace::gui
