// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/documents/filter_bar.h"

#include "gui/theme/icons.h"
#include "gui/views/filter_edit.h"
#include "gui/views/filter_header.h"
#include "models/stream/column_filter.h"
#include "models/text/error_text.h"
#include "models/text/number_text.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QStyle>
#include <QToolButton>

#include <algorithm>

namespace millrace::gui {

namespace {

constexpr qsizetype kMaxEarlier = 50;

} // namespace

FilterBar::FilterBar(models::ChangeStreamModel& model, FilterHeader& columns, QWidget* parent)
    : QWidget(parent)
    , m_model(model)
    , m_columns(columns)
    , m_edit(new FilterEdit(this))
    , m_status(new QLabel(this))
    , m_steps(new QToolButton(this))
{
    setObjectName(QStringLiteral("filterBar"));
    setAttribute(Qt::WA_StyledBackground);
    m_edit->setObjectName(QStringLiteral("streamFilter"));
    m_edit->setAccessibleName(tr("Filter of the change stream"));
    m_edit->setClearButtonEnabled(true);
    m_status->setTextFormat(Qt::PlainText);
    m_status->setProperty("role", QStringLiteral("muted"));
    m_status->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_steps->setObjectName(QStringLiteral("streamSteps"));
    m_steps->setIcon(themedIcon(QStringLiteral("close"), ColorToken::TextMuted));
    m_steps->setIconSize(QSize(10, 10));
    m_steps->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_steps->setToolTip(tr("Show all steps again"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(8, 3, 8, 3);
    layout->setSpacing(8);
    layout->addWidget(m_edit, 3);
    layout->addWidget(m_steps);
    layout->addWidget(m_status, 2);
    connect(m_edit, &QLineEdit::textChanged, this, [this](const QString& text) {
        check();
        if (text.isEmpty() && !m_applied.isEmpty()) {
            apply();
        }
    });
    connect(m_edit, &QLineEdit::returnPressed, this, &FilterBar::apply);
    connect(m_steps, &QToolButton::clicked, this, [this] { setSteps(std::nullopt); });
    connect(&m_columns, &FilterHeader::filtersEdited, this, &FilterBar::apply);
    connect(&model, &models::ChangeStreamModel::countersChanged, this, &FilterBar::updateStatus);
    connect(&model, &models::ChangeStreamModel::rulesChanged, this, &FilterBar::updateStatus);
    connect(&model, &models::ChangeStreamModel::relationsChanged, this, &FilterBar::setNames);
    setNames();
    updateStatus();
}

void FilterBar::setNames()
{
    const bool isOne = m_model.relations().size() == 1;
    QStringList names;
    if (isOne) {
        for (const ColumnInfo& column : m_model.schemas()[0].columns) {
            names.append(models::columnName(column));
        }
    }
    m_edit->setNames(names);
    m_edit->setEnabled(isOne);
    m_edit->setPlaceholderText(isOne ? tr("Filter in SQL, such as %1 = 3; Enter applies, ↑ is the history")
                                           .arg(names.value(0, QStringLiteral("id")))
                                     : tr("A filter needs the columns of one relation"));
    m_columns.rebuildFields();
}

QString FilterBar::columnConditions() const
{
    QString all;
    const int first = m_model.columnOf(models::ChangeStreamModel::ColumnKind::Data);
    if (m_model.relations().size() != 1 || first < 0) {
        return all;
    }
    const std::vector<ColumnInfo>& columns = m_model.schemas()[0].columns;
    for (size_t i = 0; i < columns.size(); ++i) {
        all = models::bothConditions(all,
                                     models::columnCondition(columns[i], m_columns.text(first + static_cast<int>(i))));
    }
    return all;
}

void FilterBar::check()
{
    const std::optional<Error> problem = m_model.problemOf(m_edit->text());
    showProblem(problem ? models::errorLine(*problem) : QString());
}

void FilterBar::showProblem(const QString& problem)
{
    m_problem = problem;
    const bool isGood = problem.isEmpty() && !m_edit->text().isEmpty();
    m_edit->setProperty("verdict", !problem.isEmpty() ? QStringLiteral("wrong")
                                   : isGood           ? QStringLiteral("right")
                                                      : QString());
    m_edit->style()->unpolish(m_edit);
    m_edit->style()->polish(m_edit);
    m_edit->setToolTip(problem);
    updateStatus();
}

void FilterBar::apply()
{
    const QString text = m_edit->text().trimmed();
    models::StreamRules rules = m_model.rules();
    rules.filter = models::bothConditions(text, columnConditions());
    const Status status = m_model.setRules(rules);
    if (!status.ok()) {
        showProblem(models::errorLine(status.error()));
        m_columns.setProblem(m_problem);
        return;
    }
    m_columns.setProblem(QString());
    if (text != m_applied) {
        m_earlier.append(m_applied);
        m_earlier = m_earlier.mid(std::max<qsizetype>(0, m_earlier.size() - kMaxEarlier));
        m_applied = text;
        m_edit->remember(text);
    }
    showProblem(QString());
    Q_EMIT applied();
}

void FilterBar::applyText(const QString& text)
{
    const QSignalBlocker blocker(m_edit);
    m_edit->setText(text);
    apply();
}

void FilterBar::add(const QString& condition)
{
    applyText(models::bothConditions(m_applied, condition));
}

bool FilterBar::pop()
{
    if (m_earlier.isEmpty()) {
        return false;
    }
    const QString text = m_earlier.takeLast();
    const qsizetype kept = m_earlier.size();
    applyText(text);
    m_earlier = m_earlier.mid(0, kept); // taking back is no change to be taken back
    return true;
}

void FilterBar::clear()
{
    m_columns.clearFields();
    models::StreamRules rules = m_model.rules();
    rules.steps.reset();
    ignoreError(m_model.setRules(rules)); // without a step range it is what was right before
    applyText(QString());
}

void FilterBar::setSteps(std::optional<std::pair<quint64, quint64>> steps)
{
    models::StreamRules rules = m_model.rules();
    rules.steps = steps;
    ignoreError(m_model.setRules(rules)); // the filter was right before, and is the same
    updateStatus();
}

QString FilterBar::statusText() const
{
    if (!m_problem.isEmpty()) {
        return m_problem;
    }
    if (m_model.siftError()) {
        return tr("The filter failed at a row. %1").arg(models::errorLine(*m_model.siftError()));
    }
    if (m_model.rules().isPlain()) {
        return {};
    }
    const QString passing = models::countText(m_model.numPassing());
    const QString kept = models::countText(m_model.counters().kept());
    if (!isFiltering()) {
        return tr("%1 lines of %2 changes").arg(passing, kept);
    }
    return m_model.isSiftingAnew() ? tr("%1 of %2 kept changes so far").arg(passing, kept)
                               : tr("%1 of %2 kept changes, and all that come").arg(passing, kept);
}

void FilterBar::updateStatus()
{
    const std::optional<std::pair<quint64, quint64>>& steps = m_model.rules().steps;
    m_steps->setVisible(steps.has_value());
    if (steps) {
        m_steps->setText(tr("steps %1 to %2").arg(models::countText(steps->first), models::countText(steps->second)));
        m_steps->setAccessibleName(tr("Only %1; press to show all").arg(m_steps->text()));
    }
    const QString text = statusText();
    m_status->setText(text);
    m_status->setToolTip(text);
}

} // namespace millrace::gui
