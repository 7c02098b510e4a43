// SPDX-License-Identifier: GPL-3.0-or-later
// Draws the cells of our tables and trees: calm rows, muted and coloured texts, progress bars, chips.
#pragma once

#include "gui/theme/theme.h"

#include <QStyledItemDelegate>

#include <functional>
#include <optional>

namespace millrace::gui {

/// How a cell is drawn beyond its text. Colours are tokens: the delegate looks them up when it paints.
struct CellLook {
    std::optional<ColorToken> color; ///< of the text; the usual one otherwise
    std::optional<ColorToken> dot;   ///< a dot of this colour before the text
    QString icon;                    ///< name of an icon before the text
    ColorToken iconColor = ColorToken::TextMuted;
    std::optional<double> bar; ///< 0 to 1: a bar below the text
    ColorToken barColor = ColorToken::Accent;
    bool isMonospaced = false;
    bool isBold = false;
    bool isNumber = false; ///< stands right
    bool wraps = false;    ///< over the lines that the row has room for, rather than being cut
};

/// Base for views whose looks are given by a function of the index. GUI thread only.
class CellDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using Look = std::function<CellLook(const QModelIndex&)>;
    explicit CellDelegate(Look look, QObject* parent = nullptr);

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    /// Tells the whole of a text that is cut, where the model tells nothing.
    bool helpEvent(QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option,
                   const QModelIndex& index) override;

    /// Height of a row in a table of this font, in device-independent pixels.
    static int rowHeight(const QFontMetrics& metrics);

protected:
    /// Ground of a row as its state asks: selected or plain.
    static void paintGround(QPainter* painter, const QStyleOptionViewItem& option);
    static QColor textColor(const QStyleOptionViewItem& option, std::optional<ColorToken> wanted);
    static void paintFocus(QPainter* painter, const QStyleOptionViewItem& option);

private:
    Look m_look;
};

} // namespace millrace::gui
