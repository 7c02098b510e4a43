// SPDX-License-Identifier: GPL-3.0-or-later
// Where encoded changes go: the interface of the output transports.
#pragma once

#include "engine/base/result.h"
#include "engine/connectors/connector_spec.h"
#include "engine/formats/config_reader.h"
#include "engine/types/schema.h"
#include "engine/zset/batch.h"

#include <memory>
#include <stop_token>
#include <string_view>
#include <vector>

namespace millrace {

/// What became of a change that a transport took as rows.
struct WrittenChange {
    uint64_t numRecords = 0;
    uint64_t numBytes = 0;
    std::vector<Error> encodeErrors; ///< of records that were left out; at most kMaxErrors are described
    uint64_t numEncodeErrors = 0;
    static constexpr size_t kMaxErrors = 100;

    void refuse(Error error)
    {
        ++numEncodeErrors;
        if (encodeErrors.size() < kMaxErrors) {
            encodeErrors.push_back(std::move(error));
        }
    }
};

/// Driven by one output thread: begin a step, write its change, end the step. When endStep() returns without
/// error the step is delivered. Once a stop is requested the opening, calls under way and the destructor return
/// within 200 ms, also when the target hangs.
class OutputTransport {
public:
    virtual ~OutputTransport() = default;
    virtual Status beginStep(uint64_t step) = 0;
    /// The change, encoded; for transports that carry a stream of bytes.
    virtual Status write(std::string_view, uint64_t) { return {}; }
    virtual Status endStep() = 0;
    /// The change as rows; for transports whose info says takesRows.
    virtual Status writeChange(const Delta&, WrittenChange&) { return {}; }
    /// After an error: what came next would stand behind a gap. The connector has failed then, and nothing is written
    /// before somebody tries again.
    virtual bool isBroken() const { return false; }
};

struct OutputTransportInfo {
    std::string name;
    bool needsFormat = true; ///< false: writes rows itself, a format is forbidden unless takesFormat
    bool takesFormat = true;
    bool takesRows = false;  ///< changes go to writeChange(); no encoder is made
    bool takesIndex = false; ///< writes keyed changes itself; others leave that to their format
    bool isBuilt = true;
    std::string delivers = {}; ///< what "delivered" means, in words; empty where the transport is not built
};

const std::vector<OutputTransportInfo>& outputTransports();

/// Everything a transport needs to open.
struct OutputContext {
    const ConnectorSpec* spec = nullptr;
    Schema schema; ///< of the relation
    std::stop_token stop;
};
Result<std::unique_ptr<OutputTransport>> openOutput(const OutputContext& context);
/// Checks the transport's config without touching the target.
std::vector<ConfigProblem> checkOutputConfig(const ConnectorSpec& spec);

} // namespace millrace
