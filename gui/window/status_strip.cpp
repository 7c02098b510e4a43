// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/status_strip.h"

#include "gui/theme/state_look.h"
#include "gui/theme/theme_controller.h"
#include "gui/widgets/live_text.h"
#include "models/text/number_text.h"

#include <QEvent>
#include <QLabel>

#include <chrono>

namespace millrace::gui {

namespace {

int64_t monotonicUs()
{
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
}

/// Only a new colour is set: styles are worked out anew for it.
void setColor(LiveText* text, ColorToken token)
{
    const QColor color = ThemeController::current().color(token);
    QPalette palette = text->label()->palette();
    if (palette.color(QPalette::WindowText) != color) {
        palette.setColor(QPalette::WindowText, color);
        text->label()->setPalette(palette);
    }
}

} // namespace

StatusStrip::StatusStrip(models::FrameClock& clock, QWidget* parent)
    : QStatusBar(parent)
    , m_state(addText(QStringLiteral("statusState"), tr("State of the current pipeline")))
    , m_changes(addText(QStringLiteral("statusChanges"), tr("Changes of tables and views a second")))
    , m_step(addText(QStringLiteral("statusStep"), tr("Steps done in this run")))
    , m_transaction(addText(QStringLiteral("statusTransaction"),
                             tr("Tables and views show the changes of a transaction once it is committed")))
    , m_buffered(addText(QStringLiteral("statusBuffered"), tr("Records received and not yet in a step")))
    , m_memory(addText(QStringLiteral("statusMemory"), tr("Memory of the pipeline's state, and its limit")))
    , m_tokens(addText(QStringLiteral("statusTokens"), tr("Completion tokens in progress")))
    , m_frames(new QLabel(this))
{
    setObjectName(QStringLiteral("statusStrip"));
    setSizeGripEnabled(false);
    m_frames->setObjectName(QStringLiteral("statusFrames"));
    m_frames->setContentsMargins(8, 3, 8, 3);
    m_frames->setProperty("role", QStringLiteral("muted"));
    addPermanentWidget(m_frames);
    connect(&clock, &models::FrameClock::rateChanged, this, [this](int rateHz) {
        const bool isFull = rateHz == models::FrameClock::kRatesHz.front();
        m_frames->setText(isFull ? QString() : tr("Screen slowed to %1 Hz").arg(rateHz));
    });
    connect(this, &QStatusBar::messageChanged, this, [this](const QString& message) {
        if (message.isEmpty()) {
            refresh();
        }
    });
    m_isBuilt = true;
    showIdle();
}

LiveText* StatusStrip::addText(const QString& objectName, const QString& toolTip)
{
    auto* text = new LiveText(LiveText::Width::Fitted, this);
    text->setToolTip(toolTip);
    text->label()->setObjectName(objectName);
    text->label()->setContentsMargins(8, 3, 8, 3);
    addWidget(text);
    return text;
}

void StatusStrip::setPipeline(models::PipelineBridge* pipeline)
{
    if (m_pipeline == pipeline) {
        return;
    }
    if (m_pipeline != nullptr) {
        disconnect(m_pipeline, nullptr, this, nullptr);
    }
    m_pipeline = pipeline;
    m_rate.reset();
    if (pipeline == nullptr) {
        showIdle();
        return;
    }
    connect(pipeline, &models::PipelineBridge::statusChanged, this, &StatusStrip::refresh);
    connect(pipeline, &models::PipelineBridge::stateChanged, this, &StatusStrip::refresh);
    connect(pipeline, &QObject::destroyed, this, &StatusStrip::showIdle);
    refresh();
}

void StatusStrip::showIdle()
{
    m_state->setText(tr("No pipeline"));
    m_state->label()->setPalette(QPalette());
    for (LiveText* text : {m_changes, m_step, m_transaction, m_buffered, m_memory, m_tokens}) {
        text->setText(QString());
        text->hide();
    }
}

void StatusStrip::refresh()
{
    if (!currentMessage().isEmpty()) {
        return; // it stands where the texts do; they come back with its end
    }
    if (m_pipeline == nullptr) {
        showIdle();
        return;
    }
    const PipelineStatus& status = *m_pipeline->status();
    setColor(m_state, colorOf(status.state));
    m_state->setText(QStringLiteral("● %1").arg(models::pipelineStateText(status.state)));
    const bool isActive = m_pipeline->isActive();
    for (LiveText* text : {m_changes, m_step, m_memory}) {
        text->setVisible(isActive);
    }
    m_buffered->setVisible(isActive && status.bufferedInputRecords > 0);
    refreshTransaction(status);
    if (!isActive) {
        m_rate.reset();
        return;
    }
    m_rate.update(status.totalOutputChanges, monotonicUs());
    m_changes->setText(tr("changes %1").arg(models::rateText(m_rate.perSecond())));
    m_step->setText(tr("step %1").arg(models::countText(status.processedSteps)));
    m_buffered->setText(tr("%1 buffered").arg(models::countText(status.bufferedInputRecords)));
    m_memory->setText(
        status.memoryLimitBytes == 0
            ? models::bytesText(status.stateBytes)
            : tr("%1 of %2").arg(models::bytesText(status.stateBytes), models::bytesText(status.memoryLimitBytes)));
}

void StatusStrip::refreshTransaction(const PipelineStatus& status)
{
    m_transaction->setVisible(status.transactionStage != TransactionStage::None);
    if (status.transactionStage == TransactionStage::None) {
        return;
    }
    setColor(m_transaction, ColorToken::Info);
    const QString state = status.transactionStage == TransactionStage::Open ? tr("transaction %1 open, %2")
                                                                            : tr("transaction %1 commits, %2");
    m_transaction->setText(state.arg(status.transactionId)
                               .arg(tr("%n record(s)", nullptr, static_cast<int>(status.transactionRecords))));
}

void StatusStrip::setTokensInProgress(int numTokens)
{
    m_tokens->setVisible(numTokens > 0);
    m_tokens->setText(tr("%n token(s) waiting", nullptr, numTokens));
}

void StatusStrip::changeEvent(QEvent* event)
{
    QStatusBar::changeEvent(event);
    if (m_isBuilt && (event->type() == QEvent::PaletteChange || event->type() == QEvent::LanguageChange)) {
        refresh();
    }
}

} // namespace millrace::gui
