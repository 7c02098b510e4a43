// SPDX-License-Identifier: GPL-3.0-or-later
// Jobs beside their caller: all are done, on few threads, and without a thread the caller is told.
#include "engine/base/work_pool.h"
#include "tests/support/no_more_threads.h"
#include "tests/support/thread_names.h"

#include <QSemaphore>
#include <QTest>

#include <atomic>

using namespace millrace;
using namespace millrace::test;

class TestWorkPool : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void doesAllJobsOnFewThreads()
    {
        std::atomic<int> numRunning = 0;
        std::atomic<int> mostRunning = 0;
        QSemaphore done;
        WorkPool pool("test-pool", 3);
        for (int i = 0; i < 500; ++i) {
            QVERIFY(pool.submit([&] {
                        const int running = ++numRunning;
                        int most = mostRunning;
                        while (running > most && !mostRunning.compare_exchange_weak(most, running)) {
                        }
                        --numRunning;
                        done.release();
                    }).ok());
        }
        QVERIFY(done.tryAcquire(500, 20'000));
        QVERIFY(mostRunning.load() <= 3);
        QVERIFY(countThreads("test-pool") <= 3);
    }

    void hasNoThreadBeforeItNeedsOne()
    {
        WorkPool pool("test-pool", 3);
        QCOMPARE(countThreads("test-pool"), 0);
        QVERIFY(pool.hold().ok());
        QVERIFY(pool.hold().ok());
        QTRY_COMPARE(countThreads("test-pool"), 1);
    }

    void tellsThatThereIsNoThread()
    {
        WorkPool pool("test-pool", 3);
        QSemaphore done;
        {
            const NoMoreThreads scarce;
            const Status refused = pool.submit([&] { done.release(); });
            QCOMPARE(refused.error().code, ErrorCode::kThreadLimit);
            QCOMPARE(pool.hold().error().code, ErrorCode::kThreadLimit);
        }
        QVERIFY(!done.tryAcquire(1, 50)); // it was dropped
        QVERIFY(pool.hold().ok());
        const NoMoreThreads scarce;
        for (int i = 0; i < 10; ++i) {
            QVERIFY(pool.submit([&] { done.release(); }).ok()); // the one there is does them
        }
        QVERIFY(done.tryAcquire(10, 20'000));
    }

    void endsWhatIsUnderWayAndNoMore()
    {
        QSemaphore begun;
        QSemaphore release;
        std::atomic<int> numDone = 0;
        WorkPool pool("test-pool", 1);
        for (int i = 0; i < 5; ++i) {
            QVERIFY(pool.submit([&] {
                        begun.release();
                        release.acquire();
                        ++numDone;
                    }).ok());
        }
        QVERIFY(begun.tryAcquire(1, 20'000));
        release.release(5);
        pool.close();
        QVERIFY(numDone.load() >= 1);
        QVERIFY(pool.submit([&] { ++numDone; }).ok());
        QCOMPARE(countThreads("test-pool"), 0);
    }
};

QTEST_APPLESS_MAIN(TestWorkPool)
#include "test_work_pool.moc"
