// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/export/export_run.h"

#include "engine/base/background_thread.h"

#include <algorithm>
#include <filesystem>

namespace millrace {

namespace {

uint64_t numRows(const StreamChunk& chunk)
{
    uint64_t rows = 0;
    for (const StepChange& change : chunk.changes) {
        rows += change.delta.numRows();
    }
    return rows;
}

nlohmann::json columnsOf(const Schema& schema)
{
    nlohmann::json columns = nlohmann::json::array();
    for (const ColumnInfo& column : schema.columns) {
        columns.push_back(
            {{"name", column.name}, {"type", column.type.toString()}, {"nullable", column.type.nullable}});
    }
    return columns;
}

} // namespace

Status ExportRun::check(const ExportOptions& options, size_t numRelations)
{
    if (numRelations == 0) {
        return makeError(ErrorCode::kPipelineUnknownRelation, "no relation was chosen to export");
    }
    const bool hasHeader = options.format == ChangeFormat::Csv || options.format == ChangeFormat::Tsv;
    const bool isBare = options.format == ChangeFormat::JsonLines && options.encoding == ChangeEncoding::State;
    if (numRelations > 1 && (hasHeader || isBare)) {
        return makeError(ErrorCode::kConnectorFormatForbidden,
                         "a file of this format holds the changes of one relation only");
    }
    if (options.format == ChangeFormat::Sql && options.encoding == ChangeEncoding::Pairs) {
        return makeError(ErrorCode::kConnectorFormatForbidden, "SQL has no pairs of before and after");
    }
    if (options.format == ChangeFormat::Sqlite && options.compression != Compression::None) {
        return makeError(ErrorCode::kConnectorFormatForbidden, "a database cannot be compressed while it is written");
    }
    if (numRelations > 1 && !options.columns.empty()) {
        return makeError(ErrorCode::kConnectorFormatForbidden, "columns can be chosen of one relation only");
    }
    if (options.encoding == ChangeEncoding::State && !options.endsWithSnapshot) {
        return makeError(ErrorCode::kConnectorFormatForbidden, "a state is the rows of one moment, it does not go on");
    }
    return {};
}

ExportRun::ExportRun(ExportOptions options, std::vector<ExportedRelation> relations, std::function<void()> onProgress)
    : m_options(std::move(options))
    , m_onProgress(std::move(onProgress))
{
    for (ExportedRelation& relation : relations) {
        m_sources.push_back({std::move(relation), std::nullopt});
    }
}

ExportRun::~ExportRun()
{
    requestStop();
    join();
    closeSubscriptions();
}

void ExportRun::join()
{
    if (m_thread.joinable()) {
        m_thread.join();
    }
}

Status ExportRun::start()
{
    MR_CHECK(check(m_options, m_sources.size()));
    if (!m_options.columns.empty()) {
        Source& source = m_sources.front();
        MR_TRY(source.columns, chooseColumns(m_options, source.relation.schema));
        source.relation.schema = source.columns->schema();
    }
    std::vector<SinkRelation> relations;
    for (const Source& source : m_sources) {
        relations.push_back({source.relation.name, source.relation.schema});
    }
    MR_CHECK(beginManifest());
    const bool appends = m_options.continues && m_options.format == ChangeFormat::Sqlite && !m_options.rotates();
    m_sink = makeChangeSink(relations, m_options.format, m_options.encoding, m_options.compression,
                            appends && m_options.continues->newest ? m_options.continues->incarnation() : 0);
    MR_CHECK(openFile());
    for (const Source& source : m_sources) {
        source.relation.subscription->setWakeup([this] { wake(); });
    }
    wake(); // what came before the wakeup was set has woken nobody
    return startThread(m_thread, [this] { run(); });
}

Result<std::optional<ColumnChoice>> ExportRun::chooseColumns(const ExportOptions& options, const Schema& schema)
{
    if (options.columns.empty()) {
        return std::optional<ColumnChoice>();
    }
    MR_TRY(ColumnChoice choice, ColumnChoice::create(schema, options.columns));
    const bool losesKey = !schema.primaryKey.empty() && choice.schema().primaryKey.empty();
    if (options.encoding == ChangeEncoding::Pairs && losesKey) {
        return makeError(ErrorCode::kConnectorFormatForbidden, "pairs need the columns of the primary key");
    }
    return std::optional<ColumnChoice>(std::move(choice));
}

void ExportRun::wake()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isAwake = true;
    }
    m_wake.notify_one();
}

void ExportRun::requestStop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isStopping = true;
    }
    m_wake.notify_one();
}

void ExportRun::setPaused(bool isPaused)
{
    {
        const std::lock_guard lock(m_mutex);
        m_isPaused = isPaused;
        m_isAwake = m_isAwake || !isPaused; // what came meanwhile
    }
    m_wake.notify_one();
}

ExportProgress ExportRun::progress() const
{
    ExportProgress progress;
    progress.rows = m_rows.load(std::memory_order_relaxed);
    progress.bytes = m_bytes.load(std::memory_order_relaxed);
    progress.lastStep = m_lastStep.load(std::memory_order_relaxed);
    progress.lagRows = m_lagRows.load(std::memory_order_relaxed);
    progress.files = m_files.load(std::memory_order_relaxed);
    return progress;
}

std::optional<Error> ExportRun::error() const
{
    return hasEnded() ? m_error : std::nullopt;
}

void ExportRun::run()
{
    Status status = writeAll();
    // The pipeline must not wait for an export that has ended.
    closeSubscriptions();
    if (status.ok() && m_isFileOpen) {
        status = finishFile();
    }
    if (!status.ok()) {
        m_error = status.takeError();
        m_sink->abandon();
    }
    m_hasEnded.store(true, std::memory_order_release);
    m_onProgress();
}

Status ExportRun::writeAll()
{
    for (;;) {
        bool isStopping = false;
        {
            std::unique_lock lock(m_mutex);
            const auto isDue = [this] { return (m_isAwake && !m_isPaused) || m_isStopping; };
            if (m_options.rotateTime.count() != 0 && m_isFileOpen && !m_isPaused) {
                m_wake.wait_until(lock, m_fileSince + m_options.rotateTime, isDue);
            } else {
                m_wake.wait(lock, isDue);
            }
            if (m_isPaused && !m_isStopping) {
                continue; // it came while a file waited for its time
            }
            m_isAwake = false;
            isStopping = m_isStopping;
        }
        bool isEnd = false;
        MR_CHECK(drainOnce(isEnd));
        MR_CHECK(flush());
        noteProgress();
        if (isEnd || isStopping) {
            return {};
        }
        MR_CHECK(rotateIfDue());
    }
}

/// Takes and writes what is queued in every subscription now.
Status ExportRun::drainOnce(bool& isEnd)
{
    for (Source& source : m_sources) {
        const StreamChunk chunk = source.relation.subscription->take();
        source.hasEnded = source.hasEnded || chunk.isEnd;
        if (chunk.droppedRows != 0) {
            return makeError(ErrorCode::kInternal, "an export lost rows: " + std::to_string(chunk.droppedRows));
        }
        m_lagRows.fetch_add(numRows(chunk), std::memory_order_relaxed);
        for (const StepChange& change : chunk.changes) {
            if (m_options.endsWithSnapshot && !change.isSnapshot) {
                source.hasEnded = true; // what came after the moment of the state
                break;
            }
            MR_CHECK(writeChange(source, change));
            source.hasEnded = source.hasEnded || m_options.endsWithSnapshot;
            if (isOver()) {
                isEnd = true;
                return {};
            }
            MR_CHECK(rotateIfDue());
        }
    }
    isEnd = std::all_of(m_sources.begin(), m_sources.end(), [](const Source& source) { return source.hasEnded; });
    return {};
}

bool ExportRun::isOver() const
{
    const uint64_t before = m_options.continues ? m_options.continues->rows() : 0;
    return m_options.stopRows != 0 && before + m_rows.load(std::memory_order_relaxed) >= m_options.stopRows;
}

/// A change of many rows is written batch by batch, so that the buffer stays small; pairs need it whole.
Status ExportRun::writeChange(Source& source, const StepChange& change)
{
    if (m_options.encoding != ChangeEncoding::Weighted) {
        MR_CHECK(checkWeights(change.delta));
    }
    if (!m_isFileOpen) { // since the last one was ended, nothing came
        MR_CHECK(change.delta.numRows() == 0 ? Status() : openFile());
        if (!m_isFileOpen) {
            return {};
        }
    }
    StepChange part;
    part.step = change.step;
    const auto write = [&]() -> Status {
        if (source.columns) {
            part.delta = source.columns->of(part.delta);
        }
        MR_TRY(const uint64_t lines, m_sink->append(static_cast<size_t>(&source - m_sources.data()), part));
        source.rows += lines;
        m_fileRows += lines;
        m_rows.fetch_add(lines, std::memory_order_relaxed);
        m_lagRows.fetch_sub(part.delta.numRows(), std::memory_order_relaxed);
        for (const BatchPtr& batch : part.delta.batches) {
            for (size_t row = 0; row < batch->numRows; ++row) {
                source.netWeight += batch->weight(row);
            }
        }
        return m_sink->numBuffered() >= kFlushBytes ? flush() : Status();
    };
    if (m_options.encoding == ChangeEncoding::Pairs) {
        part.delta = change.delta;
        MR_CHECK(write());
    } else {
        for (const BatchPtr& batch : change.delta.batches) {
            part.delta.clear();
            part.delta.add(batch);
            MR_CHECK(write());
        }
    }
    m_firstStep = m_firstStep == 0 ? change.step : m_firstStep;
    m_lastStep.store(change.step, std::memory_order_relaxed);
    m_sink->endStep();
    return {};
}

Status ExportRun::flush()
{
    if (!m_isFileOpen) {
        return {};
    }
    MR_CHECK(m_sink->flush());
    const uint64_t bytes = m_endedBytes + m_sink->numBytes();
    if (m_bytes.exchange(bytes, std::memory_order_relaxed) != bytes) {
        noteProgress();
    }
    return {};
}

/// What all files of this run have in common.
Status ExportRun::beginManifest()
{
    m_manifest.format = nameOf(m_options.format);
    m_manifest.encoding = nameOf(m_options.encoding);
    m_manifest.compression = nameOf(m_options.compression);
    m_manifest.settings = {{"columns", m_options.columns},
                           {"snapshot", m_options.beginsWithSnapshot || m_options.endsWithSnapshot},
                           {"rotate_rows", m_options.rotateRows},
                           {"rotate_bytes", m_options.rotateBytes},
                           {"rotate_ms", m_options.rotateTime.count()},
                           {"stop_rows", m_options.stopRows}};
    for (const Source& source : m_sources) {
        ExportManifest::Relation& relation = m_manifest.relations.emplace_back();
        relation.name = source.relation.name;
        relation.columns = columnsOf(source.relation.schema);
    }
    if (!m_options.continues) {
        return {};
    }
    m_fileNumber = m_options.continues->nextNumber - 1;
    const std::optional<ExportManifest>& newest = m_options.continues->newest;
    const auto isSame = [](const ExportManifest::Relation& a, const ExportManifest::Relation& b) {
        return a.name == b.name;
    };
    if (newest && !newest->relations.empty() &&
        !std::equal(newest->relations.begin(), newest->relations.end(), m_manifest.relations.begin(),
                    m_manifest.relations.end(), isSame)) {
        return makeError(ErrorCode::kConnectorFormatForbidden,
                         "the export that is to go on wrote other relations: " + newest->file);
    }
    return {};
}

/// The manifest of the file that begins, as far as it can be known.
void ExportRun::beginManifestOfFile()
{
    const std::optional<Continuation>& continues = m_options.continues;
    ExportManifest::Incarnation incarnation;
    incarnation.number = continues ? continues->incarnation() : 1;
    incarnation.beginsWithSnapshot =
        m_files.load(std::memory_order_relaxed) == 0 && (m_options.beginsWithSnapshot || m_options.endsWithSnapshot);
    const ExportManifest before = m_manifest;
    m_manifest.file = std::filesystem::path(m_options.pathOf(m_fileNumber)).filename().string();
    m_manifest.number = m_fileNumber;
    m_manifest.bytes = 0;
    m_manifest.sha256.clear();
    if (m_sink->appends()) {
        m_manifest.incarnations = continues->newest->incarnations;
    } else {
        const ExportManifest& previous =
            continues && continues->newest && before.file.empty() ? *continues->newest : before;
        m_manifest.incarnations.clear();
        m_manifest.previousFile = previous.file;
        m_manifest.previousSha256 = previous.sha256;
        m_manifest.rowsBefore = previous.rowsBefore + previous.rows();
    }
    m_manifest.incarnations.push_back(incarnation);
}

/// All that is known of it at its end.
void ExportRun::completeManifest()
{
    ExportManifest::Incarnation& incarnation = m_manifest.incarnations.back();
    incarnation.endsWithWholeStep = true;
    incarnation.rows = m_fileRows;
    incarnation.firstStep = m_firstStep;
    incarnation.lastStep = m_firstStep == 0 ? 0 : m_lastStep.load(std::memory_order_relaxed);
    for (size_t i = 0; i < m_sources.size(); ++i) {
        ExportManifest::Relation& relation = m_manifest.relations[i];
        relation.rows = m_sources[i].rows;
        relation.netWeight = m_sources[i].netWeight;
        if (m_sink->appends() && i < m_options.continues->newest->relations.size()) {
            const ExportManifest::Relation& earlier = m_options.continues->newest->relations[i];
            relation.rows = earlier.rows ? std::optional(*earlier.rows + *relation.rows) : std::nullopt;
            relation.netWeight =
                earlier.netWeight ? std::optional(*earlier.netWeight + *relation.netWeight) : std::nullopt;
        }
    }
    m_manifest.bytes = m_sink->numBytes();
}

Status ExportRun::openFile()
{
    ++m_fileNumber;
    m_fileSince = SteadyClock::now();
    m_firstStep = 0;
    m_fileRows = 0;
    for (Source& source : m_sources) {
        source.rows = 0;
        source.netWeight = 0;
    }
    const std::string path = m_options.pathOf(m_fileNumber);
    // Behind those of earlier runs no name is taken; a database that goes on may have to replace what it was told to.
    const bool isNewName = m_options.continues && !m_sink->appends();
    const PartFile::Existing existing = isNewName ? PartFile::Existing::Refuse : m_options.existing;
    MR_CHECK(m_sink->appends() ? Status() : PartFile::mayFinish(manifestPathOf(path), existing));
    MR_CHECK(m_sink->open(path, existing));
    m_isFileOpen = true;
    beginManifestOfFile();
    MR_CHECK(writeManifest(partManifestPathOf(path), m_manifest));
    return flush();
}

/// Whenever the program ends, what is there says what it is: an incomplete .part manifest beside an incomplete file; a
/// complete one beside a complete file, or beside its name; or the manifest.
Status ExportRun::finishFile()
{
    MR_CHECK(flush());
    const std::string path = m_options.pathOf(m_fileNumber);
    MR_TRY(m_manifest.sha256, m_sink->seal());
    completeManifest();
    MR_CHECK(writeManifest(partManifestPathOf(path), m_manifest));
    MR_CHECK(m_sink->finish());
    m_isFileOpen = false;
    m_endedBytes += m_sink->numBytes();
    m_files.fetch_add(1, std::memory_order_relaxed);
    return finishManifest(path);
}

/// The next file is opened when there is something to write.
Status ExportRun::rotateIfDue()
{
    if (!m_isFileOpen) {
        return {};
    }
    const uint64_t bytes = m_sink->numBytes();
    const bool isDue = (m_options.rotateRows != 0 && m_fileRows >= m_options.rotateRows) ||
                       (m_options.rotateBytes != 0 && bytes >= m_options.rotateBytes) ||
                       (m_options.rotateTime.count() != 0 && SteadyClock::now() >= m_fileSince + m_options.rotateTime);
    if (!isDue) {
        return {};
    }
    if (m_fileRows == 0) {
        m_fileSince = SteadyClock::now(); // nothing happened: the file goes on
        return {};
    }
    return finishFile();
}

void ExportRun::closeSubscriptions()
{
    for (Source& source : m_sources) {
        if (source.relation.subscription) {
            source.relation.subscription->setWakeup(nullptr);
            source.relation.subscription.reset();
        }
    }
}

void ExportRun::noteProgress()
{
    if (!m_hasMoved.exchange(true, std::memory_order_acq_rel)) {
        m_onProgress();
    }
}

} // namespace millrace
