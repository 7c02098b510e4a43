// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/theme/icons.h"

#include "gui/theme/theme_controller.h"

#include <QFile>
#include <QHash>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace millrace::gui {

namespace {

/// The text of an SVG file; read once.
QByteArray sourceOf(const QString& name)
{
    static QHash<QString, QByteArray> sources;
    const auto known = sources.constFind(name);
    if (known != sources.constEnd()) {
        return *known;
    }
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    if (!file.open(QIODevice::ReadOnly)) {
        qWarning("No icon %s", qPrintable(name));
    }
    return *sources.insert(name, file.isOpen() ? file.readAll() : QByteArray());
}

/// Draws an SVG file with `currentColor` as the icon's colour and `base` as the ground it stands on.
class ThemedIconEngine : public QIconEngine {
public:
    ThemedIconEngine(QString name, ColorToken color)
        : m_name(std::move(name))
        , m_color(color)
    {
    }

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override
    {
        const qreal ratio = painter->device()->devicePixelRatioF();
        painter->drawPixmap(rect, scaledPixmap(rect.size() * ratio, mode, state, ratio));
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override
    {
        return scaledPixmap(size, mode, state, 1.0);
    }

    QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State, qreal) override
    {
        const Theme& theme = ThemeController::current();
        const QColor ink = theme.color(mode == QIcon::Disabled ? ColorToken::BorderStrong : m_color);
        const QString key = QStringLiteral("millrace-icon/%1/%2/%3/%4x%5")
                                .arg(m_name, ink.name(), theme.name())
                                .arg(size.width())
                                .arg(size.height());
        QPixmap pixmap;
        if (QPixmapCache::find(key, &pixmap)) {
            return pixmap;
        }
        QByteArray source = sourceOf(m_name);
        source.replace("currentColor", ink.name().toUtf8());
        const QByteArray ground = '"' + theme.color(ColorToken::Base).name().toUtf8() + '"';
        source.replace("\"base\"", ground);
        pixmap = QPixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        QSvgRenderer(source).render(&painter);
        painter.end();
        QPixmapCache::insert(key, pixmap);
        return pixmap;
    }

    QIconEngine* clone() const override { return new ThemedIconEngine(*this); }
    bool isNull() override { return sourceOf(m_name).isEmpty(); }

private:
    QString m_name;
    ColorToken m_color;
};

} // namespace

QIcon themedIcon(const QString& name, ColorToken color)
{
    return QIcon(new ThemedIconEngine(name, color));
}

} // namespace millrace::gui
