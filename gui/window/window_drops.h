// SPDX-License-Identifier: GPL-3.0-or-later
// What is dropped on the window: files, folders, and relations of the catalog on the documents.
#pragma once

#include <QList>
#include <QObject>
#include <QUrl>

class QDropEvent;
class QWidget;

namespace millrace::gui {

/// Takes the drag events of a window and of the documents in it; both must outlive it. Of folders it asks first. GUI
/// thread only.
class WindowDrops : public QObject {
    Q_OBJECT
public:
    WindowDrops(QWidget* documents, QWidget* window);

Q_SIGNALS:
    /// A program in SQL, or a file of descriptive pipelines.
    void programDropped(const QString& path);
    /// A file of rows, for a table to read.
    void rowsDropped(const QString& path);
    void relationDropped(const QString& pipeline, const QString& relation);
    /// Something of it was not taken.
    void failed(const QString& what, const QString& why);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void open(const QList<QUrl>& urls);
    void askAboutFolder(const QString& folder);

    QWidget* m_documents;
    QWidget* m_window;
};

} // namespace millrace::gui
