// SPDX-License-Identifier: GPL-3.0-or-later
// What the window remembers from one start to the next.
#pragma once

#include <QByteArray>
#include <QHash>
#include <QJsonObject>
#include <QRect>
#include <QString>
#include <QStringList>
#include <QVariantMap>

class QSettings;

namespace millrace::models {
class EngineBridge;
}

namespace millrace::gui {

/// How the window looks; kept in QSettings, one per user.
struct WindowState {
    QByteArray geometry;
    QByteArray docks;
    QVariantMap dockSizes; ///< as they are wanted (DockSizes)
    QByteArray documentSplitter;
    QString theme;
    QString language;
    int arrangement = -1; ///< of DocumentArrangement; -1 = not stored
    int zoom = 0;
};

WindowState loadWindowState(const QSettings& settings);
void saveWindowState(QSettings& settings, const WindowState& state);

/// `window` without what stands out of `available`: moved first, and made smaller where that is not enough. Above it
/// stays room for a title bar.
QRect fittedTo(QRect window, const QRect& available, int titleBarHeight);

/// What was open; kept in the catalog, because it names pipelines of that catalog.
struct OpenDocuments {
    QStringList pipelines; ///< with an open program, in the order of the tabs
    QString current; ///< pipeline
    QHash<QString, QStringList> ticked; ///< pipeline -> relations whose change streams were shown
    QHash<QString, QJsonObject> looks;  ///< pipeline -> how those were looked at (StreamSet::looks())
    QHash<QString, QStringList> grids;  ///< pipeline -> tables whose rows were open
    QStringList moved;                  ///< keys of the documents that stood on the other side
    QStringList inSight;                ///< keys of the documents that stood in front, the current one last
    QStringList notebooks;              ///< pipelines whose query notebook was open
    QStringList configs;                ///< files of descriptive pipelines that were open
    QStringList tokenBoards;            ///< pipelines whose token board was open
    QStringList running;                ///< pipelines to start again
};

/// Nothing stored, or unreadable: no documents, and `isFirst` of the return is true only for nothing stored.
struct StoredDocuments {
    OpenDocuments documents;
    bool isFirst = false;
};
StoredDocuments loadDocuments(models::EngineBridge& engine);
/// Written in passing: nobody waits for the disk.
void saveDocuments(models::EngineBridge& engine, const OpenDocuments& documents);

} // namespace millrace::gui
