// SPDX-License-Identifier: GPL-3.0-or-later
// Carries out the actions of the Data menu.
#pragma once

#include "gui/actions/action_registry.h"
#include "gui/documents/document_area.h"

#include <QObject>

class QWidget;

namespace millrace::gui {

class CatalogDock;
class EntryDocument;

/// GUI thread only.
class EntryCommands : public QObject {
    Q_OBJECT
public:
    EntryCommands(DocumentArea& area, CatalogDock& catalog, ActionRegistry& actions, QWidget* window);

    /// Opens the rows of a table, or shows them.
    EntryDocument* openTable(models::PipelineBridge* pipeline, const QString& table);
    void update();

Q_SIGNALS:
    void failed(const QString& what, const QString& why);
    /// Rows are about to be sent; one of the two that follow tells how that ended.
    void committing(millrace::models::PipelineBridge* pipeline);
    void commitFailed();
    /// The rows of a commit are in this step.
    void committed(millrace::models::PipelineBridge* pipeline, const QString& relation, quint64 step);

private:
    EntryDocument* active() const;
    void openSelected();
    void askHowMany();
    void importFile();

    DocumentArea& m_area;
    CatalogDock& m_catalog;
    ActionRegistry& m_actions;
    QWidget* m_window;
};

} // namespace millrace::gui
