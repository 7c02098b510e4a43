// SPDX-License-Identifier: GPL-3.0-or-later
// The shipped sample compiles, runs, and shows what the README promises.
#include "engine/api/engine.h"
#include "engine/api/sample.h"
#include "engine/api/values.h"

#include <QTest>

#include <map>

using namespace millrace;
using namespace millrace::api;

namespace {

Sample sampleOrFail()
{
    Result<Sample> sample = loadSample(kFirstSample);
    if (!sample.ok()) {
        qFatal("%s", sample.error().toString().c_str());
    }
    return std::move(sample).value();
}

/// Adds the changes that have come to the rows of a view: CSV line without its weight -> weight.
void accumulate(Subscription& subscription, const ChangeWriter& writer, std::map<std::string, int64_t>& rows)
{
    std::string lines;
    for (const StepChange& change : subscription.take().changes) {
        writer.append(change, lines);
    }
    size_t begin = 0;
    for (size_t end = lines.find('\n'); end != std::string::npos; end = lines.find('\n', begin)) {
        const std::string line = lines.substr(begin, end - begin);
        const size_t comma = line.rfind(',');
        rows[line.substr(0, comma)] += std::stoll(line.substr(comma + 1));
        begin = end + 1;
    }
    std::erase_if(rows, [](const auto& row) { return row.second == 0; });
}

} // namespace

class TestSample : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void compilesWithoutWarnings()
    {
        const CompileReport report = compile(sampleOrFail().program);
        for (const sql::Diagnostic& diagnostic : report.diagnostics) {
            qWarning("%s", diagnostic.message.c_str());
        }
        QVERIFY(report.diagnostics.empty());
        QCOMPARE(report.relations.size(), size_t{5});
    }

    void showsTheCheapestVendors()
    {
        const Sample sample = sampleOrFail();
        const auto engine = Engine::open({}).value();
        const auto pipeline = engine->createFrom({sample.name, sample.program, sample.folder}).value();
        const auto relations = pipeline->relations();
        const auto view = std::find_if(relations.begin(), relations.end(),
                                       [](const RelationInfo& each) { return each.name == "preferred_vendor"; });
        QVERIFY(view != relations.end());
        SubscribeOptions lossless;
        lossless.policy = OverflowPolicy::Block;
        const auto subscription = pipeline->subscribe(view->name, lossless).value();
        const ChangeWriter writer(view->name, view->schema, ChangeFormat::Csv);
        QVERIFY(pipeline->start().ok());

        // The prices of the file do not change; the market is left running beside them.
        const std::vector<std::string> expected = {
            "1,Water wheel,3,Carr Timberworks,9450.5", "2,Sluice gate,3,Carr Timberworks,1275.25",
            "2,Sluice gate,5,Eastgate Stone,1275.25", "3,Millstone,5,Eastgate Stone,900"};
        std::map<std::string, int64_t> rows;
        QTRY_VERIFY((accumulate(*subscription, writer, rows),
                     std::all_of(expected.begin(), expected.end(),
                                 [&](const auto& row) { return rows.contains(row) && rows.at(row) == 1; })));
        QTRY_VERIFY((accumulate(*subscription, writer, rows), rows.size() > expected.size()));
        const auto status = pipeline->status();
        QVERIFY(status->findInput("price", "tutorial-price-s3")->endOfInput);
        QVERIFY(!status->findInput("price", "market")->endOfInput);
        QVERIFY(!status->isComplete);
        for (const InputStatus& input : status->inputs) {
            QVERIFY2(!input.fatalError && input.numParseErrors == 0, input.name.c_str());
        }
    }
};

QTEST_GUILESS_MAIN(TestSample)
#include "test_sample.moc"
