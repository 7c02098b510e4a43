// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/token_commands.h"

#include "gui/api/api_switch.h"
#include "gui/documents/document_area.h"
#include "gui/documents/token_document.h"
#include "gui/views/token_look.h"
#include "gui/window/docks.h"
#include "models/text/cell_text.h"
#include "models/text/number_text.h"

#include <QApplication>
#include <QClipboard>
#include <QTableView>
#include <QUrl>

namespace millrace::gui {

TokenCommands::TokenCommands(models::EngineBridge& engine, DocumentArea& area, Docks& docks, const ApiSwitch& api,
                             ActionRegistry& actions, QWidget* window)
    : QObject(window)
    , m_engine(engine)
    , m_area(area)
    , m_docks(docks)
    , m_api(api)
    , m_actions(actions)
    , m_window(window)
{
    const auto on = [this](ActionId id, auto slot) { connect(m_actions.action(id), &QAction::triggered, this, slot); };
    on(ActionId::TokenBoard, [this] { openBoard(pipeline())->focusContent(); });
    on(ActionId::LookUpToken, [this] { openBoard(pipeline())->focusLookup(); });
    on(ActionId::CopyToken, [this] { QApplication::clipboard()->setText(selected().join(QLatin1Char('\n'))); });
    on(ActionId::CopyTokenCurl, &TokenCommands::copyCurl);
    on(ActionId::WaitForToken, &TokenCommands::waitForSelected);
    docks.tokens()->model().showWatched(m_watch);
    connect(docks.tokens(), &TableDock::selectionChanged, this, &TokenCommands::update);
    connect(&docks.tokens()->model(), &models::TokenModel::tokenCompleted, this, &TokenCommands::update);
    connect(&m_watch, &models::TokenWatch::watchedChanged, this, &TokenCommands::update);
    connect(&m_watch, &models::TokenWatch::tokenCompleted, this, &TokenCommands::onCompleted);
    connect(&m_watch, &models::TokenWatch::tokenLost, this, [this](const QString& name) {
        Q_EMIT told(tr("A token of %1 was not complete when its run ended.").arg(name), QString());
    });
}

models::PipelineBridge* TokenCommands::pipeline() const
{
    return m_docks.tokens()->model().pipeline();
}

TokenDocument* TokenCommands::openBoard(models::PipelineBridge* pipeline)
{
    for (Document* document : m_area.documents()) {
        auto* board = qobject_cast<TokenDocument*>(document);
        if (board != nullptr && board->pipeline() == pipeline) {
            m_area.show(board);
            return board;
        }
    }
    auto* board = new TokenDocument(pipeline, m_engine, m_watch, m_actions);
    connect(board, &TokenDocument::selectionChanged, this, &TokenCommands::update);
    m_area.add(board, DocumentGroup::Programs);
    return board;
}

QStringList TokenCommands::openBoards() const
{
    QStringList names;
    for (const Document* document : m_area.documents()) {
        if (qobject_cast<const TokenDocument*>(document) != nullptr && document->pipeline() != nullptr) {
            names.append(document->pipeline()->name());
        }
    }
    return names;
}

/// Of the board that is worked in, else of the dock.
QStringList TokenCommands::selected() const
{
    if (const auto* board = qobject_cast<TokenDocument*>(m_area.current());
        board != nullptr && board->isAncestorOf(QApplication::focusWidget())) {
        return selectedTokens(*board->table());
    }
    return selectedTokens(*m_docks.tokens()->table());
}

QString TokenCommands::curlText(const QString& pipeline, const QString& token) const
{
    const QString usual = QStringLiteral("http://127.0.0.1:%1").arg(m_api.port());
    const QString address = m_api.addresses().isEmpty() ? usual : m_api.addresses().first();
    return QStringLiteral("curl '%1/v0/pipelines/%2/completion_status?token=%3'")
        .arg(address, QString::fromLatin1(QUrl::toPercentEncoding(pipeline)),
             QString::fromLatin1(QUrl::toPercentEncoding(token)));
}

void TokenCommands::copyCurl()
{
    QStringList lines;
    for (const QString& token : selected()) {
        lines.append(curlText(pipeline()->name(), token));
    }
    QApplication::clipboard()->setText(lines.join(QLatin1Char('\n')));
    if (m_api.state() != ApiState::On) {
        Q_EMIT told(tr("The command is copied. It is answered once the local API is switched on (Ctrl+Shift+I)."),
                    QString());
    }
}

void TokenCommands::waitForSelected()
{
    for (const QString& token : selected()) {
        if (m_watch.isWatched(token)) {
            m_watch.forget(token);
        } else {
            m_watch.watch(pipeline(), token);
        }
    }
}

void TokenCommands::onCompleted(const QString& pipeline, const TokenStatus& token)
{
    const QString connector = models::toQString(token.relation + "." + token.connector);
    const QString took = models::durationText(token.completedAt - token.issuedAt);
    const QString records = models::countText(token.count);
    Q_EMIT told(token.errorsSince == 0
                    ? tr("The token of %1 in %2 is complete: %3 records were processed and delivered within %4.")
                          .arg(connector, pipeline, records, took)
                    : tr("The token of %1 in %2 is complete with errors: %3 records, %4 errors, %5.")
                          .arg(connector, pipeline, records, models::countText(token.errorsSince), took),
                QString());
    QApplication::alert(m_window);
}

void TokenCommands::update()
{
    const QString noPipeline = pipeline() == nullptr ? tr("No pipeline is open.") : QString();
    m_actions.setBlocked(ActionId::TokenBoard, noPipeline);
    m_actions.setBlocked(ActionId::LookUpToken, noPipeline);
    const QStringList tokens = selected();
    const QString noToken = tokens.isEmpty() ? tr("Select a token first.") : QString();
    m_actions.setBlocked(ActionId::CopyToken, noToken);
    m_actions.setBlocked(ActionId::CopyTokenCurl, noToken);
    bool isAnyOpen = false;
    for (const QString& token : tokens) {
        const Result<TokenStatus> status = pipeline()->pipeline()->tokenStatus(token.toStdString());
        isAnyOpen = isAnyOpen || (status.ok() && status.value().state == TokenState::InProgress);
    }
    m_actions.setBlocked(ActionId::WaitForToken,
                         isAnyOpen || !noToken.isEmpty() ? noToken : tr("The selected token is complete already."));
    m_actions.action(ActionId::WaitForToken)->setChecked(!tokens.isEmpty() && m_watch.isWatched(tokens.first()));
}

} // namespace millrace::gui
