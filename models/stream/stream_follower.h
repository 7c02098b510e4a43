// SPDX-License-Identifier: GPL-3.0-or-later
// How a view stands to its change stream: following the tail, held at a row, or frozen. Without widgets.
#pragma once

#include "models/stream/change_stream_model.h"

#include <QObject>
#include <QPointer>

namespace millrace::models {

/// Follow = glued to the tail. Held = anchored on a row, new rows arrive below. Frozen = the model shows a pinned
/// snapshot while the ring goes on. The view reports what the user does and after each `placeChanged()` scrolls to
/// the tail (Follow) or to anchorRow() (Held, Frozen). GUI thread only.
class StreamFollower : public QObject {
    Q_OBJECT
public:
    enum class State { Follow, Held, Frozen };
    Q_ENUM(State)

    explicit StreamFollower(ChangeStreamModel* model, QObject* parent = nullptr);

    State state() const { return m_state; }
    /// Changes below what is shown since it left the tail: for "12,480 new".
    quint64 numNew() const;
    /// "12,480 new - press End", or empty.
    QString newText() const;
    /// Row to keep at the top of the view; -1 while following or without rows.
    int anchorRow() const;

    /// The user scrolled up, or selected a row; `topRow` is the first visible row.
    void hold(int topRow);
    /// While held the user scrolled on: the new first visible row.
    void moveAnchor(int topRow);
    /// Scrolled to the end, pressed End, or clicked the pill; thaws.
    void follow();
    void freeze(int topRow);
    /// Back to Held at the anchor, or to Follow when frozen at the tail.
    void thaw();
    void toggleFrozen(int topRow);

Q_SIGNALS:
    void stateChanged(millrace::models::StreamFollower::State state);
    void numNewChanged();
    /// Rows moved: scroll as the state asks.
    void placeChanged();

private:
    void setState(State state);
    void onCountersChanged();
    void onReset();

    QPointer<ChangeStreamModel> m_model;
    State m_state = State::Follow;
    State m_stateBeforeFreeze = State::Follow;
    quint64 m_anchorId = 0;
    quint64 m_numReceivedWhenLeft = 0;
};

} // namespace millrace::models
