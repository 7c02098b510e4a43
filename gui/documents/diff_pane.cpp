// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/documents/diff_pane.h"

#include "gui/theme/icons.h"
#include "gui/views/cell_delegate.h"
#include "gui/views/view_setup.h"
#include "gui/widgets/elided_label.h"
#include "gui/widgets/empty_state.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QStackedLayout>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace millrace::gui {

namespace {

using models::DiffModel;
using models::DiffSide;

CellLook diffLook(const QModelIndex& index)
{
    CellLook look;
    look.isMonospaced = true;
    look.isNumber = index.data(DiffModel::NumericRole).toBool();
    const auto side = static_cast<DiffSide>(index.data(DiffModel::SideRole).toInt());
    if (look.isNumber) {
        look.color = ColorToken::TextMuted;
    } else if (side != DiffSide::Both) {
        look.color = side == DiffSide::New ? ColorToken::Insert : ColorToken::Delete;
    }
    return look;
}

} // namespace

DiffPane::DiffPane(QWidget* parent)
    : QWidget(parent)
    , m_table(new QTableView(this))
    , m_summary(new ElidedLabel(this))
    , m_empty(new EmptyState(QStringLiteral("diffEmpty"), this))
    , m_stack(new QStackedLayout)
{
    setObjectName(QStringLiteral("diffPane"));
    setUpTable(m_table, QStringLiteral("diffTable"), tr("Differences between the stored program and this one"));
    m_table->setItemDelegate(new CellDelegate(&diffLook, m_table));
    m_table->setModel(&m_model);
    setColumnWidths(m_table, {5, 5, 2});
    m_table->installEventFilter(this);
    auto* header = new QWidget(this);
    header->setObjectName(QStringLiteral("documentHeader"));
    header->setAttribute(Qt::WA_StyledBackground);
    auto* bar = new QHBoxLayout(header);
    bar->setContentsMargins(12, 3, 4, 3);
    m_summary->setProperty("role", QStringLiteral("muted"));
    bar->addWidget(m_summary, 1);
    const auto addButton = [&](const QString& name, const QString& text, int direction) {
        auto* button = new QToolButton(header);
        button->setObjectName(name);
        button->setText(text);
        connect(button, &QToolButton::clicked, this, [this, direction] { showDifference(direction); });
        bar->addWidget(button);
    };
    addButton(QStringLiteral("diffPrevious"), tr("Previous (P)"), -1);
    addButton(QStringLiteral("diffNext"), tr("Next (N)"), 1);
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_empty);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(header);
    layout->addLayout(m_stack, 1);
    connect(&m_model, &QAbstractItemModel::modelReset, this, &DiffPane::updateSummary);
    updateSummary();
}

void DiffPane::setTexts(const QString& stored, const QString& here)
{
    m_model.setTexts(stored, here);
}

void DiffPane::updateSummary()
{
    const bool isSame = m_model.numCame() + m_model.numGone() == 0;
    m_summary->setText(
        isSame ? QString()
               : tr("%1 lines came, %2 went against the stored program").arg(m_model.numCame()).arg(m_model.numGone()));
    m_empty->say(QStringLiteral("check"), tr("This is the stored program"),
                 tr("What you change is shown here line by line, against the program that is stored and runs."));
    m_stack->setCurrentIndex(isSame ? 1 : 0);
}

void DiffPane::showDifference(int direction)
{
    const int from = m_table->currentIndex().isValid() ? m_table->currentIndex().row() : -1;
    int row = m_model.nextDifference(from < 0 && direction < 0 ? m_model.rowCount() : from, direction);
    if (row < 0) {
        row = m_model.nextDifference(direction > 0 ? -1 : m_model.rowCount(), direction);
    }
    if (row >= 0) {
        selectOnlyRow(m_table, row);
    }
}

void DiffPane::focusContent()
{
    if (!m_table->currentIndex().isValid()) {
        showDifference(1);
    }
    m_stack->currentWidget()->setFocus(Qt::OtherFocusReason);
}

bool DiffPane::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_table && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const int direction = key->key() == Qt::Key_N ? 1 : key->key() == Qt::Key_P ? -1 : 0;
        if (direction != 0 && key->modifiers() == Qt::NoModifier) {
            showDifference(direction);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void DiffPane::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) {
        updateSummary();
    }
}

} // namespace millrace::gui
