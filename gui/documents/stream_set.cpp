// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/documents/stream_set.h"

#include "gui/documents/filter_bar.h"
#include "gui/documents/stream_document.h"

namespace millrace::gui {

StreamSet::StreamSet(DocumentArea& area, models::FilterHistory& filters, ActionRegistry& actions, QObject* parent)
    : QObject(parent)
    , m_area(area)
    , m_filters(filters)
    , m_actions(actions)
{
}

models::RelationTickModel* StreamSet::ticksOf(models::PipelineBridge* pipeline)
{
    models::RelationTickModel*& ticks = m_ticks[pipeline];
    if (ticks == nullptr) {
        ticks = new models::RelationTickModel(this);
        ticks->setPipeline(pipeline);
        connect(ticks, &models::RelationTickModel::tickedChanged, this, [this, pipeline] { follow(pipeline); });
    }
    return ticks;
}

QStringList StreamSet::ticked(const models::PipelineBridge* pipeline) const
{
    const models::RelationTickModel* ticks = m_ticks.value(pipeline);
    return ticks == nullptr ? QStringList() : ticks->ticked();
}

bool StreamSet::isTicked(const models::PipelineBridge* pipeline, const QString& relation) const
{
    return ticked(pipeline).contains(relation);
}

void StreamSet::setTicked(models::PipelineBridge* pipeline, const QString& relation, bool isTicked)
{
    QStringList relations = ticked(pipeline);
    if (relations.contains(relation) == isTicked) {
        return;
    }
    if (isTicked) {
        relations.append(relation);
    } else {
        relations.removeAll(relation);
    }
    ticksOf(pipeline)->setTicked(relations);
}

void StreamSet::show(models::PipelineBridge* pipeline, const QString& relation)
{
    setTicked(pipeline, relation, true);
    for (StreamDocument* document : documentsOf(pipeline)) {
        if (document->kind() == StreamDocument::Kind::Relation && document->relations().value(0) == relation) {
            m_area.show(document);
            document->focusContent();
        }
    }
}

void StreamSet::setAllTicked(models::PipelineBridge* pipeline, const QStringList& relations)
{
    ticksOf(pipeline)->setTicked(relations);
}

namespace {

QString nameOf(const StreamDocument& document)
{
    return document.kind() == StreamDocument::Kind::Relation ? document.relations().value(0) : QString();
}

} // namespace

QJsonObject StreamSet::looks(const models::PipelineBridge* pipeline) const
{
    QJsonObject looks;
    for (const StreamDocument* document : documentsOf(pipeline)) {
        looks.insert(nameOf(*document), toJson(document->look()));
    }
    return looks;
}

void StreamSet::setLooks(const models::PipelineBridge* pipeline, const QJsonObject& looks)
{
    for (StreamDocument* document : documentsOf(pipeline)) {
        const QJsonValue look = looks.value(nameOf(*document));
        if (look.isObject()) {
            document->setLook(streamLookOf(look.toObject()));
        }
    }
}

QList<StreamDocument*> StreamSet::documentsOf(const models::PipelineBridge* pipeline) const
{
    QList<StreamDocument*> found;
    for (Document* document : m_area.documents()) {
        auto* stream = qobject_cast<StreamDocument*>(document);
        if (stream != nullptr && stream->pipeline() == pipeline) {
            found.append(stream);
        }
    }
    return found;
}

void StreamSet::follow(models::PipelineBridge* pipeline)
{
    const QStringList relations = ticked(pipeline);
    QStringList missing = relations;
    for (StreamDocument* document : documentsOf(pipeline)) {
        if (document->kind() != StreamDocument::Kind::Relation) {
            continue;
        }
        const QString relation = document->relations().value(0);
        if (!relations.contains(relation)) {
            m_area.remove(document);
        }
        missing.removeAll(relation);
    }
    for (const QString& relation : std::as_const(missing)) {
        add(new StreamDocument(pipeline, StreamDocument::Kind::Relation, {relation}, m_actions, nullptr));
    }
    followTimeline(pipeline, relations, !missing.isEmpty());
    Q_EMIT tickedChanged(pipeline);
}

void StreamSet::add(StreamDocument* document)
{
    document->filterBar()->setHistory(&m_filters);
    // Once the one that stood in its place is out of sight.
    connect(document, &StreamDocument::shown, this, &StreamSet::activeChanged, Qt::QueuedConnection);
    connect(document, &StreamDocument::lookChanged, this, &StreamSet::looksChanged);
    m_area.add(document, DocumentGroup::Streams);
}

void StreamSet::followTimeline(models::PipelineBridge* pipeline, const QStringList& ticked, bool hasNew)
{
    StreamDocument* timeline = nullptr;
    for (StreamDocument* document : documentsOf(pipeline)) {
        timeline = document->kind() == StreamDocument::Kind::Timeline ? document : timeline;
    }
    if (ticked.size() < 2) {
        if (timeline != nullptr) {
            m_area.remove(timeline);
        }
        return;
    }
    if (timeline == nullptr) {
        timeline = new StreamDocument(pipeline, StreamDocument::Kind::Timeline, ticked, m_actions, nullptr);
        add(timeline);
    } else {
        timeline->setRelations(ticked);
    }
    if (hasNew) {
        m_area.show(timeline);
    }
}

void StreamSet::reopen(models::PipelineBridge* pipeline, const QString& name, const QJsonValue& look)
{
    if (name.isEmpty()) {
        followTimeline(pipeline, ticked(pipeline), true);
    } else {
        show(pipeline, name);
    }
    setLooks(pipeline, {{name, look}});
}

void StreamSet::close(StreamDocument* document)
{
    models::PipelineBridge* pipeline = document->pipeline();
    if (document->kind() == StreamDocument::Kind::Timeline) {
        // The time line goes, what it was made of stays open.
        m_area.remove(document);
        return;
    }
    setTicked(pipeline, document->relations().value(0), false);
}

void StreamSet::forget(models::PipelineBridge* pipeline)
{
    for (StreamDocument* document : documentsOf(pipeline)) {
        m_area.remove(document);
    }
    delete m_ticks.take(pipeline);
}

StreamDocument* StreamSet::active() const
{
    if (auto* seen = m_area.inSight<StreamDocument>()) {
        return seen;
    }
    return documentsOf(m_area.current() == nullptr ? nullptr : m_area.current()->pipeline()).value(0);
}

} // namespace millrace::gui
