// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/descriptive/pipeline_book.h"

#include "engine/base/file_descriptor.h"
#include "engine/descriptive/config_edit.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace millrace::descriptive {

namespace {

Error ioError(ErrorCode code, const std::string& what, const std::string& file)
{
    return makeError(code, what + ": " + file + ": " + std::strerror(errno));
}

bool writeAll(int descriptor, std::string_view text)
{
    while (!text.empty()) {
        const ssize_t count = ::write(descriptor, text.data(), text.size());
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            return false;
        }
        text.remove_prefix(static_cast<size_t>(count));
    }
    return true;
}

} // namespace

Result<std::string> readConfigFile(const std::filesystem::path& file)
{
    std::error_code failure;
    if (std::filesystem::is_directory(file, failure)) {
        return makeError(ErrorCode::kIoOpen, "This is a folder, not a pipelines file: " + file.string());
    }
    if (std::filesystem::is_fifo(file, failure)) { // opening it would wait for who writes
        return makeError(ErrorCode::kIoOpen, "This is a pipe, not a pipelines file: " + file.string());
    }
    const FileDescriptor opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (opened.get() < 0) {
        return ioError(ErrorCode::kIoOpen, "The pipelines file cannot be opened", file.string());
    }
    std::string text;
    char chunk[65536];
    for (;;) {
        const ssize_t count = ::read(opened.get(), chunk, sizeof chunk);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0) {
            return ioError(ErrorCode::kIoRead, "The pipelines file cannot be read", file.string());
        }
        if (count == 0) {
            return text;
        }
        text.append(chunk, static_cast<size_t>(count));
        if (text.size() > kMaxConfigBytes) {
            return makeError(kConfigLimit, "A pipelines file has at most 4 MiB: " + file.string());
        }
    }
}

Status replaceFile(const std::filesystem::path& file, std::string_view text)
{
    std::error_code failure;
    const std::filesystem::path target = std::filesystem::weakly_canonical(file, failure);
    if (failure) {
        return makeError(ErrorCode::kIoWrite,
                         "The pipelines file cannot be written: " + file.string() + ": " + failure.message());
    }
    std::string part = target.string() + ".XXXXXX";
    const FileDescriptor made(::mkostemp(part.data(), O_CLOEXEC));
    if (made.get() < 0) {
        return ioError(ErrorCode::kIoWrite, "The pipelines file cannot be written", file.string());
    }
    struct stat before = {};
    const mode_t mode = ::stat(target.c_str(), &before) == 0 ? before.st_mode & 07777U : 0644U;
    const bool isWritten = writeAll(made.get(), text) && ::fchmod(made.get(), mode) == 0 &&
                           ::fsync(made.get()) == 0 && ::rename(part.c_str(), target.c_str()) == 0;
    if (!isWritten) {
        Error error = ioError(ErrorCode::kIoWrite, "The pipelines file cannot be written", file.string());
        ::unlink(part.c_str());
        return error;
    }
    return {};
}

PipelineBook::PipelineBook(std::filesystem::path file, PipelinesConfig config)
{
    m_kept.push_back({std::move(file), std::move(config)});
}

void PipelineBook::open(const std::filesystem::path& file, PipelinesConfig config)
{
    const std::lock_guard lock(m_mutex);
    const auto known =
        std::find_if(m_kept.begin(), m_kept.end(), [&file](const Kept& kept) { return kept.file == file; });
    if (known != m_kept.end()) {
        known->config = std::move(config);
    } else {
        m_kept.push_back({file, std::move(config)});
    }
}

void PipelineBook::close(const std::filesystem::path& file)
{
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_kept, [&file](const Kept& kept) { return kept.file == file; });
}

void PipelineBook::setFileListener(std::function<void(const std::filesystem::path&)> listener)
{
    const std::lock_guard lock(m_listenerMutex);
    m_listener = std::move(listener);
}

void PipelineBook::tell(const std::filesystem::path& file)
{
    const std::lock_guard lock(m_listenerMutex);
    if (m_listener && !file.empty()) {
        m_listener(file);
    }
}

PipelinesConfig PipelineBook::config() const
{
    const std::lock_guard lock(m_mutex);
    PipelinesConfig all = m_kept.empty() ? PipelinesConfig() : m_kept.front().config;
    for (size_t at = 1; at < m_kept.size(); ++at) {
        const std::vector<PipelineDefinition>& more = m_kept[at].config.pipelines;
        all.pipelines.insert(all.pipelines.end(), more.begin(), more.end());
    }
    return all;
}

const PipelineDefinition* PipelineBook::findLocked(std::string_view name) const
{
    for (const Kept& kept : m_kept) {
        for (const PipelineDefinition& pipeline : kept.config.pipelines) {
            if (pipeline.name == name) {
                return &pipeline;
            }
        }
    }
    return nullptr;
}

std::optional<PipelineDefinition> PipelineBook::find(std::string_view name) const
{
    const std::lock_guard lock(m_mutex);
    const PipelineDefinition* found = findLocked(name);
    return found ? std::optional(*found) : std::nullopt;
}

std::vector<std::string> PipelineBook::namesOf(const std::filesystem::path& file) const
{
    const std::lock_guard lock(m_mutex);
    std::vector<std::string> names;
    for (const Kept& kept : m_kept) {
        for (const PipelineDefinition& pipeline : kept.config.pipelines) {
            if (kept.file == file && findLocked(pipeline.name) == &pipeline) {
                names.push_back(pipeline.name);
            }
        }
    }
    return names;
}

template <typename Edit>
Status PipelineBook::editFile(Kept& kept, Edit&& edit)
{
    MR_TRY(const std::string before, readConfigFile(kept.file));
    MR_TRY(const std::string after, edit(before));
    MR_CHECK(replaceFile(kept.file, after));
    kept.config = readPipelinesConfig(after).config; // also what somebody else has written there meanwhile
    return {};
}

Status PipelineBook::addLocked(const PipelineDefinition& definition, std::filesystem::path& changed)
{
    if (findLocked(definition.name)) {
        return makeError(ErrorCode::kPipelineExists, "There is a pipeline of this name: " + definition.name);
    }
    MR_CHECK(checkDefinition(definition));
    if (m_kept.empty()) {
        m_kept.emplace_back();
    }
    Kept& last = m_kept.back();
    if (!last.file.empty()) {
        MR_CHECK(editFile(last, [&](const std::string& text) { return withPipeline(text, definition); }));
        changed = last.file;
        return {};
    }
    if (last.config.pipelines.size() >= kMaxConfigPipelines) {
        return makeError(kConfigLimit, "There are at most " + std::to_string(kMaxConfigPipelines) + " pipelines");
    }
    last.config.pipelines.push_back(definition);
    return {};
}

Status PipelineBook::add(const PipelineDefinition& definition)
{
    std::filesystem::path changed;
    {
        const std::lock_guard lock(m_mutex);
        MR_CHECK(addLocked(definition, changed));
    }
    tell(changed);
    return {};
}

Status PipelineBook::remove(std::string_view name)
{
    const auto hasName = [name](const PipelineDefinition& pipeline) { return pipeline.name == name; };
    std::vector<std::filesystem::path> changed;
    Status status;
    {
        const std::lock_guard lock(m_mutex);
        if (!findLocked(name)) {
            return makeError(ErrorCode::kPipelineUnknown, "There is no pipeline of this name: " + std::string(name));
        }
        for (Kept& kept : m_kept) {
            std::vector<PipelineDefinition>& pipelines = kept.config.pipelines;
            if (kept.file.empty()) {
                std::erase_if(pipelines, hasName);
            } else if (status.ok() && std::any_of(pipelines.begin(), pipelines.end(), hasName)) {
                status = editFile(kept, [&](const std::string& text) { return withoutPipelines(text, name); });
                if (status.ok()) {
                    changed.push_back(kept.file);
                }
            }
        }
    }
    for (const std::filesystem::path& file : changed) {
        tell(file);
    }
    return status;
}

} // namespace millrace::descriptive
