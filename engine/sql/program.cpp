// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/sql/program.h"

#include "engine/base/letter_case.h"
#include "engine/sql/literal_text.h"
#include "engine/sql/parser.h"
#include "engine/sql/program_binder.h"

#include <algorithm>

namespace millrace::sql {

bool Program::hasErrors() const
{
    return std::any_of(diagnostics.begin(), diagnostics.end(),
                       [](const Diagnostic& diagnostic) { return diagnostic.severity == Severity::Error; });
}

const Relation* Program::find(std::string_view name) const
{
    const auto found =
        std::find_if(relations.begin(), relations.end(), [name](const Relation& r) { return r.name == name; });
    return found == relations.end() ? nullptr : &*found;
}

const UserFunction* Program::findFunction(std::string_view name) const
{
    const auto found =
        std::find_if(functions.begin(), functions.end(), [name](const UserFunction& f) { return f.name == name; });
    return found == functions.end() ? nullptr : &*found;
}

Program compileProgram(std::string_view text)
{
    Program program;
    ProgramBinder(program).bind(parseProgram(text));
    return program;
}

std::string canonicalName(std::string_view written)
{
    if (written.size() >= 2 && written.front() == '"' && written.back() == '"') {
        return decodeQuoted(written).value_or(std::string(written));
    }
    return lowerCased(written);
}

} // namespace millrace::sql
