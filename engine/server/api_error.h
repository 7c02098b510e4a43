// SPDX-License-Identifier: GPL-3.0-or-later
// What the API answers when it cannot do what was asked: a status and an error object with a stable code.
#pragma once

#include "engine/base/error.h"

#include <nlohmann/json.hpp>

#include <string>
#include <utility>
#include <variant>

namespace millrace::server {

/// `{"message":…,"error_code":…,"details":…}`; clients read all three, and `code` decides what they do.
struct ApiError {
    int status = 500;
    std::string code;    ///< PascalCase, as existing clients know them: "UnknownPipelineName"
    std::string message; ///< one sentence, fixed text first, values last
    nlohmann::json details = nlohmann::json::object();
};

nlohmann::json toJson(const ApiError& error);

/// An error of the engine's without a better place in the API: 400 for the user's, 501 for what this build lacks, 500
/// for the others (not 503: clients would send the request again). `details` holds the engine's own code.
ApiError toApiError(const Error& error);

/// 503: nothing was done, and soon there will be room for it.
ApiError tooBusy();

/// A value, or the answer that says why there is none.
template <typename T>
class [[nodiscard]] ApiResult {
public:
    ApiResult(T value)
        : m_state(std::in_place_index<0>, std::move(value))
    {
    }
    ApiResult(ApiError error)
        : m_state(std::in_place_index<1>, std::move(error))
    {
    }

    bool ok() const { return m_state.index() == 0; }
    T& value() { return std::get<0>(m_state); }
    const T& value() const { return std::get<0>(m_state); }
    T& operator*() { return value(); }
    const T& operator*() const { return value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }
    const ApiError& error() const { return std::get<1>(m_state); }

private:
    std::variant<T, ApiError> m_state;
};

} // namespace millrace::server
