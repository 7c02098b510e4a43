// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/views/filter_header.h"

#include "models/stream/change_stream_model.h"

#include <QLineEdit>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QStyle>
#include <QTableView>

#include <algorithm>
#include <utility>

namespace millrace::gui {

using models::ChangeStreamModel;

namespace {

constexpr int kRoomForOthers = 96;

} // namespace

FilterHeader::FilterHeader(QWidget* parent)
    : QHeaderView(Qt::Horizontal, parent)
{
    setSectionsClickable(true);
    connect(this, &QHeaderView::sectionResized, this, [this] {
        m_pressed = -1;
        placeFields();
    });
    connect(this, &QHeaderView::sectionMoved, this, &FilterHeader::placeFields);
    if (auto* table = qobject_cast<QTableView*>(parent)) {
        connect(table->horizontalScrollBar(), &QScrollBar::valueChanged, this, [this] {
            placeFields();
            if (m_numKept > 0) {
                viewport()->update(); // what is kept does not move along
            }
        });
    }
}

void FilterHeader::setFieldsShown(bool areShown)
{
    if (areShown != m_areShown) {
        m_areShown = areShown;
        rebuildFields();
        Q_EMIT filtersEdited(); // what was typed went with the fields
    }
}

void FilterHeader::rebuildFields()
{
    qDeleteAll(m_fields);
    m_fields.clear();
    for (int section = 0; m_areShown && model() != nullptr && section < count(); ++section) {
        const QString type = model()->headerData(section, Qt::Horizontal, ChangeStreamModel::TypeTextRole).toString();
        const bool isRelation =
            model()->headerData(section, Qt::Horizontal, ChangeStreamModel::ColumnKindRole).toInt() ==
            static_cast<int>(ChangeStreamModel::ColumnKind::Relation);
        if (type.isEmpty() && !isRelation) {
            continue;
        }
        const QString name = model()->headerData(section, Qt::Horizontal).toString();
        auto* field = new QLineEdit(this);
        field->setObjectName(QStringLiteral("columnFilter_") + name);
        field->setAccessibleName(tr("Filter of column %1").arg(name));
        field->setPlaceholderText(tr("Filter"));
        field->setToolTip(
            isRelation ? tr("Part of a name, or =name, !=name; Enter or Tab applies")
                       : tr("Text that the cell contains, or =x, !=x, <x, >x, null, !null; Enter or Tab applies"));
        connect(field, &QLineEdit::editingFinished, this, &FilterHeader::filtersEdited);
        connect(field, &QLineEdit::textChanged, this, [this](const QString& text) {
            if (text.isEmpty()) {
                Q_EMIT filtersEdited();
            }
        });
        field->show();
        m_fields.insert(section, field);
    }
    updateGeometries();
}

QString FilterHeader::text(int section) const
{
    const QLineEdit* field = m_fields.value(section);
    return field == nullptr ? QString() : field->text();
}

void FilterHeader::setText(int section, const QString& text)
{
    if (!text.isEmpty() && !m_areShown) {
        m_areShown = true;
        rebuildFields();
    }
    if (QLineEdit* field = m_fields.value(section)) {
        const QSignalBlocker blocker(field);
        field->setText(text);
    }
}

void FilterHeader::clearFields()
{
    for (QLineEdit* field : std::as_const(m_fields)) {
        const QSignalBlocker blocker(field);
        field->clear();
    }
}

void FilterHeader::focusField(int section)
{
    if (QLineEdit* field = m_fields.value(section)) {
        field->setFocus(Qt::ShortcutFocusReason);
    }
}

void FilterHeader::focusFirstField()
{
    const QList<int> sections = m_fields.keys();
    if (!sections.isEmpty()) {
        focusField(*std::min_element(sections.begin(), sections.end()));
    }
}

void FilterHeader::setProblem(const QString& problem)
{
    for (QLineEdit* field : std::as_const(m_fields)) {
        field->setProperty("problem", !problem.isEmpty() && !field->text().isEmpty());
        field->style()->polish(field);
    }
}

void FilterHeader::setNumKept(int numSections)
{
    m_numKept = numSections;
    placeFields();
    viewport()->update();
}

QList<int> FilterHeader::keptSections() const
{
    QList<int> sections;
    for (int visual = 0; visual < std::min(m_numKept, count()); ++visual) {
        if (!isSectionHidden(logicalIndex(visual))) {
            sections.append(logicalIndex(visual));
        }
    }
    return sections;
}

int FilterHeader::widthOfKept() const
{
    int width = 0;
    for (const int section : keptSections()) {
        width += sectionSize(section);
    }
    return width;
}

bool FilterHeader::hasRoomForKept() const
{
    return widthOfKept() + kRoomForOthers <= viewport()->width();
}

int FilterHeader::keptWidth() const
{
    const bool isScrolled = m_numKept > 0 && offset() > 0 && !isRightToLeft();
    return isScrolled && hasRoomForKept() ? widthOfKept() : 0;
}

void FilterHeader::paintEvent(QPaintEvent* event)
{
    QHeaderView::paintEvent(event);
    if (keptWidth() == 0) {
        return;
    }
    QPainter painter(viewport());
    int left = 0;
    for (const int section : keptSections()) {
        const QRect rect(left, 0, sectionSize(section), viewport()->height());
        painter.fillRect(rect, palette().button());
        painter.save();
        paintSection(&painter, rect, section);
        painter.restore();
        left += sectionSize(section);
    }
}

void FilterHeader::mousePressEvent(QMouseEvent* event)
{
    if (event->position().x() < keptWidth()) {
        return; // another section lies below
    }
    m_pressedAt = event->position();
    m_pressed = event->button() == Qt::LeftButton ? logicalIndexAt(m_pressedAt.toPoint()) : -1;
    QHeaderView::mousePressEvent(event);
}

void FilterHeader::mouseReleaseEvent(QMouseEvent* event)
{
    const int section = std::exchange(m_pressed, -1);
    const qreal y = event->position().y();
    if (section < 0 || (y >= 0 && y < height())) {
        QHeaderView::mouseReleaseEvent(event);
        return;
    }
    // Back to where it was taken, and let go where no section is: it neither moves nor counts as clicked.
    QMouseEvent back(QEvent::MouseMove, m_pressedAt, mapToGlobal(m_pressedAt), Qt::NoButton, Qt::LeftButton,
                     event->modifiers());
    QHeaderView::mouseMoveEvent(&back);
    const QPointF nowhere(-1, -1);
    QMouseEvent end(QEvent::MouseButtonRelease, nowhere, mapToGlobal(nowhere), Qt::LeftButton, Qt::NoButton,
                    event->modifiers());
    QHeaderView::mouseReleaseEvent(&end);
    Q_EMIT sectionPulledOut(section, event->globalPosition().toPoint());
}

int FilterHeader::fieldHeight() const
{
    return m_fields.isEmpty() ? 0 : m_fields.begin().value()->sizeHint().height() + 2;
}

QSize FilterHeader::sizeHint() const
{
    QSize size = QHeaderView::sizeHint();
    size.rheight() += fieldHeight();
    return size;
}

void FilterHeader::updateGeometries()
{
    setViewportMargins(0, 0, 0, fieldHeight());
    QHeaderView::updateGeometries();
    placeFields();
}

void FilterHeader::placeFields()
{
    const int top = viewport()->geometry().bottom() + 1; // a size hint is not known while sections are laid out
    const int kept = m_numKept == 0 ? -viewport()->width() - offset() : keptWidth();
    for (auto it = m_fields.cbegin(); it != m_fields.cend(); ++it) {
        const int left = sectionViewportPosition(it.key());
        it.value()->setVisible(!isSectionHidden(it.key()) && left >= kept);
        it.value()->setGeometry(left + 1, top, sectionSize(it.key()) - 2, fieldHeight() - 2);
    }
}

} // namespace millrace::gui
