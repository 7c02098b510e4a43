// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/widgets/live_text.h"

#include "gui/widgets/elided_label.h"

#include <QEvent>

namespace millrace::gui {

namespace {

constexpr int kSlack = 48; ///< so much room too much is not worth a layout

} // namespace

LiveText::LiveText(Width width, QWidget* parent)
    : QWidget(parent)
    , m_kind(width)
    , m_label(width == Width::Elastic ? new ElidedLabel(this) : new QLabel(this))
{
    m_label->setTextFormat(Qt::PlainText);
    setSizePolicy(width == Width::Elastic ? QSizePolicy::Ignored : QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void LiveText::setText(const QString& text)
{
    if (text != m_label->text()) {
        m_label->setText(text);
        fit();
    }
}

QSize LiveText::sizeHint() const
{
    return QSize(m_width, m_label->sizeHint().height());
}

void LiveText::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    m_label->resize(size());
}

void LiveText::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    const bool isOtherText = event->type() == QEvent::LanguageChange; // the label has been given it
    if (isOtherText || event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) {
        m_width = 0;
        fit();
        updateGeometry();
    }
}

void LiveText::fit()
{
    const int needed = m_kind == Width::Elastic ? 0 : m_label->sizeHint().width();
    if (needed > m_width || needed < m_width - kSlack) {
        m_width = needed;
        updateGeometry();
    }
}

} // namespace millrace::gui
