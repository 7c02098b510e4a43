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
    // Below, or above where below is no room, or inside where the target fills the window.
    const int height = m_label->height();
    int top = outline.bottom() + kGap;
    if (top + height > m_window->height()) {
        top = outline.top() - kGap - height;
    }
    if (top < 0) {
        top = outline.bottom() - kGap - height;
    }
    const int left = std::clamp(outline.left(), 0, std::max(0, m_window->width() - m_label->width()));
    m_ring->setGeometry(outline);
    m_label->move(left, top);
    m_ring->raise();
    m_label->raise();
}

} // namespace millrace::gui
