// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/sql/diagnostic.h"

#include <algorithm>

namespace millrace::sql {

namespace {

bool isContinuationByte(char c)
{
    return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

/// The line that holds byte `offset`, without its line break.
std::string_view lineAt(std::string_view text, size_t offset)
{
    offset = std::min(offset, text.size());
    const size_t before = offset == 0 ? std::string_view::npos : text.rfind('\n', offset - 1);
    const size_t begin = before == std::string_view::npos ? 0 : before + 1;
    size_t end = text.find('\n', begin);
    end = end == std::string_view::npos ? text.size() : end;
    if (end > begin && text[end - 1] == '\r') {
        --end;
    }
    return text.substr(begin, end - begin);
}

/// The source line and below it a caret line: tabs are repeated so that the caret stands right however
/// wide they are shown, and a character of several bytes counts once.
void appendSnippet(std::string& out, const SourceSpan& span, std::string_view text)
{
    const std::string_view line = lineAt(text, span.begin);
    out += "    ";
    out += line;
    out += "\n    ";
    uint32_t column = 1;
    for (size_t i = 0; i < line.size() && column < span.column; ++i) {
        if (!isContinuationByte(line[i])) {
            out += line[i] == '\t' ? '\t' : ' ';
            ++column;
        }
    }
    const auto lineEnd = static_cast<uint32_t>(
        1 + std::count_if(line.begin(), line.end(), [](char c) { return !isContinuationByte(c); }));
    const uint32_t end = span.endLine == span.line ? std::min(span.endColumn, lineEnd) : lineEnd;
    out += '^';
    for (uint32_t i = span.column + 1; i < end; ++i) {
        out += '~';
    }
    out += '\n';
}

void appendPlace(std::string& out, std::string_view fileName, const SourceSpan& span)
{
    out += fileName;
    out += ':';
    if (span.isKnown()) {
        out += std::to_string(span.line) + ":" + std::to_string(span.column) + ":";
    }
    out += ' ';
}

} // namespace

std::string formatDiagnostic(const Diagnostic& diagnostic, std::string_view fileName, std::string_view text)
{
    std::string out;
    appendPlace(out, fileName, diagnostic.span);
    out += diagnostic.severity == Severity::Error ? "error: " : "warning: ";
    out += diagnostic.message;
    out += " [";
    out += errorId(diagnostic.code);
    out += "]\n";
    if (diagnostic.span.isKnown()) {
        appendSnippet(out, diagnostic.span, text);
    }
    for (const ErrorNote& note : diagnostic.notes) {
        appendPlace(out, fileName, note.span.isKnown() ? note.span : diagnostic.span);
        out += "note: " + note.text + "\n";
        if (note.span.isKnown()) {
            appendSnippet(out, note.span, text);
        }
    }
    return out;
}

Diagnostic diagnosticOf(const Error& error)
{
    const std::string title(errorTitle(error.code));
    return Diagnostic{Severity::Error, error.code, error.span, title, error.detail.empty() ? title : error.detail,
                      error.notes};
}

} // namespace millrace::sql
