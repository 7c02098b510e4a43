// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/widgets/picker.h"

#include "gui/theme/icons.h"
#include "gui/theme/theme_controller.h"
#include "gui/views/cell_delegate.h"

#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>

namespace millrace::gui {

namespace {

using models::PickListModel;

constexpr int kWidth = 640;
constexpr int kNumRows = 12;
constexpr int kIconSize = 14;
constexpr int kPadding = 8;

/// Icon, name, what it is, and its keys at the right.
class PickDelegate : public CellDelegate {
public:
    explicit PickDelegate(QObject* parent)
        : CellDelegate([](const QModelIndex&) { return CellLook(); }, parent)
    {
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const bool canBePicked = index.data(PickListModel::ReasonRole).toString().isEmpty();
        const auto ink = [&](ColorToken token) {
            return canBePicked ? textColor(option, token) : ThemeController::current().color(ColorToken::TextMuted);
        };
        painter->save();
        paintGround(painter, option);
        QRect rect = option.rect.adjusted(kPadding, 0, -kPadding, 0);
        const QString icon = index.data(PickListModel::IconRole).toString();
        if (!icon.isEmpty()) {
            const QRect place(rect.left(), rect.center().y() - kIconSize / 2 + 1, kIconSize, kIconSize);
            themedIcon(icon, ColorToken::TextMuted).paint(painter, place);
        }
        rect.setLeft(rect.left() + kIconSize + kPadding);
        painter->setFont(option.font);
        const QString keys = index.data(PickListModel::KeysRole).toString();
        painter->setPen(ink(ColorToken::TextMuted));
        painter->drawText(rect, Qt::AlignRight | Qt::AlignVCenter, keys);
        rect.setRight(rect.right() - option.fontMetrics.horizontalAdvance(keys) - (keys.isEmpty() ? 0 : 2 * kPadding));
        const QString reason = index.data(PickListModel::ReasonRole).toString();
        const QString detail = reason.isEmpty() ? index.data(PickListModel::DetailRole).toString() : reason;
        const QString text = option.fontMetrics.elidedText(index.data().toString(), Qt::ElideRight, rect.width());
        painter->setPen(ink(ColorToken::Text));
        painter->drawText(rect, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, text);
        rect.setLeft(rect.left() + option.fontMetrics.horizontalAdvance(text) + 2 * kPadding);
        painter->setPen(ink(ColorToken::TextMuted));
        painter->drawText(rect, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                          option.fontMetrics.elidedText(detail, Qt::ElideRight, std::max(0, rect.width())));
        painter->restore();
    }
};

} // namespace

Picker::Picker(const QString& objectName, const QString& title, const QString& hint, QList<models::PickItem> items,
               QWidget* window)
    : QDialog(window, Qt::Dialog | Qt::FramelessWindowHint)
    , m_model(new PickListModel(std::move(items), this))
    , m_line(new QLineEdit(this))
    , m_list(new QListView(this))
    , m_none(new QLabel(tr("Nothing matches"), m_list->viewport()))
{
    setObjectName(objectName);
    setAttribute(Qt::WA_DeleteOnClose);
    setAttribute(Qt::WA_StyledBackground);
    setProperty("role", QStringLiteral("picker"));
    setWindowTitle(title);
    setAccessibleName(title);
    m_line->setObjectName(objectName + QStringLiteral("Line"));
    m_line->setPlaceholderText(hint);
    m_line->setAccessibleName(title);
    m_line->installEventFilter(this);
    m_list->setObjectName(objectName + QStringLiteral("List"));
    m_list->setAccessibleName(title);
    m_list->setFocusPolicy(Qt::NoFocus); // the line keeps the focus, its arrow keys move the choice
    m_list->setUniformItemSizes(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setItemDelegate(new PickDelegate(m_list));
    m_list->setModel(m_model);
    m_none->setObjectName(objectName + QStringLiteral("None"));
    m_none->setProperty("role", QStringLiteral("muted"));
    auto* inList = new QVBoxLayout(m_list->viewport());
    inList->addWidget(m_none, 0, Qt::AlignHCenter | Qt::AlignTop);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->setSpacing(8);
    layout->addWidget(m_line);
    layout->addWidget(m_list);
    connect(m_line, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_model->setPattern(text);
        selectFirst();
    });
    connect(m_line, &QLineEdit::returnPressed, this, [this] { pick(m_list->currentIndex()); });
    connect(m_list, &QListView::clicked, this, &Picker::pick);
    selectFirst();
}

void Picker::openAtTop()
{
    const QRect place = parentWidget()->geometry();
    const int width = std::min(kWidth, place.width() - 40);
    const int rows = std::min(kNumRows, std::max(4, (place.height() - 160) / CellDelegate::rowHeight(fontMetrics())));
    m_list->setFixedHeight(rows * CellDelegate::rowHeight(fontMetrics()) + 4);
    setFixedWidth(width);
    move(place.left() + (place.width() - width) / 2, place.top() + 72);
    show();
    activateWindow();
    m_line->setFocus(Qt::PopupFocusReason);
}

void Picker::selectFirst()
{
    m_none->setVisible(m_model->rowCount() == 0);
    for (int row = 0; row < m_model->rowCount(); ++row) {
        if (m_model->flags(m_model->index(row)).testFlag(Qt::ItemIsEnabled)) {
            m_list->setCurrentIndex(m_model->index(row));
            return;
        }
    }
}

void Picker::pick(const QModelIndex& index)
{
    if (index.isValid() && m_model->flags(index).testFlag(Qt::ItemIsEnabled)) {
        const QVariant payload = index.data(PickListModel::PayloadRole);
        // What is picked may open a dialog of its own, or need the focus that the window had.
        hide();
        if (parentWidget() != nullptr) {
            parentWidget()->activateWindow();
        }
        Q_EMIT picked(payload);
        close();
    }
}

bool Picker::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_line && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        switch (key->key()) {
        case Qt::Key_Up:
        case Qt::Key_Down:
        case Qt::Key_PageUp:
        case Qt::Key_PageDown: {
            QKeyEvent copy(key->type(), key->key(), key->modifiers());
            QCoreApplication::sendEvent(m_list, &copy);
            return true;
        }
        default: break;
        }
    }
    return QDialog::eventFilter(watched, event);
}

void Picker::changeEvent(QEvent* event)
{
    QDialog::changeEvent(event);
    if (event->type() == QEvent::ActivationChange && isVisible() && !isActiveWindow()) {
        close();
    }
}

} // namespace millrace::gui
