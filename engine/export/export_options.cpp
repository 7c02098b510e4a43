// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/export/export_options.h"

#include <cstdio>
#include <filesystem>

namespace millrace {

std::string ExportOptions::pathOf(uint64_t number) const
{
    if (!rotates()) {
        return path;
    }
    constexpr std::string_view kNumber = "{number}";
    char digits[24];
    std::snprintf(digits, sizeof digits, "%08llu", static_cast<unsigned long long>(number));
    std::string file = path;
    if (const size_t at = file.find(kNumber); at != std::string::npos) {
        return file.replace(at, kNumber.size(), digits);
    }
    std::string text = path.substr(0, path.size() - suffixOf(compressionOfName(path)).size());
    const size_t suffix = std::filesystem::path(text).extension().string().size();
    return file.insert(text.size() - suffix, std::string("-") + digits);
}

} // namespace millrace
