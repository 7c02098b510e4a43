// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/editor/find_bar.h"

#include "gui/theme/icons.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace millrace::gui {

namespace {

QLineEdit* makeField(const QString& name, const QString& accessibleName, const QString& placeholder)
{
    auto* field = new QLineEdit;
    field->setObjectName(name);
    field->setAccessibleName(accessibleName);
    field->setPlaceholderText(placeholder);
    field->setClearButtonEnabled(true);
    field->setMaximumWidth(320);
    return field;
}

} // namespace

FindBar::FindBar(SqlEditor* editor, QWidget* parent)
    : QWidget(parent)
    , m_editor(editor)
    , m_text(makeField(QStringLiteral("findText"), tr("Find in program"), tr("Find")))
    , m_with(makeField(QStringLiteral("replaceText"), tr("Replace in program"), tr("Replace with")))
    , m_case(addButton(QStringLiteral("findCase"), QStringLiteral("Aa"), tr("Match case")))
    , m_words(addButton(QStringLiteral("findWords"), QStringLiteral("\"w\""), tr("Whole words only")))
    , m_result(new QLabel)
    , m_second(new QWidget)
{
    setObjectName(QStringLiteral("findBar"));
    setAttribute(Qt::WA_StyledBackground);
    build();
    for (QToolButton* option : {m_case, m_words}) {
        option->setCheckable(true);
        connect(option, &QToolButton::toggled, this, [this] { find(Direction::Forward); });
    }
    connect(m_text, &QLineEdit::textEdited, this, [this] { find(Direction::Forward); });
    hide();
}

void FindBar::build()
{
    m_result->setTextFormat(Qt::PlainText);
    m_result->setProperty("role", QStringLiteral("muted"));
    QToolButton* back = addButton(QStringLiteral("findBack"), QStringLiteral("↑"), tr("Previous (Shift+Enter)"));
    QToolButton* on = addButton(QStringLiteral("findOn"), QStringLiteral("↓"), tr("Next (Enter)"));
    QToolButton* closeButton = addButton(QStringLiteral("findClose"), QString(), tr("Close (Esc)"));
    closeButton->setIcon(themedIcon(QStringLiteral("close"), ColorToken::TextMuted));
    connect(back, &QToolButton::clicked, this, [this] { find(Direction::Backward); });
    connect(on, &QToolButton::clicked, this, [this] { find(Direction::Forward); });
    connect(closeButton, &QToolButton::clicked, this, &FindBar::close);
    auto* first = new QHBoxLayout;
    first->setSpacing(4);
    first->addWidget(m_text, 8);
    for (QWidget* part : {static_cast<QWidget*>(m_case), static_cast<QWidget*>(m_words), static_cast<QWidget*>(back),
                          static_cast<QWidget*>(on), static_cast<QWidget*>(m_result)}) {
        first->addWidget(part);
    }
    first->addStretch(1);
    first->addWidget(closeButton);

    auto* one = new QPushButton(tr("Replace"));
    auto* each = new QPushButton(tr("Replace all"));
    one->setObjectName(QStringLiteral("replaceOne"));
    each->setObjectName(QStringLiteral("replaceAll"));
    connect(one, &QPushButton::clicked, this, &FindBar::replace);
    connect(each, &QPushButton::clicked, this, &FindBar::replaceEach);
    auto* second = new QHBoxLayout(m_second);
    second->setContentsMargins(0, 0, 0, 0);
    second->setSpacing(4);
    second->addWidget(m_with, 8);
    second->addWidget(one);
    second->addWidget(each);
    second->addStretch(1);

    auto* lines = new QVBoxLayout(this);
    lines->setContentsMargins(8, 4, 8, 4);
    lines->setSpacing(4);
    lines->addLayout(first);
    lines->addWidget(m_second);
}

QToolButton* FindBar::addButton(const QString& name, const QString& text, const QString& toolTip)
{
    auto* button = new QToolButton(this);
    button->setObjectName(name);
    button->setText(text);
    button->setToolTip(toolTip);
    button->setAccessibleName(toolTip);
    return button;
}

void FindBar::open()
{
    takeSelection();
    m_second->hide();
    show();
    m_text->setFocus(Qt::ShortcutFocusReason);
    m_text->selectAll();
    showCount();
}

void FindBar::openReplace()
{
    takeSelection();
    m_second->show();
    show();
    QLineEdit* field = m_text->text().isEmpty() ? m_text : m_with;
    field->setFocus(Qt::ShortcutFocusReason);
    field->selectAll();
    showCount();
}

void FindBar::takeSelection()
{
    if (m_editor->hasSelectedText() && !m_editor->selectedText().contains(QLatin1Char('\n'))) {
        m_text->setText(m_editor->selectedText());
    }
}

void FindBar::close()
{
    hide();
    m_editor->setFocus(Qt::OtherFocusReason);
}

SearchOptions FindBar::options() const
{
    return {m_case->isChecked(), m_words->isChecked()};
}

void FindBar::find(Direction direction)
{
    const QString text = m_text->text();
    if (!text.isEmpty()) {
        int line = 0;
        int column = 0;
        int endLine = 0;
        int endColumn = 0;
        m_editor->getSelection(&line, &column, &endLine, &endColumn);
        if (line < 0) {
            m_editor->getCursorPosition(&line, &column);
            endLine = line;
            endColumn = column;
        }
        const bool isForward = direction == Direction::Forward;
        // Typing on must find the same place again, so the search then starts where the selection starts.
        const bool startsBehind = isForward && isMatchSelected(*m_editor, text, options());
        m_editor->findFirst(text, false, m_case->isChecked(), m_words->isChecked(), true, isForward,
                            startsBehind ? endLine : line, startsBehind ? endColumn : column, true);
        showSelection(*m_editor);
    }
    showCount();
}

void FindBar::showCount()
{
    const QString text = m_text->text();
    const Matches matches = countMatches(*m_editor, text, options());
    const QString number = matches.isMore ? tr("over %1", "more matches than are counted").arg(matches.number)
                                          : QString::number(matches.number);
    m_result->setText(text.isEmpty()         ? QString()
                      : matches.number == 0  ? tr("Not found")
                      : matches.current == 0 ? tr("%n match(es)", nullptr, matches.number)
                                             : tr("%1 of %2", "match, matches").arg(matches.current).arg(number));
}

bool FindBar::mayChange()
{
    if (m_editor->isReadOnly()) {
        Q_EMIT m_editor->lockedKeyPressed();
        return false;
    }
    return !m_text->text().isEmpty();
}

void FindBar::replace()
{
    if (!mayChange()) {
        return;
    }
    if (isMatchSelected(*m_editor, m_text->text(), options())) {
        m_editor->replaceSelectedText(m_with->text());
    }
    find(Direction::Forward);
}

void FindBar::replaceEach()
{
    if (mayChange()) {
        const int number = replaceAll(*m_editor, m_text->text(), m_with->text(), options());
        m_result->setText(tr("%n replaced", nullptr, number));
    }
}

void FindBar::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Escape: close(); return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_with->hasFocus()) {
            replace();
            return;
        }
        [[fallthrough]];
    case Qt::Key_F3: find(event->modifiers() & Qt::ShiftModifier ? Direction::Backward : Direction::Forward); return;
    default: QWidget::keyPressEvent(event);
    }
}

} // namespace millrace::gui
