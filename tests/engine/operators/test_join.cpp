// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/circuit/circuit.h"
#include "engine/operators/integrate_operator.h"
#include "engine/operators/join_operator.h"
#include "engine/zset/batch_builder.h"
#include "tests/support/delta_source.h"
#include "tests/support/zset_model.h"

#include <QTest>

#include <random>

using namespace millrace;
using namespace millrace::test;

namespace {

const std::vector<Physical> kColumns = {Physical::Int32, Physical::String};

/// One side: rows present, and a way to make changes of them.
struct Side {
    std::vector<std::vector<Value>> rows;

    Delta change(std::mt19937_64& random, size_t count, int keys)
    {
        std::vector<std::vector<Value>> values;
        std::vector<Weight> weights;
        for (size_t i = 0; i < count; ++i) {
            if (!rows.empty() && random() % 5 < 2) {
                std::swap(rows[random() % rows.size()], rows.back());
                values.push_back(rows.back());
                rows.pop_back();
                weights.push_back(-1);
            } else {
                const bool isNull = random() % 12 == 0;
                const auto key = static_cast<int64_t>(random() % static_cast<uint64_t>(keys));
                values.push_back({isNull ? Value() : Value(key), Value("v" + std::to_string(random() % 6))});
                rows.push_back(values.back());
                weights.push_back(1);
            }
        }
        Delta delta;
        if (!values.empty()) {
            delta.add(batchOf(kColumns, values, weights));
        }
        return delta;
    }
};

ZSetModel nestedLoops(const Side& left, const Side& right)
{
    ZSetModel model;
    for (const auto& l : left.rows) {
        for (const auto& r : right.rows) {
            if (!l[0].isNull() && l[0] == r[0]) {
                add(model, l[1].asString() + "|" + std::to_string(l[0].asInt()) + "|" + r[1].asString(), 1);
            }
        }
    }
    return model;
}

} // namespace

class TestJoin : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalsNestedLoopsAfterEveryStep_data()
    {
        QTest::addColumn<int>("keys");
        QTest::addColumn<int>("rows");
        QTest::addColumn<bool>("isSelfJoin");
        QTest::newRow("many to many") << 4 << 12 << false;
        QTest::newRow("few matches") << 200 << 30 << false;
        QTest::newRow("self join on shared rows") << 6 << 10 << true;
        QTest::newRow("one key") << 1 << 6 << false;
    }

    void equalsNestedLoopsAfterEveryStep()
    {
        QFETCH(int, keys);
        QFETCH(int, rows);
        QFETCH(bool, isSelfJoin);
        std::mt19937_64 random(7);
        Circuit circuit;
        const auto addSource = [&](DeltaSource*& source) {
            auto owner = std::make_unique<DeltaSource>();
            source = owner.get();
            return circuit.add(std::move(owner), {});
        };
        DeltaSource* leftSource = nullptr;
        DeltaSource* rightSource = nullptr;
        const NodeId left = addSource(leftSource);
        const NodeId right = isSelfJoin ? left : addSource(rightSource);
        const auto makeSide = [&](NodeId node) {
            auto store = std::make_shared<RelationStore>(kColumns, Identity::WholeRow);
            circuit.add(std::make_unique<IntegrateOperator>(store), {node});
            return JoinSide{store, store->index({0}), {0}};
        };
        const JoinSide leftSide = makeSide(left);
        const JoinSide rightSide = isSelfJoin ? leftSide : makeSide(right);
        const NodeId join = circuit.add(
            std::make_unique<JoinOperator>(leftSide, rightSide,
                                           std::vector<JoinColumn>{{false, 1}, {false, 0}, {true, 1}}, nullptr),
            {left, right});

        Side leftRows;
        Side rightRows;
        ZSetModel view;
        for (int step = 0; step < 120; ++step) {
            const Side leftBefore = leftRows;
            const Side rightBefore = rightRows;
            leftSource->set(leftRows.change(random, random() % static_cast<uint64_t>(rows + 1), keys));
            circuit.markDirty(left);
            if (!isSelfJoin) {
                rightSource->set(rightRows.change(random, random() % static_cast<uint64_t>(rows + 1), keys));
                circuit.markDirty(right);
            }
            QVERIFY(circuit.evaluate({}).ok());
            if (random() % 5 == 0) {
                circuit.rollback();
                leftRows = leftBefore;
                rightRows = rightBefore;
                continue;
            }
            add(view, circuit.output(join).delta);
            circuit.commit();
            MR_COMPARE_ZSETS(view, nestedLoops(leftRows, isSelfJoin ? leftRows : rightRows));
        }
    }
};

QTEST_APPLESS_MAIN(TestJoin)
#include "test_join.moc"
