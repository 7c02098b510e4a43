// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/docks/tokens_dock.h"

#include "gui/views/token_look.h"
#include "gui/views/view_setup.h"
#include "gui/widgets/empty_state.h"

#include <QTableView>

namespace millrace::gui {

using models::TokenModel;

TokensDock::TokensDock(ActionRegistry& actions, QWidget* parent)
    : TableDock(QStringLiteral("Tokens"), tr("Tokens"), parent)
{
    addTool(actions.action(ActionId::IssueToken));
    addTool(actions.action(ActionId::WaitForToken));
    addTool(actions.action(ActionId::TokenBoard));
    empty()->say(
        QStringLiteral("token"), tr("No completion token was issued in this run"),
        tr("A token marks what a connector has received so far, and completes when all of it was processed and "
           "delivered."),
        actions.action(ActionId::IssueToken));
    setUp(&m_model, &tokenLook, tokenColumnWidths());
    table()->setContextMenuPolicy(Qt::ActionsContextMenu);
    for (const ActionId id : {ActionId::CopyToken, ActionId::CopyTokenCurl, ActionId::WaitForToken}) {
        table()->addAction(actions.action(id));
    }
    connect(&m_model, &TokenModel::numInProgressChanged, this, &TokensDock::updateSummary);
    connect(&m_model, &QAbstractItemModel::rowsInserted, this, &TokensDock::updateSummary);
    connect(&m_model, &QAbstractItemModel::modelReset, this, &TokensDock::updateSummary);
}

void TokensDock::setPipeline(models::PipelineBridge* pipeline)
{
    m_model.setPipeline(pipeline);
    updateSummary();
}

void TokensDock::issue(const QString& relation, const QString& connector)
{
    if (m_model.issue(relation, connector)) {
        show();
        raise();
        selectOnlyRow(table(), 0);
    }
}

void TokensDock::updateSummary()
{
    const int numTokens = m_model.rowCount();
    setSummary(numTokens == 0 ? QString()
                              : tr("%n token(s), %1 in progress", nullptr, numTokens).arg(m_model.numInProgress()));
}

} // namespace millrace::gui
