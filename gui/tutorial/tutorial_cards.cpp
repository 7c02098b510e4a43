// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/tutorial/tutorial_cards.h"

#include <QKeyEvent>
#include <QLabel>
#include <QProgressBar>
#include <QVBoxLayout>

namespace millrace::gui {

namespace {

QLabel* cardLabel(const QString& text, const QString& role)
{
    auto* label = new QLabel(text);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setProperty("role", role);
    label->setAttribute(Qt::WA_TransparentForMouseEvents);
    return label;
}

} // namespace

TutorialCard::TutorialCard(const models::Tutorial& tutorial, QWidget* parent)
    : QPushButton(parent)
    , m_minutes(tutorial.minutes)
    , m_title(cardLabel(QString(), QStringLiteral("title")))
    , m_summary(cardLabel(QString(), QStringLiteral("muted")))
    , m_state(cardLabel(QString(), QStringLiteral("muted")))
    , m_bar(new QProgressBar)
{
    setObjectName(QStringLiteral("tutorialCard"));
    m_bar->setRange(0, static_cast<int>(tutorial.steps.size()));
    m_bar->setTextVisible(false);
    m_bar->setObjectName(QStringLiteral("tutorialBar"));
    m_bar->setAttribute(Qt::WA_TransparentForMouseEvents);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(14, 10, 14, 12);
    layout->setSpacing(4);
    layout->addWidget(m_title);
    layout->addWidget(m_summary);
    layout->addWidget(m_state);
    layout->addWidget(m_bar);
    say(tutorial);
}

void TutorialCard::say(const models::Tutorial& tutorial)
{
    m_title->setText(tutorial.title);
    m_summary->setText(tutorial.summary);
}

void TutorialCard::show(const models::TutorialProgress& progress)
{
    const auto numSteps = static_cast<int>(progress.isDone.size());
    const int numDone = progress.numDone();
    const QString size = tr("%1, %2").arg(tr("%n minute(s)", nullptr, m_minutes), tr("%n step(s)", nullptr, numSteps));
    const QString state = numDone == numSteps   ? tr("Done")
                          : progress.hasBegun() ? tr("%1 of %2 steps done").arg(numDone).arg(numSteps)
                                                : size;
    m_state->setText(state);
    m_bar->setValue(numDone);
    m_bar->setVisible(progress.hasBegun() && numDone < numSteps);
    setAccessibleName(tr("Tutorial: %1").arg(m_title->text()));
    setAccessibleDescription(QStringLiteral("%1 %2").arg(m_summary->text(), state));
}

QSize TutorialCard::sizeHint() const
{
    return layout()->totalSizeHint();
}

QSize TutorialCard::minimumSizeHint() const
{
    return layout()->totalMinimumSize();
}

int TutorialCard::heightForWidth(int width) const
{
    return layout()->totalHeightForWidth(width);
}

/// Outside of dialogs Qt's buttons know Space alone.
void TutorialCard::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        click();
    } else {
        QPushButton::keyPressEvent(event);
    }
}

TutorialCards::TutorialCards(models::TutorialShelf& shelf, QWidget* parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("tutorialCards"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    for (const models::Tutorial& tutorial : shelf.tutorials()) {
        auto* card = new TutorialCard(tutorial);
        card->show(shelf.progress(tutorial));
        connect(card, &QPushButton::clicked, this, [this, id = tutorial.id] { Q_EMIT wanted(id); });
        connect(&shelf, &models::TutorialShelf::progressChanged, card,
                [&shelf, card, id = tutorial.id](const QString& of) {
                    if (of == id) {
                        card->show(shelf.progress(*shelf.find(id)));
                    }
                });
        connect(&shelf, &models::TutorialShelf::retranslated, card, [&shelf, card, id = tutorial.id] {
            card->say(*shelf.find(id));
            card->show(shelf.progress(*shelf.find(id)));
        });
        layout->addWidget(card);
    }
    for (const QString& problem : shelf.problems()) {
        layout->addWidget(cardLabel(problem, QStringLiteral("error")));
    }
}

} // namespace millrace::gui
