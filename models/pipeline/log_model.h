// SPDX-License-Identifier: GPL-3.0-or-later
// The log of a pipeline as a table that grows at its end.
#pragma once

#include "engine/api/pipeline.h"

#include <QAbstractTableModel>
#include <QTimer>

#include <atomic>
#include <deque>
#include <memory>

namespace millrace::models {

/// Keeps the newest lines, and of these shows what is severe enough. New lines come at most ten times a second, and
/// only while it is active. GUI thread only.
class LogModel : public QAbstractTableModel {
    Q_OBJECT
public:
    static constexpr size_t kMaxLines = 10'000;

    enum class Column { Time, Level, Text };
    Q_ENUM(Column)
    enum Role { LevelRole = Qt::UserRole + 1 }; ///< int(LogLevel)

    explicit LogModel(QObject* parent = nullptr);
    ~LogModel() override;

    /// Null: there is none. What the log has kept comes at once.
    void setLog(std::shared_ptr<PipelineLog> log);
    /// Inactive (nobody sees it) it does not listen; active again it has what came meanwhile.
    void setActive(bool isActive);
    /// Lines of this level and of worse ones.
    void setLeastLevel(LogLevel level);
    LogLevel leastLevel() const { return m_least; }

    quint64 numLines() const { return m_lines.size(); } ///< kept, whether shown or not
    quint64 numLost() const { return m_numLost; }       ///< older ones, kept no more
    /// The next row in direction +1 or -1, around the end, whose text contains `text` in any case; -1 = none.
    int nextRowWith(const QString& text, int row, int direction) const;
    int numRowsWith(const QString& text) const;
    /// "2026-12-01 09:33:00.123  WARN  text", one a line, of rows in their order.
    QString textOf(const QList<int>& rows) const;
    QString wholeText() const; ///< of all that is shown

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    /// After lines came, went, or another level is shown.
    void linesChanged();

private:
    void listen();
    void stopListening();
    void takeNew();
    void trim();
    const LogLine& lineAt(int row) const { return m_lines[m_shown[static_cast<size_t>(row)] - m_firstNumber]; }

    std::shared_ptr<PipelineLog> m_log;
    int m_listener = 0; ///< 0 = none
    bool m_isActive = false;
    std::atomic<bool> m_isAnnounced{false}; ///< set by the thread that logs
    QTimer m_rest;                          ///< between two looks
    LogLevel m_least = LogLevel::Info;
    uint64_t m_nextIndex = 1; ///< of the log
    uint64_t m_numLost = 0;
    std::deque<LogLine> m_lines;
    uint64_t m_firstNumber = 0;   ///< of m_lines.front(), counted by this model
    std::deque<uint64_t> m_shown; ///< numbers of lines
};

} // namespace millrace::models
