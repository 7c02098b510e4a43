// SPDX-License-Identifier: GPL-3.0-or-later
// JSON arrays to the code of SQL arrays.
#pragma once

#include "engine/formats/json_flavor.h"
#include "engine/types/sql_type.h"

#include <simdjson.h>

#include <string>
#include <string_view>

namespace millrace {

/// Appends the elements to `array`; each in the forms that a column of type `element` takes. False when one does not
/// fit, or the text is not JSON.
bool appendJsonArray(simdjson::ondemand::array json, const SqlType& element, const JsonFlavor& flavor,
                     std::string& array);
/// The same for the text of an array, as a field of CSV holds it.
bool appendJsonArray(std::string_view text, const SqlType& element, std::string& array);

} // namespace millrace
