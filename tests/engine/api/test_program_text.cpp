// SPDX-License-Identifier: GPL-3.0-or-later
// Places of declarations, names under a caret, and the layout of programs.
#include "engine/api/program_text.h"

#include <QTest>

using namespace millrace;

namespace {

constexpr std::string_view kProgram = "CREATE TABLE price (id BIGINT, \"Unit\" VARCHAR);\n"
                                      "CREATE VIEW low AS SELECT id FROM price WHERE id < 3;\n";

} // namespace

class TestProgramText : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void relationsHavePlaces()
    {
        const std::vector<api::RelationPlace> places = api::relationPlaces(kProgram);
        QCOMPARE(places.size(), size_t(2));
        QCOMPARE(places[1].name, std::string("low"));
        QCOMPARE(kProgram.substr(places[1].nameSpan.begin, 3), std::string_view("low"));
        QCOMPARE(places[1].statement.line, 2U);
    }

    void namesAreFoundAtTheCaret()
    {
        const auto at = [](std::string_view word) { return static_cast<uint32_t>(kProgram.find(word)); };
        QCOMPARE(api::nameAt(kProgram, at("low") + 1)->name, std::string("low"));
        QCOMPARE(api::nameAt(kProgram, at("low") + 3)->name, std::string("low")); // at its end
        QCOMPARE(api::nameAt(kProgram, at("\"Unit\""))->name, std::string("Unit"));
        QVERIFY(!api::nameAt(kProgram, at("SELECT")));
        QVERIFY(!api::nameAt(kProgram, at("< 3")));
        QVERIFY(!api::nameAt("", 0));
    }

    void aColumnIsFoundWithinItsStatement()
    {
        const std::vector<api::RelationPlace> places = api::relationPlaces(kProgram);
        QCOMPARE(api::findName(kProgram, "id", places[1].statement)->begin,
                 static_cast<uint32_t>(kProgram.find("id FROM")));
        QVERIFY(!api::findName(kProgram, "Unit", places[1].statement));
    }

    void formats_data()
    {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("after");
        QTest::newRow("clauses") << "create view v as select a,  count(*) as n from t where a>1 group by a;\n"
                                 << "CREATE VIEW v AS SELECT a, count(*) AS n\nFROM t\nWHERE a>1\nGROUP BY a;\n";
        QTest::newRow("comments stay") << "select 1 -- from here\n  from t /* where */ where a"
                                       << "SELECT 1 -- from here\n  FROM t /* where */ WHERE a";
        QTest::newRow("texts stay") << "select 'from  where', \"from\" from t"
                                    << "SELECT 'from  where', \"from\"\nFROM t";
        QTest::newRow("joins") << "select * from a left join b on a.x = b.x"
                               << "SELECT *\nFROM a\nLEFT JOIN b ON a.x = b.x";
        QTest::newRow("within parentheses") << "select * from (select x from t) as q"
                                            << "SELECT *\nFROM (SELECT x\n    FROM t) AS q";
        QTest::newRow("functions") << "select extract(year from d), left(s, 2) from t"
                                   << "SELECT extract(year FROM d), LEFT(s, 2)\nFROM t";
        QTest::newRow("blanks at line ends") << "select a,   \n   b from t"
                                             << "SELECT a,\n   b\nFROM t";
        QTest::newRow("errors of the lexer") << "select 'open from t"
                                             << "select 'open from t";
        QTest::newRow("not in a query") << "create table t (\"order\" int) with ('a' = 'b')"
                                        << "CREATE TABLE t (\"order\" int) WITH ('a' = 'b')";
    }

    void formats()
    {
        QFETCH(QString, before);
        QFETCH(QString, after);
        const std::string once = api::formatProgram(before.toStdString());
        QCOMPARE(QString::fromStdString(once), after);
        QCOMPARE(api::formatProgram(once), once); // nothing is left to do
    }
};

QTEST_GUILESS_MAIN(TestProgramText)
#include "test_program_text.moc"
