// SPDX-License-Identifier: GPL-3.0-or-later
// A line and a list below it: type a part of a name, pick by Enter. Palette, quick open and history are pickers.
#pragma once

#include "models/shell/pick_list_model.h"

#include <QDialog>

class QLabel;
class QLineEdit;
class QListView;

namespace millrace::gui {

/// Stands at the top of its window and closes when it loses the focus. GUI thread only.
class Picker : public QDialog {
    Q_OBJECT
public:
    Picker(const QString& objectName, const QString& title, const QString& hint, QList<models::PickItem> items,
           QWidget* window);

    models::PickListModel& model() { return *m_model; }
    QLineEdit* line() const { return m_line; }
    QListView* list() const { return m_list; }
    /// Shows it; it deletes itself when it closes.
    void openAtTop();

Q_SIGNALS:
    /// After it has closed.
    void picked(const QVariant& payload);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void pick(const QModelIndex& index);
    void selectFirst();

    models::PickListModel* m_model;
    QLineEdit* m_line;
    QListView* m_list;
    QLabel* m_none; ///< stands in the list while nothing matches
};

} // namespace millrace::gui
