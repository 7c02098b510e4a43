// SPDX-License-Identifier: GPL-3.0-or-later
// A line of text that ends in "…" where there is no room for all of it.
#pragma once

#include <QLabel>

namespace millrace::gui {

/// text() is whole, also for a screen reader. It takes what room is left. GUI thread only.
class ElidedLabel : public QLabel {
    Q_OBJECT
public:
    explicit ElidedLabel(QWidget* parent = nullptr);

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;
};

} // namespace millrace::gui
