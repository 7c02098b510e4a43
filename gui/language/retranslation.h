// SPDX-License-Identifier: GPL-3.0-or-later
// Puts the texts of open windows from one language into another.
#pragma once

#include <QByteArrayList>
#include <QHash>
#include <QList>
#include <QRegularExpression>
#include <QString>

class QAction;
class QObject;
class QWidget;

namespace millrace::gui {

/// Widgets set their texts once, when they are made. Rather than setting each of some thousand again by hand, a switch
/// finds them: every text of the program is known (it is in the translation file), so what it is in the language that
/// goes leads to what it is in the one that comes, values in it included. What is made of several texts is made again
/// by its widget on QEvent::LanguageChange, which Qt sends afterwards. GUI thread only.
class Retranslation {
public:
    /// Notes what every text is in the language shown now.
    Retranslation();

    /// After the translators have changed: gives all widgets and their actions the texts of the new language.
    void apply() const;

    /// The new text of what is shown; null when it is none of the program's. `contexts` says whose text it may be,
    /// likeliest first; others are taken as well.
    QString newTextOf(const QString& text, const QByteArrayList& contexts) const;

private:
    struct Text {
        QByteArray context;
        QByteArray source;
        QByteArray comment;
        bool isPlural = false;
        QRegularExpression pattern; ///< of one with values
        QList<int> places;          ///< which value a group of the pattern is; kCount is the number of a plural
        int numLetters = 0;         ///< that are not values
    };

    void addPattern(Text text, const QString& shown);
    QString inNewLanguage(const Text& text, const QString& shown, const QByteArrayList& contexts, int depth) const;
    QString find(const QString& text, const QByteArrayList& contexts, int depth) const;
    const Text* likeliest(const QList<const Text*>& candidates, const QByteArrayList& contexts) const;
    void retranslate(QObject* object, const QByteArrayList& contexts) const;
    void retranslateItems(QWidget* widget) const;

    QList<Text> m_exact;
    QHash<QString, QList<int>> m_byText; ///< to m_exact
    QList<Text> m_patterns;
};

} // namespace millrace::gui
