// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/documents/pipeline_document.h"
#include "gui/window/main_window.h"
#include "gui/window/pipeline_commands.h"

#include <QDialog>
#include <QFile>
#include <QPushButton>
#include <QSettings>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace millrace;
using namespace millrace::gui;

namespace {

/// Reads a file beside the program, writes one, and makes rows by itself.
constexpr const char* kProgram =
    "CREATE TABLE t (a INT) WITH ('connectors' = '[\n"
    "  {\"name\": \"in\", \"transport\": {\"name\": \"file_input\", \"config\": {\"path\": \"rows.json\"}},\n"
    "   \"format\": {\"name\": \"json\"}},\n"
    "  {\"name\": \"gen\", \"transport\": {\"name\": \"datagen\", \"config\": {\"plan\": [{\"limit\": 1}]}}}]');\n"
    "CREATE VIEW v WITH ('connectors' = '[\n"
    "  {\"name\": \"out\", \"transport\": {\"name\": \"file_output\", \"config\": {\"path\": \"out.json\"}},\n"
    "   \"format\": {\"name\": \"json\"}}]') AS SELECT a FROM t;\n";
constexpr const char* kHarmless =
    "CREATE TABLE t (a INT) WITH ('connectors' = '[\n"
    "  {\"name\": \"gen\", \"transport\": {\"name\": \"datagen\", \"config\": {\"plan\": [{\"limit\": 1}]}}}]');\n";

} // namespace

class TestTrust : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        write(QStringLiteral("rows.json"), "{\"insert\": {\"a\": 1}}\n");
        m_engine = std::make_unique<models::EngineBridge>(api::Engine::open({}).value());
        m_settings = std::make_unique<QSettings>(path(QStringLiteral("window.ini")), QSettings::IniFormat);
        m_theme = std::make_unique<ThemeController>();
        m_theme->apply(ThemeChoice::Light);
        m_window = std::make_unique<MainWindow>(*m_engine, *m_theme, *m_settings);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }

    void cleanup()
    {
        m_window.reset();
        m_theme.reset();
        m_settings.reset();
        m_engine.reset();
    }

    void asksBeforeTheFirstRunOfAFile()
    {
        models::PipelineBridge* pipeline = open(kProgram);
        auto* banner = m_window->findChild<QWidget*>(QStringLiteral("outsideBanner"));
        QTRY_VERIFY(banner->isVisible());
        m_window->actions().action(ActionId::Run)->trigger();
        QPointer<QDialog> dialog = askingDialog();
        QVERIFY(dialog != nullptr);
        QCOMPARE(pipeline->state(), PipelineState::Stopped);
        const QAbstractItemModel* rows = dialog->findChild<QTableView*>(QStringLiteral("accessTable"))->model();
        QCOMPARE(rows->rowCount(), 2); // datagen touches nothing
        QCOMPARE(rows->index(0, 1).data().toString(), path(QStringLiteral("rows.json")));
        QCOMPARE(rows->index(0, 2).data().toString(), QStringLiteral("t.in"));
        QCOMPARE(rows->index(1, 0).data().toString(), QStringLiteral("Writes the file"));
        QVERIFY(dialog->findChild<QPushButton*>(QStringLiteral("accessCancel"))->isDefault());

        QTest::keyClick(dialog, Qt::Key_Return); // the default is to leave it
        QTRY_VERIFY(dialog == nullptr);
        QTest::qWait(50);
        QCOMPARE(pipeline->state(), PipelineState::Stopped);
        QVERIFY(!QFile::exists(path(QStringLiteral("out.json"))));

        agree();
        QTRY_COMPARE(pipeline->state(), PipelineState::Running);
        QVERIFY(!banner->isVisible());
    }

    void remembersTheContent()
    {
        models::PipelineBridge* first = open(kProgram);
        agree();
        QTRY_COMPARE(first->state(), PipelineState::Running);
        QVERIFY(m_engine->removePipeline(first));
        QVERIFY(open(kProgram)->isTrusted());
        QVERIFY(!open(QByteArray(kProgram) + "-- another one\n")->isTrusted());
    }

    void trustOutlivesEdits()
    {
        models::PipelineBridge* pipeline = open(kProgram);
        agree();
        QTRY_COMPARE(pipeline->state(), PipelineState::Running);
        pipeline->stop();
        QTRY_COMPARE(pipeline->state(), PipelineState::Stopped);
        QVERIFY(pipeline->setProgram(pipeline->program() + QStringLiteral("-- mine now\n")));
        m_window->actions().action(ActionId::Run)->trigger();
        QVERIFY(askingDialog() == nullptr);
        QTRY_COMPARE(pipeline->state(), PipelineState::Running);
    }

    void doesNotAskWithoutCause()
    {
        models::PipelineBridge* pipeline = open(kHarmless);
        m_window->actions().action(ActionId::Run)->trigger();
        QVERIFY(askingDialog() == nullptr);
        QTRY_COMPARE(pipeline->state(), PipelineState::Running);
    }

private:
    QString path(const QString& name) const { return m_folder->filePath(name); }

    void write(const QString& name, const QByteArray& bytes) const
    {
        QFile file(path(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) {
            qFatal("cannot write %s", qPrintable(name));
        }
    }

    /// Opens a file of this text and shows it.
    models::PipelineBridge* open(const QByteArray& program)
    {
        write(QStringLiteral("foreign.sql"), program);
        if (!m_window->pipelineCommands().openFile(path(QStringLiteral("foreign.sql")))) {
            qFatal("cannot open the program");
        }
        QTest::qWait(20);
        return m_window->pipelineCommands().pipeline();
    }

    QDialog* askingDialog() const { return m_window->findChild<QDialog*>(QStringLiteral("accessDialog")); }

    void agree() const
    {
        m_window->actions().action(ActionId::Run)->trigger();
        QTest::mouseClick(askingDialog()->findChild<QPushButton*>(QStringLiteral("accessRun")), Qt::LeftButton);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<models::EngineBridge> m_engine;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<ThemeController> m_theme;
    std::unique_ptr<MainWindow> m_window;
};

QTEST_MAIN(TestTrust)
#include "test_trust.moc"
