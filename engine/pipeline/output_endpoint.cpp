// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/output_endpoint.h"

#include "engine/base/background_thread.h"
#include "engine/connectors/secret_reference.h"
#include "engine/connectors/transport_registry.h"
#include "engine/pipeline/input_endpoint.h"
#include "engine/zset/consolidate.h"

#include <algorithm>
#include <exception>

namespace millrace {

OutputEndpoint::OutputEndpoint(ConnectorSpec spec, size_t relation, Schema schema, const ConnectorFactory& factory,
                               std::shared_ptr<RunSignals> signals, const Clock& clock, std::function<void()> delivered)
    : m_spec(std::move(spec))
    , m_configJson(connectorJson(m_spec))
    , m_relation(relation)
    , m_schema(std::move(schema))
    , m_factory(factory)
    , m_signals(std::move(signals))
    , m_clock(clock)
    , m_delivered(std::move(delivered))
{
}

OutputEndpoint::~OutputEndpoint()
{
    stop();
}

void OutputEndpoint::start()
{
    m_thread = std::jthread([this](std::stop_token stop) { deliver(std::move(stop)); });
}

void OutputEndpoint::requestStop()
{
    if (!m_thread.request_stop()) {
        return; // it was before
    }
    bool hasWork = false;
    {
        std::lock_guard lock(m_mutex);
        hasWork = m_stage == Stage::Open && (m_isBusy || m_bufferedBatches != 0);
        m_stopAt = std::chrono::steady_clock::now() + (hasWork ? kStopGrace : std::chrono::milliseconds(0));
    }
    if (!hasWork) {
        m_transportStop.request_stop();
    }
}

void OutputEndpoint::stop()
{
    if (!m_thread.joinable()) {
        return;
    }
    requestStop();
    {
        std::unique_lock lock(m_mutex);
        m_ended.wait_until(lock, m_stopAt, [this] { return m_hasEnded; });
    }
    m_transportStop.request_stop();
    m_thread.join();
}

void OutputEndpoint::enqueue(StepProgress progress, const Delta& delta)
{
    {
        std::lock_guard lock(m_mutex);
        m_announced = progress;
        if (delta.empty()) {
            // Nothing to write: the step is delivered with what stands before it.
            if (!m_queue.empty()) {
                m_queue.back().progress = progress;
            } else if (!m_isBusy && m_bufferedBatches == 0) {
                m_progress = progress;
            }
            return;
        }
        m_queuedRecords += delta.numRows();
        m_queue.push_back({progress, progress.steps, delta});
    }
    m_filled.raise();
}

bool OutputEndpoint::wantsSnapshot() const
{
    std::lock_guard lock(m_mutex);
    return m_wantsSnapshot;
}

void OutputEndpoint::takeSnapshot(const Delta& rows)
{
    {
        std::lock_guard lock(m_mutex);
        m_wantsSnapshot = false;
        for (const Item& item : m_queue) {
            m_queuedRecords -= item.delta.numRows();
        }
        m_queue.clear();
        m_queuedRecords += rows.numRows();
        m_queue.push_back({m_announced, m_announced.steps, rows, true});
    }
    m_filled.raise();
}

bool OutputEndpoint::isFull() const
{
    std::lock_guard lock(m_mutex);
    return m_queuedRecords >= m_spec.maxQueuedRecords && m_queuedRecords > 0;
}

StepProgress OutputEndpoint::delivered() const
{
    std::lock_guard lock(m_mutex);
    return m_progress;
}

uint64_t OutputEndpoint::numErrors() const
{
    std::lock_guard lock(m_mutex);
    return m_numEncodeErrors + m_numTransportErrors;
}

bool OutputEndpoint::retry()
{
    {
        std::lock_guard lock(m_mutex);
        if (!m_failure) {
            return false;
        }
        m_failure.reset();
        m_stage = Stage::Unopened;
        m_wantsSnapshot = m_spec.sendsSnapshot;
    }
    m_filled.raise();
    return true;
}

OutputStatus OutputEndpoint::status() const
{
    OutputStatus status;
    status.relation = m_spec.relation;
    status.name = m_spec.name;
    status.endpoint = m_spec.endpointName();
    status.transport = m_spec.transport;
    status.configJson = m_configJson;
    std::lock_guard lock(m_mutex);
    status.fatalError = m_failure;
    status.isHealthy = !m_failure;
    status.healthText = m_failure ? m_failure->detail : std::string();
    status.transmittedRecords = m_transmittedRecords;
    status.transmittedBytes = m_transmittedBytes;
    status.queuedRecords = m_queuedRecords;
    status.queuedBatches = m_queue.size() + (m_isBusy ? 1 : 0);
    status.bufferedRecords = m_bufferedRecords;
    status.bufferedBatches = m_bufferedBatches;
    status.memoryBytes = m_bufferedBytes;
    for (const Item& item : m_queue) {
        for (const BatchPtr& batch : item.delta.batches) {
            status.memoryBytes += batch->byteSize();
        }
    }
    status.numEncodeErrors = m_numEncodeErrors;
    status.numTransportErrors = m_numTransportErrors;
    status.deliveredStep = m_progress.steps;
    status.deliveredRecords = m_progress.records;
    status.errors = m_errors.list();
    return status;
}

void OutputEndpoint::deliver(std::stop_token stop)
{
    enterBackgroundThread("mr-output");
    m_stop = stop;
    open();
    while (waitForWork(stop)) {
        open();
        takeQueued(stop);
        if (isFlushDue()) {
            flush();
        }
    }
    if (!m_buffer.empty()) {
        flush();
    }
    m_transport.reset(); // here, so that many outputs let go side by side
    {
        std::lock_guard lock(m_mutex);
        m_hasEnded = true;
    }
    m_ended.notify_all();
}

bool OutputEndpoint::waitForWork(const std::stop_token& stop)
{
    if (m_buffer.empty()) {
        return m_filled.wait(stop);
    }
    const auto waited = std::chrono::steady_clock::now() - m_bufferedSince;
    const auto left = std::chrono::milliseconds(std::min<uint64_t>(m_spec.outputBuffer->maxMillis, INT32_MAX)) - waited;
    m_filled.waitFor(stop, std::max(std::chrono::ceil<std::chrono::milliseconds>(left), std::chrono::milliseconds(0)));
    return !stop.stop_requested();
}

void OutputEndpoint::takeQueued(const std::stop_token& stop)
{
    while (!stop.stop_requested()) {
        Item item;
        {
            std::lock_guard lock(m_mutex);
            if (m_queue.empty() || m_wantsSnapshot) {
                return;
            }
            item = std::move(m_queue.front());
            m_queue.pop_front();
            m_isBusy = true;
        }
        if (item.isSnapshot) {
            dropBuffer();
        } else if (m_spec.outputBuffer) {
            buffer(std::move(item));
            if (isFlushDue()) {
                flush();
            }
            continue;
        }
        if (!item.delta.empty()) {
            handle(item);
        }
        {
            std::lock_guard lock(m_mutex);
            m_isBusy = false;
            m_queuedRecords -= item.delta.numRows();
            m_progress = m_queue.empty() ? m_announced : item.progress;
        }
        m_delivered();
    }
}

void OutputEndpoint::buffer(Item item)
{
    const size_t numRows = item.delta.numRows();
    if (m_buffer.empty()) {
        m_bufferedSince = std::chrono::steady_clock::now();
    }
    m_buffer.hasDistinctRows = false;
    uint64_t numBytes = 0;
    for (BatchPtr& batch : item.delta.batches) {
        numBytes += batch->byteSize();
        m_buffer.add(std::move(batch));
    }
    {
        std::lock_guard lock(m_mutex);
        m_isBusy = false;
        m_queuedRecords -= numRows;
        m_bufferedRecords += numRows;
        m_bufferedBytes += numBytes;
        ++m_bufferedBatches;
        m_bufferedProgress = item.progress;
        m_bufferedStep = item.step;
    }
    m_delivered(); // there is room in the queue again
}

bool OutputEndpoint::isFlushDue() const
{
    if (m_buffer.empty()) {
        return false;
    }
    const auto waited = std::chrono::steady_clock::now() - m_bufferedSince;
    const auto millis = static_cast<uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(waited).count());
    return m_buffer.numRows() >= m_spec.outputBuffer->maxRecords || millis >= m_spec.outputBuffer->maxMillis;
}

void OutputEndpoint::flush()
{
    Item item;
    item.delta = consolidated(m_buffer);
    m_buffer.clear();
    {
        std::lock_guard lock(m_mutex);
        item.progress = m_bufferedProgress;
        item.step = m_bufferedStep;
    }
    if (!item.delta.empty()) {
        handle(item);
    }
    dropBuffer();
    {
        std::lock_guard lock(m_mutex);
        m_progress = m_queue.empty() ? m_announced : item.progress;
    }
    m_delivered();
}

void OutputEndpoint::dropBuffer()
{
    m_buffer.clear();
    std::lock_guard lock(m_mutex);
    m_bufferedRecords = 0;
    m_bufferedBytes = 0;
    m_bufferedBatches = 0;
}

std::string OutputEndpoint::slowestEndpoint() const
{
    std::lock_guard lock(m_mutex);
    const bool isInBuffer = m_bufferedBatches != 0 && m_queue.empty();
    return m_spec.endpointName() + (isInBuffer ? ", in its output buffer" : "");
}

bool OutputEndpoint::open()
{
    {
        std::lock_guard lock(m_mutex);
        if (m_stage != Stage::Unopened || m_wantsSnapshot) {
            return m_stage == Stage::Open;
        }
    }
    // One that broke goes on where it stopped, unless it begins anew with all rows.
    std::optional<Error> failure = m_transport && !m_spec.sendsSnapshot ? std::nullopt : tryOpen();
    if (failure && m_stop.stop_requested()) {
        return false;
    }
    return setStage(std::move(failure));
}

/// Open without a failure; tells which.
bool OutputEndpoint::setStage(std::optional<Error> failure)
{
    const bool isOpen = !failure;
    m_signals->log(isOpen ? LogLevel::Info : LogLevel::Error,
                   "Connector " + m_spec.endpointName() + (isOpen ? " is open" : " has failed: " + failure->detail));
    {
        std::lock_guard lock(m_mutex);
        m_stage = isOpen ? Stage::Open : Stage::Failed;
        m_failure = std::move(failure);
    }
    m_signals->changed();
    return isOpen;
}

std::optional<Error> OutputEndpoint::tryOpen()
{
    m_transport.reset(); // it may hold what is opened now
    Result<ConnectorSpec> resolved = resolveReferences(m_spec);
    if (!resolved.ok()) {
        return resolved.takeError();
    }
    m_resolved = std::move(resolved).value();
    const OutputTransportInfo* info = findOutputTransport(m_spec.transport);
    const bool takesRows = info != nullptr && info->takesRows;
    if (!takesRows) {
        Result<std::unique_ptr<Encoder>> encoder = m_factory.makeEncoder(m_resolved, m_schema);
        if (!encoder.ok()) {
            return withoutSecrets(encoder.takeError(), m_spec, m_resolved);
        }
        m_encoder = std::move(encoder).value();
    }
    Result<std::unique_ptr<OutputTransport>> transport =
        m_factory.openOutput({&m_resolved, m_schema, m_transportStop.get_token()});
    if (!transport.ok()) {
        return withoutSecrets(transport.takeError(), m_spec, m_resolved);
    }
    m_transport = std::move(transport).value();
    return std::nullopt;
}

void OutputEndpoint::handle(const Item& item)
{
    if (!open()) { // again where a retry was asked for
        countError(
            ConnectorErrorKind::Transport,
            makeError(ErrorCode::kConnectorOpen, "A change was not delivered because the connector is not open"));
        return;
    }
    try {
        encodeAndWrite(item);
    } catch (const std::exception& exception) {
        countError(ConnectorErrorKind::Transport,
                   makeError(ErrorCode::kInternal, std::string("The output has failed: ") + exception.what()));
    }
}

void OutputEndpoint::encodeAndWrite(const Item& item)
{
    if (m_encoder == nullptr) {
        writeRows(item);
        return;
    }
    std::string bytes;
    const Result<uint64_t> numRecords = m_encoder->encode(item.delta, bytes);
    if (!numRecords.ok()) {
        countError(ConnectorErrorKind::Encode, numRecords.error());
        return;
    }
    Status written = write(item, bytes, *numRecords);
    if (!written.ok()) {
        lose(written.takeError());
        return;
    }
    std::lock_guard lock(m_mutex);
    m_transmittedRecords += *numRecords;
    m_transmittedBytes += bytes.size();
}

void OutputEndpoint::writeRows(const Item& item)
{
    WrittenChange written;
    Status status = m_transport->beginStep(item.step);
    if (status.ok()) {
        status = m_transport->writeChange(item.delta, written);
    }
    if (status.ok()) {
        status = m_transport->endStep();
    }
    for (Error& error : written.encodeErrors) {
        countError(ConnectorErrorKind::Encode, std::move(error));
    }
    if (!status.ok()) {
        lose(Error(status.error()));
    }
    std::lock_guard lock(m_mutex);
    m_numEncodeErrors += written.numEncodeErrors - written.encodeErrors.size();
    m_transmittedRecords += status.ok() ? written.numRecords : 0;
    m_transmittedBytes += status.ok() ? written.numBytes : 0;
}

Status OutputEndpoint::write(const Item& item, std::string_view bytes, uint64_t numRecords)
{
    MR_CHECK(m_transport->beginStep(item.step));
    MR_CHECK(m_transport->write(bytes, numRecords));
    return m_transport->endStep();
}

/// Counts a change that was not delivered; a transport that has broken over it takes no further one.
void OutputEndpoint::lose(Error error)
{
    if (m_transport->isBroken()) {
        setStage(error);
    }
    countError(ConnectorErrorKind::Transport, std::move(error));
}

void OutputEndpoint::countError(ConnectorErrorKind kind, Error error)
{
    ConnectorError entry;
    entry.at = m_clock.now();
    entry.error = std::move(error);
    std::lock_guard lock(m_mutex);
    ++(kind == ConnectorErrorKind::Encode ? m_numEncodeErrors : m_numTransportErrors);
    m_errors.add(kind, std::move(entry));
}

} // namespace millrace
