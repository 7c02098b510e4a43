// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/record_errors.h"

namespace millrace {

std::string excerptOf(std::string_view text)
{
    constexpr size_t kMaxBytes = 8 * 1024;
    constexpr std::string_view kGap = " … ";
    if (text.size() <= kMaxBytes) {
        return std::string(text);
    }
    const size_t half = (kMaxBytes - kGap.size()) / 2;
    std::string excerpt(text.substr(0, half));
    excerpt += kGap;
    excerpt += text.substr(text.size() - half);
    return excerpt;
}

void addRecordError(DecodedChunk& out, RecordError error, std::string_view text)
{
    ++out.numErrors;
    if (out.errors.size() < DecodedChunk::kMaxErrorsPerChunk) {
        error.raw = excerptOf(text);
        out.errors.push_back(std::move(error));
    }
}

} // namespace millrace
