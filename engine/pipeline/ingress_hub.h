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

/// One endpoint for each relation as it is written, format and options; it stays until the run ends, since its tokens
/// have to be answered. Once there are many, another way of writing a relation shares the endpoint of the others, and
/// another format is refused. Any thread.
class IngressHub {
public:
    static constexpr size_t kManyEndpoints = 256; ///< and four for each table of a program that has many of those
    static constexpr uint64_t kMaxQueuedRecords = 100'000;

    /// `adopt` is told of each new endpoint, which takes nothing before it is admitted. All outlive the hub.
    IngressHub(const sql::Program& program, EndpointRegistry& endpoints, std::shared_ptr<RunSignals> signals,
               const Clock& clock, std::shared_ptr<IngressRun> run,
               std::function<void(const std::shared_ptr<IngressEndpoint>&)> adopt);

    /// Errors: kPipelineUnknownRelation, kPipelineState, kIngressLimit, kThreadLimit, those of makeDecoder().
    Result<std::shared_ptr<Ingress>> open(const IngressOptions& options);
    /// Ends all requests, and refuses later ones. After the pool of the run was closed.
    void close(const Error& error);

private:
    size_t maxEndpoints() const;
    Result<std::shared_ptr<IngressEndpoint>> endpointFor(const IngressOptions& options, size_t relation);

    const sql::Program& m_program;
    EndpointRegistry& m_endpoints;
    const std::shared_ptr<RunSignals> m_signals;
    const Clock& m_clock;
    const std::shared_ptr<IngressRun> m_run;
    const std::function<void(const std::shared_ptr<IngressEndpoint>&)> m_adopt;

    std::mutex m_mutex; ///< taken before those of endpoints
    std::map<std::string, std::shared_ptr<IngressEndpoint>> m_byKey;    ///< the relation as it was written first
    std::map<std::string, std::shared_ptr<IngressEndpoint>> m_byMeaning; ///< the same ones, by the relation's name
    std::vector<std::weak_ptr<IngressRequest>> m_requests;
    size_t m_tidyAt = 0; ///< so many requests, most of them gone perhaps
    std::optional<Error> m_end;
};

} // namespace millrace
