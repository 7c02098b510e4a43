// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/docks/tokens_dock.h"

#include "gui/views/token_look.h"
#include "gui/views/view_setup.h"
#include "gui/widgets/empty_state.h"

#include <QComboBox>
#include <QTableView>

namespace millrace::gui {

using models::TokenModel;

TokensDock::TokensDock(ActionRegistry& actions, QWidget* parent)
    : TableDock(QStringLiteral("Tokens"), tr("Tokens"), parent)
    , m_filter(m_model)
    , m_choice(makeTokenChoice(m_filter))
    , m_showAll(new QAction(tr("Show all tokens"), this))
    , m_actions(actions)
{
    addToolWidget(m_choice);
    connect(m_choice, &QComboBox::currentIndexChanged, this, [this] {
        updateSummary();
        updateEmptyText();
    });
    connect(m_showAll, &QAction::triggered, m_choice, [this] { m_choice->setCurrentIndex(0); });
    addTool(actions.action(ActionId::WaitForToken));
    addTool(actions.action(ActionId::TokenBoard));
    updateEmptyText();
    setUp(&m_filter, &tokenLook, tokenColumnWidths());
    table()->setContextMenuPolicy(Qt::ActionsContextMenu);
    for (const ActionId id : {ActionId::CopyToken, ActionId::CopyTokenCurl, ActionId::WaitForToken}) {
        table()->addAction(actions.action(id));
    }
    connect(&m_model, &TokenModel::numInProgressChanged, this, &TokensDock::updateSummary);
    connect(&m_model, &QAbstractItemModel::rowsInserted, this, &TokensDock::updateSummary);
    connect(&m_model, &QAbstractItemModel::modelReset, this, &TokensDock::updateSummary);
    connect(&m_model, &QAbstractItemModel::rowsInserted, this, &TokensDock::updateEmptyText);
    connect(&m_model, &QAbstractItemModel::modelReset, this, &TokensDock::updateEmptyText);
    connect(&m_filter, &QAbstractItemModel::rowsInserted, this, &TokensDock::updateSummary);
    connect(&m_filter, &QAbstractItemModel::rowsRemoved, this, &TokensDock::updateSummary);
}

void TokensDock::setPipeline(models::PipelineBridge* pipeline, NoPipeline why)
{
    if (m_model.pipeline() != nullptr) {
        m_model.pipeline()->disconnect(this);
    }
    m_whyNone = why;
    m_model.setPipeline(pipeline);
    if (pipeline != nullptr) {
        connect(pipeline, &models::PipelineBridge::stateChanged, this, &TokensDock::updateEmptyText);
    }
    updateSummary();
    updateEmptyText();
}

void TokensDock::updateEmptyText()
{
    const models::PipelineBridge* pipeline = m_model.pipeline();
    if (pipeline == nullptr) {
        sayNoPipeline(*empty(), QStringLiteral("token"), m_whyNone, m_actions);
    } else if (!pipeline->isActive()) {
        sayNotRunning(*empty(), tr("Completion tokens are issued for what its connectors receive."), m_actions);
    } else if (m_model.rowCount() > 0) {
        empty()->say(QStringLiteral("search"), tr("No token of this kind"),
                     tr("%n token(s) are there.", nullptr, m_model.rowCount()), m_showAll);
    } else {
        empty()->say(QStringLiteral("token"), tr("No completion token was issued in this run"),
                     tr("A token marks what a connector has received so far, and completes when all of it was "
                        "processed and delivered."),
                     m_actions.action(ActionId::IssueToken));
    }
}

void TokensDock::issue(const QString& relation, const QString& connector)
{
    if (m_model.issue(relation, connector)) {
        m_choice->setCurrentIndex(0); // it might be hidden
        show();
        raise();
        selectOnlyRow(table(), 0);
    }
}

void TokensDock::updateSummary()
{
    const int numTokens = m_model.rowCount();
    const QString all =
        numTokens == 0 ? QString() : tr("%n token(s), %1 in progress", nullptr, numTokens).arg(m_model.numInProgress());
    const bool isFiltered = numTokens > 0 && m_filter.shown() != models::TokenFilter::Show::All;
    setSummary(isFiltered ? tr("%1, %2 shown").arg(all).arg(m_filter.rowCount()) : all);
}

} // namespace millrace::gui
