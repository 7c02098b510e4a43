// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/tutorial/spotlight.h"

#include "gui/theme/theme_controller.h"

#include <QLabel>
#include <QMainWindow>
#include <QPainter>

#include <algorithm>

namespace millrace::gui {

namespace {

constexpr int kMargin = 3;    // between target and outline
constexpr int kThickness = 2; // of the outline
constexpr int kGap = 4;       // between outline and label
constexpr int kLargeHeight = 120;

/// A frame with nothing inside: its mask leaves what it surrounds alone.
class Ring : public QWidget {
public:
    explicit Ring(QWidget* parent)
        : QWidget(parent)
    {
        setObjectName(QStringLiteral("spotlight"));
        setAttribute(Qt::WA_TransparentForMouseEvents);
        setFocusPolicy(Qt::NoFocus);
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        painter.fillRect(rect(), ThemeController::current().color(ColorToken::Accent));
    }
    void resizeEvent(QResizeEvent*) override
    {
        const QRect inner = rect().adjusted(kThickness, kThickness, -kThickness, -kThickness);
        setMask(QRegion(rect()).subtracted(QRegion(inner)));
    }
};

} // namespace

Spotlight::Spotlight(QMainWindow* window)
    : QObject(window)
    , m_window(window)
    , m_ring(new Ring(window))
    , m_label(new QLabel(window))
{
    m_label->setObjectName(QStringLiteral("spotlightLabel"));
    m_label->setTextFormat(Qt::PlainText);
    m_label->setAttribute(Qt::WA_TransparentForMouseEvents);
    hide();
}

Spotlight::~Spotlight()
{
    delete m_ring;
    delete m_label;
}

void Spotlight::pointAt(std::function<std::optional<SpotlightPlace>()> find)
{
    m_find = std::move(find);
    place();
}

void Spotlight::hide()
{
    m_find = nullptr;
    m_ring->hide();
    m_label->hide();
}

bool Spotlight::isShown() const
{
    return !m_ring->isHidden();
}

QRect Spotlight::rect() const
{
    return m_ring->geometry();
}

QString Spotlight::label() const
{
    return m_label->text();
}

/// Beside a small target; inside a large one, where it hides the least: at the end of what is mostly empty.
QPoint Spotlight::labelPlace(const QRect& outline) const
{
    const QSize size = m_label->size();
    if (outline.height() > kLargeHeight) {
        const int inset = kThickness + 2 * kGap;
        return outline.bottomRight() - QPoint(size.width() + inset, size.height() + inset);
    }
    const int below = outline.bottom() + kGap;
    const int top = below + size.height() > m_window->height() ? outline.top() - kGap - size.height() : below;
    return {std::clamp(outline.left(), 0, std::max(0, m_window->width() - size.width())), std::max(0, top)};
}

void Spotlight::place()
{
    const std::optional<SpotlightPlace> found = m_find ? m_find() : std::nullopt;
    m_ring->setVisible(found.has_value());
    m_label->setVisible(found.has_value() && !found->label.isEmpty());
    if (!found) {
        return;
    }
    const int reach = kMargin + kThickness;
    const QRect outline = found->rect.adjusted(-reach, -reach, reach, reach).intersected(m_window->rect());
    m_label->setText(found->label);
    m_label->adjustSize();
    m_ring->setGeometry(outline);
    m_label->move(labelPlace(outline));
    m_ring->raise();
    m_label->raise();
}

} // namespace millrace::gui
