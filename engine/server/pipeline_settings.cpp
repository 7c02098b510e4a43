// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/server/pipeline_settings.h"

#include <algorithm>
#include <array>
#include <limits>
#include <span>

namespace millrace::server {

namespace {

using nlohmann::json;

constexpr size_t kMaxPipelineName = 63;
constexpr size_t kMaxKeyName = 100;
constexpr size_t kMaxTags = 50;
constexpr size_t kMaxTagLength = 50;
constexpr size_t kMaxDescription = 300;

bool isAlphanumeric(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool isNameCharacter(char c)
{
    return isAlphanumeric(c) || c == '-' || c == '_';
}

size_t countCodePoints(std::string_view text)
{
    const auto isFirstByte = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
    return static_cast<size_t>(std::count_if(text.begin(), text.end(), isFirstByte));
}

std::optional<ApiError> checkName(std::string_view name, size_t maximum, const char* pattern, bool matches)
{
    if (name.empty()) {
        return ApiError{400, "EmptyName", "A name cannot be empty"};
    }
    if (name.size() > maximum) {
        return ApiError{400, "TooLongName",
                        "A name has at most " + std::to_string(maximum) + " characters, this one has " +
                            std::to_string(name.size()),
                        {{"name", name}, {"length", name.size()}, {"maximum", maximum}}};
    }
    if (!matches) {
        return ApiError{400, "NameDoesNotMatchPattern", "The name does not match " + std::string(pattern) + ": " +
                                                            std::string(name),
                        {{"name", name},
                         {"pattern", pattern},
                         {"pattern_description", "have letters, digits, '-' and '_' only"}}};
    }
    return std::nullopt;
}

/// What a member of a config may be.
enum class Kind : uint8_t { Bool, UInt, Number, Text, Anything };

struct Member {
    const char* name;
    Kind kind;
    json fallback;           ///< null: the member may be null
    uint64_t maximum = std::numeric_limits<uint64_t>::max();
};

bool isUnsigned(const json& value, uint64_t maximum)
{
    if (value.is_number_unsigned()) {
        return value.get<uint64_t>() <= maximum;
    }
    return value.is_number_integer() && value.get<int64_t>() >= 0 && value.get<uint64_t>() <= maximum;
}

/// Empty, or what the member should have been.
std::string mismatchOf(const json& value, const Member& member)
{
    switch (member.kind) {
    case Kind::Bool: return value.is_boolean() ? "" : "a boolean";
    case Kind::UInt: return isUnsigned(value, member.maximum) ? "" : "an unsigned integer in its range";
    case Kind::Number: return value.is_number() ? "" : "a number";
    case Kind::Text: return value.is_string() ? "" : "a string";
    case Kind::Anything: return "";
    }
    return "";
}

/// Takes the known members into `config`; an error text in place of a mismatch.
std::string takeMembers(const json& given, std::span<const Member> members, const std::string& prefix, json& config)
{
    if (!given.is_object()) {
        return prefix + " should be an object";
    }
    for (const Member& member : members) {
        const auto found = given.find(member.name);
        // A member that may be absent may be null; those with a default of their own may not, but for whole objects.
        if (found == given.end() || found->is_null()) {
            config[member.name] = member.fallback;
            continue;
        }
        const std::string expected = mismatchOf(*found, member);
        if (!expected.empty()) {
            return prefix + "." + member.name + " should be " + expected + ": " + found->dump();
        }
        config[member.name] = *found;
    }
    return {};
}

const std::array<Member, 20>& runtimeMembers()
{
    static const std::array<Member, 20> members = {
        Member{"workers", Kind::UInt, 8, 65535},
        Member{"max_rss_mb", Kind::UInt, nullptr},
        Member{"datafusion_memory_mb", Kind::UInt, nullptr},
        Member{"hosts", Kind::UInt, 1},
        Member{"cpu_profiler", Kind::Bool, true},
        Member{"tracing", Kind::Bool, false},
        Member{"tracing_endpoint_jaeger", Kind::Text, "127.0.0.1:6831"},
        Member{"min_batch_size_records", Kind::UInt, 0},
        Member{"max_buffering_delay_usecs", Kind::UInt, 0},
        Member{"clock_resolution_usecs", Kind::UInt, 1'000'000},
        Member{"clock_timezone_offset", Kind::Text, nullptr},
        Member{"provisioning_timeout_secs", Kind::UInt, nullptr},
        Member{"max_parallel_connector_init", Kind::UInt, nullptr},
        Member{"init_containers", Kind::Anything, nullptr},
        Member{"checkpoint_during_suspend", Kind::Bool, true},
        Member{"http_workers", Kind::UInt, nullptr},
        Member{"io_workers", Kind::UInt, nullptr},
        Member{"logging", Kind::Text, nullptr},
        Member{"pipeline_template_configmap", Kind::Anything, nullptr},
        Member{"dev_tweaks", Kind::Anything, json::object()},
    };
    return members;
}

const std::array<Member, 8>& resourceMembers()
{
    static const std::array<Member, 8> members = {
        Member{"cpu_cores_min", Kind::Number, nullptr},  Member{"cpu_cores_max", Kind::Number, nullptr},
        Member{"memory_mb_min", Kind::UInt, nullptr},    Member{"memory_mb_max", Kind::UInt, nullptr},
        Member{"storage_mb_max", Kind::UInt, nullptr},   Member{"storage_class", Kind::Text, nullptr},
        Member{"service_account_name", Kind::Text, nullptr}, Member{"namespace", Kind::Text, nullptr}};
    return members;
}

std::string takeStorage(const json& given, json& config)
{
    if (given.is_boolean() && !given.get<bool>()) {
        config["storage"] = nullptr;
        return {};
    }
    static const std::array<Member, 5> members = {
        Member{"backend", Kind::Anything, {{"name", "default"}}}, Member{"min_storage_bytes", Kind::UInt, nullptr},
        Member{"min_step_storage_bytes", Kind::UInt, nullptr}, Member{"compression", Kind::Text, "default"},
        Member{"cache_mib", Kind::UInt, nullptr}};
    const bool isPlain = given.is_null() || given.is_boolean();
    json storage;
    std::string problem = takeMembers(isPlain ? json::object() : given, members, "storage", storage);
    if (problem.empty()) {
        const std::string compression = storage["compression"];
        if (compression != "default" && compression != "none" && compression != "snappy") {
            problem = "storage.compression should be default, none or snappy: " + compression;
        } else if (!storage["backend"].is_object() || !storage["backend"].value("name", json()).is_string()) {
            problem = "storage.backend should be an object with a name";
        }
    }
    config["storage"] = std::move(storage);
    return problem;
}

std::string takeFaultTolerance(const json& given, json& config)
{
    std::string model = "none";
    json interval = 60;
    if (given.is_string()) {
        model = given.get<std::string>();
        // The names of older clients.
        model = model == "initial_state" || model == "latest_checkpoint" ? "exactly_once" : model;
    } else if (given.is_boolean()) {
        model = given.get<bool>() ? "exactly_once" : "none";
    } else if (given.is_object()) {
        const json wanted = given.value("model", json());
        if (!wanted.is_null() && !wanted.is_string()) {
            return "fault_tolerance.model should be a string: " + wanted.dump();
        }
        model = wanted.is_null() ? "exactly_once" : wanted.get<std::string>();
        interval = given.value("checkpoint_interval_secs", json(60));
        if (!interval.is_null() && !isUnsigned(interval, std::numeric_limits<uint64_t>::max())) {
            return "fault_tolerance.checkpoint_interval_secs should be an unsigned integer: " + interval.dump();
        }
    } else if (!given.is_null()) {
        return "fault_tolerance should be an object: " + given.dump();
    }
    if (model != "none" && model != "at_least_once" && model != "exactly_once") {
        return "fault_tolerance.model should be none, at_least_once or exactly_once: " + model;
    }
    if (model != "none") {
        return "fault tolerance is not available, fault_tolerance.model should be none: " + model;
    }
    config["fault_tolerance"] = {{"model", model}, {"checkpoint_interval_secs", interval}};
    return {};
}

/// Names that steer the runtime of other implementations; they refuse them too.
bool isReservedVariable(const std::string& name)
{
    constexpr std::array<std::string_view, 4> kPrefixes = {"RUST_", "TOKIO_", "FELDERA_", "KUBERNETES_"};
    return std::any_of(kPrefixes.begin(), kPrefixes.end(),
                       [&](std::string_view prefix) { return name.compare(0, prefix.size(), prefix) == 0; });
}

std::string takeEnvironment(const json& given, json& config)
{
    config["env"] = json::object();
    if (given.is_null()) {
        return {};
    }
    if (!given.is_object()) {
        return "env should be an object of strings";
    }
    for (const auto& [name, value] : given.items()) {
        if (name.empty() || !value.is_string()) {
            return "env should be an object of strings: " + name;
        }
        if (isReservedVariable(name)) {
            return "an environment variable is reserved and cannot be overridden: " + name;
        }
    }
    config["env"] = given;
    return {};
}

std::string takePinnedCpus(const json& given, json& config)
{
    config["pin_cpus"] = json::array();
    if (given.is_null()) {
        return {};
    }
    const bool isFine = given.is_array() && std::all_of(given.begin(), given.end(), [](const json& each) {
                            return isUnsigned(each, std::numeric_limits<uint32_t>::max());
                        });
    if (!isFine) {
        return "pin_cpus should be an array of unsigned integers: " + given.dump();
    }
    config["pin_cpus"] = given;
    return {};
}

std::string checkTweaks(const json& tweaks)
{
    if (!tweaks.is_object()) {
        return "dev_tweaks should be an object: " + tweaks.dump();
    }
    const json policy = tweaks.value("on_step_error", json("hold"));
    if (policy != "hold" && policy != "set_aside") {
        return "dev_tweaks.on_step_error should be hold or set_aside: " + policy.dump();
    }
    return {};
}

std::string takeRuntimeConfig(const json& given, json& config)
{
    std::string problem = takeMembers(given, runtimeMembers(), "runtime_config", config);
    const auto take = [&](const char* name, auto&& part) {
        if (problem.empty()) {
            problem = part(given.value(name, json()), config);
        }
    };
    take("storage", takeStorage);
    take("fault_tolerance", takeFaultTolerance);
    take("env", takeEnvironment);
    take("pin_cpus", takePinnedCpus);
    take("resources", [](const json& resources, json& whole) {
        return takeMembers(resources.is_null() ? json::object() : resources, resourceMembers(), "resources",
                           whole["resources"]);
    });
    return problem.empty() ? checkTweaks(config["dev_tweaks"]) : problem;
}

} // namespace

std::optional<ApiError> checkPipelineName(std::string_view name)
{
    const bool matches = std::all_of(name.begin(), name.end(), isNameCharacter) && !name.empty() &&
                         isAlphanumeric(name.front()) && isAlphanumeric(name.back());
    return checkName(name, kMaxPipelineName, "^([A-Za-z0-9][-A-Za-z0-9_]*)?[A-Za-z0-9]$", matches);
}

std::optional<ApiError> checkApiKeyName(std::string_view name)
{
    return checkName(name, kMaxKeyName, "^[a-zA-Z0-9_-]+$", std::all_of(name.begin(), name.end(), isNameCharacter));
}

std::optional<ApiError> checkTags(const std::vector<std::string>& tags)
{
    if (tags.size() > kMaxTags) {
        return ApiError{400, "TooManyTags",
                        "A pipeline has at most " + std::to_string(kMaxTags) + " tags, these are " +
                            std::to_string(tags.size()),
                        {{"count", tags.size()}, {"maximum", kMaxTags}}};
    }
    constexpr std::string_view kPunctuation = " ._/|\\:=-";
    for (const std::string& tag : tags) {
        std::string reason;
        if (tag.empty()) {
            reason = "it is empty";
        } else if (countCodePoints(tag) > kMaxTagLength) {
            reason = "it has more than " + std::to_string(kMaxTagLength) + " characters";
        } else if (!std::all_of(tag.begin(), tag.end(), [&](char c) {
                       return isAlphanumeric(c) || kPunctuation.find(c) != std::string_view::npos;
                   })) {
            reason = "it has characters other than letters, digits, spaces and . _ / | \\ : = -";
        }
        if (!reason.empty()) {
            return ApiError{400, "InvalidTag", "A tag cannot be used, " + reason + ": " + tag,
                            {{"tag", tag}, {"reason", reason}}};
        }
    }
    return std::nullopt;
}

std::optional<ApiError> checkProgramSize(std::string_view program)
{
    if (program.size() <= kMaxProgramBytes) {
        return std::nullopt;
    }
    return ApiError{413, "ProgramTooLarge",
                    "A program has at most " + std::to_string(kMaxProgramBytes) + " bytes, this one has " +
                        std::to_string(program.size()),
                    {{"length", program.size()}, {"maximum", kMaxProgramBytes}}};
}

std::optional<ApiError> checkDescription(std::string_view description)
{
    const size_t length = countCodePoints(description);
    if (length <= kMaxDescription) {
        return std::nullopt;
    }
    return ApiError{400, "TooLongDescription",
                    "A description has at most " + std::to_string(kMaxDescription) + " characters, this one has " +
                        std::to_string(length),
                    {{"length", length}, {"maximum", kMaxDescription}}};
}

ApiResult<json> normalizedRuntimeConfig(const json& given)
{
    json config = json::object();
    const std::string problem = takeRuntimeConfig(given.is_null() ? json::object() : given, config);
    if (!problem.empty()) {
        return ApiError{400, "InvalidRuntimeConfig", "The runtime_config is not valid: " + problem,
                        {{"value", given}, {"error", problem}}};
    }
    return config;
}

ApiResult<json> normalizedProgramConfig(const json& given)
{
    static const std::array<Member, 4> members = {
        Member{"profile", Kind::Text, nullptr}, Member{"cache", Kind::Bool, true},
        Member{"runtime_version", Kind::Text, nullptr}, Member{"use_platform_compiler", Kind::Bool, false}};
    json config = json::object();
    std::string problem = takeMembers(given.is_null() ? json::object() : given, members, "program_config", config);
    if (problem.empty() && !config["profile"].is_null()) {
        const std::string profile = config["profile"];
        if (profile != "dev" && profile != "unoptimized" && profile != "optimized" && profile != "optimized_symbols") {
            problem = "program_config.profile should be dev, unoptimized, optimized or optimized_symbols: " + profile;
        }
    }
    if (problem.empty() && !config["runtime_version"].is_null()) {
        problem = "there is one runtime, program_config.runtime_version should be null: " +
                  config["runtime_version"].get<std::string>();
    }
    if (!problem.empty()) {
        return ApiError{400, "InvalidProgramConfig", "The program_config is not valid: " + problem,
                        {{"value", given}, {"error", problem}}};
    }
    return config;
}

std::vector<std::string> changesBoundToStorage(const json& before, const json& after)
{
    constexpr std::array<const char*, 7> kBound = {"/workers",
                                                   "/hosts",
                                                   "/fault_tolerance",
                                                   "/resources/storage_mb_max",
                                                   "/resources/storage_class",
                                                   "/resources/namespace",
                                                   "/clock_timezone_offset"};
    std::vector<std::string> changed;
    for (const char* path : kBound) {
        const json::json_pointer pointer(path);
        if (before.value(pointer, json()) != after.value(pointer, json())) {
            std::string name(path);
            std::replace(name.begin(), name.end(), '/', '.');
            changed.push_back("`runtime_config" + name + "`");
        }
    }
    return changed;
}

RunLimits limitsOf(const json& runtimeConfig)
{
    RunLimits limits;
    if (const json megabytes = runtimeConfig.value("max_rss_mb", json()); megabytes.is_number_integer()) {
        constexpr uint64_t kMegabyte = uint64_t{1} << 20;
        constexpr uint64_t kMost = std::numeric_limits<uint64_t>::max() / kMegabyte;
        limits.memoryLimitBytes = std::min(megabytes.get<uint64_t>(), kMost) * kMegabyte;
    }
    const json tweaks = runtimeConfig.value("dev_tweaks", json::object());
    limits.onStepError =
        tweaks.value("on_step_error", json()) == "set_aside" ? StepErrorPolicy::SetAside : StepErrorPolicy::Hold;
    return limits;
}

} // namespace millrace::server
