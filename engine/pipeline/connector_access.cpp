// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/connector_access.h"

#include "engine/connectors/connector_spec.h"
#include "engine/connectors/file/file_location.h"
#include "engine/connectors/postgres/postgres_connection.h"
#include "engine/connectors/secret_reference.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace millrace {

namespace {

using Kind = ConnectorAccess::Kind;

constexpr std::array<std::string_view, 6> kInside = {"datagen", "empty_input", "null_output",
                                                     "nexmark", "clock",       "adhoc_input"};
/// Where transports keep the address of what they speak to.
constexpr std::array<std::string_view, 9> kAddressKeys = {"path",
                                                          "uri",
                                                          "url",
                                                          "bootstrap.servers",
                                                          "endpoint",
                                                          "endpoint_url",
                                                          "connection_string",
                                                          "connection_options",
                                                          "bucket_name"};

/// `https://user:secret@host:1/path?query` -> `https://host:1`; what is no URL stays.
std::string hostOf(std::string_view address)
{
    const size_t schemeEnd = address.find("://");
    if (schemeEnd == std::string_view::npos) {
        return std::string(address);
    }
    const std::string_view scheme = address.substr(0, schemeEnd + 3);
    std::string_view authority = address.substr(schemeEnd + 3);
    authority = authority.substr(0, authority.find_first_of("/?#"));
    const size_t userEnd = authority.rfind('@');
    if (userEnd != std::string_view::npos) {
        authority.remove_prefix(userEnd + 1);
    }
    return std::string(scheme) + std::string(authority);
}

std::string joined(const nlohmann::json& value)
{
    if (value.is_string()) {
        return value.get<std::string>();
    }
    std::string text;
    if (value.is_array()) {
        for (const nlohmann::json& item : value) {
            text += (text.empty() ? "" : ", ") + (item.is_string() ? item.get<std::string>() : item.dump());
        }
    }
    return text;
}

/// Where libpq connects to may stand in several places of its URI.
void readPostgresAddress(const nlohmann::json& config, ConnectorAccess& access)
{
    const auto uri = config.find("uri");
    access.resource =
        uri != config.end() && uri->is_string() ? postgresAddress(uri->get<std::string>()) : std::string();
    access.kind = access.resource.empty() ? Kind::Unknown : Kind::Host;
}

void readAddress(const nlohmann::json& config, ConnectorAccess& access)
{
    access.kind = Kind::Unknown;
    if (access.transport.starts_with("postgres_")) {
        readPostgresAddress(config, access);
        return;
    }
    for (const std::string_view key : kAddressKeys) {
        const auto found = config.find(key);
        const std::string address = found == config.end() ? std::string() : joined(*found);
        if (address.empty()) {
            continue;
        }
        const bool isFile = access.transport.starts_with("file_");
        const Result<std::string> path = isFile ? localPath(address) : Result<std::string>(address);
        access.kind = isFile ? Kind::File : Kind::Host;
        access.resource = isFile ? (path.ok() ? *path : address) : hostOf(address);
        return;
    }
    if (access.transport.starts_with("kafka_")) {
        access.kind = Kind::Host;
        access.resource = "localhost";
    }
}

} // namespace

ConnectorAccess accessOf(const ConnectorSpec& spec)
{
    ConnectorAccess access;
    access.relation = spec.relation;
    access.connector = spec.name;
    access.transport = spec.transport;
    access.direction =
        spec.direction == Direction::Input ? ConnectorAccess::Direction::Input : ConnectorAccess::Direction::Output;
    if (std::find(kInside.begin(), kInside.end(), spec.transport) == kInside.end()) {
        readAddress(spec.transportConfig, access);
    }
    for (const std::string& reference : referencesOf(spec)) {
        if (access.kind == Kind::Nothing) {
            access.kind = Kind::Unknown;
        }
        if (access.resource.find(reference) == std::string::npos) {
            access.resource += (access.resource.empty() ? "" : ", ") + reference;
        }
    }
    return access;
}

std::vector<ConnectorAccess> accessesOf(const ConnectorSpec& spec)
{
    std::vector<ConnectorAccess> all = {accessOf(spec)};
    if (!spec.transportConfig.is_object()) {
        return all;
    }
    for (const auto& [key, value] : spec.transportConfig.items()) {
        const bool isPath = key.ends_with(".location") || key.ends_with("_location");
        if (isPath && value.is_string() && value != "probe" && value != "") {
            ConnectorAccess file = all.front();
            file.direction = ConnectorAccess::Direction::Input;
            file.kind = Kind::File;
            file.resource = value.get<std::string>();
            all.push_back(std::move(file));
        }
    }
    return all;
}

} // namespace millrace
