// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/server/api_keys.h"

#include "engine/server/pipeline_record.h"
#include "engine/server/pipeline_settings.h"
#include "engine/server/uuid.h"

#include <algorithm>
#include <random>

namespace millrace::server {

namespace {

using nlohmann::json;

constexpr std::string_view kSetting = "api.keys";

std::string makeKey()
{
    constexpr std::string_view kLetters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    constexpr int kLength = 128;
    std::random_device device;
    std::uniform_int_distribution<size_t> any(0, kLetters.size() - 1);
    std::string key = "apikey:";
    for (int i = 0; i < kLength; ++i) {
        key += kLetters[any(device)];
    }
    return key;
}

json shown(const json& key)
{
    return {{"id", key.value("id", "")}, {"name", key.value("name", "")}, {"role", key.value("role", "read")}};
}

json::const_iterator findNamed(const json& keys, std::string_view name)
{
    return std::find_if(keys.begin(), keys.end(), [&](const json& key) { return key.value("name", "") == name; });
}

ApiError unknownKey(std::string_view name)
{
    return ApiError{404, "UnknownApiKey", "There is no API key of this name: " + std::string(name), {{"name", name}}};
}

} // namespace

ApiKeys::ApiKeys(api::Engine& engine)
    : m_engine(engine)
{
    noteRoles(loadLocked());
}

void ApiKeys::noteRoles(const json& keys)
{
    std::map<std::string, KeyRole, std::less<>> roles;
    for (const json& key : keys) {
        roles.emplace(key.value("digest", ""), key.value("role", "") == "write" ? KeyRole::Write : KeyRole::Read);
    }
    const std::scoped_lock lock(m_rolesMutex);
    m_roles.swap(roles);
}

json ApiKeys::loadLocked() const
{
    json keys = json::parse(m_engine.setting(kSetting).value_or("[]"), nullptr, /*allow_exceptions=*/false);
    return keys.is_array() ? keys : json::array();
}

Status ApiKeys::storeLocked(const json& keys)
{
    MR_CHECK(m_engine.setSetting(kSetting, keys.dump()));
    noteRoles(keys);
    return {};
}

json ApiKeys::list() const
{
    const std::scoped_lock lock(m_mutex);
    json found = json::array();
    for (const json& key : loadLocked()) {
        found.push_back(shown(key));
    }
    return found;
}

ApiResult<json> ApiKeys::find(std::string_view name) const
{
    const std::scoped_lock lock(m_mutex);
    const json keys = loadLocked();
    const auto found = findNamed(keys, name);
    if (found == keys.end()) {
        return unknownKey(name);
    }
    return json::array({shown(*found)});
}

ApiResult<json> ApiKeys::create(const json& body)
{
    const json name = body.is_object() ? body.value("name", json()) : json();
    const json role = body.is_object() ? body.value("role", json()) : json();
    if (!name.is_string() || !(role.is_null() || role == "read" || role == "write")) {
        return ApiError{400, "InvalidRequestBody", "The body should have a name, and a role that is read or write"};
    }
    if (std::optional<ApiError> error = checkApiKeyName(name.get<std::string>())) {
        return *error;
    }
    const std::scoped_lock lock(m_mutex);
    json keys = loadLocked();
    if (findNamed(keys, name.get<std::string>()) != keys.cend()) {
        return ApiError{409, "DuplicateName", "An API key of this name exists: " + name.get<std::string>()};
    }
    if (keys.size() >= kMaxKeys) {
        return ApiError{400, "TooManyApiKeys", "There are too many API keys: " + std::to_string(keys.size())};
    }
    const std::string key = makeKey();
    json stored = {{"id", makeTimeUuid()},
                   {"name", name},
                   {"role", role.is_null() ? json("read") : role},
                   {"digest", digestOf(key)}};
    const json made = {{"id", stored["id"]}, {"name", name}, {"api_key", key}};
    keys.push_back(std::move(stored));
    if (const Status status = storeLocked(keys); !status.ok()) {
        return toApiError(status.error());
    }
    return made;
}

std::optional<ApiError> ApiKeys::remove(std::string_view name)
{
    const std::scoped_lock lock(m_mutex);
    json keys = loadLocked();
    const auto found = findNamed(keys, name);
    if (found == keys.cend()) {
        return unknownKey(name);
    }
    keys.erase(static_cast<size_t>(found - keys.cbegin()));
    if (const Status status = storeLocked(keys); !status.ok()) {
        return toApiError(status.error());
    }
    if (m_onRemoved) {
        m_onRemoved();
    }
    return std::nullopt;
}

std::optional<KeyRole> ApiKeys::roleOf(std::string_view key) const
{
    // Looked up by digest: how long that takes tells nothing of a key.
    const std::string digest = digestOf(std::string(key));
    const std::scoped_lock lock(m_rolesMutex);
    const auto found = m_roles.find(digest);
    return found == m_roles.end() ? std::nullopt : std::optional(found->second);
}

} // namespace millrace::server
