// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/descriptive/pipeline_book.h"

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

struct Descriptor {
    int number = -1;
    ~Descriptor()
    {
        if (number >= 0) {
            ::close(number);
        }
    }
};

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
    const Descriptor opened{::open(file.c_str(), O_RDONLY | O_CLOEXEC)};
    if (opened.number < 0) {
        return ioError(ErrorCode::kIoOpen, "The pipelines file cannot be opened", file.string());
    }
    std::string text;
    char chunk[65536];
    for (;;) {
        const ssize_t count = ::read(opened.number, chunk, sizeof chunk);
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
    const Descriptor made{::mkostemp(part.data(), O_CLOEXEC)};
    if (made.number < 0) {
        return ioError(ErrorCode::kIoWrite, "The pipelines file cannot be written", file.string());
    }
    struct stat before = {};
    const mode_t mode = ::stat(target.c_str(), &before) == 0 ? before.st_mode & 07777U : 0644U;
    const bool isWritten = writeAll(made.number, text) && ::fchmod(made.number, mode) == 0 &&
                           ::fsync(made.number) == 0 && ::rename(part.c_str(), target.c_str()) == 0;
    if (!isWritten) {
        Error error = ioError(ErrorCode::kIoWrite, "The pipelines file cannot be written", file.string());
        ::unlink(part.c_str());
        return error;
    }
    return {};
}

PipelineBook::PipelineBook(std::filesystem::path file, PipelinesConfig config)
    : m_file(std::move(file))
    , m_config(std::move(config))
{
}

PipelinesConfig PipelineBook::config() const
{
    const std::lock_guard lock(m_mutex);
    return m_config;
}

const PipelineDefinition* PipelineBook::findLocked(std::string_view name) const
{
    const auto found = std::find_if(m_config.pipelines.begin(), m_config.pipelines.end(),
                                    [name](const PipelineDefinition& pipeline) { return pipeline.name == name; });
    return found == m_config.pipelines.end() ? nullptr : &*found;
}

std::optional<PipelineDefinition> PipelineBook::find(std::string_view name) const
{
    const std::lock_guard lock(m_mutex);
    const PipelineDefinition* found = findLocked(name);
    return found ? std::optional(*found) : std::nullopt;
}

template <typename Edit>
Status PipelineBook::editFileLocked(Edit&& edit)
{
    MR_TRY(const std::string before, readConfigFile(m_file));
    MR_TRY(const std::string after, edit(before));
    MR_CHECK(replaceFile(m_file, after));
    m_config = readPipelinesConfig(after).config; // also what somebody else has written there meanwhile
    return {};
}

Status PipelineBook::add(const PipelineDefinition& definition)
{
    const std::lock_guard lock(m_mutex);
    if (findLocked(definition.name)) {
        return makeError(ErrorCode::kPipelineExists, "There is a pipeline of this name: " + definition.name);
    }
    MR_CHECK(checkDefinition(definition));
    if (!m_file.empty()) {
        return editFileLocked([&](const std::string& text) { return withPipeline(text, definition); });
    }
    if (m_config.pipelines.size() >= kMaxConfigPipelines) {
        return makeError(kConfigLimit, "There are at most " + std::to_string(kMaxConfigPipelines) + " pipelines");
    }
    m_config.pipelines.push_back(definition);
    return {};
}

Status PipelineBook::remove(std::string_view name)
{
    const std::lock_guard lock(m_mutex);
    if (!findLocked(name)) {
        return makeError(ErrorCode::kPipelineUnknown, "There is no pipeline of this name: " + std::string(name));
    }
    if (!m_file.empty()) {
        return editFileLocked([&](const std::string& text) { return withoutPipelines(text, name); });
    }
    std::erase_if(m_config.pipelines, [name](const PipelineDefinition& pipeline) { return pipeline.name == name; });
    return {};
}

} // namespace millrace::descriptive
