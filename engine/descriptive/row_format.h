// SPDX-License-Identifier: GPL-3.0-or-later
// How a client wants the rows of a call to be written.
#pragma once

#include "engine/descriptive/time_text.h"

#include <cstdint>

namespace millrace::descriptive {

enum class RowForm : uint8_t {
    Json,   ///< an object, as Python's `json.dumps` writes it
    PyRepr, ///< a dictionary, as Python's `repr` writes it
    Array,  ///< a JSON array of the values
    Csv,    ///< RFC 4180, after a line of names
};

/// What stands around a row.
enum class RowFraming : uint8_t {
    Lines,    ///< a line feed behind each
    Messages, ///< each a whole text message of a WebSocket, from a server
    Events,   ///< server-sent events
};

struct RowFormat {
    RowForm form = RowForm::Json;
    RowFraming framing = RowFraming::Lines;
    TimeStyle time = TimeStyle::Python;
    bool keepsNonFinite = false; ///< `NaN` and `Infinity` in JSON, which then is none; else null
};

} // namespace millrace::descriptive
