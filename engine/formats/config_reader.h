// SPDX-License-Identifier: GPL-3.0-or-later
// Reads the options of a transport's or format's config object, and says what is wrong with them and where.
#pragma once

#include "engine/base/result.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace millrace {

/// Something wrong with a config object.
struct ConfigProblem {
    std::string pointer; ///< JSON pointer inside the config, e.g. "/plan/0/rate"
    Error error;
    bool isWarning = false;
};

/// Reads one object, key by key; keys never asked for are unknown. The object and the list of problems
/// outlive it. A value of JSON null counts as absent.
class ConfigReader {
public:
    /// `pointer` is where the object stands; a config that is no object is itself a problem.
    ConfigReader(const nlohmann::json& config, std::string pointer, std::vector<ConfigProblem>& problems);

    /// The value of a key, or null when absent.
    const nlohmann::json* find(std::string_view key);
    /// These set `value` when the key is there and right; false, with a problem, when it is there and wrong.
    bool read(std::string_view key, bool& value);
    bool read(std::string_view key, std::string& value);
    bool read(std::string_view key, uint64_t& value, uint64_t lowest = 0,
              uint64_t highest = std::numeric_limits<uint64_t>::max());
    bool read(std::string_view key, int64_t& value);
    /// One character, ASCII.
    bool read(std::string_view key, char& value);
    /// Reads a non-empty string that must be there.
    bool require(std::string_view key, std::string& value);

    void problem(std::string_view key, std::string detail);
    std::string pointerOf(std::string_view key) const;

    enum class UnknownKeys { Warn, Refuse };
    /// Call last: reports the keys that were not asked for, with the nearest known one.
    void finish(UnknownKeys unknown);

private:
    const nlohmann::json* m_object;
    std::string m_pointer;
    std::vector<ConfigProblem>& m_problems;
    std::vector<std::string> m_known;
};

/// The candidate that `written` most likely meant; empty when none is near.
std::string nearestName(std::string_view written, const std::vector<std::string>& candidates);

/// The first problem that is no warning, as an error; success without one.
const ConfigProblem* firstError(const std::vector<ConfigProblem>& problems);

/// What `read(arguments…, problems)` finds wrong.
template <typename Read, typename... Arguments>
std::vector<ConfigProblem> configProblems(Read read, const Arguments&... arguments)
{
    std::vector<ConfigProblem> problems;
    read(arguments..., problems);
    return problems;
}

/// What it reads, or its first error.
template <typename Read, typename... Arguments>
auto readConfig(Read read, const Arguments&... arguments)
    -> Result<decltype(read(arguments..., std::declval<std::vector<ConfigProblem>&>()))>
{
    std::vector<ConfigProblem> problems;
    auto options = read(arguments..., problems);
    if (const ConfigProblem* problem = firstError(problems)) {
        return Error(problem->error);
    }
    return options;
}

} // namespace millrace
