// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/editor/find_bar.h"

#include "gui/editor/sql_editor.h"
#include "gui/theme/icons.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

namespace millrace::gui {

FindBar::FindBar(SqlEditor* editor, QWidget* parent)
    : QWidget(parent)
    , m_editor(editor)
    , m_text(new QLineEdit(this))
    , m_result(new QLabel(this))
{
    setObjectName(QStringLiteral("findBar"));
    setAttribute(Qt::WA_StyledBackground);
    m_text->setObjectName(QStringLiteral("findText"));
    m_text->setAccessibleName(tr("Find in program"));
    m_text->setPlaceholderText(tr("Find"));
    m_text->setClearButtonEnabled(true);
    m_text->setMaximumWidth(320);
    m_result->setTextFormat(Qt::PlainText);
    m_result->setProperty("role", QStringLiteral("muted"));
    auto* closeButton = new QToolButton(this);
    closeButton->setObjectName(QStringLiteral("findClose"));
    closeButton->setIcon(themedIcon(QStringLiteral("close"), ColorToken::TextMuted));
    closeButton->setToolTip(tr("Close (Esc)"));
    closeButton->setAccessibleName(tr("Close find bar"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(8, 4, 8, 4);
    layout->setSpacing(8);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_result);
    layout->addStretch(1);
    layout->addWidget(closeButton);
    connect(closeButton, &QToolButton::clicked, this, &FindBar::close);
    connect(m_text, &QLineEdit::textEdited, this, [this] { find(Direction::Forward); });
    hide();
}

void FindBar::open()
{
    if (m_editor->hasSelectedText() && !m_editor->selectedText().contains(QLatin1Char('\n'))) {
        m_text->setText(m_editor->selectedText());
    }
    show();
    m_text->setFocus(Qt::ShortcutFocusReason);
    m_text->selectAll();
}

void FindBar::close()
{
    hide();
    m_editor->setFocus(Qt::OtherFocusReason);
}

void FindBar::find(Direction direction)
{
    const QString text = m_text->text();
    if (text.isEmpty()) {
        m_result->clear();
        return;
    }
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
    const bool isSame = m_editor->selectedText().compare(text, Qt::CaseInsensitive) == 0;
    const bool startsBehind = isForward && isSame;
    const bool found = m_editor->findFirst(text, false, false, false, true, isForward, startsBehind ? endLine : line,
                                           startsBehind ? endColumn : column, true);
    m_result->setText(found ? QString() : tr("Not found"));
}

void FindBar::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Escape: close(); return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_F3: find(event->modifiers() & Qt::ShiftModifier ? Direction::Backward : Direction::Forward); return;
    default: QWidget::keyPressEvent(event);
    }
}

} // namespace millrace::gui
