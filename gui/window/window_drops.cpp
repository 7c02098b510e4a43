// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/window_drops.h"

#include "gui/descriptive/config_commands.h"
#include "models/pipeline/catalog_model.h"
#include "models/shell/connector_form.h"

#include <QDir>
#include <QDropEvent>
#include <QFileInfo>
#include <QMessageBox>
#include <QMimeData>

#include <algorithm>

namespace millrace::gui {

namespace {

constexpr qsizetype kMaxFiles = 20; ///< of a folder: each is a tab

enum class DropKind { Nothing, Program, Rows, Folder };

DropKind kindOf(const QUrl& url)
{
    const QString path = url.toLocalFile(); // empty for what is elsewhere
    if (path.endsWith(QLatin1String(".sql"), Qt::CaseInsensitive) || ConfigCommands::isConfig(path)) {
        return DropKind::Program;
    }
    if (!models::formatOfFile(path).isEmpty()) {
        return DropKind::Rows;
    }
    return !path.isEmpty() && QFileInfo(path).isDir() ? DropKind::Folder : DropKind::Nothing;
}

} // namespace

WindowDrops::WindowDrops(QWidget* documents, QWidget* window)
    : QObject(window)
    , m_documents(documents)
    , m_window(window)
{
    for (QWidget* target : {documents, window}) {
        target->setAcceptDrops(true);
        target->installEventFilter(this);
    }
}

bool WindowDrops::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::DragEnter && event->type() != QEvent::Drop) {
        return QObject::eventFilter(watched, event);
    }
    auto* drop = static_cast<QDropEvent*>(event); // also a drag that enters
    const QList<QUrl> urls = drop->mimeData()->urls();
    const QList<QPair<QString, QString>> relations = models::CatalogModel::relationsOf(*drop->mimeData());
    const bool isFile =
        std::any_of(urls.begin(), urls.end(), [](const QUrl& url) { return kindOf(url) != DropKind::Nothing; });
    const bool isRelation = watched == m_documents && !relations.isEmpty();
    if (!isFile && !isRelation) {
        drop->ignore(); // the widget that it stands in may want it
        return true;
    }
    drop->acceptProposedAction();
    if (event->type() == QEvent::Drop) {
        open(urls);
        for (const auto& [pipeline, relation] : relations) {
            Q_EMIT relationDropped(pipeline, relation);
        }
    }
    return true;
}

void WindowDrops::open(const QList<QUrl>& urls)
{
    QStringList rows;
    for (const QUrl& url : urls) {
        const QString path = url.toLocalFile();
        switch (kindOf(url)) {
        case DropKind::Program: Q_EMIT programDropped(path); break;
        case DropKind::Rows: rows.append(path); break;
        case DropKind::Folder: askAboutFolder(path); break;
        case DropKind::Nothing: break;
        }
    }
    if (rows.size() > 1) {
        Q_EMIT failed(tr("Only %1 was taken").arg(rows.first()),
                      tr("A connector reads one file: drop the others one by one."));
    }
    if (!rows.isEmpty()) {
        Q_EMIT rowsDropped(rows.first());
    }
}

/// Whoever drops a folder may not know what is in it.
void WindowDrops::askAboutFolder(const QString& folder)
{
    const QDir dir(folder);
    const QStringList names =
        dir.entryList({QStringLiteral("*.sql"), QStringLiteral("*.yaml"), QStringLiteral("*.yml")},
                      QDir::Files | QDir::Readable, QDir::Name);
    const QString what = tr("Could not open %1").arg(folder);
    if (names.isEmpty()) {
        Q_EMIT failed(what, tr("The folder holds no .sql, .yaml or .yml file that can be read."));
        return;
    }
    if (names.size() > kMaxFiles) {
        Q_EMIT failed(
            what, tr("The folder holds %1 programs; at most %2 are opened at once.").arg(names.size()).arg(kMaxFiles));
        return;
    }
    auto* box = new QMessageBox(QMessageBox::Question, tr("Open folder"),
                                tr("Open %n file(s) of %1?", nullptr, static_cast<int>(names.size())).arg(folder),
                                QMessageBox::Open | QMessageBox::Cancel, m_window);
    box->setObjectName(QStringLiteral("folderBox"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(names.join(u'\n'));
    box->setDefaultButton(QMessageBox::Open);
    connect(box, &QMessageBox::finished, this, [this, dir, names](int answer) {
        for (const QString& name : answer == QMessageBox::Open ? names : QStringList()) {
            Q_EMIT programDropped(dir.filePath(name));
        }
    });
    box->open();
}

} // namespace millrace::gui
