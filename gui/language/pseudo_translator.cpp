// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/language/pseudo_translator.h"

#include <QChar>

#include <algorithm>
#include <string_view>

namespace millrace::gui {

namespace {

QChar accented(QChar letter)
{
    constexpr std::u16string_view kPlain = u"AEIOUYaeiouycnsz";
    constexpr std::u16string_view kAccented = u"ÀÉÎÕÛÝàéîõûýçñšž";
    const size_t at = kPlain.find(letter.unicode());
    return at == std::u16string_view::npos ? letter : QChar(kAccented[at]);
}

/// How many signs at `at` have to stay: a place for a value, a mnemonic, a tag.
qsizetype numFixed(const QString& text, qsizetype at)
{
    const QChar sign = text[at];
    if (sign == u'&') {
        return std::min<qsizetype>(2, text.size() - at);
    }
    if (sign == u'%') {
        qsizetype end = at + 1;
        while (end < text.size() && end < at + 4 && (text[end].isDigit() || text[end] == u'L' || text[end] == u'n')) {
            ++end;
        }
        return end - at;
    }
    const qsizetype close = sign == u'<' ? text.indexOf(u'>', at) : -1;
    return close < 0 ? 0 : close + 1 - at;
}

} // namespace

QString PseudoTranslator::translate(const char* context, const char* source, const char* disambiguation, int n) const
{
    const std::string_view name = context == nullptr ? std::string_view() : context;
    if (name.size() > 1 && name[0] == 'Q' && name[1] >= 'A' && name[1] <= 'Z') {
        return {};
    }
    const QString english = QTranslator::translate(context, source, disambiguation, n);
    return pseudo(english.isEmpty() ? QString::fromUtf8(source) : english);
}

QString PseudoTranslator::pseudo(const QString& english)
{
    if (english.isEmpty()) {
        return english;
    }
    QString text;
    for (qsizetype at = 0; at < english.size();) {
        const qsizetype fixed = numFixed(english, at);
        if (fixed > 0) {
            text += QStringView(english).mid(at, fixed);
            at += fixed;
        } else {
            text += accented(english[at++]);
        }
    }
    const qsizetype padding = std::max<qsizetype>(0, english.size() * 3 / 10 - 2);
    return u'[' + text + QString(padding, u'~') + u']';
}

} // namespace millrace::gui
