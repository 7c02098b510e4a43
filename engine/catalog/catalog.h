// SPDX-License-Identifier: GPL-3.0-or-later
// What survives a restart of the program: pipelines, settings, and the histories of tokens and exports.
#pragma once

#include "engine/base/clock.h"
#include "engine/base/result.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
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
};

/// A completion token that has completed.
struct StoredToken {
    std::string token;
    std::string relation;
    std::string connector;
    uint64_t records = 0; ///< covered by it
    uint64_t step = 0;
    uint64_t errors = 0; ///< records set aside and batches not delivered meanwhile
    TimestampMicros issuedAt = 0;
    TimestampMicros completedAt = 0;
};

/// A change stream that was written to a file.
struct StoredExport {
    std::string relation;
    std::string path;
    std::string format; ///< "json" or "csv"
    uint64_t changes = 0;
    std::string error; ///< empty: it ended well
    TimestampMicros startedAt = 0;
    TimestampMicros endedAt = 0;
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
    virtual Status renamePipeline(std::string_view name, std::string_view newName) = 0; ///< kPipelineExists
    virtual Status removePipeline(std::string_view name) = 0;                           ///< with its histories

    virtual Result<std::optional<std::string>> setting(std::string_view key) const = 0;
    virtual Status setSetting(std::string_view key, std::string_view value) = 0;

    /// A token that is there already is left as it is.
    virtual Status addToken(std::string_view pipeline, const StoredToken& token) = 0;
    virtual Result<std::vector<StoredToken>> tokens(std::string_view pipeline) const = 0; ///< newest first
    virtual Status addExport(std::string_view pipeline, const StoredExport& entry) = 0;
    virtual Result<std::vector<StoredExport>> exports(std::string_view pipeline) const = 0; ///< newest first
};

} // namespace millrace
