// SPDX-License-Identifier: GPL-3.0-or-later
// A header with a field below each data column, for quick filters.
#pragma once

#include <QHash>
#include <QHeaderView>

class QLineEdit;

namespace millrace::gui {

/// Fields stand below the sections that have a SQL type. GUI thread only.
class FilterHeader : public QHeaderView {
    Q_OBJECT
public:
    explicit FilterHeader(QWidget* parent = nullptr);

    void setFieldsShown(bool areShown);
    bool areFieldsShown() const { return m_areShown; }
    /// What is typed below a section; empty without a field.
    QString text(int section) const;
    /// Types into the field of a section without a signal; shows the fields for that where they are hidden.
    void setText(int section, const QString& text);
    void clearFields();
    void focusField(int section);
    void focusFirstField();
    /// Marks the fields as not understood, or all as right.
    void setProblem(const QString& problem);
    /// The columns are others: fields go, and come anew.
    void rebuildFields();

    /// The first sections, as they stand, are shown at the left edge while they are scrolled out of sight; 0 = none.
    void setNumKept(int numSections);
    int numKept() const { return m_numKept; }
    /// How much of the left edge they take now, in pixels: nothing while all stands where it is.
    int keptWidth() const;
    /// Beside them some of the others can be seen; else they scroll as all do.
    bool hasRoomForKept() const;
    /// Those of them that are not hidden, in their order.
    QList<int> keptSections() const;

    QSize sizeHint() const override;

Q_SIGNALS:
    /// Enter was pressed in a field, it was left after typing, or one was cleared.
    void filtersEdited();
    /// A section was dragged above or below the header and let go there; it stays where it was.
    void sectionPulledOut(int section, QPoint globalPosition);

protected:
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void updateGeometries() override;
    void paintEvent(QPaintEvent* event) override;

private:
    void placeFields();
    int widthOfKept() const;
    int fieldHeight() const;

    QHash<int, QLineEdit*> m_fields; ///< by section
    bool m_areShown = false;
    int m_numKept = 0;
    int m_pressed = -1; ///< section under the button; -1 also while one is made wider
    QPointF m_pressedAt;
};

} // namespace millrace::gui
