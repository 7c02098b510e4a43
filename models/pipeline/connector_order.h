// SPDX-License-Identifier: GPL-3.0-or-later
// In which order the inputs of a pipeline begin, as labels and start_after say.
#pragma once

#include "engine/api/pipeline.h"

#include <QString>

#include <map>
#include <vector>

namespace millrace::models {

/// Who waits for an input, and for whom it waits. They are named "table.connector".
struct ConnectorOrder {
    struct Wait {
        std::string label;
        std::vector<std::string> carriers; ///< empty: nobody carries the label, so it is not waited for
        bool isOver = false;               ///< every carrier has ended
    };
    size_t stage = 0; ///< 1: begins at once and others wait for it; 2: after those of stage 1; 0: no order
    std::vector<std::string> labels;
    std::vector<Wait> waits;
    std::vector<std::string> followers; ///< those that wait for one of its labels
};

/// By "table.connector"; inputs that neither wait nor are waited for have stage 0.
std::map<std::string, ConnectorOrder> connectorOrder(const PipelineStatus& status);
/// "1", "2 · after vendors", or empty.
QString orderText(const ConnectorOrder& order);

} // namespace millrace::models
