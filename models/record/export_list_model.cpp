// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/record/export_list_model.h"

#include "models/bridge/gui_thread.h"
#include "models/text/cell_text.h"
#include "models/text/error_text.h"
#include "models/text/number_text.h"

#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <iterator>
#include <utility>

namespace millrace::models {

namespace {

constexpr int64_t kShowIntervalUs = 200'000;
constexpr const char* kRunningKey = "exports.running";
constexpr const char* kEndedKey = "exports.ended"; ///< with which options, so that they can go on
constexpr qsizetype kMaxEnded = 100;

bool isEndState(RecordingState state)
{
    return state != RecordingState::Running && state != RecordingState::Paused && state != RecordingState::Stopping;
}

struct FormatName {
    ChangeFormat format;
    const char* stored;
    const char* text; ///< source text of the translation
};

constexpr FormatName kFormats[] = {
    {ChangeFormat::JsonLines, "json", QT_TRANSLATE_NOOP("millrace::models::ExportListModel", "JSON lines")},
    {ChangeFormat::Csv, "csv", QT_TRANSLATE_NOOP("millrace::models::ExportListModel", "CSV")},
    {ChangeFormat::Tsv, "tsv", QT_TRANSLATE_NOOP("millrace::models::ExportListModel", "TSV")},
    {ChangeFormat::Sql, "sql", QT_TRANSLATE_NOOP("millrace::models::ExportListModel", "SQL")},
    {ChangeFormat::Sqlite, "sqlite", QT_TRANSLATE_NOOP("millrace::models::ExportListModel", "SQLite")},
};

const char* storedFormat(ChangeFormat format)
{
    return kFormats[static_cast<size_t>(format)].stored;
}

bool isNumberColumn(ExportListModel::Column column)
{
    using Column = ExportListModel::Column;
    return column == Column::Rows || column == Column::Bytes || column == Column::Rate || column == Column::Lag;
}

} // namespace

ExportListModel::ExportListModel(QObject* parent)
    : QAbstractTableModel(parent)
{
    m_refresh.setSingleShot(true);
    connect(&m_refresh, &QTimer::timeout, this, &ExportListModel::showProgress);
    connect(&m_parts, &PartWorker::done, this, &ExportListModel::onPartsDone);
}

/// Those that run end well, which the next start has to know.
ExportListModel::~ExportListModel()
{
    for (const Entry& entry : m_entries) {
        if (!isEndState(stateOf(entry))) {
            entry.recorder->finishNow();
            store(*entry.recorder);
        }
    }
    remember();
}

namespace {

/// What had been received when an export began: once these tokens are complete, the changes of it have reached the
/// export. Only connectors that read now, and not without bound: a token is a row on the user's board.
void issueTokens(PipelineBridge& pipeline)
{
    constexpr int kMaxTokens = 32;
    const auto status = pipeline.status();
    int number = 0;
    for (const InputStatus& input : status->inputs) {
        if (pipeline.isActive() && input.isActive && ++number <= kMaxTokens) {
            pipeline.issueToken(toQString(input.relation), toQString(input.name));
        }
    }
}

} // namespace

StreamRecorder* ExportListModel::record(PipelineBridge& pipeline, RecordingOptions options,
                                        std::optional<Continuation> continues)
{
    MR_ASSERT_GUI_THREAD();
    const QString what = tr("Could not save the stream of %1").arg(options.relations.join(QStringLiteral(", ")));
    for (const Entry& entry : m_entries) {
        if (!isEndState(stateOf(entry)) && entry.recorder->options().filePath == options.filePath) {
            Q_EMIT recordingFailed(what, makeError(ErrorCode::kIoOpen, "another recording writes this file: " +
                                                                           options.filePath.toStdString()));
            return nullptr;
        }
    }
    Result<std::unique_ptr<StreamRecorder>> created =
        StreamRecorder::create(pipeline, std::move(options), std::move(continues));
    if (!created.ok()) {
        Q_EMIT recordingFailed(what, created.error());
        return nullptr;
    }
    StreamRecorder* recorder = created.value().get();
    connect(recorder, &StreamRecorder::progressChanged, this, [this, recorder] { noteProgress(recorder); });
    connect(recorder, &StreamRecorder::stateChanged, this, [this, recorder] { onStateChanged(recorder); });
    beginInsertRows({}, 0, 0);
    Entry entry;
    entry.recorder = std::move(created).value();
    entry.pipeline = pipeline.name();
    m_entries.insert(m_entries.begin(), std::move(entry));
    endInsertRows();
    remember();
    issueTokens(pipeline);
    Q_EMIT numRunningChanged(numRunning());
    return recorder;
}

/// What runs, and what was interrupted and not decided about, for a next start after a kill.
void ExportListModel::remember()
{
    if (!m_bridge) {
        return;
    }
    QList<RememberedExport> remembered;
    for (const Entry& entry : m_entries) {
        if (entry.interrupted) {
            remembered.append(entry.interrupted->what);
        } else if (!isEndState(stateOf(entry))) {
            remembered.append({entry.pipeline, entry.recorder->options(), entry.recorder->startedAt()});
        }
    }
    m_bridge->settings().set(kRunningKey, remembered.isEmpty() ? std::string() : rememberedText(remembered));
}

void ExportListModel::takeInterrupted(std::vector<Entry>& entries)
{
    for (RememberedExport& what : rememberedExports(m_bridge->settings().value(kRunningKey).value_or(""))) {
        Entry entry;
        entry.pipeline = what.pipeline;
        Interrupted interrupted;
        entry.number = ++m_newestNumber;
        for (const std::string& part : partFilesOf(exportOptionsOf(what.options))) {
            interrupted.parts.append(QFile::decodeName(part.c_str()));
        }
        interrupted.what = std::move(what);
        if (!interrupted.parts.isEmpty()) {
            m_parts.start(PartWorker::Task::Look, entry.number, interrupted.parts);
        }
        entry.interrupted = std::move(interrupted);
        entries.push_back(std::move(entry));
    }
}

void ExportListModel::onPartsDone(const PartWorker::Outcome& outcome)
{
    const auto found = std::find_if(m_entries.begin(), m_entries.end(),
                                    [&](const Entry& entry) { return entry.number == outcome.number; });
    if (found == m_entries.end()) {
        return; // forgotten meanwhile
    }
    const bool isDecided = found->isContinuing || (found->interrupted && found->interrupted->isFinishing);
    if (outcome.task == PartWorker::Task::Look && isDecided) {
        return; // that was not waited for
    }
    found->isContinuing = false;
    const QString path = pathOf(*found);
    if (found->interrupted) {
        found->interrupted->isFinishing = false;
        found->interrupted->error = outcome.error;
        found->interrupted->rows = outcome.error ? std::nullopt : std::optional(outcome.rows);
        if (outcome.task != PartWorker::Task::Look && !outcome.error) {
            keepRecovered(*found, outcome.rows);
        }
    }
    const auto row = static_cast<int>(found - m_entries.begin());
    Q_EMIT dataChanged(index(row, 0), index(row, columnCount() - 1));
    Q_EMIT numRunningChanged(numRunning());
    if (outcome.task == PartWorker::Task::Finish && outcome.error) {
        Q_EMIT recordingFailed(tr("Could not finish the file %1").arg(path), *outcome.error);
    } else if (outcome.task == PartWorker::Task::Continue && outcome.error) {
        Q_EMIT recordingFailed(tr("Could not go on with the export to %1").arg(path), *outcome.error);
    } else if (outcome.continuation) {
        goOn(row, *outcome.continuation);
    }
}

/// It is one of the past now.
void ExportListModel::keepRecovered(Entry& entry, quint64 rows)
{
    const RememberedExport what = std::move(entry.interrupted->what);
    entry.interrupted.reset();
    entry.options = what.options;
    entry.stored.relation = what.options.relations.join(QStringLiteral(", ")).toStdString();
    entry.stored.path = what.options.filePath.toStdString();
    entry.stored.format = storedFormat(what.options.format);
    entry.stored.changes = rows;
    entry.stored.startedAt = what.startedAt;
    entry.stored.endedAt = Clock::system().now();
    if (m_bridge) {
        ignoreError(m_bridge->engine().recordExport(entry.pipeline.toStdString(), entry.stored));
    }
    rememberEnded(entry.pipeline, what.options, what.startedAt);
    remember();
}

void ExportListModel::goOn(int row, const Continuation& continuation)
{
    const Entry& entry = m_entries[static_cast<size_t>(row)];
    const RecordingOptions options =
        entry.recorder ? entry.recorder->options() : entry.options.value_or(RecordingOptions());
    PipelineBridge* pipeline = pipelineAt(row);
    if (options.stopRows != 0 && continuation.rows() >= options.stopRows) {
        Q_EMIT recordingFailed(tr("Could not go on with the export to %1").arg(options.filePath),
                               makeError(ErrorCode::kIoOpen, "all rows that it was to write are there"));
    } else if (pipeline == nullptr) {
        Q_EMIT recordingFailed(tr("Could not go on with the export to %1").arg(options.filePath),
                               makeError(ErrorCode::kPipelineUnknownRelation, "its pipeline was deleted"));
    } else {
        record(*pipeline, options, continuation);
    }
}

const RecordingOptions* ExportListModel::endedAt(int row) const
{
    if (row < 0 || row >= rowCount()) {
        return nullptr;
    }
    const Entry& entry = m_entries[static_cast<size_t>(row)];
    if (entry.isContinuing || !isEndState(stateOf(entry)) || (entry.interrupted && entry.interrupted->isFinishing)) {
        return nullptr;
    }
    return entry.interrupted ? &entry.interrupted->what.options
           : entry.recorder  ? &entry.recorder->options()
           : entry.options   ? &*entry.options
                             : nullptr;
}

bool ExportListModel::hasAllRows(int row) const
{
    const RecordingOptions* options = endedAt(row);
    return options != nullptr && options->stopRows != 0 &&
           numRows(m_entries[static_cast<size_t>(row)]) >= options->stopRows;
}

void ExportListModel::continueEnded(int row)
{
    MR_ASSERT_GUI_THREAD();
    const RecordingOptions* options = endedAt(row);
    if (options == nullptr) {
        return;
    }
    Entry& entry = m_entries[static_cast<size_t>(row)];
    entry.isContinuing = true;
    entry.number = entry.number == 0 ? ++m_newestNumber : entry.number;
    m_parts.goOn(entry.number, exportOptionsOf(*options));
    if (entry.interrupted) {
        entry.interrupted->isFinishing = true;
    }
    Q_EMIT dataChanged(index(row, 0), index(row, columnCount() - 1));
    Q_EMIT numRunningChanged(numRunning());
}

void ExportListModel::rememberEnded(const QString& pipeline, const RecordingOptions& options, TimestampMicros startedAt)
{
    QList<RememberedExport> ended =
        rememberedExports(m_bridge ? m_bridge->settings().value(kEndedKey).value_or("") : "");
    ended.append({pipeline, options, startedAt});
    ended = ended.last(std::min(ended.size(), kMaxEnded));
    if (m_bridge) {
        m_bridge->settings().set(kEndedKey, rememberedText(ended));
    }
}

int ExportListModel::numInterrupted() const
{
    return static_cast<int>(std::count_if(m_entries.begin(), m_entries.end(),
                                          [](const Entry& entry) { return entry.interrupted.has_value(); }));
}

const RememberedExport* ExportListModel::interruptedAt(int row) const
{
    const bool isThere = row >= 0 && row < rowCount();
    const Entry* entry = isThere ? &m_entries[static_cast<size_t>(row)] : nullptr;
    return entry != nullptr && entry->interrupted && !entry->interrupted->isFinishing ? &entry->interrupted->what
                                                                                      : nullptr;
}

void ExportListModel::finishInterrupted(int row)
{
    MR_ASSERT_GUI_THREAD();
    if (interruptedAt(row) != nullptr) {
        Entry& entry = m_entries[static_cast<size_t>(row)];
        entry.interrupted->isFinishing = true;
        m_parts.start(PartWorker::Task::Finish, entry.number, entry.interrupted->parts);
        Q_EMIT dataChanged(index(row, 0), index(row, columnCount() - 1));
        Q_EMIT numRunningChanged(numRunning());
    }
}

PipelineBridge* ExportListModel::pipelineAt(int row) const
{
    const bool isThere = m_bridge && row >= 0 && row < rowCount();
    return isThere ? m_bridge->find(m_entries[static_cast<size_t>(row)].pipeline) : nullptr;
}

StreamRecorder* ExportListModel::restartInterrupted(int row)
{
    MR_ASSERT_GUI_THREAD();
    const RememberedExport* what = interruptedAt(row);
    PipelineBridge* pipeline = pipelineAt(row);
    StreamRecorder* recorder = what != nullptr && pipeline != nullptr ? record(*pipeline, what->options) : nullptr;
    if (recorder != nullptr) {
        beginRemoveRows({}, row + 1, row + 1); // the new one stands before it
        m_entries.erase(m_entries.begin() + row + 1);
        endRemoveRows();
        remember();
    }
    return recorder;
}

void ExportListModel::keepHistoryIn(EngineBridge& bridge)
{
    MR_ASSERT_GUI_THREAD();
    m_bridge = &bridge;
    std::vector<Entry> earlier;
    takeInterrupted(earlier);
    const QList<RememberedExport> ended = rememberedExports(bridge.settings().value(kEndedKey).value_or(""));
    for (const PipelineBridge* pipeline : bridge.pipelines()) {
        for (StoredExport& stored : bridge.engine().exportHistory(pipeline->name().toStdString())) {
            Entry entry;
            entry.pipeline = pipeline->name();
            entry.stored = std::move(stored);
            for (const RememberedExport& each : ended) {
                if (each.startedAt == entry.stored.startedAt && each.pipeline == entry.pipeline) {
                    entry.options = each.options;
                }
            }
            earlier.push_back(std::move(entry));
        }
    }
    if (earlier.empty()) {
        return;
    }
    std::sort(earlier.begin(), earlier.end(),
              [](const Entry& a, const Entry& b) { return startedAt(a) > startedAt(b); });
    beginInsertRows({}, rowCount(), rowCount() + static_cast<int>(earlier.size()) - 1);
    std::move(earlier.begin(), earlier.end(), std::back_inserter(m_entries));
    endInsertRows();
    Q_EMIT numRunningChanged(numRunning());
}

void ExportListModel::store(const StreamRecorder& recorder)
{
    if (!m_bridge) {
        return;
    }
    StoredExport entry;
    entry.relation = recorder.options().relations.join(QStringLiteral(", ")).toStdString();
    entry.path = recorder.filePath().toStdString();
    entry.format = storedFormat(recorder.options().format);
    entry.changes = recorder.progress().rows;
    entry.error = recorder.error() ? recorder.error()->toString() : std::string();
    entry.startedAt = recorder.startedAt();
    entry.endedAt = recorder.finishedAt();
    rememberEnded(recorder.pipelineName(), recorder.options(), recorder.startedAt());
    // A history that cannot be written is no reason to fail the recording.
    ignoreError(m_bridge->engine().recordExport(recorder.pipelineName().toStdString(), entry));
}

RecordingState ExportListModel::stateOf(const Entry& entry)
{
    if (entry.recorder) {
        return entry.recorder->state();
    }
    if (entry.interrupted) {
        return RecordingState::Interrupted;
    }
    return entry.stored.error.empty() ? RecordingState::Finished : RecordingState::Failed;
}

quint64 ExportListModel::numRows(const Entry& entry)
{
    if (entry.interrupted) {
        return entry.interrupted->rows.value_or(0);
    }
    return entry.recorder ? entry.recorder->progress().rows : entry.stored.changes;
}

QStringList ExportListModel::relationsOf(const Entry& entry)
{
    if (entry.interrupted) {
        return entry.interrupted->what.options.relations;
    }
    return entry.recorder ? entry.recorder->options().relations : QStringList{toQString(entry.stored.relation)};
}

std::string ExportListModel::formatOf(const Entry& entry)
{
    if (entry.interrupted) {
        return storedFormat(entry.interrupted->what.options.format);
    }
    return entry.recorder ? storedFormat(entry.recorder->options().format) : entry.stored.format;
}

StreamRecorder* ExportListModel::recorderAt(int row) const
{
    return row >= 0 && row < rowCount() ? m_entries[static_cast<size_t>(row)].recorder.get() : nullptr;
}

int ExportListModel::numRunning() const
{
    return static_cast<int>(std::count_if(m_entries.begin(), m_entries.end(),
                                          [](const Entry& entry) { return !isEndState(stateOf(entry)); }));
}

void ExportListModel::setPaused(int row, bool isPaused)
{
    MR_ASSERT_GUI_THREAD();
    if (StreamRecorder* recorder = recorderAt(row)) {
        recorder->setPaused(isPaused);
    }
}

void ExportListModel::stop(int row)
{
    MR_ASSERT_GUI_THREAD();
    if (StreamRecorder* recorder = recorderAt(row)) {
        recorder->stop();
    }
}

void ExportListModel::stopAll()
{
    for (int row = 0; row < rowCount(); ++row) {
        stop(row);
    }
}

void ExportListModel::removeEnded()
{
    MR_ASSERT_GUI_THREAD();
    for (int row = rowCount() - 1; row >= 0; --row) {
        if (isEndState(stateOf(m_entries[static_cast<size_t>(row)]))) {
            beginRemoveRows({}, row, row);
            m_entries.erase(m_entries.begin() + row);
            endRemoveRows();
        }
    }
    remember();
}

/// Progress comes with every frame; eyes need it a few times a second.
void ExportListModel::noteProgress(StreamRecorder* recorder)
{
    const int row = rowOf(recorder);
    if (row >= 0) {
        m_entries[static_cast<size_t>(row)].isDirty = true;
        if (!m_refresh.isActive()) {
            m_refresh.start(static_cast<int>(kShowIntervalUs / 1000));
        }
    }
}

void ExportListModel::showProgress()
{
    const int64_t now = Clock::system().steadyMicros();
    int first = -1;
    int last = -1;
    bool isMoving = false;
    for (int row = 0; row < rowCount(); ++row) {
        Entry& entry = m_entries[static_cast<size_t>(row)];
        const bool isDirty = std::exchange(entry.isDirty, false);
        if (!isDirty && entry.rate.perSecond() == 0) {
            continue;
        }
        entry.rate.update(numRows(entry), now);
        if (isEndState(stateOf(entry))) {
            entry.rate.reset();
        }
        isMoving = isMoving || entry.rate.perSecond() != 0 || isDirty;
        first = first < 0 ? row : first;
        last = row;
    }
    if (first >= 0) {
        Q_EMIT dataChanged(index(first, static_cast<int>(Column::State)), index(last, columnCount() - 1));
    }
    if (isMoving && numRunning() != 0) {
        m_refresh.start(static_cast<int>(kShowIntervalUs / 1000)); // until the rate has fallen to zero
    }
}

void ExportListModel::onStateChanged(StreamRecorder* recorder)
{
    const int row = rowOf(recorder);
    if (row < 0) {
        return;
    }
    Entry& entry = m_entries[static_cast<size_t>(row)];
    if (isEndState(recorder->state())) {
        entry.rate.reset();
        store(*recorder);
        remember();
    }
    Q_EMIT dataChanged(index(row, 0), index(row, columnCount() - 1));
    if (recorder->state() == RecordingState::Failed) {
        Q_EMIT recordingFailed(tr("Saving the stream to %1 failed").arg(recorder->options().filePath),
                               *recorder->error());
    } else if (recorder->state() == RecordingState::Finished) {
        Q_EMIT recordingFinished(recorder);
    }
    Q_EMIT numRunningChanged(numRunning());
}

int ExportListModel::rowOf(const StreamRecorder* recorder) const
{
    const auto found = std::find_if(m_entries.begin(), m_entries.end(),
                                    [&](const Entry& entry) { return entry.recorder.get() == recorder; });
    return found == m_entries.end() ? -1 : static_cast<int>(found - m_entries.begin());
}

int ExportListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

int ExportListModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(Column::Started) + 1;
}

QVariant ExportListModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount()) {
        return {};
    }
    const Entry& entry = m_entries[static_cast<size_t>(index.row())];
    const auto column = static_cast<Column>(index.column());
    switch (role) {
    case Qt::DisplayRole: return displayText(entry, column);
    case Qt::ToolTipRole:
        if (column == Column::State) {
            return errorTextOf(entry);
        }
        return column == Column::File ? QVariant(pathOf(entry)) : QVariant();
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(
            Qt::Alignment((isNumberColumn(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    case RecordingStateRole: return static_cast<int>(stateOf(entry));
    case FilePathRole: return pathOf(entry);
    case NumericRole: return isNumberColumn(column);
    case ErrorTextRole: return errorTextOf(entry);
    case RowsRole: return numRows(entry);
    case SortRole: return sortValue(entry, column);
    default: return {};
    }
}

QString ExportListModel::interruptionText(const Interrupted& interrupted)
{
    if (interrupted.isFinishing) {
        return tr("Its file is being finished");
    }
    if (interrupted.parts.isEmpty()) {
        return tr("No file was begun that is not finished; the program ended while it ran");
    }
    if (interrupted.error) {
        return errorLine(*interrupted.error);
    }
    const QString files = interrupted.parts.join(QStringLiteral(", "));
    return interrupted.rows
               ? tr("%1 rows are safe in %2; the program ended while it ran").arg(countText(*interrupted.rows), files)
               : tr("Looking through %1; the program ended while it ran").arg(files);
}

QString ExportListModel::errorTextOf(const Entry& entry)
{
    if (entry.interrupted) {
        return interruptionText(*entry.interrupted);
    }
    if (!entry.recorder) {
        return toQString(entry.stored.error);
    }
    if (entry.recorder->state() == RecordingState::Paused) {
        return tr("Nothing is lost: the pipeline waits once %1 rows are queued")
            .arg(countText(entry.recorder->options().maxQueuedRows));
    }
    return entry.recorder->error() ? errorLine(*entry.recorder->error()) : QString();
}

QString ExportListModel::pathOf(const Entry& entry)
{
    if (entry.interrupted) {
        return entry.interrupted->what.options.filePath;
    }
    return entry.recorder ? entry.recorder->filePath() : toQString(entry.stored.path);
}

QString ExportListModel::displayText(const Entry& entry, Column column) const
{
    const bool isRunning = !isEndState(stateOf(entry));
    switch (column) {
    case Column::Relation:
        return tr("%1: %2", "pipeline: relations").arg(entry.pipeline, relationsOf(entry).join(QStringLiteral(", ")));
    case Column::File: return QFileInfo(pathOf(entry)).fileName();
    case Column::Format: {
        const std::string stored = formatOf(entry);
        const auto* known = std::find_if(std::begin(kFormats), std::end(kFormats),
                                         [&](const FormatName& format) { return format.stored == stored; });
        return known == std::end(kFormats) ? toQString(stored) : tr(known->text);
    }
    case Column::State: return recordingStateText(stateOf(entry));
    case Column::Rows: return entry.interrupted && !entry.interrupted->rows ? QString() : countText(numRows(entry));
    case Column::Bytes: return entry.recorder ? bytesText(entry.recorder->progress().bytes) : QString();
    case Column::Rate: return isRunning ? rateText(entry.rate.perSecond()) : QString();
    case Column::Lag: return isRunning ? countText(entry.recorder->progress().lagRows) : QString();
    case Column::Started: return momentText(startedAt(entry));
    }
    return {};
}

TimestampMicros ExportListModel::startedAt(const Entry& entry)
{
    if (entry.interrupted) {
        return entry.interrupted->what.startedAt;
    }
    return entry.recorder ? entry.recorder->startedAt() : entry.stored.startedAt;
}

QVariant ExportListModel::sortValue(const Entry& entry, Column column) const
{
    const RecordingProgress progress = entry.recorder ? entry.recorder->progress() : RecordingProgress();
    switch (column) {
    case Column::Rows: return numRows(entry);
    case Column::Bytes: return qulonglong{progress.bytes};
    case Column::Rate: return entry.rate.perSecond();
    case Column::Lag: return qulonglong{progress.lagRows};
    case Column::Started: return static_cast<qlonglong>(startedAt(entry));
    default: return displayText(entry, column);
    }
}

QVariant ExportListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Vertical || role != Qt::DisplayRole || section < 0 || section >= columnCount()) {
        return {};
    }
    switch (static_cast<Column>(section)) {
    case Column::Relation: return tr("Stream");
    case Column::File: return tr("File");
    case Column::Format: return tr("Format");
    case Column::State: return tr("State");
    case Column::Rows: return tr("Rows");
    case Column::Bytes: return tr("Size");
    case Column::Rate: return tr("Rate");
    case Column::Lag: return tr("Behind");
    case Column::Started: return tr("Started");
    }
    return {};
}

QHash<int, QByteArray> ExportListModel::roleNames() const
{
    QHash<int, QByteArray> names = QAbstractTableModel::roleNames();
    names.insert({{RecordingStateRole, "recordingState"},
                  {FilePathRole, "filePath"},
                  {NumericRole, "isNumeric"},
                  {ErrorTextRole, "errorText"},
                  {RowsRole, "rows"},
                  {SortRole, "sortValue"}});
    return names;
}

} // namespace millrace::models
