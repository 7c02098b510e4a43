// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/documents/stream_document.h"

#include "gui/documents/filter_bar.h"
#include "gui/documents/older_line.h"
#include "gui/theme/theme_controller.h"
#include "gui/views/filter_header.h"
#include "gui/views/stream_looks.h"
#include "gui/views/stream_view.h"
#include "gui/views/view_setup.h"
#include "gui/widgets/empty_state.h"
#include "gui/widgets/fitted_line.h"
#include "models/stream/pin_text.h"
#include "models/text/cell_text.h"
#include "models/text/error_text.h"
#include "models/text/number_text.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QScrollBar>
#include <QStackedLayout>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <functional>
#include <utility>

namespace millrace::gui {

using models::StreamFollower;

namespace {

constexpr int kMaxPinnedRows = 5; ///< in sight at once

} // namespace

StreamDocument::StreamDocument(models::PipelineBridge* pipeline, Kind kind, const QStringList& relations,
                               ActionRegistry& actions, QWidget* parent)
    : Document(pipeline, parent)
    , m_kind(kind)
    , m_actions(actions)
    , m_model(pipeline->clock())
    , m_stateModel(pipeline->clock())
    , m_view(nullptr)
    , m_stateHeader(nullptr)
    , m_stateTable(new QTableView(this))
    , m_summaryTable(new QTableView(this))
    , m_pinnedTable(new QTableView(this))
    , m_empty(new EmptyState(QStringLiteral("streamEmpty"), this))
    , m_stack(new QStackedLayout)
    , m_header(new QWidget(this))
    , m_line(new FittedLine(m_header))
    , m_run(onThisPipeline(actions, ActionId::Run))
    , m_setAside(onThisPipeline(actions, ActionId::SetAside))
    , m_resume(onThisPipeline(actions, ActionId::PauseInputs))
{
    setObjectName(QStringLiteral("streamDocument"));
    m_model.setActivity(models::ChangeStreamModel::Activity::Hidden);
    m_model.setRelations(relations);
    m_model.setPipeline(pipeline);
    m_view = new StreamView(&m_model, this);
    m_view->setAccessibleName(tr("Changes of %1").arg(title()));
    m_filterHeader = m_view->filterHeader();
    m_filterBar = new FilterBar(m_model, *m_filterHeader, this);
    buildHeader();
    buildTables();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_header);
    layout->addWidget(m_filterBar);
    layout->addWidget(m_pinnedTable);
    layout->addWidget(new OlderLine(m_model, *m_view, this));
    layout->addLayout(m_stack, 1);
    for (QWidget* page : {static_cast<QWidget*>(m_view), static_cast<QWidget*>(m_stateTable),
                          static_cast<QWidget*>(m_summaryTable), static_cast<QWidget*>(m_empty)}) {
        m_stack->addWidget(page);
    }
    for (const ActionId id :
         {ActionId::FollowStream, ActionId::FilterByCell, ActionId::ExcludeCell, ActionId::PopFilter,
          ActionId::ClearFilter, ActionId::PinKey, ActionId::UnpinKeys, ActionId::MarkRow, ActionId::NextMark,
          ActionId::SortByColumn, ActionId::FreezeColumns, ActionId::NextGap, ActionId::PreviousGap}) {
        addAction(actions.action(id));
    }
    if (kind == Kind::Relation) {
        m_stateModel.setRelation(pipeline, relations.value(0));
    }
    connectModel();
    connectFields();
    connect(pipeline, &models::PipelineBridge::stateChanged, this, [this] {
        updateEmptyState();
        updateFollow();
    });
    connect(pipeline, &models::PipelineBridge::nameChanged, this, &Document::titleChanged);
    showPins();
    updateFollow();
    updateEmptyState();
}

void StreamDocument::connectModel()
{
    using Model = models::ChangeStreamModel;
    connect(&m_model, &Model::countersChanged, this, &StreamDocument::updateLine);
    connect(&m_model, &Model::countersChanged, this, &StreamDocument::updateEmptyState);
    connect(&m_model, &QAbstractItemModel::modelReset, this, &StreamDocument::updateEmptyState);
    connect(&m_model, &Model::stepsSummarized, this, &StreamDocument::summarize);
    connect(&m_model, &Model::relationsChanged, this, &StreamDocument::showPins);
    connect(&m_model, &Model::relationsChanged, this, &StreamDocument::updateVisibleModels);
    connect(&m_model, &Model::pinsChanged, this, [this](const std::vector<models::PinChange>& changes, bool isAnew) {
        m_pinned.add(changes, m_model.pins(), m_model.key(), isAnew);
        m_pinnedTable->setVisible(m_pinned.rowCount() > 0);
        fitPinnedTable();
    });
    connect(m_pinnedTable->horizontalScrollBar(), &QScrollBar::rangeChanged, this, &StreamDocument::fitPinnedTable);
    connect(&m_model, &Model::rulesChanged, this, [this] {
        m_stateModel.setKey(m_model.key());
        m_stateModel.setFilter(m_model.rules().filter, m_model.rules().steps);
        m_actions.action(ActionId::PairUpdates)->setChecked(pairsUpdates());
    });
    connect(&m_model, &Model::rulesChanged, this, &StreamDocument::lookChanged);
    connect(&m_stateModel, &models::RelationStateModel::summaryChanged, this, &StreamDocument::updateLine);
    connect(&m_stateModel, &models::RelationStateModel::summaryChanged, this, &StreamDocument::updateEmptyState);
    connect(&m_stateModel, &models::RelationStateModel::summaryChanged, m_filterBar, &FilterBar::updateStatus);
    connect(&m_model, &QAbstractItemModel::modelAboutToBeReset, this, [this] {
        const QModelIndex current = m_view->currentIndex();
        m_columnStoodOn = current.isValid() ? current.column() : m_columnStoodOn;
    });
    connect(&m_model, &QAbstractItemModel::modelReset, this, &StreamDocument::standWhereOneStood);
    connect(&m_model, &QAbstractItemModel::rowsInserted, this, &StreamDocument::standWhereOneStood);
    connect(&m_view->follower(), &StreamFollower::stateChanged, this, &StreamDocument::updateFollow);
}

/// What is typed below the columns is the same in log and state; the filter is made of what stands in the log's.
void StreamDocument::connectFields()
{
    connect(m_filterBar, &FilterBar::filterApplied, this, &StreamDocument::showFieldsOfState);
    connect(&m_stateModel, &QAbstractItemModel::modelReset, this, [this, names = QStringList()]() mutable {
        QStringList now;
        for (int column = 0; column < m_stateModel.columnCount(); ++column) {
            now.append(m_stateModel.headerData(column, Qt::Horizontal).toString());
        }
        if (std::exchange(names, now) != now) { // fields that stay keep what is typed, and the focus
            m_stateHeader->rebuildFields();
        }
        showFieldsOfState();
    });
    connect(m_stateHeader, &FilterHeader::filtersEdited, this, [this] {
        const int distance = numColumnsBeforeStates();
        for (int column = models::RelationStateModel::FirstData; column < m_stateModel.columnCount(); ++column) {
            m_filterHeader->setText(column + distance, m_stateHeader->text(column));
        }
        Q_EMIT m_filterHeader->filtersEdited();
        m_stateHeader->setProblem(m_filterBar->isRight() ? QString() : m_filterBar->statusText());
    });
}

void StreamDocument::showFieldsOfState()
{
    const int distance = numColumnsBeforeStates();
    for (int column = models::RelationStateModel::FirstData; column < m_stateModel.columnCount(); ++column) {
        m_stateHeader->setText(column, m_filterHeader->text(column + distance));
    }
}

/// By how much a column of the relation stands further right in the log than in the state.
int StreamDocument::numColumnsBeforeStates() const
{
    return m_model.columnOf(models::ChangeStreamModel::ColumnKind::Data) - models::RelationStateModel::FirstData;
}

void StreamDocument::setColumnFieldsShown(bool areShown)
{
    m_filterHeader->setFieldsShown(areShown);
    if (m_kind == Kind::Relation) {
        m_stateHeader->setFieldsShown(areShown);
    }
    if (areShown) {
        (m_mode == Mode::State ? m_stateHeader : m_filterHeader)->focusFirstField();
    } else {
        focusContent();
    }
}

/// Rules that change leave no row at first: who filters by one cell after the other stays in his column.
void StreamDocument::standWhereOneStood()
{
    if (m_columnStoodOn < 0 || m_model.rowCount() == 0) {
        return;
    }
    const int column = std::exchange(m_columnStoodOn, -1);
    if (column < m_model.columnCount() && !m_view->currentIndex().isValid()) {
        m_view->selectionModel()->setCurrentIndex(m_model.index(m_model.rowCount() - 1, column),
                                                  QItemSelectionModel::NoUpdate);
    }
}

void StreamDocument::buildHeader()
{
    m_header->setObjectName(QStringLiteral("streamHeader"));
    m_header->setAttribute(Qt::WA_StyledBackground);
    auto* layout = new QHBoxLayout(m_header);
    layout->setContentsMargins(12, 3, 4, 3);
    layout->setSpacing(8);
    layout->addWidget(m_line, 1);
    using Text = std::function<QString()>;
    const auto add = [&](ActionId id, const Text& text) {
        QAction* action = m_actions.action(id);
        auto* button = new QToolButton(m_header);
        button->setObjectName(QStringLiteral("stream") + action->objectName());
        button->setDefaultAction(action);
        button->setIconSize(QSize(14, 14));
        button->setToolButtonStyle(text ? Qt::ToolButtonTextOnly : Qt::ToolButtonIconOnly);
        const auto sync = [button, action, text] {
            button->setAccessibleName(ActionRegistry::plainText(action->text()));
            if (text) {
                button->setText(text()); // else it takes the whole text of the action again
            }
        };
        sync();
        connect(action, &QAction::changed, button, sync);
        layout->addWidget(button);
    };
    add(ActionId::StreamLog, [] { return tr("Log", "mode of a change stream"); });
    if (m_kind == Kind::Relation) {
        add(ActionId::StreamState, [] { return tr("State", "mode of a change stream"); });
    }
    add(ActionId::StreamSummary, [] { return tr("Sums", "mode of a change stream"); });
    if (m_kind == Kind::Relation) {
        add(ActionId::PairUpdates, [] { return tr("~", "sign of an update"); });
    }
    for (const ActionId id : {ActionId::FollowStream, ActionId::FreezeStream, ActionId::SaveStream}) {
        add(id, Text());
    }
}

void StreamDocument::buildTables()
{
    const auto setUp = [](QTableView* table, const QString& name, const QString& accessibleName, auto* model,
                          CellDelegate::Look look) {
        setUpTable(table, name, accessibleName);
        table->setItemDelegate(new CellDelegate(std::move(look), table));
        table->setModel(model);
        table->horizontalHeader()->setStretchLastSection(false);
    };
    m_stateHeader = new FilterHeader(m_stateTable);
    m_stateTable->setHorizontalHeader(m_stateHeader);
    setUp(m_stateTable, QStringLiteral("streamState"), tr("Rows of %1").arg(title()), &m_stateModel, &stateLook);
    setUp(m_summaryTable, QStringLiteral("streamSummary"), tr("Changes of %1 by step").arg(title()), &m_summary,
          &summaryLook);
    setUp(m_pinnedTable, QStringLiteral("streamPinned"), tr("Pinned rows of %1").arg(title()), &m_pinned, &pinnedLook);
    m_view->horizontalHeader()->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_view->horizontalHeader()->addAction(m_actions.action(ActionId::ChooseColumns));
    connect(m_view, &StreamView::columnsChosen, this, &StreamDocument::lookChanged);
    m_summaryTable->setItemDelegate(new SummaryDelegate(m_summaryTable));
    QHeaderView* header = m_stateTable->horizontalHeader();
    header->setSectionsClickable(true);
    header->setSortIndicator(-1, Qt::AscendingOrder);
    connect(header, &QHeaderView::sectionClicked, this, &StreamDocument::sortStateBy);
    connect(&m_stateModel, &QAbstractItemModel::modelReset, this, [this] { m_areStateColumnsFitted = false; });
    connect(&m_stateModel, &QAbstractItemModel::rowsInserted, this, &StreamDocument::fitStateColumns);
    setColumnWidths(m_summaryTable, {10, 24, 12, 12, 12, 14});
    m_pinnedTable->hide();
    for (QTableView* table : {static_cast<QTableView*>(m_view), m_stateTable, m_summaryTable}) {
        table->setContextMenuPolicy(Qt::CustomContextMenu);
        connect(table, &QWidget::customContextMenuRequested, this,
                [this, table](const QPoint& at) { showMenu(*table, at); });
    }
}

/// As high as its rows, and the scroll bar when there is one.
void StreamDocument::fitPinnedTable()
{
    const QScrollBar* bar = m_pinnedTable->horizontalScrollBar();
    const int rows = std::min(m_pinned.rowCount(), kMaxPinnedRows);
    m_pinnedTable->setFixedHeight(m_pinnedTable->horizontalHeader()->sizeHint().height() + 2 +
                                  rows * m_pinnedTable->verticalHeader()->defaultSectionSize() +
                                  (bar->maximum() > 0 ? bar->sizeHint().height() : 0));
}

/// Once rows are there: by what stands in the first of them. Later the user's widths stay.
void StreamDocument::fitStateColumns()
{
    constexpr int kSampleRows = 50;
    constexpr int kMaxCharacters = 36;
    if (m_areStateColumnsFitted) {
        return;
    }
    m_areStateColumnsFitted = true;
    const QFontMetrics metrics(ThemeController::monospaceFont());
    const int unit = metrics.horizontalAdvance(QLatin1Char('0'));
    for (int column = 0; column < m_stateModel.columnCount(); ++column) {
        int width = m_stateTable->horizontalHeader()->sectionSizeHint(column);
        for (int row = 0; row < std::min(m_stateModel.rowCount(), kSampleRows); ++row) {
            const QString text = m_stateModel.index(row, column).data().toString().left(kMaxCharacters);
            width = std::max(width, metrics.horizontalAdvance(text) + 3 * unit);
        }
        m_stateTable->setColumnWidth(column, width);
    }
}

void StreamDocument::sortStateBy(int column)
{
    const bool isSame = m_stateModel.sortColumn() == column;
    const bool isDown = isSame && m_stateModel.sortDirection() == Qt::DescendingOrder;
    const Qt::SortOrder direction = isSame && !isDown ? Qt::DescendingOrder : Qt::AscendingOrder;
    const int sorted = isDown ? -1 : column;
    m_stateModel.sortBy(sorted, direction);
    m_stateTable->horizontalHeader()->setSortIndicatorShown(sorted >= 0);
    m_stateTable->horizontalHeader()->setSortIndicator(sorted, direction);
}

int StreamDocument::currentStateColumn() const
{
    return m_mode == Mode::State && m_stateTable->currentIndex().isValid() ? m_stateTable->currentIndex().column() : -1;
}

void StreamDocument::setZoom(int zoom)
{
    for (QTableView* table : {static_cast<QTableView*>(m_view), m_stateTable, m_summaryTable, m_pinnedTable}) {
        zoomTable(table, zoom);
    }
    m_areStateColumnsFitted = false;
    fitStateColumns();
}

void StreamDocument::setMode(Mode mode)
{
    if (mode == Mode::State && m_kind == Kind::Timeline) {
        return;
    }
    m_mode = mode;
    Q_EMIT lookChanged();
    updateVisibleModels();
    updateEmptyState();
    updateFollow();
    if (mode != Mode::Log && shownTable() != nullptr) {
        shownTable()->setFocus(Qt::OtherFocusReason);
    } else {
        focusContent();
    }
}

QTableView* StreamDocument::shownTable() const
{
    switch (m_mode) {
    case Mode::Log: return m_view;
    case Mode::State: return m_stateTable;
    case Mode::Summary: return m_summaryTable;
    }
    return m_view;
}

/// What is not looked at is not kept up.
void StreamDocument::updateVisibleModels()
{
    using Activity = models::ChangeStreamModel::Activity;
    // The log goes on behind the other modes, so that it has no gap when one comes back to it.
    m_model.setActivity(isVisible() || m_followsWhileHidden ? Activity::Active : Activity::Hidden);
    m_model.setSummarizing(m_mode == Mode::Summary);
    if (m_mode == Mode::State) {
        m_stateModel.setKey(m_model.key()); // before it begins: with another key it begins anew
    }
    m_stateModel.setActive(isVisible() && m_mode == Mode::State);
    m_filterBar->tellOf(m_mode == Mode::State ? &m_stateModel : nullptr);
}

void StreamDocument::followWhileHidden(bool follows)
{
    if (m_followsWhileHidden != follows) {
        m_followsWhileHidden = follows;
        updateVisibleModels();
    }
}

void StreamDocument::summarize(const std::vector<models::StepSummary>& steps, bool isAnew)
{
    const QScrollBar* bar = m_summaryTable->verticalScrollBar();
    const bool isAtEnd = bar->value() >= bar->maximum();
    m_summary.add(steps, isAnew);
    if (isAtEnd || isAnew) {
        m_summaryTable->scrollToBottom();
    }
    updateEmptyState();
}

bool StreamDocument::isFrozen() const
{
    return m_mode == Mode::State ? m_stateModel.isFrozen() : m_model.isFrozen();
}

void StreamDocument::toggleFrozen()
{
    if (m_mode == Mode::State) {
        m_stateModel.setFrozen(!m_stateModel.isFrozen());
        updateFollow();
    } else {
        m_view->toggleFrozen();
    }
}

void StreamDocument::followTail()
{
    if (m_mode == Mode::Log) {
        m_view->follow();
    } else {
        m_stateModel.setFrozen(false);
        shownTable()->scrollToBottom();
        updateFollow();
    }
}

void StreamDocument::setPairsUpdates(bool pairs)
{
    models::StreamRules rules = m_model.rules();
    rules.pairsUpdates = pairs;
    ignoreError(m_model.setRules(rules)); // the filter is the one that was right before
}

void StreamDocument::showPins()
{
    m_pinned.setSchema(m_model.relations().size() == 1 ? m_model.schemas()[0] : Schema());
    m_pinned.add({}, m_model.pins(), m_model.key(), true);
    m_pinnedTable->setVisible(m_pinned.rowCount() > 0);
    setColumnWidths(m_pinnedTable, {9, 9, 9});
    m_view->clearMarks();
}

QString StreamDocument::sessionKey() const
{
    return Document::sessionKey() + u'\n' + (m_kind == Kind::Relation ? relations().value(0) : QString());
}

QStringList StreamDocument::columnNames() const
{
    QStringList names;
    for (int column = 0; column < m_model.columnCount(); ++column) {
        names.append(m_model.headerData(column, Qt::Horizontal).toString());
    }
    return names;
}

StreamLook StreamDocument::look() const
{
    static const QStringList kModes = {QStringLiteral("log"), QStringLiteral("state"), QStringLiteral("sums")};
    StreamLook look;
    look.mode = kModes[static_cast<int>(m_mode)];
    look.pairsUpdates = pairsUpdates();
    look.columns = columnNames();
    look.header = m_view->horizontalHeader()->saveState();
    look.numKept = m_view->numKeptColumns();
    const FilterState& filter = m_filterBar->applied();
    look.filter = filter.text;
    for (auto it = filter.columns.begin(); it != filter.columns.end(); ++it) {
        look.columnFilters.insert(look.columns.value(it.key()), it.value());
    }
    if (m_kind == Kind::Relation) {
        const Schema& schema = m_model.schemas()[0];
        for (const int column : m_model.chosenKey()) {
            if (static_cast<size_t>(column) < schema.columns.size()) { // the program may have fewer now
                look.key.append(models::toQString(schema.columns[static_cast<size_t>(column)].name));
            }
        }
        look.pins = models::pinTexts(schema, m_model.pins());
    }
    return look;
}

void StreamDocument::setLook(const StreamLook& look)
{
    const QStringList columns = columnNames();
    if (m_kind == Kind::Relation) {
        const Schema& schema = m_model.schemas()[0];
        std::vector<int> key;
        for (const QString& name : look.key) {
            if (const std::optional<int> column = schema.find(name.toStdString())) {
                key.push_back(*column);
            }
        }
        m_model.setKey(std::move(key));
        m_model.setPins(models::readPins(schema, look.pins));
    }
    setPairsUpdates(look.pairsUpdates);
    FilterState filter;
    filter.text = look.filter;
    for (auto it = look.columnFilters.begin(); it != look.columnFilters.end(); ++it) {
        // A relation may have a column of the name of one of the log's own.
        const int first = std::max(0, m_model.columnOf(models::ChangeStreamModel::ColumnKind::Data));
        if (const qsizetype column = columns.indexOf(it.key(), first); column >= 0) {
            filter.columns.insert(static_cast<int>(column), it.value());
        }
    }
    m_filterBar->show(filter);
    if (look.columns == columns) {
        m_view->restoreHeader(look.header);
        m_view->keepColumns(std::clamp<int>(look.numKept, 0, static_cast<int>(columns.size())));
    }
    setMode(look.mode == QLatin1String("state")  ? Mode::State
            : look.mode == QLatin1String("sums") ? Mode::Summary
                                                 : Mode::Log);
}

QString StreamDocument::title() const
{
    return m_kind == Kind::Timeline ? tr("all ticked") : relations().value(0);
}

void StreamDocument::focusContent()
{
    m_stack->currentWidget()->setFocus(Qt::OtherFocusReason);
}

void StreamDocument::setRelations(const QStringList& relations)
{
    m_model.setRelations(relations);
    Q_EMIT titleChanged();
}

QString StreamDocument::emptyText() const
{
    return m_stack->currentWidget() == m_empty ? m_empty->state() : QString();
}

void StreamDocument::showEvent(QShowEvent* event)
{
    Document::showEvent(event);
    updateVisibleModels();
    Q_EMIT shown();
}

void StreamDocument::changeEvent(QEvent* event)
{
    Document::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) {
        updateLine();
        m_areStateColumnsFitted = false; // its headers are longer or shorter now
        fitStateColumns();
    }
}

void StreamDocument::hideEvent(QHideEvent* event)
{
    Document::hideEvent(event);
    updateVisibleModels();
}

void StreamDocument::updateEmptyState()
{
    QTableView* table = shownTable();
    // Where something is filtered the empty list stays if its header holds filters.
    const bool isFilteredAway =
        m_filterBar->isFiltering() && ((m_mode == Mode::Log && m_model.counters().kept() > 0) ||
                                       (m_mode == Mode::State && m_stateModel.numRowsInAll() > 0));
    m_view->setEmptyText(!isFilteredAway       ? QString()
                         : m_model.siftError() ? m_filterBar->statusText()
                                               : tr("No change passes the filter. Ctrl+Shift+Backspace clears it."));
    const bool hasHeaderInUse = m_mode == Mode::Log || m_filterHeader->areFieldsShown();
    if (table->model()->rowCount() > 0 || (isFilteredAway && hasHeaderInUse)) {
        m_stack->setCurrentWidget(table);
        return;
    }
    const std::optional<Error>& error = m_mode == Mode::State ? m_stateModel.error() : m_model.subscribeError();
    if (error) {
        m_empty->say(QStringLiteral("problems"), tr("This change stream cannot be followed"),
                     models::errorLine(*error));
    } else if (isFilteredAway) {
        m_empty->say(QStringLiteral("search"), tr("No row passes the filter"),
                     m_stateModel.filterError()
                         ? m_filterBar->statusText()
                         : tr("%n row(s) are there.", nullptr, static_cast<int>(m_stateModel.numRowsInAll())),
                     m_actions.action(ActionId::ClearFilter));
    } else if (pipeline() == nullptr || !pipeline()->isActive()) {
        m_empty->say(QStringLiteral("run"), tr("The pipeline is not running"),
                     tr("Run it to see the changes of %1 as they happen.").arg(title()), m_run);
    } else if (pipeline()->state() == PipelineState::Held) {
        m_empty->say(QStringLiteral("held"), tr("A step is held"),
                     tr("Decide about it above: until then nothing flows."), m_setAside);
    } else if (pipeline()->state() == PipelineState::Paused) {
        m_empty->say(QStringLiteral("pause"), tr("No changes yet, and the inputs are paused"),
                     tr("Resume them to let data in."), m_resume);
    } else {
        m_empty->say(QStringLiteral("stream"), m_mode == Mode::State ? tr("No rows yet") : tr("No changes yet"),
                     tr("Waiting for the first step that changes %1.").arg(title()));
    }
    m_stack->setCurrentWidget(m_empty);
}

/// What there is no room for: first which part of the changes is kept, then that nothing is missing, then whether the
/// list follows; a gap is told always.
void StreamDocument::updateLine()
{
    enum Rank { Kept, Complete, State, Changes };
    QList<FittedLine::Part> parts = {{{{stateText(), State}, {}}, QString()}};
    if (m_mode == Mode::State) {
        parts.append({{{m_stateModel.summaryText()}}, QString()});
        m_line->setParts(parts);
        return;
    }
    const models::StreamCounters& counters = m_model.counters();
    const QString received = models::countText(counters.received);
    QList<FittedLine::Form> counts = {{tr("%1 changes").arg(received), Changes}, {received}};
    if (counters.trimmed != 0) {
        counts.prepend({tr("%1 changes, newest %2 kept").arg(received, models::countText(counters.kept())), Kept});
    }
    parts.append({counts, QString()});
    if (counters.numGaps != 0) {
        parts.append({{{tr("%n gap(s)", nullptr, static_cast<int>(counters.numGaps))}},
                      tr("The list is not complete: each gap is a line in it that says what is missing.")});
    } else if (counters.received != 0) {
        const bool isComplete = counters.isComplete();
        parts.append({{{isComplete ? tr("complete", "nothing is missing from a list")
                                   : tr("oldest left out", "a list is bounded"),
                        Complete},
                       {}},
                      isComplete ? tr("Every change since the stream began is in the list.")
                                 : tr("The list keeps a bounded number of rows; nothing is missing among them.")});
    }
    m_line->setParts(parts);
}

void StreamDocument::updateFollow()
{
    m_actions.action(ActionId::FreezeStream)->setChecked(isFrozen());
    updateLine();
}

QString StreamDocument::stateText() const
{
    const bool runs = pipeline() != nullptr && pipeline()->isActive();
    if (m_mode != Mode::Log) {
        return isFrozen() ? tr("Frozen") : runs ? tr("Live") : tr("Stopped");
    }
    switch (m_view->follower().state()) {
    case StreamFollower::State::Follow: return runs ? tr("Following") : tr("Stopped");
    case StreamFollower::State::Held: return tr("Held");
    case StreamFollower::State::Frozen: return tr("Frozen");
    }
    return {};
}

} // namespace millrace::gui
