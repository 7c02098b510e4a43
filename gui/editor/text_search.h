// SPDX-License-Identifier: GPL-3.0-or-later
// Finds and replaces a text in an editor as a whole.
#pragma once

#include "gui/editor/sql_editor.h"

namespace millrace::gui {

struct SearchOptions {
    bool matchesCase = false;
    bool wholeWords = false;
};

/// How often a text stands in the editor, at most kMaxMatches, and which one of them is selected.
struct Matches {
    static constexpr int kMaxMatches = 1000;
    int number = 0;
    int current = 0; ///< from 1; 0 = the selection is none of them
    bool isMore = false;
};

/// Nothing of an empty text. GUI thread only, as the rest.
Matches countMatches(const SqlEditor& editor, const QString& text, SearchOptions options);
/// Replaces all of them, in one step of undo; returns how many. The editor must not be read-only.
int replaceAll(SqlEditor& editor, const QString& text, const QString& with, SearchOptions options);
/// Whether the selection is a match.
bool isMatchSelected(const SqlEditor& editor, const QString& text, SearchOptions options);
/// Scrolls so that both ends of the selection are in sight.
void showSelection(SqlEditor& editor);

} // namespace millrace::gui
