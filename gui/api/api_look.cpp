// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/api/api_look.h"

#include <QCoreApplication>
#include <QUrl>

namespace millrace::gui {

namespace {

struct ApiTexts {
    Q_DECLARE_TR_FUNCTIONS(LocalApi)
};

} // namespace

ApiLook lookOf(const ApiSwitch& api)
{
    switch (api.state()) {
    case ApiState::Off:
        if (api.error()) {
            return {ApiTexts::tr("Off"), ApiTexts::tr("It could not be switched on."), ApiTexts::tr("API failed"),
                    ColorToken::Error};
        }
        return {ApiTexts::tr("Off"), ApiTexts::tr("Nothing listens."), ApiTexts::tr("API off"), ColorToken::Stale};
    case ApiState::SwitchingOn:
        return {ApiTexts::tr("Switching on"), QString(), ApiTexts::tr("API switching on"), ColorToken::Info};
    case ApiState::SwitchingOff:
        return {ApiTexts::tr("Switching off"), ApiTexts::tr("Calls that are being answered are waited for."),
                ApiTexts::tr("API switching off"), ColorToken::Info};
    case ApiState::On: break;
    }
    const auto numClients = static_cast<int>(api.numClients());
    const QString clients = ApiTexts::tr("%n client(s) connected", nullptr, numClients);
    const int port = QUrl(api.addresses().value(0)).port();
    return {ApiTexts::tr("On"), clients,
            numClients == 0 ? ApiTexts::tr("API :%1").arg(port)
                            : ApiTexts::tr("API :%1, %n client(s)", nullptr, numClients).arg(port),
            ColorToken::Ok};
}

} // namespace millrace::gui
