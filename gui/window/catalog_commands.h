// SPDX-License-Identifier: GPL-3.0-or-later
// Carries out what is chosen in the catalog, apart from the opening of pipelines.
#pragma once

#include <QObject>

namespace millrace::gui {

class ActionRegistry;
class Docks;
class StreamSet;

/// Streams come to the front, connectors are shown in their dock or switched. GUI thread only.
class CatalogCommands : public QObject {
    Q_OBJECT
public:
    /// All of them must outlive it.
    CatalogCommands(Docks& docks, StreamSet& streams, ActionRegistry& actions, QObject* parent = nullptr);

Q_SIGNALS:
    void failed(const QString& what, const QString& why);

private:
    void openConnector(const QString& relation, const QString& connector);
    void switchConnector(const QString& relation, const QString& connector);

    Docks& m_docks;
    ActionRegistry& m_actions;
};

} // namespace millrace::gui
