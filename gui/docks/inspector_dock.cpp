// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/docks/inspector_dock.h"

#include "gui/theme/theme_controller.h"
#include "gui/widgets/empty_state.h"
#include "gui/widgets/fact_table.h"
#include "models/text/cell_text.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QComboBox>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QPlainTextEdit>
#include <QSplitter>
#include <QStackedLayout>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace millrace::gui {

namespace {

constexpr int kAtOnceMs = 30;    // several signals tell of one click
constexpr int kWhileLiveMs = 250;
constexpr int kMaxJsonNodes = 5'000;

QString textOf(const QJsonValue& value)
{
    switch (value.type()) {
    case QJsonValue::Null: return QStringLiteral("null");
    case QJsonValue::Bool: return value.toBool() ? QStringLiteral("true") : QStringLiteral("false");
    case QJsonValue::Double: return QString::number(value.toDouble(), 'g', 17);
    case QJsonValue::String: return value.toString();
    case QJsonValue::Array: return QStringLiteral("[%1]").arg(value.toArray().size());
    case QJsonValue::Object: return QStringLiteral("{%1}").arg(value.toObject().size());
    case QJsonValue::Undefined: break;
    }
    return {};
}

/// Depth first, so that what is beyond the bound is the end of it. The parser has bounded the depth.
void addJson(QTreeWidgetItem* parent, const QString& name, const QJsonValue& value, int& numLeft)
{
    if (--numLeft < 0) {
        return;
    }
    auto* item = new QTreeWidgetItem(parent, {name, textOf(value)});
    if (value.isObject()) {
        const QJsonObject object = value.toObject();
        for (auto it = object.begin(); it != object.end(); ++it) {
            addJson(item, it.key(), it.value(), numLeft);
        }
    } else if (value.isArray()) {
        const QJsonArray array = value.toArray();
        for (qsizetype i = 0; i < array.size(); ++i) {
            addJson(item, QString::number(i), array[i], numLeft);
        }
    }
}

QJsonDocument jsonOf(const QString& text)
{
    const QChar first = text.isEmpty() ? QChar() : text.trimmed().front();
    return first == u'{' || first == u'[' ? QJsonDocument::fromJson(text.toUtf8()) : QJsonDocument();
}

} // namespace

InspectorDock::InspectorDock(ActionRegistry& actions, QWidget* parent)
    : DockPanel(QStringLiteral("dockInspector"), tr("Inspector"), parent)
    , m_actions(actions)
    , m_stack(new QStackedLayout)
    , m_empty(new EmptyState(QStringLiteral("inspectorEmpty")))
    , m_title(new QLabel)
    , m_form(new QComboBox)
    , m_text(new QPlainTextEdit)
    , m_json(new QTreeWidget)
    , m_sums(new QLabel)
    , m_facts(new FactTable(QStringLiteral("inspectorFacts"), tr("Row")))
{
    addTool(actions.action(ActionId::PinInspector));
    auto* content = new QWidget;
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto* splitter = new QSplitter(Qt::Vertical);
    splitter->setObjectName(QStringLiteral("inspectorSplitter"));
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(buildValue());
    splitter->addWidget(m_facts);
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 2);
    layout->addWidget(splitter, 1);
    m_sums->setObjectName(QStringLiteral("inspectorSums"));
    m_sums->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_sums->setWordWrap(true);
    m_sums->setMargin(6);
    layout->addWidget(m_sums);
    m_empty->say(QStringLiteral("info"), tr("Nothing is selected"),
                 tr("Select a cell of a change stream, a result or a grid to see its whole value and its row; in the "
                    "catalog, a table or view to see its columns."));
    auto* box = new QWidget(this);
    box->setLayout(m_stack);
    m_stack->addWidget(content);
    m_stack->addWidget(m_empty);
    setWidget(box);
    setFocusTarget(m_text);
    m_later.setSingleShot(true);
    connect(&m_later, &QTimer::timeout, this, &InspectorDock::refresh);
    connect(this, &DockPanel::shownOrHidden, this, [this](bool isShown) {
        if (isShown) {
            refreshSoon(0);
        }
    });
    connect(actions.action(ActionId::PinInspector), &QAction::triggered, this, &InspectorDock::setPinned);
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget*, QWidget* now) {
        auto* view = qobject_cast<QAbstractItemView*>(now);
        if (view != nullptr && !isAncestorOf(view) && models::inspectCell(view->currentIndex()).value) {
            follow(view);
        } else if (view != nullptr && view == m_view) {
            refreshSoon(kAtOnceMs);
        } else if (view != nullptr && view->model() != nullptr && !isAncestorOf(view)) {
            // It may get its first current cell by the very click that brought the focus.
            QTimer::singleShot(0, view, [this, view] {
                if (models::inspectCell(view->currentIndex()).value) {
                    follow(view);
                }
            });
        }
    });
    updateEmptyState();
}

QWidget* InspectorDock::buildValue()
{
    m_valueBox = new QWidget;
    auto* layout = new QVBoxLayout(m_valueBox);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto* line = new QHBoxLayout;
    line->setContentsMargins(8, 4, 8, 4);
    m_title->setTextFormat(Qt::PlainText);
    m_title->setMinimumWidth(40);
    line->addWidget(m_title, 1);
    m_form->setObjectName(QStringLiteral("inspectorForm"));
    m_form->setAccessibleName(tr("Form of the value"));
    m_form->addItems({tr("Text"), tr("Bytes"), QStringLiteral("JSON")});
    line->addWidget(m_form);
    layout->addLayout(line);
    m_forms = new QStackedLayout;
    m_text->setObjectName(QStringLiteral("inspectorValue"));
    m_text->setAccessibleName(tr("Value"));
    m_text->setReadOnly(true);
    m_text->setFont(ThemeController::monospaceFont());
    m_json->setObjectName(QStringLiteral("inspectorJson"));
    m_json->setAccessibleName(tr("Value as a tree"));
    m_json->setHeaderLabels({tr("Name"), tr("Value")});
    m_forms->addWidget(m_text);
    m_forms->addWidget(m_json);
    layout->addLayout(m_forms, 1);
    connect(m_form, &QComboBox::currentIndexChanged, this, &InspectorDock::showForm);
    return m_valueBox;
}

void InspectorDock::follow(QAbstractItemView* view)
{
    if (view == m_view) {
        return;
    }
    if (m_view != nullptr) {
        m_view->selectionModel()->disconnect(this);
        m_view->model()->disconnect(this);
    }
    m_view = view;
    m_relation.reset();
    const auto soon = [this] { refreshSoon(kAtOnceMs); };
    const auto live = [this] { refreshSoon(kWhileLiveMs); };
    connect(view->selectionModel(), &QItemSelectionModel::currentChanged, this, soon);
    connect(view->selectionModel(), &QItemSelectionModel::selectionChanged, this, soon);
    connect(view->model(), &QAbstractItemModel::dataChanged, this, live);
    connect(view->model(), &QAbstractItemModel::modelReset, this, live);
    connect(view, &QObject::destroyed, this, soon);
    refreshSoon(kAtOnceMs);
}

void InspectorDock::showRelation(const millrace::RelationInfo& relation)
{
    if (m_view != nullptr) {
        m_view->selectionModel()->disconnect(this);
        m_view->model()->disconnect(this);
        m_view = nullptr;
    }
    m_relation = relation;
    refreshSoon(kAtOnceMs);
}

void InspectorDock::setPinned(bool isPinned)
{
    m_isPinned = isPinned;
    m_actions.action(ActionId::PinInspector)->setChecked(isPinned);
    refreshSoon(0);
}

void InspectorDock::refreshSoon(int milliseconds)
{
    if (!isOnScreen() || m_isPinned) {
        return;
    }
    if (!m_later.isActive() || m_later.remainingTime() > milliseconds) {
        m_later.start(milliseconds);
    }
}

void InspectorDock::refresh()
{
    if (m_isPinned) {
        return;
    }
    if (m_relation) {
        m_valueBox->hide();
        m_sums->hide();
        setSummary(models::toQString(m_relation->name));
        m_facts->model().setFacts(models::inspectRelation(*m_relation));
        m_stack->setCurrentIndex(0);
        return;
    }
    const models::Inspection inspection =
        m_view == nullptr ? models::Inspection() : models::inspectCell(m_view->currentIndex());
    if (inspection.value) {
        m_valueBox->show();
        showValue(*inspection.value);
        m_facts->model().setFacts(inspection.row);
        const QString sums =
            models::sumsText(m_view->selectionModel()->selection(), m_view->currentIndex().column());
        m_sums->setText(sums);
        m_sums->setVisible(!sums.isEmpty());
        setSummary({});
    } else {
        m_facts->model().setFacts({});
    }
    updateEmptyState();
}

void InspectorDock::updateEmptyState()
{
    m_stack->setCurrentIndex(m_facts->model().rowCount() == 0 ? 1 : 0);
}

void InspectorDock::showValue(const models::InspectedValue& value)
{
    const bool isSame = value.text == m_value.text && value.name == m_value.name && value.isNull == m_value.isNull;
    m_title->setText(value.type.isEmpty() ? value.name : value.name + QStringLiteral("  ") + value.type);
    m_title->setToolTip(m_title->text().toHtmlEscaped());
    m_value = value;
    if (!isSame || m_text->toPlainText().isEmpty()) { // else what is selected in it stays
        showForm();
    }
}

void InspectorDock::showForm()
{
    const auto form = static_cast<Form>(m_form->currentIndex());
    const QJsonDocument json = form == Form::Json ? jsonOf(m_value.text) : QJsonDocument();
    if (!json.isNull()) {
        m_json->clear();
        int numLeft = kMaxJsonNodes;
        const QJsonValue root = json.isArray() ? QJsonValue(json.array()) : QJsonValue(json.object());
        addJson(m_json->invisibleRootItem(), QStringLiteral("$"), root, numLeft);
        if (numLeft < 0) {
            new QTreeWidgetItem(m_json->invisibleRootItem(), {QStringLiteral("…"), tr("more is not shown")});
        }
        m_json->expandToDepth(1);
        m_json->resizeColumnToContents(0);
        m_forms->setCurrentIndex(1);
        return;
    }
    m_text->setPlainText(form == Form::Hex ? models::hexDump(m_value.text) : m_value.text);
    m_forms->setCurrentIndex(0);
}

QString InspectorDock::valueText() const
{
    return m_text->toPlainText();
}

QString InspectorDock::sums() const
{
    return m_sums->isHidden() ? QString() : m_sums->text();
}

const QList<models::Fact>& InspectorDock::facts() const
{
    return m_facts->model().facts();
}

} // namespace millrace::gui
