// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/json_array.h"

#include "engine/formats/array_cells.h"
#include "engine/formats/text_value.h"
#include "engine/types/array_code.h"

namespace millrace {

namespace ondemand = simdjson::ondemand;

namespace {

std::string_view trimmedToken(ondemand::value& value)
{
    std::string_view token = value.raw_json_token();
    while (!token.empty() && static_cast<uint8_t>(token.back()) <= ' ') {
        token.remove_suffix(1);
    }
    return token;
}

/// Appends a scalar to the elements collected so far.
bool appendScalar(ColumnBuilder& elements, const SqlType& type, const JsonFlavor& flavor, ondemand::value& value)
{
    const std::string_view token = trimmedToken(value);
    if (token == "null") {
        elements.appendNull();
        return true;
    }
    if (token == "true" || token == "false") {
        if (type.id == TypeId::Boolean) {
            elements.append<uint8_t>(token == "true" ? 1 : 0);
        }
        return type.id == TypeId::Boolean;
    }
    if (!token.empty() && token.front() == '"') {
        std::string_view text;
        const bool takesText = isString(type.id) || isTemporal(type.id) || type.id == TypeId::Decimal;
        return takesText && value.get_string().get(text) == simdjson::SUCCESS && appendText(elements, type, text);
    }
    if (isInteger(type.id)) {
        return appendJsonInteger(elements, type.id, token);
    }
    if (isTemporal(type.id)) {
        return appendTemporalNumber(elements, type, flavor, token);
    }
    return isNumeric(type.id) && isJsonNumber(token) && appendText(elements, type, token);
}

bool appendNested(ondemand::value& value, const SqlType& type, const JsonFlavor& flavor, std::string& array)
{
    if (trimmedToken(value) == "null") {
        appendNullElement(array);
        return true;
    }
    ondemand::array json;
    std::string inner;
    if (value.get_array().get(json) != simdjson::SUCCESS || !appendJsonArray(json, *type.element, flavor, inner)) {
        return false;
    }
    appendArrayElement(array, inner);
    return true;
}

} // namespace

bool appendJsonArray(ondemand::array json, const SqlType& element, const JsonFlavor& flavor, std::string& array)
{
    ColumnBuilder elements(physicalOf(element));
    for (auto result : json) {
        ondemand::value value;
        if (std::move(result).get(value) != simdjson::SUCCESS) {
            return false;
        }
        const bool isTaken = element.id == TypeId::Array ? appendNested(value, element, flavor, array)
                                                         : appendScalar(elements, element, flavor, value);
        if (!isTaken) {
            return false;
        }
    }
    const size_t numElements = elements.size();
    if (numElements != 0) {
        appendArrayCells(elements.finish(), numElements, element, array);
    }
    return true;
}

bool appendJsonArray(std::string_view text, const SqlType& element, std::string& array)
{
    const simdjson::padded_string padded(text);
    ondemand::parser parser;
    ondemand::document document;
    ondemand::array json;
    return parser.iterate(padded).get(document) == simdjson::SUCCESS &&
           document.get_array().get(json) == simdjson::SUCCESS && appendJsonArray(json, element, JsonFlavor(), array) &&
           document.current_location().error() == simdjson::OUT_OF_BOUNDS;
}

} // namespace millrace
