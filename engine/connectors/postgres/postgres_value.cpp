// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/connectors/postgres/postgres_value.h"

#include "engine/formats/array_cells.h"
#include "engine/formats/text_value.h"

#include <string>

namespace millrace {

namespace {

constexpr int kMaxDepth = 6; ///< of PostgreSQL's arrays

/// Reads `{1,NULL,"a b",{…}}`.
class ArrayText {
public:
    explicit ArrayText(std::string_view text)
        : m_text(text)
    {
    }

    bool read(const SqlType& element, std::string& array)
    {
        // An array that does not begin at 1 has its bounds before it: `[0:1]={1,2}`.
        if (m_text.starts_with('[')) {
            const size_t equals = m_text.find('=');
            m_at = equals == std::string_view::npos ? m_text.size() : equals + 1;
        }
        return readList(element, array, 0) && m_at == m_text.size();
    }

private:
    bool take(char c)
    {
        const bool isThere = m_at < m_text.size() && m_text[m_at] == c;
        m_at += isThere ? 1 : 0;
        return isThere;
    }

    bool readList(const SqlType& element, std::string& array, int depth)
    {
        if (depth > kMaxDepth || !take('{')) {
            return false;
        }
        ColumnBuilder elements(physicalOf(element));
        while (!take('}')) {
            if (elements.size() != 0 && !take(',')) {
                return false;
            }
            if (!readElement(element, elements, depth)) {
                return false;
            }
        }
        const size_t numElements = elements.size();
        if (numElements != 0) {
            appendArrayCells(elements.finish(), numElements, element, array);
        }
        return true;
    }

    bool readElement(const SqlType& element, ColumnBuilder& elements, int depth)
    {
        if (m_at < m_text.size() && m_text[m_at] == '{') {
            std::string inner;
            if (element.id != TypeId::Array || !readList(*element.element, inner, depth + 1)) {
                return false;
            }
            elements.appendString(inner);
            return true;
        }
        if (element.id == TypeId::Array) {
            return false;
        }
        std::string text;
        const bool isQuoted = take('"');
        while (m_at < m_text.size() && (isQuoted ? m_text[m_at] != '"' : m_text[m_at] != ',' && m_text[m_at] != '}')) {
            m_at += m_text[m_at] == '\\' && m_at + 1 < m_text.size() ? 1 : 0;
            text += m_text[m_at++];
        }
        if (isQuoted && !take('"')) {
            return false;
        }
        if (!isQuoted && text == "NULL") {
            elements.appendNull();
            return true;
        }
        return appendPostgresValue(elements, element, text);
    }

    std::string_view m_text;
    size_t m_at = 0;
};

/// `+00` for UTC, which the session is set to.
std::string_view withoutZone(std::string_view text)
{
    return text.ends_with("+00") ? text.substr(0, text.size() - 3) : text;
}

} // namespace

bool appendPostgresValue(ColumnBuilder& column, const SqlType& type, std::string_view text)
{
    if (type.id == TypeId::Array) {
        std::string array;
        if (!ArrayText(text).read(*type.element, array)) {
            return false;
        }
        column.appendString(array);
        return true;
    }
    if (type.id == TypeId::Boolean && (text == "t" || text == "f")) {
        column.append<uint8_t>(text == "t" ? 1 : 0);
        return true;
    }
    if (isApproximate(type.id) && (text == "Infinity" || text == "-Infinity")) {
        return appendText(column, type, text == "Infinity" ? "Inf" : "-Inf");
    }
    return appendText(column, type, isTemporal(type.id) ? withoutZone(text) : text);
}

} // namespace millrace
