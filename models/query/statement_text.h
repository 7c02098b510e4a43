// SPDX-License-Identifier: GPL-3.0-or-later
// Finds statements in SQL text as far as a window needs it: where they begin and end, and the query of a view.
#pragma once

#include <QList>
#include <QString>

namespace millrace::models {

/// A part of a text, in characters.
struct TextRange {
    qsizetype begin = 0;
    qsizetype end = 0;
    bool isEmpty() const { return begin >= end; }
};

/// The statements of a text, without semicolons and the space and comments around each. Semicolons in texts, quoted
/// names and comments part nothing.
QList<TextRange> statementsOf(const QString& text);

/// The one at a position; between two statements the one before. Empty where there is none.
TextRange statementAt(const QString& text, qsizetype position);

/// What can be asked of a running pipeline: of `CREATE VIEW v AS query` the query, of anything else all of it.
QString queryOf(const QString& statement);

/// Whether it does more than read: INSERT, DELETE, UPDATE.
bool changesRows(const QString& statement);

/// Whether a name can be given to a view without quotes.
bool isPlainName(const QString& name);

} // namespace millrace::models
