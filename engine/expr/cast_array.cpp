// SPDX-License-Identifier: GPL-3.0-or-later
// Conversions of arrays: element by element, and to text.
#include "engine/expr/array_cells.h"
#include "engine/expr/cast_rows.h"
#include "engine/expr/evaluator.h"
#include "engine/expr/text_rows.h"
#include "engine/zset/batch_builder.h"

namespace millrace {

namespace {

using Failure = std::optional<EvalFailure>;

/// The conversion of the elements, as an expression over a column of all of them.
struct ElementCast {
    mutable Evaluator evaluator; ///< a kernel's state belongs to one evaluator, hence one thread
};

std::shared_ptr<const void> prepareElementCast(const ScalarExpr& call)
{
    ExprPtr element = columnExpr(0, *call.args[0]->type.element, call.span);
    element = castExpr(std::move(element), *call.type.element, call.span, call.isSafe);
    return std::make_shared<const ElementCast>(ElementCast{Evaluator({std::move(element)})});
}

void appendElement(ColumnBuilder& column, std::string_view element, const SqlType& type)
{
    if (isNullElement(element)) {
        column.appendNull();
    } else if (type.id == TypeId::Array) {
        column.appendString(arrayOfElement(element));
    } else if (isString(type.id)) {
        std::string buffer;
        column.appendString(textOfElement(element, buffer));
    } else {
        withPhysical(physicalOf(type), [&](auto tag) {
            using T = decltype(tag);
            if constexpr (!std::is_same_v<T, StringRef>) {
                column.append<T>(numberOfOrderedBytes<T>(element.data() + 1));
            }
        });
    }
}

Failure arrayToArrayKernel(const KernelContext& context, std::span<const Column> args, const Selection& selection,
                           MutableColumn& out)
{
    const SqlType& from = *context.call.args[0]->type.element;
    const SqlType& to = *context.call.type.element;
    ColumnBuilder elements(physicalOf(from));
    std::vector<size_t> rowOf; // of each element
    forEachRow(selection, [&](size_t row) {
        forEachElement(textAt(args[0], row), from, [&](std::string_view element) {
            appendElement(elements, element, from);
            rowOf.push_back(row);
            return true;
        });
    });
    Batch batch;
    batch.numRows = rowOf.size();
    batch.columns.push_back(elements.finish());
    std::vector<Column> converted;
    if (auto failure = static_cast<const ElementCast*>(context.state)->evaluator.evaluate(batch, converted)) {
        return EvalFailure{failure->error.code, rowOf[failure->row], std::move(failure->error.detail)};
    }
    const CellAppender append = cellAppender(to);
    size_t next = 0;
    buildText(selection, out, [&](size_t row, std::string& array) {
        for (; next < rowOf.size() && rowOf[next] == row; ++next) {
            append(array, converted[0], next);
        }
    });
    return std::nullopt;
}

Failure arrayToTextKernel(const KernelContext& context, std::span<const Column> args, const Selection& selection,
                          MutableColumn& out)
{
    const SqlType& element = *context.call.args[0]->type.element;
    buildText(selection, out, [&](size_t row, std::string& text) {
        appendArrayText(text, textAt(args[0], row), element);
        fitText(text, context.call.type);
    });
    return std::nullopt;
}

constexpr Function kToArray{
    .name = "CAST", .kernel = &arrayToArrayKernel, .canFail = true, .prepare = &prepareElementCast};
constexpr Function kToText{.name = "CAST", .kernel = &arrayToTextKernel};

} // namespace

const Function& arrayCast(const SqlType& to)
{
    return to.id == TypeId::Array ? kToArray : kToText;
}

} // namespace millrace
