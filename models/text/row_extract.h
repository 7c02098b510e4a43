// SPDX-License-Identifier: GPL-3.0-or-later
// Rows as text for the clipboard, in the forms that other programs take.
#pragma once

#include "engine/api/values.h"

#include <QString>

#include <string>

namespace millrace::models {

enum class RowFormat { Tsv, Csv, JsonLines, Markdown, SqlInsert };
constexpr RowFormat kRowFormats[] = {RowFormat::Tsv, RowFormat::Csv, RowFormat::JsonLines, RowFormat::Markdown,
                                     RowFormat::SqlInsert};
/// "CSV", "JSON lines", …
QString rowFormatText(RowFormat format);

/// Turns rows of one schema into lines, whole values.
class RowExtractor {
public:
    /// `relation` is what an INSERT names.
    RowExtractor(const Schema& schema, RowFormat format, std::string relation);
    /// The lines before the first row; may be empty.
    std::string header() const;
    void append(const Batch& batch, size_t row, std::string& out) const;

private:
    Schema m_schema;
    RowWriter m_writer;
    RowFormat m_format;
    std::string m_relation;
};

} // namespace millrace::models
