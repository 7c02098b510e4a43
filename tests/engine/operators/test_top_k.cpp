// SPDX-License-Identifier: GPL-3.0-or-later
// Rankings and limits against a sort of everything, over random changes, with steps that are rolled back.
#include "engine/operators/top_k_operator.h"

#include "engine/circuit/circuit.h"
#include "engine/operators/ranked_lists.h"
#include "engine/zset/batch_builder.h"
#include "tests/support/delta_source.h"
#include "tests/support/zset_model.h"

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>
#include <map>
#include <optional>
#include <random>

using namespace millrace;
using namespace millrace::test;

namespace {

const std::vector<Physical> kColumns = {Physical::Int64, Physical::Int32, Physical::String};
const std::vector<SqlType> kTypes = {SqlType::of(TypeId::BigInt), SqlType::of(TypeId::Integer),
                                     SqlType::of(TypeId::Varchar, false)};
/// Partition, order, payload.
using Row = std::tuple<std::optional<int64_t>, std::optional<int64_t>, std::string>;
using Rows = std::map<Row, int64_t>; // weights; std::optional orders as SQL does by default: nothing is lowest

RankSpec rankSpec(std::vector<RankKind> ranks, RankKind limitBy, int64_t offset, int64_t limit, bool isDescending,
                  bool isPartitioned = true)
{
    RankSpec rank;
    rank.partitionBy = isPartitioned ? std::vector<int>{0} : std::vector<int>();
    rank.orderBy = {OrderKey{1, isDescending, !isDescending}};
    rank.ranks = std::move(ranks);
    rank.limitBy = limitBy;
    rank.offset = offset;
    rank.limit = limit;
    return rank;
}

std::string textOf(const std::optional<int64_t>& value)
{
    return value ? std::to_string(*value) : "NULL";
}

/// What the ranking gives for the rows, by definition.
ZSetModel recompute(const Rows& rows, const RankSpec& rank)
{
    std::map<std::optional<int64_t>, std::vector<Row>> partitions;
    for (const auto& [row, weight] : rows) {
        for (int64_t copy = 0; copy < weight; ++copy) {
            partitions[rank.partitionBy.empty() ? std::nullopt : std::get<0>(row)].push_back(row);
        }
    }
    ZSetModel model;
    for (auto& [key, members] : partitions) {
        const bool isDescending = rank.orderBy[0].isDescending;
        std::sort(members.begin(), members.end(), [isDescending](const Row& a, const Row& b) {
            if (std::get<1>(a) != std::get<1>(b)) {
                return (std::get<1>(a) < std::get<1>(b)) != isDescending;
            }
            return a < b;
        });
        int64_t first = 0;
        int64_t dense = 0;
        for (size_t i = 0; i < members.size(); ++i) {
            const auto number = static_cast<int64_t>(i) + 1;
            if (i == 0 || std::get<1>(members[i - 1]) != std::get<1>(members[i])) {
                first = number;
                ++dense;
            }
            const auto value = [&](RankKind kind) {
                return kind == RankKind::RowNumber ? number : kind == RankKind::Rank ? first : dense;
            };
            const int64_t bound = value(rank.limitBy);
            if (bound <= rank.offset || (rank.hasLimit() && bound > rank.offset + rank.limit)) {
                continue;
            }
            std::string text = textOf(std::get<0>(members[i])) + "|" + textOf(std::get<1>(members[i])) + "|" +
                               std::get<2>(members[i]);
            for (const RankKind kind : rank.ranks) {
                text += "|" + std::to_string(value(kind));
            }
            add(model, text, 1);
        }
    }
    return model;
}

Delta deltaOf(const std::vector<std::pair<Row, Weight>>& changes, size_t numBatches)
{
    Delta delta;
    for (size_t part = 0; part < numBatches; ++part) {
        std::vector<std::vector<Value>> values;
        std::vector<Weight> weights;
        for (size_t i = part; i < changes.size(); i += numBatches) {
            const auto& [partition, order, text] = changes[i].first;
            values.push_back({partition ? Value(*partition) : Value(), order ? Value(*order) : Value(), Value(text)});
            weights.push_back(changes[i].second);
        }
        if (!values.empty()) {
            delta.add(batchOf(kColumns, values, weights));
        }
    }
    return delta;
}

/// A source and the operator under test behind it.
struct Rig {
    explicit Rig(TopKOptions options)
    {
        auto owner = std::make_unique<DeltaSource>();
        source = owner.get();
        sourceNode = circuit.add(std::move(owner), {});
        node = circuit.add(makeTopK(std::move(options)), {sourceNode});
    }
    Status evaluate(Delta delta)
    {
        source->set(std::move(delta));
        circuit.markDirty(sourceNode);
        return circuit.evaluate({});
    }

    Circuit circuit;
    DeltaSource* source = nullptr;
    NodeId sourceNode = 0;
    NodeId node = 0;
};

TopKOptions optionsOf(RankSpec rank, bool isAppendOnly)
{
    TopKOptions options;
    options.rank = std::move(rank);
    options.types = kTypes;
    options.isAppendOnly = isAppendOnly;
    return options;
}

} // namespace

Q_DECLARE_METATYPE(RankSpec)

class TestTopK : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalsSortingAfterEveryStep_data()
    {
        QTest::addColumn<RankSpec>("rank");
        QTest::addColumn<bool>("appendOnly");
        QTest::addColumn<int>("numKeys");
        QTest::addColumn<int>("numOrders");
        QTest::addColumn<int>("rowsPerStep");
        QTest::addColumn<int>("steps");
        const int64_t all = RankSpec::kNoLimit;
        using K = RankKind;
        const std::vector<RankKind> number = {K::RowNumber};
        const std::vector<RankKind> three = {K::Rank, K::RowNumber, K::DenseRank};
        for (const bool isDescending : {false, true}) {
            const auto row = [&](const char* name, const RankSpec& rank, bool appendOnly, int keys, int orders,
                                 int rows, int steps) {
                QTest::newRow(qPrintable(QString("%1%2").arg(name, isDescending ? ", descending" : "")))
                    << rank << appendOnly << keys << orders << rows << steps;
            };
            const auto spec = [&](std::vector<RankKind> ranks, K by, int64_t offset, int64_t limit) {
                return rankSpec(std::move(ranks), by, offset, limit, isDescending);
            };
            row("first", spec({}, K::RowNumber, 0, 1), false, 4, 9, 12, 150);
            row("first three, numbered", spec(number, K::RowNumber, 0, 3), false, 4, 9, 12, 150);
            row("fourth to sixth", spec(number, K::RowNumber, 3, 3), false, 3, 9, 12, 150);
            row("behind two", spec({}, K::RowNumber, 2, all), false, 3, 9, 12, 100);
            row("all three ranks", spec(three, K::RowNumber, 0, all), false, 3, 5, 10, 150);
            row("three ranks of the first five", spec(three, K::RowNumber, 0, 5), false, 3, 5, 10, 150);
            row("rank up to 2", spec({}, K::Rank, 0, 2), false, 3, 5, 10, 150);
            row("rank 3 to 4 with dense", spec({K::DenseRank}, K::Rank, 2, 2), false, 3, 5, 10, 150);
            row("dense up to 2", spec({}, K::DenseRank, 0, 2), false, 3, 5, 10, 150);
            row("dense 2, numbered", spec(number, K::DenseRank, 1, 1), false, 3, 5, 10, 150);
            row("a large partition", spec(number, K::RowNumber, 0, 10), false, 1, 100'000, 700, 12);
            row("a large partition, ranked", spec(three, K::RowNumber, 0, all), false, 1, 400, 300, 10);
            row("many partitions", spec({}, K::RowNumber, 0, 2), false, 20'000, 20, 6000, 6);
            row("fold of the first", spec({}, K::RowNumber, 0, 1), true, 5, 1000, 6, 150);
            row("fold of three", spec({}, K::RowNumber, 0, 3), true, 5, 60, 6, 150);
            row("fold of three, numbered", spec(number, K::RowNumber, 0, 3), true, 5, 60, 6, 150);
            const std::vector<RankKind> twice = {K::RowNumber, K::RowNumber};
            row("fold of one, numbered twice", spec(twice, K::RowNumber, 0, 1), true, 5, 60, 6, 80);
            row("fold with many partitions", spec({}, K::RowNumber, 0, 1), true, 20'000, 50, 6000, 6);
            row("fold of 200", spec(number, K::RowNumber, 0, 200), true, 2, 100'000, 150, 20);
            row("no partitions", rankSpec({}, K::RowNumber, 1, 3, isDescending, false), false, 5, 20, 10, 100);
            row("fold without partitions", rankSpec({}, K::RowNumber, 0, 3, isDescending, false), true, 5, 90, 5, 80);
        }
    }

    void equalsSortingAfterEveryStep()
    {
        QFETCH(RankSpec, rank);
        QFETCH(bool, appendOnly);
        QFETCH(int, numKeys);
        QFETCH(int, numOrders);
        QFETCH(int, rowsPerStep);
        QFETCH(int, steps);
        std::mt19937_64 random(7);
        Rig rig(optionsOf(rank, appendOnly));
        Rows rows;
        ZSetModel view;
        for (int step = 0; step < steps; ++step) {
            Rows next = rows;
            std::vector<std::pair<Row, Weight>> changes;
            const bool isDraining = !appendOnly && step % 10 == 9; // partitions become empty now and then
            for (int i = 0; i < rowsPerStep; ++i) {
                changes.push_back(randomChange(random, next, appendOnly, isDraining, numKeys, numOrders));
            }
            QVERIFY(rig.evaluate(deltaOf(changes, 1 + random() % 3)).ok());
            const Delta& delta = rig.circuit.output(rig.node).delta;
            if (random() % 4 == 0) {
                rig.circuit.rollback(); // as if the step had never been
                continue;
            }
            if (delta.hasDistinctRows) {
                QCOMPARE(modelOf(delta).size(), delta.numRows());
            }
            add(view, delta);
            rig.circuit.commit();
            rows = next;
            MR_COMPARE_ZSETS(view, recompute(rows, rank));
        }
    }

    void keepsNoMoreThanTheLimitOfAnAppendOnlyInput()
    {
        Rig rig(optionsOf(rankSpec({}, RankKind::RowNumber, 0, 2, true), true));
        for (int64_t step = 0; step < 50; ++step) {
            std::vector<std::pair<Row, Weight>> changes;
            for (int64_t i = 0; i < 100; ++i) {
                changes.emplace_back(Row{i % 5, i * step % 97, "text that does not fit inline"}, 1);
            }
            QVERIFY(rig.evaluate(deltaOf(changes, 1)).ok());
            rig.circuit.commit();
        }
        QCOMPARE(rig.circuit.op(rig.node).stateRows(), uint64_t{10});
        QVERIFY(rig.circuit.op(rig.node).stateBytes() < 1'000'000);
    }

    void refusesARowTakenFromAnAppendOnlyInput()
    {
        Rig rig(optionsOf(rankSpec({}, RankKind::RowNumber, 0, 1, true), true));
        QVERIFY(!rig.evaluate(deltaOf({{Row{1, 1, "a"}, -1}}, 1)).ok());
    }

    void forgetsWhatWasTaken()
    {
        Rig rig(optionsOf(rankSpec({}, RankKind::RowNumber, 0, 2, true), false));
        std::vector<std::pair<Row, Weight>> changes;
        for (int64_t i = 0; i < 5000; ++i) {
            changes.emplace_back(Row{i % 3, i, std::string(200, 'x') + std::to_string(i)}, 1);
        }
        for (int round = 0; round < 3; ++round) {
            QVERIFY(rig.evaluate(deltaOf(changes, 1)).ok());
            rig.circuit.commit();
            for (auto& change : changes) {
                change.second = -change.second;
            }
            QVERIFY(rig.evaluate(deltaOf(changes, 1)).ok());
            rig.circuit.commit();
            for (auto& change : changes) {
                change.second = -change.second;
            }
        }
        QCOMPARE(rig.circuit.op(rig.node).stateRows(), uint64_t{0});
        QVERIFY(rig.circuit.op(rig.node).stateBytes() < 8'000'000);
    }

    void batchesOutliveTheRowsTheyShow()
    {
        Rig rig(optionsOf(rankSpec({RankKind::RowNumber}, RankKind::RowNumber, 0, 1, true), false));
        const std::string text = "a text that does not fit inline";
        QVERIFY(rig.evaluate(deltaOf({{Row{1, 1, text}, 1}}, 1)).ok());
        const BatchPtr shown = rig.circuit.output(rig.node).delta.batches.at(0);
        rig.circuit.commit();
        for (int64_t i = 0; i < 3000; ++i) {
            const std::string other = std::string(1000, 'y') + std::to_string(i);
            const Row gone = i == 0 ? Row{1, 1, text} : Row{1, 5, "z"};
            QVERIFY(rig.evaluate(deltaOf({{gone, -1}, {Row{2, i, other}, 1}}, 1)).ok());
            rig.circuit.commit();
            QVERIFY(rig.evaluate(deltaOf({{Row{1, 5, "z"}, 1}, {Row{2, i, other}, -1}}, 1)).ok());
            rig.circuit.commit();
        }
        QCOMPARE(rowText(*shown, 0), "1|1|" + text + "|1");
    }

    void aChangeOfALargePartitionIsQuick()
    {
        Rig rig(optionsOf(rankSpec({RankKind::RowNumber}, RankKind::RowNumber, 0, 10, true), false));
        constexpr int64_t kRows = 200'000;
        std::vector<std::pair<Row, Weight>> changes;
        for (int64_t i = 0; i < kRows; ++i) {
            changes.emplace_back(Row{1, i * 7919 % kRows, "x"}, 1);
        }
        QVERIFY(rig.evaluate(deltaOf(changes, 1)).ok());
        rig.circuit.commit();
        QElapsedTimer timer;
        timer.start();
        constexpr int kChanges = 1000;
        for (int i = 0; i < kChanges; ++i) {
            QVERIFY(rig.evaluate(deltaOf({{Row{1, i * 101 % kRows, "y"}, 1}, {Row{1, kRows + i, "top"}, 1}}, 1)).ok());
            rig.circuit.commit();
        }
        const double micros = static_cast<double>(timer.nsecsElapsed()) / 1000 / kChanges;
        QVERIFY2(micros < 500, qPrintable(QString::number(micros))); // walking the partition would take milliseconds
    }

    void listsStayInOrder()
    {
        std::mt19937_64 random(3);
        RankedLists lists;
        RankedLists::List list = lists.create();
        std::map<uint64_t, RowId> model;
        const auto never = [](RowId) { return 0; };
        for (RowId i = 0; i < 30'000; ++i) {
            const uint64_t word = random() % 5'000;
            const RankedLists::Place place = lists.find(list, word, never);
            QCOMPARE(place.isFound, model.count(word) == 1);
            if (place.isFound) {
                lists.erase(list, place);
                model.erase(word);
            } else {
                list = lists.insert(list, place, word, i);
                model[word] = i;
            }
        }
        auto expected = model.begin();
        for (size_t number = 0; number < lists.numBlocks(list); ++number) {
            const RankedLists::Block block = lists.block(list, number);
            for (uint32_t at = 0; at < block.count; ++at, ++expected) {
                QCOMPARE(block.words[at], expected->first);
                QCOMPARE(block.rows[at], expected->second);
            }
        }
        QVERIFY(expected == model.end());
    }

private:
    static std::pair<Row, Weight> randomChange(std::mt19937_64& random, Rows& rows, bool appendOnly, bool isDraining,
                                               int numKeys, int numOrders)
    {
        if (!appendOnly && !rows.empty() && (isDraining || random() % 100 < 45)) {
            const auto key = static_cast<int64_t>(random() % static_cast<uint64_t>(numKeys));
            const auto order = static_cast<int64_t>(random() % static_cast<uint64_t>(numOrders));
            const auto at = rows.lower_bound(Row{key, order, ""});
            const auto chosen = at == rows.end() ? rows.begin() : at;
            const std::pair<Row, Weight> change(chosen->first, isDraining ? -chosen->second : -1);
            if ((chosen->second += change.second) == 0) {
                rows.erase(chosen);
            }
            if (change.second != 0) {
                return change;
            }
        }
        Row row;
        if (random() % 9 != 0) {
            std::get<0>(row) = static_cast<int64_t>(random() % static_cast<uint64_t>(numKeys));
        }
        if (random() % 9 != 0) {
            std::get<1>(row) = static_cast<int64_t>(random() % static_cast<uint64_t>(numOrders)) - numOrders / 2;
        }
        std::get<2>(row) = std::string(1, static_cast<char>('a' + random() % 3));
        std::get<2>(row) += random() % 3 == 0 ? " with a tail that is not inline" : "";
        const Weight weight = random() % 6 == 0 ? 3 : 1;
        rows[row] += weight;
        return {row, weight};
    }
};

QTEST_APPLESS_MAIN(TestTopK)
#include "test_top_k.moc"
