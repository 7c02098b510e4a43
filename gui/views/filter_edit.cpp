// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/views/filter_edit.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QKeyEvent>
#include <QStringListModel>

#include <algorithm>

namespace millrace::gui {

namespace {

bool isWordCharacter(QChar c)
{
    return c.isLetterOrNumber() || c == u'_' || c == u'"';
}

} // namespace

FilterEdit::FilterEdit(QWidget* parent)
    : QLineEdit(parent)
    , m_completer(new QCompleter(this))
    , m_words(new QStringListModel(this))
{
    m_completer->setModel(m_words);
    m_completer->setWidget(this);
    m_completer->setCaseSensitivity(Qt::CaseInsensitive);
    m_completer->setCompletionMode(QCompleter::PopupCompletion);
    connect(m_completer, QOverload<const QString&>::of(&QCompleter::activated), this, &FilterEdit::complete);
    setNames({});
}

void FilterEdit::setNames(const QStringList& names)
{
    QStringList words = names;
    words.append({QStringLiteral("AND"), QStringLiteral("OR"), QStringLiteral("NOT"), QStringLiteral("IS NULL"),
                  QStringLiteral("IS NOT NULL"), QStringLiteral("LIKE"), QStringLiteral("IN ("),
                  QStringLiteral("BETWEEN"), QStringLiteral("CAST("), QStringLiteral("LOWER("), QStringLiteral("TRUE"),
                  QStringLiteral("FALSE")});
    m_words->setStringList(words);
}

void FilterEdit::remember(const QString& filter)
{
    m_at = -1;
    if (!filter.isEmpty()) {
        m_history.removeAll(filter);
        m_history.prepend(filter);
        m_history = m_history.mid(0, kMaxHistory);
    }
}

int FilterEdit::wordBegin() const
{
    int begin = cursorPosition();
    while (begin > 0 && isWordCharacter(text().at(begin - 1))) {
        --begin;
    }
    return begin;
}

void FilterEdit::complete(const QString& word)
{
    const int begin = wordBegin();
    setSelection(begin, cursorPosition() - begin);
    insert(word + QLatin1Char(' '));
}

void FilterEdit::keyPressEvent(QKeyEvent* event)
{
    const bool isCompleting = m_completer->popup()->isVisible();
    if (isCompleting && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter ||
                         event->key() == Qt::Key_Tab || event->key() == Qt::Key_Escape)) {
        event->ignore(); // the popup's
        return;
    }
    const int direction = event->key() == Qt::Key_Up ? 1 : event->key() == Qt::Key_Down ? -1 : 0;
    if (direction != 0 && !isCompleting) {
        const qsizetype at = std::clamp<qsizetype>(m_at + direction, -1, m_history.size() - 1);
        m_typed = m_at < 0 ? text() : m_typed;
        m_at = at;
        setText(at < 0 ? m_typed : m_history[at]);
        return;
    }
    QLineEdit::keyPressEvent(event);
    const QString word = text().mid(wordBegin(), cursorPosition() - wordBegin());
    const bool isTyping = !event->text().isEmpty() && event->text().at(0).isPrint();
    if (word.size() < 2 || !isTyping) {
        m_completer->popup()->hide();
        return;
    }
    m_completer->setCompletionPrefix(word);
    const bool isWhole =
        m_completer->completionCount() == 1 && m_completer->currentCompletion().compare(word, Qt::CaseInsensitive) == 0;
    if (m_completer->completionCount() == 0 || isWhole) {
        m_completer->popup()->hide();
        return;
    }
    m_completer->popup()->setCurrentIndex(m_completer->completionModel()->index(0, 0));
    QRect place = cursorRect();
    place.setWidth(fontMetrics().horizontalAdvance(QLatin1Char('m')) * 24);
    m_completer->complete(place);
}

} // namespace millrace::gui
