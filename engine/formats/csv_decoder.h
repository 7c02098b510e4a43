// SPDX-License-Identifier: GPL-3.0-or-later
// The CSV input format: rows by column position, inserts only.
#pragma once

#include "engine/formats/config_reader.h"
#include "engine/formats/decoder.h"
#include "engine/formats/record_builder.h"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace millrace {

enum class CsvTrim : uint8_t { None, Headers, Fields, All };

/// Options of `{"name":"csv","config":{…}}`.
struct CsvDecoderOptions {
    char delimiter = ',';
    char quote = '"';
    char escape = '\0';         ///< 0 = none
    char comment = '\0';        ///< lines that start with it are skipped; 0 = none
    bool hasHeaders = false;    ///< the first record is skipped; columns stay positional
    bool hasDoubleQuote = true; ///< "" inside quotes is one quote
    bool hasQuoting = true;
    bool isFlexible = true; ///< false: surplus fields are an error
    CsvTrim trim = CsvTrim::None;
    bool hasNullStrings = false;          ///< `nullStrings` was given and replaces the rule of the empty field
    std::vector<std::string> nullStrings; ///< unquoted texts that mean NULL
};

CsvDecoderOptions readCsvDecoderOptions(const nlohmann::json& config, std::vector<ConfigProblem>& problems);

/// NULL: an unquoted empty field of a nullable column, and a quoted one of a nullable column that is no text.
/// Missing fields at the end of a row are defaults or NULL where the columns allow it.
class CsvDecoder final : public Decoder {
public:
    CsvDecoder(CsvDecoderOptions options, const DecoderTarget& target);
    void flush(DecodedChunk& out) override;

protected:
    void consume(std::string_view bytes, DecodedChunk& out) override;
    void finishRecord(DecodedChunk& out) override;

private:
    struct Field {
        std::string_view text;
        bool isQuoted = false;
    };
    /// Where the search for the record's end stands.
    enum class Scan : uint8_t { FieldStart, Plain, Quoted, QuoteInQuoted, Escaped };

    size_t findEnd(size_t from);
    void takeRecord(size_t end, DecodedChunk& out);
    bool parseRecord(std::string_view text);
    void splitFields(std::string_view text);
    size_t splitQuoted(std::string_view text, size_t at);
    bool takeFields();
    bool takeField(size_t column, const Field& field);
    bool takeValue(size_t column, const SqlType& type, std::string_view text);
    bool takeMissing(size_t column);
    bool isNullText(const Field& field, const SqlType& type) const;
    bool refuse(ErrorCode code, std::string detail, size_t column);
    void drop();

    CsvDecoderOptions m_options;
    DecoderTarget m_target;
    RecordBuilder m_builder;
    std::string m_buffer;
    size_t m_begin = 0; ///< of the record under way
    size_t m_scanned = 0;
    Scan m_scan = Scan::FieldStart;
    uint64_t m_offset = 0; ///< of the buffer's first byte in the input
    uint64_t m_line = 1;
    uint64_t m_numRecords = 0;
    bool m_skipsHeader;
    bool m_isOversized = false;
    std::vector<Field> m_fields;
    std::string m_unescaped; ///< text of quoted fields that differ from their source
    ErrorCode m_failureCode = ErrorCode::kRecordSyntax;
    std::string m_failureColumn;
    std::string m_failureDetail;
};

} // namespace millrace
