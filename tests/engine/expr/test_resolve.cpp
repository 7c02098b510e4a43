// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/expr/function.h"

#include <QTest>

using namespace millrace;

namespace {

using Types = std::vector<SqlType>;

const SqlType kTiny = SqlType::of(TypeId::TinyInt);
const SqlType kInt = SqlType::of(TypeId::Integer);
const SqlType kBig = SqlType::of(TypeId::BigInt);
const SqlType kUnsigned = SqlType::of(TypeId::UInteger);
const SqlType kReal = SqlType::of(TypeId::Real);
const SqlType kDouble = SqlType::of(TypeId::Double);
const SqlType kBool = SqlType::of(TypeId::Boolean);
const SqlType kText = SqlType::of(TypeId::Varchar);
const SqlType kDate = SqlType::of(TypeId::Date);
const SqlType kTime = SqlType::of(TypeId::Time);
const SqlType kStamp = SqlType::of(TypeId::Timestamp);
const SqlType kDays = SqlType::of(TypeId::IntervalDay);
const SqlType kMonths = SqlType::of(TypeId::IntervalMonth);
const SqlType kNull = SqlType::of(TypeId::Null);

SqlType decimal(int precision, int scale)
{
    return SqlType::decimal(precision, scale);
}

SqlType charOf(uint32_t length)
{
    SqlType type = SqlType::of(TypeId::Char);
    type.length = length;
    return type;
}

std::vector<ExprPtr> columnsOf(const Types& types)
{
    std::vector<ExprPtr> args;
    for (const SqlType& type : types) {
        args.push_back(type.id == TypeId::Null ? literalExpr(Value::null(), type)
                                               : columnExpr(static_cast<int>(args.size()), type));
    }
    return args;
}

QString typeText(const std::optional<SqlType>& type)
{
    return type ? QString::fromStdString(type->toString()) : QStringLiteral("none");
}

} // namespace

Q_DECLARE_METATYPE(Types)

class TestResolve : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void resultTypes_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<Types>("types");
        QTest::addColumn<QString>("expected"); // type: text, or the id of the error
        auto row = [](const char* name, const Types& types, const char* expected) {
            QString tag = QString::fromLatin1(name);
            for (const SqlType& type : types) {
                tag += " " + QString::fromStdString(type.toString());
            }
            QTest::newRow(qPrintable(tag)) << QByteArray(name) << types << QString(expected);
        };
        row("+", {kInt, kInt}, "INTEGER: (#0 + #1)");
        row("+", {kTiny, kBig}, "BIGINT: (CAST(#0 AS BIGINT) + #1)");
        row("-", {kInt, kUnsigned}, "INTEGER UNSIGNED: (CAST(#0 AS INTEGER UNSIGNED) - #1)");
        row("*", {kBig, kUnsigned}, "BIGINT: (#0 * CAST(#1 AS BIGINT))");
        row("+", {kInt, kReal}, "REAL: (CAST(#0 AS REAL) + #1)");
        row("+", {kReal, kDouble}, "DOUBLE: (CAST(#0 AS DOUBLE) + #1)");
        row("+", {decimal(10, 2), kDouble}, "DOUBLE: (CAST(#0 AS DOUBLE) + #1)");
        row("+", {decimal(10, 2), kReal}, "DOUBLE: (CAST(#0 AS DOUBLE) + CAST(#1 AS DOUBLE))");
        row("+", {decimal(10, 2), decimal(5, 4)}, "DECIMAL(13, 4): (#0 + #1)");
        row("+", {decimal(10, 2), kInt}, "DECIMAL(13, 2): (#0 + CAST(#1 AS DECIMAL(10, 0)))");
        row("+", {decimal(38, 0), decimal(38, 38)}, "DECIMAL(38, 38): (#0 + #1)");
        row("*", {decimal(10, 2), decimal(5, 4)}, "DECIMAL(15, 6): (#0 * #1)");
        row("*", {decimal(38, 20), decimal(38, 30)}, "DECIMAL(38, 38): (#0 * #1)");
        row("/", {decimal(10, 2), decimal(5, 4)}, "DECIMAL(20, 8): (#0 / #1)");
        row("/", {decimal(38, 10), decimal(38, 10)}, "DECIMAL(38, 0): (#0 / #1)");
        row("/", {kInt, kInt}, "INTEGER: (#0 / #1)");
        row("%", {decimal(10, 0), decimal(5, 0)}, "DECIMAL(5, 0): (#0 % #1)");
        row("MOD", {decimal(10, 2), decimal(5, 4)}, "DECIMAL(5, 4): (#0 % #1)");
        row("+", {kInt, kNull}, "INTEGER: (#0 + NULL)");
        row("+", {kText, kBig}, "BIGINT: (CAST(#0 AS BIGINT) + #1)");
        row("-", {kTiny}, "TINYINT: (-#0)");
        row("-", {kUnsigned}, "MR-SQL-0014");
        row("+", {kDate}, "MR-SQL-0014");
        row("+", {kBool, kInt}, "MR-SQL-0014");
        row("+", {kDate, kDays}, "DATE: (#0 + #1)");
        row("+", {kDays, kDate}, "DATE: (#1 + #0)");
        row("-", {kStamp, kMonths}, "TIMESTAMP: (#0 - #1)");
        row("+", {kTime, kDays}, "TIME: (#0 + #1)");
        row("-", {kDate, kDate}, "INTERVAL DAY TO SECOND: (#0 - #1)");
        row("-", {kStamp, kDate}, "INTERVAL DAY TO SECOND: (#0 - CAST(#1 AS TIMESTAMP))");
        row("-", {kDays, kDate}, "MR-SQL-0014");
        row("+", {kDays, kMonths}, "MR-SQL-0014");
        row("*", {kInt, kDays}, "INTERVAL DAY TO SECOND: (#1 * CAST(#0 AS BIGINT))");
        row("/", {kMonths, kInt}, "INTERVAL YEAR TO MONTH: (#0 / #1)");
        row("*", {kDays, decimal(3, 1)}, "INTERVAL DAY TO SECOND: (#0 * CAST(#1 AS DOUBLE))");
        row("=", {kInt, kBig}, "BOOLEAN: (CAST(#0 AS BIGINT) = #1)");
        row("<", {kDate, kText}, "BOOLEAN: (#0 < CAST(#1 AS DATE))");
        row(">=", {kText, kStamp}, "BOOLEAN: (CAST(#0 AS TIMESTAMP) >= #1)");
        row("=", {charOf(10), kText}, "BOOLEAN: (CAST(#0 AS VARCHAR) = #1)");
        row("=", {charOf(10), charOf(10)}, "BOOLEAN: (CAST(#0 AS VARCHAR) = CAST(#1 AS VARCHAR))");
        row("=", {kDate, kInt}, "MR-SQL-0014");
        row("<=>", {kInt, kNull}, "BOOLEAN: (#0 IS NOT DISTINCT FROM NULL)");
        row("in", {kInt, kBig, kNull}, "BOOLEAN: ((CAST(#0 AS BIGINT) = #1) OR (CAST(#0 AS BIGINT) = NULL))");
        row("greatest", {kInt, decimal(5, 2)},
            "DECIMAL(12, 2): GREATEST(CAST(#0 AS DECIMAL(12, 2)), CAST(#1 AS DECIMAL(12, 2)))");
        row("and", {kBool, kBool, kBool}, "BOOLEAN: (#0 AND #1 AND #2)");
        row("or", {kBool, kInt}, "MR-SQL-0014");
        row("not", {kBool}, "BOOLEAN: (NOT #0)");
        row("is null", {kDate}, "BOOLEAN: (#0 IS NULL)");
        row("coalesce", {kInt, kNull, kBig}, "BIGINT: COALESCE(CAST(#0 AS BIGINT), NULL, #2)");
        row("coalesce", {kText, kInt}, "VARCHAR: COALESCE(#0, CAST(#1 AS VARCHAR))");
        row("case", {kBool, kInt, kDouble}, "DOUBLE: CASE WHEN #0 THEN CAST(#1 AS DOUBLE) ELSE #2 END");
        row("if", {kBool, kInt, kDate}, "MR-SQL-0014");
        row("nullif", {kInt, kInt}, "INTEGER: CASE WHEN (#0 = #1) THEN NULL ELSE #0 END");
        row("no_such", {kInt}, "MR-SQL-0013");
        row("=", {kInt}, "MR-SQL-0022");
    }
    void resultTypes()
    {
        QFETCH(QByteArray, name);
        QFETCH(Types, types);
        const Result<ExprPtr> expr = resolveCall(name.toStdString(), columnsOf(types), {});
        const std::string actual = expr.ok() ? (*expr)->type.toString() + ": " + exprToString(**expr)
                                             : std::string(errorId(expr.error().code));
        QTEST(QString::fromStdString(actual), "expected");
    }

    void nullabilityFollowsTheArguments()
    {
        const ExprPtr required = columnExpr(0, kInt.withNullable(false));
        const ExprPtr optional = columnExpr(1, kInt);
        QVERIFY(!resolveCall("+", {required, required}, {}).value()->type.nullable);
        QVERIFY(resolveCall("+", {required, optional}, {}).value()->type.nullable);
        QVERIFY(!resolveCall("COALESCE", {optional, required}, {}).value()->type.nullable);
        QVERIFY(!resolveCall("IS NULL", {optional}, {}).value()->type.nullable);
        QVERIFY(resolveCall("DIV_NULL", {required, required}, {}).value()->type.nullable);
        const ExprPtr condition = columnExpr(2, kBool.withNullable(false));
        QVERIFY(!resolveCall("CASE", {condition, required, required}, {}).value()->type.nullable);
        QVERIFY(resolveCall("CASE", {condition, required}, {}).value()->type.nullable);
    }

    void commonTypes()
    {
        QCOMPARE(typeText(commonType(Types{kInt, kBig, kNull})), "BIGINT");
        QCOMPARE(typeText(commonType(Types{charOf(3), charOf(5)})), "VARCHAR(5)");
        QCOMPARE(typeText(commonType(Types{charOf(3), charOf(3)})), "CHAR(3)");
        QCOMPARE(typeText(commonType(Types{kText, kDate})), "VARCHAR");
        QCOMPARE(typeText(comparisonType(Types{kText, kDate, kText})), "DATE");
        QCOMPARE(typeText(commonType(Types{kDate, kStamp})), "TIMESTAMP");
        QCOMPARE(typeText(commonType(Types{decimal(10, 2), kInt})), "DECIMAL(12, 2)");
        QCOMPARE(typeText(commonType(Types{decimal(38, 10), decimal(20, 20)})), "DECIMAL(38, 20)");
        QCOMPARE(typeText(commonType(Types{kDate, kInt})), "none");
        QCOMPARE(typeText(commonType(Types{kBool, kInt})), "none");
        QVERIFY(!commonType(Types{kInt.withNullable(false), kBig.withNullable(false)})->nullable);
        QVERIFY(commonType(Types{kInt.withNullable(false), kNull})->nullable);
    }

    void substitutesAndRemapsColumns()
    {
        const ExprPtr sum = resolveCall("+", columnsOf({kInt, kInt}), {}).value();
        const ExprPtr literal = literalExpr(Value(int64_t{5}), kInt);
        QCOMPARE(exprToString(*substituteColumns(sum, {literal, sum})), "(5 + (#0 + #1))");
        const ExprPtr moved = remapColumns(sum, {3, 1});
        QCOMPARE(exprToString(*moved), "(#3 + #1)");
        QVERIFY(!sameExpr(*moved, *sum));
        QVERIFY(sameExpr(*remapColumns(moved, {-1, 1, -1, 0}), *sum));
        QVERIFY(remapColumns(sum, {0, 1}) != nullptr);
        const std::vector<std::string> names = {"price", "size"};
        QCOMPARE(exprToString(*sum, &names), "(price + size)");
        std::vector<int> columns;
        collectColumns(*moved, columns);
        QCOMPARE(columns, (std::vector<int>{3, 1}));
    }

    void literalsInComparisonsKeepTheirBlanks()
    {
        SqlType type = charOf(4);
        const ExprPtr literal = literalExpr(Value(std::string("ab  ")), type);
        const ExprPtr equal = resolveCall("=", {columnExpr(0, kText), literal}, {}).value();
        QCOMPARE(exprToString(*equal), "(#0 = 'ab  ')");
    }

    void unknownNamesGetASuggestion()
    {
        const Result<ExprPtr> expr = resolveCall("coalesc", columnsOf({kInt}), {});
        QVERIFY(!expr.ok());
        QCOMPARE(expr.error().notes.size(), size_t{1});
        QCOMPARE(QString::fromStdString(expr.error().notes[0].text), "Did you mean COALESCE");
        QVERIFY(isFunctionName("Coalesce"));
        QVERIFY(!isFunctionName("+"));
        QVERIFY(!isFunctionName("is null"));
    }
};

QTEST_APPLESS_MAIN(TestResolve)
#include "test_resolve.moc"
