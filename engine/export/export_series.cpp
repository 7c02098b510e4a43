// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/export/export_series.h"

#include "engine/export/file_hash.h"
#include "engine/export/part_recovery.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <filesystem>

namespace millrace {

namespace {

namespace fs = std::filesystem;

bool isFile(const std::string& path)
{
    std::error_code none; // what cannot be asked about is not there
    return fs::is_regular_file(fs::symlink_status(path, none));
}

/// The program ended between the naming of a file and that of its manifest: the manifest gets its name now, if it is
/// about this file. Any other .part manifest without its file is about nothing.
Status settleManifest(const std::string& path)
{
    const std::optional<ExportManifest> manifest = readManifest(partManifestPathOf(path));
    std::error_code none;
    bool isOfFile =
        manifest && !manifest->sha256.empty() && isFile(path) && fs::file_size(path, none) == manifest->bytes;
    if (isOfFile) { // what cannot be read now is no reason to lose what tells of it
        MR_TRY(const FileDescriptor file, openPartFile(path, PartAccess::Read));
        MR_TRY(const std::string hash, hashOfFile(file.get(), path));
        isOfFile = hash == manifest->sha256;
    }
    if (isOfFile) {
        return finishManifest(path);
    }
    std::remove(partManifestPathOf(path).c_str());
    return {};
}

Status checkIsOf(const ExportManifest& manifest, const ExportOptions& options)
{
    const auto differs = [](const std::string& then, const char* now) { return !then.empty() && then != now; };
    if (differs(manifest.format, nameOf(options.format)) || differs(manifest.encoding, nameOf(options.encoding)) ||
        differs(manifest.compression, nameOf(options.compression))) {
        return makeError(ErrorCode::kConnectorFormatForbidden,
                         "the export that is to go on wrote format, encoding and compression as " + manifest.format +
                             ", " + manifest.encoding + ", " + manifest.compression);
    }
    return {};
}

Result<ExportManifest> manifestOf(const std::string& path)
{
    std::optional<ExportManifest> manifest = readManifest(manifestPathOf(path));
    if (!manifest) {
        return makeError(ErrorCode::kIoOpen,
                         "no manifest tells what is in it, so no export can go on behind it: " + path);
    }
    return *std::move(manifest);
}

/// It is written on in place, so that all there is to do is to look what it holds.
Result<Continuation> continueDatabase(const ExportOptions& options)
{
    Continuation continuation;
    const std::string part = options.path + std::string(kPartSuffix);
    if (isFile(part)) {
        MR_CHECK(PartFile::mayFinish(options.path, options.existing));
        MR_TRY(continuation.newest, describePartFile(part));
        continuation.recoveredRows = continuation.newest->rows();
        continuation.recoveredFiles = 1;
    } else if (isFile(options.path)) {
        MR_CHECK(settleManifest(options.path));
        MR_TRY(continuation.newest, manifestOf(options.path));
    }
    return continuation;
}

} // namespace

std::vector<SeriesFile> seriesFilesOf(const ExportOptions& options, std::string_view ending)
{
    std::vector<SeriesFile> found;
    if (!options.rotates() && isFile(options.path + std::string(ending))) {
        found.push_back({1, options.path});
    }
    // Two numbers tell where the digits stand.
    const std::string one = options.pathOf(11'111'111);
    const std::string two = options.pathOf(22'222'222);
    const size_t digits = static_cast<size_t>(std::mismatch(one.begin(), one.end(), two.begin()).first - one.begin());
    const std::string before = one.substr(0, digits);
    const std::string after = one.substr(digits + 8) + std::string(ending);
    const bool hasFolder = fs::path(one).has_parent_path();
    std::error_code none; // a folder that cannot be read holds nothing to be met
    for (fs::directory_iterator entry(hasFolder ? fs::path(one).parent_path() : fs::path("."), none), end;
         !none && entry != end; entry.increment(none)) {
        const std::string name = hasFolder ? entry->path().string() : entry->path().filename().string();
        if (name.size() < before.size() + after.size() || !name.starts_with(before) || !name.ends_with(after)) {
            continue;
        }
        const char* const last = name.data() + name.size() - after.size();
        uint64_t number = 0;
        const auto [behind, problem] = std::from_chars(name.data() + before.size(), last, number);
        if (problem == std::errc() && behind == last && number != UINT64_MAX &&
            options.pathOf(number) + std::string(ending) == name && isFile(name)) {
            found.push_back({number, options.pathOf(number)});
        }
    }
    std::sort(found.begin(), found.end(), [](const SeriesFile& a, const SeriesFile& b) { return a.number < b.number; });
    return found;
}

Result<Continuation> prepareContinuation(const ExportOptions& options, const std::stop_token& stop)
{
    if (options.encoding == ChangeEncoding::State) {
        return makeError(ErrorCode::kConnectorFormatForbidden,
                         "a state is the rows of one moment: it is begun anew, it does not go on");
    }
    if (!options.rotates()) { // a link would be neither the file nor a free name
        MR_CHECK(PartFile::mayFinish(options.path, PartFile::Existing::Replace));
    }
    Continuation continuation;
    if (options.format == ChangeFormat::Sqlite && !options.rotates()) {
        MR_TRY(continuation, continueDatabase(options));
        MR_CHECK(continuation.newest ? checkIsOf(*continuation.newest, options) : Status());
        // With all rows there nobody writes it to its end any more, so that it gets its name here.
        const std::string part = options.path + std::string(kPartSuffix);
        if (options.stopRows != 0 && continuation.rows() >= options.stopRows && isFile(part)) {
            MR_CHECK(recoverPartFile(part, options.existing, EmptyPart::Finish, stop));
        }
        return continuation;
    }
    for (const SeriesFile& part : seriesFilesOf(options, kPartSuffix)) {
        MR_TRY(const PartContents contents,
               recoverPartFile(part.path + std::string(kPartSuffix), options.existing, EmptyPart::Remove, stop));
        if (contents.rows != 0) {
            continuation.recoveredRows += contents.rows;
            ++continuation.recoveredFiles;
        }
    }
    for (const SeriesFile& file : seriesFilesOf(options, manifestPathOf(std::string(kPartSuffix)))) {
        MR_CHECK(settleManifest(file.path));
    }
    const std::vector<SeriesFile> files = seriesFilesOf(options, "");
    for (const std::vector<SeriesFile>& named : {files, seriesFilesOf(options, manifestPathOf(""))}) {
        continuation.nextNumber =
            named.empty() ? continuation.nextNumber : std::max(continuation.nextNumber, named.back().number + 1);
    }
    if (!files.empty()) {
        MR_TRY(continuation.newest, manifestOf(files.back().path));
    }
    // A file that was carried away has left its manifest: its incarnation is not to come twice.
    const std::vector<SeriesFile> manifests = seriesFilesOf(options, manifestPathOf(""));
    for (auto at = manifests.rbegin(); at != manifests.rend() && (files.empty() || at->number > files.back().number);
         ++at) {
        if (std::optional<ExportManifest> manifest = readManifest(manifestPathOf(at->path))) {
            continuation.newest = std::move(manifest);
            break;
        }
    }
    MR_CHECK(continuation.newest ? checkIsOf(*continuation.newest, options) : Status());
    return continuation;
}

} // namespace millrace
