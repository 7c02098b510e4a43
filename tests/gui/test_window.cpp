// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/docks/catalog_tick_model.h"
#include "gui/docks/connector_delegate.h"
#include "gui/documents/document_area.h"
#include "gui/documents/pipeline_document.h"
#include "gui/documents/stream_document.h"
#include "gui/documents/stream_set.h"
#include "gui/editor/sql_editor.h"
#include "gui/views/stream_view.h"
#include "gui/widgets/banner.h"
#include "gui/window/docks.h"
#include "gui/window/main_window.h"
#include "gui/window/pipeline_commands.h"
#include "gui/window/stream_commands.h"
#include "tests/support/fake_pipeline.h"

#include <QAbstractItemModelTester>
#include <QLabel>
#include <QPushButton>
#include <QScrollBar>
#include <QSettings>
#include <QSignalSpy>
#include <QStatusBar>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QToolTip>
#include <QTreeView>

using namespace millrace;
using namespace millrace::gui;
using test::FakeEngine;
using test::FakePipeline;

namespace {

constexpr const char* kProgram = "CREATE TABLE price (id BIGINT);\nCREATE VIEW v AS SELECT id FROM price;\n";

void addInput(PipelineStatus& status, const std::string& relation, const std::string& name)
{
    InputStatus input;
    input.relation = relation;
    input.name = name;
    input.transport = "datagen";
    input.isActive = true;
    input.totalRecords = 12;
    input.maxQueuedRecords = 100;
    status.inputs.push_back(std::move(input));
}

} // namespace

class TestWindow : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        auto engine = std::make_unique<FakeEngine>();
        RelationInfo table = test::fakePriceRelation("price", sql::RelationKind::Table);
        table.connectors = {"market"};
        m_pipeline = engine->add("supply-chain", {table, test::fakePriceRelation("v")});
        m_pipeline->rename("supply-chain");
        ignoreError(m_pipeline->setProgram(kProgram));
        m_engine = std::make_unique<models::EngineBridge>(std::move(engine));
        m_folder = std::make_unique<QTemporaryDir>();
        m_settings =
            std::make_unique<QSettings>(m_folder->filePath(QStringLiteral("window.ini")), QSettings::IniFormat);
        m_theme = std::make_unique<ThemeController>();
        m_theme->apply(ThemeChoice::Light);
        openWindow();
    }

    void cleanup()
    {
        m_window.reset();
        m_theme.reset();
        m_settings.reset();
        m_engine.reset();
        m_pipeline.reset();
    }

    void focusablesHaveNames()
    {
        tick(QStringLiteral("v"));
        tick(QStringLiteral("price"));
        QStringList nameless;
        for (const QWidget* widget : m_window->findChildren<QWidget*>()) {
            const bool isFocusable = (widget->focusPolicy() & Qt::TabFocus) != 0 && widget->isVisibleTo(m_window.get());
            // Inner parts of Qt's own widgets take part in their parent.
            const bool isInner =
                widget->objectName().startsWith(QLatin1String("qt_")) || widget->focusProxy() != nullptr;
            if (isFocusable && !isInner && widget->accessibleName().isEmpty()) {
                nameless.append(QLatin1String(widget->metaObject()->className()) + u' ' + widget->objectName());
            }
        }
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(QStringLiteral(", "))));
    }

    void objectNamesOfPartsAreUnique()
    {
        QHash<QString, int> counts;
        for (const QWidget* widget : m_window->findChildren<QWidget*>()) {
            const QString& name = widget->objectName();
            const bool isOurs = name.startsWith(QLatin1String("dock")) || name.startsWith(QLatin1String("tool")) ||
                                name.endsWith(QLatin1String("Table")) || name.endsWith(QLatin1String("Tree")) ||
                                name.endsWith(QLatin1String("Banner")) || name.startsWith(QLatin1String("status"));
            if (isOurs) {
                ++counts[name];
            }
        }
        QVERIFY(counts.size() > 20);
        for (auto it = counts.begin(); it != counts.end(); ++it) {
            QVERIFY2(it.value() == 1, qPrintable(it.key()));
        }
    }

    void singleStepsAreForPausedInputs()
    {
        startWithConnector();
        ActionRegistry& actions = m_window->actions();
        QTRY_COMPARE(actions.reason(ActionId::SingleStep), QStringLiteral("Pause the inputs first (F6)."));
        actions.action(ActionId::PauseInputs)->trigger();
        QTRY_VERIFY(actions.action(ActionId::SingleStep)->isEnabled());
        actions.action(ActionId::SingleStep)->trigger();
        actions.action(ActionId::StepToChange)->trigger();
        QCOMPARE(m_pipeline->numCalls("singleStep"), 2);
    }

    /// Tab must come round without sticking anywhere. (In a program that can be edited it indents; F7 leads out.)
    void tabWalksThroughTheWindow()
    {
        tick(QStringLiteral("v"));
        startWithConnector();
        auto* editor = m_window->findChild<SqlEditor*>(QStringLiteral("sqlEditor"));
        QTRY_VERIFY(editor->isReadOnly());
        m_window->docks().catalog()->activate();
        const QWidget* start = QApplication::focusWidget();
        QVERIFY(start != nullptr);
        QStringList names;
        const QWidget* at = start;
        for (int i = 0; i < 200; ++i) {
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
            const QWidget* next = QApplication::focusWidget();
            QVERIFY2(next != nullptr && next != at, qPrintable(at->objectName()));
            QVERIFY2(!next->visibleRegion().isEmpty() || next == editor, qPrintable(next->objectName()));
            at = next;
            names.append(at->objectName());
            if (at == start) {
                break;
            }
        }
        QVERIFY2(at == start, qPrintable(names.join(u' ')));
        for (const char* name : {"sqlEditor", "streamEmpty", "connectorsTree", "toolactionStop"}) {
            QVERIFY2(names.contains(QLatin1String(name)), qPrintable(names.join(u' ')));
        }
    }

    void nextPaneGoesRound()
    {
        QStringList order;
        for (int i = 0; i < 8; ++i) {
            m_window->actions().action(ActionId::NextPane)->trigger();
            order.append(QApplication::focusWidget()->objectName());
        }
        QVERIFY2(order.contains(QStringLiteral("catalogTree")), qPrintable(order.join(u' ')));
        QVERIFY2(order.contains(QStringLiteral("sqlEditor")), qPrintable(order.join(u' ')));
        QVERIFY(order.contains(QStringLiteral("connectorsTree")));
    }

    void tickingSubscribesAndClosingUnsubscribes()
    {
        ignoreError(m_pipeline->start(false));
        QTRY_VERIFY(bridge()->isActive());
        tick(QStringLiteral("v"));
        QTRY_COMPARE(m_pipeline->numSubscriptions(), size_t(1));
        StreamDocument* document = m_window->streams().active();
        QVERIFY(document != nullptr);
        m_pipeline->publish("v", 1, {test::fakeBatch(3)});
        QTRY_COMPARE(document->model().rowCount(), 3);
        QVERIFY(document->emptyText().isEmpty());
        QCOMPARE(tickState(QStringLiteral("v")), Qt::Checked);
        Q_EMIT m_window->documents().closeRequested(document);
        QTRY_COMPARE(m_pipeline->numSubscriptions(), size_t(0));
        QCOMPARE(tickState(QStringLiteral("v")), Qt::Unchecked);
        QVERIFY(m_window->streams().active() == nullptr);
    }

    void twoTicksMakeATimeLine()
    {
        tick(QStringLiteral("v"));
        tick(QStringLiteral("price"));
        StreamDocument* timeline = m_window->streams().active();
        QVERIFY(timeline != nullptr);
        QCOMPARE(timeline->kind(), StreamDocument::Kind::Timeline);
        QCOMPARE(timeline->relations().size(), 2);
        untick(QStringLiteral("price"));
        QTRY_COMPARE(m_window->streams().active()->kind(), StreamDocument::Kind::Relation);
        QCOMPARE(m_window->streams().active()->relations(), QStringList{QStringLiteral("v")});
    }

    void emptyStatesSayWhatToDo()
    {
        tick(QStringLiteral("v"));
        QVERIFY(m_window->streams().active()->emptyText().contains(QStringLiteral("not running")));
        ignoreError(m_pipeline->start(false));
        QTRY_VERIFY(m_window->streams().active()->emptyText().contains(QStringLiteral("No changes yet")));
        m_pipeline->changeStatus([](PipelineStatus& status) { status.state = PipelineState::Paused; });
        QTRY_VERIFY(m_window->streams().active()->emptyText().contains(QStringLiteral("paused")));
    }

    void scrollingUpHoldsAndThePillLeadsBack()
    {
        ignoreError(m_pipeline->start(false));
        tick(QStringLiteral("v"));
        StreamDocument* document = m_window->streams().active();
        QTRY_COMPARE(m_pipeline->numSubscriptions(), size_t(1));
        m_pipeline->publish("v", 1, {test::fakeBatch(500)});
        QTRY_COMPARE(document->model().rowCount(), 500);
        StreamView* view = document->view();
        QCOMPARE(view->follower().state(), models::StreamFollower::State::Follow);
        view->setFocus();
        QTest::keyClick(view, Qt::Key_PageUp);
        QVERIFY(view->verticalScrollBar()->maximum() > 0);
        QVERIFY(view->selectionModel()->hasSelection());
        QCOMPARE(view->follower().state(), models::StreamFollower::State::Held);
        m_pipeline->publish("v", 2, {test::fakeBatch(40)});
        QTRY_COMPARE(view->follower().numNew(), quint64(40));
        view->follow();
        QCOMPARE(view->follower().state(), models::StreamFollower::State::Follow);
        QTest::keyClick(view, Qt::Key_Space);
        QCOMPARE(view->follower().state(), models::StreamFollower::State::Frozen);
        QVERIFY(m_window->actions().action(ActionId::FreezeStream)->isChecked());
    }

    void aBrokenProgramIsUnderlinedAndListed()
    {
        PipelineDocument* program = m_window->openPipeline(bridge());
        QSignalSpy checked(program, &PipelineDocument::reportChanged);
        const QByteArray sql = "CREATE TABLE price (id BIGINT);\nCREATE VIEW v AS SELECT nix FROM price;\n";
        program->editor()->setText(QString::fromUtf8(sql));
        QTRY_VERIFY_WITH_TIMEOUT(program->report().hasErrors, 5000);
        const sql::Diagnostic* diagnostic = program->editor()->diagnosticAt(sql.indexOf("nix") + 1);
        QVERIFY(diagnostic != nullptr);
        QCOMPARE(m_window->docks().problems()->model().numErrors(), 1);
        QVERIFY(!m_window->actions().action(ActionId::Run)->isEnabled());
        QVERIFY(m_window->actions().action(ActionId::Run)->toolTip().contains(QStringLiteral("errors")));
        m_window->actions().action(ActionId::NextProblem)->trigger();
        QCOMPARE(program->editor()->selectedText(), QStringLiteral("nix"));
        program->editor()->setText(QString::fromUtf8(kProgram));
        QTRY_VERIFY_WITH_TIMEOUT(!program->report().hasErrors, 5000);
        QVERIFY(m_window->actions().action(ActionId::Run)->isEnabled());
        QCOMPARE(m_window->docks().problems()->model().numErrors(), 0);
    }

    void runSavesFirstAndLocksTheProgram()
    {
        PipelineDocument* program = m_window->openPipeline(bridge());
        const QString text = QString::fromUtf8(kProgram) + QStringLiteral("-- more\n");
        program->editor()->selectAll();
        program->editor()->replaceSelectedText(text);
        QVERIFY(program->isModified());
        const QAction* run = m_window->actions().action(ActionId::Run);
        QVERIFY2(run->isEnabled(), qPrintable(run->toolTip()));
        m_window->actions().action(ActionId::Run)->trigger();
        QCOMPARE(QString::fromStdString(m_pipeline->program()), text);
        QTRY_VERIFY(program->editor()->isReadOnly());
        auto* lock = program->findChild<Banner*>(QStringLiteral("lockBanner"));
        QVERIFY(!lock->isHidden());
        m_window->actions().action(ActionId::StopAndEdit)->trigger();
        QTRY_VERIFY(!program->editor()->isReadOnly());
        QVERIFY(lock->isHidden());
    }

    /// Also while another pipeline is the current one.
    void theBannerStopsItsOwnPipeline()
    {
        PipelineDocument* program = m_window->openPipeline(bridge());
        ignoreError(m_pipeline->start(false));
        QTRY_VERIFY(program->editor()->isReadOnly());
        m_window->openPipeline(m_engine->createPipeline(QStringLiteral("other"), QString()));
        auto* stop = program->findChild<QAction*>(QStringLiteral("StopThisAndEdit"));
        QVERIFY(stop->isEnabled());
        stop->trigger();
        QTRY_VERIFY(!program->editor()->isReadOnly());
    }

    void pauseTurnsIntoResume()
    {
        ignoreError(m_pipeline->start(false));
        const QAction* pause = m_window->actions().action(ActionId::PauseInputs);
        QTRY_VERIFY(pause->isEnabled());
        m_window->actions().action(ActionId::PauseInputs)->trigger();
        QCOMPARE(m_pipeline->numCalls("pause"), 1);
        QTRY_VERIFY(ActionRegistry::plainText(pause->text()).startsWith(QStringLiteral("Resume")));
        QVERIFY(pause->isChecked());
        m_window->actions().action(ActionId::PauseInputs)->trigger();
        QCOMPARE(m_pipeline->numCalls("resume"), 1);
    }

    void togglingAConnectorAsksThePipeline()
    {
        startWithConnector();
        ConnectorsDock* dock = m_window->docks().connectors();
        const QModelIndex on = dock->model()
                                   .indexOf(QStringLiteral("price"), QStringLiteral("market"))
                                   .siblingAtColumn(static_cast<int>(models::ConnectorModel::Column::On));
        QVERIFY(on.isValid());
        const QRect cell = dock->tree()->visualRect(on);
        QTest::mouseClick(dock->tree()->viewport(), Qt::LeftButton, {}, ConnectorDelegate::switchRect(cell).center());
        QTRY_COMPARE(m_pipeline->numCalls("pauseConnector"), 1);
        dock->tree()->setCurrentIndex(on);
        QTRY_COMPARE(on.data(Qt::CheckStateRole).toInt(), static_cast<int>(Qt::Unchecked));
        QTest::keyClick(dock->tree(), Qt::Key_Space);
        QTRY_COMPARE(m_pipeline->numCalls("startConnector"), 1);
    }

    void aTokenIsOneClick()
    {
        startWithConnector();
        ConnectorsDock* dock = m_window->docks().connectors();
        const QModelIndex name = dock->model().indexOf(QStringLiteral("price"), QStringLiteral("market"));
        const QRect cell = dock->tree()->visualRect(name);
        QTest::mouseClick(dock->tree()->viewport(), Qt::LeftButton, {}, ConnectorDelegate::tokenRect(cell).center());
        QTRY_COMPARE(m_pipeline->numCalls("issueToken"), 1);
        QTRY_COMPARE(m_window->docks().tokens()->model().rowCount(), 1);
        dock->tree()->setCurrentIndex(name);
        QVERIFY(m_window->actions().action(ActionId::IssueToken)->isEnabled());
        m_window->actions().action(ActionId::IssueToken)->trigger();
        QTRY_COMPARE(m_pipeline->numCalls("issueToken"), 2);
    }

    void savingAStreamWritesAFile()
    {
        ignoreError(m_pipeline->start(false));
        tick(QStringLiteral("v"));
        QTRY_VERIFY(m_window->actions().action(ActionId::SaveStream)->isEnabled());
        const QString path = m_folder->filePath(QStringLiteral("v.jsonl"));
        m_window->streamCommands().saveStream(*m_window->streams().active(), path);
        QCOMPARE(m_window->docks().exports()->model().numRunning(), 1);
        m_pipeline->publish("v", 1, {test::fakeBatch(7)});
        m_window->docks().exports()->table()->selectRow(0);
        QTRY_VERIFY(m_window->actions().action(ActionId::StopExport)->isEnabled());
        m_window->actions().action(ActionId::StopExport)->trigger();
        QTRY_COMPARE(m_window->docks().exports()->model().numRunning(), 0);
        // It goes on in a further file, and the list stands on it.
        QTRY_VERIFY(m_window->actions().action(ActionId::ContinueExport)->isEnabled());
        m_window->actions().action(ActionId::ContinueExport)->trigger();
        QTRY_COMPARE(m_window->docks().exports()->model().numRunning(), 1);
        QCOMPARE(m_window->docks().exports()->currentRow(), 0);
        QTRY_VERIFY(m_window->actions().action(ActionId::StopExport)->isEnabled());
        QVERIFY(!m_window->actions().action(ActionId::ContinueExport)->isEnabled());
        m_window->actions().action(ActionId::StopExport)->trigger();
        QTRY_COMPARE(m_window->docks().exports()->model().numRunning(), 0);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll().count('\n'), 7);
    }

    void aTimeLineDoesNotFitIntoCsv()
    {
        ignoreError(m_pipeline->start(false));
        tick(QStringLiteral("v"));
        tick(QStringLiteral("price"));
        QSignalSpy failed(&m_window->streamCommands(), &StreamCommands::failed);
        m_window->streamCommands().saveStream(*m_window->streams().active(),
                                              m_folder->filePath(QStringLiteral("a.csv")));
        QCOMPARE(failed.count(), 1);
        QVERIFY(m_window->findChild<Banner*>(QStringLiteral("noticeBanner"))->isVisible());
    }

    void aHeldStepAsksForADecision()
    {
        ignoreError(m_pipeline->start(false));
        m_pipeline->changeStatus([](PipelineStatus& status) {
            status.state = PipelineState::Held;
            HeldStep held;
            held.error = makeError(ErrorCode::kEvalOverflow, "Overflow in part + 1");
            held.view = "v";
            held.record = R"({"id":<b>1</b>})";
            status.held = held;
        });
        auto* banner = m_window->findChild<Banner*>(QStringLiteral("heldBanner"));
        QTRY_VERIFY(banner->isVisible());
        QVERIFY2(banner->sentence().contains(QStringLiteral("Overflow in part + 1")), qPrintable(banner->sentence()));
        const auto* record = banner->findChild<QLabel*>(QStringLiteral("heldBannerDetail"));
        QCOMPARE(record->text(), QStringLiteral(R"({"id":<b>1</b>})"));
        QCOMPARE(record->textFormat(), Qt::PlainText);
        m_window->actions().action(ActionId::RetryStep)->trigger();
        QCOMPARE(m_pipeline->numCalls("retryHeldStep"), 1);
        m_window->actions().action(ActionId::SetAside)->trigger();
        QCOMPARE(m_pipeline->numCalls("setAsideHeldRecord"), 1);
    }

    void anOpenTransactionIsTold()
    {
        ignoreError(m_pipeline->start(false));
        const auto* label = m_window->findChild<QLabel*>(QStringLiteral("statusTransaction"));
        QVERIFY(!label->isVisible());
        m_pipeline->changeStatus([](PipelineStatus& status) {
            status.transactionStage = TransactionStage::Open;
            status.transactionId = 3;
            status.transactionRecords = 1200;
        });
        QTRY_VERIFY(label->isVisible());
        QVERIFY(label->text().startsWith(QStringLiteral("transaction 3 open, 1")));
        m_pipeline->changeStatus(
            [](PipelineStatus& status) { status.transactionStage = TransactionStage::Committing; });
        QTRY_VERIFY(label->text().startsWith(QStringLiteral("transaction 3 commits")));
        m_pipeline->changeStatus([](PipelineStatus& status) { status.transactionStage = TransactionStage::None; });
        QTRY_VERIFY(!label->isVisible());
    }

    void aFailedCommandIsTold()
    {
        m_pipeline->failNext(makeError(ErrorCode::kPipelineProgram, "Unknown table: nix"));
        m_window->actions().action(ActionId::Run)->trigger();
        const auto* notice = m_window->findChild<Banner*>(QStringLiteral("noticeBanner"));
        QVERIFY(notice->isVisible());
    }

    void aCheckThatIsAskedForAnswers()
    {
        PipelineDocument* program = m_window->openPipeline(bridge());
        m_window->actions().action(ActionId::Check)->trigger();
        QTRY_COMPARE(QToolTip::text(), QStringLiteral("Checked: no problems"));
        m_window->docks().problems()->hide();
        program->proposeText(QStringLiteral("CREATE VIEW v AS SELECT * FROM nowhere;"));
        m_window->actions().action(ActionId::Check)->trigger();
        QTRY_VERIFY(QToolTip::text().startsWith(QStringLiteral("Checked: 1 problem")));
        QVERIFY(m_window->docks().problems()->isVisible());
        QToolTip::hideText();
    }

    void runWaitsForAStop()
    {
        ignoreError(m_pipeline->start(false));
        QTRY_VERIFY(bridge()->isActive());
        // As the engine has it already, and the window not yet.
        m_pipeline->changeStatus([](PipelineStatus& status) { status.state = PipelineState::Stopping; });
        QTRY_COMPARE(bridge()->state(), PipelineState::Stopping);
        QAction* run = m_window->actions().action(ActionId::Run);
        QVERIFY(run->isEnabled());
        run->trigger();
        QVERIFY(!run->isEnabled());
        QVERIFY2(run->toolTip().contains(QStringLiteral("starts again")), qPrintable(run->toolTip()));
        QCOMPARE(m_pipeline->numCalls("start"), 1);
        m_pipeline->changeStatus([](PipelineStatus& status) { status.state = PipelineState::Stopped; });
        QTRY_COMPARE(m_pipeline->numCalls("start"), 2);
        QTRY_COMPARE(bridge()->state(), PipelineState::Running);
        QVERIFY(!m_window->findChild<Banner*>(QStringLiteral("noticeBanner"))->isVisible());
    }

    /// A key pressed twice within a frame starts once, without a word.
    void runTwiceIsRunOnce()
    {
        QAction* run = m_window->actions().action(ActionId::Run);
        run->trigger();
        run->trigger();
        QCOMPARE(m_pipeline->numCalls("start"), 1);
        QVERIFY(!m_window->findChild<Banner*>(QStringLiteral("noticeBanner"))->isVisible());
    }

    void aButtonIsAboutThePipelineItStandsWith()
    {
        tick(QStringLiteral("v"));
        StreamDocument* stream = m_window->streams().active();
        models::PipelineBridge* other = m_engine->createPipeline(QStringLiteral("other"), QString());
        m_window->openPipeline(other);
        QVERIFY(stream->isVisible());
        QTRY_VERIFY(!m_window->actions().action(ActionId::Run)->isEnabled()); // of the other one: it is empty
        auto* run = stream->findChild<QPushButton*>(QStringLiteral("streamEmptyButton"));
        QVERIFY(run != nullptr && run->isVisible() && run->isEnabled());
        run->click();
        QCOMPARE(m_pipeline->numCalls("start"), 1);
        QCOMPARE(m_window->documents().current(), stream);
    }

    void aNarrowCatalogShowsNames()
    {
        auto* tree = m_window->docks().catalog()->findChild<QTreeView*>();
        QVERIFY(tree != nullptr);
        tree->resize(110, 300);
        QVERIFY(tree->isColumnHidden(1));
        tree->resize(300, 300);
        QVERIFY(!tree->isColumnHidden(1));
        QVERIFY(tree->columnWidth(1) >= 48);
        // A long name goes before what the thing is.
        m_pipeline->setRelations({test::fakePriceRelation("preferred_vendor_of_each_part")});
        bridge()->reloadRelations();
        const QAbstractItemView* view = tree;
        QTRY_VERIFY(view->sizeHintForColumn(0) > 240);
        QTRY_VERIFY(tree->isColumnHidden(1) && tree->columnWidth(0) >= view->sizeHintForColumn(0));
    }

    void aFailureIsToldOnce()
    {
        const Error error = makeError(ErrorCode::kPipelineProgram, "Unknown table: nix");
        m_pipeline->failNext(error);
        m_window->actions().action(ActionId::Run)->trigger();
        m_pipeline->changeStatus([&](PipelineStatus& status) {
            status.state = PipelineState::Failed;
            status.error = error;
        });
        QTRY_VERIFY(m_window->findChild<Banner*>(QStringLiteral("failBanner"))->isVisible());
        QVERIFY(!m_window->findChild<Banner*>(QStringLiteral("noticeBanner"))->isVisible());
    }

    void labelsWithDataArePlain()
    {
        tick(QStringLiteral("v"));
        for (const QLabel* label : m_window->findChildren<QLabel*>()) {
            if (label->textFormat() != Qt::PlainText && !label->text().isEmpty()) {
                QFAIL(qPrintable(label->objectName() + QStringLiteral(": ") + label->text()));
            }
        }
    }

    void aFileBecomesAStoppedPipelineOnce()
    {
        const QString path = m_folder->filePath(QStringLiteral("my file.sql"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(kProgram);
        file.close();
        QVERIFY(m_window->pipelineCommands().openFile(path));
        QVERIFY(m_window->pipelineCommands().openFile(path));
        const models::PipelineBridge* made = m_engine->find(QStringLiteral("my-file"));
        QVERIFY(made != nullptr && !made->isActive());
        QCOMPARE(m_engine->pipelines().size(), 2);
        QCOMPARE(m_window->documents().current()->pipeline(), made);
    }

    void aFileThatIsNoProgramIsRefused()
    {
        const QString path = m_folder->filePath(QStringLiteral("binary.sql"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("\xff\xfe\x00\x80");
        file.close();
        QVERIFY(!m_window->pipelineCommands().openFile(path));
        QVERIFY(!m_window->pipelineCommands().openFile(m_folder->filePath(QStringLiteral("missing.sql"))));
        QCOMPARE(m_engine->pipelines().size(), 1);
        QVERIFY(m_window->findChild<Banner*>(QStringLiteral("noticeBanner"))->isVisible());
    }

    void theCatalogWithTicksIsAModel()
    {
        QAbstractItemModelTester tester(m_window->docks().catalog()->model(),
                                        QAbstractItemModelTester::FailureReportingMode::Fatal);
        tick(QStringLiteral("v"));
        m_pipeline->setRelations({test::fakePriceRelation("w")});
        m_engine->createPipeline(QStringLiteral("other"), QString());
        m_engine->removePipeline(m_engine->find(QStringLiteral("other")));
    }

    void aRemovedPipelineLeavesNothingOpen()
    {
        tick(QStringLiteral("v"));
        QVERIFY(m_engine->removePipeline(bridge()));
        QVERIFY(m_window->documents().documents().isEmpty());
        QVERIFY(!m_window->actions().action(ActionId::Run)->isEnabled());
    }

    void theSessionComesBack()
    {
        tick(QStringLiteral("v"));
        ignoreError(m_pipeline->start(false));
        QTRY_VERIFY(bridge()->isActive());
        m_window->resize(800, 640); // within the screen of these tests
        m_theme->apply(ThemeChoice::Dark);
        m_window->docks().tokens()->close();
        m_window->close();
        m_window.reset();
        m_theme->apply(ThemeChoice::Light);
        ignoreError(m_pipeline->stop());
        QCOMPARE(loadWindowState(*m_settings).theme, QStringLiteral("dark"));
        const StoredDocuments stored = loadDocuments(*m_engine);
        QVERIFY(!stored.isFirst);
        QCOMPARE(stored.documents.running, QStringList{QStringLiteral("supply-chain")});
        m_window = std::make_unique<MainWindow>(*m_engine, *m_theme, *m_settings);
        m_window->show();
        QTRY_VERIFY(!bridge()->isActive());
        m_window->restoreDocuments(stored.documents);
        QCOMPARE(m_window->size(), QSize(800, 640));
        QVERIFY(m_window->docks().tokens()->isHidden());
        QCOMPARE(tickState(QStringLiteral("v")), Qt::Checked);
        QVERIFY(m_window->streams().active() != nullptr);
        QCOMPARE(m_pipeline->numCalls("start"), 2);
    }

    void fitsASmallScreen()
    {
        tick(QStringLiteral("v"));
        m_window->actions().action(ActionId::ArrangeTabs)->trigger();
        QStringList wide;
        for (const QWidget* widget : m_window->findChildren<QWidget*>()) {
            if (widget->isVisible() && widget->minimumSizeHint().width() > 560) {
                wide.append(QLatin1String(widget->metaObject()->className()) + QLatin1Char(' ') + widget->objectName() +
                            QStringLiteral(" %1").arg(widget->minimumSizeHint().width()));
            }
        }
        const QSize least = m_window->minimumSizeHint();
        QVERIFY2(least.width() <= 800 && least.height() <= 560,
                 qPrintable(QStringLiteral("%1x%2: ").arg(least.width()).arg(least.height()) +
                            wide.join(QStringLiteral(", "))));
    }

    void everyArrangementKeepsTheDocuments()
    {
        tick(QStringLiteral("v"));
        for (const ActionId id :
             {ActionId::ArrangeTabs, ActionId::ArrangeStacked, ActionId::ArrangeTabs, ActionId::ArrangeSideBySide}) {
            m_window->actions().action(id)->trigger();
            QCOMPARE(m_window->documents().documents().size(), 2);
            QVERIFY(m_window->documents().current() != nullptr);
        }
    }

    void opensQuickly()
    {
        QBENCHMARK_ONCE
        {
            MainWindow window(*m_engine, *m_theme, *m_settings);
            window.show();
            QVERIFY(QTest::qWaitForWindowExposed(&window));
        }
    }

private:
    void openWindow()
    {
        m_window = std::make_unique<MainWindow>(*m_engine, *m_theme, *m_settings);
        m_window->resize(1440, 900);
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        m_window->openPipeline(bridge());
    }

    models::PipelineBridge* bridge() { return m_engine->find(QStringLiteral("supply-chain")); }
    void tick(const QString& relation) { m_window->streams().setTicked(bridge(), relation, true); }
    void untick(const QString& relation) { m_window->streams().setTicked(bridge(), relation, false); }

    Qt::CheckState tickState(const QString& relation)
    {
        const CatalogTickModel* model = m_window->docks().catalog()->model();
        const QModelIndex pipeline = model->index(0, 0);
        for (int row = 0; row < model->rowCount(pipeline); ++row) {
            const QModelIndex index = model->index(row, 0, pipeline);
            if (index.data().toString() == relation) {
                return static_cast<Qt::CheckState>(index.data(Qt::CheckStateRole).toInt());
            }
        }
        return Qt::PartiallyChecked;
    }

    void startWithConnector()
    {
        ignoreError(m_pipeline->start(false));
        m_pipeline->changeStatus([](PipelineStatus& status) { addInput(status, "price", "market"); });
        const models::ConnectorModel& model = m_window->docks().connectors()->model();
        QTRY_VERIFY(model.indexOf(QStringLiteral("price"), QStringLiteral("market"))
                        .data(models::ConnectorModel::IsInputRole)
                        .toBool());
        QTRY_VERIFY(model.indexOf(QStringLiteral("price"), QStringLiteral("market"))
                        .siblingAtColumn(static_cast<int>(models::ConnectorModel::Column::On))
                        .flags()
                        .testFlag(Qt::ItemIsUserCheckable));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<ThemeController> m_theme;
    std::shared_ptr<FakePipeline> m_pipeline;
    std::unique_ptr<models::EngineBridge> m_engine;
    std::unique_ptr<MainWindow> m_window;
};

QTEST_MAIN(TestWindow)
#include "test_window.moc"
