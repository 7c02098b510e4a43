// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/docks/no_pipeline.h"

#include "gui/widgets/empty_state.h"

#include <QCoreApplication>

namespace millrace::gui {

void sayNoPipeline(EmptyState& empty, const QString& icon, NoPipeline why, ActionRegistry& actions)
{
    const QString state = why == NoPipeline::NoneOpen
                              ? QCoreApplication::translate("DockPanel", "No pipeline is open")
                              : QCoreApplication::translate("DockPanel", "The current tab belongs to no pipeline");
    empty.say(icon, state, QCoreApplication::translate("DockPanel", "Open one from the catalog to see it here."),
              actions.action(ActionId::ShowCatalog));
}

void sayNotRunning(EmptyState& empty, const QString& advice, ActionRegistry& actions)
{
    empty.say(QStringLiteral("run"), QCoreApplication::translate("DockPanel", "The pipeline is not running"), advice,
              actions.action(ActionId::Run));
}

} // namespace millrace::gui
