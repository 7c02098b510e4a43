// SPDX-License-Identifier: GPL-3.0-or-later
// The recordings of this session and earlier ones, newest first.
#pragma once

#include "models/bridge/engine_bridge.h"
#include "models/bridge/rate_meter.h"
#include "models/record/part_worker.h"
#include "models/record/remembered_export.h"

#include <QAbstractTableModel>
#include <QPointer>
#include <QTimer>

#include <memory>
#include <vector>

namespace millrace::models {

/// Owns the recordings; progress is shown at most five times a second. Those that were running when the program was
/// killed are told with what is safe of them, until the user has decided. GUI thread only.
class ExportListModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum class Column { Relation, File, Format, State, Rows, Bytes, Rate, Lag, Started };
    Q_ENUM(Column)
    enum Role {
        RecordingStateRole = Qt::UserRole + 1, ///< int(RecordingState)
        FilePathRole,
        NumericRole,   ///< bool: align right
        ErrorTextRole, ///< QString, in states Failed, Interrupted and Paused
        RowsRole,      ///< qulonglong
        SortRole,      ///< the cell as number, time or text
    };

    explicit ExportListModel(QObject* parent = nullptr);
    ~ExportListModel() override;

    /// Shows the recordings of earlier sessions below and adds those that end from now on to that history.
    void keepHistoryIn(EngineBridge& bridge);
    /// Starts a recording at the top of the list, and issues a completion token for each connector that reads now, of
    /// the first 32; null after a failure, which recordingFailed() tells.
    StreamRecorder* record(PipelineBridge& pipeline, RecordingOptions options,
                           std::optional<Continuation> continues = {});
    StreamRecorder* recorderAt(int row) const; ///< null for one of an earlier session
    int numRunning() const;
    int numInterrupted() const;
    /// Of one that was interrupted: what it was to write; null for others, and while its file is being finished.
    const RememberedExport* interruptedAt(int row) const;
    /// Makes files of what an interrupted one has written: whole lines, or whole steps of a database.
    void finishInterrupted(int row);
    /// Begins an interrupted one anew, in its place; what is left of it is replaced. Null after a failure.
    StreamRecorder* restartInterrupted(int row);
    /// What one was to write that has ended or was interrupted, however long ago; null while it runs or is being made
    /// ready to go on, and where that is not known any more.
    const RecordingOptions* endedAt(int row) const;
    /// It has written as many rows as it was to write.
    bool hasAllRows(int row) const;
    /// Goes on behind what is there of it, as a new recording at the top of the list, once its files are whole; what
    /// speaks against it is told by recordingFailed().
    void continueEnded(int row);
    /// The pipeline of an entry; null when it is not there any more.
    PipelineBridge* pipelineAt(int row) const;
    /// Of one that runs or is paused.
    void setPaused(int row, bool isPaused);
    void stop(int row);
    void stopAll();
    /// Forgets those that have ended or were interrupted; their files stay.
    void removeEnded();

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void recordingFinished(millrace::models::StreamRecorder* recorder);
    void recordingFailed(const QString& what, const millrace::Error& error);
    void numRunningChanged(int numRunning);

private:
    /// What the files of an export that was interrupted hold.
    struct Interrupted {
        RememberedExport what;
        QStringList parts;           ///< .part files; none = nothing is left of it
        std::optional<quint64> rows; ///< that are safe, once they are counted
        std::optional<Error> error;  ///< that the files cannot be read
        bool isFinishing = false;
    };
    struct Entry {
        std::unique_ptr<StreamRecorder> recorder; ///< null: `stored` tells all
        QString pipeline;
        StoredExport stored;
        std::optional<Interrupted> interrupted;  ///< instead of both
        std::optional<RecordingOptions> options; ///< of a stored one, if they are known
        quint64 number = 0;                      ///< of its jobs
        bool isContinuing = false;               ///< its files are being made whole
        RateMeter rate;
        bool isDirty = false;
    };
    void noteProgress(StreamRecorder* recorder);
    void showProgress();
    void onStateChanged(StreamRecorder* recorder);
    void store(const StreamRecorder& recorder);
    void remember();
    void takeInterrupted(std::vector<Entry>& entries);
    void onPartsDone(const PartWorker::Outcome& outcome);
    void keepRecovered(Entry& entry, quint64 rows);
    void goOn(int row, const Continuation& continuation);
    void rememberEnded(const QString& pipeline, const RecordingOptions& options, TimestampMicros startedAt);
    static QString interruptionText(const Interrupted& interrupted);
    int rowOf(const StreamRecorder* recorder) const;
    static RecordingState stateOf(const Entry& entry);
    static quint64 numRows(const Entry& entry);
    static QStringList relationsOf(const Entry& entry);
    static std::string formatOf(const Entry& entry);
    static TimestampMicros startedAt(const Entry& entry);
    static QString errorTextOf(const Entry& entry);
    static QString pathOf(const Entry& entry);
    QString displayText(const Entry& entry, Column column) const;
    QVariant sortValue(const Entry& entry, Column column) const;

    QPointer<EngineBridge> m_bridge; ///< keeps the history
    std::vector<Entry> m_entries;    ///< newest first
    PartWorker m_parts;
    quint64 m_newestNumber = 0;
    QTimer m_refresh; ///< single shot, while progress waits to be shown
};

} // namespace millrace::models
