// SPDX-License-Identifier: GPL-3.0-or-later
// What stands in a tab of the document area.
#pragma once

#include "gui/actions/action_registry.h"
#include "models/bridge/pipeline_bridge.h"

#include <QPointer>
#include <QWidget>

namespace millrace::gui {

/// A document belongs to one pipeline and is closed when that is removed; only unsaved work outlives it, without a
/// pipeline. GUI thread only.
class Document : public QWidget {
    Q_OBJECT
public:
    Document(models::PipelineBridge* pipeline, QWidget* parent)
        : QWidget(parent)
        , m_pipeline(pipeline)
    {
    }

    models::PipelineBridge* pipeline() const { return m_pipeline; }
    virtual QString title() const = 0;
    virtual QString iconName() const = 0;
    /// Tells it from the other documents of a session, also of a later one.
    virtual QString sessionKey() const;
    /// Puts the focus where work goes on.
    virtual void focusContent() = 0;
    /// Text size, in points above or below the usual one.
    virtual void setZoom(int /*zoom*/) {}
    /// Has text that is not saved.
    virtual bool isModified() const { return false; }
    /// False when that failed, which was told.
    virtual bool save() { return true; }
    /// Asks what to do with unsaved work; false keeps the document open.
    virtual bool mayClose() { return true; }
    /// Whether its pipeline is the one that the window's actions are about (DocumentArea).
    void setOfCurrentPipeline(bool isOfCurrent);

Q_SIGNALS:
    void titleChanged();
    /// Make it the current document.
    void currentWanted();
    void ofCurrentPipelineChanged();

protected:
    void letGoOfPipeline() { m_pipeline = nullptr; }
    /// An action of the window about the current pipeline, for a button in this document: this document is made the
    /// current one before it acts, so that it is about the pipeline that the button stands with.
    QAction* onThisPipeline(ActionRegistry& actions, ActionId id);
    /// An action of this document alone that is called and explained like one of the window.
    QAction* likeAction(const ActionRegistry& actions, ActionId id);

private:
    QPointer<models::PipelineBridge> m_pipeline;
    bool m_isOfCurrentPipeline = false;
};

} // namespace millrace::gui
