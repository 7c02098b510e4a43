// SPDX-License-Identifier: GPL-3.0-or-later
// Errors and warnings of a program, at their place.
#pragma once

#include "engine/base/error.h"

#include <string>
#include <string_view>
#include <vector>

namespace millrace::sql {

enum class Severity : uint8_t { Error, Warning };

struct Diagnostic {
    Severity severity = Severity::Error;
    ErrorCode code = ErrorCode::kInternal;
    SourceSpan span;
    std::string title;   ///< short, e.g. "ORDER BY is ignored"; warnings are known by it
    std::string message; ///< a sentence
    std::vector<ErrorNote> notes;
};

/// "file:line:column: error: message [MR-SQL-0011]", then the source line and a caret line, as compilers print it.
std::string formatDiagnostic(const Diagnostic& diagnostic, std::string_view fileName, std::string_view text);

Diagnostic diagnosticOf(const Error& error);

} // namespace millrace::sql
