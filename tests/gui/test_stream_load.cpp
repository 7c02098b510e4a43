// SPDX-License-Identifier: GPL-3.0-or-later
// A visible change stream under load: what is shown stays exact, and how long frames take is told.
#include "gui/documents/document_area.h"
#include "gui/documents/stream_document.h"
#include "gui/documents/stream_set.h"
#include "gui/views/stream_view.h"
#include "gui/window/main_window.h"
#include "tests/support/fake_pipeline.h"

#include <QScrollBar>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

using namespace millrace;
using namespace millrace::gui;

class TestStreamLoad : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void showsEverythingThatComes()
    {
        // A few seconds here; MILLRACE_LOAD_SECONDS=30 is the measurement of the release notes.
        const int seconds = qEnvironmentVariableIsSet("MILLRACE_LOAD_SECONDS")
                                ? qEnvironmentVariableIntValue("MILLRACE_LOAD_SECONDS")
                                : 2;
        constexpr uint64_t kRowsPerSecond = 100'000;
        auto owned = std::make_unique<test::FakeEngine>();
        const auto pipeline = owned->add("load", {test::fakePriceRelation("v")});
        models::EngineBridge engine(std::move(owned));
        const QTemporaryDir folder;
        QSettings settings(folder.filePath(QStringLiteral("window.ini")), QSettings::IniFormat);
        ThemeController theme;
        theme.apply(ThemeChoice::Light);
        MainWindow window(engine, theme, settings);
        window.resize(1440, 900);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        models::PipelineBridge* bridge = engine.find(QStringLiteral("load"));
        window.openPipeline(bridge);
        QVERIFY(bridge->start());
        window.streams().setTicked(bridge, QStringLiteral("v"), true);
        StreamDocument* stream = window.streams().active();
        QTRY_COMPARE(pipeline->numSubscriptions(), size_t(1));
        engine.clock().statistics().clear();
        uint64_t numPublished = 0;
        {
            const test::FakeLoad load(*pipeline, {"v"}, kRowsPerSecond, 500);
            QTest::qWait(seconds * 1000);
            numPublished = load.numPublishedRows();
        }
        const models::FrameStatistics& frames = engine.clock().statistics();
        qInfo("%llu frames, p50 %.1f ms, p99 %.1f ms, worst %.1f ms",
              static_cast<unsigned long long>(frames.numFrames()), static_cast<double>(frames.percentileUs(50)) / 1000,
              static_cast<double>(frames.percentileUs(99)) / 1000, static_cast<double>(frames.worstUs()) / 1000);
        QVERIFY(numPublished > 0);
        const models::StreamCounters& counters = stream->model().counters();
        QTRY_VERIFY(counters.received + counters.notKept >= numPublished);
        QCOMPARE(stream->view()->follower().state(), models::StreamFollower::State::Follow);
        const QScrollBar* bar = stream->view()->verticalScrollBar();
        QTRY_COMPARE(bar->value(), bar->maximum());
    }
};

QTEST_MAIN(TestStreamLoad)
#include "test_stream_load.moc"
