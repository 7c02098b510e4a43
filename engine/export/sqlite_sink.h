// SPDX-License-Identifier: GPL-3.0-or-later
// Exports into a SQLite file: a table a relation, columns with types, a transaction for what comes at once.
#pragma once

#include "engine/catalog/sqlite_database.h"
#include "engine/export/change_sink.h"

#include <optional>

namespace millrace {

/// The table has the name of the relation. By encoding its columns are: Weighted: `step`, `weight` and those of the
/// relation; Operations: `step`, `op` and those; Pairs: `step`, and each column as `before_…` and `after_…`; State:
/// those of the relation alone. Where a column has the name of one of ours already, ours gets a `_` behind it.
///
/// An export that goes on does so in the same file, as a new incarnation with steps of its own. Then the last column of
/// each table is `incarnation`, 1 in the rows that were there when it was added.
///
/// Killed at any time, the .part file is a database of whole steps: SQLite takes back what was not committed when it is
/// opened next, with the `-journal` file beside it. A commit does not wait for the disk, finish() does; but where rows
/// of earlier incarnations are at stake each does.
class SqliteSink final : public ChangeSink {
public:
    /// `appendsAs`: see makeChangeSink().
    SqliteSink(const std::vector<SinkRelation>& relations, ChangeEncoding encoding, uint64_t appendsAs = 0);

    Status open(std::string path, PartFile::Existing existing) override;
    Result<uint64_t> append(size_t relation, const StepChange& part) override;
    void endStep() override { m_isWithinStep = false; }
    Status flush() override;
    Result<std::string> seal() override;
    Status finish() override;
    void abandon() override;
    bool appends() const override { return m_appendsAs != 0; }
    size_t numBuffered() const override { return 0; }
    uint64_t numBytes() const override { return m_numBytes; }

private:
    struct Table {
        SinkRelation relation;
        std::optional<SqliteStatement> insert; ///< of the present file
    };

    Status beginFile();
    Status goOn(Table& table);
    Status prepare(Table& table);
    Status insertRow(Table& table, uint64_t step, const ChangeRow& row);
    Status measure();
    void closeDatabase();
    Error failure(const Error& error) const;

    std::vector<Table> m_tables;
    ChangeEncoding m_encoding;
    uint64_t m_appendsAs;
    std::string m_path;
    PartFile::Existing m_existing = PartFile::Existing::Refuse;
    FileDescriptor m_lock; ///< outlives the database, whose own locks would go when it is closed
    std::optional<SqliteDatabase> m_database;
    bool m_isWithinStep = false;
    bool m_isInTransaction = false;
    uint64_t m_numBytes = 0;
};

} // namespace millrace
