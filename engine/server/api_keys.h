// SPDX-License-Identifier: GPL-3.0-or-later
// Keys that were given out, by name; kept with the engine's settings, only as digests.
#pragma once

#include "engine/api/engine.h"
#include "engine/server/api_error.h"
#include "engine/server/security_policy.h"

#include <nlohmann/json.hpp>

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace millrace::server {

/// What is listed is name and role; a key itself is told once, when it is made. Any thread.
class ApiKeys {
public:
    static constexpr size_t kMaxKeys = 1000;

    explicit ApiKeys(api::Engine& engine);

    nlohmann::json list() const;                                            ///< [{id, name, role}]
    ApiResult<nlohmann::json> find(std::string_view name) const;            ///< an array of one; 404 UnknownApiKey
    ApiResult<nlohmann::json> create(const nlohmann::json& body);           ///< {id, name, api_key}; 409 DuplicateName
    std::optional<ApiError> remove(std::string_view name);                  ///< 404 UnknownApiKey
    /// Called after a key was removed, from the thread that did it. Before the first remove().
    void onRemoved(std::function<void()> listener) { m_onRemoved = std::move(listener); }
    /// Nothing for what is no key. At once.
    std::optional<KeyRole> roleOf(std::string_view key) const;

private:
    nlohmann::json loadLocked() const;
    Status storeLocked(const nlohmann::json& keys);
    void noteRoles(const nlohmann::json& keys);

    api::Engine& m_engine;
    std::function<void()> m_onRemoved;
    mutable std::mutex m_mutex;
    mutable std::mutex m_rolesMutex; ///< a leaf
    std::map<std::string, KeyRole, std::less<>> m_roles; ///< by digest
};

} // namespace millrace::server
