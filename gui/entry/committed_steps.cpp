// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/entry/committed_steps.h"

#include "gui/documents/stream_document.h"
#include "gui/documents/stream_set.h"
#include "gui/entry/entry_commands.h"
#include "gui/views/stream_view.h"

#include <utility>

namespace millrace::gui {

CommittedSteps::CommittedSteps(EntryCommands& entries, StreamSet& streams, QObject* parent)
    : QObject(parent)
    , m_streams(streams)
{
    connect(&entries, &EntryCommands::committing, this, &CommittedSteps::followHidden);
    connect(&entries, &EntryCommands::commitFailed, this, &CommittedSteps::release);
    // Queued: by then the streams have drained what the step made.
    connect(
        &entries, &EntryCommands::committed, this,
        [this](models::PipelineBridge* pipeline, const QString&, quint64 step) { highlight(pipeline, step); },
        Qt::QueuedConnection);
    connect(&streams, &StreamSet::activeChanged, this, &CommittedSteps::highlightSeen);
}

void CommittedSteps::followHidden(const models::PipelineBridge* pipeline)
{
    for (StreamDocument* stream : m_streams.documentsOf(pipeline)) {
        if (!stream->isVisible() && !stream->followsWhileHidden()) {
            stream->followWhileHidden(true);
            m_followed.append(stream);
        }
    }
}

void CommittedSteps::highlight(const models::PipelineBridge* pipeline, quint64 step)
{
    for (StreamDocument* stream : m_streams.documentsOf(pipeline)) {
        m_wanted.removeIf([stream](const Wanted& wanted) { return wanted.stream == stream; });
        if (!stream->isVisible()) {
            m_wanted.append({stream, step});
        } else {
            stream->view()->selectStep(step);
        }
    }
    release();
}

void CommittedSteps::highlightSeen()
{
    m_wanted.removeIf([](const Wanted& wanted) {
        const bool isSeen = wanted.stream != nullptr && wanted.stream->isVisible();
        if (isSeen) {
            wanted.stream->view()->selectStep(wanted.step);
        }
        return isSeen || wanted.stream == nullptr;
    });
}

void CommittedSteps::release()
{
    for (const QPointer<StreamDocument>& stream : std::exchange(m_followed, {})) {
        if (stream != nullptr) {
            stream->followWhileHidden(false);
        }
    }
}

} // namespace millrace::gui
