// SPDX-License-Identifier: GPL-3.0-or-later
// What clients ask of the server itself: its version, health, user and keys.
#include "engine/server/api_keys.h"
#include "engine/server/pipeline_json.h"
#include "engine/server/routes.h"
#include "engine/server/uuid.h"

namespace millrace::server {

namespace {

using nlohmann::json;

/// Clients accept two editions only; this is the one whose features there are.
constexpr const char* kEdition = "Open source";
constexpr const char* kTenant = "00000000-0000-0000-0000-000000000000";

json configJson(const std::string& version)
{
    const std::string build = "millrace " + version;
    return {{"posthog", ""},
            {"conceptualhq", ""},
            {"product_fruits", ""},
            {"edition", kEdition},
            {"version", kApiVersion},
            {"revision", build},
            {"runtime_revision", build},
            {"unstable_features", nullptr},
            {"changelog_url", ""},
            {"license_validity", nullptr},
            {"update_info", nullptr},
            {"build_source", build},
            {"build_info",
             {{"build_timestamp", ""},
              {"build_cpu", ""},
              {"build_os", "linux"},
              {"cargo_dependencies", ""},
              {"cargo_features", ""},
              {"cargo_debug", ""},
              {"cargo_opt_level", ""},
              {"cargo_target_triple", ""},
              {"rustc_version", ""}}}};
}

json sessionJson()
{
    return {{"tenant_id", kTenant}, {"tenant_name", "default"}, {"role", "admin"}, {"memberships", json::array()}};
}

/// The parts of the server are one process: who is answered finds all of them well.
json healthJson(TimestampMicros since)
{
    const json part = {{"healthy", true},
                       {"message", "healthy"},
                       {"unchanged_since", toRfc3339(since)},
                       {"checked_at", toRfc3339(Clock::system().now())}};
    return {{"all_healthy", true}, {"api", part}, {"compiler", part}, {"runner", part}};
}

/// The one event there is: the server came up.
struct ClusterEvent {
    TimestampMicros at = Clock::system().now();
    std::string id = makeTimeUuid(at);

    json toJson(EventMembers members) const
    {
        json event = {{"id", id}, {"recorded_at", toRfc3339(at)}, {"all_healthy", true}};
        for (const std::string part : {"api", "compiler", "runner"}) {
            event[part + "_status"] = "Healthy";
            if (members == EventMembers::All) {
                event[part + "_self_info"] = "";
                event[part + "_resources_info"] = "";
            }
        }
        return event;
    }
};

HttpReply clusterEvent(const HttpCall& call, const ClusterEvent& event)
{
    const ApiResult<EventMembers> members = eventMembersOf(call.request.queryValue("selector"));
    if (!members.ok()) {
        return members.error();
    }
    const std::string& id = call.argument("event");
    if (id != "latest" && !isUuid(id)) {
        return ApiError{400, "InvalidUuidParam", "The event should be a uuid or latest: " + id, {{"value", id}}};
    }
    if (id != "latest" && id != event.id) {
        return ApiError{404, "UnknownClusterMonitorEvent", "There is no event of this id: " + id, {{"event_id", id}}};
    }
    return HttpReply::json(event.toJson(*members));
}

HttpReply replyOf(const ApiResult<json>& result, int status = 200)
{
    return result.ok() ? HttpReply::json(*result, status) : HttpReply(result.error());
}

void addKeyRoutes(Router& router, ApiKeys& keys)
{
    router.add(HttpMethod::Get, "/v0/api_keys", [&keys](const HttpCall&) { return HttpReply::json(keys.list()); });
    router.add(HttpMethod::Post, "/v0/api_keys", [&keys](const HttpCall& call) {
        const ApiResult<json> body = call.json();
        return body.ok() ? replyOf(keys.create(*body), 201) : HttpReply(body.error());
    });
    router.add(HttpMethod::Get, "/v0/api_keys/{key}",
               [&keys](const HttpCall& call) { return replyOf(keys.find(call.argument("key"))); });
    router.add(HttpMethod::Delete, "/v0/api_keys/{key}", [&keys](const HttpCall& call) {
        const std::optional<ApiError> refusal = keys.remove(call.argument("key"));
        return refusal ? HttpReply(*refusal) : HttpReply::empty();
    });
}

} // namespace

void addClusterRoutes(Router& router, ApiContext& context)
{
    const ClusterEvent event;
    router.add(HttpMethod::Get, "/v0/config",
               [version = context.version](const HttpCall&) { return HttpReply::json(configJson(version)); });
    router.add(HttpMethod::Get, "/v0/config/session", [](const HttpCall&) { return HttpReply::json(sessionJson()); });
    router.add(HttpMethod::Get, "/v0/config/demos", [](const HttpCall&) { return HttpReply::json(json::array()); });
    // No way to sign in is offered; a token, where one is asked for, comes from a file.
    router.add(HttpMethod::Get, "/config/authentication",
               [](const HttpCall&) { return HttpReply::json(json::object()); });
    router.add(HttpMethod::Get, "/v0/cluster_healthz",
               [at = event.at](const HttpCall&) { return HttpReply::json(healthJson(at)); });
    router.add(HttpMethod::Get, "/v0/cluster/events", [event](const HttpCall&) {
        return HttpReply::json(json::array({event.toJson(EventMembers::Status)}));
    });
    router.add(HttpMethod::Get, "/v0/cluster/events/{event}",
               [event](const HttpCall& call) { return clusterEvent(call, event); });
    addKeyRoutes(router, context.keys);
}

} // namespace millrace::server
