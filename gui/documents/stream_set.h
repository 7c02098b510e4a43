// SPDX-License-Identifier: GPL-3.0-or-later
// Which relations are ticked, and the change stream documents that follow from it.
#pragma once

#include "gui/documents/document_area.h"
#include "models/pipeline/relation_tick_model.h"

#include <QHash>
#include <QJsonObject>

namespace millrace::models {
class FilterHistory;
}

namespace millrace::gui {

class ActionRegistry;
class StreamDocument;

/// A document for each ticked relation, and one with all of them once there are two. Closing a document unticks.
/// GUI thread only.
class StreamSet : public QObject {
    Q_OBJECT
public:
    /// `filters` must outlive it and its documents.
    StreamSet(DocumentArea& area, models::FilterHistory& filters, ActionRegistry& actions, QObject* parent = nullptr);

    bool isTicked(const models::PipelineBridge* pipeline, const QString& relation) const;
    void setTicked(models::PipelineBridge* pipeline, const QString& relation, bool isTicked);
    /// Brings the document of a relation to the front, and ticks it if need be.
    void show(models::PipelineBridge* pipeline, const QString& relation);
    QStringList ticked(const models::PipelineBridge* pipeline) const;
    /// How the documents of a pipeline are looked at, by relation; that of all together by "".
    QJsonObject looks(const models::PipelineBridge* pipeline) const;
    void setLooks(const models::PipelineBridge* pipeline, const QJsonObject& looks);
    void setAllTicked(models::PipelineBridge* pipeline, const QStringList& relations);
    /// Opens a document that was closed, as it was looked at: that of a relation, or with "" the one of all together.
    void reopen(models::PipelineBridge* pipeline, const QString& name, const QJsonValue& look);
    /// Unticks what the document shows.
    void close(StreamDocument* document);
    void forget(models::PipelineBridge* pipeline);
    /// The document the stream commands act on: the current one, else the one in sight, else one of the pipeline.
    StreamDocument* active() const;
    QList<StreamDocument*> documentsOf(const models::PipelineBridge* pipeline) const;

Q_SIGNALS:
    void tickedChanged(millrace::models::PipelineBridge* pipeline);
    void looksChanged();
    /// Another document came into sight: active() may be another one.
    void activeChanged();

private:
    models::RelationTickModel* ticksOf(models::PipelineBridge* pipeline);
    void follow(models::PipelineBridge* pipeline);
    void followTimeline(models::PipelineBridge* pipeline, const QStringList& ticked, bool hasNew);

    void add(StreamDocument* document);

    DocumentArea& m_area;
    models::FilterHistory& m_filters;
    ActionRegistry& m_actions;
    QHash<const models::PipelineBridge*, models::RelationTickModel*> m_ticks;
};

} // namespace millrace::gui
