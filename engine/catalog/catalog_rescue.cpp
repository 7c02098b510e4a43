// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/catalog/catalog_rescue.h"

#include "engine/base/file_descriptor.h"
#include "engine/catalog/folder_lock.h"
#include "engine/catalog/sqlite_database.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace millrace {

namespace fs = std::filesystem;

namespace {

constexpr const char* kCatalogName = "catalog.db";
constexpr const char* kBackupName = "catalog.db.backup";
constexpr TimestampMicros kDayMicros = TimestampMicros{24} * 60 * 60 * 1'000'000;

TimestampMicros writtenAt(const fs::path& path)
{
    std::error_code error;
    const fs::file_time_type time = fs::last_write_time(path, error);
    const auto systemTime = std::chrono::file_clock::to_sys(time);
    return error ? 0 : std::chrono::duration_cast<std::chrono::microseconds>(systemTime.time_since_epoch()).count();
}

bool isBackup(const fs::path& path)
{
    const std::string name = path.filename().string();
    return name.starts_with(kCatalogName) && name.ends_with(".backup");
}

Error renameError(const fs::path& path, const std::error_code& error)
{
    return makeError(ErrorCode::kIoOpen, "Cannot be renamed, " + error.message() + ": " + path.string());
}

/// To the disk: a file's bytes, or a folder's names.
Status sync(const fs::path& path)
{
    const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.get() < 0 || ::fsync(file.get()) != 0) {
        return makeError(ErrorCode::kIoWrite, "Cannot be written, " + std::string(std::strerror(errno)) + ": " +
                                                  path.string());
    }
    return {};
}

/// A name that is free, by the time and a number.
fs::path asideName(const fs::path& folder)
{
    const std::string base = std::string(kCatalogName) + ".set-aside-" +
                             std::to_string(Clock::system().now() / 1'000'000);
    fs::path path = folder / base;
    for (int number = 2; fs::exists(path); ++number) {
        path = folder / (base + "-" + std::to_string(number));
    }
    return path;
}

/// Its journal belongs to it and goes with it.
Result<fs::path> moveAside(const fs::path& folder)
{
    const fs::path aside = asideName(folder);
    std::error_code kept; // its copy stays with it: the next daily one is of another catalog
    if (fs::exists(folder / kBackupName, kept)) {
        fs::copy_file(folder / kBackupName, fs::path(aside.string() + ".backup"), kept);
    }
    for (const char* suffix : {"-wal", "-shm", "-journal", ""}) { // the file itself last
        const fs::path from = folder / (std::string(kCatalogName) + suffix);
        std::error_code error;
        if (fs::exists(fs::symlink_status(from, error))) {
            fs::rename(from, fs::path(aside.string() + suffix), error);
            if (error) {
                return renameError(from, error);
            }
        }
    }
    return aside;
}

} // namespace

std::vector<CatalogBackup> catalogBackups(const fs::path& folder)
{
    std::vector<CatalogBackup> backups;
    std::error_code error;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
        if (isBackup(entry.path()) && fs::is_regular_file(entry.symlink_status(error))) {
            backups.push_back({entry.path(), writtenAt(entry.path())});
        }
    }
    std::sort(backups.begin(), backups.end(),
              [](const CatalogBackup& a, const CatalogBackup& b) { return a.at > b.at; });
    return backups;
}

Status backUpCatalogDaily(SqliteDatabase& database, const fs::path& folder)
{
    MR_TRY(const int64_t numPipelines, database.queryInteger("SELECT count(*) FROM pipelines"));
    const fs::path target = folder / kBackupName;
    const TimestampMicros age = Clock::system().now() - writtenAt(target);
    if (numPipelines == 0 || (age >= 0 && age < kDayMicros)) {
        return {};
    }
    // Pages are copied as they are, so a damaged catalog would take the place of its only good copy.
    MR_CHECK(database.checkUndamaged());
    const fs::path fresh = folder / (std::string(kBackupName) + ".new");
    std::error_code error;
    fs::remove(fresh, error); // of a copy that was interrupted
    MR_CHECK(database.backUpTo(fresh.string()));
    fs::rename(fresh, target, error);
    return error ? Status(renameError(fresh, error)) : Status();
}

Result<fs::path> setCatalogAside(const fs::path& folder)
{
    MR_TRY([[maybe_unused]] const FolderLock lock, FolderLock::acquire(folder.string()));
    return moveAside(folder);
}

Result<fs::path> restoreCatalog(const fs::path& folder, const CatalogBackup& backup)
{
    MR_TRY([[maybe_unused]] const FolderLock lock, FolderLock::acquire(folder.string()));
    // First the copy: where there is no room for it nothing has happened yet.
    const fs::path fresh = folder / (std::string(kCatalogName) + ".restored");
    std::error_code error;
    fs::copy_file(backup.path, fresh, fs::copy_options::overwrite_existing, error);
    if (error) {
        return makeError(ErrorCode::kIoOpen, "The backup cannot be copied, " + error.message() + ": " +
                                                 backup.path.string());
    }
    MR_CHECK(sync(fresh));
    MR_TRY(fs::path aside, moveAside(folder));
    fs::rename(fresh, folder / kCatalogName, error);
    if (error) {
        std::error_code none;
        fs::rename(aside, folder / kCatalogName, none); // an empty one would be opened without a word
        return renameError(fresh, error);
    }
    MR_CHECK(sync(folder));
    return aside;
}

} // namespace millrace
