// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/entry/cell_value.h"

#include "models/text/cell_text.h"

#include <QCoreApplication>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace millrace::models {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(CellValue)
};

/// An array of JSON by way of the decoder that knows them; null when it is none.
BatchPtr decodeArray(const SqlType& type, const std::string& text)
{
    DecoderTarget target;
    target.schema.columns = {{"c", type, false}};
    Result<std::unique_ptr<Decoder>> decoder = makeDecoder("json", {{"update_format", "raw"}}, target);
    if (!decoder) {
        return nullptr;
    }
    DecodedChunk chunk;
    (*decoder)->decode("{\"c\":" + text + "}\n", chunk);
    (*decoder)->endOfInput(chunk);
    return chunk.numErrors == 0 && chunk.batches.size() == 1 && chunk.batches[0].numRows() == 1 ? chunk.batches[0].rows
                                                                                                : nullptr;
}

bool isFinite(const SqlType& type, const std::string& text)
{
    if (type.id != TypeId::Real && type.id != TypeId::Double) {
        return true;
    }
    return text.find_first_of("nNiI") == std::string::npos; // NaN, Inf
}

QString exampleOf(TypeId id)
{
    switch (id) {
    case TypeId::Boolean: return QStringLiteral("true");
    case TypeId::Date: return QStringLiteral("2026-11-30");
    case TypeId::Time: return QStringLiteral("14:05:00");
    case TypeId::Timestamp: return QStringLiteral("2026-11-30 14:05:00");
    case TypeId::Array: return QStringLiteral("[1, 2]");
    case TypeId::Real:
    case TypeId::Double:
    case TypeId::Decimal: return QStringLiteral("12.5");
    default: return QStringLiteral("12");
    }
}

bool append(ColumnBuilder& column, const SqlType& type, const std::string& text)
{
    if (type.id == TypeId::Array) {
        const BatchPtr decoded = decodeArray(type, text);
        if (decoded == nullptr || decoded->columns[0].isNull(0)) {
            return false;
        }
        column.appendString(decoded->columns[0].get<StringRef>(0).view());
        return true;
    }
    return isFinite(type, text) && appendText(column, type, text);
}

} // namespace

QString cellProblem(const SqlType& type, const CellInput& input)
{
    if (!input) {
        return type.nullable ? QString() : Texts::tr("A value is needed: the column is NOT NULL.");
    }
    ColumnBuilder column(physicalOf(type), std::make_shared<StringArena>());
    if (append(column, type, input->toStdString())) {
        return {};
    }
    return Texts::tr("%1 is no %2; for example: %3")
        .arg(input->left(60), toQString(type.toString()), exampleOf(type.id));
}

QString canonicalText(const SqlType& type, const QString& input)
{
    const bool isPlain = std::all_of(input.begin(), input.end(), [](QChar c) { return c >= u'0' && c <= u'9'; });
    if (isString(type.id) || (isPlain && !input.startsWith(u'0'))) {
        return input; // nearly all keys
    }
    ColumnBuilder column(physicalOf(type), std::make_shared<StringArena>());
    return append(column, type, input.toStdString()) ? cellText(column.finish(), 0, type, SIZE_MAX) : input;
}

void appendCell(ColumnBuilder& column, const SqlType& type, const CellInput& input)
{
    if (!input || !append(column, type, input->toStdString())) {
        column.appendNull();
    }
}

} // namespace millrace::models
