// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/documents/document.h"

#include <QCursor>
#include <QToolTip>

namespace millrace::gui {

QString Document::sessionKey() const
{
    return objectName() + u'\n' + (m_pipeline == nullptr ? QString() : m_pipeline->name());
}

void Document::setOfCurrentPipeline(bool isOfCurrent)
{
    if (m_isOfCurrentPipeline != isOfCurrent) {
        m_isOfCurrentPipeline = isOfCurrent;
        Q_EMIT ofCurrentPipelineChanged();
    }
}

QAction* Document::likeAction(const ActionRegistry& actions, ActionId id)
{
    const QAction* model = actions.action(id);
    auto* action = new QAction(this);
    action->setObjectName(model->objectName());
    const auto sync = [action, model] {
        action->setText(model->text());
        action->setIcon(model->icon());
        action->setToolTip(model->toolTip());
    };
    sync();
    connect(model, &QAction::changed, action, sync);
    return action;
}

QAction* Document::onThisPipeline(ActionRegistry& actions, ActionId id)
{
    QAction* action = likeAction(actions, id);
    QAction* acting = actions.action(id);
    // Of another pipeline nothing is known yet that speaks against it.
    const auto enable = [this, action, acting] { action->setEnabled(!m_isOfCurrentPipeline || acting->isEnabled()); };
    enable();
    connect(acting, &QAction::changed, action, enable);
    connect(this, &Document::ofCurrentPipelineChanged, action, enable);
    connect(action, &QAction::triggered, this, [this, acting, &actions, id] {
        Q_EMIT currentWanted();
        if (acting->isEnabled()) {
            acting->trigger();
        } else {
            QToolTip::showText(QCursor::pos(), actions.reason(id), this);
        }
    });
    return action;
}

} // namespace millrace::gui
