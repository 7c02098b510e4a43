// SPDX-License-Identifier: GPL-3.0-or-later
#include "call_table.h"

using namespace millrace;
using namespace millrace::testing;

namespace {

const SqlType kDec = SqlType::decimal(10, 2);
const SqlType kWide = SqlType::decimal(38, 0);

} // namespace

class TestOperators : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void integers_data()
    {
        addColumns();
        using T = TypeId;
        auto tiny = [](const char* text) { return cell(text, T::TinyInt); };
        auto big = [](const char* text) { return cell(text, T::BigInt); };
        auto natural = [](const char* text) { return cell(text, T::UInteger); };
        addRow("+", {tiny("100"), tiny("27")}, "127");
        addRow("+", {tiny("120"), tiny("100")}, "'120 + 100' causes overflow for type TINYINT");
        addRow("-", {tiny("-128"), tiny("1")}, "'-128 - 1' causes overflow for type TINYINT");
        addRow("-", {tiny("-100"), tiny("-100")}, "0");
        addRow("*", {tiny("16"), tiny("8")}, "'16 * 8' causes overflow for type TINYINT");
        addRow("*", {tiny("-16"), tiny("8")}, "-128");
        addRow("/", {tiny("-128"), tiny("-1")}, "'-128 / -1' causes overflow for type TINYINT");
        addRow("%", {tiny("-128"), tiny("-1")}, "0");
        addRow("/", {tiny("-7"), tiny("2")}, "-3");
        addRow("%", {tiny("-7"), tiny("2")}, "-1");
        addRow("MOD", {tiny("7"), tiny("-2")}, "1");
        addRow("/", {cell("1", T::Integer), cell("0", T::Integer)}, "Attempt to divide by zero: 1/0");
        addRow("%", {cell("1", T::Integer), cell("0", T::Integer)}, "Attempt to modulo by zero: 1%0");
        addRow("/", {cell("NULL", T::Integer), cell("0", T::Integer)}, "NULL");
        addRow("+", {cell("NULL", T::Integer), cell("5", T::Integer)}, "NULL");
        addRow("-", {big("-9223372036854775808"), big("1")},
               "'-9223372036854775808 - 1' causes overflow for type BIGINT");
        addRow("+", {big("9223372036854775807"), tiny("1")},
               "'9223372036854775807 + 1' causes overflow for type BIGINT");
        addRow("*", {big("3037000500"), big("3037000500")},
               "'3037000500 * 3037000500' causes overflow for type BIGINT");
        addRow("*", {big("-4611686018427387904"), big("2")}, "-9223372036854775808");
        addRow("+", {natural("4294967295"), natural("1")},
               "'4294967295 + 1' causes overflow for type INTEGER UNSIGNED");
        addRow("-", {natural("1"), natural("2")}, "'1 - 2' causes overflow for type INTEGER UNSIGNED");
        addRow("*", {natural("65536"), natural("65536")}, "'65536 * 65536' causes overflow for type INTEGER UNSIGNED");
        addRow("-", {cell("18446744073709551615", T::UBigInt), cell("1", T::UBigInt)}, "18446744073709551614");
        addRow("+", {cell("65535", T::USmallInt), cell("1", T::UTinyInt)},
               "'65535 + 1' causes overflow for type SMALLINT UNSIGNED");
        addRow("-", {cell("-32768", T::SmallInt)}, "'- -32768' causes overflow for type SMALLINT");
        addRow("-", {cell("2147483647", T::Integer)}, "-2147483647");
        addRow("DIV_NULL", {cell("7", T::Integer), cell("0", T::Integer)}, "NULL");
        addRow("DIV_NULL", {cell("7", T::Integer), cell("2", T::Integer)}, "3");
        addRow("+", {cell("x", T::Varchar), cell("1", T::Integer)},
               "This text cannot be read as INTEGER, which is needed here: 'x'");
        addRow("+", {cell(" 41 ", T::Varchar), cell("1", T::Integer)}, "42");
    }
    void integers() { check(); }

    void decimals_data()
    {
        addColumns();
        addRow("+", {cell("1.25", kDec), cell("2.5", kDec)}, "3.75");
        addRow("-", {cell("1.25", kDec), cell("2.5", SqlType::decimal(5, 1))}, "-1.25");
        addRow("+", {cell("0.01", kDec), cell("7", TypeId::Integer)}, "7.01");
        addRow("*", {cell("-1.25", kDec), cell("2.5", kDec)}, "-3.125");
        addRow("/", {cell("1", kDec), cell("3", kDec)}, "0.3333333333333");
        addRow("/", {cell("-2", kDec), cell("3", kDec)}, "-0.6666666666666");
        addRow("/", {cell("1", kDec), cell("0", kDec)}, "Attempt to divide by zero: 1/0");
        addRow("%", {cell("-7.5", kDec), cell("2", kDec)}, "-1.5");
        addRow("%", {cell("1", kDec), cell("0", kDec)}, "Attempt to modulo by zero: 1%0");
        addRow("-", {cell("7.5", kDec)}, "-7.5");
        addRow("+", {cell("99999999999999999999999999999999999999", kWide), cell("1", kWide)},
               "'99999999999999999999999999999999999999 + 1' causes overflow for type DECIMAL(38, 0)");
        addRow("-", {cell("-99999999999999999999999999999999999999", kWide), cell("1", kWide)},
               "'-99999999999999999999999999999999999999 - 1' causes overflow for type DECIMAL(38, 0)");
        addRow("+", {cell("99999999999999999999999999999999999998", kWide), cell("1", kWide)},
               "99999999999999999999999999999999999999");
        addRow("*", {cell("99999999999999999999", kWide), cell("99999999999999999999", kWide)},
               "'99999999999999999999 * 99999999999999999999' causes overflow for type DECIMAL(38, 0)");
        addRow("*", {cell("3000000000000000000", kWide), cell("3000000000000000000", kWide)},
               "9000000000000000000000000000000000000");
        addRow("*", {cell("0.9999999999", SqlType::decimal(38, 30)), cell("0.9999999999", SqlType::decimal(38, 30))},
               "0.99999999980000000001");
        addRow("/",
               {cell("99999999999999999999999999999999999999", kWide),
                cell("99999999999999999999999999999999999999", kWide)},
               "1");
        addRow("/", {cell("1", kWide), cell("0.00000000000000000000000000000000000001", SqlType::decimal(38, 38))},
               "'1 / 0.00000000000000000000000000000000000001' causes overflow for type DECIMAL(38, 0)");
        addRow("DIV_NULL", {cell("1", kDec), cell("0", kDec)}, "NULL");
        addRow("DIV_NULL", {cell("1", kDec), cell("4", kDec)}, "0.25");
        addRow("*", {cell("2.5", kDec), cell("1.5", TypeId::Double)}, "3.75");
        addRow("+", {cell("NULL", kDec), cell("1", kDec)}, "NULL");
    }
    void decimals() { check(); }

    void floats_data()
    {
        addColumns();
        using T = TypeId;
        addRow("/", {cell("1", T::Double), cell("0", T::Double)}, "inf");
        addRow("/", {cell("0", T::Double), cell("0", T::Double)}, "NaN");
        addRow("+", {cell("0.1", T::Double), cell("0.2", T::Double)}, "0.30000000000000004");
        addRow("+", {cell("0.5", T::Real), cell("1", T::Integer)}, "1.5");
        addRow("%", {cell("-7.5", T::Double), cell("2", T::Double)}, "-1.5");
        addRow("-", {cell("2.5", T::Real)}, "-2.5");
        addRow("DIV_NULL", {cell("1", T::Double), cell("0", T::Double)}, "NULL");
        addRow("=", {cell("NaN", T::Double), cell("NaN", T::Double)}, "true");
        addRow("<", {cell("inf", T::Double), cell("NaN", T::Double)}, "true");
        addRow(">", {cell("NaN", T::Real), cell("1", T::Real)}, "true");
        addRow("<=", {cell("NaN", T::Real), cell("1", T::Real)}, "false");
        addRow("<>", {cell("NaN", T::Double), cell("1", T::Double)}, "true");
        addRow("GREATEST", {cell("NaN", T::Double), cell("1", T::Double)}, "NaN");
        addRow("LEAST", {cell("NaN", T::Double), cell("1", T::Double)}, "1.0");
        addRow("=", {cell("-0", T::Double), cell("0", T::Double)}, "true");
    }
    void floats() { check(); }

    void comparisons_data()
    {
        addColumns();
        using T = TypeId;
        const char* const names[] = {"=", "<>", "<", "<=", ">", ">="};
        // Texts of: less, equal, greater.
        const char* const outcomes[][3] = {{"false", "true", "false"}, {"true", "false", "true"},
                                           {"true", "false", "false"}, {"true", "true", "false"},
                                           {"false", "false", "true"}, {"false", "true", "true"}};
        struct Triple {
            T type;
            const char* low;
            const char* high;
        };
        const Triple triples[] = {
            {T::TinyInt, "-128", "127"},
            {T::SmallInt, "-1", "0"},
            {T::Integer, "-5", "4"},
            {T::BigInt, "-9000000000", "1"},
            {T::UTinyInt, "1", "255"},
            {T::USmallInt, "1", "65535"},
            {T::UInteger, "1", "4294967295"},
            {T::UBigInt, "1", "18446744073709551615"},
            {T::Real, "-0.5", "0.25"},
            {T::Double, "-inf", "inf"},
            {T::Boolean, "false", "true"},
            {T::Varchar, "abc", "abcd"},
            {T::Varchar, "a long text that is not inline", "a long text which is not"},
            {T::Date, "1969-12-31", "1970-01-01"},
            {T::Time, "00:00:00", "00:00:00.1"},
            {T::Timestamp, "1969-12-31 23:59:59.999999", "1970-01-01 00:00:00"},
        };
        for (size_t i = 0; i < std::size(names); ++i) {
            for (const Triple& triple : triples) {
                const Cell low = cell(triple.low, triple.type);
                const Cell high = cell(triple.high, triple.type);
                addRow(names[i], {low, high}, outcomes[i][0]);
                addRow(names[i], {low, low}, outcomes[i][1]);
                addRow(names[i], {high, low}, outcomes[i][2]);
                addRow(names[i], {Cell{Value::null(), triple.type == T::Varchar ? high.type : low.type}, high}, "NULL");
            }
        }
        addRow("=", {cell("1.50", kDec), cell("1.5", SqlType::decimal(5, 1))}, "true");
        addRow("=", {cell("1998-09-01", T::Varchar), cell("1998-09-01", T::Date)}, "true");
        addRow("IS DISTINCT FROM", {cell("NULL", T::Integer), cell("1", T::Integer)}, "true");
        addRow("IS DISTINCT FROM", {cell("NULL", T::Integer), cell("NULL", T::Integer)}, "false");
        addRow("IS NOT DISTINCT FROM", {cell("NULL", T::Varchar), cell("NULL", T::Varchar)}, "true");
        addRow("<=>", {cell("x", T::Varchar), cell("x", T::Varchar)}, "true");
        addRow("<=>", {cell("0", T::Integer), cell("NULL", T::Integer)}, "false");
        addRow("GREATEST", {cell("3", T::Integer), cell("9", T::BigInt), cell("5", T::Integer)}, "9");
        addRow("LEAST", {cell("b", T::Varchar), cell("a", T::Varchar)}, "a");
        addRow("GREATEST", {cell("3", T::Integer), cell("NULL", T::Integer)}, "NULL");
        addRow("IN", {cell("3", T::Integer), cell("1", T::Integer), cell("3", T::Integer)}, "true");
        addRow("IN", {cell("3", T::Integer), cell("1", T::Integer), cell("NULL", T::Integer)}, "NULL");
        addRow("IN", {cell("1", T::Integer), cell("1", T::Integer), cell("NULL", T::Integer)}, "true");
        addRow("IN", {cell("NULL", T::Integer), cell("1", T::Integer)}, "NULL");
        addRow("IN", {cell("x", T::Varchar), cell("y", T::Varchar), cell("x", T::Varchar)}, "true");
        addRow("IN", {cell("1970-01-02", T::Date), cell("1970-01-01", T::Varchar), cell("1970-01-02", T::Varchar)},
               "true");
    }
    void comparisons() { check(); }

    void paddingOfCharColumnsDoesNotCount()
    {
        const SqlType wide = sized(TypeId::Char, 6);
        const SqlType text = SqlType::of(TypeId::Varchar);
        const std::vector<Physical> physicals = {Physical::String, Physical::String};
        const BatchPtr batch = batchOf(physicals, {{Value(std::string("AIR   ")), Value(std::string("AIR"))}});
        const ExprPtr padded = columnExpr(0, wide);
        auto isEqual = [&](const ExprPtr& a, const ExprPtr& b) {
            return evaluateText(resolveCall("=", {a, b}, {}).value(), *batch, 0);
        };
        QCOMPARE(isEqual(padded, columnExpr(1, text)), std::string("true"));
        QCOMPARE(isEqual(padded, columnExpr(1, sized(TypeId::Char, 3))), std::string("true"));
        QCOMPARE(isEqual(padded, literalExpr(Value(std::string("AIR ")), sized(TypeId::Char, 4))), std::string("true"));
        QCOMPARE(isEqual(columnExpr(1, text), literalExpr(Value(std::string("AIR ")), sized(TypeId::Char, 4))),
                 std::string("false"));
    }

    void manyValuesInAList()
    {
        std::vector<ExprPtr> args = {columnExpr(0, SqlType::of(TypeId::Integer))};
        for (int64_t i = 0; i < 40; i += 2) {
            args.push_back(literalExpr(Value(40 - i), SqlType::of(TypeId::Integer)));
        }
        const ExprPtr isIn = resolveCall("IN", args, {}).value();
        const std::vector<Physical> physicals = {Physical::Int32};
        std::vector<std::vector<Value>> rows;
        for (int64_t i = 0; i <= 41; ++i) {
            rows.push_back({Value(i)});
        }
        const BatchPtr batch = batchOf(physicals, rows);
        for (size_t i = 0; i < rows.size(); ++i) {
            QCOMPARE(evaluateText(isIn, *batch, i), std::string(i % 2 == 0 && i > 0 && i <= 40 ? "true" : "false"));
        }
    }

    void logic_data()
    {
        addColumns();
        const char* const values[] = {"true", "false", "NULL"};
        const char* const both[3][3] = {
            {"true", "false", "NULL"}, {"false", "false", "false"}, {"NULL", "false", "NULL"}};
        const char* const either[3][3] = {
            {"true", "true", "true"}, {"true", "false", "NULL"}, {"true", "NULL", "NULL"}};
        auto truth = [](const char* text) { return cell(text, TypeId::Boolean); };
        for (size_t a = 0; a < 3; ++a) {
            for (size_t b = 0; b < 3; ++b) {
                addRow("AND", {truth(values[a]), truth(values[b])}, both[a][b]);
                addRow("OR", {truth(values[a]), truth(values[b])}, either[a][b]);
            }
        }
        const char* const tests[][4] = {{"NOT", "false", "true", "NULL"},
                                        {"IS TRUE", "true", "false", "false"},
                                        {"IS NOT TRUE", "false", "true", "true"},
                                        {"IS FALSE", "false", "true", "false"},
                                        {"IS NOT FALSE", "true", "false", "true"},
                                        {"IS UNKNOWN", "false", "false", "true"},
                                        {"IS NOT UNKNOWN", "true", "true", "false"},
                                        {"IS NULL", "false", "false", "true"},
                                        {"IS NOT NULL", "true", "true", "false"}};
        for (const auto& test : tests) {
            for (size_t i = 0; i < 3; ++i) {
                addRow(test[0], {truth(values[i])}, test[i + 1]);
            }
        }
        using T = TypeId;
        addRow("COALESCE", {cell("NULL", T::Integer), cell("NULL", T::Integer), cell("3", T::Integer)}, "3");
        addRow("COALESCE", {cell("NULL", T::Integer), cell("NULL", T::Integer)}, "NULL");
        addRow("IFNULL", {cell("1", T::Integer), cell("2", T::BigInt)}, "1");
        addRow("NULLIF", {cell("1", T::Integer), cell("1", T::Integer)}, "NULL");
        addRow("NULLIF", {cell("1", T::Integer), cell("NULL", T::Integer)}, "1");
        addRow("IF", {truth("NULL"), cell("a", T::Varchar), cell("b", T::Varchar)}, "b");
        addRow("IF", {truth("true"), cell("a", T::Varchar), cell("b", T::Varchar)}, "a");
        addRow("CASE", {truth("false"), cell("1", T::Integer), truth("true"), cell("2", T::Integer)}, "2");
        addRow("CASE", {truth("false"), cell("1", T::Integer), truth("NULL"), cell("2", T::Integer)}, "NULL");
        addRow("CASE",
               {truth("false"), cell("1", T::Integer), truth("false"), cell("2", T::Integer), cell("7.5", kDec)},
               "7.5");
    }
    void logic() { check(); }

    void intervals_data()
    {
        addColumns();
        using T = TypeId;
        const Cell twoDays = cell("172800000000", T::IntervalDay);
        const Cell hour = cell("3600000000", T::IntervalDay);
        const Cell month = cell("1", T::IntervalMonth);
        const Cell date = cell("2024-01-31", T::Date);
        const Cell stamp = cell("2024-01-31 12:30:00", T::Timestamp);
        addRow("+", {date, twoDays}, "2024-02-02");
        addRow("+", {date, hour}, "2024-01-31");
        addRow("-", {date, month}, "2023-12-31");
        addRow("+", {month, date}, "2024-02-29");
        addRow("+", {stamp, month}, "2024-02-29 12:30:00");
        addRow("-", {stamp, hour}, "2024-01-31 11:30:00");
        addRow("-", {cell("1970-01-01 00:00:00", T::Timestamp), hour}, "1969-12-31 23:00:00");
        addRow("+", {cell("9999-12-31", T::Date), twoDays},
               "'9999-12-31 + 2 days' causes overflow for type DATE");
        addRow("-", {cell("0001-01-01 00:00:00", T::Timestamp), month},
               "'0001-01-01 00:00:00 - 1 month' causes overflow for type TIMESTAMP");
        addRow("+", {cell("23:30:00", T::Time), hour}, "00:30:00");
        addRow("-", {cell("00:30:00", T::Time), hour}, "23:30:00");
        addRow("+", {cell("23:30:00", T::Time), month}, "23:30:00");
        addRow("-", {date, cell("2024-01-01", T::Date)}, "+30 00:00:00.000000");
        addRow("-", {stamp, date}, "+0 12:30:00.000000");
        addRow("-", {cell("10:00:00", T::Time), cell("12:00:00", T::Time)}, "-0 02:00:00.000000");
        addRow("*", {cell("3", T::Integer), hour}, "+0 03:00:00.000000");
        addRow("*", {month, cell("14", T::TinyInt)}, "+1-02");
        addRow("/", {twoDays, cell("2", T::BigInt)}, "+1 00:00:00.000000");
        addRow("*", {hour, cell("0.5", kDec)}, "+0 00:30:00.000000");
        addRow("/", {hour, cell("0", kDec)}, "Attempt to divide by zero: 01:00:00/0.0");
        addRow("-", {hour}, "-0 01:00:00.000000");
        addRow("+", {twoDays, hour}, "+2 01:00:00.000000");
        addRow("+", {cell("NULL", T::Date), hour}, "NULL");
    }
    void intervals() { check(); }
};

QTEST_APPLESS_MAIN(TestOperators)
#include "test_operators.moc"
