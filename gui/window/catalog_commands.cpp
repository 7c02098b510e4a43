// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/catalog_commands.h"

#include "gui/docks/catalog_dock.h"
#include "gui/docks/connectors_dock.h"
#include "gui/documents/stream_set.h"
#include "gui/window/docks.h"

namespace millrace::gui {

CatalogCommands::CatalogCommands(Docks& docks, StreamSet& streams, ActionRegistry& actions, QObject* parent)
    : QObject(parent)
    , m_docks(docks)
    , m_actions(actions)
{
    connect(docks.catalog(), &CatalogDock::streamRequested, &streams, &StreamSet::show);
    connect(docks.catalog(), &CatalogDock::connectorOpened, this, &CatalogCommands::openConnector);
    connect(docks.catalog(), &CatalogDock::connectorSwitched, this, &CatalogCommands::switchConnector);
}

void CatalogCommands::openConnector(const QString& relation, const QString& connector)
{
    m_docks.connectors()->selectConnector(relation, connector);
    m_docks.connectors()->activate();
}

void CatalogCommands::switchConnector(const QString& relation, const QString& connector)
{
    m_docks.connectors()->selectConnector(relation, connector);
    if (m_actions.action(ActionId::ToggleConnector)->isEnabled()) {
        m_docks.connectors()->toggleSelected();
    } else {
        Q_EMIT failed(tr("The connector cannot be switched"), m_actions.reason(ActionId::ToggleConnector));
    }
}

} // namespace millrace::gui
