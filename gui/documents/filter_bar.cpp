// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/documents/filter_bar.h"

#include "gui/theme/icons.h"
#include "gui/views/filter_edit.h"
#include "gui/views/filter_header.h"
#include "gui/widgets/elided_label.h"
#include "models/stream/column_filter.h"
#include "models/stream/filter_history.h"
#include "models/text/error_text.h"
#include "models/text/number_text.h"
#include "models/text/step_text.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QStyle>
#include <QToolButton>

#include <utility>

namespace millrace::gui {

namespace {

constexpr int kMaxUndo = 50;

/// "filter: id > 17, steps 3–9", as a list of what can be taken back tells it.
QString nameOf(const FilterState& filter)
{
    QStringList parts = filter.columns.values();
    parts.sort();
    if (!filter.text.isEmpty()) {
        parts.prepend(filter.text.simplified());
    }
    if (filter.steps) {
        parts.append(FilterBar::tr("steps %1–%2").arg(filter.steps->first).arg(filter.steps->second));
    }
    return parts.isEmpty() ? FilterBar::tr("no filter")
                           : FilterBar::tr("filter: %1").arg(parts.join(QLatin1String(", ")));
}

/// From one filter to the next.
class FilterChange : public QUndoCommand {
public:
    FilterChange(FilterBar& bar, FilterState before, FilterState after)
        : QUndoCommand(nameOf(after))
        , m_bar(bar)
        , m_before(std::move(before))
        , m_after(std::move(after))
    {
    }
    void undo() override { m_bar.show(m_before); }
    void redo() override
    {
        if (m_isApplied) { // the first time it is what was just applied
            m_bar.show(m_after);
        }
        m_isApplied = true;
    }

private:
    FilterBar& m_bar;
    FilterState m_before;
    FilterState m_after;
    bool m_isApplied = false;
};

} // namespace

FilterBar::FilterBar(models::ChangeStreamModel& model, FilterHeader& columns, QWidget* parent)
    : QWidget(parent)
    , m_model(model)
    , m_columns(columns)
    , m_edit(new FilterEdit(this))
    , m_status(new ElidedLabel(this))
    , m_steps(new QToolButton(this))
{
    setObjectName(QStringLiteral("filterBar"));
    setAttribute(Qt::WA_StyledBackground);
    m_edit->setObjectName(QStringLiteral("streamFilter"));
    m_edit->setAccessibleName(tr("Filter of the change stream"));
    m_edit->setClearButtonEnabled(true);
    m_status->setProperty("role", QStringLiteral("muted"));
    m_steps->setObjectName(QStringLiteral("streamSteps"));
    m_steps->setIcon(themedIcon(QStringLiteral("close"), ColorToken::TextMuted));
    m_steps->setIconSize(QSize(10, 10));
    m_steps->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_steps->setToolTip(tr("Show all steps again"));
    m_undo.setUndoLimit(kMaxUndo);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(8, 3, 8, 3);
    layout->setSpacing(8);
    layout->addWidget(m_edit, 3);
    layout->addWidget(m_steps);
    layout->addWidget(m_status, 2);
    connect(m_edit, &QLineEdit::textChanged, this, [this](const QString& text) {
        check();
        if (text.isEmpty() && !m_applied.text.isEmpty()) {
            apply();
        }
    });
    connect(m_edit, &QLineEdit::returnPressed, this, &FilterBar::apply);
    connect(m_steps, &QToolButton::clicked, this, [this] { setSteps(std::nullopt); });
    connect(&m_columns, &FilterHeader::filtersEdited, this, &FilterBar::apply);
    connect(&m_columns, &FilterHeader::sectionPulledOut, this, &FilterBar::takeColumn);
    connect(&model, &models::ChangeStreamModel::countersChanged, this, &FilterBar::updateStatus);
    connect(&model, &models::ChangeStreamModel::rulesChanged, this, &FilterBar::updateStatus);
    connect(&model, &models::ChangeStreamModel::relationsChanged, this, &FilterBar::setNames);
    setNames();
    updateStatus();
}

/// A column that is let go over the field is written there, as a condition names it.
void FilterBar::takeColumn(int section, QPoint globalPosition)
{
    const QPoint place = m_edit->mapFromGlobal(globalPosition);
    const std::string title = m_model.headerData(section, Qt::Horizontal).toString().toStdString();
    for (const Schema& schema : m_edit->rect().contains(place) ? m_model.schemas() : std::vector<Schema>()) {
        for (const ColumnInfo& column : schema.columns) {
            if (column.name == title) {
                m_edit->setFocus(Qt::OtherFocusReason);
                m_edit->setCursorPosition(m_edit->cursorPositionAt(place));
                const QString before = m_edit->text().left(m_edit->cursorPosition());
                const bool needsSpace = !before.isEmpty() && !before.back().isSpace();
                m_edit->insert((needsSpace ? QStringLiteral(" ") : QString()) + models::columnName(column) + u' ');
                return;
            }
        }
    }
}

void FilterBar::setNames()
{
    QStringList names;
    QString example;
    for (const Schema& schema : m_model.schemas()) {
        for (const ColumnInfo& column : schema.columns) {
            names.append(models::columnName(column));
            example = example.isEmpty() ? models::exampleCondition(column) : example;
        }
    }
    names.removeDuplicates();
    m_edit->setNames(names);
    example = example.isEmpty() ? QStringLiteral("id = 3") : example;
    m_edit->setPlaceholderText(tr("Filter in SQL, such as %1").arg(example));
    m_hint = m_model.relations().size() == 1
                 ? tr("Filter in SQL, such as %1; Enter applies, ↑ is the history").arg(example)
                 : tr("Filter in SQL, such as %1; relations without the column are left out").arg(example);
    m_columns.rebuildFields();
    recall();
}

void FilterBar::setHistory(models::FilterHistory* history)
{
    m_history = history;
    recall();
}

void FilterBar::recall()
{
    if (m_history != nullptr) {
        m_edit->setHistory(m_history->filtersOf(m_model.relations().join(u' ')));
    }
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
    updateStatus();
}

/// Also a filter that was understood can fail, at a row.
QString FilterBar::problemText() const
{
    const std::optional<Error> failure = m_state != nullptr ? m_state->filterError() : m_model.siftError();
    if (m_problem.isEmpty() && failure) {
        return tr("The filter failed at a row. %1").arg(models::errorLine(*failure));
    }
    return m_problem;
}

void FilterBar::showVerdict()
{
    const QString problem = problemText();
    const auto style = [](QWidget* widget, const char* property, const QString& value) {
        if (widget->property(property).toString() != value) {
            widget->setProperty(property, value);
            widget->style()->unpolish(widget);
            widget->style()->polish(widget);
        }
    };
    const QString good = m_edit->text().isEmpty() ? QString() : QStringLiteral("right");
    style(m_edit, "verdict", problem.isEmpty() ? good : QStringLiteral("wrong"));
    style(m_status, "role", problem.isEmpty() ? QStringLiteral("muted") : QStringLiteral("error"));
    m_edit->setToolTip(problem.isEmpty() ? m_hint : problem);
}

FilterState FilterBar::typed() const
{
    FilterState state{m_edit->text().trimmed(), {}, m_model.rules().steps};
    for (int section = 0; section < m_columns.count(); ++section) {
        if (const QString text = m_columns.text(section); !text.isEmpty()) {
            state.columns.insert(section, text);
        }
    }
    return state;
}

void FilterBar::apply()
{
    models::StreamRules rules = m_model.rules();
    rules.filter = models::bothConditions(m_edit->text().trimmed(), columnConditions());
    const int relations = m_model.columnOf(models::ChangeStreamModel::ColumnKind::Relation);
    rules.relation = relations < 0 ? QString() : m_columns.text(relations);
    const Status status = m_model.setRules(rules);
    if (!status.ok()) {
        showProblem(models::errorLine(status.error()));
        m_columns.setProblem(m_problem);
        return;
    }
    m_columns.setProblem(QString());
    remember(typed());
    showProblem(QString());
    Q_EMIT filterApplied();
}

void FilterBar::remember(const FilterState& state)
{
    if (state == m_applied) {
        return;
    }
    if (state.text != m_applied.text && !state.text.isEmpty()) {
        m_edit->remember(state.text);
        if (m_history != nullptr) {
            m_history->add(m_model.relations().join(u' '), state.text);
        }
    }
    m_earlier.append(m_applied);
    if (m_earlier.size() > kMaxUndo) {
        m_earlier.removeFirst();
    }
    pushChange(std::exchange(m_applied, state));
}

void FilterBar::pushChange(const FilterState& before)
{
    m_undo.push(new FilterChange(*this, before, m_applied));
}

void FilterBar::show(const FilterState& state)
{
    m_applied = state; // so that apply() finds nothing to remember
    {
        const QSignalBlocker blocker(m_edit);
        m_edit->setText(state.text);
    }
    m_columns.clearFields();
    for (auto it = state.columns.begin(); it != state.columns.end(); ++it) {
        m_columns.setText(it.key(), it.value());
    }
    models::StreamRules rules = m_model.rules();
    rules.steps = state.steps;
    ignoreError(m_model.setRules(rules)); // the filter is the one that was right before
    apply();
}

void FilterBar::applyText(const QString& text)
{
    const QSignalBlocker blocker(m_edit);
    m_edit->setText(text);
    apply();
}

void FilterBar::add(const QString& condition)
{
    applyText(models::bothConditions(m_applied.text, condition));
}

/// Not the undo stack's own way back: that has what was done to columns too.
bool FilterBar::pop()
{
    while (!m_earlier.isEmpty()) {
        const FilterState earlier = m_earlier.takeLast();
        if (!(earlier == m_applied)) { // else undo went there already
            const FilterState before = m_applied;
            show(earlier);
            pushChange(before);
            return true;
        }
    }
    return false;
}

void FilterBar::clear()
{
    const FilterState before = m_applied;
    show({});
    m_applied = before;
    remember({});
}

void FilterBar::setSteps(std::optional<std::pair<quint64, quint64>> steps)
{
    models::StreamRules rules = m_model.rules();
    rules.steps = steps;
    ignoreError(m_model.setRules(rules)); // the filter was right before, and is the same
    FilterState state = m_applied;
    state.steps = steps;
    remember(state);
    updateStatus();
}

void FilterBar::tellOf(const models::RelationStateModel* state)
{
    m_state = state;
    updateStatus();
}

QString FilterBar::statusText() const
{
    if (const QString problem = problemText(); !problem.isEmpty()) {
        return problem;
    }
    if (m_model.rules().isPlain() || m_state != nullptr) {
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
        m_steps->setText(models::stepsText(steps->first, steps->second));
        m_steps->setAccessibleName(tr("Only %1; press to show all").arg(m_steps->text()));
    }
    const QString text = statusText();
    m_status->setText(text);
    m_status->setToolTip(text);
    showVerdict();
}

} // namespace millrace::gui
