// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/export/export_manifest.h"

#include "engine/export/compression.h"
#include "engine/export/part_file.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

namespace millrace {

namespace {

constexpr size_t kMaxManifestBytes = size_t{16} << 20;
constexpr uint64_t kMaxIncarnations = 1'000'000'000;

using Json = nlohmann::json;

template <typename Value>
Json orNull(const std::optional<Value>& value)
{
    return value ? Json(*value) : Json();
}

Json stepOf(uint64_t step)
{
    return step == 0 ? Json() : Json(step);
}

Json toJson(const ExportManifest::Incarnation& incarnation)
{
    return {{"incarnation", incarnation.number},
            {"begins_with_snapshot", incarnation.beginsWithSnapshot},
            {"recovered", incarnation.isRecovered},
            {"ends_with_whole_step", orNull(incarnation.endsWithWholeStep)},
            {"first_step", stepOf(incarnation.firstStep)},
            {"last_step", stepOf(incarnation.lastStep)},
            {"rows", incarnation.rows}};
}

Json toJson(const ExportManifest::Relation& relation)
{
    return {{"name", relation.name},
            {"columns", relation.columns},
            {"rows", orNull(relation.rows)},
            {"net_weight", orNull(relation.netWeight)}};
}

/// A member of an object; null for what is not there.
const Json& member(const Json& object, const char* name)
{
    static const Json kNull;
    const auto found = object.is_object() ? object.find(name) : object.end();
    return object.is_object() && found != object.end() ? *found : kNull;
}

std::string textOf(const Json& object, const char* name)
{
    const Json& value = member(object, name);
    return value.is_string() ? value.get<std::string>() : std::string();
}

std::optional<uint64_t> countOf(const Json& object, const char* name)
{
    const Json& value = member(object, name);
    return value.is_number_unsigned() ? std::optional(value.get<uint64_t>()) : std::nullopt;
}

bool isTrue(const Json& object, const char* name)
{
    return member(object, name) == Json(true);
}

ExportManifest::Incarnation incarnationOf(const Json& object)
{
    ExportManifest::Incarnation incarnation;
    incarnation.number = countOf(object, "incarnation").value_or(1);
    incarnation.beginsWithSnapshot = isTrue(object, "begins_with_snapshot");
    incarnation.isRecovered = isTrue(object, "recovered");
    if (member(object, "ends_with_whole_step").is_boolean()) {
        incarnation.endsWithWholeStep = isTrue(object, "ends_with_whole_step");
    }
    incarnation.firstStep = countOf(object, "first_step").value_or(0);
    incarnation.lastStep = countOf(object, "last_step").value_or(0);
    incarnation.rows = countOf(object, "rows").value_or(0);
    return incarnation;
}

ExportManifest::Relation relationOf(const Json& object)
{
    ExportManifest::Relation relation;
    relation.name = textOf(object, "name");
    relation.columns = member(object, "columns");
    relation.rows = countOf(object, "rows");
    if (const Json& weight = member(object, "net_weight"); weight.is_number_integer()) {
        relation.netWeight = weight.get<int64_t>();
    }
    return relation;
}

} // namespace

uint64_t ExportManifest::rows() const
{
    uint64_t rows = 0;
    for (const Incarnation& incarnation : incarnations) {
        rows += incarnation.rows;
    }
    return rows;
}

std::string ExportManifest::toText() const
{
    Json json = {{"version", 1},
                 {"file", file},
                 {"number", number},
                 {"format", format},
                 {"encoding", encoding},
                 {"compression", compression},
                 {"bytes", sha256.empty() ? Json() : Json(bytes)},
                 {"sha256", sha256.empty() ? Json() : Json(sha256)},
                 {"rows", rows()},
                 {"rows_before", rowsBefore},
                 {"previous", Json()},
                 {"relations", Json::array()},
                 {"incarnations", Json::array()},
                 {"settings", settings}};
    if (!previousFile.empty()) {
        json["previous"] = {{"file", previousFile}, {"sha256", previousSha256.empty() ? Json() : Json(previousSha256)}};
    }
    for (const Relation& relation : relations) {
        json["relations"].push_back(toJson(relation));
    }
    for (const Incarnation& incarnation : incarnations) {
        json["incarnations"].push_back(toJson(incarnation));
    }
    // Steps of several incarnations are not one range.
    const bool isOne = incarnations.size() == 1;
    json["first_step"] = isOne ? stepOf(incarnations.front().firstStep) : Json();
    json["last_step"] = isOne ? stepOf(incarnations.front().lastStep) : Json();
    // Names of files need not be UTF-8.
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::optional<ExportManifest> ExportManifest::fromText(const std::string& text)
{
    const Json json = Json::parse(text, nullptr, false);
    if (!json.is_object() || member(json, "version") != Json(1) || textOf(json, "format").empty()) {
        return std::nullopt;
    }
    ExportManifest manifest;
    manifest.file = textOf(json, "file");
    manifest.number = countOf(json, "number").value_or(1);
    manifest.format = textOf(json, "format");
    manifest.encoding = textOf(json, "encoding");
    manifest.compression = textOf(json, "compression");
    manifest.bytes = countOf(json, "bytes").value_or(0);
    manifest.sha256 = textOf(json, "sha256");
    manifest.rowsBefore = countOf(json, "rows_before").value_or(0);
    manifest.previousFile = textOf(member(json, "previous"), "file");
    manifest.previousSha256 = textOf(member(json, "previous"), "sha256");
    manifest.settings = member(json, "settings");
    for (const Json& relation : member(json, "relations")) {
        manifest.relations.push_back(relationOf(relation));
    }
    for (const Json& incarnation : member(json, "incarnations")) {
        manifest.incarnations.push_back(incarnationOf(incarnation));
    }
    if (manifest.incarnations.empty()) { // of an earlier version: it tells of one
        manifest.incarnations.push_back(incarnationOf(json));
    }
    const auto isNone = [](const Incarnation& each) { return each.number == 0 || each.number > kMaxIncarnations; };
    if (std::any_of(manifest.incarnations.begin(), manifest.incarnations.end(), isNone)) {
        return std::nullopt;
    }
    return manifest;
}

std::string manifestPathOf(const std::string& path)
{
    return path + ".manifest.json";
}

std::string partManifestPathOf(const std::string& path)
{
    return manifestPathOf(path + std::string(kPartSuffix));
}

Status writeManifest(const std::string& manifestPath, const ExportManifest& manifest)
{
    PartFile file;
    MR_CHECK(file.open(manifestPath, PartFile::Existing::Replace));
    MR_CHECK(file.write(manifest.toText()));
    return file.finish();
}

std::optional<ExportManifest> readManifest(const std::string& manifestPath)
{
    std::error_code none;
    if (!std::filesystem::is_regular_file(manifestPath, none)) { // opening a pipe would wait for who writes
        return std::nullopt;
    }
    const Result<std::string> text = readText(manifestPath, kMaxManifestBytes);
    return text.ok() ? ExportManifest::fromText(*text) : std::nullopt;
}

Status finishManifest(const std::string& path)
{
    if (std::rename(partManifestPathOf(path).c_str(), manifestPathOf(path).c_str()) != 0) {
        return makeError(ErrorCode::kIoWrite, "cannot rename to " + manifestPathOf(path) + ": " + std::strerror(errno));
    }
    return {};
}

} // namespace millrace
