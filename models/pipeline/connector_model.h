// SPDX-License-Identifier: GPL-3.0-or-later
// The connectors of a pipeline as a tree table: relation, then its connectors.
#pragma once

#include "models/bridge/pipeline_bridge.h"
#include "models/bridge/rate_meter.h"

#include <QAbstractItemModel>
#include <QPointer>
#include <QSet>
#include <QStringList>

#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace millrace::models {

/// What a connector really does now.
enum class ConnectorActivity {
    Stopped, ///< the pipeline does not run
    Running,
    Waiting, ///< started and not reading: buffer full, waits for a label, pipeline paused
    Paused,
    Ended, ///< end of input
    Failed,
};
QString connectorActivityText(ConnectorActivity activity);
ConnectorActivity connectorActivity(const PipelineStatus& status, const InputStatus& input);
ConnectorActivity connectorActivity(const PipelineStatus& status, const OutputStatus& output);

/// Requested and actual state are two values: the check box is what was asked for, State what is.
/// A toggle shows as pending until the engine confirms it. Endpoints of the local API's requests stand below what the
/// program declares, and come and go without disturbing it. GUI thread only.
class ConnectorModel : public QAbstractItemModel {
    Q_OBJECT
public:
    enum class Column { Connector, On, State, Rate, Total, Buffered, Latency, Order, EndOfInput, Errors };
    Q_ENUM(Column)
    enum Role {
        ActivityRole = Qt::UserRole + 1, ///< int(ConnectorActivity)
        IsPendingRole,                   ///< bool: a toggle was asked for and not yet confirmed
        IsRelationRole,                  ///< bool: a relation's row
        IsInputRole,                     ///< bool
        IsTransientRole,                 ///< bool: made by a request, not by the program
        RelationRole,                    ///< QString
        ConnectorRole,                   ///< QString, empty for a relation
        ReasonRole,                      ///< QString: why it is in this state
        BufferedRole,                    ///< qulonglong records
        BufferedMaxRole,                 ///< qulonglong, 0 = no bar
        ErrorCountRole,                  ///< qulonglong
        RateRole,                        ///< double, records a second
        NumericRole,                     ///< bool: align right
        SortRole,
    };

    explicit ConnectorModel(QObject* parent = nullptr);
    ~ConnectorModel() override;

    void setPipeline(PipelineBridge* pipeline);
    PipelineBridge* pipeline() const { return m_pipeline; }

    /// Starts or pauses an input connector, or all inputs of a relation's row.
    bool setRequested(const QModelIndex& index, ConnectorState requested);
    /// The other of the two.
    bool toggle(const QModelIndex& index);
    /// What is requested of the row now, or will be once the engine confirms it.
    ConnectorState requested(const QModelIndex& index) const;
    QModelIndex indexOf(const QString& relation, const QString& connector) const;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    QHash<int, QByteArray> roleNames() const override;

private:
    /// What a row shows; rows are compared to find what changed.
    struct Shown {
        ConnectorActivity activity = ConnectorActivity::Stopped;
        ConnectorState requested = ConnectorState::Running;
        QString reason;
        QString order; ///< orderText()
        double rate = 0;
        quint64 total = 0;
        quint64 bytes = 0;
        quint64 buffered = 0;
        quint64 bufferedMax = 0;
        quint64 errors = 0;
        quint64 dropped = 0;              ///< of a listener: batches that it was too slow for
        quint64 ignored = 0;              ///< of a table's row: deletes and updates of absent keys
        std::optional<quint64> latencyUs; ///< 99th percentile; of a table's row the worst
        bool endOfInput = false;
        bool isKnown = false;      ///< the status has it: the pipeline has run
        bool isSwitchable = false; ///< an input of a pipeline that runs
        bool isPending = false;
        bool operator==(const Shown&) const = default;
    };
    struct Connector {
        Connector(QString connectorName, bool reads, bool comesAndGoes)
            : name(std::move(connectorName))
            , isInput(reads)
            , isTransient(comesAndGoes)
        {
        }
        QString name;
        bool isInput;
        bool isTransient;
        QString transport;
        RateMeter rate;
        Shown shown;
        std::optional<ConnectorState> pending;
        qint64 pendingSinceUs = 0;
    };
    struct RelationNode {
        RelationNode(QString relation, bool isTable)
            : name(std::move(relation))
            , isInput(isTable)
        {
        }
        QString name;
        bool isInput; ///< a table: its row is about its inputs, also where a listener is shown below them
        size_t row = 0;
        std::vector<Connector> connectors; ///< the declared ones first
        Shown sum;                         ///< of those in the node's direction
        int numCounted = 0;                ///< of these
        int numRunning = 0;
        int numRequested = 0;
    };
    struct Place {
        size_t relation = 0;
        std::optional<size_t> connector; ///< none for a relation's row
    };
    struct Changed {
        size_t relation = 0;
        int firstConnector = -1;
        int lastConnector = -1;
    };
    using Nodes = std::vector<std::unique_ptr<RelationNode>>; ///< indexes of their children point to them
    Place placeOf(const QModelIndex& index) const;
    enum class Kept { All, Declared };
    static QString keyOf(const QString& relation, const QString& connector, bool isInput);
    static QString keyOf(const RelationNode& node, const Connector& connector);
    static QStringList keysOf(const Nodes& nodes, Kept kept);
    static void numberRows(Nodes& nodes);
    void rebuild();
    Nodes makeNodes() const;
    void dropVanished(const QSet<QString>& present);
    void addAppeared(Nodes fresh, const QSet<QString>& present);
    void refresh();
    /// Takes the status into every row; tells which rows differ.
    std::vector<Changed> updateAll();
    quint64 numIgnored(const RelationNode& node) const;
    /// `input`, `output`: null where the status has none.
    Shown shownInput(const InputStatus* input, Connector& connector, qint64 nowUs) const;
    Shown shownOutput(const OutputStatus* output, Connector& connector, qint64 nowUs) const;
    static void sumUp(RelationNode& node);
    QVariant checkState(const RelationNode& node, const Connector* connector) const;
    QString displayText(const RelationNode& node, const Connector* connector, Column column) const;
    QString stateText(const RelationNode& node, const Connector* connector) const;
    QString toolTip(const RelationNode& node, const Connector* connector, Column column) const;
    QVariant sortValue(const RelationNode& node, const Connector* connector, Column column) const;

    QPointer<PipelineBridge> m_pipeline;
    Nodes m_nodes; ///< those that the program declares connectors of first
};

} // namespace millrace::models
