// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/connectors/connector_spec.h"

#include "engine/connectors/connector_declaration.h"
#include "engine/connectors/nexmark/nexmark_input.h"

#include <iterator>

namespace millrace {

std::vector<ConnectorSpec> parseConnectors(const sql::Program& program, std::vector<sql::Diagnostic>& diagnostics)
{
    std::vector<ConnectorDeclaration> declarations;
    for (const sql::Relation& relation : program.relations) {
        std::vector<ConnectorDeclaration> found = readConnectors(relation, diagnostics);
        std::move(found.begin(), found.end(), std::back_inserter(declarations));
    }
    for (ConnectorDeclaration& declaration : declarations) {
        resolveIndex(declaration, program, diagnostics);
    }
    settleNexmark(declarations, diagnostics);
    checkStartAfter(declarations, diagnostics);
    std::vector<ConnectorSpec> specs;
    specs.reserve(declarations.size());
    for (ConnectorDeclaration& declaration : declarations) {
        specs.push_back(std::move(declaration.spec));
    }
    return specs;
}

} // namespace millrace
