// SPDX-License-Identifier: GPL-3.0-or-later
// How far a completion token has come: ingested, processed, delivered by each output.
#pragma once

#include "engine/api/pipeline.h"

#include <QString>

#include <vector>

namespace millrace::models {

struct TokenStage {
    enum class Kind { Ingested, Processed, Delivered };
    Kind kind = Kind::Ingested;
    QString output; ///< Delivered: "view.connector"
    bool isDone = false;
    double share = 0; ///< Processed: 0 to 1
};

/// The stages of a token of the run that `status` tells about. A complete one has passed them all, whatever outputs
/// there are now.
std::vector<TokenStage> tokenStages(const TokenStatus& token, const PipelineStatus& status);
/// "ingested › processed 40 % › best.file –": a sign after each stage that is over or not begun.
QString tokenStagesText(const std::vector<TokenStage>& stages);

} // namespace millrace::models
