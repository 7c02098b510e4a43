// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/error.h"

#include <array>

namespace millrace {

namespace {

struct ErrorInfo {
    std::string_view id;
    ErrorFamily family;
    std::string_view title;
};

constexpr std::array kErrors = {
#define MR_ERROR(name, id, family, title) ErrorInfo{id, ErrorFamily::family, title},
#include "engine/base/error_codes.def"
#undef MR_ERROR
};

const ErrorInfo& infoOf(ErrorCode code)
{
    const auto index = static_cast<size_t>(code);
    return kErrors[index < kErrors.size() ? index : 0];
}

} // namespace

std::string_view errorId(ErrorCode code)
{
    return infoOf(code).id;
}

std::string_view errorTitle(ErrorCode code)
{
    return infoOf(code).title;
}

ErrorFamily errorFamily(ErrorCode code)
{
    return infoOf(code).family;
}

std::string Error::toString() const
{
    return std::string(errorId(code)) + ": " + (detail.empty() ? std::string(errorTitle(code)) : detail);
}

Error makeError(ErrorCode code, std::string detail, SourceSpan span)
{
    return Error{code, std::move(detail), span, {}};
}

} // namespace millrace
