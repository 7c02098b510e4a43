// SPDX-License-Identifier: GPL-3.0-or-later
// What survives a restart of the program: pipelines, settings, and the histories of tokens and exports.
#pragma once

#include "engine/base/result.h"
#include "engine/catalog/history.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

struct StoredPipeline {
    std::string name;
    std::string program;
    std::string baseFolder; ///< relative paths of connectors start here; empty = they are refused
    TimestampMicros createdAt = 0;
    TimestampMicros modifiedAt = 0;
    bool isTrusted = true; ///< false: from outside, and nobody has agreed to what it touches
    uint64_t memoryLimitBytes = 0; ///< 0 = the usual one
    bool setsAside = false;        ///< records that steps fail on; else the step is held
    std::string document = {};     ///< of whoever serves the pipeline; empty = none yet
};

/// The SQLite file `catalog.db` in a data folder of mode 0700, owned by this process while the object lives. Every
/// write is on the disk when the call returns. The histories keep the newest kMaxHistory entries a pipeline. Any
/// thread.
class Catalog {
public:
    static constexpr int kMaxHistory = 1000;

    /// Makes the folder when it is not there. kCatalogOwned when another process has it, kCatalogSchema when the file
    /// is newer than this program, kCatalogSqlite when it is damaged; the file is untouched in all three cases.
    static Result<std::unique_ptr<Catalog>> open(const std::filesystem::path& folder);
    virtual ~Catalog() = default;

    virtual Result<std::vector<StoredPipeline>> pipelines() const = 0; ///< by name
    /// kPipelineExists when the name is taken.
    virtual Status createPipeline(const StoredPipeline& pipeline) = 0;
    /// kPipelineUnknown when there is none; the same in all that follow.
    virtual Status setProgram(std::string_view name, std::string_view program) = 0;
    virtual Status setTrusted(std::string_view name) = 0;
    virtual Status setLimits(std::string_view name, uint64_t memoryLimitBytes, bool setsAside) = 0;
    virtual Status setDocument(std::string_view name, std::string_view document) = 0;
    virtual Status renamePipeline(std::string_view name, std::string_view newName) = 0; ///< kPipelineExists
    virtual Status removePipeline(std::string_view name) = 0;                           ///< with its histories

    virtual Result<std::optional<std::string>> setting(std::string_view key) const = 0;
    virtual Status setSetting(std::string_view key, std::string_view value) = 0;

    /// All or none; a token that is there already is left as it is.
    virtual Status addTokens(std::string_view pipeline, std::span<const StoredToken> tokens) = 0;
    virtual Result<std::vector<StoredToken>> tokens(std::string_view pipeline) const = 0; ///< newest first
    virtual Status addExport(std::string_view pipeline, const StoredExport& entry) = 0;
    virtual Result<std::vector<StoredExport>> exports(std::string_view pipeline) const = 0; ///< newest first
};

} // namespace millrace
