// SPDX-License-Identifier: GPL-3.0-or-later
// Owns the readers of a run: opens them, tells them to read or to pause, closes them.
#pragma once

#include "engine/pipeline/connector_factory.h"
#include "engine/pipeline/endpoint_registry.h"
#include "engine/pipeline/ingress_endpoint.h"
#include "engine/base/work_pool.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

namespace millrace {

/// One thread that applies the activation rule (orchestration.h) to every input whenever something that it
/// depends on has changed, and sends each reader the edges only: extend() when it is to read from now on,
/// pause() when no longer. All commands to readers, and their destruction, come from this thread.
class InputConductor {
public:
    /// `targets`: one for each input of the program; these are the first ones of the registry, which outlives this.
    InputConductor(const EndpointRegistry& endpoints, std::vector<DecoderTarget> targets,
                   const ConnectorFactory& factory, std::shared_ptr<RunSignals> signals, const Clock& clock,
                   size_t maxParallelOpenings);
    /// Joins all threads; the readers are gone afterwards: all stop at once, and so does what is being opened.
    ~InputConductor();
    InputConductor(const InputConductor&) = delete;
    InputConductor& operator=(const InputConductor&) = delete;

    /// Takes effect soon. Any thread.
    void setPipelineState(PipelineState state);
    /// Tries again what has failed and was cleared: opens the reader, or lets it go on where it was. Any thread.
    void retry(size_t endpoint);
    /// Admits requests to the endpoint from now on, by the same rule. Any thread.
    void adopt(std::shared_ptr<IngressEndpoint> endpoint);

private:
    struct Opened {
        size_t endpoint = 0;
        std::unique_ptr<ConnectorSpec> spec; ///< with its references resolved
        std::unique_ptr<InputReader> reader;
    };

    void conduct(std::stop_token stop);
    void open(size_t endpoint);
    void receiveOpened();
    void command();
    void commandReaders(PipelineState state, std::span<const InputActivity> activities);
    void admitRequests(PipelineState state, std::span<const InputActivity> activities);

    const std::vector<std::shared_ptr<InputEndpoint>> m_endpoints; ///< those of the program
    const EndpointRegistry& m_registry;
    const std::vector<DecoderTarget> m_targets;
    const ConnectorFactory m_factory;
    const std::shared_ptr<RunSignals> m_signals;
    const Clock& m_clock;
    std::atomic<PipelineState> m_state = PipelineState::Starting;

    std::mutex m_mutex;
    std::vector<size_t> m_toRetry; ///< bounded: cleared failures only
    std::vector<Opened> m_opened;  ///< bounded: one an endpoint
    std::vector<std::shared_ptr<IngressEndpoint>> m_ingress; ///< bounded by IngressHub

    // The conductor thread's own.
    std::vector<std::unique_ptr<ConnectorSpec>> m_specs; ///< of the readers
    std::vector<std::unique_ptr<InputReader>> m_readers;
    std::vector<uint8_t> m_isReading; ///< the command last sent

    std::stop_source m_stop; ///< of the readers
    WorkPool m_openers;
    std::jthread m_thread;
};

} // namespace millrace
