// SPDX-License-Identifier: GPL-3.0-or-later
// The live change stream of one or several relations as a table, over batches shared with the engine.
#pragma once

#include "models/bridge/pipeline_bridge.h"
#include "models/stream/change_ring.h"
#include "models/stream/stream_sifter.h"
#include "models/stream/stream_source.h"

#include <QAbstractTableModel>
#include <QPointer>
#include <QStringList>

#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace millrace::models {

struct StreamLimits {
    quint64 maxRows = 200'000;
    quint64 maxBytes = 256ull * 1024 * 1024;
};

/// What a stream shows and what it does not; exact.
struct StreamCounters {
    quint64 received = 0; ///< changes that reached the model
    quint64 trimmed = 0;  ///< of these no longer kept, because the ring was full
    quint64 notKept = 0;  ///< changes dropped before the model, told by gap rows
    quint64 numGaps = 0;  ///< gap rows ever made, the merged ones once
    quint64 kept() const { return received - trimmed; }
    bool isComplete() const { return trimmed == 0 && numGaps == 0; }
};

enum class ChangeKind { Insert, Delete, Update };

/// What of the kept and of all coming changes is shown, and how.
struct StreamRules {
    QString filter;   ///< a condition in SQL over columns; empty = all. Relations without these columns are left out
    QString relation; ///< what was typed below the column of relations: a part of the name, =name, !=name
    std::optional<std::pair<quint64, quint64>> steps; ///< first and last
    bool pairsUpdates = false;                        ///< a delete and an insert of one key in one step are one line
    bool isPlain() const { return filter.isEmpty() && relation.isEmpty() && !steps && !pairsUpdates; }
    bool operator==(const StreamRules&) const = default;
};

/// The change stream of relations as a table.
/// Columns: step, time, sign, weight, then for one relation its columns, for several the relation and the row as text.
/// Bounded by StreamLimits. Changes arrive with the frame clock: at most one remove and one insert a frame.
/// Frozen, it shows a pinned snapshot while the ring goes on. Inactive (its view is hidden), it is not subscribed.
/// GUI thread only. No sorting or filtering proxy belongs on it.
class ChangeStreamModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum class ColumnKind { Step, Time, Sign, Weight, Relation, RowText, Data };
    Q_ENUM(ColumnKind)
    enum Role {
        ChangeKindRole = Qt::UserRole + 1, ///< int(ChangeKind); invalid for a gap
        WeightRole,                        ///< qlonglong
        StepRole,                          ///< qulonglong
        TimeRole,                          ///< qlonglong, microseconds since 1970
        RowIdRole,                         ///< qulonglong, stable for the life of the row
        RelationRole,                      ///< QString
        GapRole,                           ///< int(GapKind), 0 = a change
        GapTextRole,                       ///< QString, the whole sentence, in any column
        NullRole,                          ///< bool: the cell is NULL
        NumericRole,                       ///< bool: the column holds numbers (align right)
        SnapshotRole,                      ///< bool: present before the stream began
        FullTextRole,                      ///< QString, up to 1 MiB, for the inspector and the clipboard
        IsCutRole,                         ///< bool: the display text is cut
        ColumnKindRole,                    ///< header: int(ColumnKind)
        TypeTextRole,                      ///< header: SQL type of a data column
        IsChangedRole,                     ///< bool: cell of an update that differs from before
        BeforeRole,                        ///< QString: the cell before, of an update
    };
    enum class Activity { Active, Hidden };

    explicit ChangeStreamModel(FrameClock& clock, QObject* parent = nullptr);
    ~ChangeStreamModel() override;

    /// The pipeline to follow, or null. Clears the ring.
    void setPipeline(PipelineBridge* pipeline);
    PipelineBridge* pipeline() const { return m_pipeline; }
    /// The relations to follow, by canonical name. Clears the ring when they change. Unknown ones are followed as
    /// soon as the program has them.
    void setRelations(const QStringList& relations);
    const QStringList& relations() const { return m_relations; }
    void setLimits(const StreamLimits& limits);
    void setActivity(Activity activity);
    Activity activity() const { return m_activity; }
    /// Whether a stream that starts amid a run first shows the rows present (materialised relations only; default).
    enum class Begin { FromNow, SnapshotThenChanges };
    void setBegin(Begin begin) { m_begin = begin; }

    /// Sifting takes place on a thread of its own: rows appear with later frames, isSifting() tells until then. Errors
    /// of a filter are told at their place in it, and nothing changes. Thaws.
    Status setRules(StreamRules rules);
    const StreamRules& rules() const { return m_rules; }
    /// What setRules() would say about a filter; nothing for a right one.
    std::optional<Error> problemOf(const QString& filter) const;
    bool isSifting() const { return m_sifter.isBusy(); }
    /// What was kept when the rules came is not sifted yet.
    bool isSiftingAnew() const { return m_sifter.isActive() && m_isSiftedAnew; }
    /// The filter failed at a row, and nothing is shown since.
    const std::optional<Error>& siftError() const { return m_siftError; }
    /// Changes that pass the rules, of those that are kept.
    quint64 numPassing() const;
    /// Columns of the key that updates are paired by: what setKey() said, the primary key, or what the plan knows to
    /// determine a row of a view.
    std::vector<int> key() const;
    void setKey(std::vector<int> columns);
    const std::vector<int>& chosenKey() const { return m_key; }
    /// Whether stepsSummarized() is wanted: of what is kept, then of what comes.
    void setSummarizing(bool isSummarizing);
    /// Follows the key of a row, whatever is filtered; pinsChanged() tells of its changes. False without a key.
    bool pin(int row);
    /// "city = 'Oslo'": the condition that holds for rows with the value of a data cell; empty for other cells.
    QString conditionOfCell(const QModelIndex& cell) const;
    void unpin(size_t pin);
    const std::vector<PinnedRow>& pins() const { return m_pins; }
    /// As if these rows had been pinned one after the other. Their columns are those of the relation.
    void setPins(std::vector<PinnedRow> pins);
    const std::vector<Schema>& schemas() const { return m_schemas; }

    /// Empties the ring and the counters; the subscriptions go on.
    void clear();

    /// Freezing pins what is shown; the ring goes on. See StreamFollower.
    /// A new run thaws and clears.
    void freeze();
    enum class Thaw { KeepPlace, ToTail };
    /// Shows the ring again. KeepPlace keeps the frozen rows above, with a gap where the ring ran full meanwhile.
    void thaw(Thaw thaw);
    bool isFrozen() const { return m_pinned.has_value(); }
    /// Changes that arrived since freeze(); 0 when not frozen.
    quint64 numArrivedWhileFrozen() const;
    /// Lets go of rows that thaw(KeepPlace) kept beyond the limits.
    void releaseKeptRows();

    const StreamCounters& counters() const { return m_counters; }
    /// The run ended; its changes stay until the next run begins.
    bool hasEnded() const { return m_hasEnded; }
    /// Why nothing can arrive: the error of the last subscribe.
    const std::optional<Error>& subscribeError() const { return m_subscribeError; }

    ColumnKind columnKind(int column) const;
    int columnOf(ColumnKind kind) const; ///< first column of the kind, or -1
    quint64 rowIdAt(int row) const;
    /// Row of an id; rows that left give 0, ids yet to come the last row; -1 in an empty model.
    int rowOf(quint64 rowId) const;
    int rowOfStep(quint64 step) const; ///< first row at or after it, or -1
    int nextGapRow(int row) const;     ///< -1 = none
    int previousGapRow(int row) const;

    enum class ExtractFormat { Csv, Tsv, JsonLines, Markdown, Sql };
    /// Text of rows [first, last] for the clipboard, whole values, at most `maxBytes`.
    QString extract(int first, int last, ExtractFormat format, qsizetype maxBytes = 64 * 1024 * 1024) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    /// At most once a frame.
    void countersChanged();
    /// The columns changed (the model was reset).
    void relationsChanged();
    void frozenChanged(bool isFrozen);
    void rulesChanged();
    /// `isAnew`: what was told before is void.
    void stepsSummarized(const std::vector<millrace::models::StepSummary>& steps, bool isAnew);
    void pinsChanged(const std::vector<millrace::models::PinChange>& changes, bool isAnew);
    void ended();

private:
    const ChangeRing& shown() const { return m_pinned ? *m_pinned : m_sifted ? *m_sifted : m_ring; }
    /// The ring's own rows are on the screen, so what happens to it has to be told.
    bool showsRing() const { return !m_pinned && !m_sifted; }
    const std::vector<int>& plannedKey() const;
    void sift();
    using Filters = Result<std::vector<std::optional<api::RowFilter>>>;
    Filters compileFilters(const QString& condition) const;
    bool isRelationWanted(const QString& name) const;
    void restartSifter();
    void takeSifted();
    void admitSifted(ChangeRing rows);
    bool isUpdate(const ChangeRing::Position& position) const;
    std::optional<std::pair<BatchPtr, uint32_t>> beforeOf(const ChangeRing::Position& position) const;
    void onFrame();
    void subscribe(Begin begin);
    void onRunStarted();
    void onRunEnded();
    void onRelationsChanged();
    bool rebuildColumns();
    void startAnew();
    void startOfRun();
    void noteHiddenSteps(const std::vector<StreamArrival>& arrivals, ChangeRing& fresh);
    void appendGap(Segment gap, ChangeRing& fresh);
    /// Appends `fresh` to the ring and trims it, with one remove and one insert unless frozen.
    void admit(ChangeRing fresh);
    void moveOn(uint64_t numToDrop, uint64_t numFresh, const std::function<void()>& drop,
                const std::function<void()>& append);
    void slide(int numAfter, const std::function<void()>& change);
    void dropFromRing(uint64_t rows);
    void countTrimmed(const ChangeRing::Trimmed& trimmed, bool isUnseen);
    void thawInPlace();
    void thawToTail();
    ChangeRing::Position positionOf(int row) const;
    QVariant gapData(const Segment& segment, int column, int role) const;
    QVariant changeData(const ChangeRing::Position& position, int column, int role) const;
    QVariant cellData(const ChangeRing::Position& position, int column, int role) const;
    QVariant beforeData(const ChangeRing::Position& position, size_t column, const Column* now, int role) const;
    QString displayText(const ChangeRing::Position& position, int column, size_t maxBytes) const;
    QString summaryText(const ChangeRing::Position& position) const;
    QString gapText(const Segment& segment) const;
    int dataColumn(int column) const { return column - m_firstDataColumn; }

    FrameClock& m_clock;
    QPointer<PipelineBridge> m_pipeline;
    QStringList m_relations;
    std::vector<Schema> m_schemas; ///< of m_relations, as of the subscription
    std::vector<ColumnKind> m_columns;
    int m_firstDataColumn = 0;
    StreamLimits m_limits;
    Begin m_begin = Begin::SnapshotThenChanges;
    Activity m_activity = Activity::Active;

    StreamSource m_source;
    std::vector<uint16_t> m_feedRelations; ///< relation of each request of m_source
    ChangeRing m_ring;
    std::optional<ChangeRing> m_sifted; ///< what passes m_rules, with ids of its own; none while they are plain
    std::optional<ChangeRing> m_pinned; ///< of m_sifted when there is one
    StreamRules m_rules;
    std::vector<int> m_key;                               ///< chosen by the user
    mutable std::optional<std::vector<int>> m_plannedKey; ///< of the relation, once it was asked for
    std::vector<PinnedRow> m_pins;
    bool m_isSummarizing = false;
    bool m_isSiftedAnew = false; ///< the next result is the first of the present rules
    std::optional<Error> m_siftError;
    StreamSifter m_sifter;
    Segment m_unseen;            ///< what the ring dropped while frozen without having been shown
    quint64 m_numPinnedOnly = 0; ///< changes that left the ring while frozen and are still shown
    quint64 m_numReceivedAtFreeze = 0;
    quint64 m_numExtraRows = 0;           ///< kept beyond the limits by thaw(KeepPlace)
    std::optional<quint64> m_hiddenSince; ///< the step when the view was hidden, until told by a gap row
    std::optional<int> m_toldRows; ///< while rows are being told of: as many as views know
    mutable quint64 m_cachedRowId = UINT64_MAX;
    mutable ChangeRing::Position m_cachedPosition; ///< of m_cachedRowId, valid until the next frame
    StreamCounters m_counters;
    std::optional<Error> m_subscribeError;
    bool m_hasEnded = false; ///< the ring holds an ended run; the next one clears it
};

} // namespace millrace::models
