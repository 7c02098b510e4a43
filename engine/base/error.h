// SPDX-License-Identifier: GPL-3.0-or-later
// One error type for the whole engine: a stable code, the detail, and the place.
#pragma once

#include "engine/base/source_span.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

/// Who has to act on an error.
enum class ErrorFamily : uint8_t {
    User,        ///< wrong SQL, wrong file, wrong record: shown at its place
    Environment, ///< disk, network: retry or ask
    Bug,         ///< our own mistake
};

/// Every error the engine can report. The table lives in error_codes_*.def, one file an area;
/// codes (`MR-SQL-0001`) are stable for ever, titles may be reworded.
enum class ErrorCode : uint16_t {
#ifndef Q_MOC_RUN // Qt's moc stumbles over an include inside an enumeration
#define MR_ERROR(name, id, family, title) name,
#include "engine/base/error_codes.def"
#undef MR_ERROR
#endif
    kCount
};

/// "MR-SQL-0001".
std::string_view errorId(ErrorCode code);
/// Short title, e.g. "Unknown column"; English, without end punctuation.
std::string_view errorTitle(ErrorCode code);
ErrorFamily errorFamily(ErrorCode code);

/// Additional information that belongs to an error ("did you mean …", "declared here").
struct ErrorNote {
    std::string text;
    SourceSpan span;
};

/// What went wrong. `detail` is one English sentence without end punctuation, static text first and
/// values last; it stands on its own.
struct Error {
    ErrorCode code = ErrorCode::kInternal;
    std::string detail;
    SourceSpan span;
    std::vector<ErrorNote> notes;

    /// "MR-SQL-0012: <detail>".
    std::string toString() const;
};

Error makeError(ErrorCode code, std::string detail, SourceSpan span = {});

} // namespace millrace
