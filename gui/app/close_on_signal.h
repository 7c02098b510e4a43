// SPDX-License-Identifier: GPL-3.0-or-later
// Ctrl-C in the terminal closes the window as its close button does.
#pragma once

#include <QObject>

namespace millrace::gui {

/// While it lives, the first SIGINT, SIGTERM or SIGHUP emits requested(), on the thread of this object; a second one
/// ends the process at once. One at a time; main thread.
class CloseOnSignal : public QObject {
    Q_OBJECT
public:
    explicit CloseOnSignal(QObject* parent = nullptr);
    ~CloseOnSignal() override;

Q_SIGNALS:
    void requested();
};

} // namespace millrace::gui
