// SPDX-License-Identifier: GPL-3.0-or-later
// Writes change streams as text: JSON lines, CSV, TSV or SQL, in several encodings of a change.
#pragma once

#include "engine/base/result.h"
#include "engine/formats/encoder.h"
#include "engine/pipeline/subscription.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace millrace {

enum class ChangeFormat : uint8_t {
    JsonLines, ///< {"relation":"v","step":3,"weight":-1,"row":{…}}
    Csv,       ///< columns, then the weight last, with a header; one relation a file
    Tsv,       ///< the same with tabs
    Sql,       ///< INSERT and DELETE statements
    Sqlite,    ///< a SQLite file with a table a relation, see sqlite_sink.h; not a text
};

enum class ChangeEncoding : uint8_t {
    Weighted,   ///< a line a row with its weight; in SQL as many statements as the weight says
    Operations, ///< a line for each insert and delete: "op", `insert` or `delete`
    Pairs,      ///< a delete and an insert of one key in a step as one line, "before" and "after"; not in SQL
    State,      ///< rows alone, as many as the weight says; deletes do not occur
};

/// A row, or a pair of rows, that an encoding makes of a change.
struct ChangeRow {
    struct Place {
        const Batch* batch = nullptr;
        size_t row = 0;
    };
    Place before;      ///< of a pair; no batch = there was none
    Place after;       ///< of a pair, or the row itself
    Weight weight = 1; ///< negative for a delete
};

/// What an encoding makes of a change, in its order: `handle` is called for each and may end it by an error. Pairs are
/// found by the primary key within the delta: give it a whole step.
Status forEachChangeRow(const Schema& schema, const Delta& delta, ChangeEncoding encoding,
                        const std::function<Status(const ChangeRow&)>& handle);

/// Turns changes of one relation into lines. Not thread-safe.
class ChangeWriter {
public:
    ChangeWriter(std::string relation, const Schema& schema, ChangeFormat format,
                 ChangeEncoding encoding = ChangeEncoding::Weighted);
    /// The line of column names with its end; empty for JSON lines and SQL.
    std::string header() const;
    /// Appends the lines of a change; returns how many. Pairs are found within one call: give it a whole step.
    uint64_t append(const StepChange& change, std::string& out) const;

private:
    using Place = ChangeRow::Place;
    void appendWeighted(const Place& row, Weight weight, std::string& out) const;
    void appendOperation(const Place& row, bool isDelete, std::string& out) const;
    void appendPair(const Place& before, const Place& after, std::string& out) const;
    void appendFields(const Place& row, std::string& out) const;
    void beginLine(uint64_t step) const;

    Schema m_schema;
    RowWriter m_rows;
    std::string m_relation;
    std::string m_jsonPrefix;
    ChangeFormat m_format;
    ChangeEncoding m_encoding;
    char m_delimiter;
    mutable std::string m_linePrefix; ///< of the change that is written
};

} // namespace millrace
