// SPDX-License-Identifier: GPL-3.0-or-later
// A line of texts that says less where there is less room, the least important first.
#pragma once

#include <QList>
#include <QString>
#include <QWidget>

namespace millrace::gui {

/// New texts never concern the layout around it: it takes what room is left. All is said by its tool tip and to a
/// screen reader. GUI thread only.
class FittedLine : public QWidget {
    Q_OBJECT
public:
    struct Form {
        QString text;
        int rank = 0; ///< the form that has the least gives way to the next of its part first
        bool operator==(const Form&) const = default;
    };
    struct Part {
        QList<Form> forms; ///< from the whole text to the shortest, which may be empty
        QString toolTip;   ///< what the text means; may be empty
        bool operator==(const Part&) const = default;
    };
    explicit FittedLine(QWidget* parent = nullptr);

    void setParts(QList<Part> parts);
    /// The whole texts.
    QString text() const;
    /// What there is room for.
    QStringList shownTexts() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    QList<Part> m_parts;
};

} // namespace millrace::gui
