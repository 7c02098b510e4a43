// SPDX-License-Identifier: GPL-3.0-or-later
// A pipeline and an engine whose every change, status and answer is scripted by a test.
#pragma once

#include "engine/api/engine.h"

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace millrace::test {

/// A relation description: fakeRelation("v", {{"id", SqlType::of(TypeId::BigInt, false)}, …}).
RelationInfo fakeRelation(std::string name, std::vector<std::pair<std::string, SqlType>> columns,
                          sql::RelationKind kind = sql::RelationKind::View, std::vector<std::string> connectors = {});

/// `numRows` rows (id BIGINT, name VARCHAR, price DECIMAL(10,2)) counting up from `firstId`; `weight` for each row.
BatchPtr fakeBatch(size_t numRows, int64_t firstId = 0, Weight weight = 1);
/// The relation that fakeBatch() rows belong to.
RelationInfo fakePriceRelation(std::string name, sql::RelationKind kind = sql::RelationKind::MaterializedView);

class FakePipeline;

/// The subscription of a FakePipeline; behaves as the contract of Subscription says, both policies.
class FakeSubscription final : public Subscription {
public:
    explicit FakeSubscription(SubscribeOptions options);

    StreamChunk take() override;
    void setWakeup(std::function<void()> wakeup) override;

    /// Publishes; with Block waits until there is room, the consumer went away or `end()`.
    void publish(StepChange change);
    void end();
    size_t numQueuedRows() const;

private:
    void wake(std::unique_lock<std::mutex>& lock);

    const SubscribeOptions m_options;
    mutable std::mutex m_mutex;
    std::condition_variable m_room;
    StreamChunk m_chunk;
    size_t m_numRows = 0;
    bool m_isWakeupDue = true;
    bool m_isEnded = false;
    std::mutex m_wakeupMutex; ///< held while the wakeup runs, so that setWakeup(null) waits for it
    std::function<void()> m_wakeup;
};

/// Any thread, like the real one.
class FakePipeline final : public api::Pipeline {
public:
    explicit FakePipeline(std::string name, std::string program = {});
    ~FakePipeline() override;

    std::string name() const override;
    std::string program() const override;
    Status setProgram(std::string sql) override;
    uint64_t programRevision() const override { return m_programRevision.load(); }
    std::vector<RelationInfo> relations() const override;
    std::string baseFolder() const override { return m_baseFolder; }
    Status start(bool paused) override;
    Status pause() override;
    Status resume() override;
    Status singleStep(const std::vector<std::string>&) override { return called("singleStep"); }
    Status stop() override;
    void waitUntilSettled() override {}
    std::shared_ptr<const PipelineStatus> status() const override;
    int addStatusListener(std::function<void()> listener) override;
    void removeStatusListener(int id) override;
    Status startConnector(std::string_view relation, std::string_view connector) override;
    Status pauseConnector(std::string_view relation, std::string_view connector) override;
    Result<TokenStatus> issueToken(std::string_view relation, std::string_view connector) override;
    Result<TokenStatus> tokenStatus(std::string_view token) const override;
    std::vector<TokenStatus> tokens() const override;
    Result<std::shared_ptr<Subscription>> subscribe(std::string_view relation, SubscribeOptions options) override;
    Status setAsideHeldRecord() override;
    Status retryHeldStep() override;

    // --- the script ---

    void setBaseFolder(std::string folder) { m_baseFolder = std::move(folder); }
    void rename(std::string name);
    void setRelations(std::vector<RelationInfo> relations);
    /// Edits the status in place and tells the listeners.
    void changeStatus(const std::function<void(PipelineStatus&)>& edit);
    void changeTokens(const std::function<void(std::vector<TokenStatus>&)>& edit);
    void notifyListeners();
    /// Publishes a change of one relation as step `step`; advances processedSteps. May wait for Block subscribers.
    void publish(std::string_view relation, uint64_t step, std::vector<BatchPtr> batches, bool isSnapshot = false);
    void endRun();
    /// The next call of a command fails with this.
    void failNext(Error error);
    /// While false, connector toggles stay requested and never become active.
    void confirmToggles(bool isConfirming);
    /// While true, subscribe() fails with kPipelineState unless the pipeline is active.
    void requireRunForSubscribe(bool isRequired);
    size_t numSubscriptions() const;
    size_t numQueuedRows() const; ///< over all subscriptions
    int numCalls(const std::string& command) const;

private:
    Status called(const std::string& command);
    Status setConnector(std::string_view relation, std::string_view connector, ConnectorState requested);
    std::vector<std::shared_ptr<FakeSubscription>> subscribersOf(std::string_view relation);

    mutable std::mutex m_mutex;
    std::string m_name;
    std::string m_program;
    std::atomic<uint64_t> m_programRevision{0};
    std::string m_baseFolder; ///< set before it is shared
    std::vector<RelationInfo> m_relations;
    PipelineStatus m_status;
    std::vector<TokenStatus> m_tokens;
    std::map<std::string, std::vector<std::weak_ptr<FakeSubscription>>, std::less<>> m_subscriptions;
    std::map<std::string, int> m_calls;
    std::optional<Error> m_nextError;
    uint64_t m_numRuns = 0;
    uint64_t m_numTokens = 0;
    bool m_confirmsToggles = true;
    bool m_needsRun = false;

    mutable std::mutex m_listenerMutex; ///< held while listeners run, so that removal waits for them
    std::map<int, std::function<void()>> m_listeners;
    int m_nextListener = 1;
};

/// An engine over FakePipelines; create() makes one with the relations of `relationsOf`.
class FakeEngine final : public api::Engine {
public:
    std::vector<std::shared_ptr<api::Pipeline>> pipelines() const override;
    std::shared_ptr<api::Pipeline> find(std::string_view name) const override;
    Result<std::shared_ptr<api::Pipeline>> create(std::string name, std::string sql) override;
    Result<std::shared_ptr<api::Pipeline>> createFrom(api::NewPipeline definition) override;
    Status rename(std::string_view name, std::string newName) override;
    Status remove(std::string_view name) override;
    int addListener(std::function<void()> listener) override;
    void removeListener(int id) override { m_listeners.erase(id); }
    std::optional<std::string> setting(std::string_view key) const override;
    Status setSetting(std::string_view key, std::string value) override;
    std::vector<StoredToken> tokenHistory(std::string_view pipeline) const override;
    std::vector<StoredExport> exportHistory(std::string_view pipeline) const override;
    Status recordExport(std::string_view pipeline, const StoredExport& entry) override;

    std::shared_ptr<FakePipeline> add(std::string name, std::vector<RelationInfo> relations = {});
    /// From now on nothing can be stored, or with nullopt it can again.
    void failSettings(std::optional<Error> error);
    void setTokenHistory(std::string pipeline, std::vector<StoredToken> tokens);

private:
    void tellListeners();

    std::map<std::string, std::shared_ptr<FakePipeline>, std::less<>> m_pipelines;
    std::map<int, std::function<void()>> m_listeners;
    mutable std::mutex m_settingMutex; ///< guards m_settings: the window stores on a thread of its own
    std::map<std::string, std::string, std::less<>> m_settings;
    std::optional<Error> m_settingError; ///< guarded as well
    std::map<std::string, std::vector<StoredExport>, std::less<>> m_exports;
    std::map<std::string, std::vector<StoredToken>, std::less<>> m_tokens;
};

/// Publishes from a thread of its own at a steady rate until destroyed; for load tests.
class FakeLoad {
public:
    FakeLoad(FakePipeline& pipeline, std::vector<std::string> relations, uint64_t rowsPerSecond, size_t rowsPerStep);
    ~FakeLoad();
    uint64_t numPublishedRows() const { return m_numRows.load(); }

private:
    std::atomic<uint64_t> m_numRows{0};
    std::jthread m_thread;
};

} // namespace millrace::test
