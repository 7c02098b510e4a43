// SPDX-License-Identifier: GPL-3.0-or-later
// Where an export writes to: one file at a time, of text or of SQLite, that is whole or not there.
#pragma once

#include "engine/export/change_writer.h"
#include "engine/export/compression.h"
#include "engine/export/part_file.h"

#include <memory>
#include <string>
#include <vector>

namespace millrace {

struct SinkRelation {
    std::string name;
    Schema schema;
};

/// Written as `<path>.part` until finish(). Not thread-safe.
class ChangeSink {
public:
    virtual ~ChangeSink() = default;

    /// Begins a file. kIoOpen.
    virtual Status open(std::string path, PartFile::Existing existing) = 0;
    /// Takes a part of a step's change of a relation; returns the number of rows written. A step may come in parts, but
    /// with ChangeEncoding::Pairs it has to be whole.
    virtual Result<uint64_t> append(size_t relation, const StepChange& part) = 0;
    /// What was appended since the last call is a whole step: it stays when something fails later.
    virtual void endStep() = 0;
    /// Hands what is buffered to the file. kIoWrite.
    virtual Status flush() = 0;
    /// Hands all to the file, to which nothing is appended any more; the SHA-256 of it. kIoWrite, kIoRead.
    virtual Result<std::string> seal() = 0;
    /// Syncs and renames, after seal(). kIoWrite.
    virtual Status finish() = 0;
    /// Closes the .part file after its last whole step, and leaves it.
    virtual void abandon() = 0;

    /// Whether open() goes on in the file that is there.
    virtual bool appends() const { return false; }
    /// Bytes that wait for flush().
    virtual size_t numBuffered() const = 0;
    /// Bytes of the present file; of text that is not compressed with what is buffered.
    virtual uint64_t numBytes() const = 0;
};

/// `appendsAs`: a database is not begun but goes on in the file that is there, as that incarnation; 0 = begun.
std::unique_ptr<ChangeSink> makeChangeSink(const std::vector<SinkRelation>& relations, ChangeFormat format,
                                           ChangeEncoding encoding, Compression compression = Compression::None,
                                           uint64_t appendsAs = 0);

/// The CREATE TABLE of a relation in a file of ChangeFormat::Sqlite.
std::string sqliteTableStatement(const SinkRelation& relation, ChangeEncoding encoding);

} // namespace millrace
