// SPDX-License-Identifier: GPL-3.0-or-later
// A file of descriptive pipelines: what it says, and what is wrong with it, at its place.
#pragma once

#include "engine/base/result.h"
#include "engine/descriptive/config_codes.h"
#include "engine/sql/diagnostic.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace millrace::descriptive {

/// Statements that are run one after the other on each call; the rows of the last one are streamed.
struct PipelineDefinition {
    std::string name;
    std::vector<std::string> statements; ///< as the file has them, line ends included

    bool operator==(const PipelineDefinition&) const = default;
};

/// Plain value. The engine is built in, so that where to find one is kept and shown, and has no effect.
struct PipelinesConfig {
    std::string host = "localhost";
    int64_t port = 8463;
    std::string database = "default";
    std::string user = "default";
    std::string password;
    std::vector<PipelineDefinition> pipelines; ///< in the order of the file; of equal names the first one counts

    bool operator==(const PipelinesConfig&) const = default;
};

/// What is more is refused, so that no file decides how much memory is used; references (YAML aliases) count in full.
constexpr size_t kMaxConfigBytes = size_t{4} << 20;
constexpr size_t kMaxConfigPipelines = 1000;
constexpr size_t kMaxPipelineStatements = 1000;
constexpr size_t kMaxPipelineNameBytes = 200;
constexpr size_t kMaxStatementBytes = size_t{1} << 20;
constexpr size_t kMaxConfigStatementBytes = size_t{16} << 20; ///< of all statements

struct ConfigReading {
    PipelinesConfig config;                   ///< all that could be read
    std::vector<size_t> items;                ///< of each pipeline of the config: which item of the file's list it is
    std::vector<sql::Diagnostic> diagnostics; ///< in order of place
    bool hasErrors = false;
};

/// Reads the text of a file. Any thread, no I/O, never throws.
ConfigReading readPipelinesConfig(std::string_view text);

/// Finds places of statements in the file. Keeps a reference to the text.
class ConfigPlaces {
public:
    explicit ConfigPlaces(std::string_view text);
    ~ConfigPlaces();
    ConfigPlaces(const ConfigPlaces&) = delete;
    ConfigPlaces& operator=(const ConfigPlaces&) = delete;

    /// `item` of the file's list of pipelines; `inside` counts from the statement's beginning, as errors of statements
    /// do. The beginning of the statement where the file spells it another way; unknown where there is none.
    SourceSpan find(size_t item, size_t statement, const SourceSpan& inside) const;

private:
    struct Document;
    std::unique_ptr<Document> m_document; ///< null when the file is no YAML
};

/// Nothing, or why a pipeline cannot be kept: an empty or long name, control characters in it, too many or too long
/// statements, text that is not UTF-8. kPipelineInvalidName, kConfigLimit, kConfigType.
Status checkDefinition(const PipelineDefinition& definition);

} // namespace millrace::descriptive
