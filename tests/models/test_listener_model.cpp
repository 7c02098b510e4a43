// SPDX-License-Identifier: GPL-3.0-or-later
// Who listens to a descriptive pipeline: its clients, their rows and rates, not the window itself.
#include "models/query/listener_model.h"
#include "models/query/stream_query.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace millrace;
using namespace millrace::models;

namespace {

constexpr int64_t kSecond = 1'000'000;

descriptive::LiveCallInfo callOf(uint64_t id, const char* pipeline, const char* client, uint64_t numRows)
{
    descriptive::LiveCallInfo call;
    call.id = id;
    call.origin = {pipeline, client};
    call.startedAt = kSecond;
    call.numRows = numRows;
    return call;
}

} // namespace

class TestListenerModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsWhoListensAtWhatRate()
    {
        ListenerModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setPipeline(QStringLiteral("devices"));
        model.refresh({callOf(1, "devices", "HTTP a", 500), callOf(2, "others", "HTTP b", 1),
                       callOf(3, "devices", StreamQuery::kClient, 1)},
                      2 * kSecond);
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(model.index(0, 0).data().toString(), QStringLiteral("HTTP a"));
        QVERIFY2(text(model, 2).startsWith(QStringLiteral("500")), qPrintable(text(model, 2)));
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        model.refresh({callOf(1, "devices", "HTTP a", 520)}, 4 * kSecond);
        QCOMPARE(resets.size(), 0);
        QCOMPARE(text(model, 1), QStringLiteral("520"));
        QVERIFY2(text(model, 2).startsWith(QStringLiteral("10")), qPrintable(text(model, 2)));
        model.refresh({}, 5 * kSecond);
        QCOMPARE(model.rowCount(), 0);
    }

private:
    static QString text(const ListenerModel& model, int column) { return model.index(0, column).data().toString(); }
};

QTEST_GUILESS_MAIN(TestListenerModel)
#include "test_listener_model.moc"
