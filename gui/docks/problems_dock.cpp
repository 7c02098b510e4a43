// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/docks/problems_dock.h"

#include "gui/widgets/empty_state.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QTableView>

namespace millrace::gui {

namespace {

using models::ProblemsModel;
using Column = ProblemsModel::Column;

CellLook lookOf(const QModelIndex& index)
{
    CellLook look;
    const auto severity = static_cast<ProblemsModel::Severity>(index.data(ProblemsModel::SeverityRole).toInt());
    const bool isError = severity == ProblemsModel::Severity::Error;
    switch (static_cast<Column>(index.column())) {
    case Column::Severity:
        look.icon = isError ? QStringLiteral("error") : QStringLiteral("warning");
        look.iconColor = isError ? ColorToken::Error : ColorToken::Warn;
        look.color = look.iconColor;
        break;
    case Column::Code:
        look.isMonospaced = true;
        look.color = ColorToken::TextMuted;
        break;
    case Column::Place:
    case Column::Source: look.color = ColorToken::TextMuted; break;
    case Column::Message: break;
    }
    return look;
}

} // namespace

ProblemsDock::ProblemsDock(ActionRegistry& actions, QWidget* parent)
    : TableDock(QStringLiteral("Problems"), tr("Problems"), parent)
{
    addTool(actions.action(ActionId::NextProblem));
    addTool(actions.action(ActionId::Check));
    empty()->say(QStringLiteral("check"), tr("No problems"),
                 tr("Errors of programs, connectors and steps are listed here, each with its place."));
    setUp(&m_model, &lookOf, {12, 64, 13, 14, 22});
    QHeaderView* header =
        table()->horizontalHeader(); // the message has what room is left, and none of it is scrolled away
    header->setStretchLastSection(false);
    header->setSectionResizeMode(static_cast<int>(Column::Message), QHeaderView::Stretch);
    for (const ActionId id : {ActionId::NextProblem, ActionId::PreviousProblem, ActionId::Copy}) {
        table()->addAction(actions.action(id));
    }
    table()->setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(table(), &QTableView::activated, this, [this](const QModelIndex& index) { activateRow(index.row()); });
    connect(&m_model, &ProblemsModel::countsChanged, this, &ProblemsDock::updateSummary);
}

void ProblemsDock::activateRow(int row)
{
    const QModelIndex index = m_model.index(row, 0);
    const QString document = index.data(ProblemsModel::DocumentRole).toString();
    SourceSpan span;
    const int begin = index.data(ProblemsModel::SpanBeginRole).toInt();
    if (begin >= 0) {
        span.begin = static_cast<uint32_t>(begin);
        span.end = static_cast<uint32_t>(index.data(ProblemsModel::SpanEndRole).toInt());
        span.line = static_cast<uint32_t>(index.data(ProblemsModel::LineRole).toInt());
        span.column = static_cast<uint32_t>(index.data(ProblemsModel::ColumnRole).toInt());
    }
    if (span.isKnown()) {
        Q_EMIT placeRequested(document, span);
        return;
    }
    const QString connector = index.data(ProblemsModel::ConnectorRole).toString();
    if (!connector.isEmpty()) {
        Q_EMIT connectorRequested(document, index.data(ProblemsModel::RelationRole).toString(), connector);
    }
}

void ProblemsDock::jump(int direction)
{
    const int from = currentRow() < 0 ? (direction > 0 ? -1 : m_model.rowCount()) : currentRow();
    const int row = m_model.nextPlaceRow(from, direction);
    if (row >= 0) {
        table()->selectRow(row);
        activateRow(row);
    }
}

void ProblemsDock::copyReports() const
{
    QStringList reports;
    for (const int row : selectedRows()) {
        reports.append(m_model.index(row, 0).data(ProblemsModel::DetailRole).toString());
    }
    if (!reports.isEmpty()) {
        QApplication::clipboard()->setText(reports.join(QStringLiteral("\n\n")));
    }
}

void ProblemsDock::updateSummary(int numErrors, int numWarnings)
{
    QStringList parts;
    if (numErrors > 0) {
        parts.append(tr("%n error(s)", nullptr, numErrors));
    }
    if (numWarnings > 0) {
        parts.append(tr("%n warning(s)", nullptr, numWarnings));
    }
    setSummary(parts.join(tr(", ", "between counts")));
    setWindowTitle(numErrors > 0 ? tr("Problems (%1)").arg(numErrors) : tr("Problems"));
}

} // namespace millrace::gui
