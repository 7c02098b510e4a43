// SPDX-License-Identifier: GPL-3.0-or-later
// What a plan says about itself, and what its operators count.
#include "engine/api/local_pipeline.h"

#include <QTest>

#include <algorithm>

using namespace millrace;
using namespace millrace::api;

namespace {

constexpr const char* kProgram = R"sql(
CREATE TABLE person (id BIGINT NOT NULL PRIMARY KEY, city VARCHAR);
CREATE TABLE visit (person BIGINT, page VARCHAR, took INT) WITH ('append_only' = 'true');
CREATE VIEW by_page AS SELECT page, COUNT(*) AS n, MAX(took) AS longest FROM visit GROUP BY page;
CREATE VIEW by_city AS SELECT p.city, v.page FROM person p JOIN visit v ON p.id = v.person;
CREATE VIEW slow AS SELECT p.city, v.took FROM visit v JOIN person p ON p.id = v.person WHERE v.took > 100;
CREATE VIEW cities AS SELECT DISTINCT city FROM person;
)sql";

/// The first operator of a relation whose text begins like this.
const plan::OperatorInfo* find(const std::vector<plan::OperatorInfo>& operators, const std::string& relation,
                               const std::string& text)
{
    const auto found = std::find_if(operators.begin(), operators.end(), [&](const plan::OperatorInfo& info) {
        return info.relation == relation && info.text.compare(0, text.size(), text) == 0;
    });
    return found == operators.end() ? nullptr : &*found;
}

} // namespace

class TestExplain : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsWhatIsKeptSharedAndGrowing()
    {
        const Result<std::vector<plan::OperatorInfo>> operators = planOperators(kProgram);
        QVERIFY2(operators.ok(), operators.ok() ? "" : operators.error().toString().c_str());

        const plan::OperatorInfo* person = find(*operators, "person", "table");
        QVERIFY(person != nullptr);
        QCOMPARE(person->keepsText(), std::string("keeps the rows that are there"));
        QVERIFY(person->hasKey && !person->isAppendOnly && !person->growsForEver);
        QCOMPARE(person->arrangements.size(), size_t{1});
        QVERIFY2(person->arrangements[0].numUses >= 2, person->arrangementsText().c_str()); // both joins
        QVERIFY(person->consumers.size() >= 2);

        const plan::OperatorInfo* groups = find(*operators, "by_page", "aggregate");
        QVERIFY(groups != nullptr);
        QCOMPARE(groups->keeps, Keeps::Groups);
        QVERIFY(groups->growsForEver && !groups->isAppendOnly);

        const plan::OperatorInfo* cities = find(*operators, "cities", "distinct");
        QVERIFY(cities != nullptr && !cities->growsForEver);

        const plan::OperatorInfo* join = find(*operators, "by_city", "join");
        QVERIFY(join != nullptr);
        QCOMPARE(join->inputs.size(), size_t{2});
        QCOMPARE(join->keepsText(), std::string());
        const bool isAllVisitsKept =
            std::any_of(operators->begin(), operators->end(), [](const plan::OperatorInfo& info) {
                return info.text == "integrate" && info.keepsText() == "keeps every row, for ever";
            });
        QVERIFY(isAllVisitsKept);
        for (size_t node = 0; node < operators->size(); ++node) {
            QCOMPARE((*operators)[node].node, static_cast<uint32_t>(node));
        }
    }

    void theTextTellsItToo()
    {
        const QString text = QString::fromStdString(*explain(kProgram));
        for (const char* part :
             {"keeps every row, for ever; arranged by (#0)", "shared by", "keeps every group, for ever",
              "keeps the groups that are there", "[append-only]", "[key #0]", "changes of person"}) {
            QVERIFY2(text.contains(QLatin1String(part)), qPrintable(text + "\nhas no " + QLatin1String(part)));
        }
        QVERIFY(!planOperators("CREATE VIEW v AS SELECT x FROM nothing;").ok());
    }

    void operatorsCount()
    {
        const auto pipeline = makeLocalPipeline("p", kProgram);
        QVERIFY(pipeline->operators() == nullptr);
        QVERIFY(pipeline->start(false).ok());
        pipeline->waitUntilSettled();
        const Result<std::shared_ptr<Query>> insert =
            pipeline->query("INSERT INTO person VALUES (1, 'Ulm'), (2, 'Bonn'), (3, 'Ulm')", {});
        QVERIFY(insert.ok());
        QVERIFY(!(*insert)->wait(std::chrono::seconds(10)).error);
        const auto countOf = [&](const std::string& relation,
                                 const std::string& text) -> std::optional<OperatorStatus> {
            const OperatorList operators = pipeline->operators();
            for (const OperatorStatus& each : operators ? *operators : std::vector<OperatorStatus>()) {
                if (each.info.relation == relation && each.info.text.compare(0, text.size(), text) == 0) {
                    return each;
                }
            }
            return std::nullopt;
        };
        QTRY_VERIFY(countOf("cities", "distinct") && countOf("cities", "distinct")->stats.rowsIn == 3);
        const OperatorStatus cities = *countOf("cities", "distinct");
        QCOMPARE(cities.stats.rowsOut, uint64_t{2});
        QCOMPARE(cities.stateRows, uint64_t{2});
        QVERIFY(cities.stateBytes > 0 && cities.stats.nanos > 0 && cities.stats.numEvaluations >= 1);
        QCOMPARE(countOf("person", "table")->stateRows, uint64_t{3});
        QVERIFY(pipeline->stop().ok());
        pipeline->waitUntilSettled();
        QVERIFY(pipeline->operators() == nullptr);
    }
};

QTEST_APPLESS_MAIN(TestExplain)
#include "test_explain.moc"
