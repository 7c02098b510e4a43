// SPDX-License-Identifier: GPL-3.0-or-later
// What differs between the stored program of a pipeline, which is the one that runs, and the text in its editor.
#pragma once

#include "models/text/diff_model.h"

#include <QWidget>

class QStackedLayout;
class QTableView;

namespace millrace::gui {

class ElidedLabel;
class EmptyState;

/// A list of lines: gone with −, come with +, by sign and colour. GUI thread only.
class DiffPane : public QWidget {
    Q_OBJECT
public:
    explicit DiffPane(QWidget* parent = nullptr);

    void setTexts(const QString& stored, const QString& here);
    models::DiffModel& model() { return m_model; }
    QTableView* table() const { return m_table; }
    /// Selects the next (+1) or previous (-1) group of differences, and the first after the last.
    void showDifference(int direction);
    /// Where the focus goes.
    void focusContent();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void updateSummary();

    models::DiffModel m_model;
    QTableView* m_table;
    ElidedLabel* m_summary;
    EmptyState* m_empty;
    QStackedLayout* m_stack;
};

} // namespace millrace::gui
