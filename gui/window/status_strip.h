// SPDX-License-Identifier: GPL-3.0-or-later
// The status bar: what the current pipeline does, in numbers.
#pragma once

#include "models/bridge/pipeline_bridge.h"
#include "models/bridge/rate_meter.h"

#include <QPointer>
#include <QStatusBar>

class QLabel;

namespace millrace::gui {

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
    QLabel* addLabel(const QString& objectName, const QString& toolTip);
    void refresh();
    void refreshTransaction(const PipelineStatus& status);
    void showIdle();

    QPointer<models::PipelineBridge> m_pipeline;
    models::RateMeter m_rate;
    QLabel* m_state;
    QLabel* m_changes;
    QLabel* m_step;
    QLabel* m_transaction;
    QLabel* m_buffered;
    QLabel* m_memory;
    QLabel* m_tokens;
    QLabel* m_frames;
};

} // namespace millrace::gui
