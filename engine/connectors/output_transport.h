// SPDX-License-Identifier: GPL-3.0-or-later
// Where encoded changes go: the interface of the output transports.
#pragma once

#include "engine/base/result.h"
#include "engine/connectors/connector_spec.h"
#include "engine/formats/config_reader.h"

#include <memory>
#include <string_view>
#include <vector>

namespace millrace {

/// A byte sink driven by one output thread: begin a step, write, end the step. When endStep() returns
/// without error the step is delivered.
class OutputTransport {
public:
    virtual ~OutputTransport() = default;
    virtual Status beginStep(uint64_t step) = 0;
    virtual Status write(std::string_view bytes, uint64_t numRecords) = 0;
    virtual Status endStep() = 0;
};

struct OutputTransportInfo {
    std::string name;
    bool needsFormat = true; ///< false: writes rows itself, a format is forbidden unless takesFormat
    bool takesFormat = true;
    bool isBuilt = true;
};

const std::vector<OutputTransportInfo>& outputTransports();
Result<std::unique_ptr<OutputTransport>> openOutput(const ConnectorSpec& spec);
/// Checks the transport's config without touching the target.
std::vector<ConfigProblem> checkOutputConfig(const ConnectorSpec& spec);

} // namespace millrace
