// SPDX-License-Identifier: GPL-3.0-or-later
// The tables and views declared so far, by name.
#pragma once

#include "engine/sql/program.h"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace millrace::sql {

/// Names of a program's relations. A relation whose declaration has errors is known as broken, so that
/// what reads it is not reported as well.
class RelationCatalog {
public:
    explicit RelationCatalog(const Program& program)
        : m_program(program)
    {
    }

    void add(const std::string& name, RelationId id, const SourceSpan& span) { m_entries[name] = Entry{id, span}; }
    void addBroken(const std::string& name, const SourceSpan& span)
    {
        m_entries.emplace(name, Entry{std::nullopt, span});
    }

    bool contains(const std::string& name) const { return m_entries.count(name) != 0; }
    bool isBroken(const std::string& name) const
    {
        const auto found = m_entries.find(name);
        return found != m_entries.end() && !found->second.id;
    }
    std::optional<RelationId> find(const std::string& name) const
    {
        const auto found = m_entries.find(name);
        return found == m_entries.end() ? std::nullopt : found->second.id;
    }
    /// Where the name was declared.
    SourceSpan placeOf(const std::string& name) const { return m_entries.at(name).span; }
    const Relation& relation(RelationId id) const { return m_program.relations[id]; }
    /// A function of CREATE FUNCTION, or null.
    const UserFunction* findFunction(std::string_view name) const { return m_program.findFunction(name); }
    /// Names of all usable relations in order of declaration.
    std::vector<std::string_view> names() const
    {
        std::vector<std::string_view> names;
        for (const Relation& relation : m_program.relations) {
            names.push_back(relation.name);
        }
        return names;
    }

private:
    struct Entry {
        std::optional<RelationId> id;
        SourceSpan span;
    };

    const Program& m_program;
    std::unordered_map<std::string, Entry> m_entries;
};

} // namespace millrace::sql
