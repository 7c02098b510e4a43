// SPDX-License-Identifier: GPL-3.0-or-later
// The JSON input format: newline separated or concatenated envelopes, decoded straight into columns.
#pragma once

#include "engine/formats/decoder.h"
#include "engine/formats/json_framer.h"
#include "engine/formats/json_record_parser.h"

#include <string>

namespace millrace {

/// Most input has one record a line: each line is tried as a record first, which needs no look for its
/// end. What is not so (records over several lines, several in a line) is framed byte by byte.
class JsonDecoder final : public Decoder {
public:
    JsonDecoder(JsonDecoderOptions options, const DecoderTarget& target);
    void flush(DecodedChunk& out) override;

protected:
    void consume(std::string_view bytes, DecodedChunk& out) override;
    void finishRecord(DecodedChunk& out) override;

private:
    enum class Progress { Advanced, NeedMore };

    void append(std::string_view bytes);
    void drop();
    bool skipBlanks();
    Progress takeNext(DecodedChunk& out);
    Progress takeLine(DecodedChunk& out);
    Progress takeFramed(DecodedChunk& out);
    bool takeShaped();
    bool tryLine();
    void consume(size_t end);
    void takeRecord(size_t end, DecodedChunk& out);
    void addFailure(std::string_view text, const JsonFailure& failure, DecodedChunk& out) const;
    void refuse(size_t end, const JsonFailure& failure, DecodedChunk& out);
    void refuseOversized(DecodedChunk& out);
    std::string_view pending() const { return std::string_view(m_buffer).substr(m_begin, m_size - m_begin); }

    JsonDecoderOptions m_options;
    JsonRecordParser m_parser;
    JsonFramer m_framer;
    std::string m_buffer;       ///< bytes not yet decoded, and padding for the parser
    size_t m_size = 0;          ///< bytes of input in the buffer
    size_t m_begin = 0;         ///< where the record under way starts
    size_t m_scanned = 0;       ///< up to where the framer has looked; == m_begin when it has not
    uint64_t m_offset = 0;      ///< of the buffer's first byte in the input
    uint64_t m_line = 1;        ///< of m_begin
    uint64_t m_numRecords = 0;  ///< taken or refused so far
    int m_linesToSkip = 0;      ///< how many records not to try as lines
    bool m_isOversized = false; ///< inside a record that was given up, until the next line end
};

} // namespace millrace
