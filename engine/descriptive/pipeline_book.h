// SPDX-License-Identifier: GPL-3.0-or-later
// The pipelines that can be called, and the file they are kept in.
#pragma once

#include "engine/base/result.h"
#include "engine/descriptive/pipeline_config.h"

#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace millrace::descriptive {

/// Without a file the pipelines end with the program. Any thread.
class PipelineBook {
public:
    PipelineBook() = default;
    /// A file that readPipelinesConfig() found no errors in.
    PipelineBook(std::filesystem::path file, PipelinesConfig config);

    PipelinesConfig config() const;
    /// Of equal names the first one.
    std::optional<PipelineDefinition> find(std::string_view name) const;
    /// Behind the others; the file is written before anything else changes, as it stands then. kPipelineExists, errors
    /// of withPipeline(), kIoRead, kIoWrite.
    Status add(const PipelineDefinition& definition);
    /// All of this name. kPipelineUnknown, and as add().
    Status remove(std::string_view name);
    const std::filesystem::path& file() const { return m_file; } ///< empty: none

private:
    /// Reads the file, lets `edit` change it, writes it, and takes over what it says.
    template <typename Edit>
    Status editFileLocked(Edit&& edit);
    const PipelineDefinition* findLocked(std::string_view name) const;

    const std::filesystem::path m_file;
    mutable std::mutex m_mutex;
    PipelinesConfig m_config;
};

/// The text of a file of at most kMaxConfigBytes. kIoOpen, kIoRead, kConfigLimit.
Result<std::string> readConfigFile(const std::filesystem::path& file);
/// Replaces a file as a whole or not at all, through symbolic links, with the permissions it had. kIoWrite.
Status replaceFile(const std::filesystem::path& file, std::string_view text);

} // namespace millrace::descriptive
