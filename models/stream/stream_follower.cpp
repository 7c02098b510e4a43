// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/stream/stream_follower.h"

#include "models/bridge/gui_thread.h"
#include "models/text/number_text.h"

#include <algorithm>

namespace millrace::models {

StreamFollower::StreamFollower(ChangeStreamModel* model, QObject* parent)
    : QObject(parent)
    , m_model(model)
{
    connect(model, &QAbstractItemModel::modelReset, this, &StreamFollower::onReset);
    connect(model, &ChangeStreamModel::countersChanged, this, &StreamFollower::onCountersChanged);
}

quint64 StreamFollower::numNew() const
{
    if (!m_model || m_state == State::Follow) {
        return 0;
    }
    const quint64 received = m_model->counters().received;
    return received - std::min(received, m_numReceivedWhenLeft);
}

QString StreamFollower::newText() const
{
    const quint64 number = numNew();
    if (number == 0) {
        return {};
    }
    return tr("%1 new - press End", nullptr, static_cast<int>(std::min<quint64>(number, INT32_MAX)))
        .arg(countText(number));
}

int StreamFollower::anchorRow() const
{
    return m_model && m_state != State::Follow ? m_model->rowOf(m_anchorId) : -1;
}

void StreamFollower::hold(int topRow)
{
    MR_ASSERT_GUI_THREAD();
    if (!m_model || m_state != State::Follow || topRow < 0 || topRow >= m_model->rowCount()) {
        return;
    }
    m_anchorId = m_model->rowIdAt(topRow);
    m_numReceivedWhenLeft = m_model->counters().received;
    setState(State::Held);
}

void StreamFollower::moveAnchor(int topRow)
{
    MR_ASSERT_GUI_THREAD();
    if (m_model && m_state != State::Follow && topRow >= 0 && topRow < m_model->rowCount()) {
        m_anchorId = m_model->rowIdAt(topRow);
    }
}

void StreamFollower::follow()
{
    MR_ASSERT_GUI_THREAD();
    if (!m_model) {
        return;
    }
    if (m_state == State::Frozen) { // before it is told: who hears of it asks the model too
        m_model->thaw(ChangeStreamModel::Thaw::ToTail);
    }
    setState(State::Follow);
    m_model->releaseKeptRows();
    Q_EMIT placeChanged();
    Q_EMIT numNewChanged();
}

void StreamFollower::freeze(int topRow)
{
    MR_ASSERT_GUI_THREAD();
    if (!m_model || m_state == State::Frozen) {
        return;
    }
    m_stateBeforeFreeze = m_state;
    if (m_state == State::Follow) {
        m_numReceivedWhenLeft = m_model->counters().received;
    }
    m_anchorId = topRow >= 0 && topRow < m_model->rowCount() ? m_model->rowIdAt(topRow) : 0;
    m_model->freeze();
    setState(State::Frozen);
}

void StreamFollower::thaw()
{
    MR_ASSERT_GUI_THREAD();
    if (!m_model || m_state != State::Frozen) {
        return;
    }
    if (m_stateBeforeFreeze == State::Follow) {
        follow();
        return;
    }
    m_model->thaw(ChangeStreamModel::Thaw::KeepPlace);
    setState(State::Held);
    Q_EMIT placeChanged();
    Q_EMIT numNewChanged();
}

void StreamFollower::toggleFrozen(int topRow)
{
    if (m_state == State::Frozen) {
        thaw();
    } else {
        freeze(topRow);
    }
}

void StreamFollower::setState(State state)
{
    if (state != m_state) {
        m_state = state;
        Q_EMIT stateChanged(state);
    }
}

/// Once a frame, after rows were removed and inserted: a view scrolls once.
void StreamFollower::onCountersChanged()
{
    Q_EMIT placeChanged();
    if (m_state != State::Follow) {
        Q_EMIT numNewChanged();
    }
}

/// A cleared stream has nothing to hold on to.
void StreamFollower::onReset()
{
    setState(State::Follow);
    Q_EMIT placeChanged();
    Q_EMIT numNewChanged();
}

} // namespace millrace::models
