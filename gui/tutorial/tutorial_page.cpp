// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/tutorial/tutorial_page.h"

#include "gui/theme/icons.h"
#include "gui/theme/theme_controller.h"

#include <QButtonGroup>
#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollArea>
#include <QStyle>
#include <QTimer>
#include <QVBoxLayout>

namespace millrace::gui {

namespace {

constexpr int kIconSize = 16;
constexpr int kMarkHeight = 4;
constexpr int kLeastButtonWidth = 114;

QLabel* textLabel(const QString& text, Qt::TextFormat format, const QString& role = QString())
{
    auto* label = new QLabel(text);
    label->setTextFormat(format);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setProperty("role", role);
    return label;
}

/// A button that does what an action does, and is called as it.
QPushButton* actionButton(const QAction* action)
{
    auto* button = new QPushButton;
    button->setObjectName(QStringLiteral("tutorial") + action->objectName());
    const auto sync = [button, action] {
        button->setText(ActionRegistry::plainText(action->text()));
        button->setAccessibleName(button->text());
        button->setToolTip(action->toolTip());
        button->setEnabled(action->isEnabled());
    };
    sync();
    QObject::connect(action, &QAction::changed, button, sync);
    QObject::connect(button, &QPushButton::clicked, action, &QAction::trigger);
    return button;
}

/// A bar a step: done, shown, or to come.
class StepMarks : public QWidget {
public:
    explicit StepMarks(const QPointer<models::TutorialSession>& session)
        : m_session(session)
    {
        setObjectName(QStringLiteral("tutorialSteps"));
        setFixedHeight(kMarkHeight + 4);
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        if (m_session == nullptr) {
            return;
        }
        QPainter painter(this);
        const auto numSteps = static_cast<int>(m_session->tutorial().steps.size());
        const Theme& theme = ThemeController::current();
        for (int i = 0; i < numSteps; ++i) {
            const bool isShown = i == m_session->stepIndex();
            const int left = width() * i / numSteps;
            const int right = width() * (i + 1) / numSteps - 3;
            const int height = isShown ? kMarkHeight + 2 : kMarkHeight;
            painter.fillRect(QRect(left, (this->height() - height) / 2, right - left, height),
                             theme.color(m_session->isDone(i) ? ColorToken::Ok
                                         : isShown            ? ColorToken::Accent
                                                              : ColorToken::BorderStrong));
        }
    }

private:
    const QPointer<models::TutorialSession>& m_session;
};

} // namespace

TutorialPage::TutorialPage(ActionRegistry& actions, QWidget* parent)
    : QWidget(parent)
    , m_actions(actions)
    , m_tutorial(textLabel(QString(), Qt::PlainText, QStringLiteral("muted")))
    , m_place(textLabel(QString(), Qt::PlainText, QStringLiteral("muted")))
    , m_steps(new StepMarks(m_session))
    , m_scroll(new QScrollArea)
    , m_offer(textLabel(tr("Not sure how to go on? A hint may help."), Qt::PlainText, QStringLiteral("muted")))
{
    setObjectName(QStringLiteral("tutorialPage"));
    m_place->setWordWrap(false);
    m_place->setObjectName(QStringLiteral("tutorialPlace"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto* header = new QGridLayout;
    header->setContentsMargins(14, 8, 14, 4);
    header->setVerticalSpacing(4);
    header->setColumnStretch(0, 1);
    header->addWidget(m_tutorial, 0, 0);
    header->addWidget(m_place, 0, 1, Qt::AlignTop);
    header->addWidget(m_steps, 1, 0, 1, 2);
    layout->addLayout(header);
    m_scroll->setObjectName(QStringLiteral("tutorialStep"));
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::StrongFocus); // arrow keys scroll, and what it says is read out
    layout->addWidget(m_scroll, 1);
    buildFooter(layout);
    setFocusProxy(m_scroll);
}

void TutorialPage::buildFooter(QVBoxLayout* layout)
{
    auto* footer = new QWidget;
    footer->setObjectName(QStringLiteral("tutorialFooter"));
    footer->setAttribute(Qt::WA_StyledBackground);
    auto* grid = new QGridLayout(footer);
    grid->setContentsMargins(12, 8, 12, 8);
    grid->setSpacing(6);
    for (const int column : {0, 1}) {
        grid->setColumnMinimumWidth(column, kLeastButtonWidth); // more where another language needs it
        grid->setColumnStretch(column, 1);
    }
    QPushButton* next = actionButton(m_actions.action(ActionId::TutorialNext));
    m_hint = actionButton(m_actions.action(ActionId::TutorialHint));
    m_offer->setObjectName(QStringLiteral("tutorialOffer"));
    m_offer->hide();
    grid->addWidget(m_offer, 0, 0, 1, 2);
    grid->addWidget(m_hint, 1, 0);
    grid->addWidget(actionButton(m_actions.action(ActionId::TutorialDoIt)), 1, 1);
    grid->addWidget(actionButton(m_actions.action(ActionId::TutorialBack)), 2, 0);
    grid->addWidget(next, 2, 1);
    next->setProperty("role", QStringLiteral("next"));
    m_next = next;
    layout->addWidget(footer);
}

void TutorialPage::setSession(models::TutorialSession* session)
{
    if (m_session != nullptr) {
        disconnect(m_session, nullptr, this, nullptr);
    }
    m_session = session;
    if (session != nullptr) {
        connect(session, &models::TutorialSession::stepChanged, this, &TutorialPage::showStep);
        connect(session, &models::TutorialSession::changed, this, &TutorialPage::update);
        showStep();
    }
}

void TutorialPage::showStep()
{
    const models::TutorialStep& step = m_session->step();
    const int number = m_session->stepIndex() + 1;
    const auto numSteps = static_cast<int>(m_session->tutorial().steps.size());
    m_tutorial->setText(m_session->tutorial().title);
    m_place->setText(tr("Step %1 of %2").arg(number).arg(numSteps));
    m_scroll->setAccessibleName(
        tr("Step %1 of %2: %3").arg(QString::number(number), QString::number(numSteps), step.title));
    auto* content = new QWidget;
    content->setObjectName(QStringLiteral("tutorialContent"));
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(14, 8, 14, 12);
    column->setSpacing(10);
    column->addWidget(textLabel(step.title, Qt::PlainText, QStringLiteral("stepTitle")));
    if (number == 1) {
        QString items;
        for (const QString& each : m_session->tutorial().learn) {
            items += QStringLiteral("<li>%1</li>").arg(each.toHtmlEscaped());
        }
        const QString learn = QStringLiteral("%1<ul style='-qt-list-indent:0; margin:2px 0 0 14px'>%2</ul>")
                                  .arg(tr("You learn to:").toHtmlEscaped(), items);
        column->addWidget(textLabel(learn, Qt::RichText, QStringLiteral("muted")));
    }
    auto* body = textLabel(step.body, Qt::MarkdownText);
    body->setObjectName(QStringLiteral("tutorialBody"));
    column->addWidget(body);
    addSnippet(column);
    addQuiz(column);
    m_hindrance = addBox(column, QStringLiteral("tutorialHindrance"), QStringLiteral("warning"));
    m_restore = actionButton(m_actions.action(ActionId::TutorialRestore));
    m_restore->hide();
    column->addWidget(m_restore, 0, Qt::AlignLeft);
    addChecks(column);
    m_mistake = addBox(column, QStringLiteral("tutorialMistake"), QStringLiteral("warning"));
    m_hints = addBox(column, QStringLiteral("tutorialHints"), QStringLiteral("info"));
    m_success = addBox(column, QStringLiteral("tutorialSuccess"), QStringLiteral("ok"));
    column->addStretch(1);
    m_scroll->setWidget(content);
    // What was made last would come last; it stands before the buttons of the footer.
    QWidget* before = m_scroll;
    for (QWidget* widget : content->findChildren<QWidget*>()) {
        if ((widget->focusPolicy() & Qt::TabFocus) != 0) {
            setTabOrder(before, widget);
            before = widget;
        }
    }
    setTabOrder(before, m_hint);
    update();
}

QLabel* TutorialPage::addBox(QVBoxLayout* column, const QString& name, const QString& severity)
{
    QLabel* label = textLabel(QString(), Qt::MarkdownText);
    label->setObjectName(name);
    label->setProperty("box", severity);
    label->setMargin(10);
    label->hide();
    column->addWidget(label);
    return label;
}

void TutorialPage::addSnippet(QVBoxLayout* column)
{
    const std::optional<models::TutorialSnippet>& snippet = m_session->step().snippet;
    if (!snippet) {
        return;
    }
    auto* box = new QWidget;
    box->setObjectName(QStringLiteral("tutorialSnippet"));
    box->setAttribute(Qt::WA_StyledBackground);
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(10, 8, 10, 8);
    layout->setSpacing(8);
    QLabel* text = textLabel(snippet->text.trimmed(), Qt::PlainText);
    QFont font = ThemeController::monospaceFont();
    font.setPointSizeF(font.pointSizeF() * 0.92); // a line of SQL is to stay one
    text->setFont(font);
    text->setObjectName(QStringLiteral("tutorialSnippetText"));
    layout->addWidget(text);
    layout->addWidget(actionButton(m_actions.action(ActionId::TutorialInsert)), 0, Qt::AlignLeft);
    column->addWidget(box);
}

void TutorialPage::addQuiz(QVBoxLayout* column)
{
    const std::optional<models::TutorialQuiz>& quiz = m_session->step().quiz;
    if (!quiz) {
        return;
    }
    column->addWidget(textLabel(quiz->question, Qt::MarkdownText));
    auto* group = new QButtonGroup(column);
    for (int i = 0; i < quiz->choices.size(); ++i) {
        auto* choice = new QRadioButton(quiz->choices[i]);
        choice->setObjectName(QStringLiteral("tutorialChoice"));
        choice->setAccessibleName(quiz->choices[i]);
        choice->setChecked(m_session->chosen() == i);
        group->addButton(choice, i);
        column->addWidget(choice);
        connect(choice, &QRadioButton::clicked, m_session, [session = m_session, i] { session->choose(i); });
        connect(m_session, &models::TutorialSession::changed, choice,
                [session = m_session, choice, i] { choice->setChecked(session->chosen() == i); });
    }
}

void TutorialPage::addChecks(QVBoxLayout* column)
{
    m_checks.clear();
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(2);
    grid->setColumnStretch(1, 1);
    QStringList sentences;
    for (const models::TutorialCheck& check : m_session->step().checks) {
        sentences.append(check.say);
    }
    if (m_session->step().quiz) {
        sentences.append(tr("The question is answered"));
    }
    for (const QString& sentence : sentences) {
        CheckRow row{new QLabel, textLabel(sentence, Qt::PlainText),
                     textLabel(QString(), Qt::PlainText, QStringLiteral("muted"))};
        row.icon->setFixedSize(kIconSize, kIconSize);
        row.text->setObjectName(QStringLiteral("tutorialCheck"));
        const int at = grid->rowCount();
        grid->addWidget(row.icon, at, 0, Qt::AlignTop);
        grid->addWidget(row.text, at, 1);
        grid->addWidget(row.reason, at + 1, 1);
        grid->setRowMinimumHeight(at + 2, 4);
        m_checks.append(row);
    }
    column->addLayout(grid);
}

void TutorialPage::update()
{
    if (m_session == nullptr || m_hints == nullptr) {
        return;
    }
    const models::TutorialStep& step = m_session->step();
    updateChecks();
    const auto show = [](QLabel* label, const QString& text) {
        label->setText(text);
        label->setVisible(!text.isEmpty());
    };
    show(m_hindrance, m_session->hindrance());
    m_restore->setVisible(!m_session->hindrance().isEmpty());
    show(m_mistake, m_session->mistake());
    show(m_hints, step.hints.mid(0, m_session->isStepDone() ? 0 : m_session->numHints()).join(QStringLiteral("\n\n")));
    const bool wasShown = m_success->isVisibleTo(m_scroll->widget());
    const QString why = step.quiz ? step.quiz->why : QString();
    const QString success = step.success.isEmpty() ? why
                            : why.isEmpty()        ? step.success
                                                   : why + QStringLiteral("\n\n") + step.success;
    show(m_success, m_session->isStepDone() ? success : QString());
    m_offer->setVisible(m_session->offersHint());
    if (m_next->property("ready").toBool() != m_session->isStepDone()) {
        m_next->setProperty("ready", m_session->isStepDone());
        m_next->style()->unpolish(m_next);
        m_next->style()->polish(m_next);
    }
    if (m_success->isVisibleTo(m_scroll->widget()) && !wasShown) {
        // Once it is laid out.
        QTimer::singleShot(0, m_success, [this, label = m_success] { m_scroll->ensureWidgetVisible(label); });
    }
    m_steps->update();
    m_steps->setAccessibleName(
        tr("%1 of %2 steps done").arg(m_session->numDone()).arg(m_session->tutorial().steps.size()));
}

void TutorialPage::updateChecks()
{
    QString spoken = m_session->step().body;
    for (qsizetype i = 0; i < m_checks.size() && i < m_session->checks().size(); ++i) {
        const CheckRow& row = m_checks[i];
        const models::TutorialSession::CheckState state =
            m_session->isStepDone() ? models::TutorialSession::CheckState{true, {}} : m_session->checks()[i];
        const QIcon icon = state.isTrue ? themedIcon(QStringLiteral("check"), ColorToken::Ok)
                                        : themedIcon(QStringLiteral("circle"), ColorToken::TextMuted);
        row.icon->setPixmap(icon.pixmap(QSize(kIconSize, kIconSize), devicePixelRatioF()));
        row.reason->setText(state.reason);
        row.reason->setVisible(!state.reason.isEmpty());
        row.text->setAccessibleName(state.isTrue ? tr("Done: %1").arg(row.text->text())
                                                 : tr("To do: %1. %2").arg(row.text->text(), state.reason));
        spoken += QLatin1Char('\n') + row.text->accessibleName();
    }
    m_scroll->setAccessibleDescription(spoken); // the labels themselves take no focus
}

void TutorialPage::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        update();
    }
}

void TutorialPage::paintEvent(QPaintEvent* event)
{
    QWidget::paintEvent(event);
    QPainter(this).fillRect(rect(), ThemeController::current().color(ColorToken::Base));
}

} // namespace millrace::gui
