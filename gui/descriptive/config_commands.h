// SPDX-License-Identifier: GPL-3.0-or-later
// Opens files of descriptive pipelines and keeps their documents up to date with the local API.
#pragma once

#include "gui/actions/action_registry.h"
#include "models/bridge/engine_bridge.h"

#include <QObject>
#include <QStringList>

#include <memory>

namespace millrace::descriptive {
class QueryHost;
}

namespace millrace::gui {

class ApiSwitch;
class ConfigDocument;
class DocumentArea;

/// The documents are the document area's. GUI thread only.
class ConfigCommands : public QObject {
    Q_OBJECT
public:
    ConfigCommands(models::EngineBridge& engine, std::shared_ptr<descriptive::QueryHost> host, DocumentArea& area,
                   ApiSwitch& api, ActionRegistry& actions, QObject* parent = nullptr);

    ~ConfigCommands() override;

    /// Whether a file is taken for one of descriptive pipelines: by the end of its name.
    static bool isConfig(const QString& path);
    /// Shows the document of a file; null when it cannot be read, which failed() tells.
    ConfigDocument* open(const QString& path);
    /// Null when the file is not open.
    ConfigDocument* find(const QString& path) const;
    QStringList openFiles() const;

Q_SIGNALS:
    void opened(millrace::gui::ConfigDocument* document);
    void failed(const QString& what, const QString& why);

private:
    void updateAddresses();

    models::EngineBridge& m_engine;
    std::shared_ptr<descriptive::QueryHost> m_host;
    DocumentArea& m_area;
    ApiSwitch& m_api;
    ActionRegistry& m_actions;
};

} // namespace millrace::gui
