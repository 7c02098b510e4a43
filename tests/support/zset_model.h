// SPDX-License-Identifier: GPL-3.0-or-later
// Z-sets as ordered maps from the text of a row to its weight: the plain model tests compare against.
#pragma once

#include "engine/zset/batch.h"
#include "engine/zset/relation_store.h"

#include <map>
#include <string>

namespace millrace::test {

using ZSetModel = std::map<std::string, int64_t>;

/// Text of one cell: NULL, a number, or the text itself.
inline std::string cellText(const Column& column, size_t row)
{
    const Value value = valueAt(column, row, SqlType{});
    if (value.isNull()) {
        return "NULL";
    }
    return std::visit(
        [](const auto& v) -> std::string {
            using T = std::decay_t<decltype(v)>;
            if constexpr (std::is_same_v<T, std::monostate>) {
                return "NULL";
            } else if constexpr (std::is_same_v<T, std::string>) {
                return v;
            } else if constexpr (std::is_same_v<T, Int128>) {
                return std::to_string(static_cast<long long>(v));
            } else {
                return std::to_string(v);
            }
        },
        value.storage());
}

inline std::string rowText(const Batch& batch, size_t row)
{
    std::string text;
    for (const Column& column : batch.columns) {
        text += (text.empty() ? "" : "|") + cellText(column, row);
    }
    return text;
}

inline void add(ZSetModel& model, const std::string& row, int64_t weight)
{
    if (weight != 0 && (model[row] += weight) == 0) {
        model.erase(row);
    }
}

inline void add(ZSetModel& model, const Batch& batch)
{
    for (size_t row = 0; row < batch.numRows; ++row) {
        add(model, rowText(batch, row), batch.weight(row));
    }
}

inline void add(ZSetModel& model, const Delta& delta)
{
    for (const BatchPtr& batch : delta.batches) {
        add(model, *batch);
    }
}

inline ZSetModel modelOf(const Delta& delta)
{
    ZSetModel model;
    add(model, delta);
    return model;
}

inline ZSetModel modelOf(const RelationStore& store)
{
    ZSetModel model;
    for (const BatchPtr& batch : store.snapshot()) {
        add(model, *batch);
    }
    return model;
}

/// "row x weight, …" for messages of failing tests.
inline std::string toText(const ZSetModel& model)
{
    std::string text;
    for (const auto& [row, weight] : model) {
        text += "  " + row + " x " + std::to_string(weight) + "\n";
    }
    return text.empty() ? "  (empty)\n" : text;
}

} // namespace millrace::test

/// Compares two models and shows both where they differ.
#define MR_COMPARE_ZSETS(actual, expected)                                                                             \
    do {                                                                                                               \
        const auto& mrActual = (actual);                                                                               \
        const auto& mrExpected = (expected);                                                                           \
        if (mrActual != mrExpected) {                                                                                  \
            QFAIL(qPrintable(QString::fromStdString("actual:\n" + millrace::test::toText(mrActual) + "expected:\n"     \
                                                    + millrace::test::toText(mrExpected))));                           \
        }                                                                                                              \
    } while (false)
