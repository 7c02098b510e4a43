// SPDX-License-Identifier: GPL-3.0-or-later
// The engine as a whole: a data folder and the pipelines in it.
#pragma once

#include "engine/api/pipeline.h"
#include "engine/catalog/history.h" // IWYU pragma: export

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace millrace::api {

struct EngineOptions {
    /// Folder of the catalog; empty = nothing is stored (command line runs, tests).
    std::filesystem::path dataFolder;
    uint64_t memoryLimitBytes = 0; ///< per pipeline without a limit of its own; 0 = half of the machine's memory
    size_t workers = 0; ///< threads that work on a large step of a pipeline; 0 = one a processor, up to 2
};

/// What a new pipeline is made of.
struct NewPipeline {
    std::string name;       ///< 1 to 100 of A-Z a-z 0-9 _ -
    std::string sql;        ///< may have errors; they are told when it starts
    std::string baseFolder; ///< absolute; relative paths of its connectors start here. Empty: such paths fail
    bool isTrusted = true;  ///< false: from outside, see Pipeline::isTrusted()
    RunLimits limits = {};
};

/// What whoever serves a pipeline keeps with it.
struct PipelineDocument {
    TimestampMicros createdAt = 0; ///< when the pipeline was made
    std::string text;              ///< in a form of the server's own; empty = none yet
};

/// Owns the pipelines. One process owns a data folder at a time (kCatalogOwned names the other one). Any thread.
class Engine {
public:
    virtual ~Engine() = default;
    static Result<std::unique_ptr<Engine>> open(EngineOptions options);
    /// `$XDG_DATA_HOME/millrace`, or `~/.local/share/millrace`.
    static std::filesystem::path defaultDataFolder();

    virtual std::vector<std::shared_ptr<Pipeline>> pipelines() const = 0; ///< by name
    virtual std::shared_ptr<Pipeline> find(std::string_view name) const = 0; ///< null when there is none
    /// kPipelineInvalidName, kPipelineExists. Stored when this returns.
    virtual Result<std::shared_ptr<Pipeline>> create(std::string name, std::string sql) = 0;
    /// The same with a base folder; an engine without files of its own ignores that.
    virtual Result<std::shared_ptr<Pipeline>> createFrom(NewPipeline definition)
    {
        return create(std::move(definition.name), std::move(definition.sql));
    }
    virtual Status rename(std::string_view name, std::string newName) = 0;
    virtual Status remove(std::string_view name) = 0; ///< stops it first

    /// Stored with the pipeline, renamed and removed with it. kPipelineUnknown.
    virtual Result<PipelineDocument> document(std::string_view pipeline) const;
    virtual Status setDocument(std::string_view pipeline, std::string text);

    /// Called from an engine thread when a pipeline was made, renamed or removed, by whomever; coalesced to at most
    /// 20 a second. Same contract as Subscription::setWakeup. Returns an id for removal. What happens to a pipeline
    /// itself is told by its status listeners.
    virtual int addListener(std::function<void()> listener) = 0;
    virtual void removeListener(int id) = 0;

    /// Settings of the program, stored with the catalog.
    virtual std::optional<std::string> setting(std::string_view key) const = 0;
    virtual Status setSetting(std::string_view key, std::string value) = 0;

    /// Completed tokens of this run and earlier ones, newest first, at most Catalog::kMaxHistory.
    virtual std::vector<StoredToken> tokenHistory(std::string_view pipeline) const;
    virtual std::vector<StoredExport> exportHistory(std::string_view pipeline) const; ///< newest first
    /// Adds an ended export to the history.
    virtual Status recordExport(std::string_view pipeline, const StoredExport& entry);
};

} // namespace millrace::api
