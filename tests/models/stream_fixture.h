// SPDX-License-Identifier: GPL-3.0-or-later
// A change stream over a scripted pipeline, checked by the model tester, with frames on demand.
#pragma once

#include "models/bridge/engine_bridge.h"
#include "models/stream/change_stream_model.h"
#include "tests/support/fake_pipeline.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include <memory>

namespace millrace::test {

/// Runs one frame of the clock to its end.
inline void runFrame(models::FrameClock& clock)
{
    QSignalSpy spy(&clock, &models::FrameClock::frameFinished);
    clock.request();
    QVERIFY(spy.wait());
}

struct StreamFixture {
    enum class Checks { Tester, None };

    explicit StreamFixture(QStringList relations = {QStringLiteral("prices")}, Checks checks = Checks::Tester)
    {
        auto fake = std::make_unique<FakeEngine>();
        pipeline = fake->add("demo", {fakePriceRelation("prices"), fakePriceRelation("offers")});
        bridge = std::make_unique<models::EngineBridge>(std::move(fake));
        link = bridge->find(QStringLiteral("demo"));
        model = std::make_unique<models::ChangeStreamModel>(bridge->clock());
        if (checks == Checks::Tester) {
            tester = std::make_unique<QAbstractItemModelTester>(model.get(),
                                                                QAbstractItemModelTester::FailureReportingMode::Fatal);
        }
        model->setPipeline(link);
        model->setRelations(relations);
        QVERIFY(pipeline->start(false).ok());
        frame();
    }

    void frame() { runFrame(bridge->clock()); }
    void publish(uint64_t step, std::vector<BatchPtr> batches, const char* relation = "prices")
    {
        pipeline->publish(relation, step, std::move(batches));
    }
    QVariant at(int row, int column, int role = Qt::DisplayRole) const { return model->index(row, column).data(role); }
    /// The id in the first data column of a row of one relation.
    qlonglong idAt(int row) const
    {
        return at(row, model->columnOf(models::ChangeStreamModel::ColumnKind::Data)).toString().toLongLong();
    }

    std::shared_ptr<FakePipeline> pipeline;
    std::unique_ptr<models::EngineBridge> bridge;
    models::PipelineBridge* link = nullptr;
    std::unique_ptr<models::ChangeStreamModel> model;
    std::unique_ptr<QAbstractItemModelTester> tester;
};

} // namespace millrace::test
