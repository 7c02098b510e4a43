// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/editor/text_search.h"

#include <optional>
#include <utility>

namespace millrace::gui {

namespace {

using Range = std::pair<long, long>;

/// Walks from match to match by Scintilla's target, which is no selection and moves nothing.
class MatchWalk {
public:
    MatchWalk(const SqlEditor& editor, const QString& text, SearchOptions options)
        : m_editor(editor)
        , m_text(text.toUtf8())
    {
        const int flags = (options.matchesCase ? QsciScintilla::SCFIND_MATCHCASE : 0) |
                          (options.wholeWords ? QsciScintilla::SCFIND_WHOLEWORD : 0);
        m_editor.SendScintilla(QsciScintilla::SCI_SETSEARCHFLAGS, static_cast<unsigned long>(flags));
    }

    /// The first one at or after a byte.
    std::optional<Range> next(long from) const
    {
        const long end = m_editor.SendScintilla(QsciScintilla::SCI_GETLENGTH);
        if (m_text.isEmpty() || from > end) {
            return std::nullopt;
        }
        m_editor.SendScintilla(QsciScintilla::SCI_SETTARGETSTART, static_cast<unsigned long>(from));
        m_editor.SendScintilla(QsciScintilla::SCI_SETTARGETEND, static_cast<unsigned long>(end));
        const long found = m_editor.SendScintilla(QsciScintilla::SCI_SEARCHINTARGET,
                                                  static_cast<unsigned long>(m_text.size()), m_text.constData());
        if (found < 0) {
            return std::nullopt;
        }
        return Range(found, m_editor.SendScintilla(QsciScintilla::SCI_GETTARGETEND));
    }

private:
    const SqlEditor& m_editor;
    const QByteArray m_text;
};

Range selectionOf(const SqlEditor& editor)
{
    return {editor.SendScintilla(QsciScintilla::SCI_GETSELECTIONSTART),
            editor.SendScintilla(QsciScintilla::SCI_GETSELECTIONEND)};
}

} // namespace

Matches countMatches(const SqlEditor& editor, const QString& text, SearchOptions options)
{
    const MatchWalk walk(editor, text, options);
    const Range selection = selectionOf(editor);
    Matches matches;
    for (auto match = walk.next(0); match; match = walk.next(match->second)) {
        if (matches.number == Matches::kMaxMatches) {
            matches.isMore = true;
            break;
        }
        ++matches.number;
        matches.current = *match == selection ? matches.number : matches.current;
    }
    return matches;
}

int replaceAll(SqlEditor& editor, const QString& text, const QString& with, SearchOptions options)
{
    const MatchWalk walk(editor, text, options);
    const QByteArray replacement = with.toUtf8();
    int number = 0;
    editor.beginUndoAction();
    for (auto match = walk.next(0); match;) { // the target is what was found
        editor.SendScintilla(QsciScintilla::SCI_REPLACETARGET, static_cast<unsigned long>(replacement.size()),
                             replacement.constData());
        ++number;
        match = walk.next(match->first + replacement.size());
    }
    editor.endUndoAction();
    return number;
}

bool isMatchSelected(const SqlEditor& editor, const QString& text, SearchOptions options)
{
    const Range selection = selectionOf(editor);
    const auto match = MatchWalk(editor, text, options).next(selection.first);
    return match && *match == selection;
}

void showSelection(SqlEditor& editor)
{
    const Range selection = selectionOf(editor);
    editor.SendScintilla(QsciScintilla::SCI_SCROLLRANGE, static_cast<unsigned long>(selection.second), selection.first);
}

} // namespace millrace::gui
