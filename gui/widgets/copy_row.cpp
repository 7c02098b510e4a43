// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/widgets/copy_row.h"

#include "gui/theme/icons.h"
#include "gui/theme/theme_controller.h"

#include <QClipboard>
#include <QFontMetrics>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QToolButton>

namespace millrace::gui {

namespace {

constexpr int kShownMs = 1500;
constexpr int kMinLetters = 24;

} // namespace

CopyRow::CopyRow(const QString& objectName, const QString& name, QWidget* parent)
    : QWidget(parent)
    , m_name(name)
    , m_text(new QLineEdit(this))
    , m_button(new QToolButton(this))
{
    setObjectName(objectName);
    m_text->setObjectName(objectName + QStringLiteral("Text"));
    m_text->setReadOnly(true);
    m_text->setFont(ThemeController::monospaceFont());
    m_text->setAccessibleName(name);
    m_text->setMinimumWidth(QFontMetrics(m_text->font()).averageCharWidth() * kMinLetters);
    m_button->setObjectName(objectName + QStringLiteral("Copy"));
    m_button->setIconSize(QSize(16, 16));
    m_button->setFocusPolicy(Qt::TabFocus);
    m_shown.setSingleShot(true);
    m_shown.setInterval(kShownMs);
    connect(&m_shown, &QTimer::timeout, this, [this] { showCopied(false); });
    connect(m_button, &QToolButton::clicked, this, &CopyRow::copy);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_button);
    showCopied(false);
}

void CopyRow::setText(const QString& text)
{
    if (m_text->text() != text) {
        m_text->setText(text);
        m_text->setCursorPosition(0); // a long line shows how it begins
    }
}

QString CopyRow::text() const
{
    return m_text->text();
}

void CopyRow::copy()
{
    QGuiApplication::clipboard()->setText(m_text->text());
    showCopied(true);
    m_shown.start();
}

void CopyRow::showCopied(bool isCopied)
{
    m_button->setIcon(isCopied ? themedIcon(QStringLiteral("check"), ColorToken::Ok)
                               : themedIcon(QStringLiteral("copy")));
    m_button->setToolTip(isCopied ? tr("Copied") : tr("Copy"));
    m_button->setAccessibleName(isCopied ? tr("Copied: %1").arg(m_name) : tr("Copy: %1").arg(m_name));
}

} // namespace millrace::gui
