// SPDX-License-Identifier: GPL-3.0-or-later
// A language nobody speaks, made of English: whoever works on the window sees what is not translated or has no room.
#pragma once

#include <QTranslator>

namespace millrace::gui {

/// Over the English translation that is loaded into it, for plurals. Qt's own texts stay as they are.
class PseudoTranslator : public QTranslator {
    Q_OBJECT
public:
    using QTranslator::QTranslator;

    bool isEmpty() const override { return false; }
    QString translate(const char* context, const char* source, const char* disambiguation = nullptr,
                      int n = -1) const override;

    /// "&Run %1" as "[&Rùn %1~~]": accents, brackets and 30 % more, at least two signs; mnemonics, places and tags
    /// stay.
    static QString pseudo(const QString& english);
};

} // namespace millrace::gui
