// SPDX-License-Identifier: GPL-3.0-or-later
// A label whose text may change with every frame without the window being laid out each time.
#pragma once

#include <QLabel>

namespace millrace::gui {

/// Holds the label, so that a new text concerns the layout around it only when there is too little room for it, or far
/// too much. GUI thread only.
class LiveText : public QWidget {
    Q_OBJECT
public:
    enum class Width {
        Fitted,  ///< as wide as its text, give or take
        Elastic, ///< as wide as the layout says
    };
    explicit LiveText(Width width, QWidget* parent = nullptr);

    QLabel* label() const { return m_label; }
    QString text() const { return m_label->text(); }
    void setText(const QString& text);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void fit();

    const Width m_kind;
    QLabel* m_label;
    int m_width = 0; ///< that it asks for
};

} // namespace millrace::gui
