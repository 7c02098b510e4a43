// SPDX-License-Identifier: GPL-3.0-or-later
// The window under load: three visible streams and the charts over a pipeline that makes a million changes a second.
// Frames, blocks of the window's thread, the latency of input, memory, and what it costs the engine to be watched.
//
//   xvfb-run -s "-screen 0 2560x1440x24" millrace_window_load [SECONDS]
#include "gui/actions/action_registry.h"
#include "gui/documents/stream_document.h"
#include "gui/documents/stream_set.h"
#include "gui/theme/theme_controller.h"
#include "gui/window/docks.h"
#include "gui/window/main_window.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QScrollBar>
#include <QSettings>
#include <QSplitter>
#include <QTableView>
#include <QTemporaryDir>
#include <QTimer>

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

using namespace millrace;
using namespace millrace::gui;

namespace {

constexpr int kWarmUpSeconds = 10;

/// Bids and prices are only added; a stock is replaced, which makes two changes of a record. %1 to %3: rates.
constexpr const char* kProgram = R"sql(
CREATE TABLE bid (auction BIGINT, bidder BIGINT, price BIGINT, channel VARCHAR)
  WITH ('append_only' = 'true', 'connectors' = '[
  {"name": "bids", "transport": {"name": "datagen", "config": {"plan": [{%1 "fields": {
    "auction": {"strategy": "uniform", "range": [0, 1000]}, "bidder": {"strategy": "uniform", "range": [0, 100000]},
    "price": {"strategy": "uniform", "range": [1, 1000000]}, "channel": {"values": ["apple", "google", "web"]}}}]}}}]');
CREATE TABLE price (part BIGINT, vendor BIGINT, price DOUBLE) WITH ('append_only' = 'true', 'connectors' = '[
  {"name": "prices", "transport": {"name": "datagen", "config": {"plan": [{%2 "fields": {
    "part": {"strategy": "uniform", "range": [0, 1000]}, "vendor": {"strategy": "uniform", "range": [0, 50]},
    "price": {"strategy": "uniform", "range": [1, 1000]}}}]}}}]');
CREATE TABLE stock (part BIGINT NOT NULL PRIMARY KEY, pieces BIGINT, place VARCHAR)
  WITH ('materialized' = 'true', 'connectors' = '[
  {"name": "stocks", "transport": {"name": "datagen", "config": {"plan": [{%3 "fields": {
    "part": {"strategy": "uniform", "range": [0, 100000]}, "pieces": {"strategy": "uniform", "range": [0, 500]},
    "place": {"values": ["north", "south", "east", "west"]}}}]}}}]');
CREATE VIEW bids AS SELECT auction, bidder, price, channel FROM bid;
CREATE VIEW prices AS SELECT part, vendor, price FROM price;
CREATE MATERIALIZED VIEW stocks AS SELECT part, pieces, place FROM stock;
)sql";

QString program(const QString& bidRate, const QString& priceRate, const QString& stockRate)
{
    return QString::fromLatin1(kProgram).arg(bidRate, priceRate, stockRate);
}

QString rate(int perSecond)
{
    return QStringLiteral("\"rate\": %1,").arg(perSecond);
}

/// Of the stocks' records each makes two changes.
QString millionChanges()
{
    return program(rate(400'000), rate(300'000), rate(150'000));
}

/// Times every event that the window's thread handles, the outermost ones.
class TimedApplication : public QApplication {
public:
    using QApplication::QApplication;

    bool notify(QObject* receiver, QEvent* event) override
    {
        if (m_depth > 0) {
            return QApplication::notify(receiver, event);
        }
        QElapsedTimer timer;
        timer.start();
        ++m_depth;
        const bool isDone = QApplication::notify(receiver, event);
        --m_depth;
        m_blocksUs.push_back(timer.nsecsElapsed() / 1000);
        return isDone;
    }
    void forget() { m_blocksUs.clear(); }
    std::vector<qint64> takeBlocks() { return std::exchange(m_blocksUs, {}); }

private:
    int m_depth = 0;
    std::vector<qint64> m_blocksUs;
};

/// Sends itself an event as a keyboard would, and tells how long each one waited.
class InputProbe : public QObject {
public:
    static constexpr auto kEvent = static_cast<QEvent::Type>(QEvent::User + 77);

    InputProbe()
        : m_thread([this](const std::stop_token& stop) {
            while (!stop.stop_requested()) {
                m_sentAt = std::chrono::steady_clock::now().time_since_epoch().count();
                QCoreApplication::postEvent(this, new QEvent(kEvent));
                std::this_thread::sleep_for(std::chrono::milliseconds(37));
            }
        })
    {
    }
    bool event(QEvent* event) override
    {
        if (event->type() != kEvent) {
            return QObject::event(event);
        }
        m_latenciesUs.push_back((std::chrono::steady_clock::now().time_since_epoch().count() - m_sentAt) / 1000);
        return true;
    }
    std::vector<qint64> take() { return std::exchange(m_latenciesUs, {}); }

private:
    std::atomic<qint64> m_sentAt{0};
    std::vector<qint64> m_latenciesUs;
    std::jthread m_thread;
};

void wait(double seconds)
{
    QEventLoop loop;
    QTimer::singleShot(static_cast<int>(seconds * 1000), &loop, &QEventLoop::quit);
    loop.exec();
}

double percentileMs(std::vector<qint64> us, double percent)
{
    if (us.empty()) {
        return 0;
    }
    std::sort(us.begin(), us.end());
    const auto at = static_cast<size_t>(static_cast<double>(us.size() - 1) * percent / 100);
    return static_cast<double>(us[at]) / 1000;
}

double residentMiB()
{
    std::ifstream file("/proc/self/statm");
    double total = 0;
    double resident = 0;
    file >> total >> resident;
    return resident * static_cast<double>(sysconf(_SC_PAGESIZE)) / (1024 * 1024);
}

/// A window on an engine of its own, and beside it two more streams that can be seen.
struct Scene {
    explicit Scene(const QString& sql)
        : engine(api::Engine::open({}).value())
        , settings(folder.filePath(QStringLiteral("window.ini")), QSettings::IniFormat)
    {
        theme.apply(ThemeChoice::Light);
        window = std::make_unique<MainWindow>(engine, theme, settings);
        window->setGeometry(0, 0, 1280, 1400);
        window->show();
        pipeline = engine.createPipeline(QStringLiteral("load"), sql);
        window->openPipeline(pipeline);
        window->docks().runtime()->show();
        window->docks().runtime()->raise();
        window->streams().setTicked(pipeline, QStringLiteral("bids"), true);
        streams.push_back(window->streams().active());
        side.setGeometry(1280, 0, 1280, 1400);
        side.setOrientation(Qt::Vertical);
        for (const char* relation : {"prices", "stocks"}) {
            streams.push_back(new StreamDocument(pipeline, StreamDocument::Kind::Relation,
                                                 {QString::fromLatin1(relation)}, window->actions()));
            side.addWidget(streams.back());
        }
        side.show();
        models::StreamRules rules;
        rules.filter = QStringLiteral("price < 100");
        const Status status = streams[1]->model().setRules(rules);
        Q_ASSERT(status.ok());
        streams[2]->setMode(StreamDocument::Mode::State);
    }
    void hideStreams()
    {
        side.hide();
        window->hide();
    }
    uint64_t numRecords() const
    {
        const auto status = pipeline->pipeline()->status();
        return status->totalProcessedRecords;
    }

    models::EngineBridge engine;
    const QTemporaryDir folder;
    QSettings settings;
    ThemeController theme;
    QSplitter side;
    std::unique_ptr<MainWindow> window;
    models::PipelineBridge* pipeline = nullptr;
    std::vector<StreamDocument*> streams;
};

void say(const char* what, double measured, const char* unit, double limit)
{
    std::printf("%-46s %10.1f %-12s %s %g\n", what, measured, unit, measured <= limit ? "within" : "ABOVE ", limit);
    std::fflush(stdout);
}

void measureFrames(TimedApplication& application, int seconds)
{
    Scene scene(millionChanges());
    scene.pipeline->start();
    wait(kWarmUpSeconds);
    const double memory = residentMiB();
    const uint64_t before = scene.numRecords();
    InputProbe probe;
    scene.engine.clock().statistics().clear();
    application.forget();
    wait(seconds);
    const uint64_t records = scene.numRecords() - before;
    const std::vector<qint64> blocks = application.takeBlocks();
    const std::vector<qint64> latencies = probe.take();
    const models::FrameStatistics& frames = scene.engine.clock().statistics();
    std::printf("%.0f records a second came, %llu frames, %d Hz at the end\n",
                static_cast<double>(records) / seconds, static_cast<unsigned long long>(frames.numFrames()),
                scene.engine.clock().rateHz());
    say("frame, tick to painted, p99", static_cast<double>(frames.percentileUs(99)) / 1000, "ms", 16.7);
    say("frame, worst", static_cast<double>(frames.worstUs()) / 1000, "ms", 33);
    say("block of the window's thread, p99", percentileMs(blocks, 99), "ms", 16);
    say("block, worst", percentileMs(blocks, 100), "ms", 33);
    say("input waits, p99", percentileMs(latencies, 99), "ms", 100);
    say("input waits, worst", percentileMs(latencies, 100), "ms", 100);
    say("memory after warm-up: growth", residentMiB() - memory, "MiB", 64);
    scene.pipeline->stop();
}

constexpr int kLargeRows = 10'000'000;

/// The state of a relation of ten million rows: how long until it is there, and what scrolling in it takes.
void measureLargeState(TimedApplication& application)
{
    const QString sql = QStringLiteral(
        "CREATE TABLE part (id BIGINT NOT NULL PRIMARY KEY, pieces BIGINT) WITH ('connectors' = '[{\n"
        "\"name\": \"parts\",\n"
        "\"transport\": {\"name\": \"datagen\", \"config\": {\"plan\": [{\"limit\": %1, \"fields\": {\"pieces\":\n"
        "{\"strategy\": \"uniform\", \"range\": [0, 500]}}}]}}}]');\n").arg(kLargeRows);
    models::EngineBridge engine(api::Engine::open({}).value());
    ActionRegistry actions;
    models::PipelineBridge* pipeline = engine.createPipeline(QStringLiteral("large"), sql);
    pipeline->start();
    while (pipeline->pipeline()->status()->totalProcessedRecords < kLargeRows) {
        wait(0.2);
    }
    StreamDocument document(pipeline, StreamDocument::Kind::Relation, {QStringLiteral("part")}, actions);
    document.resize(1280, 720);
    document.setMode(StreamDocument::Mode::State);
    application.forget();
    QElapsedTimer timer;
    timer.start();
    document.show();
    const QAbstractItemModel* model = document.stateTable()->model();
    while (model->rowCount() < kLargeRows && timer.elapsed() < 60'000) {
        wait(0.05);
    }
    std::printf("%d rows after %.1f s\n", model->rowCount(), static_cast<double>(timer.elapsed()) / 1000);
    say("block while they come, worst", percentileMs(application.takeBlocks(), 100), "ms", 33);
    std::vector<qint64> scrolls;
    bool isBlank = false;
    QScrollBar* bar = document.stateTable()->verticalScrollBar();
    for (int i = 0; i < 500; ++i) {
        QElapsedTimer scroll;
        scroll.start();
        bar->setValue(static_cast<int>(static_cast<int64_t>(i) * 7'919'317 % bar->maximum()));
        document.stateTable()->viewport()->repaint();
        scrolls.push_back(scroll.nsecsElapsed() / 1000);
        const int top = document.stateTable()->rowAt(0);
        isBlank = isBlank || top < 0 || model->index(top, 3).data().toString().isEmpty();
    }
    say("scrolling to anywhere, worst", percentileMs(scrolls, 100), "ms", 16.7);
    std::printf("%s\n", isBlank ? "BLANK rows were seen" : "no row was blank");
    pipeline->stop();
}

/// Records a second that a pipeline takes in.
double measureEngine(const QString& sql, bool isWatched, int seconds)
{
    Scene scene(sql);
    if (!isWatched) {
        scene.hideStreams();
    }
    scene.pipeline->start();
    wait(3);
    const uint64_t before = scene.numRecords();
    QElapsedTimer timer;
    timer.start();
    wait(seconds);
    const auto records = static_cast<double>(scene.numRecords() - before);
    const double perSecond = records * 1000 / static_cast<double>(timer.elapsed());
    scene.pipeline->stop();
    return perSecond;
}

} // namespace

int main(int argc, char** argv)
{
    TimedApplication application(argc, argv);
    const int seconds = argc > 1 ? std::max(1, atoi(argv[1])) : 60;
    measureFrames(application, seconds);
    measureLargeState(application);
    const int shorter = std::min(seconds, 10);
    const double hidden = measureEngine(millionChanges(), false, shorter);
    const double watched = measureEngine(millionChanges(), true, shorter);
    say("engine slowed by being watched", 100 * (1 - watched / hidden), "%", 10);
    const QString unthrottled = program(QString(), QString(), QString());
    std::printf("without a rate: %.1fM records a second hidden, ", measureEngine(unthrottled, false, shorter) / 1e6);
    std::printf("%.1fM watched\n", measureEngine(unthrottled, true, shorter) / 1e6);
    return 0;
}
