// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/descriptive/config_document.h"

#include "engine/descriptive/pipeline_config.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/parser.h>

#include <optional>
#include <sstream>
#include <string>
#include <vector>

namespace millrace::descriptive {

namespace {

/// yaml-cpp descends once per level and reads ahead over all brackets, so a file may not decide how deep. Blocks get
/// deeper by indentation, which the library counts itself; brackets are counted here.
constexpr int kMaxBrackets = 200;

/// Whether a bracket behind `before` on its line can open a list or a map; within plain and quoted texts it cannot.
bool mayOpen(std::string_view before, bool isBehindOpen)
{
    const size_t end = before.find_last_not_of(" \t");
    const char last = end == std::string_view::npos ? '\n' : before[end];
    if (last == '[' || last == '{') {
        return isBehindOpen;
    }
    const size_t word = end == std::string_view::npos ? 0 : before.find_last_of(" \t\r\n[{,", end) + 1;
    const bool isProperty = word < before.size() && (before[word] == '&' || before[word] == '!');
    return isProperty || std::string_view("\r\n-:?,").find(last) != std::string_view::npos || (last & 0x80) != 0;
}

bool isNestedTooDeeply(std::string_view text)
{
    std::vector<bool> open; // of the brackets around: whether it counts
    int depth = 0;
    bool isBehindOpen = false; // of the last bracket that was opened
    for (size_t at = 0; at < text.size(); ++at) {
        const char letter = text[at];
        if (letter == '[' || letter == '{') {
            isBehindOpen = mayOpen(text.substr(0, at), isBehindOpen);
            open.push_back(isBehindOpen);
            depth += isBehindOpen ? 1 : 0;
            if (depth > kMaxBrackets) {
                return true;
            }
        } else if ((letter == ']' || letter == '}') && !open.empty()) {
            depth -= open.back() ? 1 : 0;
            open.pop_back();
        }
    }
    return false;
}

/// Where a document begins, and whether it is empty.
class FirstNode final : public YAML::EventHandler {
public:
    void OnDocumentStart(const YAML::Mark& mark) override { m_begin = mark; }
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) override { see(mark); }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) override { see(mark); }
    void OnScalar(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                  const std::string& /*value*/) override
    {
        see(mark);
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                         YAML::EmitterStyle::value /*style*/) override
    {
        see(mark);
    }
    void OnSequenceEnd() override {}
    void OnMapStart(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                    YAML::EmitterStyle::value /*style*/) override
    {
        see(mark);
    }
    void OnMapEnd() override {}

    const YAML::Mark& begin() const { return m_begin; } ///< of the document
    const YAML::Mark& mark() const { return m_node ? *m_node : m_begin; }

private:
    void see(const YAML::Mark& mark)
    {
        if (!m_node) {
            m_node = mark;
        }
    }

    YAML::Mark m_begin;
    std::optional<YAML::Mark> m_node;
};

/// An error where a second document begins. Not all are read: of some signs where a value should stand, a comma for
/// one, the library makes empty documents without end.
Status checkSingle(const YamlText& text)
{
    std::istringstream stream{std::string(text.text())};
    YAML::Parser parser(stream);
    FirstNode first;
    FirstNode second;
    if (!parser.HandleNextDocument(first) || !parser.HandleNextDocument(second)) {
        return {};
    }
    const bool hasMoved = second.begin().pos != first.begin().pos;
    return makeError(kConfigSyntax,
                     hasMoved ? "The file holds more than one YAML document"
                              : "The file is no YAML: no value begins like this",
                     text.spanAt(second.mark()));
}

} // namespace

Result<YAML::Node> loadDocument(const YamlText& text)
{
    if (text.text().size() > kMaxConfigBytes) {
        return makeError(kConfigLimit, "A pipelines file has at most 4 MiB");
    }
    if (isNestedTooDeeply(text.text())) {
        return makeError(kConfigLimit,
                         "The brackets of the file are nested deeper than " + std::to_string(kMaxBrackets));
    }
    try {
        MR_CHECK(checkSingle(text));
        return YAML::Load(std::string(text.text()));
    } catch (const YAML::Exception& problem) {
        return makeError(kConfigSyntax, "The file is no YAML: " + problem.msg, text.spanAt(problem.mark));
    } catch (const std::exception& problem) {
        return makeError(kConfigSyntax, std::string("The file is no YAML: ") + problem.what());
    }
}

YAML::Node valueOfKey(const YAML::Node& map, std::string_view key)
{
    if (map.IsMap()) {
        for (const auto& entry : map) {
            if (entry.first.IsScalar() && entry.first.Scalar() == key) {
                return entry.second;
            }
        }
    }
    return YAML::Node(YAML::NodeType::Undefined);
}

} // namespace millrace::descriptive
