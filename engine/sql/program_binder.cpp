// SPDX-License-Identifier: GPL-3.0-or-later
// The loop over statements, names, properties, SET; tables and views are bound in files of their own.
#include "engine/sql/program_binder.h"

#include "engine/expr/function.h"
#include "engine/sql/expression_binder.h"
#include "engine/sql/name_suggestion.h"

#include <algorithm>
#include <charconv>

namespace millrace::sql {

namespace {

constexpr std::string_view kIgnoreWarningPrefix = "FELDERA_IGNORE_WARNING_";

std::string upperCase(std::string_view text)
{
    std::string upper(text);
    std::transform(upper.begin(), upper.end(), upper.begin(), toUpperAscii);
    return upper;
}

/// "ORDER BY is ignored" is named ORDER_BY_IS_IGNORED in SET.
std::string warningKey(std::string_view title)
{
    std::string key = upperCase(title);
    std::replace(key.begin(), key.end(), ' ', '_');
    return key;
}

bool isOn(std::string_view value)
{
    return value != "OFF" && value != "0" && upperCase(value) != "FALSE";
}

} // namespace

void ProgramBinder::bind(const ParsedProgram& parsed)
{
    for (const Error& error : parsed.errors) {
        m_diagnostics.error(error);
    }
    for (const std::string& name : parsed.brokenNames) {
        m_catalog.addBroken(name, {});
    }
    for (const syntax::Statement& statement : parsed.statements) {
        if (const auto* table = std::get_if<syntax::CreateTable>(&statement)) {
            bindTable(*table);
        } else if (const auto* view = std::get_if<syntax::CreateView>(&statement)) {
            bindView(*view);
        } else if (const auto* function = std::get_if<syntax::CreateFunction>(&statement)) {
            bindFunction(*function);
        } else if (const auto* index = std::get_if<syntax::CreateIndex>(&statement)) {
            bindIndex(*index);
        } else if (const auto* option = std::get_if<syntax::SetOption>(&statement)) {
            bindSet(*option);
        } else {
            bindIgnored(std::get<syntax::IgnoredStatement>(statement));
        }
    }
    finish();
}

/// SET is global, so what it says about warnings is applied at the end.
void ProgramBinder::finish()
{
    for (Diagnostic& diagnostic : m_diagnostics.list()) {
        if (diagnostic.severity == Severity::Warning) {
            if (m_ignoredWarnings.count(warningKey(diagnostic.title)) != 0) {
                continue;
            }
            diagnostic.severity = m_areWarningsErrors ? Severity::Error : Severity::Warning;
        }
        m_program.diagnostics.push_back(std::move(diagnostic));
    }
    std::stable_sort(m_program.diagnostics.begin(), m_program.diagnostics.end(),
                     [](const Diagnostic& a, const Diagnostic& b) { return a.span.begin < b.span.begin; });
}

bool ProgramBinder::checkName(const syntax::Name& name, RelationKind kind)
{
    const std::string upper = upperCase(name.text);
    const bool isReserved = upper.compare(0, 7, "FELDERA") == 0 || upper == "USER" || upper == "NOW";
    if (isReserved) {
        m_diagnostics.error(ErrorCode::kSqlReservedName, "This name is reserved for the system: " + name.text,
                            name.span);
        return false;
    }
    if (kind == RelationKind::Table && (isFunctionName(name.text) || isAggregateName(name.text) ||
                                         isRankName(name.text))) {
        m_diagnostics.error(ErrorCode::kSqlReservedName, "A table cannot have the name of a function: " + name.text,
                            name.span);
        return false;
    }
    if (m_catalog.find(name.text) || m_catalog.isBroken(name.text)) {
        // A declaration with a syntax error is known by its name only, and may well be this one's twin.
        const SourceSpan first = m_catalog.placeOf(name.text);
        if (first.isKnown()) {
            m_diagnostics.error(ErrorCode::kSqlDuplicateName,
                                "A table or view of this name exists already: " + name.text, name.span,
                                {ErrorNote{"It is declared here", first}});
        }
        return !first.isKnown();
    }
    return true;
}

bool ProgramBinder::bindBoolean(const syntax::Property& property, bool& value)
{
    const std::string upper = upperCase(property.value);
    if (upper != "TRUE" && upper != "FALSE") {
        m_diagnostics.error(ErrorCode::kSqlInvalidProperty,
                            "Property " + property.key + " must be 'true' or 'false', not '" + property.value + "'",
                            property.valueSpan);
        return false;
    }
    value = upper == "TRUE";
    return true;
}

bool ProgramBinder::bindProperties(const std::vector<syntax::Property>& properties, Relation& relation)
{
    bool isComplete = true;
    for (const syntax::Property& property : properties) {
        const bool isDuplicate =
            std::any_of(relation.properties.begin(), relation.properties.end(),
                        [&](const std::pair<std::string, std::string>& other) { return other.first == property.key; });
        if (isDuplicate) {
            m_diagnostics.error(ErrorCode::kSqlInvalidProperty, "Property is given twice: " + property.key,
                                property.keySpan);
            isComplete = false;
            continue;
        }
        relation.properties.emplace_back(property.key, property.value);
        isComplete = bindProperty(property, relation) && isComplete;
    }
    return isComplete;
}

bool ProgramBinder::bindProperty(const syntax::Property& property, Relation& relation)
{
    const std::string& key = property.key;
    if (key == "connectors") {
        if (relation.kind == RelationKind::LocalView) {
            m_diagnostics.error(ErrorCode::kSqlInvalidProperty, "A LOCAL view has no connectors", property.keySpan);
            return false;
        }
        relation.connectors = ConnectorsProperty{property.value, property.valueSpan};
        return true;
    }
    bool ignored = false;
    if (relation.isTable()) {
        if (key == "materialized") {
            return bindBoolean(property, relation.isMaterialized);
        }
        if (key == "append_only") {
            return bindBoolean(property, relation.isAppendOnly);
        }
        if (key == "skip_unused_columns") {
            return bindBoolean(property, ignored);
        }
        if (key == "expected_size") {
            uint64_t size = 0;
            const char* last = property.value.data() + property.value.size();
            const auto [end, error] = std::from_chars(property.value.data(), last, size);
            if (error != std::errc() || end != last) {
                m_diagnostics.error(ErrorCode::kSqlInvalidProperty,
                                    "Property expected_size must be a whole number, not '" + property.value + "'",
                                    property.valueSpan);
                return false;
            }
            return true;
        }
    } else if (key == "rust") {
        return true;
    } else if (key == "emit_final") {
        m_diagnostics.warning("emit_final ignored",
                              "emit_final is not used yet: the view shows rows before they are final",
                              property.keySpan);
        return true;
    } else if (key == "materialized") {
        m_diagnostics.error(ErrorCode::kSqlInvalidProperty,
                            "A view has no such property; write CREATE MATERIALIZED VIEW: materialized",
                            property.keySpan);
        return false;
    }
    static constexpr std::string_view kTableKeys[] = {"connectors", "materialized", "append_only",
                                                      "skip_unused_columns", "expected_size"};
    const std::span<const std::string_view> candidates(kTableKeys, relation.isTable() ? std::size(kTableKeys) : 1);
    m_diagnostics.error(ErrorCode::kSqlInvalidProperty, "No property of this name: " + key, property.keySpan,
                        suggestionNotes(key, candidates));
    return false;
}

void ProgramBinder::bindSet(const syntax::SetOption& option)
{
    static constexpr std::string_view kKnown[] = {"FELDERA_WARNINGS_ARE_ERRORS", "FELDERA_AVOID_STAR_JOINS",
                                                  "ENFORCE_POSITIVE_INPUTS", "FELDERA_FLAT_VARIANT"};
    const std::string name = upperCase(option.name.text);
    if (name.compare(0, kIgnoreWarningPrefix.size(), kIgnoreWarningPrefix) == 0) {
        if (isOn(option.value)) {
            m_ignoredWarnings.insert(name.substr(kIgnoreWarningPrefix.size()));
        }
    } else if (name == kKnown[0]) {
        m_areWarningsErrors = isOn(option.value);
    } else if (std::find(std::begin(kKnown), std::end(kKnown), name) == std::end(kKnown)) {
        m_diagnostics.warning("Unknown setting", "No setting of this name: " + option.name.text, option.name.span);
    }
}

void ProgramBinder::bindIgnored(const syntax::IgnoredStatement& statement)
{
    m_diagnostics.warning("Statement ignored", statement.what + " " + statement.reason, statement.span);
}

} // namespace millrace::sql
