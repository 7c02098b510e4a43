// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/widgets/empty_state.h"

#include "gui/actions/action_registry.h"
#include "gui/theme/icons.h"
#include "gui/theme/theme_controller.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace millrace::gui {

namespace {

constexpr int kPictureSize = 40;
constexpr int kHeightForPicture = 190; ///< lower ones have the picture beside the texts
constexpr int kHeightForAdvice = 100;
constexpr int kWidthForPicture = 360; ///< beside the texts
constexpr int kTextWidth = 420;

} // namespace

EmptyState::EmptyState(const QString& objectName, QWidget* parent)
    : QWidget(parent)
    , m_picture(new QLabel(this))
    , m_parts(new QBoxLayout(QBoxLayout::TopToBottom))
    , m_state(new QLabel(this))
    , m_advice(new QLabel(this))
    , m_button(new QPushButton(this))
    , m_texts(new QVBoxLayout)
{
    setObjectName(objectName);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    setFocusPolicy(Qt::TabFocus); // its sentence can be read out
    m_button->setObjectName(objectName + QStringLiteral("Button"));
    for (QLabel* label : {m_state, m_advice}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setMaximumWidth(kTextWidth);
        label->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Minimum);
    }
    m_state->setProperty("role", QStringLiteral("emptyTitle"));
    m_advice->setProperty("role", QStringLiteral("muted"));
    m_picture->setAlignment(Qt::AlignCenter);
    m_texts->setSpacing(8);
    m_texts->addWidget(m_state);
    m_texts->addWidget(m_advice);
    m_texts->addSpacing(4);
    m_texts->addWidget(m_button);
    m_parts->addStretch(1);
    m_parts->addWidget(m_picture);
    m_parts->addLayout(m_texts);
    m_parts->addStretch(1);
    auto* row = new QHBoxLayout;
    row->addStretch(1);
    row->addLayout(m_parts, 8);
    row->addStretch(1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 8, 16, 8);
    layout->setSizeConstraint(QLayout::SetNoConstraint);
    setMinimumSize(80, 60);
    layout->addStretch(2);
    layout->addLayout(row);
    layout->addStretch(3);
}

void EmptyState::say(const QString& icon, const QString& state, const QString& advice, QAction* action)
{
    const bool isSame = m_icon == icon && m_state->text() == state && m_advice->text() == advice && m_action == action;
    if (isSame) {
        return; // it is asked often, and a picture set anew is a layout made anew
    }
    m_icon = icon;
    m_state->setText(state);
    setAccessibleName(state);
    setAccessibleDescription(advice);
    m_advice->setText(advice);
    fitToHeight();
    if (m_action != action) {
        if (m_action != nullptr) {
            disconnect(m_action, nullptr, this, nullptr);
            disconnect(m_button, nullptr, m_action, nullptr);
        }
        m_action = action;
        if (m_action != nullptr) {
            connect(m_button, &QPushButton::clicked, m_action, &QAction::trigger);
            connect(m_action, &QAction::changed, this, &EmptyState::updateButton);
        }
    }
    updateButton();
    applyTheme();
}

void EmptyState::updateButton()
{
    m_button->setVisible(m_action != nullptr);
    if (m_action != nullptr) {
        m_button->setText(ActionRegistry::plainText(m_action->text()));
        m_button->setAccessibleName(m_button->text());
        m_button->setIcon(m_action->icon());
        m_button->setEnabled(m_action->isEnabled());
        m_button->setToolTip(m_action->toolTip()); // why it cannot be pressed
    }
}

QString EmptyState::state() const
{
    return m_state->text();
}

void EmptyState::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        applyTheme();
    }
}

void EmptyState::paintEvent(QPaintEvent* event)
{
    QWidget::paintEvent(event);
    if (hasFocus()) {
        QPainter painter(this);
        painter.setPen(ThemeController::current().color(ColorToken::Focus));
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

void EmptyState::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    fitToHeight();
}

/// A low dock must not be as high as its empty state would like.
void EmptyState::fitToHeight()
{
    const bool isBeside = height() < kHeightForPicture;
    const Qt::Alignment side = isBeside ? Qt::AlignLeft : Qt::AlignHCenter;
    m_parts->setDirection(isBeside ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    m_parts->setSpacing(isBeside ? 20 : 8);
    m_parts->setAlignment(m_picture, isBeside ? Qt::AlignTop : Qt::AlignHCenter);
    m_texts->setAlignment(m_button, side);
    for (QLabel* label : {m_state, m_advice}) {
        label->setAlignment(side | Qt::AlignVCenter);
        label->setMinimumWidth(isBeside ? std::min(kTextWidth, width() / 2) : 0);
    }
    m_picture->setVisible(!isBeside || width() >= kWidthForPicture);
    m_advice->setVisible(!m_advice->text().isEmpty() && height() >= kHeightForAdvice);
}

void EmptyState::applyTheme()
{
    if (!m_icon.isEmpty()) {
        const QIcon icon = themedIcon(m_icon, ColorToken::BorderStrong);
        m_picture->setPixmap(icon.pixmap(QSize(kPictureSize, kPictureSize), devicePixelRatioF()));
    }
}

} // namespace millrace::gui
