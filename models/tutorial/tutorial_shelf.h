// SPDX-License-Identifier: GPL-3.0-or-later
// The tutorials that are shipped, and how far each was done.
#pragma once

#include "models/bridge/engine_bridge.h"
#include "models/tutorial/tutorial.h"

#include <QObject>

namespace millrace::models {

/// How far a tutorial was done; kept with the catalog, since its pipeline is there.
struct TutorialProgress {
    int step = 0;       ///< index of the step that was shown last
    QList<bool> isDone; ///< by step
    QString pipeline;   ///< name of its pipeline; empty = none was made
    bool hasBegun() const { return !pipeline.isEmpty(); }
    int numDone() const { return static_cast<int>(isDone.count(true)); }
    bool operator==(const TutorialProgress&) const = default;
};

/// Files are read when the list is first asked for, into the language that is shown then; it follows a switch. GUI
/// thread only.
class TutorialShelf : public QObject {
    Q_OBJECT
public:
    /// `folder` holds the YAML files; the list has the order of their names.
    TutorialShelf(EngineBridge& engine, QString folder, QObject* parent = nullptr);

    const QList<Tutorial>& tutorials() const;
    const Tutorial* find(const QString& id) const;
    /// What could not be read.
    const QStringList& problems() const;

    /// Another language is shown: reads the tutorials again, whose places in the list and ids stay.
    void retranslate();

    TutorialProgress progress(const Tutorial& tutorial) const;
    /// Written in passing: nobody waits for the disk.
    void setProgress(const Tutorial& tutorial, const TutorialProgress& progress);

Q_SIGNALS:
    void progressChanged(const QString& id);
    /// What tutorials() and find() gave before is gone.
    void retranslated();

private:
    void load() const;

    EngineBridge& m_engine;
    QString m_folder;
    mutable bool m_isLoaded = false;
    mutable QList<Tutorial> m_tutorials;
    mutable QStringList m_problems;
};

} // namespace millrace::models
