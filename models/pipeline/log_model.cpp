// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pipeline/log_model.h"

#include "models/bridge/gui_thread.h"
#include "models/text/cell_text.h"
#include "models/text/number_text.h"

#include <QDateTime>

#include <algorithm>

namespace millrace::models {

namespace {

constexpr int kRestMs = 100;

QString levelText(LogLevel level)
{
    switch (level) {
    case LogLevel::Info: return LogModel::tr("Info");
    case LogLevel::Warning: return LogModel::tr("Warning");
    case LogLevel::Error: return LogModel::tr("Error");
    }
    return {};
}

} // namespace

LogModel::LogModel(QObject* parent)
    : QAbstractTableModel(parent)
{
    m_rest.setSingleShot(true);
    m_rest.setInterval(kRestMs);
    connect(&m_rest, &QTimer::timeout, this, &LogModel::takeNew);
}

LogModel::~LogModel()
{
    stopListening();
}

void LogModel::setLog(std::shared_ptr<PipelineLog> log)
{
    MR_ASSERT_GUI_THREAD();
    if (log == m_log) {
        return;
    }
    stopListening();
    beginResetModel();
    m_log = std::move(log);
    m_nextIndex = 1;
    m_numLost = 0;
    m_lines.clear();
    m_shown.clear();
    m_firstNumber = 0;
    endResetModel();
    if (m_isActive) {
        listen();
    }
    Q_EMIT linesChanged();
}

void LogModel::setActive(bool isActive)
{
    if (isActive == m_isActive) {
        return;
    }
    m_isActive = isActive;
    if (isActive) {
        listen();
    } else {
        stopListening();
    }
}

void LogModel::listen()
{
    if (m_log == nullptr || m_listener != 0) {
        return;
    }
    m_listener = m_log->addListener([this] {
        if (!m_isAnnounced.exchange(true)) {
            QMetaObject::invokeMethod(this, [this] { m_rest.start(); }, Qt::QueuedConnection);
        }
    });
    takeNew();
}

void LogModel::stopListening()
{
    if (m_listener != 0) {
        m_log->removeListener(m_listener);
        m_listener = 0;
    }
    m_rest.stop();
    m_isAnnounced = false;
}

void LogModel::takeNew()
{
    m_isAnnounced = false;
    if (m_log == nullptr || !m_isActive) {
        return;
    }
    std::vector<LogLine> lines = m_log->linesFrom(m_nextIndex);
    if (lines.empty()) {
        return;
    }
    m_numLost += lines.front().index - m_nextIndex;
    m_nextIndex = lines.back().index + 1;
    std::vector<uint64_t> shown;
    for (LogLine& line : lines) {
        if (line.level >= m_least) {
            shown.push_back(m_firstNumber + m_lines.size());
        }
        m_lines.push_back(std::move(line));
    }
    if (!shown.empty()) {
        beginInsertRows({}, rowCount(), rowCount() + static_cast<int>(shown.size()) - 1);
        m_shown.insert(m_shown.end(), shown.begin(), shown.end());
        endInsertRows();
    }
    trim();
    Q_EMIT linesChanged();
}

void LogModel::trim()
{
    if (m_lines.size() <= kMaxLines) {
        return;
    }
    const uint64_t numGone = m_lines.size() - kMaxLines;
    const uint64_t first = m_firstNumber + numGone;
    const auto kept = std::lower_bound(m_shown.begin(), m_shown.end(), first);
    const int numRows = static_cast<int>(kept - m_shown.begin());
    if (numRows > 0) {
        beginRemoveRows({}, 0, numRows - 1);
        m_shown.erase(m_shown.begin(), kept);
    }
    m_lines.erase(m_lines.begin(), m_lines.begin() + static_cast<std::ptrdiff_t>(numGone));
    m_firstNumber = first;
    m_numLost += numGone;
    if (numRows > 0) {
        endRemoveRows();
    }
}

void LogModel::setLeastLevel(LogLevel level)
{
    if (level == m_least) {
        return;
    }
    beginResetModel();
    m_least = level;
    m_shown.clear();
    for (size_t i = 0; i < m_lines.size(); ++i) {
        if (m_lines[i].level >= level) {
            m_shown.push_back(m_firstNumber + i);
        }
    }
    endResetModel();
    Q_EMIT linesChanged();
}

int LogModel::nextRowWith(const QString& text, int row, int direction) const
{
    const int numRows = rowCount();
    for (int i = 1; i <= numRows && !text.isEmpty(); ++i) {
        const int at = ((row + direction * i) % numRows + numRows) % numRows;
        if (toQString(lineAt(at).text).contains(text, Qt::CaseInsensitive)) {
            return at;
        }
    }
    return -1;
}

int LogModel::numRowsWith(const QString& text) const
{
    int numFound = 0;
    for (int row = 0; row < rowCount() && !text.isEmpty(); ++row) {
        numFound += toQString(lineAt(row).text).contains(text, Qt::CaseInsensitive) ? 1 : 0;
    }
    return numFound;
}

QString LogModel::textOf(const QList<int>& rows) const
{
    QString text;
    for (const int row : rows) {
        const LogLine& line = lineAt(row);
        const QDateTime at = QDateTime::fromMSecsSinceEpoch(line.at / 1000);
        const std::string_view level = logLevelName(line.level);
        text += at.toString(QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz  ")) +
                QString::fromLatin1(level.data(), static_cast<qsizetype>(level.size())).leftJustified(5) +
                QStringLiteral("  ") + toQString(line.text) + u'\n';
    }
    return text;
}

QString LogModel::wholeText() const
{
    QList<int> rows;
    for (int row = 0; row < rowCount(); ++row) {
        rows.append(row);
    }
    return textOf(rows);
}

int LogModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
}

int LogModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : 3;
}

QVariant LogModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount()) {
        return {};
    }
    const LogLine& line = lineAt(index.row());
    if (role == LevelRole) {
        return static_cast<int>(line.level);
    }
    if (role == Qt::ToolTipRole) {
        return static_cast<Column>(index.column()) == Column::Time ? QVariant(dateTimeText(line.at)) : QVariant();
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (static_cast<Column>(index.column())) {
    case Column::Time: return clockText(line.at);
    case Column::Level: return levelText(line.level);
    case Column::Text: return toQString(line.text);
    }
    return {};
}

QVariant LogModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (static_cast<Column>(section)) {
    case Column::Time: return tr("Time");
    case Column::Level: return tr("Level");
    case Column::Text: return tr("What happened");
    }
    return {};
}

} // namespace millrace::models
