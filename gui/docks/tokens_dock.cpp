// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/docks/tokens_dock.h"

#include "gui/widgets/empty_state.h"

#include <QApplication>
#include <QClipboard>
#include <QTableView>

namespace millrace::gui {

namespace {

using models::TokenModel;
using Column = TokenModel::Column;

CellLook lookOf(const QModelIndex& index)
{
    CellLook look;
    look.isNumber = index.data(TokenModel::NumericRole).toBool();
    look.isMonospaced = look.isNumber;
    const bool isComplete = index.data(TokenModel::IsCompleteRole).toBool();
    const bool hasErrors = index.data(TokenModel::HasErrorsRole).toBool();
    switch (static_cast<Column>(index.column())) {
    case Column::State:
        if (isComplete) {
            look.icon = hasErrors ? QStringLiteral("warning") : QStringLiteral("token");
            look.iconColor = hasErrors ? ColorToken::Warn : ColorToken::Ok;
            look.color = look.iconColor;
        } else {
            const double count = index.data(TokenModel::CountRole).toDouble();
            look.dot = ColorToken::Info;
            look.bar = count > 0 ? index.data(TokenModel::ProcessedRole).toDouble() / count : 0.0;
        }
        break;
    case Column::Errors: look.color = hasErrors ? ColorToken::Error : ColorToken::TextMuted; break;
    case Column::Issued:
    case Column::WaitsFor: look.color = ColorToken::TextMuted; break;
    case Column::Connector:
    case Column::Covers:
    case Column::Step:
    case Column::TimeToComplete: break;
    }
    return look;
}

} // namespace

TokensDock::TokensDock(ActionRegistry& actions, QWidget* parent)
    : TableDock(QStringLiteral("Tokens"), tr("Tokens"), parent)
{
    addTool(actions.action(ActionId::IssueToken));
    addTool(actions.action(ActionId::CopyToken));
    empty()->say(
        QStringLiteral("token"), tr("No completion token was issued in this run"),
        tr("A token marks what a connector has received so far, and completes when all of it was processed and "
           "delivered."),
        actions.action(ActionId::IssueToken));
    setUp(&m_model, &lookOf, {28, 13, 16, 11, 9, 26, 16, 8});
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
        table()->selectRow(0);
    }
}

void TokensDock::copyTokens() const
{
    QStringList texts;
    for (const int row : selectedRows()) {
        texts.append(m_model.index(row, 0).data(TokenModel::TokenRole).toString());
    }
    if (!texts.isEmpty()) {
        QApplication::clipboard()->setText(texts.join(QLatin1Char('\n')));
    }
}

void TokensDock::updateSummary()
{
    const int numTokens = m_model.rowCount();
    setSummary(numTokens == 0 ? QString()
                              : tr("%n token(s), %1 in progress", nullptr, numTokens).arg(m_model.numInProgress()));
}

} // namespace millrace::gui
