// SPDX-License-Identifier: GPL-3.0-or-later
// Carries out the actions on completion tokens, and tells when a watched one completes.
#pragma once

#include "gui/actions/action_registry.h"
#include "models/bridge/engine_bridge.h"
#include "models/pipeline/token_watch.h"

#include <QObject>

class QWidget;

namespace millrace::gui {

class ApiSwitch;
class Docks;
class DocumentArea;
class TokenDocument;

/// GUI thread only.
class TokenCommands : public QObject {
    Q_OBJECT
public:
    TokenCommands(models::EngineBridge& engine, DocumentArea& area, Docks& docks, const ApiSwitch& api,
                  ActionRegistry& actions, QWidget* window);

    const models::TokenWatch& watch() const { return m_watch; }
    /// Opens the token board of a pipeline, or shows it.
    TokenDocument* openBoard(models::PipelineBridge* pipeline);
    /// Pipelines whose board is open.
    QStringList openBoards() const;
    /// What the commands depend on has changed.
    void update();
    /// The command that asks the local API about a token.
    QString curlText(const QString& pipeline, const QString& token) const;

Q_SIGNALS:
    /// Something finished elsewhere: say so.
    void told(const QString& what, const QString& detail);

private:
    void copyCurl();
    void waitForSelected();
    void onCompleted(const QString& pipeline, const TokenStatus& token);
    QStringList selected() const;
    models::PipelineBridge* pipeline() const;

    models::EngineBridge& m_engine;
    DocumentArea& m_area;
    Docks& m_docks;
    const ApiSwitch& m_api;
    ActionRegistry& m_actions;
    QWidget* m_window;
    models::TokenWatch m_watch;
};

} // namespace millrace::gui
