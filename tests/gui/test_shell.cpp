// SPDX-License-Identifier: GPL-3.0-or-later
// Palette, quick open, the welcome page, what was typed before a crash, a deleted pipeline that comes back, the export
// dialog.
#include "gui/documents/diff_pane.h"
#include "gui/documents/document_area.h"
#include "gui/documents/pipeline_document.h"
#include "gui/documents/program_companions.h"
#include "gui/documents/stream_document.h"
#include "gui/documents/stream_set.h"
#include "gui/editor/sql_editor.h"
#include "gui/language/language.h"
#include "gui/shell/pipeline_wizard.h"
#include "gui/shell/shell_commands.h"
#include "gui/shell/text_recovery.h"
#include "gui/shell/welcome_document.h"
#include "gui/widgets/picker.h"
#include "gui/window/docks.h"
#include "gui/window/export_dialog.h"
#include "gui/window/main_window.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QScopeGuard>
#include <QSettings>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>

#include <algorithm>

using namespace millrace;
using namespace millrace::gui;

namespace {

constexpr int kPatienceMs = 20'000;
constexpr const char* kProgram = "CREATE TABLE part (id BIGINT NOT NULL PRIMARY KEY, name VARCHAR);\n"
                                 "CREATE VIEW named AS SELECT id FROM part WHERE name IS NOT NULL;\n";

} // namespace

class TestShell : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_settings = std::make_unique<QSettings>(path(QStringLiteral("w.ini")), QSettings::IniFormat);
        m_theme = std::make_unique<ThemeController>();
        m_theme->apply(ThemeChoice::Light);
        open();
        m_engine->createPipeline(QStringLiteral("parts"), QString::fromLatin1(kProgram));
    }

    void cleanup()
    {
        close();
        m_theme.reset();
        m_settings.reset();
    }

    void thePaletteHoldsEveryAction()
    {
        const QList<models::PickItem> items = m_window->shellCommands().paletteItems();
        QCOMPARE(items.size(), static_cast<qsizetype>(ActionId::Count) - 2); // not itself, and no language of nobody
        for (const models::PickItem& item : items) {
            const auto id = static_cast<ActionId>(item.payload.toInt());
            QCOMPARE(item.reason.isEmpty(), m_window->actions().action(id)->isEnabled());
            QVERIFY2(!item.text.isEmpty() && !item.detail.isEmpty(), qPrintable(item.text));
        }
    }

    void thePaletteRunsACommand()
    {
        m_window->actions().action(ActionId::Palette)->trigger();
        auto* palette = m_window->findChild<Picker*>(QStringLiteral("palette"));
        QVERIFY(palette != nullptr);
        QTest::keyClicks(palette->line(), QStringLiteral("welc"));
        QCOMPARE(palette->list()->currentIndex().data().toString(), QStringLiteral("Welcome"));
        QTest::keyClick(palette->line(), Qt::Key_Return);
        QTRY_VERIFY(m_window->findChild<WelcomeDocument*>() != nullptr);
        QTRY_VERIFY(m_window->findChild<Picker*>() == nullptr);
    }

    void escapeClosesThePalette()
    {
        m_window->actions().action(ActionId::Palette)->trigger();
        const auto* none = m_window->findChild<QLabel*>(QStringLiteral("paletteNone"));
        QVERIFY(!none->isVisible());
        QTest::keyClicks(m_window->findChild<Picker*>()->line(), QStringLiteral("qqqqq"));
        QVERIFY(none->isVisible()); // it says so
        QTest::keyClick(m_window->findChild<Picker*>()->line(), Qt::Key_Escape);
        QTRY_VERIFY(m_window->findChild<Picker*>() == nullptr);
    }

    void quickOpenLeadsToAStream()
    {
        m_window->actions().action(ActionId::QuickOpen)->trigger();
        auto* picker = m_window->findChild<Picker*>(QStringLiteral("quickOpen"));
        QTest::keyClicks(picker->line(), QStringLiteral("named"));
        QTest::keyClick(picker->line(), Qt::Key_Return);
        QTRY_VERIFY(m_window->streams().isTicked(m_engine->find(QStringLiteral("parts")), QStringLiteral("named")));
        QVERIFY(qobject_cast<StreamDocument*>(m_window->documents().current()) != nullptr);
    }

    void theWelcomePageListsPipelines()
    {
        m_window->shellCommands().showWelcome();
        const auto* welcome = m_window->findChild<WelcomeDocument*>();
        const auto names = [welcome] {
            QStringList texts;
            for (const QPushButton* button : welcome->findChildren<QPushButton*>(QStringLiteral("welcomePipeline"))) {
                if (!button->isHidden()) {
                    texts.append(button->text());
                }
            }
            return texts;
        };
        QCOMPARE(names(), QStringList{QStringLiteral("parts")});
        m_engine->createPipeline(QStringLiteral("other"), QString::fromLatin1(kProgram));
        QTRY_COMPARE(names(), (QStringList{QStringLiteral("other"), QStringLiteral("parts")}));
        welcome->findChildren<QPushButton*>(QStringLiteral("welcomePipeline")).last()->click();
        QCOMPARE(m_window->documents().current()->pipeline()->name(), QStringLiteral("parts"));
    }

    void typedTextOutlivesACrash()
    {
        PipelineDocument* program = m_window->openPipeline(m_engine->find(QStringLiteral("parts")));
        program->editor()->append(QStringLiteral("-- typed and not saved\n"));
        const auto isKept = [this] {
            const auto kept = m_engine->settings().value("recovery.parts");
            return kept && kept->find("typed and not saved") != std::string::npos;
        };
        QTRY_VERIFY_WITH_TIMEOUT(isKept(), TextRecovery::kIdleMs + kPatienceMs);
        close(); // without the question that a user would be asked: as a crash
        open();
        m_window->restoreDocuments({});
        const auto* again = m_window->findChild<PipelineDocument*>();
        QVERIFY(again != nullptr);
        QVERIFY(again->text().endsWith(QStringLiteral("-- typed and not saved\n")));
        QVERIFY(again->isModified());
        auto* banner = again->findChild<QWidget*>(QStringLiteral("recoveredBanner"));
        QVERIFY(banner->isVisibleTo(m_window.get()));
        banner->findChild<QPushButton*>(QStringLiteral("recoveredBannerDropRecovered"))->click();
        QCOMPARE(again->text(), QString::fromLatin1(kProgram));
        QTRY_VERIFY(m_engine->settings().value("recovery.parts").value_or("").empty());
    }

    void theSessionOutlivesACrash()
    {
        m_window->openPipeline(m_engine->find(QStringLiteral("parts")));
        m_window->streams().setTicked(m_engine->find(QStringLiteral("parts")), QStringLiteral("named"), true);
        const auto isStored = [this] {
            return loadDocuments(*m_engine)
                .documents.ticked.value(QStringLiteral("parts"))
                .contains(QStringLiteral("named"));
        };
        QTRY_VERIFY_WITH_TIMEOUT(isStored(), kPatienceMs);
        close(); // no close event: as a crash
        open();
        m_window->restoreDocuments(loadDocuments(*m_engine).documents);
        QVERIFY(m_window->findChild<PipelineDocument*>() != nullptr);
        QVERIFY(m_window->streams().isTicked(m_engine->find(QStringLiteral("parts")), QStringLiteral("named")));
    }

    void savingForgetsWhatWasKept()
    {
        PipelineDocument* program = m_window->openPipeline(m_engine->find(QStringLiteral("parts")));
        program->editor()->append(QStringLiteral("-- more\n"));
        QTRY_VERIFY_WITH_TIMEOUT(!m_engine->settings().value("recovery.parts").value_or("").empty(),
                                 TextRecovery::kIdleMs + kPatienceMs);
        QVERIFY(program->save());
        QVERIFY(m_engine->settings().value("recovery.parts").value_or("").empty());
    }

    void aDeletedPipelineComesBack()
    {
        QVERIFY(!m_window->actions().action(ActionId::RestorePipeline)->isEnabled());
        models::PipelineBridge* pipeline = m_engine->find(QStringLiteral("parts"));
        m_window->shellCommands().rememberDeleted(*pipeline);
        QVERIFY(m_engine->removePipeline(pipeline));
        m_window->actions().action(ActionId::RestorePipeline)->trigger();
        pipeline = m_engine->find(QStringLiteral("parts"));
        QVERIFY(pipeline != nullptr);
        QCOMPARE(pipeline->program(), QString::fromLatin1(kProgram));
        QVERIFY(!m_window->actions().action(ActionId::RestorePipeline)->isEnabled());
    }

    void theWizardEndsInSql()
    {
        m_window->actions().action(ActionId::NewPipeline)->trigger();
        auto* wizard = m_window->findChild<PipelineWizard*>();
        QVERIFY(wizard != nullptr);
        wizard->findChild<QLineEdit*>(QStringLiteral("pipelineName"))->setText(QStringLiteral("mine"));
        wizard->findChild<QRadioButton*>(QStringLiteral("pipelineOwn"))->setChecked(true);
        wizard->next();
        wizard->findChild<QLineEdit*>(QStringLiteral("draftTable"))->clear();
        wizard->next();
        QCOMPARE(wizard->currentPage()->title(), QStringLiteral("The table")); // without a name it stays
        wizard->findChild<QLineEdit*>(QStringLiteral("draftTable"))->setText(QStringLiteral("thing"));
        wizard->findChild<QPushButton*>(QStringLiteral("draftAddColumn"))->click();
        wizard->next();
        wizard->next();
        QVERIFY2(wizard->program().contains(QStringLiteral("CREATE TABLE thing (")), qPrintable(wizard->program()));
        QVERIFY(wizard->program().contains(QStringLiteral("column_3 BIGINT")));
        QVERIFY(wizard->findChild<QLabel*>(QStringLiteral("draftVerdict"))->text().isEmpty());
        wizard->accept();
        models::PipelineBridge* made = m_engine->find(QStringLiteral("mine"));
        QVERIFY(made != nullptr && !made->isActive());
        QVERIFY(made->program().contains(QStringLiteral("CREATE MATERIALIZED VIEW thing_counts")));
    }

    void theWizardKeepsWhatWasTyped()
    {
        m_window->actions().action(ActionId::NewPipeline)->trigger();
        auto* wizard = m_window->findChild<PipelineWizard*>();
        wizard->findChild<QRadioButton*>(QStringLiteral("pipelineOwn"))->setChecked(true);
        for (int i = 0; i < 3; ++i) {
            wizard->next();
        }
        auto* program = wizard->findChild<QPlainTextEdit*>(QStringLiteral("draftProgram"));
        const auto* remade = wizard->findChild<QLabel*>(QStringLiteral("draftRemade"));
        program->appendPlainText(QStringLiteral("-- mine"));
        wizard->back();
        wizard->next();
        QVERIFY(wizard->program().endsWith(QLatin1String("-- mine")));
        QVERIFY(!remade->isVisible());
        wizard->back();
        wizard->back();
        wizard->findChild<QLineEdit*>(QStringLiteral("draftTable"))->setText(QStringLiteral("thing"));
        wizard->next();
        wizard->next();
        QVERIFY(wizard->program().contains(QLatin1String("CREATE TABLE thing (")));
        QVERIFY(remade->isVisible());
        program->undo();
        QVERIFY(wizard->program().endsWith(QLatin1String("-- mine")));
        wizard->reject();
    }

    /// One letter, one thing: Alt and it would only go from one to the other.
    void mnemonicsOfWizardPagesAreUnique_data()
    {
        QTest::addColumn<int>("language");
        QTest::newRow("English") << static_cast<int>(LanguageChoice::English);
        QTest::newRow("German") << static_cast<int>(LanguageChoice::German);
    }
    void mnemonicsOfWizardPagesAreUnique()
    {
        QFETCH(int, language);
        const auto back = qScopeGuard([] { showLanguage(LanguageChoice::English); });
        showLanguage(static_cast<LanguageChoice>(language));
        m_window->actions().action(ActionId::NewPipeline)->trigger();
        auto* wizard = m_window->findChild<PipelineWizard*>();
        wizard->findChild<QRadioButton*>(QStringLiteral("pipelineOwn"))->setChecked(true);
        for (int page = 0; page < 4; ++page, wizard->next()) {
            QHash<QString, QString> texts;
            for (const QWidget* widget : wizard->findChildren<QWidget*>()) {
                const QString text = widget->isVisible() ? widget->property("text").toString() : QString();
                const QString key = QKeySequence::mnemonic(text).toString();
                if (!key.isEmpty()) {
                    QVERIFY2(!texts.contains(key), qPrintable(texts.value(key) + QStringLiteral(" / ") + text));
                    texts.insert(key, text);
                }
            }
            QVERIFY(texts.size() >= 2);
        }
        wizard->reject();
    }

    void theWizardBeginsWithAnExample()
    {
        m_window->actions().action(ActionId::NewPipeline)->trigger();
        auto* wizard = m_window->findChild<PipelineWizard*>();
        wizard->next();
        QVERIFY(wizard->program().contains(QStringLiteral("CREATE TABLE READING")));
        QVERIFY(wizard->findChild<QLabel*>(QStringLiteral("draftVerdict"))->text().isEmpty());
        wizard->findChild<QPlainTextEdit*>(QStringLiteral("draftProgram"))->setPlainText(QStringLiteral("CREATE"));
        QVERIFY(!wizard->findChild<QLabel*>(QStringLiteral("draftVerdict"))->text().isEmpty());
        wizard->reject();
    }

    void aProgramIsComparedWithTheStoredOne()
    {
        PipelineDocument* program = m_window->openPipeline(m_engine->find(QStringLiteral("parts")));
        m_window->actions().action(ActionId::CompareProgram)->trigger();
        QVERIFY(program->companions()->isShown(Companion::Diff));
        DiffPane* diff = program->companions()->diff();
        QCOMPARE(diff->model().numCame(), 0);
        program->appendStatement(QStringLiteral("CREATE VIEW more AS SELECT id FROM part;\n"));
        QTRY_VERIFY_WITH_TIMEOUT(diff->model().numCame() > 0, kPatienceMs);
        QCOMPARE(diff->model().numGone(), 0);
        diff->focusContent();
        QTest::keyClick(diff->table(), Qt::Key_N);
        QVERIFY(diff->table()->currentIndex().isValid());
        QVERIFY(program->save());
        QTRY_COMPARE(diff->model().numCame(), 0);
        m_window->actions().action(ActionId::CompareProgram)->trigger();
        QVERIFY(!program->companions()->isShown(Companion::Diff));
    }

    void theLayoutCanBeUndone()
    {
        m_window->actions().action(ActionId::ArrangeSideBySide)->trigger();
        m_window->actions().action(ActionId::ArrangeTabs)->trigger();
        QCOMPARE(m_window->documents().arrangement(), DocumentArrangement::Tabs);
        m_window->docks().connectors()->tree()->setFocus();
        m_window->actions().action(ActionId::Undo)->trigger();
        QCOMPARE(m_window->documents().arrangement(), DocumentArrangement::SideBySide);
        m_window->docks().catalog()->hide();
        m_window->actions().action(ActionId::ResetLayout)->trigger();
        QVERIFY(!m_window->docks().catalog()->isHidden());
        m_window->actions().action(ActionId::Undo)->trigger();
        QVERIFY(m_window->docks().catalog()->isHidden());
        m_window->actions().action(ActionId::Redo)->trigger();
        QVERIFY(!m_window->docks().catalog()->isHidden());
    }

    /// Docks that stand side by side for a moment would need more room than there is.
    void resettingTheLayoutKeepsTheSize()
    {
        const QSize size = m_window->size();
        m_window->actions().action(ActionId::ResetLayout)->trigger();
        QTest::qWait(50);
        QCOMPARE(m_window->size(), size);
    }

    void theExportDialogChoosesColumns()
    {
        ExportDialog dialog(*m_engine->find(QStringLiteral("parts")), {QStringLiteral("part")});
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.findChild<QLineEdit*>(QStringLiteral("exportPath"))->setText(path(QStringLiteral("out.csv")));
        auto* format = dialog.findChild<QComboBox*>(QStringLiteral("exportFormat"));
        auto* encoding = dialog.findChild<QComboBox*>(QStringLiteral("exportEncoding"));
        auto* columns = dialog.findChild<QListWidget*>(QStringLiteral("exportColumns"));
        auto* preview = dialog.findChild<QPlainTextEdit*>(QStringLiteral("exportPreview"));
        auto* button = dialog.findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok);
        format->setCurrentIndex(1);
        encoding->setCurrentIndex(0);
        QCOMPARE(columns->count(), 2);
        QCOMPARE(dialog.options().columns, QStringList());
        columns->item(0)->setCheckState(Qt::Unchecked);
        QVERIFY2(preview->toPlainText().startsWith(QStringLiteral("name,weight\n")),
                 qPrintable(preview->toPlainText()));
        QCOMPARE(dialog.options().columns, QStringList{QStringLiteral("name")});
        QVERIFY(button->isEnabled());
        encoding->setCurrentIndex(2); // pairs need the key
        QVERIFY(!button->isEnabled());
        columns->item(1)->setCheckState(Qt::Unchecked);
        encoding->setCurrentIndex(0);
        QVERIFY(!button->isEnabled());
        columns->item(0)->setCheckState(Qt::Checked);
        format->setCurrentIndex(4);
        QVERIFY2(preview->toPlainText().startsWith(QStringLiteral("CREATE TABLE \"part\" (\"step\" INTEGER NOT NULL")),
                 qPrintable(preview->toPlainText()));
    }

    void theExportDialogShowsWhatItWillWrite()
    {
        models::PipelineBridge* pipeline = m_engine->find(QStringLiteral("parts"));
        ExportDialog dialog(*pipeline, {QStringLiteral("part")});
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        auto* format = dialog.findChild<QComboBox*>(QStringLiteral("exportFormat"));
        auto* encoding = dialog.findChild<QComboBox*>(QStringLiteral("exportEncoding"));
        auto* preview = dialog.findChild<QPlainTextEdit*>(QStringLiteral("exportPreview"));
        dialog.findChild<QLineEdit*>(QStringLiteral("exportPath"))->setText(path(QStringLiteral("out.jsonl")));
        format->setCurrentIndex(0);
        encoding->setCurrentIndex(0);
        QVERIFY(preview->toPlainText().startsWith(QStringLiteral("{\"relation\":\"part\",\"step\":1,\"weight\":-1,")));
        format->setCurrentIndex(1);
        encoding->setCurrentIndex(2);
        QVERIFY(preview->toPlainText().startsWith(QStringLiteral("before_id,before_name,after_id,after_name\n1,")));
        QVERIFY(dialog.options().filePath.endsWith(QStringLiteral("/out.csv")));
        QCOMPARE(dialog.options().encoding, ChangeEncoding::Pairs);
        format->setCurrentIndex(3); // SQL has no pairs
        QVERIFY(dialog.findChild<QWidget*>(QStringLiteral("exportProblem"))->isVisibleTo(&dialog));
        encoding->setCurrentIndex(3);
        QVERIFY2(preview->toPlainText().startsWith(QStringLiteral("INSERT INTO \"part\"")),
                 qPrintable(preview->toPlainText()));
    }

    /// Whoever types a name that says a format means it; any other ending is part of the name.
    void theExportFormatGoesWithTheName()
    {
        ExportDialog dialog(*m_engine->find(QStringLiteral("parts")), {QStringLiteral("part")});
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        auto* name = dialog.findChild<QLineEdit*>(QStringLiteral("exportPath"));
        auto* format = dialog.findChild<QComboBox*>(QStringLiteral("exportFormat"));
        const auto type = [name](const QString& text) {
            name->selectAll();
            QTest::keyClicks(name, text);
        };
        type(path(QStringLiteral("new.csv")));
        QCOMPARE(dialog.options().format, ChangeFormat::Csv);
        type(path(QStringLiteral("new.jsonl.zst")));
        QCOMPARE(dialog.options().format, ChangeFormat::JsonLines);
        QCOMPARE(dialog.options().compression, Compression::Zstd);
        type(path(QStringLiteral("new.SQLITE")));
        QCOMPARE(dialog.options().format, ChangeFormat::Sqlite);
        type(path(QStringLiteral("of.2026")));
        QCOMPARE(dialog.options().format, ChangeFormat::Sqlite);
        format->setCurrentIndex(format->findData(static_cast<int>(ChangeFormat::Tsv)));
        QCOMPARE(QFileInfo(dialog.options().filePath).fileName(), QStringLiteral("of.2026.tsv"));
    }

    void theExportDialogSaysWhatItReplaces()
    {
        ExportDialog dialog(*m_engine->find(QStringLiteral("parts")), {QStringLiteral("part")});
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        auto* name = dialog.findChild<QLineEdit*>(QStringLiteral("exportPath"));
        auto* button = dialog.findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok);
        QFile own(path(QStringLiteral("own.txt")));
        QVERIFY(own.open(QIODevice::WriteOnly));
        name->setText(own.fileName());
        QCOMPARE(button->text(), QStringLiteral("Export and &replace"));
        name->setText(path(QStringLiteral("new.txt")));
        QCOMPARE(button->text(), QStringLiteral("&Export"));
    }

    void aStateIsExported()
    {
        models::PipelineBridge* pipeline = m_engine->find(QStringLiteral("parts"));
        QVERIFY(pipeline->start());
        QTRY_COMPARE_WITH_TIMEOUT(pipeline->state(), PipelineState::Running, kPatienceMs);
        const auto inserted = pipeline->pipeline()->query("INSERT INTO part VALUES (1, 'a'), (2, 'b')", QueryOptions());
        QVERIFY(inserted.ok());
        while (!(*inserted)->wait(std::chrono::milliseconds(100)).isEnd) {
        }
        models::RecordingOptions options;
        options.relations = QStringList{QStringLiteral("part")};
        options.filePath = path(QStringLiteral("state.csv"));
        options.format = ChangeFormat::Csv;
        options.encoding = ChangeEncoding::State;
        QVERIFY(m_window->docks().exports()->model().record(*pipeline, options) != nullptr);
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(path(QStringLiteral("state.csv"))), kPatienceMs);
        QFile file(path(QStringLiteral("state.csv")));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QList<QByteArray> lines = file.readAll().split('\n');
        std::sort(lines.begin(), lines.end());
        QCOMPARE(lines, (QList<QByteArray>{"", "1,a", "2,b", "id,name"}));
    }

private:
    QString path(const QString& name) const { return m_folder->filePath(name); }

    void open()
    {
        m_engine = std::make_unique<models::EngineBridge>(
            api::Engine::open({path(QStringLiteral("data")).toStdString()}).value());
        m_window = std::make_unique<MainWindow>(*m_engine, *m_theme, *m_settings);
        m_window->resize(1400, 900);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }

    void close()
    {
        m_window.reset();
        m_engine.reset();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<models::EngineBridge> m_engine;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<ThemeController> m_theme;
    std::unique_ptr<MainWindow> m_window;
};

QTEST_MAIN(TestShell)
#include "test_shell.moc"
