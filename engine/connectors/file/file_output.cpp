// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/connectors/file/file_output.h"

#include "engine/connectors/file/file_location.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

namespace millrace {

namespace {

std::string readPath(const nlohmann::json& config, std::vector<ConfigProblem>& problems)
{
    ConfigReader reader(config, "", problems);
    std::string path;
    if (reader.require("path", path)) {
        if (auto local = localPath(path)) {
            path = std::move(*local);
        } else {
            reader.problem("path", local.error().detail);
        }
    }
    reader.finish(ConfigReader::UnknownKeys::Warn);
    return path;
}

/// The attribute of files that this program made.
constexpr const char* kOwnMark = "user.millrace.output";

/// Makes the file, or empties one that was made so before: nobody else's file is overwritten. Where the file system
/// keeps no attributes, only new and empty files are taken.
Result<FileDescriptor> openOutputFile(const std::string& path)
{
    const auto failure = [&](const std::string& reason) {
        return makeError(ErrorCode::kConnectorOpen, "Cannot write the file: " + reason + ": '" + path + "'");
    };
    // Looked at before anything is changed: opening a pipe or a device must change nothing.
    FileDescriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW, 0666));
    if (file.get() < 0) {
        return failure(openErrorText(errno));
    }
    MR_CHECK(checkRegularFile(file.get(), path));
    if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
        return failure("another output is writing it");
    }
    struct stat info = {};
    ::fstat(file.get(), &info);
    if (info.st_size != 0 && ::fgetxattr(file.get(), kOwnMark, nullptr, 0) < 0) {
        return failure("it is there, and Millrace has not made it; remove it, or name another one");
    }
    if (::ftruncate(file.get(), 0) != 0) {
        return failure(systemErrorText(errno));
    }
    [[maybe_unused]] const int marked = ::fsetxattr(file.get(), kOwnMark, "1", 1, 0);
    return file;
}

/// Writes at its own offset, so that a write that failed half way is written again as a whole.
class FileOutput final : public OutputTransport {
public:
    FileOutput(std::string path, FileDescriptor file)
        : m_path(std::move(path))
        , m_file(std::move(file))
    {
    }

    Status beginStep(uint64_t) override { return {}; }

    Status write(std::string_view bytes, uint64_t) override
    {
        const uint64_t start = m_offset;
        while (!bytes.empty()) {
            const ssize_t size = ::pwrite(m_file.get(), bytes.data(), bytes.size(), static_cast<off_t>(m_offset));
            if (size < 0 && errno == EINTR) {
                continue;
            }
            if (size <= 0) {
                const int error = errno;
                m_offset = start;
                m_isBroken = true;
                // Whoever reads the file finds whole steps; where it cannot be cut the next write covers the rest.
                [[maybe_unused]] const int cut = ::ftruncate(m_file.get(), static_cast<off_t>(start));
                return makeError(ErrorCode::kIoWrite,
                                 "Cannot write the file: " + systemErrorText(error) + ": '" + m_path + "'");
            }
            m_offset += static_cast<uint64_t>(size);
            bytes.remove_prefix(static_cast<size_t>(size));
            m_isDirty = true;
        }
        return {};
    }

    /// A step counts as delivered only when it would survive a power cut.
    Status endStep() override
    {
        m_isBroken = false;
        if (!m_isDirty) {
            return {};
        }
        if (::fdatasync(m_file.get()) != 0) {
            m_isBroken = true;
            return makeError(ErrorCode::kIoWrite,
                             "Cannot flush the file: " + systemErrorText(errno) + ": '" + m_path + "'");
        }
        m_isDirty = false;
        return {};
    }

    bool isBroken() const override { return m_isBroken; }

private:
    std::string m_path;
    FileDescriptor m_file;
    uint64_t m_offset = 0;
    bool m_isDirty = false;
    bool m_isBroken = false; ///< the last write or flush has failed
};

class NullOutput final : public OutputTransport {
public:
    Status beginStep(uint64_t) override { return {}; }
    Status write(std::string_view, uint64_t) override { return {}; }
    Status endStep() override { return {}; }
};

} // namespace

std::vector<ConfigProblem> checkFileOutput(const ConnectorSpec& spec)
{
    return configProblems(readPath, spec.transportConfig);
}

Result<std::unique_ptr<OutputTransport>> openFileOutput(const OutputContext& context)
{
    MR_TRY(std::string path, readConfig(readPath, context.spec->transportConfig));
    MR_TRY(FileDescriptor file, openOutputFile(path));
    return std::unique_ptr<OutputTransport>(std::make_unique<FileOutput>(std::move(path), std::move(file)));
}

std::vector<ConfigProblem> checkNullOutput(const ConnectorSpec& spec)
{
    std::vector<ConfigProblem> problems;
    ConfigReader(spec.transportConfig, "", problems).finish(ConfigReader::UnknownKeys::Warn);
    return problems;
}

Result<std::unique_ptr<OutputTransport>> openNullOutput(const OutputContext&)
{
    return std::unique_ptr<OutputTransport>(std::make_unique<NullOutput>());
}

} // namespace millrace
