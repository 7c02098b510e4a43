// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/server/program_diff.h"

#include "engine/server/program_json.h"

#include <map>
#include <string>

namespace millrace::server {

namespace {

using nlohmann::json;

/// Names and what is compared of each.
using Fingerprints = std::map<std::string, std::string>;

void addDifference(json& out, const Fingerprints& before, const Fingerprints& after, const std::string& what)
{
    json added = json::array();
    json modified = json::array();
    json removed = json::array();
    for (const auto& [name, fingerprint] : after) {
        const auto old = before.find(name);
        if (old == before.end()) {
            added.push_back(name);
        } else if (old->second != fingerprint) {
            modified.push_back(name);
        }
    }
    for (const auto& [name, fingerprint] : before) {
        if (!after.contains(name)) {
            removed.push_back(name);
        }
    }
    out["added_" + what] = std::move(added);
    out["modified_" + what] = std::move(modified);
    out["removed_" + what] = std::move(removed);
}

Fingerprints connectorsOf(const json& programInfo, const char* side)
{
    Fingerprints found;
    for (const auto& [name, connector] : programInfo[side].items()) {
        found.emplace(name, connector.dump());
    }
    return found;
}

Fingerprints relationsOf(const api::Compilation& compilation, std::string_view text, bool areTables)
{
    Fingerprints found;
    for (const sql::Relation& relation : compilation.program.relations) {
        if (relation.isTable() != areTables || relation.kind == sql::RelationKind::LocalView) {
            continue;
        }
        // The text of a view tells what it is; a table is told by its columns, since connectors stand in its text too.
        std::string fingerprint = relation.isMaterialized ? "materialized" : "";
        for (const ColumnInfo& column : relation.schema.columns) {
            fingerprint += "|" + column.name + ":" + columnTypeJson(column.type).dump();
        }
        for (const int key : relation.schema.primaryKey) {
            fingerprint += "|key " + std::to_string(key);
        }
        if (!areTables) {
            fingerprint += text.substr(relation.span.begin, relation.span.end - relation.span.begin);
        }
        found.emplace(relation.name, std::move(fingerprint));
    }
    return found;
}

} // namespace

json programDiffJson(const api::Compilation& before, std::string_view textBefore, const api::Compilation& after,
                     std::string_view textAfter)
{
    const json infoBefore = programInfoJson(before);
    const json infoAfter = programInfoJson(after);
    json program = json::object();
    addDifference(program, relationsOf(before, textBefore, true), relationsOf(after, textAfter, true), "tables");
    addDifference(program, relationsOf(before, textBefore, false), relationsOf(after, textAfter, false), "views");
    json diff = {{"program_diff", std::move(program)}, {"program_diff_error", nullptr}};
    for (const char* side : {"input_connectors", "output_connectors"}) {
        addDifference(diff, connectorsOf(infoBefore, side), connectorsOf(infoAfter, side), side);
    }
    return diff;
}

} // namespace millrace::server
