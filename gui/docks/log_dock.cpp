// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/docks/log_dock.h"

#include "gui/theme/icons.h"
#include "gui/views/view_setup.h"
#include "gui/widgets/empty_state.h"
#include "models/bridge/pipeline_bridge.h"
#include "models/text/number_text.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QFileDialog>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QSaveFile>
#include <QScrollBar>
#include <QTableView>

#include <algorithm>

namespace millrace::gui {

namespace {

using models::LogModel;

CellLook lookOf(const QModelIndex& index)
{
    CellLook look;
    const auto level = static_cast<LogLevel>(index.data(LogModel::LevelRole).toInt());
    switch (static_cast<LogModel::Column>(index.column())) {
    case LogModel::Column::Time:
        look.isMonospaced = true;
        look.color = ColorToken::TextMuted;
        break;
    case LogModel::Column::Level:
        look.icon = level == LogLevel::Info ? QStringLiteral("info")
                    : level == LogLevel::Warning ? QStringLiteral("warning")
                                                 : QStringLiteral("error");
        look.iconColor = level == LogLevel::Info      ? ColorToken::TextMuted
                         : level == LogLevel::Warning ? ColorToken::Warn
                                                      : ColorToken::Error;
        look.color = look.iconColor;
        break;
    case LogModel::Column::Text: break;
    }
    return look;
}

} // namespace

LogDock::LogDock(ActionRegistry& actions, QWidget* parent)
    : TableDock(QStringLiteral("Log"), tr("Log"), parent)
    , m_actions(actions)
    , m_level(new QComboBox)
    , m_search(new QLineEdit)
{
    buildTools();
    setUp(&m_model, &lookOf, {14, 12, 80});
    table()->addAction(actions.action(ActionId::Copy));
    table()->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_search->installEventFilter(this);
    connect(this, &DockPanel::shownOrHidden, this, [this](bool isShown) { m_model.setActive(isShown); });
    connect(table()->verticalScrollBar(), &QScrollBar::valueChanged, this, [this](int value) {
        m_isAtEnd = value == table()->verticalScrollBar()->maximum(); // lines that come move its maximum alone
    });
    connect(&m_model, &LogModel::linesChanged, this, [this] {
        updateSummary();
        if (m_isAtEnd) {
            table()->scrollToBottom();
        }
    });
    setPipeline(nullptr);
}

void LogDock::buildTools()
{
    m_level->setObjectName(QStringLiteral("logLevel"));
    m_level->setAccessibleName(tr("Lines shown"));
    m_level->addItems({tr("All lines"), tr("Warnings and errors"), tr("Errors")});
    connect(m_level, &QComboBox::currentIndexChanged, this, [this](int index) {
        m_model.setLeastLevel(static_cast<LogLevel>(index));
        table()->scrollToBottom();
    });
    addToolWidget(m_level);
    m_search->setObjectName(QStringLiteral("logSearch"));
    m_search->setAccessibleName(tr("Search the log"));
    m_search->setPlaceholderText(tr("Search"));
    m_search->setToolTip(tr("Enter: next line with this text, Shift+Enter: the one before"));
    m_search->setClearButtonEnabled(true);
    m_search->setMaximumWidth(fontMetrics().averageCharWidth() * 28);
    connect(m_search, &QLineEdit::textChanged, this, &LogDock::updateSummary);
    addToolWidget(m_search);
    auto* save = new QAction(themedIcon(QStringLiteral("save"), ColorToken::Text), tr("Save log…"), this);
    save->setObjectName(QStringLiteral("logSave"));
    save->setToolTip(tr("Writes the lines that are shown to a text file"));
    connect(save, &QAction::triggered, this, &LogDock::askWhere);
    addTool(save);
    table()->addAction(save);
}

void LogDock::setPipeline(models::PipelineBridge* pipeline, NoPipeline why)
{
    m_name = pipeline == nullptr ? QString() : pipeline->name();
    m_isAtEnd = true;
    m_model.setLog(pipeline == nullptr ? nullptr : pipeline->pipeline()->log());
    if (pipeline == nullptr) {
        sayNoPipeline(*empty(), QStringLiteral("history"), why, m_actions);
    }
    updateSummary();
}

bool LogDock::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_search && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            find(key->modifiers().testFlag(Qt::ShiftModifier) ? -1 : 1);
            return true;
        }
    }
    const bool isEntered = watched == table() && event->type() == QEvent::FocusIn &&
                           static_cast<QFocusEvent*>(event)->reason() != Qt::MouseFocusReason;
    if (isEntered && !table()->selectionModel()->hasSelection() && m_model.rowCount() > 0) {
        selectOnlyRow(table(), m_model.rowCount() - 1); // the newest; it goes on to follow
    }
    return TableDock::eventFilter(watched, event);
}

void LogDock::find(int direction)
{
    const int from = currentRow() < 0 ? (direction > 0 ? -1 : 0) : currentRow();
    const int row = m_model.nextRowWith(m_search->text(), from, direction);
    if (row >= 0) {
        selectOnlyRow(table(), row); // Shift, which is pressed on the way back, would select all between
        table()->scrollTo(m_model.index(row, 0), QAbstractItemView::PositionAtCenter);
    }
}

void LogDock::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void LogDock::copyLines() const
{
    QList<int> rows = selectedRows();
    if (rows.isEmpty()) {
        return;
    }
    std::sort(rows.begin(), rows.end());
    QApplication::clipboard()->setText(m_model.textOf(rows));
}

void LogDock::askWhere()
{
    const QString path = QFileDialog::getSaveFileName(this, tr("Save log"), m_name + QStringLiteral(".log"),
                                                      tr("Text (*.log *.txt);;All files (*)"));
    if (!path.isEmpty()) {
        save(path);
    }
}

bool LogDock::save(const QString& path)
{
    QSaveFile file(path);
    const QByteArray text = m_model.wholeText().toUtf8();
    if (file.open(QIODevice::WriteOnly) && file.write(text) == text.size() && file.commit()) {
        return true;
    }
    Q_EMIT failed(tr("Could not save the log to %1").arg(path), file.errorString());
    return false;
}

void LogDock::updateSummary()
{
    QStringList parts;
    if (m_model.numLines() > 0) {
        parts.append(m_model.rowCount() == static_cast<int>(m_model.numLines())
                         ? tr("%n line(s)", nullptr, m_model.rowCount())
                         : tr("%1 of %n line(s)", nullptr, static_cast<int>(m_model.numLines()))
                               .arg(models::countText(static_cast<quint64>(m_model.rowCount()))));
    }
    if (m_model.numLost() > 0) {
        parts.append(tr("%1 older ones are not kept").arg(models::countText(m_model.numLost())));
    }
    if (!m_search->text().isEmpty()) {
        parts.append(tr("%n found", "lines", m_model.numRowsWith(m_search->text())));
    }
    setSummary(parts.join(QStringLiteral(" · ")));
    if (m_model.numLines() > 0) {
        empty()->say(QStringLiteral("check"), tr("No line of this level"),
                     tr("%n line(s) are left out.", nullptr, static_cast<int>(m_model.numLines())));
    } else if (!m_name.isEmpty()) {
        empty()->say(QStringLiteral("history"), tr("Nothing happened yet"),
                     tr("Starts and stops, what connectors meet, and steps that fail are told here, with their time."));
    }
}

} // namespace millrace::gui
