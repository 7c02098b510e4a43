// SPDX-License-Identifier: GPL-3.0-or-later
// Every step of every tutorial: its checks do not all hold before, and do after what "do it for me" does. And the dock,
// driven by keyboard.
#include "gui/documents/document_area.h"
#include "gui/documents/pipeline_document.h"
#include "gui/documents/stream_document.h"
#include "gui/documents/stream_set.h"
#include "gui/editor/sql_editor.h"
#include "gui/language/language.h"
#include "gui/shell/shell_commands.h"
#include "gui/tutorial/tutorial_cards.h"
#include "gui/tutorial/tutorial_commands.h"
#include "gui/tutorial/tutorial_dock.h"
#include "gui/tutorial/tutorial_page.h"
#include "gui/window/docks.h"
#include "tests/gui/window_fixture.h"

#include <QDir>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTest>

using namespace millrace;
using namespace millrace::gui;
using models::TutorialSession;

namespace {

constexpr int kPatienceMs = 30'000;
const QString kFirst = QStringLiteral("1-first-pipeline");

} // namespace

class TestTutorials : public test::WindowFixture {
    Q_OBJECT

private Q_SLOTS:
    void init() { QVERIFY(open()); }
    void cleanup() { closeWindow(); }

    void everyStepIsFalseBeforeAndTrueAfter_data()
    {
        QTest::addColumn<QString>("id");
        const QDir folder(QStringLiteral(MILLRACE_SOURCE_DIR "/resources/tutorials"));
        for (const QString& name : folder.entryList({QStringLiteral("*.yaml")})) {
            const QString id = name.chopped(5);
            QTest::newRow(qPrintable(id)) << id;
        }
    }

    void everyStepIsFalseBeforeAndTrueAfter()
    {
        QFETCH(QString, id);
        QVERIFY2(tutorials().shelf().problems().isEmpty(),
                 qPrintable(tutorials().shelf().problems().join(QLatin1Char('\n'))));
        QVERIFY(tutorials().start(id));
        const auto numSteps = static_cast<int>(session()->tutorial().steps.size());
        for (int step = 0; step < numSteps; ++step) {
            const QString place = id + QLatin1Char(' ') + session()->step().id;
            QCOMPARE(session()->stepIndex(), step);
            // Asked several times, and answered by the engine: still not done.
            QTest::qWait(3 * TutorialSession::kPaceMs);
            QVERIFY2(!session()->isStepDone(), qPrintable(place));
            for (const TutorialSession::CheckState& check : session()->checks()) {
                QVERIFY2(!check.isTrue, qPrintable(place + QStringLiteral(": ") + reasons()));
            }
            QVERIFY2(session()->hindrance().isEmpty(), qPrintable(place + session()->hindrance()));
            QVERIFY2(session()->mistake().isEmpty(), qPrintable(place + session()->mistake()));
            QVERIFY2(tutorials().placeOf(session()->step().spotlight).has_value(),
                     qPrintable(place + QStringLiteral(" points at what is not there")));
            trigger(ActionId::TutorialDoIt);
            const bool isDone = QTest::qWaitFor([this] { return session()->isStepDone(); }, kPatienceMs);
            QVERIFY2(isDone, qPrintable(place + QStringLiteral(": ") + reasons()));
            QVERIFY2(session()->hindrance().isEmpty(), qPrintable(place));
            checkQueries(place);
            if (step + 1 < numSteps) {
                trigger(ActionId::TutorialNext);
            }
        }
        QVERIFY(session()->isAllDone());
        trigger(ActionId::TutorialNext);
        QVERIFY(session() == nullptr);
    }

    void isDoneByKeyboard()
    {
        openList();
        auto* card = qobject_cast<TutorialCard*>(QApplication::focusWidget());
        QVERIFY(card != nullptr);
        QCOMPARE(card->accessibleName(), QStringLiteral("Tutorial: Your first pipeline"));
        QTest::keyClick(card, Qt::Key_Return);
        QVERIFY(session() != nullptr);
        QCOMPARE(QApplication::focusWidget()->objectName(), QStringLiteral("tutorialStep"));
        QVERIFY2(QApplication::focusWidget()->accessibleName().startsWith(QStringLiteral("Step 1 of 8: ")),
                 qPrintable(QApplication::focusWidget()->accessibleName()));
        key(Qt::Key_I, Qt::ControlModifier | Qt::AltModifier);
        QTRY_VERIFY_WITH_TIMEOUT(session()->isStepDone(), kPatienceMs);
        const auto* check = dock()->findChild<QLabel*>(QStringLiteral("tutorialCheck"));
        QVERIFY2(check->accessibleName().startsWith(QStringLiteral("Done: ")), qPrintable(check->accessibleName()));
        QVERIFY(dock()->findChild<QLabel*>(QStringLiteral("tutorialSuccess"))->isVisible());
        key(Qt::Key_Right, Qt::ControlModifier | Qt::AltModifier);
        QCOMPARE(session()->stepIndex(), 1);
        key(Qt::Key_Left, Qt::ControlModifier | Qt::AltModifier);
        QCOMPARE(session()->stepIndex(), 0);
        QVERIFY(session()->isStepDone());
    }

    void theTabKeyWalksThroughTheDock()
    {
        QVERIFY(tutorials().start(QStringLiteral("6-export")));
        session()->goTo(6);
        for (const QWidget* widget : dock()->findChildren<QWidget*>()) {
            const bool isReached = widget->isVisible() && (widget->focusPolicy() & Qt::TabFocus) != 0;
            QVERIFY2(!isReached || !widget->accessibleName().isEmpty(), qPrintable(widget->objectName()));
        }
        dock()->activate();
        QStringList names;
        for (int i = 0; i < 5; ++i) {
            names.append(QApplication::focusWidget()->objectName());
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        }
        QCOMPARE(names, (QStringList{QStringLiteral("tutorialStep"), QStringLiteral("tutorialChoice"),
                                     QStringLiteral("tutorialactionTutorialHint"),
                                     QStringLiteral("tutorialactionTutorialDoIt"),
                                     QStringLiteral("tutorialactionTutorialBack")}));
    }

    /// The stream shows what was done while the notebook stood before it.
    void streamsAreFollowedBehindOtherTabs()
    {
        QVERIFY(tutorials().start(QStringLiteral("2-changes-not-rows")));
        for (int step = 0; step < 3; ++step) {
            doStep();
            trigger(ActionId::TutorialNext);
        }
        StreamDocument* stream = m_window->streams().documentsOf(session()->pipeline()).value(0);
        QVERIFY(stream != nullptr);
        QVERIFY(!stream->isVisible());
        QCOMPARE(stream->model().rowCount(), 2);
        QVERIFY(stream->model().counters().isComplete());
        QVERIFY(!stream->model().index(0, 0).data(models::ChangeStreamModel::SnapshotRole).toBool());
    }

    void aSmallWindowShowsDocumentsAsTabs()
    {
        m_window->resize(1280, 720);
        QCOMPARE(m_window->documents().arrangement(), DocumentArrangement::SideBySide);
        QVERIFY(tutorials().start(kFirst));
        QCOMPARE(m_window->documents().arrangement(), DocumentArrangement::Tabs);
        QCOMPARE(m_window->documents().current(), program());
        QCoreApplication::processEvents();
        QCOMPARE(m_window->width(), 1280);
        trigger(ActionId::TutorialLeave);
        QCOMPARE(m_window->documents().arrangement(), DocumentArrangement::Tabs);
        dock()->close();
        QCOMPARE(m_window->documents().arrangement(), DocumentArrangement::SideBySide);
    }

    void hintsCloseIn()
    {
        QVERIFY(tutorials().start(kFirst));
        const auto* hints = [this] { return dock()->findChild<QLabel*>(QStringLiteral("tutorialHints")); }();
        QVERIFY(!hints->isVisible());
        key(Qt::Key_H, Qt::ControlModifier | Qt::AltModifier);
        QCOMPARE(hints->text(), session()->step().hints[0]);
        key(Qt::Key_H, Qt::ControlModifier | Qt::AltModifier);
        QCOMPARE(hints->text(), session()->step().hints.join(QStringLiteral("\n\n")));
        QVERIFY(!action(ActionId::TutorialHint)->isEnabled());
        QCOMPARE(m_window->actions().reason(ActionId::TutorialHint), QStringLiteral("All hints are shown."));
    }

    /// Who does not get on for a while is offered a hint; who gets on is left alone.
    void aHintIsOfferedAfterAWhile()
    {
        QVERIFY(tutorials().start(kFirst));
        const auto* offer = dock()->findChild<QLabel*>(QStringLiteral("tutorialOffer"));
        QVERIFY(!offer->isVisible());
        session()->setHintTimes(std::chrono::milliseconds(10), std::chrono::hours(1));
        QTRY_VERIFY(offer->isVisible());
        trigger(ActionId::TutorialHint);
        QVERIFY(!offer->isVisible()); // the next one later
        session()->setHintTimes(std::chrono::milliseconds(10), std::chrono::milliseconds(10));
        QTRY_VERIFY(offer->isVisible());
        doStep();
        QVERIFY(!session()->offersHint());
        QVERIFY(!offer->isVisible());
    }

    void followsTheLanguage()
    {
        QVERIFY(tutorials().start(kFirst));
        const QString english = session()->step().title;
        session()->showHint();
        showLanguage(LanguageChoice::German);
        QCoreApplication::processEvents();
        QVERIFY(session()->step().title != english);
        QCOMPARE(session()->numHints(), 1);
        const auto texts = [this] {
            QStringList all;
            for (const QLabel* label : dock()->findChildren<QLabel*>()) {
                all.append(label->text());
            }
            return all;
        };
        QVERIFY(texts().contains(session()->step().title));
        QVERIFY(texts().contains(session()->step().hints[0]));
        trigger(ActionId::TutorialLeave);
        QVERIFY(texts().contains(tutorials().shelf().find(kFirst)->title));
        showLanguage(LanguageChoice::English);
        QCoreApplication::processEvents();
        QVERIFY(texts().contains(QStringLiteral("Your first pipeline")));
        QVERIFY(tutorials().start(kFirst));
        QCOMPARE(session()->step().title, english);
    }

    void itsPipelineCanBeRemovedAtTheEnd()
    {
        for (const bool removes : {false, true}) {
            QVERIFY(tutorials().start(kFirst));
            trigger(ActionId::TutorialRestart);
            const auto numSteps = static_cast<int>(session()->tutorial().steps.size());
            for (int step = 0; step < numSteps; ++step) {
                doStep();
                trigger(ActionId::TutorialNext);
            }
            QVERIFY(session() == nullptr);
            const QString pipeline = tutorials().shelf().progress(*tutorials().shelf().find(kFirst)).pipeline;
            QVERIFY(m_engine->find(pipeline) != nullptr);
            const auto* question = dock()->findChild<QWidget*>(QStringLiteral("tutorialQuestion"));
            QVERIFY(question->isVisible());
            dock()
                ->findChild<QPushButton*>(removes ? QStringLiteral("tutorialRemove") : QStringLiteral("tutorialKeep"))
                ->click();
            QVERIFY(!question->isVisible());
            QCOMPARE(m_engine->find(pipeline) == nullptr, removes);
            QCOMPARE(QDir(m_folder->filePath(QStringLiteral("tutorials/") + kFirst)).exists(), !removes);
        }
        const models::Tutorial& tutorial = *tutorials().shelf().find(kFirst);
        QCOMPARE(tutorials().shelf().progress(tutorial).numDone(), static_cast<int>(tutorial.steps.size()));
        QVERIFY(tutorials().start(kFirst)); // with a new one
        QVERIFY(session()->pipeline() != nullptr);
    }

    void aMistakeIsTold()
    {
        QVERIFY(tutorials().start(kFirst));
        program()->proposeText(QStringLiteral("CREATE VIEW sale AS SELECT 1 AS id;"));
        QTRY_VERIFY_WITH_TIMEOUT(!session()->mistake().isEmpty(), kPatienceMs);
        QVERIFY(dock()->findChild<QLabel*>(QStringLiteral("tutorialMistake"))->isVisible());
        QVERIFY(!session()->isStepDone());
    }

    void anAnswerIsJudged()
    {
        QVERIFY(tutorials().start(QStringLiteral("6-export")));
        session()->goTo(6);
        const QList<QRadioButton*> choices = dock()->findChildren<QRadioButton*>(QStringLiteral("tutorialChoice"));
        QCOMPARE(choices.size(), 3);
        choices[0]->click();
        QTest::qWait(3 * TutorialSession::kPaceMs);
        QVERIFY(!session()->isStepDone());
        QCOMPARE(session()->checks().last().reason, QStringLiteral("That is not it. A hint leads further."));
        choices[1]->click();
        QTRY_VERIFY(session()->isStepDone());
    }

    void goesOnWhereItWasLeft()
    {
        QVERIFY(tutorials().start(kFirst));
        doStep();
        trigger(ActionId::TutorialNext);
        doStep();
        const QString text = program()->text();
        QVERIFY(program()->save());
        closeWindowOnly();
        QVERIFY(open());
        m_window->restoreDocuments({});
        QVERIFY(session() != nullptr);
        QCOMPARE(session()->stepIndex(), 1);
        QCOMPARE(session()->numDone(), 2);
        QCOMPARE(program()->text(), text);
        trigger(ActionId::TutorialRestart);
        QCOMPARE(session()->numDone(), 0);
        QCOMPARE(program()->text(), session()->tutorial().program);
    }

    void leavingStopsItsPipelineOnly()
    {
        models::PipelineBridge* own = m_engine->createPipeline(QStringLiteral("tutorial-first-pipeline"),
                                                               QStringLiteral("CREATE TABLE t (a INT);"));
        QVERIFY(own->start());
        QVERIFY(tutorials().start(kFirst));
        QPointer<models::PipelineBridge> scratch = session()->pipeline();
        QVERIFY(scratch != own);
        QCOMPARE(scratch->name(), QStringLiteral("tutorial-first-pipeline-2"));
        QVERIFY(scratch->start());
        QTRY_COMPARE_WITH_TIMEOUT(scratch->state(), PipelineState::Running, kPatienceMs);
        trigger(ActionId::TutorialLeave);
        QTRY_COMPARE_WITH_TIMEOUT(scratch->state(), PipelineState::Stopped, kPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(own->state(), PipelineState::Running, kPatienceMs);
        QVERIFY(!tutorials().spotlight().isShown());
    }

    void restoreDoesTheStepsBefore()
    {
        QVERIFY(tutorials().start(kFirst));
        session()->goTo(4);
        QTRY_VERIFY_WITH_TIMEOUT(!session()->hindrance().isEmpty(), kPatienceMs);
        QVERIFY(dock()->findChild<QLabel*>(QStringLiteral("tutorialHindrance"))->isVisible());
        trigger(ActionId::TutorialRestore);
        QTRY_VERIFY_WITH_TIMEOUT(!session()->isWorking() && session()->stepIndex() == 4, kPatienceMs);
        QCOMPARE(session()->numDone(), 4);
        QTRY_VERIFY_WITH_TIMEOUT(session()->hindrance().isEmpty(), kPatienceMs);
        QCOMPARE(session()->pipeline()->state(), PipelineState::Running);
    }

    void saysThatItsPipelineWasDeleted()
    {
        QVERIFY(tutorials().start(kFirst));
        QVERIFY(m_engine->removePipeline(session()->pipeline()));
        QVERIFY(session()->pipeline() == nullptr);
        QTRY_VERIFY(!session()->hindrance().isEmpty());
        trigger(ActionId::TutorialRestore);
        QVERIFY(session()->pipeline() != nullptr);
    }

    void theSpotlightFollowsItsTarget()
    {
        QVERIFY(tutorials().start(QStringLiteral("2-changes-not-rows")));
        QTRY_VERIFY(tutorials().spotlight().isShown());
        const QWidget* button = m_window->findChild<QWidget*>(QStringLiteral("toolactionRun"));
        QVERIFY(tutorials().spotlight().rect().contains(
            QRect(button->mapTo(m_window.get(), QPoint(0, 0)), button->size())));
        QCOMPARE(tutorials().spotlight().label(), QStringLiteral("Run (F5)"));
        session()->goTo(1);
        const QWidget* catalog = m_window->docks().catalog();
        QTRY_VERIFY(tutorials().spotlight().rect().intersects(catalog->geometry()));
        m_window->resize(1280, 720);
        QTRY_VERIFY(m_window->rect().contains(tutorials().spotlight().rect()));
        m_window->docks().tutorial()->close();
        QTRY_VERIFY(!tutorials().spotlight().isShown());
    }

    void nothingIsAskedWhileNothingHappens()
    {
        QVERIFY(tutorials().start(kFirst));
        QTest::qWait(1500); // the first looks, and the checking of the program
        const QSignalSpy frames(&m_engine->clock(), &models::FrameClock::frame);
        QTest::qWait(1500);
        QCOMPARE(frames.count(), 0);
        for (const QTimer* timer : session()->findChildren<QTimer*>()) {
            QVERIFY(!timer->isActive());
        }
    }

    void theyAreFoundEverywhere()
    {
        QStringList titles;
        for (const models::Tutorial& tutorial : tutorials().shelf().tutorials()) {
            titles.append(tutorial.title);
        }
        QCOMPARE(titles.size(), 6);
        m_window->shellCommands().showWelcome();
        QCOMPARE(m_window->documents().current()->findChildren<TutorialCard*>().size(), 6);
        const QList<models::PickItem> items = m_window->shellCommands().quickOpenItems();
        for (const QString& title : titles) {
            QVERIFY(std::any_of(items.begin(), items.end(),
                                [&](const models::PickItem& item) { return item.text == title; }));
        }
    }

private:
    TutorialCommands& tutorials() { return m_window->tutorialCommands(); }
    TutorialSession* session() { return tutorials().session(); }
    TutorialDock* dock() { return m_window->docks().tutorial(); }
    QAction* action(ActionId id) { return m_window->actions().action(id); }
    void trigger(ActionId id)
    {
        QVERIFY2(action(id)->isEnabled(), qPrintable(m_window->actions().reason(id)));
        action(id)->trigger();
    }
    void key(Qt::Key which, Qt::KeyboardModifiers modifiers) { QTest::keyClick(m_window.get(), which, modifiers); }
    PipelineDocument* program() { return m_window->openPipeline(session()->pipeline()); }
    void doStep()
    {
        trigger(ActionId::TutorialDoIt);
        QTRY_VERIFY_WITH_TIMEOUT(session()->isStepDone(), kPatienceMs);
    }
    /// What a check or a mistake asks can be answered: a wrong query would only look like "not yet".
    void checkQueries(const QString& place)
    {
        if (session()->pipeline()->state() != PipelineState::Running) {
            return;
        }
        models::TutorialProbe probe(*session()->pipeline(), session()->tutorial());
        for (const models::TutorialCheck& check : session()->step().checks + session()->step().mistakes) {
            if (check.item.kind == QLatin1String("rows")) {
                QSignalSpy answered(&probe, &models::TutorialProbe::answered);
                probe.check(check.item);
                QVERIFY2(answered.wait(kPatienceMs), qPrintable(place));
                const QString reason = probe.check(check.item)->reason;
                QVERIFY2(!reason.contains(QStringLiteral("(MR-")), qPrintable(place + reason));
            }
        }
    }
    void openList()
    {
        key(Qt::Key_L, Qt::ControlModifier | Qt::AltModifier);
        QTRY_VERIFY(dock()->isOnScreen());
    }
    QString reasons()
    {
        QStringList reasons;
        for (const TutorialSession::CheckState& check : session()->checks()) {
            reasons.append(check.isTrue ? QStringLiteral("yes") : QStringLiteral("no (%1)").arg(check.reason));
        }
        return reasons.join(QStringLiteral(", "));
    }
    bool open()
    {
        const bool isOpen =
            openWindow(api::Engine::open({m_folder->filePath(QStringLiteral("data")).toStdString()}).value());
        tutorials().setFolder(m_folder->filePath(QStringLiteral("tutorials")));
        return isOpen;
    }
    void closeWindowOnly()
    {
        m_window.reset();
        m_theme.reset();
        m_settings.reset();
        m_engine.reset();
    }
};

QTEST_MAIN(TestTutorials)
#include "test_tutorials.moc"
