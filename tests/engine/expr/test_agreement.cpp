// SPDX-License-Identifier: GPL-3.0-or-later
// Random expressions over random rows: a batch at once, and a row at a time, must agree.
#include "expr_testing.h"

#include <QTest>
#include <random>

using namespace millrace;
using namespace millrace::testing;

namespace {

const SqlType kInt = SqlType::of(TypeId::Integer);
const SqlType kBig = SqlType::of(TypeId::BigInt);
const SqlType kTiny = SqlType::of(TypeId::TinyInt);
const SqlType kDouble = SqlType::of(TypeId::Double);
const SqlType kDecimal = SqlType::decimal(6, 2);
const SqlType kText = SqlType::of(TypeId::Varchar);
const SqlType kBool = SqlType::of(TypeId::Boolean);
const SqlType kDate = SqlType::of(TypeId::Date);
const SqlType kStamp = SqlType::of(TypeId::Timestamp);

const std::vector<SqlType> kColumns = {kInt,  kInt,  kBig,  kTiny, kDouble, kDecimal,
                                       kText, kText, kBool, kBool, kDate,   kStamp};

class Generator {
public:
    explicit Generator(uint64_t seed)
        : m_random(seed)
    {
    }

    size_t below(size_t limit) { return m_random() % limit; }
    bool chance(unsigned percent) { return below(100) < percent; }

    Value value(const SqlType& type)
    {
        if (chance(12)) {
            return Value::null();
        }
        switch (type.id) {
        case TypeId::Boolean: return Value(chance(50));
        case TypeId::TinyInt: return Value(static_cast<int64_t>(below(256)) - 128);
        case TypeId::Double: return chance(3) ? Value(std::nan("")) : Value(static_cast<double>(below(64)) / 4 - 8);
        case TypeId::Decimal: return Value(static_cast<Int128>(below(2000)) - 1000);
        case TypeId::Varchar: return Value(text());
        case TypeId::Date: return Value(static_cast<int64_t>(below(40000)) - 20000);
        case TypeId::Timestamp: return Value((static_cast<int64_t>(below(4000000)) - 2000000) * 100'000'007);
        default: return Value(static_cast<int64_t>(below(12)) - 4);
        }
    }

    ExprPtr expression(const SqlType& type, int depth)
    {
        if (depth == 0 || chance(10)) {
            return leaf(type);
        }
        if (chance(15)) {
            return call("CASE",
                        {expression(kBool, depth - 1), expression(type, depth - 1), expression(type, depth - 1)}, type);
        }
        if (chance(8)) {
            return call("COALESCE", {expression(type, depth - 1), expression(type, depth - 1)}, type);
        }
        switch (type.id) {
        case TypeId::Boolean: return condition(depth - 1);
        case TypeId::Varchar: return textExpression(depth - 1);
        case TypeId::Date: return call(chance(50) ? "+" : "-", {expression(kDate, depth - 1), days()}, type);
        case TypeId::Timestamp: return castExpr(expression(kDate, depth - 1), type);
        case TypeId::Integer:
            if (chance(30)) {
                return integerFromOther(depth - 1);
            }
            break;
        default: break;
        }
        static const char* const kSigns[] = {"+", "-", "*", "/", "%"};
        return call(kSigns[below(5)], {expression(type, depth - 1), expression(type, depth - 1)}, type);
    }

private:
    std::string text()
    {
        static const char* const kWords[] = {"",   "a",  "ab",  "banana", "grün", "a text beyond twelve bytes",
                                             "42", "-7", "  x "};
        return kWords[below(std::size(kWords))];
    }

    ExprPtr leaf(const SqlType& type)
    {
        if (chance(75)) {
            std::vector<int> fitting;
            for (size_t i = 0; i < kColumns.size(); ++i) {
                if (kColumns[i].sameIgnoringNull(type)) {
                    fitting.push_back(static_cast<int>(i));
                }
            }
            return columnExpr(fitting[below(fitting.size())], type);
        }
        return literalExpr(value(type), type);
    }

    ExprPtr days()
    {
        return literalExpr(Value(static_cast<int64_t>(below(20)) * 86'400'000'000), SqlType::of(TypeId::IntervalDay));
    }

    ExprPtr condition(int depth)
    {
        static const char* const kComparisons[] = {"=", "<>", "<", "<=", ">", ">=", "IS DISTINCT FROM"};
        const SqlType types[] = {kInt, kBig, kTiny, kDouble, kDecimal, kText, kDate, kStamp};
        switch (below(7)) {
        case 0:
            return call("AND", {expression(kBool, depth), expression(kBool, depth), expression(kBool, depth)}, kBool);
        case 1: return call("OR", {expression(kBool, depth), expression(kBool, depth)}, kBool);
        case 2: return call("NOT", {expression(kBool, depth)}, kBool);
        case 3: return call("IS NULL", {expression(types[below(8)], depth)}, kBool);
        case 4: return call("LIKE", {expression(kText, depth), literalExpr(Value(std::string("%a_")), kText)}, kBool);
        case 5: {
            const ExprPtr tested = expression(kInt, depth);
            return call("IN", {tested, literalExpr(value(kInt), kInt), literalExpr(value(kInt), kInt)}, kBool);
        }
        default: break;
        }
        const SqlType& type = types[below(8)];
        return call(kComparisons[below(7)], {expression(type, depth), expression(type, depth)}, kBool);
    }

    ExprPtr textExpression(int depth)
    {
        switch (below(5)) {
        case 0: return call("||", {expression(kText, depth), expression(kText, depth)}, kText);
        case 1: return call("SUBSTRING", {expression(kText, depth), expression(kInt, depth)}, kText);
        case 2: return call("UPPER", {expression(kText, depth)}, kText);
        case 3: return castExpr(expression(chance(50) ? kInt : kDecimal, depth), kText);
        default: return call("TRIM", {expression(kText, depth)}, kText);
        }
    }

    ExprPtr integerFromOther(int depth)
    {
        switch (below(5)) {
        case 0: return call("LENGTH", {expression(kText, depth)}, kInt);
        case 1: return castExpr(expression(kText, depth), kInt, {}, true);
        case 2: return castExpr(expression(kDecimal, depth), kInt);
        case 3: return castExpr(expression(kDouble, depth), kInt);
        default: return castExpr(call("YEAR", {expression(kDate, depth)}, kBig), kInt);
        }
    }

    /// The call in the wanted type.
    static ExprPtr call(const char* name, std::vector<ExprPtr> args, const SqlType& type)
    {
        return castExpr(resolveCall(name, std::move(args), {}).value(), type);
    }

    std::mt19937_64 m_random;
};

BatchPtr randomBatch(Generator& generator, size_t numRows)
{
    std::vector<Physical> physicals;
    for (const SqlType& type : kColumns) {
        physicals.push_back(physicalOf(type));
    }
    std::vector<std::vector<Value>> rows(numRows);
    for (std::vector<Value>& row : rows) {
        for (const SqlType& type : kColumns) {
            row.push_back(generator.value(type));
        }
    }
    return batchOf(physicals, rows);
}

/// The text of the value or of the error, for each row evaluated alone.
std::vector<std::string> rowByRow(const ExprPtr& expr, const Batch& batch, std::vector<uint32_t>& good)
{
    Evaluator evaluator({expr});
    std::vector<std::string> texts;
    std::vector<Column> results;
    for (uint32_t row = 0; row < batch.numRows; ++row) {
        const BatchPtr single = gatherBatch(batch, std::span<const uint32_t>(&row, 1));
        if (const auto failure = evaluator.evaluate(*single, results)) {
            texts.push_back("error: " + failure->error.detail);
        } else {
            texts.push_back(formatValue(valueAt(results[0], 0, expr->type), expr->type));
            good.push_back(row);
        }
    }
    return texts;
}

} // namespace

class TestAgreement : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void batchAndRowsAgree_data()
    {
        QTest::addColumn<quint64>("seed");
        for (quint64 seed = 1; seed <= 60; ++seed) {
            QTest::addRow("seed %llu", seed) << seed;
        }
    }
    void batchAndRowsAgree()
    {
        QFETCH(quint64, seed);
        Generator generator(seed);
        const BatchPtr batch = randomBatch(generator, seed % 20 == 0 ? 4500 : 300);
        const SqlType types[] = {kInt, kTiny, kBig, kDouble, kDecimal, kText, kBool, kDate};
        for (int i = 0; i < 12; ++i) {
            const ExprPtr expr = generator.expression(types[generator.below(8)], 4);
            compare(expr, *batch);
        }
    }

private:
    static void compare(const ExprPtr& expr, const Batch& batch)
    {
        std::vector<uint32_t> good;
        const std::vector<std::string> expected = rowByRow(expr, batch, good);
        const std::string shown = exprToString(*expr);
        Evaluator evaluator({expr});
        std::vector<Column> results;
        const auto failure = evaluator.evaluate(batch, results);
        QVERIFY2(failure.has_value() == (good.size() != batch.numRows), shown.c_str());
        if (failure) {
            QVERIFY2(expected[failure->row] == "error: " + failure->error.detail, shown.c_str());
        }
        // The rows that do not fail, again as one batch.
        const BatchPtr rest = gatherBatch(batch, good);
        const auto inRest = evaluator.evaluate(*rest, results);
        QVERIFY2(!inRest, (shown + "\n" + (inRest ? inRest->error.detail : "")).c_str());
        for (size_t i = 0; i < good.size(); ++i) {
            const std::string actual = formatValue(valueAt(results[0], i, expr->type), expr->type);
            QVERIFY2(actual == expected[good[i]], (shown + "\n" + actual + " and " + expected[good[i]]).c_str());
        }
        if (expr->type.id == TypeId::Boolean) {
            compareSelect(evaluator, *rest, good, expected, shown);
        }
    }

    static void compareSelect(Evaluator& evaluator, const Batch& rest, const std::vector<uint32_t>& good,
                              const std::vector<std::string>& expected, const std::string& shown)
    {
        std::vector<uint32_t> rows;
        const auto failure = evaluator.select(rest, rows);
        QVERIFY2(!failure, shown.c_str());
        size_t next = 0;
        for (uint32_t i = 0; i < good.size(); ++i) {
            const bool isSelected = next < rows.size() && rows[next] == i;
            next += isSelected ? 1 : 0;
            QVERIFY2(isSelected == (expected[good[i]] == "true"), shown.c_str());
        }
        QCOMPARE(next, rows.size());
    }
};

QTEST_APPLESS_MAIN(TestAgreement)
#include "test_agreement.moc"
