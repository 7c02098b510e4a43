// SPDX-License-Identifier: GPL-3.0-or-later
// Pushing bytes into a table from outside: one request, from its first byte to its completion token.
#pragma once

#include "engine/base/result.h"
#include "engine/formats/decoder.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace millrace {

struct IngressOptions {
    std::string relation; ///< as the caller wrote it: quoted or folded to lower case, see canonicalName()
    std::string format = "csv";
    nlohmann::json formatConfig = nlohmann::json::object();
    bool force = false; ///< also while the pipeline is paused; else the request waits until it runs
};

/// What became of a request. Records that could be read are in the table's buffer, also where others were bad.
struct IngressOutcome {
    std::string endpoint;            ///< `<relation as written>.api-ingress-<16 hex>`; one a table and format
    std::string token;               ///< completion token of the records that were taken
    uint64_t numRecords = 0;         ///< taken
    uint64_t numErrors = 0;          ///< records that could not be decoded
    std::vector<RecordError> errors; ///< the last ones, at most kMaxErrors; numbered over the endpoint's life
    static constexpr size_t kMaxErrors = 1000;
};

/// Bytes of one request on their way into a table. They are decoded on a thread of the pipeline's while more arrive;
/// what waits is bounded. Dropping it before finish() is a broken connection: complete records stay, the rest is
/// discarded. write(), finish(): one thread, never wait.
class Ingress {
public:
    /// Bytes that may wait before hasRoom() is false.
    static constexpr size_t kMaxQueuedBytes = size_t{4} << 20;

    virtual ~Ingress() = default;
    /// Whether more bytes should be given now. A paused pipeline, a full buffer of the endpoint or a slow decoder say
    /// no. On a new endpoint the answer is no for some microseconds; the wake-up follows.
    virtual bool hasRoom() const = 0;
    /// Takes the bytes, also without room (a caller that asks first exceeds the bound by one write at most).
    virtual void write(std::string bytes) = 0;
    /// No byte follows.
    virtual void finish() = 0;
    /// Null until everything after finish() is decoded and buffered, or the run has ended (kPipelineState).
    virtual std::optional<Result<IngressOutcome>> outcome() const = 0;
    /// Called from a thread of the engine's when there is room again or the outcome is there. Same contract as
    /// Subscription::setWakeup().
    virtual void setWakeup(std::function<void()> wakeup) = 0;
};

} // namespace millrace
