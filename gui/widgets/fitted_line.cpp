// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/widgets/fitted_line.h"

#include "gui/theme/theme_controller.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <utility>

namespace millrace::gui {

namespace {

constexpr int kSpacing = 12;

} // namespace

FittedLine::FittedLine(QWidget* parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
}

void FittedLine::setParts(QList<Part> parts)
{
    if (parts == m_parts) {
        return;
    }
    m_parts = std::move(parts);
    setAccessibleName(text());
    update();
}

/// Made when it is asked for: texts may change with every frame.
bool FittedLine::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip) {
        return QWidget::event(event);
    }
    QStringList lines;
    for (const Part& part : std::as_const(m_parts)) {
        const QString whole = part.forms.value(0).text;
        if (!whole.isEmpty()) {
            lines.append(part.toolTip.isEmpty() ? whole : QStringLiteral("%1: %2").arg(whole, part.toolTip));
        }
    }
    QToolTip::showText(static_cast<QHelpEvent*>(event)->globalPos(), lines.join(u'\n'), this);
    return true;
}

QString FittedLine::text() const
{
    QStringList wholes;
    for (const Part& part : m_parts) {
        wholes.append(part.forms.value(0).text);
    }
    wholes.removeAll(QString());
    return wholes.join(QStringLiteral(", "));
}

QStringList FittedLine::shownTexts() const
{
    const QFontMetrics metrics(font());
    QList<qsizetype> forms(m_parts.size(), 0);
    QStringList shown;
    for (;;) {
        shown.clear();
        int needed = -kSpacing;
        qsizetype weakest = -1; // of those that can say less
        for (qsizetype i = 0; i < m_parts.size(); ++i) {
            const Form form = m_parts[i].forms.value(forms[i]);
            if (!form.text.isEmpty()) {
                shown.append(form.text);
                needed += metrics.horizontalAdvance(form.text) + kSpacing;
            }
            const bool canSayLess = forms[i] + 1 < m_parts[i].forms.size();
            if (canSayLess && (weakest < 0 || form.rank < m_parts[weakest].forms[forms[weakest]].rank)) {
                weakest = i;
            }
        }
        if (needed <= width() || weakest < 0) {
            return shown;
        }
        ++forms[weakest];
    }
}

QSize FittedLine::sizeHint() const
{
    return QSize(0, fontMetrics().height());
}

void FittedLine::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setPen(ThemeController::current().color(ColorToken::TextMuted));
    int x = 0;
    for (const QString& text : shownTexts()) {
        const int room = width() - x;
        painter.drawText(QRect(x, 0, room, height()), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                         fontMetrics().elidedText(text, Qt::ElideRight, room));
        x += fontMetrics().horizontalAdvance(text) + kSpacing;
    }
}

} // namespace millrace::gui
