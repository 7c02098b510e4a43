// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/record/export_list_model.h"

#include "models/bridge/gui_thread.h"
#include "models/text/error_text.h"
#include "models/text/number_text.h"

#include <QFileInfo>

#include <algorithm>
#include <utility>

namespace millrace::models {

namespace {

constexpr int64_t kShowIntervalUs = 200'000;

bool isEndState(RecordingState state)
{
    return state == RecordingState::Finished || state == RecordingState::Failed;
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
}

ExportListModel::~ExportListModel() = default;

StreamRecorder* ExportListModel::record(PipelineBridge& pipeline, RecordingOptions options)
{
    MR_ASSERT_GUI_THREAD();
    const QString what = tr("Could not save the stream of %1").arg(options.relations.join(QStringLiteral(", ")));
    for (const Entry& entry : m_entries) {
        if (!isEndState(entry.recorder->state()) && entry.recorder->options().filePath == options.filePath) {
            Q_EMIT recordingFailed(what, makeError(ErrorCode::kIoOpen, "another recording writes this file: " +
                                                                           options.filePath.toStdString()));
            return nullptr;
        }
    }
    Result<std::unique_ptr<StreamRecorder>> created = StreamRecorder::create(pipeline, std::move(options));
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
    m_entries.insert(m_entries.begin(), std::move(entry));
    endInsertRows();
    Q_EMIT numRunningChanged(numRunning());
    return recorder;
}

StreamRecorder* ExportListModel::recorderAt(int row) const
{
    return row >= 0 && row < rowCount() ? m_entries[static_cast<size_t>(row)].recorder.get() : nullptr;
}

int ExportListModel::numRunning() const
{
    return static_cast<int>(std::count_if(m_entries.begin(), m_entries.end(),
                                          [](const Entry& entry) { return !isEndState(entry.recorder->state()); }));
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
        if (isEndState(recorderAt(row)->state())) {
            beginRemoveRows({}, row, row);
            m_entries.erase(m_entries.begin() + row);
            endRemoveRows();
        }
    }
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
        const bool hasEnded = isEndState(entry.recorder->state());
        entry.rate.update(entry.recorder->progress().rows, now);
        if (hasEnded) {
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
        if (column == Column::State && entry.recorder->error()) {
            return errorLine(*entry.recorder->error());
        }
        return column == Column::File ? QVariant(entry.recorder->options().filePath) : QVariant();
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(
            Qt::Alignment((isNumberColumn(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    case RecordingStateRole: return static_cast<int>(entry.recorder->state());
    case FilePathRole: return entry.recorder->options().filePath;
    case NumericRole: return isNumberColumn(column);
    case ErrorTextRole: return entry.recorder->error() ? errorLine(*entry.recorder->error()) : QString();
    case RowsRole: return static_cast<qulonglong>(entry.recorder->progress().rows);
    case SortRole: return sortValue(entry, column);
    default: return {};
    }
}

QString ExportListModel::displayText(const Entry& entry, Column column) const
{
    const RecordingOptions& options = entry.recorder->options();
    const RecordingProgress progress = entry.recorder->progress();
    switch (column) {
    case Column::Relation:
        return tr("%1: %2", "pipeline: relations")
            .arg(entry.recorder->pipelineName(), options.relations.join(QStringLiteral(", ")));
    case Column::File: return QFileInfo(options.filePath).fileName();
    case Column::Format: return options.format == ChangeFormat::Csv ? tr("CSV") : tr("JSON lines");
    case Column::State: return recordingStateText(entry.recorder->state());
    case Column::Rows: return countText(progress.rows);
    case Column::Bytes: return bytesText(progress.bytes);
    case Column::Rate: return isEndState(entry.recorder->state()) ? QString() : rateText(entry.rate.perSecond());
    case Column::Lag: return isEndState(entry.recorder->state()) ? QString() : countText(progress.lagRows);
    case Column::Started: return dateTimeText(entry.recorder->startedAt());
    }
    return {};
}

QVariant ExportListModel::sortValue(const Entry& entry, Column column) const
{
    switch (column) {
    case Column::Rows: return static_cast<qulonglong>(entry.recorder->progress().rows);
    case Column::Bytes: return static_cast<qulonglong>(entry.recorder->progress().bytes);
    case Column::Rate: return entry.rate.perSecond();
    case Column::Lag: return static_cast<qulonglong>(entry.recorder->progress().lagRows);
    case Column::Started: return static_cast<qlonglong>(entry.recorder->startedAt());
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
