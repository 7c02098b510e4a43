// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/status_notifier.h"
#include "tests/support/thread_names.h"

#include <QTest>

#include <chrono>
#include <condition_variable>
#include <mutex>

using namespace millrace;
using namespace millrace::test;

namespace {

/// Counts calls and lets a test wait for them.
class CallCounter {
public:
    void call(int value = 0)
    {
        {
            std::lock_guard lock(m_mutex);
            ++m_numCalls;
            m_value = value;
        }
        m_called.notify_all();
    }
    bool waitForValue(int value)
    {
        std::unique_lock lock(m_mutex);
        return m_called.wait_for(lock, std::chrono::seconds(10), [&] { return m_value == value; });
    }
    bool waitFor(int numCalls)
    {
        std::unique_lock lock(m_mutex);
        return m_called.wait_for(lock, std::chrono::seconds(10), [&] { return m_numCalls >= numCalls; });
    }
    int numCalls()
    {
        std::lock_guard lock(m_mutex);
        return m_numCalls;
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_called;
    int m_numCalls = 0;
    int m_value = 0;
};

} // namespace

class TestStatusNotifier : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void coalescesButNeverLosesTheLastChange()
    {
        std::atomic<int> state = 0;
        CallCounter counter;
        StatusNotifier notifier([] {});
        notifier.add([&] { counter.call(state.load()); });
        const auto begin = std::chrono::steady_clock::now();
        for (int i = 1; i <= 100'000; ++i) {
            state.store(i);
            notifier.changed();
        }
        QVERIFY(counter.waitForValue(100'000));
        const auto taken = std::chrono::steady_clock::now() - begin;
        notifier.stop();
        const auto gaps = taken / std::chrono::milliseconds(StatusNotifier::kMinGapMs);
        QVERIFY(counter.numCalls() <= gaps + 2);
    }

    void asksForAFreshStatusBeforeTelling()
    {
        std::atomic<int> numRefreshed = 0;
        CallCounter counter;
        StatusNotifier notifier([&] { ++numRefreshed; });
        notifier.changed(); // nobody listens: no thread, no call
        notifier.add([&] { counter.call(); });
        notifier.changed();
        QVERIFY(counter.waitFor(1));
        QVERIFY(numRefreshed.load() >= 1);
    }

    void noCallRunsAfterRemoval()
    {
        for (int round = 0; round < 50; ++round) {
            StatusNotifier notifier([] {});
            auto target = std::make_unique<std::atomic<int>>(0);
            const int id = notifier.add([pointer = target.get()] { pointer->fetch_add(1); });
            notifier.changed();
            notifier.remove(id);
            target.reset(); // the sanitizers watch
            notifier.changed();
        }
    }

    void manyNotifiersShareAThread()
    {
        std::atomic<int> numTold = 0;
        std::vector<std::unique_ptr<StatusNotifier>> notifiers;
        for (int i = 0; i < 200; ++i) {
            notifiers.push_back(std::make_unique<StatusNotifier>([] {}));
            notifiers.back()->add([&] { ++numTold; });
            notifiers.back()->changed();
        }
        QTRY_COMPARE(numTold.load(), 200);
        QCOMPARE(countThreads("mr-status"), 1);
    }

    void oneMayGoWhileAnotherIsTold()
    {
        CallCounter counter;
        StatusNotifier lasting([] {});
        auto going = std::make_unique<StatusNotifier>([] {});
        going->add([] {});
        lasting.add([&] {
            going.reset(); // as by a listener that removes another pipeline
            counter.call();
        });
        going->changed();
        lasting.changed();
        QVERIFY(counter.waitFor(1));
    }

    void aListenerMayRemoveItself()
    {
        CallCounter counter;
        CallCounter other;
        StatusNotifier notifier([] {});
        std::atomic<int> id = 0;
        id = notifier.add([&] {
            notifier.remove(id.load());
            counter.call();
        });
        notifier.changed();
        QVERIFY(counter.waitFor(1));
        notifier.add([&] { other.call(); });
        notifier.changed();
        QVERIFY(other.waitFor(1));
        QCOMPARE(counter.numCalls(), 1);
    }
};

QTEST_APPLESS_MAIN(TestStatusNotifier)
#include "test_status_notifier.moc"
