// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/edit_history.h"

#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QLabel>
#include <QUndoView>
#include <QVBoxLayout>

namespace millrace::gui {

namespace {

QString translated(const char* text)
{
    return QCoreApplication::translate("EditHistory", text);
}

} // namespace

void showEditHistory(QUndoStack& window, QUndoStack* filter, QWidget* parent)
{
    auto* dialog = new QDialog(parent);
    dialog->setObjectName(QStringLiteral("editHistory"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(translated(QT_TRANSLATE_NOOP("EditHistory", "History")));
    auto* layout = new QVBoxLayout(dialog);
    const auto add = [&](QUndoStack* stack, const QString& name, const QString& title) {
        auto* label = new QLabel(title, dialog);
        auto* list = new QUndoView(stack, dialog); // empties itself when the stack goes
        list->setObjectName(name);
        list->setAccessibleName(title);
        list->setEmptyLabel(translated(QT_TRANSLATE_NOOP("EditHistory", "(as it was)")));
        label->setBuddy(list);
        layout->addWidget(label);
        layout->addWidget(list, 1);
    };
    if (filter != nullptr) {
        add(filter, QStringLiteral("filterHistory"),
            translated(QT_TRANSLATE_NOOP("EditHistory", "Filter of the change stream")));
    }
    add(&window, QStringLiteral("windowHistory"),
        translated(QT_TRANSLATE_NOOP("EditHistory", "Names, deletions and layout")));
    auto* hint = new QLabel(
        translated(QT_TRANSLATE_NOOP("EditHistory", "Texts and staged rows are undone where they stand, with Ctrl+Z.")),
        dialog);
    hint->setProperty("role", QStringLiteral("muted"));
    hint->setWordWrap(true);
    layout->addWidget(hint);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
    QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    layout->addWidget(buttons);
    dialog->resize(420, filter != nullptr ? 460 : 320);
    dialog->show();
}

} // namespace millrace::gui
