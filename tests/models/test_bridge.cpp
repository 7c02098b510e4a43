// SPDX-License-Identifier: GPL-3.0-or-later
// The frame clock and the bridge: coalescing, idleness, rates, runs, commands.
#include "models/bridge/engine_bridge.h"
#include "models/bridge/rate_meter.h"
#include "tests/models/stream_fixture.h"

#include <QAbstractEventDispatcher>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

#include <thread>

using namespace millrace;
using namespace millrace::models;
using namespace millrace::test;

namespace {

/// How often the event loop woke up within a time in which nothing happens, the end of the wait included.
int numWakeUps(int ms)
{
    int wakeUps = 0;
    const auto connection = QObject::connect(QAbstractEventDispatcher::instance(), &QAbstractEventDispatcher::awake,
                                             [&wakeUps] { ++wakeUps; });
    QEventLoop loop;
    QTimer::singleShot(ms, &loop, &QEventLoop::quit);
    loop.exec();
    QObject::disconnect(connection);
    return wakeUps;
}

void busyFor(int ms)
{
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < ms) {
    }
}

} // namespace

class TestBridge : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void requestsWithinAFrameMakeOneFrame()
    {
        FrameClock clock;
        QSignalSpy frames(&clock, &FrameClock::frame);
        for (int i = 0; i < 1000; ++i) {
            clock.request();
        }
        QTRY_COMPARE(frames.count(), 1);
        QTRY_VERIFY(!clock.isArmed());
        QCOMPARE(frames.count(), 1);
        QCOMPARE(clock.statistics().numFrames(), 1U);
    }

    void framesKeepTheirDistance()
    {
        FrameClock clock;
        QElapsedTimer timer;
        std::vector<qint64> times;
        connect(&clock, &FrameClock::frame, this, [&] {
            times.push_back(timer.nsecsElapsed() / 1000);
            if (times.size() < 10) {
                clock.request();
            }
        });
        timer.start();
        clock.request();
        QTRY_COMPARE(times.size(), size_t{10});
        for (size_t i = 1; i < times.size(); ++i) {
            QVERIFY2(times[i] - times[i - 1] >= 14'000, qPrintable(QString::number(times[i] - times[i - 1])));
        }
    }

    void tenThousandNotificationsFromThreadsMakeFewFrames()
    {
        FrameClock clock;
        QSignalSpy frames(&clock, &FrameClock::frame);
        QElapsedTimer timer;
        timer.start();
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([&clock] {
                for (int i = 0; i < 2500; ++i) {
                    clock.requestFromAnyThread();
                }
            });
        }
        for (std::thread& thread : threads) {
            thread.join();
        }
        QTRY_VERIFY(frames.count() > 0);
        QTRY_VERIFY(!clock.isArmed());
        QVERIFY2(frames.count() <= 2 + timer.elapsed() / 16, qPrintable(QString::number(frames.count())));
        QVERIFY(frames.count() < 50);
    }

    void suspendedItRemembers()
    {
        FrameClock clock;
        QSignalSpy frames(&clock, &FrameClock::frame);
        clock.setActivity(FrameClock::Activity::Suspended);
        clock.request();
        QVERIFY(!clock.isArmed());
        QVERIFY(!frames.wait(60));
        clock.setActivity(FrameClock::Activity::Running);
        QTRY_COMPARE(frames.count(), 1);
    }

    void lowersItsRateWhenFramesAreTooLongAndRaisesItAgain()
    {
        FrameClock clock;
        int busyMs = 25;
        connect(&clock, &FrameClock::frame, this, [&] { busyFor(busyMs); });
        runFrame(clock); // the first follows nothing
        runFrame(clock);
        QCOMPARE(clock.rateHz(), 60);
        runFrame(clock);
        QCOMPARE(clock.rateHz(), 30);
        busyMs = 40;
        runFrame(clock);
        runFrame(clock);
        QCOMPARE(clock.rateHz(), 15);
        busyMs = 0;
        for (int i = 0; i < 150 && clock.rateHz() == 15; ++i) { // a second of short frames, more on a busy machine
            runFrame(clock);
        }
        QCOMPARE(clock.rateHz(), 30);
        QVERIFY(clock.statistics().worstUs() >= 40'000);
        QVERIFY(clock.statistics().percentileUs(50) < 16'000);
        // With nothing to show it is not slowed any more, and sleeps.
        const QSignalSpy changes(&clock, &FrameClock::rateChanged);
        QTRY_COMPARE(clock.rateHz(), 60);
        QCOMPARE(changes.size(), 1);
        QVERIFY(!clock.isArmed());
    }

    /// A few changes a second are not held back by any rate, so none is told.
    void rareFramesDoNotLowerTheRate()
    {
        FrameClock clock;
        connect(&clock, &FrameClock::frame, this, [] { busyFor(25); });
        for (int i = 0; i < 4; ++i) {
            runFrame(clock);
            QTest::qWait(120);
        }
        QCOMPARE(clock.rateHz(), 60);
    }

    void idleItNeverWakesUp()
    {
        StreamFixture f;
        f.publish(1, {fakeBatch(10)});
        f.frame();
        QVERIFY(f.pipeline->stop().ok());
        f.frame();
        QTRY_VERIFY(!f.bridge->clock().isArmed());
        QVERIFY(numWakeUps(500) <= 3);
    }

    void aQuietRunningPipelineComesToRest()
    {
        StreamFixture f;
        QSignalSpy statuses(f.link, &PipelineBridge::statusChanged);
        qsizetype before = -1;
        for (int i = 0; i < 5 && before != statuses.count();
             ++i) { // until the polls that find rates to be zero are over
            before = statuses.count();
            QTest::qWait(900);
        }
        QVERIFY(before <= 4);
        QVERIFY(numWakeUps(900) <= 3);
        QCOMPARE(statuses.count(), before);
        f.pipeline->changeStatus([](PipelineStatus& status) { status.totalInputRecords = 7; });
        QTRY_COMPARE(statuses.count(), before + 1);
        QCOMPARE(f.link->status()->totalInputRecords, 7U);
    }

    void statusIsTakenOnceAFrame()
    {
        StreamFixture f;
        QSignalSpy statuses(f.link, &PipelineBridge::statusChanged);
        std::thread engine([&] {
            for (uint64_t i = 1; i <= 10'000; ++i) {
                f.pipeline->changeStatus([i](PipelineStatus& status) { status.totalInputRecords = i; });
            }
        });
        QElapsedTimer timer;
        timer.start();
        QTRY_COMPARE(f.link->status()->totalInputRecords, 10'000U);
        engine.join();
        QVERIFY(statuses.count() <= 2 + timer.elapsed() / 15);
    }

    void tellsRuns()
    {
        StreamFixture f;
        QSignalSpy started(f.link, &PipelineBridge::runStarted);
        QSignalSpy ended(f.link, &PipelineBridge::runEnded);
        QSignalSpy states(f.link, &PipelineBridge::stateChanged);
        QVERIFY(f.link->stop());
        f.frame();
        QCOMPARE(ended.count(), 1);
        QVERIFY(f.link->start(PipelineBridge::StartMode::PausedInputs));
        f.frame();
        QCOMPARE(started.count(), 1);
        QCOMPARE(f.link->state(), PipelineState::Paused);
        QVERIFY(f.link->resumeInputs());
        f.frame();
        QCOMPARE(f.link->state(), PipelineState::Running);
        QCOMPARE(started.count(), 1);
        QCOMPARE(states.count(), 3);
        QVERIFY(f.link->stop() && f.link->start()); // within one frame
        f.frame();
        QCOMPARE(ended.count(), 2);
        QCOMPARE(started.count(), 2);
    }

    void tellsFailedCommands()
    {
        StreamFixture f;
        QSignalSpy failures(f.bridge.get(), &EngineBridge::commandFailed);
        f.pipeline->failNext(makeError(ErrorCode::kPipelineProgram, "line 3 is wrong"));
        QVERIFY(!f.link->start());
        QCOMPARE(failures.count(), 1);
        QCOMPARE(failures[0][0].toString(), QStringLiteral("Could not start demo"));
        QCOMPARE(failures[0][1].value<Error>().code, ErrorCode::kPipelineProgram);
        QVERIFY(!f.link->startConnector(QStringLiteral("prices"), QStringLiteral("none")));
        QCOMPARE(failures.count(), 2);
        f.pipeline->failNext(makeError(ErrorCode::kPipelineUnknownConnector, "no such connector"));
        QVERIFY(!f.link->issueToken(QStringLiteral("prices"), QStringLiteral("none")).has_value());
        QCOMPARE(failures.count(), 3);
    }

    void managesPipelines()
    {
        auto fake = std::make_unique<FakeEngine>();
        FakeEngine& engine = *fake;
        engine.add("b");
        EngineBridge bridge(std::move(fake));
        QSignalSpy changed(&bridge, &EngineBridge::pipelinesChanged);
        QSignalSpy failures(&bridge, &EngineBridge::commandFailed);
        PipelineBridge* a = bridge.createPipeline(QStringLiteral("a"), QStringLiteral("SELECT"));
        QVERIFY(a != nullptr);
        QCOMPARE(a->program(), QStringLiteral("SELECT"));
        QCOMPARE(bridge.pipelines().size(), 2);
        QCOMPARE(bridge.pipelines()[0], a);
        QCOMPARE(bridge.createPipeline(QStringLiteral("a"), {}), nullptr);
        QCOMPARE(failures.count(), 1);
        QVERIFY(bridge.renamePipeline(a, QStringLiteral("c")));
        QCOMPARE(bridge.pipelines()[1], a);
        QCOMPARE(bridge.find(QStringLiteral("c")), a);
        QVERIFY(!bridge.renamePipeline(a, QStringLiteral("b")));
        QVERIFY(bridge.removePipeline(a));
        QCOMPARE(bridge.pipelines().size(), 1);
        QCOMPARE(changed.count(), 3);
        engine.add("z");
        bridge.reload();
        QCOMPARE(bridge.pipelines().size(), 2);
        QVERIFY(engine.remove("b").ok());
        bridge.reload();
        QCOMPARE(bridge.pipelines().size(), 1);
        QCOMPARE(bridge.pipelines()[0]->name(), QStringLiteral("z"));
        QVERIFY(!bridge.setting(QStringLiteral("theme")).has_value());
        QVERIFY(bridge.setSetting(QStringLiteral("theme"), QStringLiteral("dark")));
        QCOMPARE(bridge.setting(QStringLiteral("theme")), QStringLiteral("dark"));
    }

    /// On a full disk, while one goes on typing.
    void whatCannotBeKeptIsToldOnce()
    {
        auto fake = std::make_unique<FakeEngine>();
        FakeEngine& engine = *fake;
        EngineBridge bridge(std::move(fake));
        QSignalSpy failures(&bridge, &EngineBridge::commandFailed);
        const auto keep = [&](const char* text) {
            bridge.settings().set("recovery.a", text);
            while (engine.setting("recovery.a") != text && failures.count() == 0) {
                QTest::qWait(1);
            }
        };
        keep("fine");
        QCOMPARE(failures.count(), 0);
        engine.failSettings(makeError(ErrorCode::kIoWrite, "No space left on device"));
        keep("lost");
        QCOMPARE(failures.count(), 1);
        bridge.settings().set("recovery.a", "lost too");
        bridge.settings().set("recovery.b", "and this");
        QTest::qWait(50);
        QCOMPARE(failures.count(), 1);
        engine.failSettings(std::nullopt);
        bridge.settings().set("recovery.a", "kept");
        QTRY_COMPARE(engine.setting("recovery.a").value_or(""), std::string("kept"));
        engine.failSettings(makeError(ErrorCode::kIoWrite, "No space left on device"));
        bridge.settings().set("recovery.a", "lost again");
        QTRY_COMPARE(failures.count(), 2);
    }

    void followsOthersOncePerFrame()
    {
        auto fake = std::make_unique<FakeEngine>();
        FakeEngine& engine = *fake;
        engine.add("gone");
        EngineBridge bridge(std::move(fake));
        QTRY_VERIFY(!bridge.clock().isArmed());
        QSignalSpy changed(&bridge, &EngineBridge::pipelinesChanged);
        QSignalSpy removed(&bridge, &EngineBridge::pipelineAboutToBeRemoved);
        for (int i = 0; i < 100; ++i) {
            QVERIFY(engine.create("p" + std::to_string(i), {}).ok());
        }
        QVERIFY(engine.remove("gone").ok());
        QVERIFY(engine.rename("p0", "first").ok());
        QTRY_COMPARE(bridge.pipelines().size(), 100);
        QCOMPARE(changed.count(), 1);
        QVERIFY(bridge.find(QStringLiteral("first")) != nullptr);
        QCOMPARE(removed.count(), 1);
        QCOMPARE(removed[0][1].value<EngineBridge::RemovedBy>(), EngineBridge::RemovedBy::Outside);
        QVERIFY(bridge.removePipeline(bridge.find(QStringLiteral("p1"))));
        QCOMPARE(removed[1][1].value<EngineBridge::RemovedBy>(), EngineBridge::RemovedBy::Window);
        QTRY_VERIFY(!bridge.clock().isArmed());
    }

    void ratesAreOfTheLastSecond()
    {
        RateMeter meter;
        meter.update(1000, 0);
        QCOMPARE(meter.perSecond(), 0.0);
        meter.update(1250, 250'000);
        QCOMPARE(meter.perSecond(), 1000.0);
        meter.update(1260, 260'000); // too soon to tell
        QCOMPARE(meter.perSecond(), 1000.0);
        for (int i = 2; i < 20; ++i) {
            meter.update(1000 + static_cast<uint64_t>(i) * 500, i * 250'000);
        }
        QVERIFY(std::abs(meter.perSecond() - 2000) < 50);
        meter.update(1000 + 19 * 500, 19 * 250'000 + 600'000);
        QVERIFY(meter.perSecond() > 0); // slower, but not yet a second of nothing
        meter.update(1000 + 19 * 500, 19 * 250'000 + 1'000'000);
        QCOMPARE(meter.perSecond(), 0.0);
        meter.update(3, 20'000'000); // another run
        QCOMPARE(meter.perSecond(), 0.0);
    }
};

QTEST_GUILESS_MAIN(TestBridge)
#include "test_bridge.moc"
