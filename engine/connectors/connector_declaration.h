// SPDX-License-Identifier: GPL-3.0-or-later
// The connectors of one relation as they stand in its 'connectors' property: checked, with places.
#pragma once

#include "engine/connectors/connector_spec.h"
#include "engine/connectors/located_json.h"
#include "engine/formats/config_reader.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

/// The JSON of a property and its place in the program.
struct ConnectorText {
    LocatedJson json;
    std::string text;
    SourceSpan literal;

    explicit ConnectorText(const sql::ConnectorsProperty& property)
        : json(property.json)
        , text(property.json)
        , literal(property.span)
    {
    }
    SourceSpan spanOf(std::string_view pointer) const { return spanInLiteral(text, literal, json.rangeOf(pointer)); }
    SourceSpan keySpanOf(std::string_view pointer) const
    {
        return spanInLiteral(text, literal, json.keyRangeOf(pointer));
    }
};

/// A connector and where it was declared.
struct ConnectorDeclaration {
    ConnectorSpec spec;
    std::shared_ptr<const ConnectorText> text;
    std::string pointer; ///< of the connector object, "/0"

    SourceSpan spanOf(std::string_view member) const { return text->spanOf(pointer + std::string(member)); }
};

/// Reads one relation's property. Connectors with errors are left out; what is wrong goes to `diagnostics`.
std::vector<ConnectorDeclaration> readConnectors(const sql::Relation& relation,
                                                 std::vector<sql::Diagnostic>& diagnostics);

/// Finds the columns of the index that an output names.
void resolveIndex(ConnectorDeclaration& connector, const sql::Program& program,
                  std::vector<sql::Diagnostic>& diagnostics);

/// Checks start_after over the whole program: cycles are errors; labels that nobody carries, or somebody who never
/// ends, are warnings.
void checkStartAfter(const std::vector<ConnectorDeclaration>& connectors, std::vector<sql::Diagnostic>& diagnostics);

/// Appends a diagnostic; its title is that of the code.
void addDiagnostic(std::vector<sql::Diagnostic>& diagnostics, sql::Severity severity, ErrorCode code, SourceSpan span,
                   std::string message);

} // namespace millrace
