// SPDX-License-Identifier: GPL-3.0-or-later
// Where the binder reports to.
#pragma once

#include "engine/sql/diagnostic.h"

#include <string>
#include <vector>

namespace millrace::sql {

/// Collects the errors and warnings of a program in the order they are found.
class DiagnosticList {
public:
    void error(const Error& error) { m_list.push_back(diagnosticOf(error)); }
    void error(ErrorCode code, std::string detail, const SourceSpan& span, std::vector<ErrorNote> notes = {})
    {
        error(Error{code, std::move(detail), span, std::move(notes)});
    }
    /// `title` is what programs name in SET FELDERA_IGNORE_WARNING_<TITLE>.
    void warning(std::string title, std::string message, const SourceSpan& span)
    {
        m_list.push_back(
            Diagnostic{Severity::Warning, ErrorCode::kSqlWarning, span, std::move(title), std::move(message), {}});
    }

    std::vector<Diagnostic>& list() { return m_list; }
    size_t size() const { return m_list.size(); }

private:
    std::vector<Diagnostic> m_list;
};

} // namespace millrace::sql
