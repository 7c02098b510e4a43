// SPDX-License-Identifier: GPL-3.0-or-later
// Where a pipeline gets its readers, transports and encoders from; tests put their own in.
#pragma once

#include "engine/connectors/input_reader.h"
#include "engine/connectors/output_transport.h"
#include "engine/formats/encoder.h"

#include <functional>
#include <memory>

namespace millrace {

struct ConnectorFactory {
    std::function<Result<std::unique_ptr<InputReader>>(const InputContext&)> openInput;
    std::function<Result<std::unique_ptr<OutputTransport>>(const OutputContext&)> openOutput;
    /// The encoder of an output's format, for transports that take bytes.
    std::function<Result<std::unique_ptr<Encoder>>(const ConnectorSpec&, const Schema&)> makeEncoder;
    /// A record as JSON, for the user to look at.
    std::function<std::string(const Schema&, const Batch&, size_t row)> describeRecord;

    /// The transports and formats of this build.
    static ConnectorFactory builtIn();
};

} // namespace millrace
