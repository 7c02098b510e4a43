// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/widgets/banner.h"

#include "gui/actions/action_registry.h"
#include "gui/theme/icons.h"
#include "gui/theme/theme_controller.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QStyle>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

namespace millrace::gui {

namespace {

constexpr int kIconSize = 18;
constexpr int kFlashMs = 350;
constexpr double kButtonShare = 0.5; // of the width; wider buttons stand below

QString nameOf(BannerSeverity severity)
{
    switch (severity) {
    case BannerSeverity::Info: return QStringLiteral("info");
    case BannerSeverity::Warning: return QStringLiteral("warning");
    case BannerSeverity::Error: break;
    }
    return QStringLiteral("error");
}

ColorToken colorOf(BannerSeverity severity)
{
    switch (severity) {
    case BannerSeverity::Info: return ColorToken::Info;
    case BannerSeverity::Warning: return ColorToken::Warn;
    case BannerSeverity::Error: break;
    }
    return ColorToken::Error;
}

} // namespace

Banner::Banner(const QString& objectName, QWidget* parent)
    : QFrame(parent)
    , m_icon(new QLabel(this))
    , m_sentence(new QLabel(this))
    , m_detail(new QLabel(this))
    , m_body(new QBoxLayout(QBoxLayout::LeftToRight))
    , m_buttons(new QHBoxLayout)
{
    setObjectName(objectName);
    m_icon->setFixedSize(kIconSize, kIconSize);
    for (QLabel* label : {m_sentence, m_detail}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    m_sentence->setObjectName(objectName + QStringLiteral("Sentence"));
    m_detail->setObjectName(objectName + QStringLiteral("Detail"));
    // A detail may be one long word, a token say, which cannot be wrapped: it is cut, not the documents made wider.
    m_detail->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(4);
    texts->addWidget(m_sentence);
    texts->addWidget(m_detail);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 8, 12, 8);
    layout->setSpacing(8);
    layout->addWidget(m_icon, 0, Qt::AlignTop);
    m_body->setSpacing(8);
    m_body->addLayout(texts, 1);
    m_buttons->setSpacing(8);
    m_body->addLayout(m_buttons);
    m_body->setAlignment(m_buttons, Qt::AlignTop | Qt::AlignRight);
    layout->addLayout(m_body, 1);
    hide();
}

void Banner::say(BannerSeverity severity, const QString& sentence, const QString& detail)
{
    m_severity = severity;
    m_sentence->setText(sentence);
    m_detail->setText(detail);
    m_detail->setToolTip(detail.toHtmlEscaped());
    m_detail->setVisible(!detail.isEmpty());
    setAccessibleName(sentence);
    applyTheme();
    show();
    placeButtons();
}

/// Three long buttons beside a sentence would make it a column of single words.
void Banner::placeButtons()
{
    const bool isBeside = m_buttons->sizeHint().width() <= width() * kButtonShare;
    m_body->setDirection(isBeside ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
}

void Banner::resizeEvent(QResizeEvent* event)
{
    QFrame::resizeEvent(event);
    placeButtons();
}

QString Banner::sentence() const
{
    return m_sentence->text();
}

QString Banner::detail() const
{
    return m_detail->text();
}

void Banner::addAction(QAction* action)
{
    auto* button = new QPushButton(this);
    button->setObjectName(objectName() + action->objectName());
    const auto sync = [button, action] {
        button->setText(ActionRegistry::plainText(action->text()));
        button->setAccessibleName(button->text());
        button->setIcon(action->icon());
        button->setEnabled(action->isEnabled());
        button->setToolTip(action->toolTip());
    };
    sync();
    connect(action, &QAction::changed, button, sync);
    connect(button, &QPushButton::clicked, action, &QAction::trigger);
    m_buttons->addWidget(button);
}

void Banner::makeDismissable()
{
    auto* button = new QToolButton(this);
    button->setObjectName(objectName() + QStringLiteral("Close"));
    button->setIcon(themedIcon(QStringLiteral("close")));
    button->setToolTip(tr("Close this message"));
    button->setAccessibleName(button->toolTip());
    connect(button, &QToolButton::clicked, this, &QWidget::hide);
    m_buttons->addWidget(button);
}

void Banner::flash()
{
    if (m_isFlashing) {
        return;
    }
    m_isFlashing = true;
    const BannerSeverity usual = m_severity;
    m_severity = BannerSeverity::Warning;
    applyTheme();
    QTimer::singleShot(kFlashMs, this, [this, usual] {
        m_severity = usual;
        m_isFlashing = false;
        applyTheme();
    });
}

void Banner::changeEvent(QEvent* event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && isVisibleTo(parentWidget())) {
        applyTheme();
    }
}

void Banner::applyTheme()
{
    if (m_isStyling) {
        return; // polishing sends palette changes of its own
    }
    const QScopedValueRollback<bool> guard(m_isStyling, true);
    setProperty("severity", nameOf(m_severity));
    style()->unpolish(this);
    style()->polish(this);
    m_detail->setFont(ThemeController::monospaceFont());
    const QIcon icon = themedIcon(nameOf(m_severity), colorOf(m_severity));
    m_icon->setPixmap(icon.pixmap(QSize(kIconSize, kIconSize), devicePixelRatioF()));
}

} // namespace millrace::gui
