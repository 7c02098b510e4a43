// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/shortcut_sheet.h"

#include "gui/actions/action_registry.h"
#include "gui/views/cell_delegate.h"
#include "gui/views/view_setup.h"

#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QStandardItemModel>
#include <QTableView>
#include <QVBoxLayout>

namespace millrace::gui {

namespace {

QString translated(const char* text)
{
    return QCoreApplication::translate("ShortcutSheet", text);
}

QStandardItemModel* modelOf(const ActionRegistry& actions, QObject* parent)
{
    auto* model = new QStandardItemModel(0, 3, parent);
    model->setHorizontalHeaderLabels({translated(QT_TRANSLATE_NOOP("ShortcutSheet", "Keys")),
                                      translated(QT_TRANSLATE_NOOP("ShortcutSheet", "Action")),
                                      translated(QT_TRANSLATE_NOOP("ShortcutSheet", "Menu"))});
    for (const ActionSpec& spec : actionTable()) {
        QStringList keys;
        for (const QKeySequence& key : actions.action(spec.id)->shortcuts()) {
            keys.append(key.toString(QKeySequence::NativeText));
        }
        if (!keys.isEmpty()) {
            model->appendRow({new QStandardItem(keys.join(QStringLiteral("  "))),
                              new QStandardItem(ActionRegistry::plainText(actions.action(spec.id)->text())),
                              new QStandardItem(actions.menuPath(spec.id))});
        }
    }
    return model;
}

} // namespace

void showShortcutSheet(const ActionRegistry& actions, QWidget* window)
{
    auto* dialog = new QDialog(window);
    dialog->setObjectName(QStringLiteral("shortcutSheet"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(translated(QT_TRANSLATE_NOOP("ShortcutSheet", "Keyboard shortcuts")));
    auto* table = new QTableView(dialog);
    setUpTable(table, QStringLiteral("shortcutTable"), dialog->windowTitle());
    table->setModel(modelOf(actions, table));
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setItemDelegate(new CellDelegate(
        [](const QModelIndex& index) {
            CellLook look;
            look.isMonospaced = index.column() == 0;
            if (index.column() == 2) {
                look.color = ColorToken::TextMuted;
            }
            return look;
        },
        table));
    setColumnWidths(table, {22, 30, 34});
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
    QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    auto* layout = new QVBoxLayout(dialog);
    layout->addWidget(table);
    layout->addWidget(buttons);
    dialog->resize(820, 560);
    dialog->show();
}

} // namespace millrace::gui
