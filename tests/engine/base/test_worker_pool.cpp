// SPDX-License-Identifier: GPL-3.0-or-later
// The workers of large steps: every call once, whoever makes it, and nobody left behind.
#include "engine/base/worker_pool.h"

#include <QTest>

#include <array>
#include <atomic>
#include <stdexcept>
#include <string>

using namespace millrace;

class TestWorkerPool : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyCallIsMadeOnce()
    {
        WorkerPool pool;
        for (const size_t workers : {size_t{1}, size_t{2}, size_t{3}, size_t{200}}) {
            for (const size_t count : {size_t{0}, size_t{1}, size_t{2}, size_t{100}}) {
                std::vector<std::atomic<int>> calls(count);
                pool.run(count, workers, [&calls](size_t call) { calls[call].fetch_add(1); });
                for (const std::atomic<int>& number : calls) {
                    QCOMPARE(number.load(), 1);
                }
            }
        }
    }

    void oneWorkerIsTheCaller()
    {
        WorkerPool pool;
        std::vector<std::thread::id> threads(5);
        pool.run(threads.size(), 1, [&threads](size_t call) { threads[call] = std::this_thread::get_id(); });
        for (const std::thread::id& thread : threads) {
            QVERIFY(thread == std::this_thread::get_id());
        }
    }

    void twoWorkersWorkAtTheSameTime()
    {
        WorkerPool pool;
        std::array<std::atomic<bool>, 2> isThere{};
        pool.run(2, 2, [&isThere](size_t call) {
            isThere[call].store(true);
            while (!isThere[1 - call].load()) { // ends only when the other call is being made, too
                std::this_thread::yield();
            }
        });
        QVERIFY(isThere[0].load() && isThere[1].load());
    }

    void whatTheLowestCallThrowsIsThrownOn()
    {
        WorkerPool pool;
        for (int attempt = 0; attempt < 50; ++attempt) {
            std::atomic<int> calls{0};
            std::string thrown;
            try {
                pool.run(8, 3, [&calls](size_t call) {
                    calls.fetch_add(1);
                    if (call % 2 == 1) {
                        throw std::runtime_error(std::to_string(call));
                    }
                });
            } catch (const std::runtime_error& error) {
                thrown = error.what();
            }
            QCOMPARE(thrown, std::string("1"));
            QCOMPARE(calls.load(), 8);
        }
    }

    void severalCallersShareThePool()
    {
        WorkerPool pool;
        std::atomic<size_t> sum{0};
        std::vector<std::jthread> callers;
        for (int caller = 0; caller < 4; ++caller) {
            callers.emplace_back([&] {
                for (int round = 0; round < 200; ++round) {
                    pool.run(5, 3, [&sum](size_t call) { sum.fetch_add(call); });
                }
            });
        }
        callers.clear();
        QCOMPARE(sum.load(), size_t{4 * 200 * 10});
    }
};

QTEST_APPLESS_MAIN(TestWorkerPool)
#include "test_worker_pool.moc"
