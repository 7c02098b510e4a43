// SPDX-License-Identifier: GPL-3.0-or-later
// Lays graphs out on a thread of its own; the latest request wins.
#pragma once

#include "gui/graph/graph_layout.h"

#include <QObject>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

namespace millrace::gui {

/// GUI thread only; the worker is joined in the destructor.
class GraphLayouter : public QObject {
    Q_OBJECT
public:
    explicit GraphLayouter(QObject* parent = nullptr);
    ~GraphLayouter() override;

    /// laidOut() follows, unless another request comes first.
    void request(LayoutRequest request);

Q_SIGNALS:
    void laidOut(const std::shared_ptr<const millrace::gui::LayoutResult>& result);

private:
    void run(std::stop_token stop);

    quint64 m_revision = 0; ///< of the newest request; GUI thread
    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::optional<std::pair<quint64, LayoutRequest>> m_request; ///< guarded by m_mutex
    std::jthread m_thread;                                      ///< last: stops before the rest goes
};

} // namespace millrace::gui
