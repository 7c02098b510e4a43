// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/entry/entry_commands.h"

#include "engine/api/export.h"
#include "gui/docks/catalog_dock.h"
#include "gui/entry/entry_document.h"
#include "gui/entry/entry_table.h"
#include "models/text/error_text.h"

#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QInputDialog>

namespace millrace::gui {

namespace {

constexpr int kUsualCount = 10;
constexpr qint64 kMaxImportBytes = qint64{16} << 20;

} // namespace

EntryCommands::EntryCommands(DocumentArea& area, CatalogDock& catalog, ActionRegistry& actions, QWidget* window)
    : QObject(window)
    , m_area(area)
    , m_catalog(catalog)
    , m_actions(actions)
    , m_window(window)
{
    const auto on = [this](ActionId id, auto slot) { connect(m_actions.action(id), &QAction::triggered, this, slot); };
    on(ActionId::EditRows, &EntryCommands::openSelected);
    on(ActionId::AddRow, [this] { active()->addRow(); });
    on(ActionId::DuplicateRows, [this] { active()->model().duplicateRows(active()->table()->selectedRows()); });
    on(ActionId::DeleteRows, [this] { active()->model().deleteRows(active()->table()->selectedRows()); });
    on(ActionId::SetNull, [this] { active()->model().setNull(active()->table()->selectedCells()); });
    on(ActionId::GenerateRows, &EntryCommands::askHowMany);
    on(ActionId::ImportRows, &EntryCommands::importFile);
    on(ActionId::RevertRows, [this] { active()->model().revertRows(active()->table()->selectedRows()); });
    on(ActionId::DiscardRows, [this] { active()->model().discard(); });
    on(ActionId::ReloadRows, [this] {
        if (active()->mayClose()) {
            active()->reload();
        }
    });
    on(ActionId::CommitRows, [this] { active()->commitRows(); });
    connect(&m_area, &DocumentArea::currentChanged, this, &EntryCommands::update);
    connect(&m_catalog, &CatalogDock::selectionChanged, this, &EntryCommands::update);
    update();
}

EntryDocument* EntryCommands::active() const
{
    return m_area.inSight<EntryDocument>();
}

EntryDocument* EntryCommands::openTable(models::PipelineBridge* pipeline, const QString& table)
{
    for (Document* document : m_area.documents()) {
        auto* entry = qobject_cast<EntryDocument*>(document);
        if (entry != nullptr && entry->pipeline() == pipeline && entry->relation() == table) {
            m_area.show(entry);
            return entry;
        }
    }
    auto* entry = new EntryDocument(pipeline, table, m_actions);
    connect(entry, &EntryDocument::stateChanged, this, &EntryCommands::update);
    connect(entry, &EntryDocument::committed, this, [this, entry](const QString& relation, quint64 step) {
        if (entry->pipeline() != nullptr) {
            Q_EMIT committed(entry->pipeline(), relation, step);
        }
    });
    connect(entry, &EntryDocument::committing, this, [this, entry] { Q_EMIT committing(entry->pipeline()); });
    connect(entry, &EntryDocument::commitFailed, this, &EntryCommands::commitFailed);
    m_area.add(entry, DocumentGroup::Programs); // beside the streams, which show what a commit does
    return entry;
}

void EntryCommands::openSelected()
{
    models::PipelineBridge* pipeline = m_catalog.selectedPipeline();
    if (pipeline != nullptr && !m_catalog.selectedRelation().isEmpty()) {
        openTable(pipeline, m_catalog.selectedRelation())->focusContent();
    }
}

void EntryCommands::askHowMany()
{
    bool isOk = false;
    const int count = QInputDialog::getInt(m_window, tr("Generate rows"), tr("Number of rows:"), kUsualCount, 1,
                                           models::StagedRowsModel::kMaxStaged, 1, &isOk);
    if (isOk && active() != nullptr) {
        active()->generate(count);
    }
}

void EntryCommands::importFile()
{
    const QString path = QFileDialog::getOpenFileName(
        m_window, tr("Import rows"), QString(),
        tr("Rows (*.csv *.tsv *.json *.jsonl *.sql *.sqlite *.db *.gz *.zst);;All files (*)"));
    if (path.isEmpty() || active() == nullptr) {
        return;
    }
    QFile file(path);
    const QString what = tr("Could not import %1").arg(path);
    if (file.exists() && !QFileInfo(path).isFile()) { // opening a pipe would wait for its writer
        Q_EMIT failed(what, tr("It is not a regular file."));
    } else if (!file.open(QIODevice::ReadOnly)) {
        Q_EMIT failed(what, file.errorString());
    } else if (models::isSqliteFile(file.peek(16))) {
        const RelationInfo& table = active()->model().relation();
        active()->table()->stage(tr("import file"),
                                 models::readSqliteFile(table.schema, QString::fromStdString(table.name), path));
    } else if (file.size() > kMaxImportBytes) {
        Q_EMIT failed(what, tr("It is larger than 16 MiB; give the table a file connector instead."));
    } else if (const Result<std::string> text = readText(QFile::encodeName(path).toStdString(), kMaxImportBytes);
               text) {
        active()->table()->stage(tr("import file"), QString::fromStdString(*text));
    } else {
        Q_EMIT failed(what, models::errorLine(text.error()));
    }
}

void EntryCommands::update()
{
    const models::PipelineBridge* pipeline = m_catalog.selectedPipeline();
    const RelationInfo* info = pipeline == nullptr ? nullptr : pipeline->findRelation(m_catalog.selectedRelation());
    const bool isTable = info != nullptr && info->kind == sql::RelationKind::Table;
    m_actions.setBlocked(ActionId::EditRows, isTable ? QString() : tr("Select a table in the catalog first."));
    EntryDocument* entry = active();
    const QString none = entry == nullptr ? tr("Open the rows of a table first.") : QString();
    for (const ActionId id : {ActionId::AddRow, ActionId::GenerateRows, ActionId::ImportRows, ActionId::ReloadRows}) {
        m_actions.setBlocked(id, none);
    }
    const bool hasRows = entry != nullptr && !entry->table()->selectedCells().isEmpty();
    for (const ActionId id : {ActionId::DuplicateRows, ActionId::DeleteRows, ActionId::SetNull, ActionId::RevertRows}) {
        m_actions.setBlocked(id, !none.isEmpty() || hasRows ? none : tr("Select rows first."));
    }
    const bool isStaged = entry != nullptr && entry->model().counts().total() > 0;
    m_actions.setBlocked(ActionId::DiscardRows, !none.isEmpty() || isStaged ? none : tr("Nothing is staged."));
    m_actions.setBlocked(ActionId::CommitRows, entry == nullptr ? none : entry->blockedReason());
}

} // namespace millrace::gui
