// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/language/language.h"

#include "gui/language/pseudo_translator.h"
#include "gui/language/retranslation.h"

#include <QApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>
#include <QWidget>

#include <memory>

namespace millrace::gui {

namespace {

struct Shown {
    LanguageChoice choice = LanguageChoice::English;
    std::unique_ptr<QTranslator> ours;
    std::unique_ptr<QTranslator> qt; ///< of Qt's own texts: file dialogs, standard buttons
    std::unique_ptr<QTranslator> tutorials;
};

Shown& shown()
{
    static Shown state;
    return state;
}

LanguageChoice resolve(LanguageChoice choice)
{
    if (choice != LanguageChoice::FollowSystem) {
        return choice;
    }
    for (const QString& language : QLocale::system().uiLanguages()) {
        if (language.startsWith(QLatin1String("de"))) {
            return LanguageChoice::German;
        }
        if (language.startsWith(QLatin1String("en"))) {
            break;
        }
    }
    return LanguageChoice::English;
}

/// Numbers and dates as the system has them where it speaks the language, so that de_AT or en_GB stay what they are.
QLocale localeOf(LanguageChoice choice)
{
    const QLocale system = QLocale::system();
    if (choice == LanguageChoice::FollowSystem) {
        return system;
    }
    const QLocale::Language language = choice == LanguageChoice::German ? QLocale::German : QLocale::English;
    return system.language() == language ? system : QLocale(language);
}

std::unique_ptr<QTranslator> loadOurs(LanguageChoice language)
{
    auto translator =
        language == LanguageChoice::Pseudo ? std::make_unique<PseudoTranslator>() : std::make_unique<QTranslator>();
    // English is a translation too: of "%n row(s)" into "1 row" and "2 rows".
    const QString file =
        language == LanguageChoice::German ? QStringLiteral("millrace_de") : QStringLiteral("millrace_en");
    if (!translator->load(QStringLiteral(":/i18n/") + file)) {
        qWarning("Millrace was built without its language %s", qPrintable(file));
    }
    return translator;
}

} // namespace

void showLanguage(LanguageChoice choice)
{
    const QWidgetList windows = QApplication::topLevelWidgets();
    std::optional<Retranslation> open;
    if (!windows.isEmpty()) {
        open.emplace();
    }
    const LanguageChoice language = resolve(choice);
    Shown& now = shown();
    now = {choice, loadOurs(language), std::make_unique<QTranslator>(), std::make_unique<QTranslator>()};
    QLocale::setDefault(localeOf(choice));
    // Qt's texts first: what was installed last is asked first.
    if (language == LanguageChoice::German &&
        now.qt->load(QStringLiteral("qtbase_de"), QLibraryInfo::path(QLibraryInfo::TranslationsPath))) {
        QApplication::installTranslator(now.qt.get());
    }
    if (language == LanguageChoice::German && now.tutorials->load(QStringLiteral(":/i18n/tutorials_de"))) {
        QApplication::installTranslator(now.tutorials.get());
    }
    QApplication::installTranslator(now.ours.get());
    if (open) {
        open->apply();
        for (QWidget* window : windows) {
            window->setLocale(QLocale());
        }
    }
}

LanguageChoice shownLanguage()
{
    return shown().choice;
}

LanguageChoice languageChoiceOf(const QString& text)
{
    for (const LanguageChoice choice : {LanguageChoice::English, LanguageChoice::German, LanguageChoice::Pseudo}) {
        if (text == textOf(choice)) {
            return choice;
        }
    }
    return LanguageChoice::FollowSystem;
}

QString textOf(LanguageChoice choice)
{
    switch (choice) {
    case LanguageChoice::English: return QStringLiteral("en");
    case LanguageChoice::German: return QStringLiteral("de");
    case LanguageChoice::Pseudo: return QStringLiteral("pseudo");
    case LanguageChoice::FollowSystem: break;
    }
    return QStringLiteral("system");
}

} // namespace millrace::gui
