// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/listener_model.h"

#include "models/bridge/gui_thread.h"
#include "models/query/stream_query.h"
#include "models/text/number_text.h"

#include <algorithm>

namespace millrace::models {

namespace {

constexpr double kMicrosPerSecond = 1e6;
constexpr int kNumColumns = 3;

bool isListener(const descriptive::LiveCallInfo& call, const std::string& pipeline)
{
    return call.origin.pipeline == pipeline && call.origin.client != StreamQuery::kClient;
}

} // namespace

size_t numListeners(const std::vector<descriptive::LiveCallInfo>& calls, const std::string& pipeline)
{
    return static_cast<size_t>(std::count_if(calls.begin(), calls.end(),
                                             [&pipeline](const auto& call) { return isListener(call, pipeline); }));
}

void ListenerModel::setPipeline(const QString& name)
{
    MR_ASSERT_GUI_THREAD();
    beginResetModel();
    m_pipeline = name.toStdString();
    m_listeners.clear();
    endResetModel();
}

ListenerModel::Listener ListenerModel::listenerOf(const descriptive::LiveCallInfo& call, int64_t now) const
{
    Listener listener{call.id, QString::fromStdString(call.origin.client), call.numRows, 0};
    const auto known = std::find_if(m_listeners.begin(), m_listeners.end(),
                                    [&call](const Listener& each) { return each.id == call.id; });
    const bool isKnown = known != m_listeners.end();
    const int64_t since = isKnown ? m_refreshedAt : call.startedAt;
    const uint64_t before = isKnown ? known->numRows : 0;
    if (now > since) {
        listener.rowsPerSecond =
            static_cast<double>(call.numRows - before) * kMicrosPerSecond / static_cast<double>(now - since);
    }
    return listener;
}

void ListenerModel::refresh(const std::vector<descriptive::LiveCallInfo>& calls, int64_t now)
{
    MR_ASSERT_GUI_THREAD();
    std::vector<Listener> listeners;
    for (const descriptive::LiveCallInfo& call : calls) {
        if (isListener(call, m_pipeline)) {
            listeners.push_back(listenerOf(call, now));
        }
    }
    m_refreshedAt = now;
    const bool areSame = std::equal(listeners.begin(), listeners.end(), m_listeners.begin(), m_listeners.end(),
                                    [](const Listener& a, const Listener& b) { return a.id == b.id; });
    if (!areSame) {
        beginResetModel();
        m_listeners = std::move(listeners);
        endResetModel();
    } else if (!listeners.empty()) {
        m_listeners = std::move(listeners);
        Q_EMIT dataChanged(index(0, static_cast<int>(Column::Rows)),
                           index(rowCount() - 1, static_cast<int>(Column::Rate)));
    }
}

int ListenerModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_listeners.size());
}

int ListenerModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : kNumColumns;
}

QVariant ListenerModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount()) {
        return {};
    }
    const auto column = static_cast<Column>(index.column());
    if (role == Qt::TextAlignmentRole) {
        return QVariant((column == Column::Client ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    const Listener& listener = m_listeners[static_cast<size_t>(index.row())];
    switch (column) {
    case Column::Client: return listener.client;
    case Column::Rows: return countText(listener.numRows);
    case Column::Rate: return rateText(listener.rowsPerSecond);
    }
    return {};
}

QVariant ListenerModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant((section == 0 ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (static_cast<Column>(section)) {
    case Column::Client: return tr("Listens");
    case Column::Rows: return tr("Rows");
    case Column::Rate: return tr("Rate");
    }
    return {};
}

} // namespace millrace::models
