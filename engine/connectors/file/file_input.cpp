// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/connectors/file/file_input.h"

#include "engine/connectors/file/file_location.h"
#include "engine/connectors/record_feed.h"
#include "engine/connectors/threaded_reader.h"

#include <cerrno>
#include <sys/stat.h>
#include <unistd.h>

namespace millrace {

namespace {

constexpr auto kFollowInterval = std::chrono::milliseconds(100);
constexpr int kGoneAfter = 10; ///< looks, one an interval

struct FileInputOptions {
    std::string path;
    uint64_t bufferSize = 256 * 1024; ///< larger than others' 8 KiB: a read costs as much as parsing 1 KiB
    bool isFollowing = false;
};

FileInputOptions readOptions(const nlohmann::json& config, std::vector<ConfigProblem>& problems)
{
    constexpr uint64_t kLargestBuffer = 64 << 20;
    FileInputOptions options;
    ConfigReader reader(config, "", problems);
    std::string path;
    if (reader.require("path", path)) {
        if (auto local = localPath(path)) {
            options.path = std::move(*local);
        } else {
            reader.problem("path", local.error().detail);
        }
    }
    reader.read("buffer_size_bytes", options.bufferSize, 1, kLargestBuffer);
    reader.read("follow", options.isFollowing);
    reader.finish(ConfigReader::UnknownKeys::Warn);
    return options;
}

class FileInput final : public ReaderTask {
public:
    FileInput(FileInputOptions options, FileDescriptor file, std::unique_ptr<Decoder> decoder,
              std::shared_ptr<InputConsumer> consumer)
        : m_options(std::move(options))
        , m_file(std::move(file))
        , m_consumer(std::move(consumer))
        , m_feed(std::move(decoder), m_consumer)
        , m_buffer(m_options.bufferSize, '\0')
    {
    }

    void run(ReaderControl& control, const std::stop_token& stop) override
    {
        while (control.awaitRunning(stop)) {
            switch (readOnce()) {
            case Outcome::More: break;
            case Outcome::Failure:
                if (!failAndAwaitRetry(control, *m_consumer, cannotRead(errno), stop)) {
                    return;
                }
                break;
            case Outcome::End:
                checkTruncation();
                if (!m_options.isFollowing) {
                    m_feed.finish();
                    return;
                }
                if (!followReplacement()) {
                    tellIfGone();
                    control.sleepWhileRunning(stop, kFollowInterval);
                }
                break;
            }
        }
    }

private:
    enum class Outcome { More, End, Failure };

    Error cannotRead(int error) const
    {
        return makeError(ErrorCode::kConnectorTransport,
                         "Cannot read the file: " + systemErrorText(error) + ": '" + m_options.path + "'");
    }

    Outcome readOnce()
    {
        const ssize_t size = ::pread(m_file.get(), m_buffer.data(), m_buffer.size(), static_cast<off_t>(m_offset));
        if (size > 0) {
            m_offset += static_cast<uint64_t>(size);
            m_feed.feed(std::string_view(m_buffer).substr(0, static_cast<size_t>(size)));
            return Outcome::More;
        }
        if (size == 0) {
            return Outcome::End;
        }
        return errno == EINTR ? Outcome::More : Outcome::Failure;
    }

    /// A file that got shorter was written anew; a follower goes on with its new beginning.
    void checkTruncation()
    {
        struct stat info = {};
        if (::fstat(m_file.get(), &info) != 0 || static_cast<uint64_t>(info.st_size) >= m_offset) {
            return;
        }
        m_consumer->transportError(makeError(ErrorCode::kConnectorTransport,
                                             "The file was truncated while it was read: '" + m_options.path + "'"));
        if (m_options.isFollowing) {
            m_feed.finishBytes();
            m_offset = 0;
        }
    }

    /// A log that is rotated is another file under the name: the old one was read to its end, the new one is read
    /// from its beginning. False while the name still means the same file, or none yet.
    bool followReplacement()
    {
        struct stat open = {};
        struct stat named = {};
        if (::fstat(m_file.get(), &open) != 0 || ::stat(m_options.path.c_str(), &named) != 0 ||
            (open.st_dev == named.st_dev && open.st_ino == named.st_ino)) {
            return false;
        }
        if (static_cast<uint64_t>(open.st_size) > m_offset) {
            return true; // its writer had not finished
        }
        Result<FileDescriptor> next = openRegularFile(m_options.path);
        if (!next.ok()) {
            return false; // gone again, or not ours to read yet
        }
        m_feed.finishBytes();
        m_file = std::move(next).value();
        m_offset = 0;
        return true;
    }

    /// Once each time that nothing has had the name for a while; a rotation leaves it free for a moment only.
    void tellIfGone()
    {
        struct stat named = {};
        const bool isGone = ::stat(m_options.path.c_str(), &named) != 0 && (errno == ENOENT || errno == ENOTDIR);
        m_numMissed = isGone ? m_numMissed + 1 : 0;
        if (m_numMissed == kGoneAfter) {
            m_consumer->transportError(
                makeError(ErrorCode::kConnectorTransport,
                          "The file is gone; a new one will be read from its beginning: '" + m_options.path + "'"));
        }
    }

    FileInputOptions m_options;
    FileDescriptor m_file;
    std::shared_ptr<InputConsumer> m_consumer;
    RecordFeed m_feed;
    std::string m_buffer;
    uint64_t m_offset = 0;
    int m_numMissed = 0; ///< looks in a row that found no file of the name
};

} // namespace

std::vector<ConfigProblem> checkFileInput(const ConnectorSpec& spec, const Schema&)
{
    return configProblems(readOptions, spec.transportConfig);
}

Result<std::unique_ptr<InputReader>> openFileInput(const InputContext& context)
{
    MR_TRY(FileInputOptions options, readConfig(readOptions, context.spec->transportConfig));
    MR_TRY(auto decoder, makeDecoderFor(context));
    MR_TRY(auto file, openRegularFile(options.path));
    return makeReader<FileInput>(context.stop, std::move(options), std::move(file), std::move(decoder),
                                 context.consumer);
}

} // namespace millrace
