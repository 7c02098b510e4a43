// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/config_reader.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <numeric>

namespace millrace {

namespace {

const nlohmann::json& emptyObject()
{
    static const nlohmann::json object = nlohmann::json::object();
    return object;
}

/// Levenshtein's distance.
size_t editDistance(std::string_view a, std::string_view b)
{
    std::vector<size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), size_t{0});
    for (size_t i = 0; i < a.size(); ++i) {
        size_t diagonal = row[0];
        row[0] = i + 1;
        for (size_t j = 0; j < b.size(); ++j) {
            const size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, replaced});
        }
    }
    return row[b.size()];
}

} // namespace

std::string nearestName(std::string_view written, const std::vector<std::string>& candidates)
{
    const std::string* best = nullptr;
    size_t bestDistance = std::max<size_t>(written.size() / 3, 1) + 1;
    for (const std::string& candidate : candidates) {
        const size_t distance = editDistance(written.substr(0, 64), candidate);
        if (distance < bestDistance) {
            best = &candidate;
            bestDistance = distance;
        }
    }
    return best == nullptr ? std::string() : *best;
}

const ConfigProblem* firstError(const std::vector<ConfigProblem>& problems)
{
    const auto found =
        std::find_if(problems.begin(), problems.end(), [](const ConfigProblem& problem) { return !problem.isWarning; });
    return found == problems.end() ? nullptr : &*found;
}

ConfigReader::ConfigReader(const nlohmann::json& config, std::string pointer, std::vector<ConfigProblem>& problems)
    : m_object(&config)
    , m_pointer(std::move(pointer))
    , m_problems(problems)
{
    if (!config.is_object()) {
        m_object = &emptyObject();
        m_problems.push_back(
            {m_pointer, makeError(ErrorCode::kConnectorInvalidValue, "Expected a JSON object"), false});
    }
}

std::string ConfigReader::pointerOf(std::string_view key) const
{
    std::string pointer = m_pointer + "/";
    for (const char c : key) {
        pointer += c == '~' ? std::string("~0") : c == '/' ? std::string("~1") : std::string(1, c);
    }
    return pointer;
}

void ConfigReader::problem(std::string_view key, std::string detail)
{
    m_problems.push_back({pointerOf(key), makeError(ErrorCode::kConnectorInvalidValue, std::move(detail)), false});
}

const nlohmann::json* ConfigReader::find(std::string_view key)
{
    m_known.emplace_back(key);
    const auto found = m_object->find(key);
    return found == m_object->end() || found->is_null() ? nullptr : &*found;
}

bool ConfigReader::read(std::string_view key, bool& value)
{
    const nlohmann::json* found = find(key);
    if (found == nullptr) {
        return true;
    }
    if (!found->is_boolean()) {
        problem(key, "Expected true or false for '" + std::string(key) + "'");
        return false;
    }
    value = found->get<bool>();
    return true;
}

bool ConfigReader::read(std::string_view key, std::string& value)
{
    const nlohmann::json* found = find(key);
    if (found == nullptr) {
        return true;
    }
    if (!found->is_string()) {
        problem(key, "Expected a string for '" + std::string(key) + "'");
        return false;
    }
    value = found->get<std::string>();
    return true;
}

bool ConfigReader::read(std::string_view key, uint64_t& value, uint64_t lowest, uint64_t highest)
{
    const nlohmann::json* found = find(key);
    if (found == nullptr) {
        return true;
    }
    const bool isNatural = found->is_number_unsigned() || (found->is_number_integer() && found->get<int64_t>() >= 0);
    if (!isNatural || found->get<uint64_t>() < lowest || found->get<uint64_t>() > highest) {
        std::string detail = "Expected an integer for '" + std::string(key) + "' of at least " + std::to_string(lowest);
        if (highest != std::numeric_limits<uint64_t>::max()) {
            detail += " and at most " + std::to_string(highest);
        }
        problem(key, std::move(detail));
        return false;
    }
    value = found->get<uint64_t>();
    return true;
}

bool ConfigReader::read(std::string_view key, int64_t& value)
{
    const nlohmann::json* found = find(key);
    if (found == nullptr) {
        return true;
    }
    const bool isTooBig = found->is_number_unsigned() && found->get<uint64_t>() > uint64_t{INT64_MAX};
    if (!found->is_number_integer() || isTooBig) {
        problem(key, "Expected an integer for '" + std::string(key) + "'");
        return false;
    }
    value = found->get<int64_t>();
    return true;
}

bool ConfigReader::read(std::string_view key, char& value)
{
    const nlohmann::json* found = find(key);
    if (found == nullptr) {
        return true;
    }
    const std::string text = found->is_string() ? found->get<std::string>() : std::string();
    if (text.size() != 1 || static_cast<unsigned char>(text[0]) > 0x7F) {
        problem(key, "Expected one ASCII character for '" + std::string(key) + "'");
        return false;
    }
    value = text[0];
    return true;
}

bool ConfigReader::require(std::string_view key, std::string& value)
{
    if (!read(key, value)) {
        return false;
    }
    if (value.empty()) {
        m_problems.push_back(
            {m_pointer, makeError(ErrorCode::kConnectorInvalidValue, "Missing value for '" + std::string(key) + "'"),
             false});
        return false;
    }
    return true;
}

void ConfigReader::finish(UnknownKeys unknown)
{
    for (const auto& [key, value] : m_object->items()) {
        if (std::find(m_known.begin(), m_known.end(), key) != m_known.end()) {
            continue;
        }
        std::string detail = "Unknown attribute '" + key + "'";
        if (const std::string nearest = nearestName(key, m_known); !nearest.empty()) {
            detail += "; did you mean '" + nearest + "'?";
        }
        m_problems.push_back({pointerOf(key), makeError(ErrorCode::kConnectorUnknownKey, std::move(detail)),
                              unknown == UnknownKeys::Warn});
    }
}

} // namespace millrace
