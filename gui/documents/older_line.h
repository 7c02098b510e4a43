// SPDX-License-Identifier: GPL-3.0-or-later
// The line above the oldest row of a change log that has let go of older ones.
#pragma once

#include <QLabel>

namespace millrace::models {
class ChangeStreamModel;
}

namespace millrace::gui {

class StreamView;

/// Says how many changes before the first row are not kept. There while the list stands at its top; GUI thread only.
class OlderLine : public QLabel {
    Q_OBJECT
public:
    /// Both outlive it or go with it.
    OlderLine(models::ChangeStreamModel& model, StreamView& view, QWidget* parent);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void update();

    models::ChangeStreamModel& m_model;
    StreamView& m_view;
};

} // namespace millrace::gui
