// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/docks/problems_dock.h"

#include "gui/widgets/empty_state.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
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
    , m_severity(new QComboBox)
{
    m_filter.setSourceModel(&m_model);
    m_filter.setFilterRole(ProblemsModel::SeverityRole);
    m_severity->setObjectName(QStringLiteral("problemsSeverity"));
    m_severity->setAccessibleName(tr("Problems shown"));
    m_severity->addItems({tr("Errors and warnings"), tr("Errors only")});
    connect(m_severity, &QComboBox::currentIndexChanged, this, [this](int index) {
        m_filter.setFilterFixedString(
            index == 0 ? QString() : QString::number(static_cast<int>(ProblemsModel::Severity::Error)));
        updateSummary();
        updateEmptyText();
    });
    addToolWidget(m_severity);
    addTool(actions.action(ActionId::NextProblem));
    addTool(actions.action(ActionId::Check));
    updateEmptyText();
    setUp(&m_filter, &lookOf, {12, 64, 13, 14, 22});
    QHeaderView* header =
        table()->horizontalHeader(); // the message has what room is left, and none of it is scrolled away
    header->setStretchLastSection(false);
    header->setSectionResizeMode(static_cast<int>(Column::Message), QHeaderView::Stretch);
    for (const ActionId id : {ActionId::NextProblem, ActionId::PreviousProblem, ActionId::Copy}) {
        table()->addAction(actions.action(id));
    }
    table()->setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(table(), &QTableView::activated, this, [this](const QModelIndex& index) { activateRow(index.row()); });
    connect(&m_model, &ProblemsModel::countsChanged, this, [this] {
        updateSummary();
        updateEmptyText();
    });
}

void ProblemsDock::updateEmptyText()
{
    if (m_model.numWarnings() > 0 && m_severity->currentIndex() != 0) {
        empty()->say(QStringLiteral("check"), tr("No errors"),
                     tr("%n warning(s) are left out.", nullptr, m_model.numWarnings()));
    } else {
        empty()->say(QStringLiteral("check"), tr("No problems"),
                     tr("Errors of programs, connectors and steps are listed here, each with its place."));
    }
}

bool ProblemsDock::hasPlace(int row) const
{
    return m_filter.index(row, 0).data(ProblemsModel::SpanBeginRole).toInt() >= 0;
}

void ProblemsDock::activateRow(int row)
{
    const QModelIndex index = m_filter.index(row, 0);
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
    const int numRows = m_filter.rowCount();
    const int from = currentRow() < 0 ? (direction > 0 ? -1 : numRows) : currentRow();
    for (int i = 1; i <= numRows; ++i) {
        const int row = ((from + direction * i) % numRows + numRows) % numRows;
        if (hasPlace(row)) {
            table()->selectRow(row);
            activateRow(row);
            return;
        }
    }
}

void ProblemsDock::copyReports() const
{
    QStringList reports;
    for (const int row : selectedRows()) {
        reports.append(m_filter.index(row, 0).data(ProblemsModel::DetailRole).toString());
    }
    if (!reports.isEmpty()) {
        QApplication::clipboard()->setText(reports.join(QStringLiteral("\n\n")));
    }
}

void ProblemsDock::updateSummary()
{
    const int numErrors = m_model.numErrors();
    const int numWarnings = m_model.numWarnings();
    QStringList parts;
    if (numErrors > 0) {
        parts.append(tr("%n error(s)", nullptr, numErrors));
    }
    if (numWarnings > 0) {
        parts.append(tr("%n warning(s)", nullptr, numWarnings));
    }
    if (numWarnings > 0 && m_severity->currentIndex() != 0) {
        parts.append(tr("errors shown"));
    }
    setSummary(parts.join(tr(", ", "between counts")));
    setWindowTitle(numErrors > 0 ? tr("Problems (%1)").arg(numErrors) : tr("Problems"));
}

} // namespace millrace::gui
