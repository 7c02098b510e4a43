// SPDX-License-Identifier: GPL-3.0-or-later
// Everything the status tells about one connector, in words.
#pragma once

#include "engine/api/pipeline.h"
#include "models/text/fact_model.h"

#include <QString>

#include <vector>

namespace millrace::models {

/// Names a connector: a relation may have an input and a listener of the same name.
struct ConnectorId {
    QString relation;
    QString connector;
    bool isInput = true;
    bool operator==(const ConnectorId&) const = default;
};

struct ConnectorDetails {
    bool isKnown = false; ///< the run has it; false: nothing below is set
    QList<Fact> facts;
    QString config;                     ///< the connector as it was declared, indented JSON
    std::vector<ConnectorError> errors; ///< those kept, newest last
    uint64_t numErrors = 0;             ///< all that were counted
};

ConnectorDetails connectorDetails(const PipelineStatus& status, const ConnectorId& id);

} // namespace millrace::models
