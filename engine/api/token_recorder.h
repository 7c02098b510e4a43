// SPDX-License-Identifier: GPL-3.0-or-later
// Writes completed tokens into the catalog, away from the threads that complete them.
#pragma once

#include "engine/api/pipeline.h"
#include "engine/catalog/catalog.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_set>
#include <vector>

namespace millrace::api {

/// Follows pipelines and stores each of their tokens once it is complete, but for those of requests that push data in:
/// there may be thousands a second, and nobody has asked for them. Writes twice a second at most. Has one thread of its
/// own; a pipeline has at most one request queued. A store that fails is tried again with the pipeline's next change.
/// Any thread.
class TokenRecorder {
public:
    explicit TokenRecorder(std::shared_ptr<Catalog> catalog);
    ~TokenRecorder();
    TokenRecorder(const TokenRecorder&) = delete;
    TokenRecorder& operator=(const TokenRecorder&) = delete;

    void watch(const std::shared_ptr<Pipeline>& pipeline);
    void forget(const std::shared_ptr<Pipeline>& pipeline);
    /// Stores what is complete now, before it returns.
    void flush(const std::shared_ptr<Pipeline>& pipeline);

private:
    struct Watched {
        std::weak_ptr<Pipeline> pipeline;
        int listener = 0;
        bool hasChanged = false;
        std::mutex storing;                     ///< one store at a time
        std::unordered_set<std::string> stored; ///< of the tokens the pipeline still lists; guarded by `storing`
    };

    void run();
    void store(Pipeline& pipeline, Watched& watched);

    std::shared_ptr<Catalog> m_catalog;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<std::shared_ptr<Watched>> m_watched;
    bool m_isEnding = false;
    std::thread m_thread;
};

} // namespace millrace::api
