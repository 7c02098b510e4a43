// SPDX-License-Identifier: GPL-3.0-or-later
// The status bar: what the current pipeline does, in numbers.
#pragma once

#include "models/bridge/pipeline_bridge.h"
#include "models/bridge/rate_meter.h"

#include <QPointer>
#include <QStatusBar>

class QLabel;

namespace millrace::gui {

class LiveText;

/// State, changes a second, step, an open transaction, memory, tokens in progress; a slowed frame rate is told.
/// GUI thread only.
class StatusStrip : public QStatusBar {
    Q_OBJECT
public:
    explicit StatusStrip(models::FrameClock& clock, QWidget* parent = nullptr);

    void setPipeline(models::PipelineBridge* pipeline);
    void setTokensInProgress(int numTokens);

protected:
    void changeEvent(QEvent* event) override;

private:
    LiveText* addText(const QString& objectName, const QString& toolTip);
    void refresh();
    void refreshTransaction(const PipelineStatus& status);
    void showIdle();

    bool m_isBuilt = false; ///< events come while it is being made, too
    QPointer<models::PipelineBridge> m_pipeline;
    models::RateMeter m_rate;
    LiveText* m_state;
    LiveText* m_changes;
    LiveText* m_step;
    LiveText* m_transaction;
    LiveText* m_buffered;
    LiveText* m_memory;
    LiveText* m_tokens;
    QLabel* m_frames;
};

} // namespace millrace::gui
