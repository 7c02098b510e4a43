// SPDX-License-Identifier: GPL-3.0-or-later
// Opens the requests that push data into a run's tables, and the endpoints they share.
#pragma once

#include "engine/pipeline/endpoint_registry.h"
#include "engine/pipeline/ingress_request.h"
#include "engine/sql/program.h"

#include <functional>
#include <map>
#include <string>

namespace millrace {

/// One endpoint for each relation as it is written, format and options; it stays until the run ends. Any thread.
class IngressHub {
public:
    static constexpr size_t kMaxEndpoints = 256;
    static constexpr uint64_t kMaxQueuedRecords = 100'000;

    /// `adopt` is told of each new endpoint, which takes nothing before it is admitted. All outlive the hub.
    IngressHub(const sql::Program& program, EndpointRegistry& endpoints, std::shared_ptr<RunSignals> signals,
               const Clock& clock, std::shared_ptr<IngressRun> run,
               std::function<void(const std::shared_ptr<IngressEndpoint>&)> adopt);

    /// Errors: kPipelineUnknownRelation, kPipelineState, those of makeDecoder().
    Result<std::shared_ptr<Ingress>> open(const IngressOptions& options);
    /// Ends all requests, and refuses later ones. After the pool of the run was closed.
    void close(const Error& error);

private:
    Result<std::shared_ptr<IngressEndpoint>> endpointFor(const IngressOptions& options, size_t relation);

    const sql::Program& m_program;
    EndpointRegistry& m_endpoints;
    const std::shared_ptr<RunSignals> m_signals;
    const Clock& m_clock;
    const std::shared_ptr<IngressRun> m_run;
    const std::function<void(const std::shared_ptr<IngressEndpoint>&)> m_adopt;

    std::mutex m_mutex; ///< taken before those of endpoints
    std::map<std::string, std::shared_ptr<IngressEndpoint>> m_byKey;
    std::vector<std::weak_ptr<IngressRequest>> m_requests;
    std::optional<Error> m_end;
};

} // namespace millrace
