// SPDX-License-Identifier: GPL-3.0-or-later
// The first program of a pipeline as a form has it: a table with its columns, where its rows come from, a view.
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace millrace::models {

struct DraftColumn {
    QString name;
    QString type;
    bool isKey = false;
};

enum class DraftSource : uint8_t {
    Nothing,   ///< rows are typed in or sent over the API
    Generator, ///< made-up rows, ten a second
    File,      ///< a CSV file that is followed
};

enum class DraftView : uint8_t {
    Nothing,
    Rows,   ///< all rows
    Counts, ///< how many rows have each value of a column
};

struct PipelineDraft {
    QString table;
    QList<DraftColumn> columns;
    DraftSource source = DraftSource::Nothing;
    QString path; ///< of the file
    DraftView view = DraftView::Nothing;
    QString viewName;
    QString countedColumn;
};

/// A small program that runs.
QString exampleProgram();

/// Types that a form offers; a program may use more.
QStringList draftTypes();
/// A sentence about the first thing that is missing or wrong; empty when programOf() compiles.
QString problemOf(const PipelineDraft& draft);
/// The SQL text.
QString programOf(const PipelineDraft& draft);

} // namespace millrace::models
