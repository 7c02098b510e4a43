// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/export/export_options.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>

namespace millrace {

const char* nameOf(ChangeFormat format)
{
    switch (format) {
    case ChangeFormat::JsonLines: return "json_lines";
    case ChangeFormat::Csv: return "csv";
    case ChangeFormat::Tsv: return "tsv";
    case ChangeFormat::Sql: return "sql";
    case ChangeFormat::Sqlite: return "sqlite";
    }
    return "";
}

const char* nameOf(ChangeEncoding encoding)
{
    switch (encoding) {
    case ChangeEncoding::Weighted: return "weight";
    case ChangeEncoding::Operations: return "operation";
    case ChangeEncoding::Pairs: return "pairs";
    case ChangeEncoding::State: return "state";
    }
    return "";
}

std::optional<ChangeFormat> formatNamed(std::string_view name)
{
    for (const ChangeFormat format :
         {ChangeFormat::JsonLines, ChangeFormat::Csv, ChangeFormat::Tsv, ChangeFormat::Sql, ChangeFormat::Sqlite}) {
        if (name == nameOf(format)) {
            return format;
        }
    }
    return std::nullopt;
}

std::optional<ChangeFormat> formatOfName(std::string_view path)
{
    struct Ending {
        std::string_view text;
        ChangeFormat format;
    };
    constexpr Ending kEndings[] = {
        {"json", ChangeFormat::JsonLines}, {"jsonl", ChangeFormat::JsonLines}, {"ndjson", ChangeFormat::JsonLines},
        {"csv", ChangeFormat::Csv},        {"tsv", ChangeFormat::Tsv},         {"sql", ChangeFormat::Sql},
        {"sqlite", ChangeFormat::Sqlite},  {"sqlite3", ChangeFormat::Sqlite},  {"db", ChangeFormat::Sqlite}};
    path.remove_suffix(suffixOf(compressionOfName(path)).size());
    const size_t dot = path.find_last_of("./");
    const auto isSameLetter = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; };
    for (const Ending& ending : kEndings) {
        if (dot != std::string_view::npos && path[dot] == '.' &&
            std::equal(path.begin() + static_cast<std::ptrdiff_t>(dot) + 1, path.end(), ending.text.begin(),
                       ending.text.end(), isSameLetter)) {
            return ending.format;
        }
    }
    return std::nullopt;
}

std::string ExportOptions::pathOf(uint64_t number) const
{
    const bool isContinued = !rotates();
    if (isContinued && number <= 1) {
        return path;
    }
    constexpr std::string_view kNumber = "{number}";
    char digits[24];
    std::snprintf(digits, sizeof digits, "%08llu", static_cast<unsigned long long>(number));
    std::string file = path;
    if (const size_t at = file.find(kNumber); at != std::string::npos && !isContinued) {
        return file.replace(at, kNumber.size(), digits);
    }
    std::string text = path.substr(0, path.size() - suffixOf(compressionOfName(path)).size());
    const size_t suffix = std::filesystem::path(text).extension().string().size();
    return file.insert(text.size() - suffix, (isContinued ? "-continued-" : "-") + std::string(digits));
}

} // namespace millrace
