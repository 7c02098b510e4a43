// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/expr/expr_program.h"
#include "expr_testing.h"

#include <QTest>

using namespace millrace;
using namespace millrace::testing;

namespace {

const SqlType kInt = SqlType::of(TypeId::Integer);
const SqlType kText = SqlType::of(TypeId::Varchar);
const SqlType kBool = SqlType::of(TypeId::Boolean);

ExprPtr call(const char* name, std::vector<ExprPtr> args)
{
    return resolveCall(name, std::move(args), {}).value();
}
ExprPtr integer(int64_t value)
{
    return literalExpr(Value(value), kInt);
}
ExprPtr column(int index)
{
    return columnExpr(index, kInt);
}

const std::vector<Physical> kTwoInts = {Physical::Int32, Physical::Int32};

/// Rows (i % 7, i) with a NULL in the first column where i % 11 == 3.
BatchPtr sampleBatch(size_t rows)
{
    std::vector<std::vector<Value>> values;
    for (size_t i = 0; i < rows; ++i) {
        const auto number = static_cast<int64_t>(i);
        values.push_back({i % 11 == 3 ? Value::null() : Value(number % 7), Value(number)});
    }
    return batchOf(kTwoInts, values);
}

std::vector<uint32_t> selected(const ExprPtr& condition, const Batch& batch)
{
    Evaluator evaluator({condition});
    std::vector<uint32_t> rows;
    return evaluator.select(batch, rows) ? std::vector<uint32_t>{UINT32_MAX} : rows;
}

} // namespace

class TestEvaluator : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void branchesAreLazy_data()
    {
        QTest::addColumn<int>("form");
        for (int form = 0; form < 7; ++form) {
            QTest::addRow("%d", form) << form;
        }
    }
    void branchesAreLazy()
    {
        QFETCH(int, form);
        const ExprPtr x = column(0);
        const ExprPtr inverse = call("/", {integer(60), x});
        const ExprPtr isSafe = call("<>", {x, integer(0)});
        const ExprPtr isLarge = call(">", {inverse, integer(15)});
        const ExprPtr forms[] = {
            call("CASE", {isSafe, inverse}),
            call("CASE", {call("=", {x, integer(0)}), integer(-1), inverse}),
            call("AND", {isSafe, isLarge}),
            call("OR", {call("=", {x, integer(0)}), isLarge}),
            call("COALESCE", {call("NULLIF", {x, call("*", {x, integer(1)})}), call("CASE", {isSafe, inverse})}),
            call("AND", {isSafe, call("IS NOT NULL", {x}), isLarge, call("<", {inverse, integer(100)})}),
            call("IF", {call("AND", {isSafe, isLarge}), inverse, call("+", {x, column(1)})}),
        };
        const BatchPtr batch = sampleBatch(5000);
        Evaluator evaluator({forms[form]});
        std::vector<Column> results;
        const auto failure = evaluator.evaluate(*batch, results);
        QVERIFY2(!failure, failure ? failure->error.detail.c_str() : "");
        for (size_t row = 0; row < batch->numRows; ++row) {
            const bool isNull = batch->columns[0].isNull(row);
            const int value = batch->columns[0].get<int32_t>(row);
            Value expected;
            const int64_t quotient = value == 0 ? 0 : 60 / value;
            switch (form) {
            case 0: expected = isNull || value == 0 ? Value() : Value(quotient); break;
            case 1: expected = isNull ? Value() : Value(value == 0 ? int64_t{-1} : quotient); break;
            case 2:
            case 5: expected = isNull ? Value(false) : Value(value != 0 && quotient > 15); break;
            case 3: expected = isNull ? Value() : Value(value == 0 || quotient > 15); break;
            case 4: expected = isNull || value == 0 ? Value() : Value(quotient); break;
            default:
                expected = isNull                        ? Value()
                           : value != 0 && quotient > 15 ? Value(quotient)
                                                         : Value(int64_t{value} + batch->columns[1].get<int32_t>(row));
            }
            if (form == 2 && isNull) {
                expected = Value();
            }
            QCOMPARE(valueAt(results[0], row, forms[form]->type), expected);
        }
    }

    void failuresTellTheRow()
    {
        std::vector<std::vector<Value>> values(6000, {Value(int64_t{1}), Value(int64_t{1})});
        values[4321][0] = Value(int64_t{0});
        const BatchPtr batch = batchOf(kTwoInts, values);
        SourceSpan span;
        span.line = 3;
        span.column = 9;
        const ExprPtr quotient = resolveCall("/", {column(1), column(0)}, span).value();
        Evaluator evaluator({column(0), quotient});
        std::vector<Column> results;
        const auto failure = evaluator.evaluate(*batch, results);
        QVERIFY(failure.has_value());
        QCOMPARE(failure->row, size_t{4321});
        QCOMPARE(failure->error.code, ErrorCode::kEvalDivisionByZero);
        QCOMPARE(failure->error.detail, std::string("Attempt to divide by zero: 1/0"));
        QCOMPARE(failure->error.span.line, 3U);

        Evaluator condition({call(">", {quotient, integer(0)})});
        std::vector<uint32_t> rows;
        const auto inSelect = condition.select(*batch, rows);
        QVERIFY(inSelect.has_value());
        QCOMPARE(inSelect->row, size_t{4321});

        // An evaluator goes on after a failure.
        const BatchPtr good = sampleBatch(3);
        Evaluator sum({call("+", {column(0), column(1)}), quotient});
        QVERIFY(sum.evaluate(*batch, results).has_value());
        const std::vector<uint32_t> onlyGood = {0, 1, 2};
        QVERIFY(!sum.evaluate(*gatherBatch(*batch, onlyGood), results).has_value());
        QCOMPARE(valueAt(results[0], 2, kInt), Value(int64_t{2}));
    }

    void constantsThatFailDoSoAtRunTime()
    {
        const ExprPtr bad = call("/", {integer(1), integer(0)});
        Evaluator evaluator({bad});
        std::vector<Column> results;
        QVERIFY(!evaluator.evaluate(*sampleBatch(0), results).has_value());
        QVERIFY(evaluator.evaluate(*sampleBatch(2), results).has_value());
        Evaluator guarded({call("CASE", {call("<", {column(1), integer(0)}), bad, integer(7)})});
        QVERIFY(!guarded.evaluate(*sampleBatch(2), results).has_value());
        QCOMPARE(valueAt(results[0], 1, kInt), Value(int64_t{7}));
        QVERIFY(!evaluateConstant(bad).ok());
        QCOMPARE(evaluateConstant(call("+", {integer(1), integer(2)})).value(), Value(int64_t{3}));
    }

    void columnsAndLiteralsAreNotCopied()
    {
        const BatchPtr batch = sampleBatch(100);
        Evaluator evaluator({column(1), integer(5), column(0), call("+", {integer(1), integer(1)})});
        std::vector<Column> results;
        QVERIFY(!evaluator.evaluate(*batch, results).has_value());
        QCOMPARE(results[0].data, batch->columns[1].data);
        QCOMPARE(results[2].nulls, batch->columns[0].nulls);
        QVERIFY(results[1].isConstant && results[3].isConstant);
        QCOMPARE(valueAt(results[3], 99, kInt), Value(int64_t{2}));
    }

    void equalSubexpressionsAreOneNode()
    {
        const ExprPtr sum = call("+", {column(0), column(1)});
        const ExprPtr again = call("+", {column(0), column(1)});
        const ExprProgram program =
            ExprProgram::compile({call("*", {sum, integer(2)}), call("-", {again, integer(2)}), again});
        // two columns, the sum, the literal, the product and the difference
        QCOMPARE(program.nodes.size(), size_t{6});
    }

    void resultsOutliveBatchAndEvaluator()
    {
        const std::vector<Physical> physicals = {Physical::String};
        std::vector<Column> results;
        std::vector<Column> later;
        {
            const BatchPtr batch = batchOf(physicals, {{Value(std::string("a text of more than twelve bytes"))}});
            const ExprPtr text = columnExpr(0, kText);
            const ExprPtr tail = literalExpr(Value(std::string(" and a literal of some length")), kText);
            Evaluator evaluator({call("SUBSTRING", {text, integer(3)}), call("||", {text, tail}),
                                 call("CASE", {call("IS NULL", {text}), text, tail})});
            QVERIFY(!evaluator.evaluate(*batch, results).has_value());
            QVERIFY(!evaluator.evaluate(*batch, later).has_value());
        }
        QCOMPARE(valueAt(results[0], 0, kText).asString(), std::string("text of more than twelve bytes"));
        QCOMPARE(valueAt(results[1], 0, kText).asString(),
                 std::string("a text of more than twelve bytes and a literal of some length"));
        QCOMPARE(valueAt(later[2], 0, kText).asString(), std::string(" and a literal of some length"));
    }

    void selectKeepsTrueRows()
    {
        const BatchPtr batch = sampleBatch(5000);
        const ExprPtr condition = call("AND", {call(">=", {column(0), integer(2)}),
                                               call("=", {call("%", {integer(12), column(0)}), integer(0)}),
                                               call("<", {column(1), integer(4000)})});
        std::vector<uint32_t> expected;
        for (uint32_t row = 0; row < 4000; ++row) {
            const int value = batch->columns[0].get<int32_t>(row);
            if (!batch->columns[0].isNull(row) && value >= 2 && 12 % value == 0) {
                expected.push_back(row);
            }
        }
        QCOMPARE(selected(condition, *batch), expected);
        QCOMPARE(selected(literalExpr(Value(true), kBool), *batch).size(), batch->numRows);
        QCOMPARE(selected(literalExpr(Value::null(), kBool), *batch).size(), size_t{0});
        QCOMPARE(selected(call("IS NULL", {column(0)}), *batch).size(), size_t{(5000 - 4) / 11 + 1});
    }

    void selectLeavesEarlierResultsAlone()
    {
        const ExprPtr isLow = call("<", {column(0), integer(3)});
        Evaluator evaluator({isLow});
        std::vector<Column> results;
        const BatchPtr first = sampleBatch(40);
        QVERIFY(!evaluator.evaluate(*first, results).has_value());
        std::vector<uint32_t> rows;
        const std::vector<std::vector<Value>> high(3000, {Value(int64_t{9}), Value(int64_t{9})});
        QVERIFY(!evaluator.select(*batchOf(kTwoInts, high), rows).has_value());
        QVERIFY(rows.empty());
        for (size_t row = 0; row < 40; ++row) {
            const bool isNull = first->columns[0].isNull(row);
            const Value expected = isNull ? Value() : Value(first->columns[0].get<int32_t>(row) < 3);
            QCOMPARE(valueAt(results[0], row, kBool), expected);
        }
    }

    void valuesUnderNullAreZero()
    {
        const BatchPtr batch = sampleBatch(3000);
        Evaluator evaluator({call("+", {column(0), integer(5)}),
                             call("/", {integer(5), call("+", {column(0), integer(1)})}), castExpr(column(0), kText),
                             call("IF", {call(">", {column(0), integer(3)}), column(0), integer(9)})});
        std::vector<Column> results;
        QVERIFY(!evaluator.evaluate(*batch, results).has_value());
        for (size_t row = 3; row < batch->numRows; row += 11) {
            QVERIFY(results[0].isNull(row) && results[0].get<int32_t>(row) == 0);
            QVERIFY(results[1].isNull(row) && results[1].get<int32_t>(row) == 0);
            QVERIFY(results[2].isNull(row) && results[2].get<StringRef>(row).size() == 0);
            QVERIFY(!results[3].isNull(row) && results[3].get<int32_t>(row) == 9);
        }
    }

    void constantColumnsOfABatch()
    {
        Batch batch = *sampleBatch(3000);
        const BatchPtr one = sampleBatch(2);
        batch.columns[0] = one->columns[1];
        batch.columns[0].isConstant = true;
        Evaluator evaluator({call("+", {column(0), column(1)}), call("+", {column(0), integer(4)}), column(0)});
        std::vector<Column> results;
        QVERIFY(!evaluator.evaluate(batch, results).has_value());
        QCOMPARE(valueAt(results[0], 2999, kInt), Value(int64_t{2999}));
        QCOMPARE(valueAt(results[1], 2999, kInt), Value(int64_t{4}));
    }
};

QTEST_APPLESS_MAIN(TestEvaluator)
#include "test_evaluator.moc"
