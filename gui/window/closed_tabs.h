// SPDX-License-Identifier: GPL-3.0-or-later
// Tabs that were closed, to be opened again.
#pragma once

#include <QObject>

#include <deque>
#include <functional>

namespace millrace::gui {

class ActionRegistry;

/// The newest kMaxTabs of this session. GUI thread only.
class ClosedTabs : public QObject {
    Q_OBJECT
public:
    static constexpr size_t kMaxTabs = 20;
    /// Opens a tab; false when what it showed is gone.
    using Opener = std::function<bool()>;

    explicit ClosedTabs(ActionRegistry& actions, QObject* parent = nullptr);

    void remember(Opener opener);

private:
    void reopen();
    void update();

    ActionRegistry& m_actions;
    std::deque<Opener> m_openers; ///< the newest last
};

} // namespace millrace::gui
