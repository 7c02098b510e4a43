// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pipeline/token_stages.h"

#include "models/text/cell_text.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

#include <algorithm>

namespace millrace::models {

namespace {

struct StageTexts {
    Q_DECLARE_TR_FUNCTIONS(TokenStages)
};

QString stageText(const TokenStage& stage)
{
    const QString mark = stage.isDone ? QStringLiteral(" ✓") : QStringLiteral(" –");
    switch (stage.kind) {
    case TokenStage::Kind::Ingested: return StageTexts::tr("ingested") + mark;
    case TokenStage::Kind::Processed:
        return stage.isDone
                   ? StageTexts::tr("processed") + mark
                   : StageTexts::tr("processed %1 %").arg(QLocale().toString(static_cast<int>(stage.share * 100)));
    case TokenStage::Kind::Delivered:
        return (stage.output.isEmpty() ? StageTexts::tr("delivered") : stage.output) + mark;
    }
    return {};
}

} // namespace

std::vector<TokenStage> tokenStages(const TokenStatus& token, const PipelineStatus& status)
{
    const bool isComplete = token.state == TokenState::Complete;
    const uint64_t processed = std::min(token.processedCount, token.count);
    // The records are in a step once it has a number; only when that is published are they processed.
    const bool isProcessed =
        isComplete || (processed == token.count && token.step && status.processedSteps >= *token.step);
    std::vector<TokenStage> stages;
    stages.push_back({TokenStage::Kind::Ingested, {}, true, 1});
    TokenStage processing{TokenStage::Kind::Processed, {}, isProcessed, 1};
    if (!isProcessed && token.count > 0) {
        processing.share = std::min(static_cast<double>(processed) / static_cast<double>(token.count), 0.99);
    }
    stages.push_back(processing);
    if (isComplete) {
        stages.push_back({TokenStage::Kind::Delivered, {}, true, 1});
        return stages;
    }
    for (const OutputStatus& output : status.outputs) {
        const bool isDelivered = isProcessed && output.deliveredStep >= *token.step;
        stages.push_back({TokenStage::Kind::Delivered, toQString(output.relation + "." + output.name), isDelivered,
                          isDelivered ? 1.0 : 0.0});
    }
    return stages;
}

QString tokenStagesText(const std::vector<TokenStage>& stages)
{
    QStringList texts;
    for (const TokenStage& stage : stages) {
        texts.append(stageText(stage));
    }
    return texts.join(QStringLiteral(" › "));
}

} // namespace millrace::models
