// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/documents/older_line.h"

#include "gui/views/stream_view.h"
#include "models/stream/change_stream_model.h"
#include "models/text/number_text.h"

#include <QEvent>
#include <QScrollBar>

namespace millrace::gui {

OlderLine::OlderLine(models::ChangeStreamModel& model, StreamView& view, QWidget* parent)
    : QLabel(parent)
    , m_model(model)
    , m_view(view)
{
    setObjectName(QStringLiteral("streamOlder"));
    setAlignment(Qt::AlignCenter);
    setMargin(3);
    setProperty("role", QStringLiteral("muted"));
    hide();
    connect(&model, &models::ChangeStreamModel::countersChanged, this, &OlderLine::update);
    connect(&model, &models::ChangeStreamModel::frozenChanged, this, &OlderLine::update);
    connect(&model, &QAbstractItemModel::modelReset, this, &OlderLine::update);
    connect(view.verticalScrollBar(), &QScrollBar::valueChanged, this, &OlderLine::update);
    view.installEventFilter(this); // a list that makes room for the state or the sums takes its line with it
}

bool OlderLine::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::ShowToParent || event->type() == QEvent::HideToParent) {
        update();
    }
    return QLabel::eventFilter(watched, event);
}

void OlderLine::update()
{
    const quint64 trimmed = m_model.counters().trimmed;
    const bool isAtTop = !m_view.isHidden() && m_view.verticalScrollBar()->value() == 0;
    if (trimmed == 0 || !isAtTop || m_model.rowCount() == 0) {
        hide();
        return;
    }
    const quint64 oldest = m_model.index(0, 0).data(models::ChangeStreamModel::StepRole).toULongLong();
    setText(tr("%1 older changes are not kept: the list begins with step %2")
                .arg(models::countText(trimmed), models::countText(oldest)));
    show();
}

} // namespace millrace::gui
