// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/api/token_recorder.h"

#include <chrono>

namespace millrace::api {

namespace {

constexpr std::string_view kIngressName = "api-ingress-";
constexpr std::chrono::milliseconds kMinGap{500};

} // namespace

TokenRecorder::TokenRecorder(std::shared_ptr<Catalog> catalog)
    : m_catalog(std::move(catalog))
    , m_thread([this] { run(); })
{
}

TokenRecorder::~TokenRecorder()
{
    for (const std::shared_ptr<Watched>& watched : m_watched) {
        if (const std::shared_ptr<Pipeline> pipeline = watched->pipeline.lock()) {
            pipeline->removeStatusListener(watched->listener);
            store(*pipeline, *watched);
        }
    }
    {
        const std::scoped_lock guard(m_mutex);
        m_isEnding = true;
    }
    m_changed.notify_all();
    m_thread.join();
}

void TokenRecorder::watch(const std::shared_ptr<Pipeline>& pipeline)
{
    const auto watched = std::make_shared<Watched>();
    watched->pipeline = pipeline;
    const int listener = pipeline->addStatusListener([this, key = watched.get()] {
        {
            const std::scoped_lock guard(m_mutex);
            key->hasChanged = true;
        }
        m_changed.notify_one();
    });
    const std::scoped_lock guard(m_mutex);
    watched->listener = listener;
    m_watched.push_back(watched);
}

void TokenRecorder::forget(const std::shared_ptr<Pipeline>& pipeline)
{
    std::shared_ptr<Watched> found;
    {
        const std::scoped_lock guard(m_mutex);
        const auto place = std::find_if(m_watched.begin(), m_watched.end(),
                                        [&](const auto& watched) { return watched->pipeline.lock() == pipeline; });
        if (place == m_watched.end()) {
            return;
        }
        found = std::move(*place);
        m_watched.erase(place);
    }
    pipeline->removeStatusListener(found->listener);
}

void TokenRecorder::flush(const std::shared_ptr<Pipeline>& pipeline)
{
    std::shared_ptr<Watched> found;
    {
        const std::scoped_lock guard(m_mutex);
        for (const std::shared_ptr<Watched>& watched : m_watched) {
            if (watched->pipeline.lock() == pipeline) {
                found = watched;
            }
        }
    }
    if (found) {
        store(*pipeline, *found);
    }
}

void TokenRecorder::store(Pipeline& pipeline, Watched& watched)
{
    const std::scoped_lock guard(watched.storing);
    std::vector<StoredToken> fresh;
    std::unordered_set<std::string> stored;
    const std::vector<TokenStatus> tokens = pipeline.tokens();
    // The history is kept in the order of issue; the pipeline lists the newest first.
    for (auto token = tokens.rbegin(); token != tokens.rend(); ++token) {
        if (watched.stored.contains(token->token)) {
            stored.insert(token->token);
        } else if (token->state == TokenState::Complete && !token->connector.starts_with(kIngressName)) {
            fresh.push_back({token->token, token->relation, token->connector, token->count, token->step.value_or(0),
                             token->errorsSince, token->issuedAt, token->completedAt});
        }
    }
    if (!fresh.empty() && m_catalog->addTokens(pipeline.name(), fresh).ok()) {
        for (StoredToken& token : fresh) {
            stored.insert(std::move(token.token));
        }
    }
    watched.stored = std::move(stored);
}

void TokenRecorder::run()
{
    std::unique_lock lock(m_mutex);
    while (!m_isEnding) {
        std::vector<std::shared_ptr<Watched>> changed;
        for (const std::shared_ptr<Watched>& watched : m_watched) {
            if (std::exchange(watched->hasChanged, false)) {
                changed.push_back(watched);
            }
        }
        if (changed.empty()) {
            m_changed.wait(lock);
            continue;
        }
        lock.unlock();
        for (const std::shared_ptr<Watched>& watched : changed) {
            if (const std::shared_ptr<Pipeline> pipeline = watched->pipeline.lock()) {
                store(*pipeline, *watched);
            }
        }
        changed.clear(); // it may be the last to hold a pipeline
        lock.lock();
        m_changed.wait_for(lock, kMinGap, [this] { return m_isEnding; });
    }
}

} // namespace millrace::api
