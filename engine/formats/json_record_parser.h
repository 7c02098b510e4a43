// SPDX-License-Identifier: GPL-3.0-or-later
// Parses one JSON record into the columns of a table, compiled from the table's schema.
#pragma once

#include "engine/formats/decoder.h"
#include "engine/formats/json_flavor.h"
#include "engine/formats/record_builder.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

enum class JsonEnvelope : uint8_t {
    InsertDelete, ///< {"insert":{…}}, {"delete":{…}}, {"update":{…}}
    Raw,          ///< the row itself, an insert
    Weighted,     ///< {"weight":n,"data":{…}}: n inserts, or -n deletes
    Debezium,     ///< {"payload":{"op":…,"before":{…},"after":{…}}}, or what is in the payload alone
};

/// Options of `{"name":"json","config":{…}}`.
struct JsonDecoderOptions {
    JsonEnvelope envelope = JsonEnvelope::InsertDelete;
    JsonFlavor flavor;
    bool isArray = false;    ///< each value is an array of envelopes, taken or refused as a whole
    bool isLineOnly = false; ///< a record ends at a line end, whatever is in it
};

/// Why a record was refused.
struct JsonFailure {
    ErrorCode code = ErrorCode::kRecordSyntax;
    std::string column;
    std::string detail;
    uint64_t record = 1; ///< in the text: of an array, which of its records
};

/// Records of a known shape go through JsonShapeScanner, the others through simdjson's on-demand parser: one pass,
/// numbers read from their own text. The key order of the last record predicts that of the next, so that a known
/// key costs one comparison. Not thread-safe.
class JsonRecordParser {
public:
    /// Bytes that must be readable after a record's last one.
    static constexpr size_t kPadding = 64;

    JsonRecordParser(const JsonDecoderOptions& options, const DecoderTarget& target);
    ~JsonRecordParser();

    /// Appends the records in `text` (one value, blanks around it allowed) to builder(); false, with failures() set and
    /// nothing appended, when one of them is none.
    bool parse(std::string_view text);
    /// Takes the record at the start of `text` without looking for its end, when it has the shape of an earlier
    /// one: returns its size, or 0 when parse() is to look at it. `numLineEnds` receives the line ends in it.
    size_t scan(std::string_view text, uint64_t& numLineEnds);
    /// What is wrong with each bad record; the first ones of an array with many.
    const std::vector<JsonFailure>& failures() const;
    uint64_t numFailures() const;
    /// Records met in the last parse(), the failing ones included.
    uint64_t numRecords() const;
    RecordBuilder& builder();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace millrace
