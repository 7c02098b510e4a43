// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tutorial/tutorial_format.h"

#include <array>

namespace millrace::models {

namespace {

using Value = TutorialValue;
using Spec = TutorialValueSpec;

constexpr std::string_view kDocks = "catalog|connectors|tokens|problems|exports|runtime";
constexpr std::string_view kDocuments = "program|stream|rows|notebook|tokens|graph";
constexpr std::string_view kModes = "log|state|sums";
constexpr std::string_view kFormats = "jsonl|csv|tsv|sql";

constexpr Spec kState[] = {{"is", Value::Word, true, "running|paused|stopped|held"}};
constexpr Spec kDeclares[] = {
    {"relation", Value::Text, true}, {"kind", Value::Word, false, "table|view"}, {"columns", Value::List}};
constexpr Spec kProgramMatches[] = {{"matches", Value::Pattern, true}};
constexpr Spec kRows[] = {{"query", Value::Text, true},
                          {"equal", Value::Rows},
                          {"contains", Value::List},
                          {"count", Value::Number},
                          {"at_least", Value::Number}};
constexpr Spec kChanges[] = {{"relation", Value::Text, true},
                             {"sign", Value::Word, false, "insert|delete"},
                             {"where", Value::Map},
                             {"at_least", Value::Number}};
constexpr Spec kConnectorIs[] = {{"name", Value::Text, true},
                                 {"requested", Value::Word, false, "running|paused"},
                                 {"actual", Value::Word, false, "stopped|running|waiting|paused|ended|failed"},
                                 {"records", Value::Number}};
constexpr Spec kTokens[] = {{"connector", Value::Text},
                            {"state", Value::Word, false, "issued|waiting|complete"},
                            {"at_least", Value::Number},
                            {"covers", Value::Number}};
constexpr Spec kDock[] = {{"name", Value::Word, true, kDocks}};
constexpr Spec kDocument[] = {{"kind", Value::Word, true, kDocuments}, {"relation", Value::Text}};
constexpr Spec kStream[] = {{"relation", Value::Text, true},
                            {"mode", Value::Word, false, kModes},
                            {"filter", Value::Pattern},
                            {"pairs", Value::Flag},
                            {"frozen", Value::Flag}};
constexpr Spec kConnector[] = {{"connector", Value::Text, true}};
constexpr Spec kExportIs[] = {{"relation", Value::Text, true},
                              {"state", Value::Word, false, "running|finished"},
                              {"format", Value::Word, false, kFormats},
                              {"at_least", Value::Number}};

constexpr TutorialKind kChecks[] = {
    {"state", kState},       {"declares", kDeclares},     {"program", kProgramMatches}, {"rows", kRows},
    {"changes", kChanges},   {"connector", kConnectorIs}, {"tokens", kTokens},          {"dock", kDock},
    {"document", kDocument}, {"stream", kStream},         {"selected", kConnector},     {"export", kExportIs},
    {"answered", {}},
};

constexpr Spec kText[] = {{"text", Value::Text, true}};
constexpr Spec kRelation[] = {{"relation", Value::Text, true}};
constexpr Spec kMode[] = {{"relation", Value::Text, true}, {"is", Value::Word, true, kModes}};
constexpr Spec kFilter[] = {{"relation", Value::Text, true}, {"text", Value::Text, true}};
constexpr Spec kFlagOf[] = {{"relation", Value::Text, true}, {"on", Value::Flag, true}};
constexpr Spec kSwitch[] = {{"name", Value::Text, true}, {"to", Value::Word, true, "start|pause"}};
constexpr Spec kPush[] = {{"relation", Value::Text, true}, {"lines", Value::Text, true}};
constexpr Spec kQuery[] = {{"sql", Value::Text, true}};
constexpr Spec kExport[] = {{"relation", Value::Text, true},
                            {"file", Value::Text, true},
                            {"format", Value::Word, false, kFormats},
                            {"encoding", Value::Word, false, "weights|operations|pairs|state"}};
constexpr Spec kAppend[] = {{"file", Value::Text, true}, {"text", Value::Text, true}};

constexpr TutorialKind kCommands[] = {
    {"replace", kText},     {"insert", {}},        {"save", {}},        {"run", {}},         {"stop", {}},
    {"pause", {}},          {"resume", {}},        {"tick", kRelation}, {"mode", kMode},     {"filter", kFilter},
    {"pairs", kFlagOf},     {"freeze", kFlagOf},   {"show", kDock},     {"open", kDocument}, {"select", kConnector},
    {"connector", kSwitch}, {"token", kConnector}, {"push", kPush},     {"query", kQuery},   {"export", kExport},
    {"stop-exports", {}},   {"append", kAppend},   {"answer", {}},
};

} // namespace

std::span<const TutorialKind> tutorialChecks()
{
    return kChecks;
}

std::span<const TutorialKind> tutorialCommands()
{
    return kCommands;
}

} // namespace millrace::models
