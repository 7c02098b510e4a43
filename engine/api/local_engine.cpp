// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/api/engine.h"
#include "engine/api/local_pipeline.h"
#include "engine/api/token_recorder.h"
#include "engine/catalog/catalog.h"
#include "engine/pipeline/status_notifier.h"

#include <cstdlib>
#include <map>

namespace millrace::api {

namespace {

constexpr size_t kMaxNameLength = 100;

Status checkName(std::string_view name)
{
    const auto isAllowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    };
    if (name.empty() || name.size() > kMaxNameLength || !std::all_of(name.begin(), name.end(), isAllowed)) {
        return makeError(ErrorCode::kPipelineInvalidName,
                         "A pipeline's name has 1 to 100 letters, digits, '_' and '-': " +
                             std::string(name.substr(0, kMaxNameLength)));
    }
    return {};
}

RunLimits limitsOf(const StoredPipeline& stored)
{
    return {stored.memoryLimitBytes, stored.setsAside ? StepErrorPolicy::SetAside : StepErrorPolicy::Hold};
}

Error unknownPipeline(std::string_view name)
{
    return makeError(ErrorCode::kPipelineUnknown, "There is no pipeline of this name: " + std::string(name));
}

/// Pipelines of this process; stored in a catalog when there is a data folder.
class LocalEngine final : public Engine {
public:
    LocalEngine(EngineOptions options, std::shared_ptr<Catalog> catalog)
        : m_options(std::move(options))
        , m_catalog(std::move(catalog))
    {
        if (m_catalog) {
            m_recorder = std::make_unique<TokenRecorder>(m_catalog);
        }
    }

    Status load();

    std::vector<std::shared_ptr<Pipeline>> pipelines() const override;
    std::shared_ptr<Pipeline> find(std::string_view name) const override;
    Result<std::shared_ptr<Pipeline>> create(std::string name, std::string sql) override;
    Result<std::shared_ptr<Pipeline>> createFrom(NewPipeline definition) override;
    Status rename(std::string_view name, std::string newName) override;
    Status remove(std::string_view name) override;
    Result<PipelineDocument> document(std::string_view pipeline) const override;
    Status setDocument(std::string_view pipeline, std::string text) override;
    int addListener(std::function<void()> listener) override { return m_notifier.add(std::move(listener)); }
    void removeListener(int id) override { m_notifier.remove(id); }
    std::optional<std::string> setting(std::string_view key) const override;
    Status setSetting(std::string_view key, std::string value) override;
    std::vector<StoredToken> tokenHistory(std::string_view pipeline) const override;
    std::vector<StoredExport> exportHistory(std::string_view pipeline) const override;
    Status recordExport(std::string_view pipeline, const StoredExport& entry) override;

private:
    struct Entry {
        std::shared_ptr<LocalPipeline> pipeline;
        PipelineDocument document;
    };

    std::shared_ptr<LocalPipeline> make(NewPipeline definition, PipelineDocument document);

    const EngineOptions m_options;
    const std::shared_ptr<Catalog> m_catalog; ///< null: nothing is stored
    mutable std::mutex m_mutex;               ///< never held while a pipeline starts, stops or goes away
    std::map<std::string, Entry, std::less<>> m_pipelines;
    std::map<std::string, std::string, std::less<>> m_settings; ///< without a catalog
    std::unique_ptr<TokenRecorder> m_recorder;                  ///< goes before the pipelines that it listens to
    StatusNotifier m_notifier{[] {}};                           ///< last: its listeners look at the rest
};

Status LocalEngine::load()
{
    MR_TRY(std::vector<StoredPipeline> stored, m_catalog->pipelines());
    for (StoredPipeline& pipeline : stored) {
        make({std::move(pipeline.name), std::move(pipeline.program), std::move(pipeline.baseFolder),
              pipeline.isTrusted, limitsOf(pipeline)},
             {pipeline.createdAt, std::move(pipeline.document)});
    }
    return {};
}

std::shared_ptr<LocalPipeline> LocalEngine::make(NewPipeline definition, PipelineDocument document)
{
    LocalPipelineOptions options;
    options.usualMemoryLimitBytes = m_options.memoryLimitBytes;
    options.controller.limits = definition.limits;
    options.controller.workers = m_options.workers;
    options.controller.baseFolder = std::move(definition.baseFolder);
    options.isTrusted = definition.isTrusted;
    // The pipeline asks for its name when it stores, since it may have been renamed meanwhile.
    const auto self = std::make_shared<std::weak_ptr<LocalPipeline>>();
    if (m_catalog) {
        options.onProgramChanged = [catalog = m_catalog, self](const std::string& program) -> Status {
            const std::shared_ptr<LocalPipeline> pipeline = self->lock();
            return pipeline ? catalog->setProgram(pipeline->name(), program) : Status();
        };
        options.onLimitsChanged = [catalog = m_catalog, self](const RunLimits& limits) -> Status {
            const std::shared_ptr<LocalPipeline> pipeline = self->lock();
            return pipeline ? catalog->setLimits(pipeline->name(), limits.memoryLimitBytes,
                                                 limits.onStepError == StepErrorPolicy::SetAside)
                            : Status();
        };
        options.onTrusted = [catalog = m_catalog, self]() -> Status {
            const std::shared_ptr<LocalPipeline> pipeline = self->lock();
            return pipeline ? catalog->setTrusted(pipeline->name()) : Status();
        };
    }
    const std::shared_ptr<LocalPipeline> pipeline =
        makeLocalPipeline(definition.name, std::move(definition.sql), std::move(options));
    *self = pipeline;
    if (m_recorder) {
        m_recorder->watch(pipeline);
    }
    m_pipelines.emplace(std::move(definition.name), Entry{pipeline, std::move(document)});
    return pipeline;
}

std::vector<std::shared_ptr<Pipeline>> LocalEngine::pipelines() const
{
    const std::scoped_lock guard(m_mutex);
    std::vector<std::shared_ptr<Pipeline>> found;
    found.reserve(m_pipelines.size());
    for (const auto& [name, entry] : m_pipelines) {
        found.push_back(entry.pipeline);
    }
    return found;
}

std::shared_ptr<Pipeline> LocalEngine::find(std::string_view name) const
{
    const std::scoped_lock guard(m_mutex);
    const auto found = m_pipelines.find(name);
    return found == m_pipelines.end() ? nullptr : found->second.pipeline;
}

Result<std::shared_ptr<Pipeline>> LocalEngine::create(std::string name, std::string sql)
{
    return createFrom({std::move(name), std::move(sql), {}});
}

Result<std::shared_ptr<Pipeline>> LocalEngine::createFrom(NewPipeline definition)
{
    MR_CHECK(checkName(definition.name));
    std::unique_lock lock(m_mutex);
    if (m_pipelines.contains(definition.name)) {
        return makeError(ErrorCode::kPipelineExists, "A pipeline of this name exists: " + definition.name);
    }
    const TimestampMicros now = Clock::system().now();
    if (m_catalog) {
        MR_CHECK(m_catalog->createPipeline({definition.name, definition.sql, definition.baseFolder, now, now,
                                            definition.isTrusted,
                                            definition.limits.memoryLimitBytes,
                                            definition.limits.onStepError == StepErrorPolicy::SetAside}));
    }
    std::shared_ptr<Pipeline> made = make(std::move(definition), {now, {}});
    lock.unlock();
    made->relations(); // compiles: a listener may be a window, which must not wait for that
    m_notifier.changed();
    return made;
}

Status LocalEngine::rename(std::string_view name, std::string newName)
{
    MR_CHECK(checkName(newName));
    const std::scoped_lock guard(m_mutex);
    const auto found = m_pipelines.find(name);
    if (found == m_pipelines.end()) {
        return unknownPipeline(name);
    }
    if (name == newName) {
        return {};
    }
    if (m_pipelines.contains(newName)) {
        return makeError(ErrorCode::kPipelineExists, "A pipeline of this name exists: " + newName);
    }
    if (m_catalog) {
        MR_CHECK(m_catalog->renamePipeline(name, newName));
    }
    auto entry = m_pipelines.extract(found);
    entry.mapped().pipeline->setName(newName);
    entry.key() = std::move(newName);
    m_pipelines.insert(std::move(entry));
    m_notifier.changed();
    return {};
}

Status LocalEngine::remove(std::string_view name)
{
    std::shared_ptr<LocalPipeline> removed;
    {
        const std::scoped_lock guard(m_mutex);
        const auto found = m_pipelines.find(name);
        if (found == m_pipelines.end()) {
            return unknownPipeline(name);
        }
        if (m_catalog) {
            MR_CHECK(m_catalog->removePipeline(name));
        }
        removed = std::move(found->second.pipeline);
        m_pipelines.erase(found);
    }
    if (m_recorder) {
        m_recorder->forget(removed);
    }
    m_notifier.changed();
    ignoreError(removed->stop()); // refused only when it does not run
    return {};
}

Result<PipelineDocument> LocalEngine::document(std::string_view pipeline) const
{
    const std::scoped_lock guard(m_mutex);
    const auto found = m_pipelines.find(pipeline);
    if (found == m_pipelines.end()) {
        return unknownPipeline(pipeline);
    }
    return found->second.document;
}

Status LocalEngine::setDocument(std::string_view pipeline, std::string text)
{
    const std::scoped_lock guard(m_mutex);
    const auto found = m_pipelines.find(pipeline);
    if (found == m_pipelines.end()) {
        return unknownPipeline(pipeline);
    }
    if (m_catalog) {
        MR_CHECK(m_catalog->setDocument(pipeline, text));
    }
    found->second.document.text = std::move(text);
    return {};
}

std::optional<std::string> LocalEngine::setting(std::string_view key) const
{
    if (m_catalog) {
        Result<std::optional<std::string>> stored = m_catalog->setting(key);
        return stored.ok() ? std::move(stored).value() : std::nullopt;
    }
    const std::scoped_lock guard(m_mutex);
    const auto found = m_settings.find(key);
    return found == m_settings.end() ? std::nullopt : std::optional<std::string>(found->second);
}

Status LocalEngine::setSetting(std::string_view key, std::string value)
{
    if (m_catalog) {
        return m_catalog->setSetting(key, value);
    }
    const std::scoped_lock guard(m_mutex);
    m_settings.insert_or_assign(std::string(key), std::move(value));
    return {};
}

std::vector<StoredToken> LocalEngine::tokenHistory(std::string_view pipeline) const
{
    if (!m_catalog) {
        return {};
    }
    // Listeners are told at most 20 times a second; what is complete already belongs to the answer.
    if (const std::shared_ptr<Pipeline> running = find(pipeline)) {
        m_recorder->flush(running);
    }
    Result<std::vector<StoredToken>> stored = m_catalog->tokens(pipeline);
    return stored.ok() ? std::move(stored).value() : std::vector<StoredToken>();
}

std::vector<StoredExport> LocalEngine::exportHistory(std::string_view pipeline) const
{
    if (!m_catalog) {
        return {};
    }
    Result<std::vector<StoredExport>> stored = m_catalog->exports(pipeline);
    return stored.ok() ? std::move(stored).value() : std::vector<StoredExport>();
}

Status LocalEngine::recordExport(std::string_view pipeline, const StoredExport& entry)
{
    return m_catalog ? m_catalog->addExport(pipeline, entry) : Status();
}

} // namespace

Result<PipelineDocument> Engine::document(std::string_view pipeline) const
{
    return unknownPipeline(pipeline);
}

Status Engine::setDocument(std::string_view pipeline, std::string)
{
    return unknownPipeline(pipeline);
}

std::vector<StoredToken> Engine::tokenHistory(std::string_view) const
{
    return {};
}

std::vector<StoredExport> Engine::exportHistory(std::string_view) const
{
    return {};
}

Status Engine::recordExport(std::string_view, const StoredExport&)
{
    return {};
}

Result<std::unique_ptr<Engine>> Engine::open(EngineOptions options)
{
    std::shared_ptr<Catalog> catalog;
    if (!options.dataFolder.empty()) {
        MR_TRY(catalog, Catalog::open(options.dataFolder));
    }
    const bool isStored = catalog != nullptr;
    auto engine = std::make_unique<LocalEngine>(std::move(options), std::move(catalog));
    if (isStored) {
        MR_CHECK(engine->load());
    }
    return std::unique_ptr<Engine>(std::move(engine));
}

std::filesystem::path Engine::defaultDataFolder()
{
    const char* dataHome = std::getenv("XDG_DATA_HOME");
    if (dataHome != nullptr && dataHome[0] == '/') {
        return std::filesystem::path(dataHome) / "millrace";
    }
    const char* home = std::getenv("HOME");
    return std::filesystem::path(home != nullptr ? home : "/") / ".local" / "share" / "millrace";
}

} // namespace millrace::api
