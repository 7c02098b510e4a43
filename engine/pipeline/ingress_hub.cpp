// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/ingress_hub.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <array>

namespace millrace {

namespace {

/// What the caller holds: giving it up before the end is a broken connection.
class IngressHandle final : public Ingress {
public:
    explicit IngressHandle(std::shared_ptr<IngressRequest> request)
        : m_request(std::move(request))
    {
    }
    ~IngressHandle() override
    {
        m_request->setWakeup(nullptr);
        m_request->abandon();
    }
    IngressHandle(const IngressHandle&) = delete;
    IngressHandle& operator=(const IngressHandle&) = delete;

    bool hasRoom() const override { return m_request->hasRoom(); }
    void write(std::string bytes) override { m_request->write(std::move(bytes)); }
    void finish() override { m_request->finish(); }
    std::optional<Result<IngressOutcome>> outcome() const override { return m_request->outcome(); }
    void setWakeup(std::function<void()> wakeup) override { m_request->setWakeup(std::move(wakeup)); }

private:
    const std::shared_ptr<IngressRequest> m_request;
};

std::string keyOf(const std::string& relation, const IngressOptions& options)
{
    return relation + '\n' + options.format + '\n' +
           options.formatConfig.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string hexHash(const std::string& text)
{
    constexpr std::string_view kHex = "0123456789abcdef";
    uint64_t hash = XXH3_64bits(text.data(), text.size());
    std::string digits(16, '0');
    for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit) {
        *digit = kHex[hash & 15U];
        hash >>= 4U;
    }
    return digits;
}

} // namespace

IngressHub::IngressHub(const sql::Program& program, EndpointRegistry& endpoints, std::shared_ptr<RunSignals> signals,
                       const Clock& clock, std::shared_ptr<IngressRun> run,
                       std::function<void(const std::shared_ptr<IngressEndpoint>&)> adopt)
    : m_program(program)
    , m_endpoints(endpoints)
    , m_signals(std::move(signals))
    , m_clock(clock)
    , m_run(std::move(run))
    , m_adopt(std::move(adopt))
{
    m_run->roomAgain = [this] {
        std::vector<std::shared_ptr<IngressRequest>> requests;
        {
            std::lock_guard lock(m_mutex);
            for (const std::weak_ptr<IngressRequest>& each : m_requests) {
                if (auto request = each.lock()) {
                    requests.push_back(std::move(request));
                }
            }
        }
        for (const std::shared_ptr<IngressRequest>& request : requests) {
            request->look();
        }
    };
}

Result<std::shared_ptr<Ingress>> IngressHub::open(const IngressOptions& options)
{
    const std::string name = sql::canonicalName(options.relation);
    const auto found = std::find_if(m_program.relations.begin(), m_program.relations.end(),
                                    [&](const sql::Relation& each) { return each.name == name && each.isTable(); });
    if (found == m_program.relations.end()) {
        return makeError(ErrorCode::kPipelineUnknownRelation, "The program has no such table: " + options.relation);
    }
    MR_CHECK(m_run->pool->hold());
    MR_TRY(std::unique_ptr<Decoder> decoder,
           makeDecoder(options.format, options.formatConfig, {found->schema, found->defaults}));
    MR_TRY(const std::shared_ptr<IngressEndpoint> endpoint,
           endpointFor(options, static_cast<size_t>(found - m_program.relations.begin())));
    auto request = std::make_shared<IngressRequest>(m_run, endpoint, std::move(decoder), options.force);
    {
        std::lock_guard lock(m_mutex);
        if (m_end) {
            return Error(*m_end);
        }
        if (m_requests.size() >= m_tidyAt) {
            std::erase_if(m_requests, [](const auto& each) { return each.expired(); });
            m_tidyAt = 2 * m_requests.size() + 16;
        }
        m_requests.push_back(request);
    }
    endpoint->add(request);
    return std::shared_ptr<Ingress>(std::make_shared<IngressHandle>(std::move(request)));
}

size_t IngressHub::maxEndpoints() const
{
    const auto isTable = [](const sql::Relation& each) { return each.isTable(); };
    const auto numTables = std::count_if(m_program.relations.begin(), m_program.relations.end(), isTable);
    return std::max(kManyEndpoints, 4 * static_cast<size_t>(numTables));
}

Result<std::shared_ptr<IngressEndpoint>> IngressHub::endpointFor(const IngressOptions& options, size_t relation)
{
    const std::string key = keyOf(options.relation, options);
    const std::string meaning = keyOf(m_program.relations[relation].name, options);
    std::unique_lock lock(m_mutex);
    if (m_end) {
        return Error(*m_end);
    }
    const auto known = m_byKey.find(key);
    if (known != m_byKey.end()) {
        return known->second;
    }
    if (m_byKey.size() >= maxEndpoints()) {
        const auto alike = m_byMeaning.find(meaning);
        if (alike != m_byMeaning.end()) {
            return alike->second;
        }
        return makeError(ErrorCode::kIngressLimit,
                         "Data was pushed in too many different ways (tables, formats, options) in this run, at most " +
                             std::to_string(maxEndpoints()));
    }
    ConnectorSpec spec;
    spec.relation = m_program.relations[relation].name;
    spec.name = "api-ingress-" + hexHash(key);
    spec.hasDeclaredName = true;
    spec.transport = "http_input";
    spec.format = options.format;
    spec.formatConfig = options.formatConfig;
    spec.maxQueuedRecords = kMaxQueuedRecords;
    spec.maxQueuedBytes = kMaxQueuedRecords * 1000;
    const std::string endpointName = options.relation + "." + spec.name;
    auto input = std::make_shared<InputEndpoint>(std::move(spec), relation, m_signals, m_clock, endpointName);
    input->setOpening(false);
    const size_t position = m_endpoints.add(input);
    auto endpoint = std::make_shared<IngressEndpoint>(std::move(input), position);
    m_byKey.emplace(key, endpoint);
    m_byMeaning.emplace(meaning, endpoint);
    lock.unlock();
    m_adopt(endpoint);
    m_signals->changed();
    return endpoint;
}

void IngressHub::close(const Error& error)
{
    std::vector<std::weak_ptr<IngressRequest>> requests;
    {
        std::lock_guard lock(m_mutex);
        m_end = error;
        requests.swap(m_requests);
    }
    for (const std::weak_ptr<IngressRequest>& each : requests) {
        if (const auto request = each.lock()) {
            request->end(error);
        }
    }
}

} // namespace millrace
