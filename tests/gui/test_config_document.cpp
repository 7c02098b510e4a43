// SPDX-License-Identifier: GPL-3.0-or-later
// A file of descriptive pipelines in the window: squiggles, saving, its rows, its addresses and who listens.
#include "engine/api/descriptive.h"
#include "gui/api/api_switch.h"
#include "gui/descriptive/config_commands.h"
#include "gui/descriptive/config_document.h"
#include "gui/descriptive/config_pane.h"
#include "gui/documents/document_area.h"
#include "gui/editor/sql_editor.h"
#include "gui/query/notebook_document.h"
#include "gui/query/query_cell_widget.h"
#include "gui/query/query_commands.h"
#include "gui/query/result_table.h"
#include "gui/widgets/copy_row.h"
#include "gui/window/pipeline_commands.h"
#include "tests/gui/window_fixture.h"

#include <QFile>
#include <QLabel>
#include <QListWidget>
#include <QTabWidget>
#include <QTableView>
#include <QTest>
#include <QToolButton>

using namespace millrace;
using namespace millrace::gui;
using models::QueryState;

namespace {

constexpr int kPatienceMs = 20'000;
constexpr const char* kText = "pipelines:\n"
                              "  - name: devices\n"
                              "    sqls:\n"
                              "      - CREATE RANDOM STREAM IF NOT EXISTS devices(id int) SETTINGS eps = 200\n"
                              "      - SELECT id FROM devices -- all\n"
                              "  - name: one more\n"
                              "    sqls: [SELECT 1 AS one]\n";

} // namespace

class TestConfigDocument : public test::WindowFixture {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QVERIFY(openWindow(api::Engine::open({m_folder->filePath(QStringLiteral("data")).toStdString()}).value()));
        m_path = m_folder->filePath(QStringLiteral("config.yaml"));
        write(kText);
        QVERIFY(m_window->pipelineCommands().openFile(m_path));
        m_document = m_window->configCommands().find(m_path);
        QVERIFY(m_document != nullptr);
        QTRY_COMPARE_WITH_TIMEOUT(list()->count(), 2, kPatienceMs);
    }

    void cleanup() { closeWindow(); }

    void isOpenedOnce()
    {
        QCOMPARE(m_document->title(), QStringLiteral("config.yaml"));
        QCOMPARE(m_window->configCommands().open(m_path), m_document);
        QVERIFY(m_window->pipelineCommands().openFile(m_path));
        QCOMPARE(m_window->configCommands().openFiles().size(), 1);
        QVERIFY(m_window->configCommands().open(m_folder->filePath(QStringLiteral("none.yaml"))) == nullptr);
    }

    void marksWhatIsWrong()
    {
        QVERIFY(m_document->editor()->diagnostics().empty());
        QString text = QString::fromLatin1(kText);
        m_document->editor()->replaceText(text.replace(QStringLiteral("SELECT id"), QStringLiteral("SELECT idd")));
        QTRY_COMPARE_WITH_TIMEOUT(m_document->editor()->diagnostics().size(), size_t{1}, kPatienceMs);
        const SourceSpan span = m_document->editor()->diagnostics()[0].span;
        QCOMPARE(span.line, 5u);
        QCOMPARE(span.begin, static_cast<uint32_t>(text.indexOf(QStringLiteral("idd"))));
    }

    /// Whichever document is the current one, a button in sight is about the document that it stands in.
    void itsButtonsAreItsOwn()
    {
        models::PipelineBridge* pipeline =
            m_engine->createPipeline(QStringLiteral("p"), QStringLiteral("CREATE TABLE t (id BIGINT PRIMARY KEY);"));
        m_window->actions().action(ActionId::ArrangeSideBySide)->trigger();
        NotebookDocument* notebook = m_window->queryCommands().openNotebook(pipeline);
        m_window->documents().show(m_document);
        m_document->editor()->append(QStringLiteral("# more\n"));
        m_window->documents().show(notebook);
        QVERIFY(m_document->isVisible() && notebook->isVisible());
        const auto button = [](QWidget* document, const char* name) {
            return document->findChild<QToolButton*>(QLatin1String(name));
        };
        QVERIFY(button(m_document, "configactionSave")->isEnabled());
        button(m_document, "configactionSave")->click();
        QVERIFY(!m_document->isModified());
        QVERIFY(!button(m_document, "configactionSave")->isEnabled());
        QTRY_COMPARE_WITH_TIMEOUT(list()->count(), 2, kPatienceMs);
        button(m_document, "configactionRunQuery")->click();
        QTRY_COMPARE_WITH_TIMEOUT(m_document->rows()->cell().state(), QueryState::Running, kPatienceMs);
        QVERIFY(!button(notebook, "notebookactionCancelQuery")->isEnabled());
        m_window->documents().show(m_document);
        QVERIFY(button(notebook, "notebookactionAddCell")->isEnabled());
        button(notebook, "notebookactionAddCell")->click();
        QCOMPARE(notebook->cells().size(), 2);
        m_window->documents().show(notebook);
        button(m_document, "configactionCancelQuery")->click();
        QTRY_COMPARE_WITH_TIMEOUT(m_document->rows()->cell().state(), QueryState::Cancelled, kPatienceMs);
    }

    /// At 1280x720 with all docks: the text is as wide as its tab, and nothing lies upon anything else.
    void fitsASmallScreen()
    {
        m_document->setParent(nullptr);
        m_document->resize(392, 350);
        m_document->show();
        m_document->setAddresses({QStringLiteral("http://127.0.0.1:8080")});
        m_document->runSelected();
        QTRY_VERIFY_WITH_TIMEOUT(m_document->rows()->cell().result().rowCount() > 2, kPatienceMs);
        auto prepared = m_window->queryCommands().streams()->prepare("devices");
        QVERIFY(prepared.stream != nullptr);
        const auto call =
            m_window->queryCommands().streams()->start(std::move(prepared), {}, "HTTP 127.0.0.1:5").value();
        ConfigPane* pane = m_document->pane();
        auto* tabs = m_document->findChild<QTabWidget*>(QStringLiteral("configBelow"));
        QCOMPARE(tabs->currentWidget(), m_document->rows());
        tabs->setCurrentWidget(pane);
        QTRY_VERIFY(pane->findChild<QTableView*>(QStringLiteral("configListeners"))->isVisible());
        QCoreApplication::sendPostedEvents();
        QCOMPARE(m_document->size(), QSize(392, 350));
        QVERIFY(m_document->editor()->width() > 380);
        QVERIFY(m_document->editor()->height() >= 80);
        const QList<QWidget*> parts = {list(), pane->webSocketAddress(), pane->httpAddress(),
                                       pane->findChild<QTableView*>(QStringLiteral("configListeners"))};
        for (const QWidget* part : parts) {
            QVERIFY2(pane->rect().contains(part->geometry()), qPrintable(part->objectName()));
            for (const QWidget* other : parts) {
                QVERIFY2(part == other || !part->geometry().intersects(other->geometry()),
                         qPrintable(part->objectName() + QStringLiteral(" / ") + other->objectName()));
            }
        }
        auto* listeners = qobject_cast<QTableView*>(parts.last());
        QVERIFY(listeners->viewport()->height() >= listeners->rowHeight(0));
        m_document->resize(900, 600);
        QVERIFY(!tabs->isVisible());
        QVERIFY(pane->isVisible() && pane->geometry().left() > m_document->editor()->geometry().right());
        QVERIFY(m_document->rows()->isVisible());
    }

    void savesWhatIsTyped()
    {
        QVERIFY(!m_window->actions().action(ActionId::Save)->isEnabled());
        m_document->editor()->replaceText(QString::fromLatin1(kText) + QStringLiteral("# done\n"));
        QVERIFY(m_document->isModified());
        m_window->actions().action(ActionId::Save)->trigger();
        QVERIFY(!m_document->isModified());
        QFile file(m_path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray(kText) + "# done\n");
    }

    void showsTheRowsOfAPipeline()
    {
        QVERIFY(!m_document->rows()->isVisible());
        m_document->focusContent();
        QTest::keyClick(m_document->editor(), Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(m_document->rows()->isVisible());
        models::QueryCell& cell = m_document->rows()->cell();
        QTRY_VERIFY_WITH_TIMEOUT(cell.result().rowCount() > 10, kPatienceMs);
        QTest::keyClick(m_document->editor(), Qt::Key_Escape);
        QTRY_COMPARE_WITH_TIMEOUT(cell.state(), QueryState::Cancelled, kPatienceMs);
        list()->setCurrentRow(1);
        m_window->actions().action(ActionId::RunQuery)->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(cell.state(), QueryState::Finished, kPatienceMs);
        QCOMPARE(cell.result().headerData(0, Qt::Horizontal).toString(), QStringLiteral("one"));
    }

    void addressesAreThereWhileTheApiIsOn()
    {
        QVERIFY(!m_document->pane()->httpAddress()->isVisible());
        QVERIFY(m_document->findChild<QLabel*>(QStringLiteral("configNote"))->isVisible());
        m_window->api().setPort(0);
        m_window->api().setWanted(true);
        QTRY_VERIFY_WITH_TIMEOUT(m_document->pane()->httpAddress()->isVisible(), kPatienceMs);
        const QString http = m_document->pane()->httpAddress()->text();
        QVERIFY2(http.startsWith(QStringLiteral("http://")) && http.endsWith(QStringLiteral("/queries/devices")),
                 qPrintable(http));
        list()->setCurrentRow(1);
        QVERIFY(m_document->pane()->webSocketAddress()->text().startsWith(QStringLiteral("ws://")));
        QVERIFY(m_document->pane()->webSocketAddress()->text().endsWith(QStringLiteral("/queries/one%20more")));
        m_window->api().setWanted(false);
        QTRY_VERIFY_WITH_TIMEOUT(!m_document->pane()->httpAddress()->isVisible(), kPatienceMs);
    }

    void tellsWhoListens()
    {
        descriptive::QueryHost& host = *m_window->queryCommands().streams();
        auto prepared = host.prepare("devices"); // as a client of the API does
        QVERIFY(prepared.stream != nullptr);
        const auto call = host.start(std::move(prepared), {}, "HTTP 127.0.0.1:5").value();
        const auto* table = m_document->findChild<QTableView*>(QStringLiteral("configListeners"));
        QTRY_VERIFY_WITH_TIMEOUT(table->isVisible(), kPatienceMs);
        QCOMPARE(table->model()->index(0, 0).data().toString(), QStringLiteral("HTTP 127.0.0.1:5"));
    }

    void servesAsLongAsItIsOpen()
    {
        descriptive::QueryHost& host = *m_window->queryCommands().streams();
        m_document->editor()->replaceText(QStringLiteral("pipelines:\n  - name: other\n    sqls: [SELECT 2]\n"));
        QTRY_COMPARE_WITH_TIMEOUT(list()->count(), 1, kPatienceMs);
        QVERIFY(host.pipelines().find("devices")); // as it was saved
        QVERIFY(m_document->save());
        QTRY_VERIFY_WITH_TIMEOUT(host.pipelines().find("other") && !host.pipelines().find("devices"), kPatienceMs);
        m_window->documents().remove(m_document);
        QTRY_VERIFY_WITH_TIMEOUT(!host.pipelines().find("other"), kPatienceMs);
    }

    void whatClientsChangeGoesIntoTheFile()
    {
        descriptive::PipelineBook& book = m_window->queryCommands().streams()->pipelines(); // as POST and DELETE use it
        QVERIFY(book.add({"added", {"SELECT 3"}}).ok());
        QTRY_COMPARE_WITH_TIMEOUT(list()->count(), 3, kPatienceMs);
        QVERIFY(m_document->editor()->text().startsWith(QString::fromLatin1(kText)));
        QVERIFY(!m_document->isModified());
        QFile file(m_path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(QString::fromUtf8(file.readAll()), m_document->editor()->text());
        // Text that is not saved stays.
        m_document->editor()->replaceText(QString::fromLatin1(kText) + QStringLiteral("# mine\n"));
        QVERIFY(book.remove("added").ok());
        QTest::qWait(50);
        QVERIFY(m_document->editor()->text().endsWith(QStringLiteral("# mine\n")));
        QVERIFY(m_document->isModified());
    }

    void comesBackWithTheSession()
    {
        OpenDocuments documents;
        documents.configs = m_window->configCommands().openFiles();
        m_window->documents().remove(m_document);
        QTRY_VERIFY(m_window->configCommands().find(m_path) == nullptr);
        m_window->restoreDocuments(documents);
        QVERIFY(m_window->configCommands().find(m_path) != nullptr);
    }

private:
    QListWidget* list() const { return m_document->pane()->list(); }

    void write(const char* text)
    {
        QFile file(m_path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }

    QString m_path;
    ConfigDocument* m_document = nullptr;
};

QTEST_MAIN(TestConfigDocument)
#include "test_config_document.moc"
