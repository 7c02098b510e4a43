// SPDX-License-Identifier: GPL-3.0-or-later
// The listeners of a run: lets them in between two steps and groups them.
#pragma once

#include "engine/pipeline/connector_factory.h"
#include "engine/pipeline/egress_group.h"
#include "engine/pipeline/endpoint_registry.h"
#include "engine/sql/program.h"

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace millrace {

class StepRunner;

/// A group is in the registry, and holds completion back, while it has listeners. Owned by a shared pointer: a
/// listener's handle may be dropped after the end of the run. Any thread.
class EgressHub : public std::enable_shared_from_this<EgressHub> {
public:
    /// What the run gives, until close().
    struct Run {
        const sql::Program* program = nullptr;
        EndpointRegistry* endpoints = nullptr;
        ConnectorFactory factory;
        std::shared_ptr<WorkPool> pool;
        std::shared_ptr<RunSignals> signals;
        std::function<void()> advanced; ///< an output has delivered, or has gone
    };

    explicit EgressHub(Run run);

    /// Errors: kPipelineUnknownRelation, kSqlNotMaterialized, kThreadLimit, those of the factory's makeEncoder.
    Result<std::shared_ptr<Egress>> open(const EgressOptions& options);
    /// Lets those in that wait: they hear of the steps after `progress`. Controller thread, between two steps.
    void join(const StepRunner& runner, StepProgress progress);
    /// The run has ended. After the pool was closed.
    void close();

    /// For the handle.
    void leave(EgressGroup& group, EgressListener& listener);

private:
    struct Joining {
        std::shared_ptr<EgressGroup> group;
        std::shared_ptr<EgressListener> listener;
    };

    Result<std::shared_ptr<EgressGroup>> groupFor(const EgressOptions& options, size_t relation);

    Run m_run;
    const std::shared_ptr<Wakeup> m_advanced;
    std::mutex m_mutex; ///< taken before those of groups and of the registry
    bool m_isClosed = false;
    std::map<std::string, std::weak_ptr<EgressGroup>> m_groups;
    std::vector<std::shared_ptr<EgressGroup>> m_registered;
    std::vector<Joining> m_joining;
};

} // namespace millrace
