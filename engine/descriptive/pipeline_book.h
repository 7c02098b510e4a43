// SPDX-License-Identifier: GPL-3.0-or-later
// The pipelines that can be called, and the files they are kept in.
#pragma once

#include "engine/base/result.h"
#include "engine/descriptive/pipeline_config.h"

#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace millrace::descriptive {

/// Pipelines of one file or of several, or of none: then they end with the program. Of equal names the first one, in
/// the order of the files, is called. Any thread.
class PipelineBook {
public:
    PipelineBook() = default;
    /// A file that readPipelinesConfig() found no errors in; without a name only the pipelines.
    PipelineBook(std::filesystem::path file, PipelinesConfig config);

    /// What a further file says, or says now.
    void open(const std::filesystem::path& file, PipelinesConfig config);
    /// Its pipelines can be called no more.
    void close(const std::filesystem::path& file);
    /// Called once add() or remove() has changed a file, on their thread, without a lock but the listener's own: null
    /// waits for a call under way.
    void setFileListener(std::function<void(const std::filesystem::path& file)> listener);

    /// The first file's settings, and the pipelines of all.
    PipelinesConfig config() const;
    std::optional<PipelineDefinition> find(std::string_view name) const;
    /// Those of a file that are called by their names.
    std::vector<std::string> namesOf(const std::filesystem::path& file) const;
    /// Behind the others in the file that was opened last; the file is written before anything else changes, as it
    /// stands then. kPipelineExists, errors of withPipeline(), kIoRead, kIoWrite.
    Status add(const PipelineDefinition& definition);
    /// All of this name, in each file. kPipelineUnknown, and as add().
    Status remove(std::string_view name);

private:
    struct Kept {
        std::filesystem::path file; ///< empty: none
        PipelinesConfig config;
    };

    /// Reads the file, lets `edit` change it, writes it, and takes over what it says.
    template <typename Edit>
    static Status editFile(Kept& kept, Edit&& edit);
    Status addLocked(const PipelineDefinition& definition, std::filesystem::path& changed);
    const PipelineDefinition* findLocked(std::string_view name) const;
    void tell(const std::filesystem::path& file);

    mutable std::mutex m_mutex;
    std::vector<Kept> m_kept;
    std::mutex m_listenerMutex; ///< held while the listener is called
    std::function<void(const std::filesystem::path&)> m_listener;
};

/// The text of a file of at most kMaxConfigBytes. kIoOpen, kIoRead, kConfigLimit.
Result<std::string> readConfigFile(const std::filesystem::path& file);
/// Replaces a file as a whole or not at all, through symbolic links, with the permissions it had. kIoWrite.
Status replaceFile(const std::filesystem::path& file, std::string_view text);

} // namespace millrace::descriptive
