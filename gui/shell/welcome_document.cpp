// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/shell/welcome_document.h"

#include "gui/tutorial/tutorial_cards.h"

#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace millrace::gui {

namespace {

constexpr int kColumnWidth = 620;
constexpr int kMaxPipelines = 30;

QString summaryOf(const models::PipelineBridge& pipeline)
{
    int numTables = 0;
    int numViews = 0;
    for (const RelationInfo& relation : pipeline.relations()) {
        ++(relation.kind == sql::RelationKind::Table ? numTables : numViews);
    }
    return WelcomeDocument::tr("%1, %2, %3")
        .arg(models::pipelineStateText(pipeline.state()), WelcomeDocument::tr("%n table(s)", nullptr, numTables),
             WelcomeDocument::tr("%n view(s)", nullptr, numViews));
}

QLabel* mutedLabel(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setProperty("role", QStringLiteral("muted"));
    return label;
}

} // namespace

WelcomeDocument::WelcomeDocument(models::EngineBridge& engine, models::TutorialShelf& tutorials,
                                 ActionRegistry& actions, QWidget* parent)
    : Document(nullptr, parent)
    , m_engine(engine)
    , m_actions(actions)
    , m_column(new QVBoxLayout)
    , m_pipelines(new QGridLayout)
    , m_none(nullptr)
{
    setObjectName(QStringLiteral("welcomeDocument"));
    auto* page = new QWidget;
    page->setObjectName(QStringLiteral("welcomePage"));
    auto* column = new QWidget(page);
    column->setMaximumWidth(kColumnWidth);
    column->setLayout(m_column);
    m_column->setSpacing(6);
    m_column->setContentsMargins(24, 24, 24, 24);
    auto* title = new QLabel(tr("Millrace"), column);
    title->setProperty("role", QStringLiteral("pageTitle"));
    m_column->addWidget(title);
    m_column->addWidget(mutedLabel(tr("Write tables and views. Every view stays exactly up to date while data arrives, "
                                      "and each change is shown as it happens."),
                                   column));
    addHeading(tr("Begin"));
    addAction(ActionId::OpenSample, tr("Parts, vendors and prices; a view names the cheapest vendor of each part"));
    addAction(ActionId::NewPipeline, tr("A small program that runs, to be changed"));
    addAction(ActionId::OpenFile, tr("A program from a file; it is not run before you have seen what it touches"));
    addHeading(tr("Learn by doing"));
    auto* cards = new TutorialCards(tutorials);
    connect(cards, &TutorialCards::wanted, this, &WelcomeDocument::tutorialWanted);
    m_column->addWidget(cards);
    addHeading(tr("Pipelines"));
    m_none = mutedLabel(tr("There is none yet."), column);
    m_column->addWidget(m_none);
    m_pipelines->setColumnStretch(1, 1);
    m_pipelines->setHorizontalSpacing(16);
    m_column->addLayout(m_pipelines);
    addHeading(tr("Find your way"));
    addAction(ActionId::Palette, tr("Every command by a part of its name"));
    addAction(ActionId::QuickOpen, tr("Every pipeline, table, view and tab by a part of its name"));
    addAction(ActionId::ShortcutSheet, tr("All keys"));
    m_column->addStretch(1);
    auto* row = new QHBoxLayout(page);
    row->addStretch(1);
    row->addWidget(column, 6);
    row->addStretch(1);
    auto* scroll = new QScrollArea(this);
    scroll->setObjectName(QStringLiteral("welcomeScroll"));
    scroll->setWidget(page);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scroll);
    connect(&m_engine, &models::EngineBridge::pipelinesChanged, this, &WelcomeDocument::listPipelines);
    listPipelines();
}

void WelcomeDocument::addHeading(const QString& text)
{
    auto* heading = new QLabel(text);
    heading->setProperty("role", QStringLiteral("title"));
    m_column->addSpacing(16);
    m_column->addWidget(heading);
}

void WelcomeDocument::addAction(ActionId id, const QString& text)
{
    const QAction* action = m_actions.action(id);
    auto* button = new QPushButton(action->icon(), QString());
    button->setObjectName(QStringLiteral("welcome") + action->objectName());
    button->setAccessibleDescription(text);
    const auto sync = [button, action] {
        button->setText(ActionRegistry::plainText(action->text()));
        button->setAccessibleName(button->text());
        button->setToolTip(action->toolTip());
    };
    sync();
    connect(action, &QAction::changed, button, sync);
    connect(button, &QPushButton::clicked, action, &QAction::trigger);
    // Below, not beside: the page may be as narrow as half a small window.
    m_column->addWidget(button, 0, Qt::AlignLeft);
    m_column->addWidget(mutedLabel(text, nullptr));
    m_column->addSpacing(8);
}

void WelcomeDocument::listPipelines()
{
    while (QLayoutItem* item = m_pipelines->takeAt(0)) {
        if (item->widget() != nullptr) {
            item->widget()->hide();
            item->widget()->deleteLater();
        }
        delete item;
    }
    int row = 0;
    for (models::PipelineBridge* pipeline : m_engine.pipelines()) {
        if (row == kMaxPipelines) {
            break;
        }
        auto* button = new QPushButton(pipeline->name());
        button->setObjectName(QStringLiteral("welcomePipeline"));
        button->setAccessibleName(tr("Open %1").arg(pipeline->name()));
        button->setMinimumWidth(190);
        connect(button, &QPushButton::clicked, pipeline, [this, pipeline] { Q_EMIT pipelineWanted(pipeline); });
        QLabel* summary = mutedLabel(summaryOf(*pipeline), nullptr);
        const auto sync = [summary, pipeline] { summary->setText(summaryOf(*pipeline)); };
        connect(pipeline, &models::PipelineBridge::stateChanged, summary, sync);
        connect(pipeline, &models::PipelineBridge::relationsChanged, summary, sync);
        m_pipelines->addWidget(button, row, 0);
        m_pipelines->addWidget(summary, row, 1);
        ++row;
    }
    m_none->setVisible(row == 0);
}

void WelcomeDocument::focusContent()
{
    if (auto* first = findChild<QPushButton*>()) {
        first->setFocus(Qt::OtherFocusReason);
    }
}

} // namespace millrace::gui
