// SPDX-License-Identifier: GPL-3.0-or-later
// The live list of a change stream, with the pill that leads back to the newest row.
#pragma once

#include "models/stream/stream_follower.h"

#include <QSet>
#include <QTableView>

class QMimeData;
class QPushButton;

namespace millrace::gui {

class FilterHeader;

/// Follows the tail until the user scrolls up or selects; see models::StreamFollower. GUI thread only.
class StreamView : public QTableView {
    Q_OBJECT
public:
    explicit StreamView(models::ChangeStreamModel* model, QWidget* parent = nullptr);

    models::StreamFollower& follower() { return *m_follower; }
    void follow();
    void toggleFrozen();
    /// Selects the rows of a step among the newest ones; false where there are none.
    bool selectStep(quint64 step);
    FilterHeader* filterHeader() const { return m_filterHeader; }
    /// Stands where the rows would be while there are none.
    void setEmptyText(const QString& text);
    const QString& emptyText() const { return m_emptyText; }
    /// The selected rows on the clipboard, at most some megabytes of them; in the format that was used last.
    void copySelection() const;
    void setFormat(models::ChangeStreamModel::ExtractFormat format) { m_format = format; }
    models::ChangeStreamModel::ExtractFormat format() const { return m_format; }
    /// Selects a row and brings it into the middle.
    void showRow(int row);
    /// Marks the current row, or takes the mark away.
    void toggleMark();
    /// To the next marked row, around the end.
    void showNextMark();
    void clearMarks();
    /// A column that is not wanted makes room for the others; the last one stays.
    void setColumnShown(int column, bool isShown);
    /// The columns up to this one, as they stand, stay in sight when the others scroll; -1 = none.
    void keepColumnsUpTo(int column);
    /// As above, by their number.
    void keepColumns(int numColumns);
    int numKeptColumns() const;
    QModelIndex indexAt(const QPoint& position) const override;
    void scrollTo(const QModelIndex& index, ScrollHint hint = EnsureVisible) override;
    /// Widths and order of columns as they once were; from then on they are the user's.
    void restoreHeader(const QByteArray& state);
    bool isMarked(const QModelIndex& index) const;
    bool hasMarks() const { return !m_marks.isEmpty(); }

Q_SIGNALS:
    /// Others are shown.
    void columnsChosen();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void startDrag(Qt::DropActions actions) override;

private:
    QMimeData* mimeData(qsizetype maxBytes) const;
    QString markOf(int row) const;
    void onScrolled();
    void onSelectionChanged();
    void place();
    void updatePill();
    void setUpColumns();
    void restoreColumns();
    void fitColumns();
    void makeRoomForNumber(int column, int numCharacters);
    int widthOf(int column, int numCharacters) const;
    void connectKept();
    void paintKept();
    int topRow() const;
    bool isAtEnd() const;

    models::ChangeStreamModel* m_model;
    models::StreamFollower* m_follower = nullptr; ///< made after setModel(): the view must know of new rows first
    QPushButton* m_pill;
    FilterHeader* m_filterHeader;
    QSet<QString> m_marks; ///< what marked rows say; a row that is filtered away and back is marked still
    models::ChangeStreamModel::ExtractFormat m_format = models::ChangeStreamModel::ExtractFormat::Tsv;
    QString m_emptyText;
    bool m_isPlacing = false;
    QStringList m_names;     ///< of the columns that have their widths
    void hideColumns();

    QSet<QString> m_hiddenNames; ///< of columns that are not wanted
    QSet<int> m_draggedColumns;  ///< their widths are the user's
    QList<int> m_widths;     ///< of the columns, before a reset of the model
    int m_numFittedRows = 0; ///< so many of the first rows have been given their room
};

} // namespace millrace::gui
