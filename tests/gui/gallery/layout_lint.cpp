// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/gallery/layout_lint.h"

#include "gui/theme/theme.h"

#include <QAbstractButton>
#include <QAbstractScrollArea>
#include <QComboBox>
#include <QCoreApplication>
#include <QDockWidget>
#include <QFormLayout>
#include <QHash>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMainWindow>
#include <QSplitter>
#include <QStackedLayout>
#include <QTabBar>
#include <QToolButton>

#include <algorithm>

namespace millrace::test {

namespace {

QString nameOf(const QWidget* widget)
{
    QStringList path;
    for (const QWidget* at = widget; at != nullptr && path.size() < 3; at = at->parentWidget()) {
        if (!at->objectName().isEmpty() || at == widget) {
            path.prepend(at->objectName().isEmpty() ? QLatin1String(at->metaObject()->className()) : at->objectName());
        }
    }
    return path.join(QLatin1Char('/'));
}

/// Qt's own inner parts, and what lies upon others on purpose or is scrolled.
bool isSetAside(const QWidget* widget)
{
    if (widget->objectName().startsWith(QLatin1String("qt_")) || widget->objectName() == QLatin1String("pill") ||
        widget->objectName().startsWith(QLatin1String("spotlight")) || widget->isWindow()) {
        return true;
    }
    const auto* area = widget->parentWidget() == nullptr
                           ? nullptr
                           : qobject_cast<const QAbstractScrollArea*>(widget->parentWidget()->parentWidget());
    return area != nullptr && area->viewport() == widget->parentWidget();
}

QString cutLabel(const QLabel& label)
{
    const QString text = label.text();
    const bool isPlain =
        label.textFormat() == Qt::PlainText || (label.textFormat() == Qt::AutoText && !Qt::mightBeRichText(text));
    const bool tellsByItself = label.inherits("millrace::gui::ElidedLabel");
    if (text.isEmpty() || !isPlain || tellsByItself || !label.toolTip().isEmpty()) {
        return {};
    }
    const QRect room = label.contentsRect();
    if (label.wordWrap()) {
        const QRect needed =
            label.fontMetrics().boundingRect(QRect(0, 0, room.width(), 10'000), Qt::TextWordWrap, text);
        return needed.height() > room.height() + 1 ? text : QString();
    }
    const bool isElided = text.endsWith(QChar(0x2026)) && text.size() > 1 && text[text.size() - 2].isSpace();
    const QSize needed = label.fontMetrics().size(Qt::TextShowMnemonic, text);
    return isElided || needed.width() > room.width() || needed.height() > room.height() + 1 ? text : QString();
}

QStringList cutHeader(const QHeaderView& header)
{
    QStringList cut;
    for (int section = 0; header.orientation() == Qt::Horizontal && section < header.count(); ++section) {
        const QAbstractItemModel& model = *header.model();
        const bool isTold = !model.headerData(section, Qt::Horizontal, Qt::ToolTipRole).toString().isEmpty();
        const QString text = model.headerData(section, Qt::Horizontal).toString();
        if (!header.isSectionHidden(section) && !isTold && !text.isEmpty() &&
            header.fontMetrics().horizontalAdvance(text) + 8 > header.sectionSize(section)) {
            cut.append(text);
        }
    }
    return cut;
}

QStringList cutTabs(const QTabBar& bar)
{
    QStringList cut;
    for (int i = 0; i < bar.count(); ++i) {
        const QRect room = bar.tabRect(i);
        if (bar.tabToolTip(i).isEmpty() && bar.isTabVisible(i) &&
            bar.fontMetrics().size(Qt::TextShowMnemonic, bar.tabText(i)).width() > room.width()) {
            cut.append(bar.tabText(i));
        }
    }
    return cut;
}

/// Texts of the widget that are cut and cannot be read anywhere else.
QStringList cutTexts(const QWidget* widget)
{
    if (const auto* label = qobject_cast<const QLabel*>(widget)) {
        const QString cut = cutLabel(*label);
        return cut.isEmpty() ? QStringList() : QStringList{cut};
    }
    if (const auto* button = qobject_cast<const QAbstractButton*>(widget)) {
        const int needed = button->fontMetrics().size(Qt::TextShowMnemonic, button->text()).width();
        const bool isCut = !button->text().isEmpty() && button->toolTip().isEmpty() && needed > button->width();
        return isCut ? QStringList{button->text()} : QStringList();
    }
    if (const auto* header = qobject_cast<const QHeaderView*>(widget)) {
        return cutHeader(*header);
    }
    if (const auto* bar = qobject_cast<const QTabBar*>(widget)) {
        return cutTabs(*bar);
    }
    if (const auto* box = qobject_cast<const QComboBox*>(widget)) {
        const bool isCut =
            box->toolTip().isEmpty() && box->fontMetrics().horizontalAdvance(box->currentText()) + 20 > box->width();
        return isCut ? QStringList{box->currentText()} : QStringList();
    }
    if (const auto* line = qobject_cast<const QLineEdit*>(widget)) {
        const bool isCut = line->text().isEmpty() && line->toolTip().isEmpty() &&
                           line->fontMetrics().horizontalAdvance(line->placeholderText()) + 8 > line->width();
        return isCut ? QStringList{line->placeholderText()} : QStringList();
    }
    return {};
}

QStringList badPlace(const QWidget* widget)
{
    const QWidget* parent = widget->parentWidget();
    if (isSetAside(widget) || parent == nullptr || qobject_cast<const QTabBar*>(parent) != nullptr ||
        qobject_cast<const QHeaderView*>(parent) != nullptr) {
        return {};
    }
    QStringList problems;
    if (!parent->rect().contains(widget->geometry())) {
        problems.append(QStringLiteral("%1 stands outside of its parent").arg(nameOf(widget)));
    }
    const bool isLaidOut = parent->layout() != nullptr && parent->layout()->indexOf(const_cast<QWidget*>(widget)) >= 0;
    const QSize least = widget->minimumSizeHint();
    if (isLaidOut && (widget->width() < least.width() || widget->height() < least.height()) &&
        widget->minimumSize().isNull() && qobject_cast<const QLabel*>(widget) == nullptr) {
        problems.append(QStringLiteral("%1 is smaller than it can be: %2x%3 of %4x%5")
                            .arg(nameOf(widget))
                            .arg(widget->width())
                            .arg(widget->height())
                            .arg(least.width())
                            .arg(least.height()));
    }
    return problems;
}

QStringList overlaps(const QLayout* layout)
{
    if (qobject_cast<const QStackedLayout*>(layout) != nullptr) {
        return {};
    }
    QList<const QWidget*> parts;
    for (int i = 0; i < layout->count(); ++i) {
        const QWidget* part = layout->itemAt(i)->widget();
        if (qobject_cast<const QDockWidget*>(part) != nullptr) {
            continue; // docks behind other tabs stand where those stand
        }
        if (part != nullptr && part->isVisible() && !part->size().isEmpty()) {
            parts.append(part);
        }
    }
    QStringList problems;
    for (qsizetype i = 0; i < parts.size(); ++i) {
        for (qsizetype j = i + 1; j < parts.size(); ++j) {
            if (parts[i]->geometry().intersects(parts[j]->geometry())) {
                problems.append(QStringLiteral("%1 overlaps %2").arg(nameOf(parts[i]), nameOf(parts[j])));
            }
        }
    }
    return problems;
}

/// The label of a field of one line stands in the middle of it.
QStringList crookedRows(const QFormLayout& form)
{
    QStringList problems;
    for (int row = 0; row < form.rowCount(); ++row) {
        const QLayoutItem* label = form.itemAt(row, QFormLayout::LabelRole);
        const QLayoutItem* field = form.itemAt(row, QFormLayout::FieldRole);
        if (label == nullptr || field == nullptr || label->widget() == nullptr || !label->widget()->isVisible() ||
            field->geometry().height() > 2 * label->widget()->fontMetrics().height()) {
            continue;
        }
        const int off = label->geometry().center().y() - field->geometry().center().y();
        if (std::abs(off) > 2) {
            problems.append(QStringLiteral("%1: its label stands %2 pixels off").arg(nameOf(label->widget())).arg(off));
        }
    }
    return problems;
}

} // namespace

QStringList layoutProblems(QWidget* root)
{
    for (int i = 0; i < 3; ++i) { // a text that wraps moves what stands around it; no timer may come between
        QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
    }
    QStringList problems;
    for (const QWidget* widget : root->findChildren<QWidget*>()) {
        if (widget->visibleRegion().isEmpty()) {
            continue; // hidden, behind another tab, or scrolled away
        }
        for (const QString& text : isSetAside(widget) ? QStringList() : cutTexts(widget)) {
            problems.append(QStringLiteral("%1 is cut: %2").arg(nameOf(widget), text));
        }
        problems += badPlace(widget);
    }
    for (const QLayout* layout : root->findChildren<QLayout*>()) {
        if (layout->parentWidget() != nullptr && !layout->parentWidget()->visibleRegion().isEmpty()) {
            problems += overlaps(layout);
            const auto* form = qobject_cast<const QFormLayout*>(layout);
            problems += form == nullptr ? QStringList() : crookedRows(*form);
        }
    }
    return problems;
}

QStringList contrastProblems(QWidget* root, const QImage& picture)
{
    QStringList problems;
    const qreal scale = picture.devicePixelRatio();
    for (const QWidget* widget : root->findChildren<QWidget*>()) {
        const auto* label = qobject_cast<const QLabel*>(widget);
        const auto* button = qobject_cast<const QAbstractButton*>(widget);
        const auto* tool = qobject_cast<const QToolButton*>(widget);
        const bool isIcon = tool != nullptr && tool->toolButtonStyle() == Qt::ToolButtonIconOnly;
        const QString text = label != nullptr               ? label->text()
                             : button != nullptr && !isIcon ? button->text()
                                                            : QString();
        if (text.size() < 3 || widget->visibleRegion().isEmpty() || !widget->isEnabled()) {
            continue;
        }
        const QRect at(widget->mapTo(root, QPoint(0, 0)), widget->size());
        const QRect pixels = QRect(at.topLeft() * scale, at.size() * scale).intersected(picture.rect());
        QHash<QRgb, int> counts;
        for (int y = pixels.top(); y <= pixels.bottom(); ++y) {
            for (int x = pixels.left(); x <= pixels.right(); ++x) {
                ++counts[picture.pixel(x, y)];
            }
        }
        QRgb ground = 0;
        for (auto it = counts.cbegin(); it != counts.cend(); ++it) {
            ground = counts.value(ground) < it.value() ? it.key() : ground;
        }
        double best = 1;
        for (auto it = counts.cbegin(); it != counts.cend(); ++it) {
            best = std::max(best, gui::contrastRatio(QColor(it.key()), QColor(ground)));
        }
        if (best < 4.5) {
            problems.append(QStringLiteral("%1 is hard to read, %2:1: %3").arg(nameOf(widget)).arg(best).arg(text));
        }
    }
    return problems;
}

} // namespace millrace::test
