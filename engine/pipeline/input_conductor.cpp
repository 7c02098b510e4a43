// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/input_conductor.h"

#include "engine/base/background_thread.h"
#include "engine/connectors/secret_reference.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <thread>
#include <utility>

namespace millrace {

namespace {

/// A library's exception ends here: an opening runs on a thread of its own.
Result<std::unique_ptr<InputReader>> openReader(const ConnectorFactory& factory, InputContext& context,
                                                ConnectorSpec& resolved)
{
    try {
        MR_TRY(resolved, resolveReferences(*context.spec));
        const ConnectorSpec& written = *std::exchange(context.spec, &resolved);
        Result<std::unique_ptr<InputReader>> reader = factory.openInput(context);
        if (!reader.ok()) {
            return withoutSecrets(reader.takeError(), written, resolved);
        }
        return reader;
    } catch (const std::exception& exception) {
        return makeError(ErrorCode::kInternal, std::string("The connector could not be opened: ") + exception.what());
    }
}

/// A library may take its time to let go of a host that hangs: not one after the other.
void destroySideBySide(std::vector<std::unique_ptr<InputReader>> readers)
{
    constexpr size_t kMaxThreads = 16;
    std::atomic<size_t> next = 0;
    const auto destroy = [&] {
        for (size_t i = next++; i < readers.size(); i = next++) {
            readers[i].reset();
        }
    };
    std::vector<std::jthread> threads;
    for (size_t i = 1; i < std::min(readers.size(), kMaxThreads); ++i) {
        threads.emplace_back(destroy);
    }
    destroy();
}

std::vector<std::shared_ptr<InputEndpoint>> firstInputs(const EndpointRegistry& endpoints, size_t count)
{
    const EndpointRegistry::Inputs all = endpoints.inputs();
    return {all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count)};
}

} // namespace

InputConductor::InputConductor(const EndpointRegistry& endpoints, std::vector<DecoderTarget> targets,
                               const ConnectorFactory& factory, std::shared_ptr<RunSignals> signals, const Clock& clock,
                               size_t maxParallelOpenings)
    : m_endpoints(firstInputs(endpoints, targets.size()))
    , m_registry(endpoints)
    , m_targets(std::move(targets))
    , m_factory(factory)
    , m_signals(std::move(signals))
    , m_clock(clock)
    , m_specs(m_endpoints.size())
    , m_readers(m_endpoints.size())
    , m_isReading(m_endpoints.size(), 0)
    , m_openers("mr-opener", maxParallelOpenings)
    , m_thread([this](std::stop_token stop) { conduct(std::move(stop)); })
{
}

InputConductor::~InputConductor()
{
    m_thread.request_stop();
    m_stop.request_stop();
    m_thread.join();
    m_openers.close(); // an opening under way may still put a reader into m_opened
    for (Opened& each : m_opened) {
        m_readers.push_back(std::move(each.reader));
    }
    destroySideBySide(std::move(m_readers));
}

void InputConductor::setPipelineState(PipelineState state)
{
    m_state.store(state);
    m_signals->conduct->raise();
}

void InputConductor::retry(size_t endpoint)
{
    {
        std::lock_guard lock(m_mutex);
        m_toRetry.push_back(endpoint);
    }
    m_signals->conduct->raise();
}

void InputConductor::adopt(std::shared_ptr<IngressEndpoint> endpoint)
{
    {
        std::lock_guard lock(m_mutex);
        m_ingress.push_back(std::move(endpoint));
    }
    m_signals->conduct->raise();
}

void InputConductor::conduct(std::stop_token stop)
{
    enterBackgroundThread("mr-conductor");
    for (size_t i = 0; i < m_endpoints.size(); ++i) {
        open(i);
    }
    command(); // a label that nobody carries holds nobody back, not even without any event
    while (m_signals->conduct->wait(stop)) {
        receiveOpened();
        command();
    }
}

void InputConductor::open(size_t endpoint)
{
    Status submitted = m_openers.submit([this, endpoint] {
        InputContext context;
        context.spec = &m_endpoints[endpoint]->spec();
        context.target = m_targets[endpoint];
        context.consumer = m_endpoints[endpoint];
        context.clock = &m_clock;
        context.stop = m_stop.get_token();
        auto spec = std::make_unique<ConnectorSpec>();
        Result<std::unique_ptr<InputReader>> reader = openReader(m_factory, context, *spec);
        if (!reader.ok()) {
            if (m_stop.stop_requested()) {
                return;
            }
            m_endpoints[endpoint]->setOpening(false);
            m_endpoints[endpoint]->failed(reader.takeError());
            return;
        }
        {
            std::lock_guard lock(m_mutex);
            m_opened.push_back({endpoint, std::move(spec), std::move(reader).value()});
        }
        m_signals->conduct->raise();
    });
    if (!submitted.ok()) {
        m_endpoints[endpoint]->setOpening(false);
        m_endpoints[endpoint]->failed(submitted.takeError());
    }
}

void InputConductor::receiveOpened()
{
    std::vector<Opened> opened;
    std::vector<size_t> toRetry;
    {
        std::lock_guard lock(m_mutex);
        opened.swap(m_opened);
        toRetry.swap(m_toRetry);
    }
    for (Opened& each : opened) {
        m_readers[each.endpoint] = std::move(each.reader);
        m_specs[each.endpoint] = std::move(each.spec);
        m_isReading[each.endpoint] = 0;
        m_endpoints[each.endpoint]->setOpening(false);
        m_signals->log(LogLevel::Info, "Connector " + m_endpoints[each.endpoint]->endpointName() + " is open");
        m_signals->changed();
    }
    for (const size_t endpoint : toRetry) {
        m_isReading[endpoint] = 0; // a reader that gave up goes on where it was with the next extend()
        if (!m_readers[endpoint]) {
            m_endpoints[endpoint]->setOpening(true);
            open(endpoint);
        }
    }
}

void InputConductor::command()
{
    const PipelineState state = m_state.load();
    const EndpointRegistry::Inputs inputs = m_registry.inputs();
    std::vector<InputActivity> activities;
    activities.reserve(inputs.size());
    for (const auto& input : inputs) {
        activities.push_back(input->activity());
    }
    for (const size_t released : releasedInputs(activities)) {
        m_endpoints[released]->release();
        activities[released].pause = PauseCause::None;
        m_signals->changed();
    }
    commandReaders(state, activities);
    admitRequests(state, activities);
}

void InputConductor::commandReaders(PipelineState state, std::span<const InputActivity> activities)
{
    for (size_t i = 0; i < m_endpoints.size(); ++i) {
        const bool shouldBeReading = shouldRead(state, activities[i]);
        if (!m_readers[i] || shouldBeReading == (m_isReading[i] != 0)) {
            continue;
        }
        m_isReading[i] = shouldBeReading ? 1 : 0;
        m_endpoints[i]->setReading(shouldBeReading);
        if (shouldBeReading) {
            m_readers[i]->extend();
        } else {
            m_readers[i]->pause();
        }
        m_signals->changed();
    }
}

void InputConductor::admitRequests(PipelineState state, std::span<const InputActivity> activities)
{
    std::vector<std::shared_ptr<IngressEndpoint>> endpoints;
    {
        std::lock_guard lock(m_mutex);
        endpoints = m_ingress;
    }
    for (const std::shared_ptr<IngressEndpoint>& endpoint : endpoints) {
        if (endpoint->position() >= activities.size()) {
            continue; // came after the look at the inputs: the signal is up again
        }
        const Admission admission = admissionOf(state, activities[endpoint->position()]);
        const bool isNews = endpoint->input().setReading(admission == Admission::All);
        endpoint->setAdmission(admission);
        if (isNews) {
            m_signals->changed();
        }
    }
}

} // namespace millrace
