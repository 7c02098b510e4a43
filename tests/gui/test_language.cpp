// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/documents/pipeline_document.h"
#include "gui/documents/stream_set.h"
#include "gui/language/language.h"
#include "gui/language/pseudo_translator.h"
#include "gui/language/retranslation.h"
#include "gui/shell/shell_commands.h"
#include "gui/window/docks.h"
#include "models/pipeline/problems_model.h"
#include "models/text/error_text.h"
#include "tests/gui/window_fixture.h"
#include "tests/support/fake_pipeline.h"

#include <QAbstractButton>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QRegularExpression>
#include <QSet>

using namespace millrace;
using namespace millrace::gui;

namespace {

constexpr const char* kProgram = "CREATE TABLE price (id BIGINT);\nCREATE VIEW v AS SELECT id FROM price;\n";

/// The language, with what Qt tells all widgets about it.
void switchTo(LanguageChoice language)
{
    showLanguage(language);
    QCoreApplication::sendPostedEvents();
}

/// "mainWindow/dockTokens/…" with the number among its siblings where a widget has no name.
QString pathOf(const QObject* object)
{
    QString path;
    for (; object != nullptr; object = object->parent()) {
        QString name = object->objectName();
        if (name.isEmpty() && object->parent() != nullptr) {
            name = QLatin1String(object->metaObject()->className()) +
                   QString::number(object->parent()->children().indexOf(object));
        }
        path.prepend(u'/' + name);
    }
    return path;
}

using Texts = QMap<QString, QString>;

void addTexts(Texts& texts, const QObject* object)
{
    for (const char* property :
         {"text", "toolTip", "statusTip", "accessibleName", "windowTitle", "title", "placeholderText"}) {
        const QString text = object->property(property).toString();
        if (!text.isEmpty() && !object->inherits("QLineEdit")) {
            texts.insert(pathOf(object) + u'.' + QLatin1String(property), text);
        }
    }
}

/// Tutorials are files, with texts of their own.
bool isOfTutorial(const QObject* object)
{
    while (object != nullptr && !object->inherits("millrace::gui::TutorialCard")) {
        object = object->parent();
    }
    return object != nullptr;
}

/// Everything the window says, by place.
Texts textsOf(MainWindow& window)
{
    Texts texts;
    addTexts(texts, &window);
    for (const QWidget* widget : window.findChildren<QWidget*>()) {
        // Qt itself names some of its parts once; what is hidden is told anew when it is shown.
        const QString& name = widget->objectName();
        if (!name.startsWith(QLatin1String("Scroll")) && !name.startsWith(QLatin1String("qt_")) &&
            !widget->isHidden() && !widget->parentWidget()->isHidden() && !isOfTutorial(widget)) {
            addTexts(texts, widget);
        }
    }
    for (const ActionSpec& spec : actionTable()) {
        // Languages keep their own names, which are no texts of the program.
        if (spec.id != ActionId::LanguageEnglish && spec.id != ActionId::LanguageGerman) {
            addTexts(texts, window.actions().action(spec.id));
        }
    }
    return texts;
}

QString differences(const Texts& actual, const Texts& expected)
{
    QStringList lines;
    for (auto it = expected.begin(); it != expected.end(); ++it) {
        if (actual.value(it.key()) != it.value()) {
            lines.append(it.key().section(u'/', -1) + QStringLiteral(": ") + actual.value(it.key()) +
                         QStringLiteral(" / ") + it.value());
        }
    }
    return lines.join(u'\n');
}

} // namespace

class TestLanguage : public test::WindowFixture {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        auto engine = std::make_unique<test::FakeEngine>();
        RelationInfo table = test::fakePriceRelation("price", sql::RelationKind::Table);
        table.connectors = {"market"};
        m_pipeline = engine->add("supply-chain", {table, test::fakePriceRelation("v")});
        m_pipeline->rename("supply-chain");
        ignoreError(m_pipeline->setProgram(kProgram));
        QVERIFY(openWindow(std::move(engine)));
        fillWindow();
    }

    void cleanup()
    {
        closeWindow();
        showLanguage(LanguageChoice::English);
    }

    void pseudoKeepsWhatIsNoWord()
    {
        QCOMPARE(PseudoTranslator::pseudo(QStringLiteral("&Run %1")), QStringLiteral("[&Rûñ %1]"));
        QCOMPARE(PseudoTranslator::pseudo(QStringLiteral("%n row(s)")), QStringLiteral("[%n rõw(š)]"));
        QCOMPARE(PseudoTranslator::pseudo(QStringLiteral("<b>Run</b>")), QStringLiteral("[<b>Rûñ</b>~]"));
        QCOMPARE(PseudoTranslator::pseudo(QString()), QString());
        const QString english = QStringLiteral("Writes every change from now on");
        QVERIFY(PseudoTranslator::pseudo(english).size() >= english.size() * 13 / 10);
    }

    void choicesSurviveText()
    {
        for (const LanguageChoice choice :
             {LanguageChoice::FollowSystem, LanguageChoice::English, LanguageChoice::German, LanguageChoice::Pseudo}) {
            QCOMPARE(languageChoiceOf(textOf(choice)), choice);
        }
        QCOMPARE(languageChoiceOf(QStringLiteral("no such")), LanguageChoice::FollowSystem);
    }

    /// What the engine says is English: it is quoted, not the end of a German sentence.
    void englishDetailsAreQuoted()
    {
        const Error error = makeError(ErrorCode::kPipelineProgram, "Unknown table: nix");
        QVERIFY(models::errorLine(error).contains(QStringLiteral(": Unknown table: nix (MR-")));
        switchTo(LanguageChoice::German);
        const QString line = models::errorLine(error);
        QVERIFY2(line.endsWith(QStringLiteral("). Im Wortlaut: „Unknown table: nix“")), qPrintable(line));
        QVERIFY(!line.contains(QLatin1String("program"))); // its title is German
        models::ProblemsModel problems;
        api::CompileReport report;
        sql::Diagnostic diagnostic;
        diagnostic.code = ErrorCode::kPipelineProgram;
        diagnostic.title = "The title of the engine";
        diagnostic.message = "Unknown table: nix";
        report.diagnostics.push_back(diagnostic);
        problems.setReport(QStringLiteral("p"), report);
        QStringList cells;
        for (int column = 0; column < problems.columnCount(); ++column) {
            cells.append(problems.index(0, column).data().toString());
        }
        const QString row = cells.join(u'|');
        QVERIFY2(row.contains(models::errorTitleText(diagnostic.code) + QStringLiteral(". Im Wortlaut: „Unknown")),
                 qPrintable(row));
    }

    void numbersFollow()
    {
        switchTo(LanguageChoice::German);
        QCOMPARE(QLocale().toString(1234567), QStringLiteral("1.234.567"));
        QCOMPARE(m_window->locale().language(), QLocale::German);
        switchTo(LanguageChoice::English);
        QCOMPARE(QLocale().toString(1234567), QStringLiteral("1,234,567"));
    }

    void textsAreFoundAgainWithTheirValues()
    {
        switchTo(LanguageChoice::English);
        const Retranslation open;
        switchTo(LanguageChoice::Pseudo);
        const QByteArrayList dock = {"millrace::gui::ConnectorsDock"};
        QCOMPARE(open.newTextOf(QStringLiteral("1 connector, 1 running"), dock),
                 QStringLiteral("[1 çõññéçtõr, 1 rûññîñg~~~~~]"));
        QCOMPARE(open.newTextOf(QStringLiteral("12 connectors, 3 running"), dock),
                 QStringLiteral("[12 çõññéçtõrš, 3 rûññîñg~~~~~]"));
        // What stands for %1 is a text of the program here, and no text there.
        QCOMPARE(open.newTextOf(QStringLiteral("Close Tokens"), {"millrace::gui::DockPanel"}),
                 QStringLiteral("[Clõšé [Tõkéñš]]"));
        QCOMPARE(open.newTextOf(QStringLiteral("The pipeline a%2b was deleted."), {"millrace::gui::MainWindow"}),
                 PseudoTranslator::pseudo(QStringLiteral("The pipeline %1 was deleted.")).arg(QStringLiteral("a%2b")));
        QVERIFY(open.newTextOf(QStringLiteral("what a user wrote"), dock).isNull());
        QVERIFY(open.newTextOf(QStringLiteral("42"), dock).isNull());
    }

    /// Users may call a table as the program calls something.
    void namesOfUsersStay()
    {
        switchTo(LanguageChoice::English);
        const Retranslation open;
        switchTo(LanguageChoice::Pseudo);
        const QString now = open.newTextOf(QStringLiteral("The pipeline changes was deleted."),
                                           {"millrace::gui::MainWindow"});
        QCOMPARE(now, PseudoTranslator::pseudo(QStringLiteral("The pipeline %1 was deleted."))
                          .arg(QStringLiteral("changes")));
    }

    /// An open window says after a switch what one says that was made in that language, and back again.
    void anOpenWindowSwitches_data()
    {
        QTest::addColumn<int>("language");
        QTest::newRow("German") << static_cast<int>(LanguageChoice::German);
        QTest::newRow("pseudo") << static_cast<int>(LanguageChoice::Pseudo);
    }
    void anOpenWindowSwitches()
    {
        QFETCH(int, language);
        switchTo(LanguageChoice::English);
        const Texts english = textsOf(*m_window);
        switchTo(static_cast<LanguageChoice>(language));
        const Texts switched = textsOf(*m_window);
        switchTo(LanguageChoice::English);
        const QString notBack = differences(textsOf(*m_window), english);
        QVERIFY2(notBack.isEmpty(), qPrintable(notBack));
        switchTo(static_cast<LanguageChoice>(language));
        m_window = std::make_unique<MainWindow>(*m_engine, *m_theme, *m_settings);
        m_window->resize(1400, 900);
        m_window->show();
        fillWindow();
        const QString behind = differences(switched, textsOf(*m_window));
        QVERIFY2(behind.isEmpty(), qPrintable(behind));
    }

    /// Whatever the window says by itself has gone through the translation.
    void nothingIsLeftUntranslated()
    {
        switchTo(LanguageChoice::Pseudo);
        static const QSet<QString> kNames = {QStringLiteral("price"),    QStringLiteral("v"),
                                             QStringLiteral("market"),   QStringLiteral("supply-chain"),
                                             QStringLiteral("&English"), QStringLiteral("&Deutsch")};
        static const QRegularExpression kLetters(QStringLiteral("[a-z]{2}"));
        QStringList left;
        const Texts texts = textsOf(*m_window);
        for (auto it = texts.begin(); it != texts.end(); ++it) {
            if (it.value().contains(kLetters) && !it.value().contains(u'[') && !kNames.contains(it.value())) {
                left.append(it.key().section(u'/', -1) + QStringLiteral(": ") + it.value());
            }
        }
        QVERIFY2(left.isEmpty(), qPrintable(left.join(u'\n')));
    }

    void longerTextsHaveRoom_data() { anOpenWindowSwitches_data(); }
    void longerTextsHaveRoom()
    {
        QFETCH(int, language);
        switchTo(static_cast<LanguageChoice>(language));
        m_window->resize(1280, 720);
        QTRY_COMPARE(m_window->size(), QSize(1280, 720));
        for (DockPanel* dock : m_window->docks().all()) {
            dock->activate();
            QTRY_VERIFY2(narrowTexts().isEmpty(), qPrintable(narrowTexts().join(u'\n')));
        }
        QCOMPARE(m_window->size(), QSize(1280, 720));
    }

    /// In an open menu a letter must mean one thing, in every language.
    void mnemonicsAreUnique_data() { anOpenWindowSwitches_data(); }
    void mnemonicsAreUnique()
    {
        QFETCH(int, language);
        switchTo(static_cast<LanguageChoice>(language));
        QStringList twice;
        for (const MenuSpec& spec : menuTable()) {
            QSet<QChar> letters;
            for (const QAction* action : m_window->actions().menu(spec.id)->actions()) {
                const qsizetype at = action->text().indexOf(u'&');
                const QChar letter = at < 0 ? QChar() : action->text().at(at + 1).toLower();
                if (at >= 0 && letters.contains(letter)) {
                    twice.append(QLatin1String(spec.objectName) + u' ' + action->text());
                }
                letters.insert(letter);
            }
        }
        QVERIFY2(twice.isEmpty(), qPrintable(twice.join(u'\n')));
    }

private:
    /// What is shown and has less room than it needs.
    QStringList narrowTexts() const
    {
        QStringList narrow;
        for (const QWidget* widget : m_window->findChildren<QWidget*>()) {
            const auto* label = qobject_cast<const QLabel*>(widget);
            const bool mayShrink = label != nullptr && (label->wordWrap() ||
                                                        label->sizePolicy().horizontalPolicy() == QSizePolicy::Ignored);
            const bool isQts = widget->objectName().startsWith(QLatin1String("Scroll")); // of a bar of tabs
            const bool hasText =
                label != nullptr || (qobject_cast<const QAbstractButton*>(widget) != nullptr && !isQts);
            if (hasText && widget->isVisible() && !mayShrink && widget->width() < widget->minimumSizeHint().width()) {
                narrow.append(pathOf(widget) + QStringLiteral(": ") + widget->property("text").toString());
            }
        }
        return narrow;
    }

    void fillWindow()
    {
        models::PipelineBridge* pipeline = m_engine->find(QStringLiteral("supply-chain"));
        m_window->openPipeline(pipeline);
        m_window->streams().setTicked(pipeline, QStringLiteral("v"), true);
        m_window->shellCommands().showWelcome();
        QCoreApplication::sendPostedEvents();
    }

    std::shared_ptr<test::FakePipeline> m_pipeline;
};

QTEST_MAIN(TestLanguage)
#include "test_language.moc"
