// SPDX-License-Identifier: GPL-3.0-or-later
// The live list of a change stream, with the pill that leads back to the newest row.
#pragma once

#include "models/stream/stream_follower.h"

#include <QTableView>

class QPushButton;

namespace millrace::gui {

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
    /// The selected rows as tab-separated text on the clipboard, at most some megabytes of them.
    void copySelection() const;

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    void onScrolled();
    void onSelectionChanged();
    void place();
    void updatePill();
    void setUpColumns();
    void fitColumns();
    int widthOf(int column, int numCharacters) const;
    int topRow() const;
    bool isAtEnd() const;

    models::ChangeStreamModel* m_model;
    models::StreamFollower* m_follower = nullptr; ///< made after setModel(): the view must know of new rows first
    QPushButton* m_pill;
    bool m_isPlacing = false;
    int m_numFittedRows = 0; ///< so many of the first rows have been given their room
};

} // namespace millrace::gui
