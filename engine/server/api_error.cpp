// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/server/api_error.h"

namespace millrace::server {

nlohmann::json toJson(const ApiError& error)
{
    return {{"message", error.message}, {"error_code", error.code}, {"details", error.details}};
}

ApiError tooBusy()
{
    return ApiError{503, "TooBusy", "The server has more to do than it can take at the moment, try again soon"};
}

ApiError toApiError(const Error& error)
{
    ApiError answer;
    if (error.code == ErrorCode::kThreadLimit) {
        answer = tooBusy();
        answer.message += ": " + error.detail;
        return answer;
    }
    if (error.code == ErrorCode::kConnectorNotBuilt) {
        return ApiError{501, "NotAvailable", error.detail, {{"code", errorId(error.code)}}};
    }
    switch (errorFamily(error.code)) {
    case ErrorFamily::User:
        answer.status = 400;
        answer.code = "InvalidRequest";
        break;
    case ErrorFamily::Environment:
        answer.status = 500;
        answer.code = "EnvironmentError";
        break;
    case ErrorFamily::Bug:
        answer.status = 500;
        answer.code = "InternalError";
        break;
    }
    answer.message = error.detail;
    answer.details = {{"code", errorId(error.code)}, {"title", errorTitle(error.code)}};
    return answer;
}

} // namespace millrace::server
