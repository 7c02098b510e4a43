// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pipeline/token_model.h"

#include "models/bridge/gui_thread.h"
#include "models/pipeline/token_stages.h"
#include "models/pipeline/token_watch.h"
#include "models/text/cell_text.h"
#include "models/text/number_text.h"
#include "models/text/reason_text.h"

#include <algorithm>
#include <unordered_set>

namespace millrace::models {

namespace {

constexpr int64_t kAtOnceUs = 1000; ///< below it a duration tells the speed of the machine and nothing of the token

bool isNumberColumn(TokenModel::Column column)
{
    using Column = TokenModel::Column;
    return column == Column::Covers || column == Column::Step || column == Column::TimeToComplete ||
           column == Column::Errors;
}

bool isSame(const TokenStatus& a, const TokenStatus& b)
{
    return a.token == b.token && a.state == b.state && a.processedCount == b.processedCount && a.step == b.step &&
           a.waitsFor == b.waitsFor && a.completedAt == b.completedAt && a.errorsSince == b.errorsSince &&
           a.count == b.count;
}

} // namespace

TokenModel::TokenModel(QObject* parent)
    : QAbstractTableModel(parent)
{
}

void TokenModel::setPipeline(PipelineBridge* pipeline)
{
    MR_ASSERT_GUI_THREAD();
    if (m_pipeline == pipeline) {
        return;
    }
    if (m_pipeline) {
        m_pipeline->disconnect(this);
    }
    m_pipeline = pipeline;
    if (pipeline != nullptr) {
        connect(pipeline, &PipelineBridge::statusChanged, this, &TokenModel::refresh);
        connect(pipeline, &PipelineBridge::tokenIssued, this, &TokenModel::refresh);
        connect(pipeline, &PipelineBridge::runStarted, this, &TokenModel::reloadHistory);
        connect(pipeline, &PipelineBridge::runEnded, this, &TokenModel::reloadHistory);
        connect(pipeline, &QObject::destroyed, this, &TokenModel::reloadHistory);
    }
    reloadHistory();
}

void TokenModel::keepHistoryIn(EngineBridge& bridge)
{
    MR_ASSERT_GUI_THREAD();
    m_bridge = &bridge;
    reloadHistory();
}

void TokenModel::reloadHistory()
{
    m_history.clear();
    if (m_bridge && m_pipeline) {
        for (StoredToken& stored : m_bridge->engine().tokenHistory(m_pipeline->name().toStdString())) {
            TokenStatus token;
            token.token = std::move(stored.token);
            token.relation = std::move(stored.relation);
            token.connector = std::move(stored.connector);
            token.state = TokenState::Complete;
            token.count = stored.records;
            token.processedCount = stored.records;
            token.step = stored.step;
            token.errorsSince = stored.errors;
            token.issuedAt = stored.issuedAt;
            token.completedAt = stored.completedAt;
            m_history.push_back(std::move(token));
        }
    }
    refresh();
}

std::vector<TokenStatus> TokenModel::collect()
{
    std::vector<TokenStatus> tokens;
    if (m_pipeline) {
        tokens = m_pipeline->tokens();
    }
    m_numOfRun = tokens.size();
    std::unordered_set<std::string> ofRun;
    for (const TokenStatus& token : tokens) {
        ofRun.insert(token.token);
    }
    for (const TokenStatus& token : m_history) {
        if (ofRun.count(token.token) == 0) {
            tokens.push_back(token);
        }
    }
    return tokens;
}

bool TokenModel::issue(const QString& relation, const QString& connector)
{
    MR_ASSERT_GUI_THREAD();
    return m_pipeline && m_pipeline->issueToken(relation, connector).has_value();
}

void TokenModel::showWatched(const TokenWatch& watch)
{
    m_watch = &watch;
    connect(&watch, &TokenWatch::watchedChanged, this, [this] {
        if (!m_tokens.empty()) {
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, 0), {IsWatchedRole});
        }
    });
}

int TokenModel::numInProgress() const
{
    return static_cast<int>(std::count_if(m_tokens.begin(), m_tokens.end(), [](const TokenStatus& token) {
        return token.state == TokenState::InProgress;
    }));
}

void TokenModel::refresh()
{
    std::vector<TokenStatus> tokens = collect();
    // Newest first: the known ones are a suffix, perhaps without its oldest.
    size_t numNew = tokens.size();
    if (!m_tokens.empty()) {
        const auto known = std::find_if(tokens.begin(), tokens.end(), [this](const TokenStatus& token) {
            return token.token == m_tokens.front().token;
        });
        numNew = static_cast<size_t>(known - tokens.begin());
    }
    const bool hasOlder = tokens.size() - numNew > m_tokens.size(); // of the history, which came later
    if ((numNew == tokens.size() || hasOlder) && !m_tokens.empty()) {
        beginResetModel(); // none in common: another run
        m_tokens = std::move(tokens);
        endResetModel();
    } else {
        applyNewTokens(std::move(tokens), numNew);
    }
    const int inProgress = numInProgress();
    if (inProgress != m_numInProgress) {
        m_numInProgress = inProgress;
        Q_EMIT numInProgressChanged(inProgress);
    }
}

void TokenModel::applyNewTokens(std::vector<TokenStatus> tokens, size_t numNew)
{
    const size_t numKept = tokens.size() - numNew;
    if (numKept < m_tokens.size()) {
        beginRemoveRows({}, static_cast<int>(numKept), rowCount() - 1);
        m_tokens.resize(numKept);
        endRemoveRows();
    }
    if (numNew != 0) {
        beginInsertRows({}, 0, static_cast<int>(numNew) - 1);
        m_tokens.insert(m_tokens.begin(), tokens.begin(), tokens.begin() + static_cast<std::ptrdiff_t>(numNew));
        endInsertRows();
    }
    updateTokens(tokens);
}

void TokenModel::updateTokens(const std::vector<TokenStatus>& tokens)
{
    int first = -1;
    int last = -1;
    std::vector<TokenStatus> completed;
    for (size_t i = 0; i < tokens.size(); ++i) {
        // How far one in progress has come is also a matter of the outputs.
        if (isSame(m_tokens[i], tokens[i]) && tokens[i].state == TokenState::Complete) {
            continue;
        }
        const bool wasInProgress = m_tokens[i].token == tokens[i].token && m_tokens[i].state == TokenState::InProgress;
        if (wasInProgress && tokens[i].state == TokenState::Complete) {
            completed.push_back(tokens[i]);
        }
        m_tokens[i] = tokens[i];
        first = first < 0 ? static_cast<int>(i) : first;
        last = static_cast<int>(i);
    }
    if (first >= 0) {
        Q_EMIT dataChanged(index(first, 0), index(last, columnCount() - 1));
    }
    for (const TokenStatus& token : completed) {
        Q_EMIT tokenCompleted(token);
    }
}

int TokenModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_tokens.size());
}

int TokenModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(Column::Errors) + 1;
}

QVariant TokenModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount()) {
        return {};
    }
    const TokenStatus& token = tokenAt(index.row());
    const auto column = static_cast<Column>(index.column());
    switch (role) {
    case Qt::DisplayRole: return cellText(token, column);
    case Qt::ToolTipRole: return toQString(token.token);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(
            Qt::Alignment((isNumberColumn(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    case TokenRole: return toQString(token.token);
    case IsCompleteRole: return token.state == TokenState::Complete;
    case IsWatchedRole: return m_watch != nullptr && m_watch->isWatched(toQString(token.token));
    case IsOverdueRole:
        return token.state == TokenState::InProgress && Clock::system().now() - token.issuedAt > kOverdueUs;
    case IsEarlierRunRole: return static_cast<size_t>(index.row()) >= m_numOfRun;
    case HasErrorsRole: return token.errorsSince != 0;
    case CountRole: return static_cast<qulonglong>(token.count);
    case ProcessedRole: return static_cast<qulonglong>(std::min(token.processedCount, token.count));
    case RelationRole: return toQString(token.relation);
    case ConnectorRole: return toQString(token.connector);
    case NumericRole: return isNumberColumn(column);
    case SortRole: return sortValue(token, column);
    default: return {};
    }
}

QString TokenModel::cellText(const TokenStatus& token, Column column) const
{
    switch (column) {
    case Column::Connector: return toQString(token.relation + "." + token.connector);
    case Column::Issued: return momentText(token.issuedAt);
    case Column::State:
        if (token.state == TokenState::InProgress) {
            return tr("In progress");
        }
        return token.errorsSince == 0 ? tr("Complete") : tr("Complete with errors");
    case Column::Covers: return countText(token.count);
    case Column::Step: return token.step ? countText(*token.step) : QString();
    case Column::Progress: return progressText(token);
    case Column::WaitsFor: return reasonText(token.waitsFor);
    case Column::TimeToComplete:
        if (token.completedAt == 0) {
            return {};
        }
        return token.completedAt - token.issuedAt < kAtOnceUs ? tr("at once", "time until a token was complete")
                                                              : durationText(token.completedAt - token.issuedAt);
    case Column::Errors: return token.errorsSince == 0 ? QString() : countText(token.errorsSince);
    }
    return {};
}

QString TokenModel::progressText(const TokenStatus& token) const
{
    static const PipelineStatus kNone;
    return tokenStagesText(tokenStages(token, m_pipeline ? *m_pipeline->status() : kNone));
}

QVariant TokenModel::sortValue(const TokenStatus& token, Column column) const
{
    switch (column) {
    case Column::Issued: return static_cast<qlonglong>(token.issuedAt);
    case Column::Covers: return static_cast<qulonglong>(token.count);
    case Column::Step: return static_cast<qulonglong>(token.step.value_or(0));
    case Column::TimeToComplete:
        return static_cast<qlonglong>(token.completedAt == 0 ? INT64_MAX : token.completedAt - token.issuedAt);
    case Column::Errors: return static_cast<qulonglong>(token.errorsSince);
    default: return cellText(token, column);
    }
}

QVariant TokenModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Vertical || role != Qt::DisplayRole || section < 0 || section >= columnCount()) {
        return {};
    }
    switch (static_cast<Column>(section)) {
    case Column::Connector: return tr("Connector");
    case Column::Issued: return tr("Issued");
    case Column::State: return tr("State");
    case Column::Progress: return tr("Progress");
    case Column::Covers: return tr("Records");
    case Column::Step: return tr("Step");
    case Column::WaitsFor: return tr("Waits for");
    case Column::TimeToComplete: return tr("Time to complete");
    case Column::Errors: return tr("Errors since");
    }
    return {};
}

QHash<int, QByteArray> TokenModel::roleNames() const
{
    QHash<int, QByteArray> names = QAbstractTableModel::roleNames();
    names.insert({{TokenRole, "token"},
                  {IsCompleteRole, "isComplete"},
                  {HasErrorsRole, "hasErrors"},
                  {IsWatchedRole, "isWatched"},
                  {IsOverdueRole, "isOverdue"},
                  {IsEarlierRunRole, "isEarlierRun"},
                  {CountRole, "count"},
                  {ProcessedRole, "processed"},
                  {RelationRole, "relation"},
                  {ConnectorRole, "connector"},
                  {NumericRole, "isNumeric"},
                  {SortRole, "sortValue"}});
    return names;
}

} // namespace millrace::models
