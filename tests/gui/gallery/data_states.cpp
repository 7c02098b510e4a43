// SPDX-License-Identifier: GPL-3.0-or-later
// Change streams, query notebooks, data entry and token boards.
#include "gui/documents/filter_bar.h"
#include "gui/documents/stream_document.h"
#include "gui/documents/stream_set.h"
#include "gui/documents/token_document.h"
#include "gui/entry/entry_commands.h"
#include "gui/entry/entry_document.h"
#include "gui/entry/entry_table.h"
#include "gui/query/notebook_document.h"
#include "gui/query/query_cell_widget.h"
#include "gui/query/query_commands.h"
#include "gui/views/filter_edit.h"
#include "gui/views/stream_view.h"
#include "gui/window/docks.h"
#include "gui/window/token_commands.h"
#include "tests/gui/gallery/gallery.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace millrace::test {

using namespace gui;

namespace {

StreamDocument* streamOf(Gallery& gallery, models::PipelineBridge* pipeline, const QString& relation)
{
    gallery.window().streams().setTicked(pipeline, relation, true);
    return gallery.window().streams().active();
}

QWidget* emptyStream(Gallery& gallery)
{
    models::PipelineBridge* pipeline = gallery.make(QStringLiteral("shop"));
    gallery.window().openPipeline(pipeline);
    return streamOf(gallery, pipeline, QStringLiteral("preferred_vendor")) == nullptr ? nullptr : &gallery.window();
}

/// Of the shop, whose rows are all there; ticked before it runs, so that it has every change.
StreamDocument* shopStream(Gallery& gallery)
{
    models::PipelineBridge* pipeline = gallery.make(QStringLiteral("shop"));
    gallery.window().openPipeline(pipeline);
    StreamDocument* stream = streamOf(gallery, pipeline, QStringLiteral("preferred_vendor"));
    pipeline->start();
    return Gallery::waitFor([stream] { return stream->model().rowCount() >= 3; }) ? stream : nullptr;
}

QWidget* stream(Gallery& gallery, StreamDocument::Mode mode)
{
    const models::PipelineBridge* pipeline = gallery.runSample();
    StreamDocument* document = pipeline == nullptr ? nullptr : gallery.window().streams().active();
    if (document == nullptr || !Gallery::waitFor([document] { return document->model().rowCount() > 8; })) {
        return nullptr;
    }
    constexpr std::array kModes = {ActionId::StreamLog, ActionId::StreamState, ActionId::StreamSummary};
    return gallery.trigger(kModes[static_cast<size_t>(mode)]) ? &gallery.window() : nullptr;
}

QWidget* timeline(Gallery& gallery)
{
    models::PipelineBridge* pipeline = gallery.runSample();
    gallery.window().streams().setTicked(pipeline, QStringLiteral("price"), true);
    StreamDocument* document = gallery.window().streams().active();
    return Gallery::waitFor([document] { return document->model().rowCount() > 8; }) ? &gallery.window() : nullptr;
}

QWidget* frozen(Gallery& gallery)
{
    QWidget* window = stream(gallery, StreamDocument::Mode::Log);
    StreamDocument* document = gallery.window().streams().active();
    document->view()->selectRow(2);
    document->toggleFrozen();
    const auto hasNew = [document] { return document->view()->follower().numNew() > 0; };
    return window != nullptr && Gallery::waitFor(hasNew) ? window : nullptr;
}

/// It has let go of its older rows, and stands at what is the first one now.
QWidget* trimmed(Gallery& gallery)
{
    QWidget* window = stream(gallery, StreamDocument::Mode::Log);
    StreamDocument* document = gallery.window().streams().active();
    document->model().setLimits({.maxRows = 4, .maxBytes = 1 << 20});
    const bool isTrimmed = Gallery::waitFor([document] { return document->model().counters().trimmed > 0; });
    document->toggleFrozen();
    document->view()->showRow(0);
    return isTrimmed ? window : nullptr;
}

QWidget* withGap(Gallery& gallery)
{
    QWidget* window = stream(gallery, StreamDocument::Mode::Log);
    models::ChangeStreamModel& model = gallery.window().streams().active()->model();
    const quint64 before = model.pipeline()->status()->processedSteps;
    model.setActivity(models::ChangeStreamModel::Activity::Hidden);
    Gallery::waitFor([&model, before] { return model.pipeline()->status()->processedSteps > before + 2; });
    model.setActivity(models::ChangeStreamModel::Activity::Active);
    return Gallery::waitFor([&model] { return model.counters().numGaps > 0; }) ? window : nullptr;
}

QWidget* tornOff(Gallery& gallery)
{
    const QWidget* window = stream(gallery, StreamDocument::Mode::Log);
    if (window == nullptr || !gallery.trigger(ActionId::TearOffTab)) {
        return nullptr;
    }
    return gallery.window().streams().active()->window();
}

QWidget* filtered(Gallery& gallery, const QString& condition)
{
    StreamDocument* document = shopStream(gallery);
    if (document == nullptr) {
        return nullptr;
    }
    FilterEdit* edit = document->filterBar()->edit();
    edit->setFocus();
    edit->setText(condition);
    Q_EMIT edit->returnPressed();
    const bool isSettled =
        Gallery::waitFor([document] { return !document->filterBar()->isRight() || document->model().rowCount() == 0; });
    return isSettled ? &gallery.window() : nullptr;
}

/// The shop with all rows of its files in its tables; null when that does not come about.
models::PipelineBridge* readShop(Gallery& gallery)
{
    models::PipelineBridge* pipeline = gallery.run(QStringLiteral("shop"));
    const bool isRead =
        pipeline != nullptr && Gallery::waitFor([pipeline] {
            const PipelineStatus& status = *pipeline->status();
            return status.processedSteps == status.initiatedSteps &&
                   std::all_of(status.inputs.begin(), status.inputs.end(), [](const InputStatus& input) {
                       return input.endOfInput && input.totalRecords > 0 && input.bufferedRecords == 0;
                   });
        });
    return isRead ? pipeline : nullptr;
}

QWidget* notebook(Gallery& gallery, const QString& sql, models::QueryState expected)
{
    models::PipelineBridge* pipeline = readShop(gallery);
    if (pipeline == nullptr) {
        return nullptr;
    }
    NotebookDocument* document = gallery.window().queryCommands().openNotebook(pipeline);
    document->runText(sql);
    const auto isThere = [document, expected] { return document->current()->cell().state() == expected; };
    return Gallery::waitFor(isThere) ? &gallery.window() : nullptr;
}

QWidget* watching(Gallery& gallery)
{
    models::PipelineBridge* pipeline = gallery.runSample();
    NotebookDocument* document = gallery.window().queryCommands().openNotebook(pipeline);
    document->runText(QStringLiteral("SELECT * FROM preferred_vendor ORDER BY price"));
    const auto isDone = [document] { return document->current()->cell().result().rowCount() > 0; };
    const bool isWatching = Gallery::waitFor(isDone) && gallery.trigger(ActionId::WatchQuery);
    const auto isRefreshed = [document] { return document->current()->cell().numRefreshes() > 1; };
    return isWatching && Gallery::waitFor(isRefreshed) ? &gallery.window() : nullptr;
}

QWidget* stoppedNotebook(Gallery& gallery)
{
    gallery.window().queryCommands().openNotebook(gallery.make(QStringLiteral("shop")));
    return &gallery.window();
}

EntryDocument* entry(Gallery& gallery)
{
    models::PipelineBridge* pipeline = readShop(gallery);
    EntryDocument* document =
        pipeline == nullptr ? nullptr : gallery.window().entryCommands().openTable(pipeline, QStringLiteral("vendor"));
    const auto hasRows = [document] { return document->model().rowCount() > 3; };
    return document != nullptr && Gallery::waitFor(hasRows) ? document : nullptr;
}

/// One row of each kind, and a cell that cannot be.
QWidget* stagedEntry(Gallery& gallery)
{
    EntryDocument* document = entry(gallery);
    if (document == nullptr) {
        return nullptr;
    }
    models::StagedRowsModel& model = document->model();
    model.setData(model.index(1, 2), QStringLiteral("Brookside & Daughters"));
    model.deleteRows({2});
    document->addRow();
    model.setData(model.index(model.rowCount() - 1, 1), QStringLiteral("six"));
    model.setData(model.index(model.rowCount() - 1, 2), QStringLiteral("Fallow Works"));
    return &gallery.window();
}

QWidget* committedEntry(Gallery& gallery)
{
    EntryDocument* document = entry(gallery);
    if (document == nullptr) {
        return nullptr;
    }
    document->generate(2);
    document->commitRows();
    const auto isDone = [document] { return document->commit()->state() == models::CommitState::Complete; };
    const auto hasRows = [document] { return document->model().rowCount() > 5; }; // which are read again
    return Gallery::waitFor(isDone) && Gallery::waitFor(hasRows) ? &gallery.window() : nullptr;
}

QWidget* stoppedEntry(Gallery& gallery)
{
    gallery.window().entryCommands().openTable(gallery.make(QStringLiteral("shop")), QStringLiteral("vendor"));
    return &gallery.window();
}

QWidget* stoppedBoard(Gallery& gallery)
{
    gallery.window().tokenCommands().openBoard(gallery.make(QStringLiteral("shop")));
    return &gallery.window();
}

QWidget* tokenBoard(Gallery& gallery)
{
    models::PipelineBridge* pipeline = gallery.runSample();
    for (const char* connector : {"market", "tutorial-price-s3", "market", "market"}) {
        pipeline->issueToken(QStringLiteral("price"), QLatin1String(connector));
    }
    TokenDocument* board = gallery.window().tokenCommands().openBoard(pipeline);
    board->lookUp(QStringLiteral("eyJub25zZW5zZSI6MX0"));
    return Gallery::waitFor([board] { return board->model().rowCount() >= 2; }) ? &gallery.window() : nullptr;
}

} // namespace

QList<GalleryState> dataStates()
{
    const auto shop = [](Gallery& gallery) -> QWidget* {
        return shopStream(gallery) == nullptr ? nullptr : &gallery.window();
    };
    const auto inMode = [](StreamDocument::Mode mode) {
        return [mode](Gallery& gallery) { return stream(gallery, mode); };
    };
    const auto asked = [](const char* sql, models::QueryState expected) {
        return [sql, expected](Gallery& gallery) { return notebook(gallery, QLatin1String(sql), expected); };
    };
    const auto unwatched = [](Gallery& gallery) -> QWidget* {
        return entry(gallery) == nullptr ? nullptr : &gallery.window();
    };
    return {
        {QStringLiteral("stream-empty"), emptyStream},
        {QStringLiteral("stream-few"), shop},
        {QStringLiteral("stream-log-busy"), inMode(StreamDocument::Mode::Log)},
        {QStringLiteral("stream-state-busy"), inMode(StreamDocument::Mode::State)},
        {QStringLiteral("stream-sums-busy"), inMode(StreamDocument::Mode::Summary)},
        {QStringLiteral("stream-timeline-busy"), timeline},
        {QStringLiteral("stream-frozen"), frozen},
        {QStringLiteral("stream-trimmed"), trimmed},
        {QStringLiteral("stream-gap"), withGap},
        {QStringLiteral("stream-own-window"), tornOff},
        {QStringLiteral("stream-filtered-away"),
         [](Gallery& gallery) { return filtered(gallery, QStringLiteral("price > 1000000")); }},
        {QStringLiteral("stream-filter-error"),
         [](Gallery& gallery) { return filtered(gallery, QStringLiteral("prize > 10")); }},
        {QStringLiteral("notebook-stopped"), stoppedNotebook},
        {QStringLiteral("notebook-result"),
         asked("SELECT * FROM preferred_vendor ORDER BY part_id", models::QueryState::Finished)},
        {QStringLiteral("notebook-error"),
         asked("SELECT vendor_nmae FROM preferred_vendor", models::QueryState::Failed)},
        {QStringLiteral("notebook-busy"), watching},
        {QStringLiteral("entry-stopped"), stoppedEntry},
        {QStringLiteral("entry-rows"), unwatched},
        {QStringLiteral("entry-error"), stagedEntry},
        {QStringLiteral("entry-committed"), committedEntry},
        {QStringLiteral("tokens-empty"), stoppedBoard},
        {QStringLiteral("tokens-busy"), tokenBoard},
    };
}

} // namespace millrace::test
