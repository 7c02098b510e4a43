// SPDX-License-Identifier: GPL-3.0-or-later
// The completion tokens of a pipeline, newest first.
#pragma once

#include "models/bridge/engine_bridge.h"

#include <QAbstractTableModel>
#include <QPointer>

#include <vector>

namespace millrace::models {

class TokenWatch;

/// One row per token of the current run; below them, with keepHistoryIn(), those of earlier runs that completed.
/// GUI thread only.
class TokenModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum class Column { Connector, Issued, State, Progress, Covers, Step, WaitsFor, TimeToComplete, Errors };
    Q_ENUM(Column)
    enum Role {
        TokenRole = Qt::UserRole + 1, ///< QString, the opaque text, for Copy
        IsCompleteRole,               ///< bool
        HasErrorsRole,                ///< bool: records were set aside or batches not delivered since it was issued
        CountRole,                    ///< qulonglong: records it covers
        ProcessedRole,                ///< qulonglong: of these, processed so far (for a bar)
        IsEarlierRunRole,             ///< bool
        IsWatchedRole,                ///< bool: somebody wants to hear when it completes
        IsOverdueRole,                ///< bool: in progress for longer than kOverdueUs
        RelationRole,
        ConnectorRole,
        NumericRole, ///< bool: align right
        SortRole,
    };

    static constexpr int64_t kOverdueUs = 10'000'000;

    explicit TokenModel(QObject* parent = nullptr);

    void setPipeline(PipelineBridge* pipeline);
    /// Shows completed tokens of earlier runs and sessions as well.
    void keepHistoryIn(EngineBridge& bridge);
    PipelineBridge* pipeline() const { return m_pipeline; }
    /// Issues a token for an input connector; the new row is the first one.
    bool issue(const QString& relation, const QString& connector);
    int numInProgress() const;
    /// Marks the tokens watched by `watch`, which outlives the model.
    void showWatched(const TokenWatch& watch);
    /// As shown, newest first.
    const std::vector<TokenStatus>& tokens() const { return m_tokens; }
    const TokenStatus& tokenAt(int row) const { return m_tokens[static_cast<size_t>(row)]; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void numInProgressChanged(int numInProgress);
    void tokenCompleted(const millrace::TokenStatus& token);

private:
    void refresh();
    void reloadHistory();
    /// Tokens of the run, then those of the history.
    std::vector<TokenStatus> collect();
    void applyNewTokens(std::vector<TokenStatus> tokens, size_t numNew);
    void updateTokens(const std::vector<TokenStatus>& tokens);
    QString cellText(const TokenStatus& token, Column column) const;
    QString progressText(const TokenStatus& token) const;
    QVariant sortValue(const TokenStatus& token, Column column) const;

    QPointer<PipelineBridge> m_pipeline;
    QPointer<EngineBridge> m_bridge;
    const TokenWatch* m_watch = nullptr;
    std::vector<TokenStatus> m_history; ///< newest first
    std::vector<TokenStatus> m_tokens;
    size_t m_numOfRun = 0; ///< of m_tokens
    int m_numInProgress = 0;
};

} // namespace millrace::models
