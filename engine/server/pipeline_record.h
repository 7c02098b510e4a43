// SPDX-License-Identifier: GPL-3.0-or-later
// What the API keeps of a pipeline beside its name and program; stored with it in the catalog.
#pragma once

#include "engine/base/result.h"
#include "engine/server/pipeline_lifecycle.h"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace millrace::server {

/// Plain value.
struct PipelineRecord {
    std::string id; ///< uuid, by time of creation
    TimestampMicros createdAt = 0;
    std::string description;
    std::vector<std::string> tags;
    nlohmann::json runtimeConfig; ///< normalised
    nlohmann::json programConfig; ///< normalised
    std::string udfRust;
    std::string udfToml;
    uint64_t version = 1;
    uint64_t programVersion = 1;
    uint64_t refreshVersion = 1;
    std::string program;       ///< the text that programVersion counts; stored by its digest
    std::string programDigest; ///< of what was stored last; set by parse()
    StorageStatus storage = StorageStatus::Cleared;
    nlohmann::json deploymentError; ///< null, or an error object

    /// That of a pipeline which the API sees for the first time.
    static PipelineRecord forPipeline(TimestampMicros createdAt, std::string program);
    std::string toText() const;
    /// kCatalogSchema for anything that toText() has not made.
    static Result<PipelineRecord> parse(std::string_view text);
};

/// SHA-256 in hexadecimal digits.
std::string digestOf(std::string_view text);

} // namespace millrace::server
