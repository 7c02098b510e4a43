// SPDX-License-Identifier: GPL-3.0-or-later
// Highlights the step of committed rows in the change streams.
#pragma once

#include "gui/documents/document.h"

#include <QObject>
#include <QPointer>

namespace millrace::gui {

class EntryCommands;
class StreamDocument;
class StreamSet;

/// A stream behind another tab is followed for the time of the commit, so that it has the step and shows it when it
/// comes into sight. GUI thread only.
class CommittedSteps : public QObject {
    Q_OBJECT
public:
    CommittedSteps(EntryCommands& entries, StreamSet& streams, QObject* parent);

private:
    void followHidden(const models::PipelineBridge* pipeline);
    void highlight(const models::PipelineBridge* pipeline, quint64 step);
    void highlightSeen();
    void release();

    struct Wanted {
        QPointer<StreamDocument> stream;
        quint64 step = 0;
    };
    StreamSet& m_streams;
    QList<QPointer<StreamDocument>> m_followed; ///< for the commit that is under way
    QList<Wanted> m_wanted;                     ///< by hidden streams, the newest step of each
};

} // namespace millrace::gui
