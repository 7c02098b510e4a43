// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/descriptive/row_cells.h"

#include "engine/descriptive/python_text.h"
#include "engine/types/array_code.h"
#include "engine/types/array_values.h"
#include "engine/types/datetime.h"
#include "engine/types/decimal.h"

#include <charconv>
#include <cmath>

namespace millrace::descriptive {

namespace {

std::string_view nullText(RowForm form)
{
    return form == RowForm::PyRepr ? "None" : form == RowForm::Csv ? "" : "null";
}

void appendBoolean(std::string& out, bool value, RowForm form)
{
    out += form == RowForm::PyRepr ? (value ? "True" : "False") : (value ? "true" : "false");
}

/// With all digits of its scale.
void appendScaled(std::string& out, Int128 unscaled, size_t scale)
{
    std::string digits = formatInt128(unscaled);
    const size_t first = unscaled < 0 ? 1 : 0;
    if (digits.size() - first <= scale) {
        digits.insert(first, scale + 1 - (digits.size() - first), '0');
    }
    if (scale > 0) {
        digits.insert(digits.size() - scale, 1, '.');
    }
    out += digits;
}

void appendFloat(std::string& out, double value, const RowFormat& format)
{
    if (std::isfinite(value)) {
        appendPythonFloat(out, value);
    } else if (format.form == RowForm::PyRepr) {
        out += std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf";
    } else if (format.keepsNonFinite || format.form == RowForm::Csv) {
        out += std::isnan(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
    } else {
        out += "null";
    }
}

/// What all cells share: NULL.
class NullableCell : public RowCell {
public:
    explicit NullableCell(const RowFormat& format)
        : m_format(format)
    {
    }
    void append(const Column& column, size_t row, std::string& out) final
    {
        if (column.isNull(row)) {
            out += nullText(m_format.form);
        } else {
            appendValue(column, row, out);
        }
    }

protected:
    virtual void appendValue(const Column& column, size_t row, std::string& out) = 0;
    const RowFormat m_format;
};

template <typename T>
class IntegerCell final : public NullableCell {
public:
    using NullableCell::NullableCell;

private:
    void appendValue(const Column& column, size_t row, std::string& out) override
    {
        char text[24];
        const auto value = column.get<T>(row);
        out.append(text, std::to_chars(text, text + sizeof text, int64_t{0} + value).ptr);
    }
};

template <>
void IntegerCell<uint64_t>::appendValue(const Column& column, size_t row, std::string& out)
{
    char text[24];
    out.append(text, std::to_chars(text, text + sizeof text, column.get<uint64_t>(row)).ptr);
}

template <typename T>
class FloatCell final : public NullableCell {
public:
    using NullableCell::NullableCell;

private:
    void appendValue(const Column& column, size_t row, std::string& out) override
    {
        appendFloat(out, static_cast<double>(column.get<T>(row)), m_format);
    }
};

class BooleanCell final : public NullableCell {
public:
    using NullableCell::NullableCell;

private:
    void appendValue(const Column& column, size_t row, std::string& out) override
    {
        appendBoolean(out, column.get<uint8_t>(row) != 0, m_format.form);
    }
};

class TextCell final : public NullableCell {
public:
    using NullableCell::NullableCell;

private:
    void appendValue(const Column& column, size_t row, std::string& out) override
    {
        appendQuoted(out, column.get<StringRef>(row).view(), m_format.form);
    }
};

class TimeCell final : public NullableCell {
public:
    TimeCell(const RowFormat& format, std::string_view zone)
        : NullableCell(format)
        , m_text(format.time, zone)
        , m_quote(format.form == RowForm::Csv || format.time == TimeStyle::EpochMillis ? ""
                  : format.form == RowForm::PyRepr                                     ? "'"
                                                                                       : "\"")
    {
    }

private:
    void appendValue(const Column& column, size_t row, std::string& out) override
    {
        out += m_quote;
        m_text.append(out, column.get<int64_t>(row));
        out += m_quote;
    }

    TimeText m_text;
    std::string_view m_quote;
};

/// All other types, and the elements of arrays: by way of a Value.
class AnyCell final : public NullableCell {
public:
    AnyCell(const RowFormat& format, const SqlType& type, std::string_view typeName)
        : NullableCell(format)
        , m_type(type)
        , m_time(format.time, parseTimeTypeName(typeName).zone)
    {
    }

private:
    void appendValue(const Column& column, size_t row, std::string& out) override
    {
        if (m_type.id == TypeId::Array && m_format.form == RowForm::Csv) {
            std::string list;
            appendArray(column.get<StringRef>(row).view(), *m_type.element, list);
            appendQuoted(out, list, RowForm::Csv);
        } else if (m_type.id == TypeId::Array) {
            appendArray(column.get<StringRef>(row).view(), *m_type.element, out);
        } else {
            appendAny(valueAt(column, row, m_type), m_type, m_format.form, out);
        }
    }

    void appendArray(std::string_view array, const SqlType& type, std::string& out)
    {
        const RowForm form = m_format.form == RowForm::Csv ? RowForm::Json : m_format.form;
        out += '[';
        for (bool isFirst = true; !array.empty(); isFirst = false) {
            out += isFirst ? "" : ", ";
            const std::string_view element = takeElement(array, type);
            if (isNullElement(element)) {
                out += nullText(form);
            } else if (type.id == TypeId::Array) {
                appendArray(arrayOfElement(element), *type.element, out); // as deep as its type was written
            } else {
                appendAny(valueOfElement(element, type), type, form, out);
            }
        }
        out += ']';
    }

    void appendAny(const Value& value, const SqlType& type, RowForm form, std::string& out)
    {
        switch (type.id) {
        case TypeId::Boolean: appendBoolean(out, value.asBool(), form); return;
        case TypeId::Real:
        case TypeId::Double: {
            RowFormat format = m_format;
            format.form = form;
            appendFloat(out, value.asDouble(), format);
            return;
        }
        case TypeId::Timestamp: {
            std::string text;
            m_time.append(text, value.asInt());
            if (m_format.time == TimeStyle::EpochMillis) {
                out += text;
            } else {
                appendQuoted(out, text, form);
            }
            return;
        }
        case TypeId::Decimal: appendScaled(out, value.asDecimal(), type.scale); return;
        default: break;
        }
        if (isInteger(type.id)) {
            out += formatValue(value, type);
        } else {
            appendQuoted(out, formatValue(value, type), form);
        }
    }

    const SqlType m_type;
    TimeText m_time;
};

} // namespace

std::unique_ptr<RowCell> makeRowCell(const StreamColumn& column, const RowFormat& format)
{
    switch (column.type.id) {
    case TypeId::Boolean: return std::make_unique<BooleanCell>(format);
    case TypeId::TinyInt: return std::make_unique<IntegerCell<int8_t>>(format);
    case TypeId::SmallInt: return std::make_unique<IntegerCell<int16_t>>(format);
    case TypeId::Integer: return std::make_unique<IntegerCell<int32_t>>(format);
    case TypeId::BigInt: return std::make_unique<IntegerCell<int64_t>>(format);
    case TypeId::UTinyInt: return std::make_unique<IntegerCell<uint8_t>>(format);
    case TypeId::USmallInt: return std::make_unique<IntegerCell<uint16_t>>(format);
    case TypeId::UInteger: return std::make_unique<IntegerCell<uint32_t>>(format);
    case TypeId::UBigInt: return std::make_unique<IntegerCell<uint64_t>>(format);
    case TypeId::Real: return std::make_unique<FloatCell<float>>(format);
    case TypeId::Double: return std::make_unique<FloatCell<double>>(format);
    case TypeId::Char:
    case TypeId::Varchar: return std::make_unique<TextCell>(format);
    case TypeId::Timestamp: return std::make_unique<TimeCell>(format, parseTimeTypeName(column.typeName).zone);
    default: return std::make_unique<AnyCell>(format, column.type, column.typeName);
    }
}

void appendQuoted(std::string& out, std::string_view text, RowForm form)
{
    if (form == RowForm::PyRepr) {
        appendReprString(out, text);
        return;
    }
    if (form != RowForm::Csv) {
        appendJsonDumpsString(out, text);
        return;
    }
    // An empty text is quoted, so that it differs from NULL.
    if (!text.empty() && text.find_first_of(",\"\r\n") == std::string_view::npos) {
        out += text;
        return;
    }
    out += '"';
    for (const char letter : text) {
        out.append(letter == '"' ? 2 : 1, letter);
    }
    out += '"';
}

} // namespace millrace::descriptive
