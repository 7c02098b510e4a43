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

/// Code points shown of a line, so that a program on one line does not fill the screen.
constexpr uint32_t kShownColumns = 160;
/// Of these, so many before the place itself.
constexpr uint32_t kColumnsBefore = 60;

/// The part of a line that is shown, and the column it starts with.
struct Excerpt {
    std::string_view text;
    uint32_t firstColumn = 1;
    uint32_t endColumn = 1;
    bool isCutBefore = false;
    bool isCutAfter = false;
};

Excerpt excerptOf(std::string_view line, uint32_t column)
{
    const auto isFirstByte = [](char c) { return !isContinuationByte(c); };
    const auto length = static_cast<uint32_t>(std::count_if(line.begin(), line.end(), isFirstByte));
    Excerpt excerpt{line, 1, length + 1, false, false};
    if (length <= kShownColumns) {
        return excerpt;
    }
    excerpt.firstColumn = column > kColumnsBefore ? column - kColumnsBefore : 1;
    excerpt.endColumn = std::min(excerpt.firstColumn + kShownColumns, length + 1);
    const auto offsetOf = [&](uint32_t wanted) {
        uint32_t at = 0;
        size_t i = 0;
        for (; i < line.size(); ++i) {
            at += isFirstByte(line[i]) ? 1 : 0;
            if (at == wanted) {
                break;
            }
        }
        return i;
    };
    const size_t begin = offsetOf(excerpt.firstColumn);
    excerpt.text = line.substr(begin, offsetOf(excerpt.endColumn) - begin);
    excerpt.isCutBefore = excerpt.firstColumn > 1;
    excerpt.isCutAfter = excerpt.endColumn < length + 1;
    return excerpt;
}

/// The source line and below it a caret line: tabs are repeated so that the caret stands right however
/// wide they are shown, and a character of several bytes counts once.
void appendSnippet(std::string& out, const SourceSpan& span, std::string_view text)
{
    const Excerpt excerpt = excerptOf(lineAt(text, span.begin), span.column);
    out += "    ";
    out += excerpt.isCutBefore ? "..." : "";
    out += excerpt.text;
    out += excerpt.isCutAfter ? "..." : "";
    out += "\n    ";
    out += excerpt.isCutBefore ? "   " : "";
    uint32_t column = excerpt.firstColumn;
    for (size_t i = 0; i < excerpt.text.size() && column < span.column; ++i) {
        if (!isContinuationByte(excerpt.text[i])) {
            out += excerpt.text[i] == '\t' ? '\t' : ' ';
            ++column;
        }
    }
    const uint32_t end = span.endLine == span.line ? std::min(span.endColumn, excerpt.endColumn) : excerpt.endColumn;
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
