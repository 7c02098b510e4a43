// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/input_endpoint.h"

#include "engine/base/assert.h"

#include <algorithm>

namespace millrace {

InputEndpoint::InputEndpoint(ConnectorSpec spec, size_t relation, std::shared_ptr<RunSignals> signals,
                             const Clock& clock, std::string ingressName)
    : m_spec(std::move(spec))
    , m_configJson(connectorJson(m_spec))
    , m_relation(relation)
    , m_endpointName(ingressName.empty() ? m_spec.endpointName() : ingressName)
    , m_isIngress(!ingressName.empty())
    , m_signals(std::move(signals))
    , m_clock(clock)
{
    if (!m_spec.startAfter.empty()) {
        m_pause = PauseCause::StartAfter;
    } else if (m_spec.paused) {
        m_pause = PauseCause::Declared;
    }
}

void InputEndpoint::received(InputBatch records, uint64_t bytes)
{
    const size_t numRecords = records.numRows();
    bool hasFilled = false;
    {
        std::lock_guard lock(m_mutex);
        m_totalBytes += bytes;
        m_totalRecords += numRecords;
        if (numRecords != 0) {
            m_bufferedRecords += numRecords;
            m_bufferedBytes += bytes;
            Item item;
            item.records = std::move(records);
            item.numRecords = numRecords;
            item.bytes = bytes;
            item.arrival = m_signals->arrivals.fetch_add(1);
            item.receivedAt = m_clock.steadyMicros();
            m_buffer.push_back(std::move(item));
            hasFilled = updateFull();
        }
    }
    if (numRecords != 0) {
        m_signals->step->raise();
    }
    if (hasFilled) {
        wakeConductor();
    }
    m_signals->changed();
}

void InputEndpoint::recordErrors(std::vector<RecordError> errors, uint64_t numErrors)
{
    std::string line;
    {
        std::lock_guard lock(m_mutex);
        m_numParseErrors += numErrors;
        line = parseErrorLine(errors);
        for (RecordError& error : errors) {
            ConnectorError entry = entryOf(makeError(error.code, std::move(error.detail)));
            entry.recordNumber = error.recordNumber;
            entry.line = error.line;
            entry.raw = std::move(error.raw);
            m_errors.add(ConnectorErrorKind::Parse, std::move(entry));
        }
        m_errors.skip(numErrors - std::min<uint64_t>(numErrors, errors.size()));
    }
    if (!line.empty()) {
        m_signals->log(LogLevel::Warning, std::move(line));
    }
    m_signals->changed();
}

std::string InputEndpoint::parseErrorLine(const std::vector<RecordError>& errors)
{
    constexpr int64_t kMinGapMicros = 1'000'000;
    const int64_t now = std::max<int64_t>(m_clock.steadyMicros(), 1);
    if (m_parseErrorsLoggedAt != 0 && now - m_parseErrorsLoggedAt < kMinGapMicros) {
        return {};
    }
    m_parseErrorsLoggedAt = now;
    return "Connector " + m_endpointName + ": " + groupedDigits(m_numParseErrors) +
           " records could not be read so far" + (errors.empty() ? "" : ", the latest: " + errors.back().detail);
}

void InputEndpoint::endOfInput()
{
    {
        std::lock_guard lock(m_mutex);
        if (m_endOfInput) {
            return;
        }
        m_endOfInput = true;
    }
    m_signals->log(LogLevel::Info, "Connector " + m_endpointName + " has reached the end of its input");
    wakeConductor(); // somebody may wait for it
    m_signals->changed();
}

void InputEndpoint::transportError(Error error)
{
    {
        std::lock_guard lock(m_mutex);
        ++m_numTransportErrors;
        m_errors.add(ConnectorErrorKind::Transport, entryOf(std::move(error)));
    }
    m_signals->changed();
}

void InputEndpoint::failed(Error error)
{
    m_signals->log(LogLevel::Error, "Connector " + m_endpointName + " has failed: " + error.detail);
    {
        std::lock_guard lock(m_mutex);
        ++m_numTransportErrors;
        m_errors.add(ConnectorErrorKind::Transport, entryOf(error));
        capText(error.detail, ErrorRing::kMaxTextBytes);
        m_failure = std::move(error);
    }
    wakeConductor();
    m_signals->changed();
}

void InputEndpoint::health(bool isHealthy, std::string description)
{
    {
        std::lock_guard lock(m_mutex);
        capText(description, ErrorRing::kMaxTextBytes);
        m_isHealthy = isHealthy;
        m_healthText = std::move(description);
    }
    m_signals->changed();
}

void InputEndpoint::peek(size_t maxRecords, std::vector<BufferedPiece>& pieces) const
{
    std::lock_guard lock(m_mutex);
    size_t position = 0;
    for (const Item& item : m_buffer) {
        if (position == maxRecords) {
            return;
        }
        BufferedPiece piece;
        piece.numRecords = std::min(item.numLeft(), maxRecords - position);
        piece.position = position;
        piece.arrival = item.arrival;
        if (item.records.rows) {
            piece.records = piece.numRecords == item.numRecords
                                ? item.records
                                : item.records.slice(item.from, item.from + piece.numRecords);
        }
        position += piece.numRecords;
        pieces.push_back(std::move(piece));
    }
}

void InputEndpoint::drop(size_t numRecords)
{
    const int64_t now = m_clock.steadyMicros();
    bool isConductorsBusiness = false;
    {
        std::lock_guard lock(m_mutex);
        MR_ASSERT(numRecords <= m_bufferedRecords);
        m_bufferedRecords -= numRecords;
        while (numRecords != 0) {
            Item& item = m_buffer.front();
            const size_t taken = std::min(item.numLeft(), numRecords);
            const uint64_t bytes = item.bytes * taken / item.numLeft();
            m_bufferedBytes -= bytes;
            item.bytes -= bytes;
            item.from += taken;
            numRecords -= taken;
            if (item.numLeft() == 0) {
                m_latency.add(now - item.receivedAt);
                m_buffer.pop_front();
            }
        }
        isConductorsBusiness = updateFull() || (m_endOfInput && m_bufferedRecords == 0);
    }
    if (isConductorsBusiness) {
        wakeConductor();
    }
}

void InputEndpoint::setAside(size_t position, Error error, std::string record)
{
    {
        std::lock_guard lock(m_mutex);
        size_t offset = position;
        auto place = m_buffer.begin();
        while (place != m_buffer.end() && offset >= place->numLeft()) {
            offset -= place->numLeft();
            ++place;
        }
        MR_ASSERT(place != m_buffer.end() && place->records.rows);
        const Item whole = std::move(*place);
        const size_t row = whole.from + offset;
        const auto part = [&whole](size_t from, size_t to) {
            Item item;
            item.records = whole.records.slice(from, to);
            item.numRecords = to - from;
            item.bytes = whole.bytes * (to - from) / whole.numLeft();
            item.arrival = whole.arrival;
            item.receivedAt = whole.receivedAt;
            return item;
        };
        Item hole;
        hole.numRecords = 1;
        hole.arrival = whole.arrival;
        hole.receivedAt = whole.receivedAt;
        std::vector<Item> parts;
        if (row > whole.from) {
            parts.push_back(part(whole.from, row));
            hole.bytes = whole.bytes - parts.back().bytes;
        } else {
            hole.bytes = whole.bytes;
        }
        parts.push_back(hole);
        if (row + 1 < whole.numRecords) {
            Item rest = part(row + 1, whole.numRecords);
            parts.back().bytes -= rest.bytes;
            parts.push_back(std::move(rest));
        }
        place = m_buffer.erase(place);
        m_buffer.insert(place, std::make_move_iterator(parts.begin()), std::make_move_iterator(parts.end()));
        ++m_numSetAside;
        ConnectorError entry = entryOf(std::move(error));
        entry.recordNumber = m_totalRecords - m_bufferedRecords + position + 1;
        entry.raw = std::move(record);
        m_errors.add(ConnectorErrorKind::SetAside, std::move(entry));
    }
    m_signals->changed();
}

uint64_t InputEndpoint::totalRecords() const
{
    std::lock_guard lock(m_mutex);
    return m_totalRecords;
}

uint64_t InputEndpoint::bufferedRecords() const
{
    std::lock_guard lock(m_mutex);
    return m_bufferedRecords;
}

bool InputEndpoint::isFull() const
{
    std::lock_guard lock(m_mutex);
    return m_isFull;
}

uint64_t InputEndpoint::numSeen() const
{
    std::lock_guard lock(m_mutex);
    return m_totalRecords + m_numParseErrors;
}

uint64_t InputEndpoint::numSetAside() const
{
    std::lock_guard lock(m_mutex);
    return m_numSetAside;
}

uint64_t InputEndpoint::enteredRecords() const
{
    std::lock_guard lock(m_mutex);
    return m_totalRecords - m_bufferedRecords;
}

bool InputEndpoint::start()
{
    std::lock_guard lock(m_mutex);
    return std::exchange(m_pause, PauseCause::None) != PauseCause::None;
}

bool InputEndpoint::pause()
{
    std::lock_guard lock(m_mutex);
    if (m_pause != PauseCause::None) {
        return false; // a waiting connector stays one: pausing what is paused changes nothing
    }
    m_pause = PauseCause::User;
    return true;
}

void InputEndpoint::release()
{
    std::lock_guard lock(m_mutex);
    if (m_pause == PauseCause::StartAfter) {
        m_pause = PauseCause::None; // never StartAfter again: a later pause is the user's
    }
}

bool InputEndpoint::clearFailure()
{
    std::lock_guard lock(m_mutex);
    if (!m_failure) {
        return false;
    }
    m_failure.reset();
    m_isHealthy = true;
    m_healthText.clear();
    return true;
}

void InputEndpoint::setOpening(bool isOpening)
{
    std::lock_guard lock(m_mutex);
    m_isOpening = isOpening;
}

bool InputEndpoint::setReading(bool isReading)
{
    std::lock_guard lock(m_mutex);
    return std::exchange(m_isReading, isReading) != isReading;
}

InputActivity InputEndpoint::activity() const
{
    InputActivity activity;
    activity.endpoint = m_endpointName;
    activity.isIngress = m_isIngress;
    activity.labels = m_spec.labels;
    activity.startAfter = m_spec.startAfter;
    activity.maxQueuedRecords = m_spec.maxQueuedRecords;
    std::lock_guard lock(m_mutex);
    activity.pause = m_pause;
    activity.isOpening = m_isOpening;
    activity.isFailed = m_failure.has_value();
    activity.failure = m_failure ? m_failure->detail : std::string();
    activity.isFull = m_isFull;
    activity.endOfInput = m_endOfInput;
    activity.bufferedRecords = m_bufferedRecords;
    return activity;
}

InputStatus InputEndpoint::status() const
{
    InputStatus status;
    status.relation = m_spec.relation;
    status.name = m_spec.name;
    status.endpoint = m_endpointName;
    status.isIngress = m_isIngress;
    status.transport = m_spec.transport;
    status.maxQueuedRecords = m_spec.maxQueuedRecords;
    status.labels = m_spec.labels;
    status.startAfter = m_spec.startAfter;
    status.configJson = m_configJson;
    std::lock_guard lock(m_mutex);
    status.requested = m_pause == PauseCause::None ? ConnectorState::Running : ConnectorState::Paused;
    status.isActive = m_isReading && !m_isOpening && !m_endOfInput && !m_failure;
    status.fatalError = m_failure;
    status.isHealthy = m_isHealthy;
    status.healthText = m_healthText;
    status.totalRecords = m_totalRecords;
    status.totalBytes = m_totalBytes;
    status.bufferedRecords = m_bufferedRecords;
    status.bufferedBytes = m_bufferedBytes;
    status.processingLatencyP99Micros = m_latency.percentile99();
    status.endOfInput = m_endOfInput;
    status.numParseErrors = m_numParseErrors;
    status.numTransportErrors = m_numTransportErrors;
    status.numSetAside = m_numSetAside;
    status.errors = m_errors.list();
    return status;
}

bool InputEndpoint::updateFull()
{
    const bool isAtLimit = m_bufferedRecords >= m_spec.maxQueuedRecords || m_bufferedBytes >= m_spec.maxQueuedBytes;
    const bool isAboveHalf =
        m_bufferedRecords > m_spec.maxQueuedRecords / 2 || m_bufferedBytes > m_spec.maxQueuedBytes / 2;
    const bool wasFull = m_isFull;
    m_isFull = m_bufferedRecords != 0 && (isAtLimit || (wasFull && isAboveHalf));
    return m_isFull != wasFull;
}

ConnectorError InputEndpoint::entryOf(Error error) const
{
    ConnectorError entry;
    entry.at = m_clock.now();
    entry.error = std::move(error);
    return entry;
}

void InputEndpoint::wakeConductor()
{
    m_signals->conduct->raise();
}

std::string connectorJson(const ConnectorSpec& spec)
{
    nlohmann::ordered_json json;
    if (spec.hasDeclaredName) {
        json["name"] = spec.name;
    }
    json["transport"]["name"] = spec.transport;
    json["transport"]["config"] = spec.transportConfig;
    if (spec.format) {
        json["format"]["name"] = *spec.format;
        json["format"]["config"] = spec.formatConfig;
    }
    if (spec.paused) {
        json["paused"] = true;
    }
    if (!spec.labels.empty()) {
        json["labels"] = spec.labels;
    }
    if (!spec.startAfter.empty()) {
        json["start_after"] = spec.startAfter;
    }
    const ConnectorSpec defaults;
    if (spec.maxBatchSize != defaults.maxBatchSize) {
        json["max_batch_size"] = spec.maxBatchSize;
    }
    if (spec.maxQueuedRecords != defaults.maxQueuedRecords) {
        json["max_queued_records"] = spec.maxQueuedRecords;
    }
    if (spec.maxQueuedBytes != defaults.maxQueuedBytes) {
        json["max_queued_bytes"] = spec.maxQueuedBytes;
    }
    if (spec.sendsSnapshot) {
        json["send_snapshot"] = true;
    }
    if (spec.outputBuffer) {
        json["enable_output_buffer"] = true;
        json["max_output_buffer_time_millis"] = spec.outputBuffer->maxMillis;
        json["max_output_buffer_size_records"] = spec.outputBuffer->maxRecords;
    }
    return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
}

} // namespace millrace
