// SPDX-License-Identifier: GPL-3.0-or-later
// What is dropped on the window: files of rows, programs, folders, relations of the catalog.
#include "gui/documents/document_area.h"
#include "gui/documents/filter_bar.h"
#include "gui/documents/pipeline_document.h"
#include "gui/documents/stream_document.h"
#include "gui/documents/stream_set.h"
#include "gui/editor/sql_editor.h"
#include "gui/shell/connector_wizard.h"
#include "gui/views/filter_edit.h"
#include "gui/views/filter_header.h"
#include "gui/widgets/banner.h"
#include "gui/window/docks.h"
#include "models/pipeline/catalog_model.h"
#include "tests/gui/window_fixture.h"

#include <QDropEvent>
#include <QFile>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QUrl>

#include <sys/stat.h>

using namespace millrace;
using namespace millrace::gui;

namespace {

constexpr const char* kProgram = "CREATE TABLE part (id BIGINT NOT NULL PRIMARY KEY, name VARCHAR);\n"
                                 "CREATE VIEW named AS SELECT id FROM part WHERE name IS NOT NULL;\n";

/// Drops where the drag is accepted; false where it is not.
bool drop(QWidget* on, const QMimeData& data)
{
    QDragEnterEvent enter(QPoint(9, 9), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(on, &enter);
    if (!enter.isAccepted()) {
        return false;
    }
    QDropEvent event(QPointF(9, 9), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(on, &event);
    return event.isAccepted();
}

} // namespace

class TestDrops : public test::WindowFixture {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QVERIFY(openWindow(api::Engine::open({}).value()));
        m_pipeline = m_engine->createPipeline(QStringLiteral("parts"), QString::fromLatin1(kProgram));
    }

    void cleanup() { closeWindow(); }

    void aRelationOpensItsStream()
    {
        models::CatalogModel catalog(*m_engine);
        const QModelIndex view = catalog.indexOfRelation(m_pipeline, QStringLiteral("named"));
        const std::unique_ptr<QMimeData> data(catalog.mimeData({view}));
        QVERIFY(!drop(m_window.get(), *data)); // it came from there
        QVERIFY(drop(&m_window->documents(), *data));
        QCOMPARE(m_window->streams().ticked(m_pipeline), QStringList(QStringLiteral("named")));
        QVERIFY(qobject_cast<StreamDocument*>(m_window->documents().current()) != nullptr);
    }

    void aFileOfRowsBeginsAConnector()
    {
        QVERIFY(drop(m_window.get(), *files({QStringLiteral("part.csv")})));
        QVERIFY(m_window->findChild<ConnectorWizard*>() == nullptr); // into which table?
        QVERIFY(notice()->detail().startsWith(QStringLiteral("No pipeline is open")));
        m_window->openPipeline(m_pipeline)->focusContent();
        QVERIFY(drop(m_window.get(), *files({QStringLiteral("part.csv"), QStringLiteral("more.jsonl")})));
        QVERIFY(notice()->sentence().contains(QStringLiteral("part.csv"))); // the other was left out
        auto* wizard = m_window->findChild<ConnectorWizard*>();
        QVERIFY(wizard != nullptr);
        wizard->next();
        QCOMPARE(wizard->draft().relation, QStringLiteral("part"));
        QCOMPARE(wizard->draft().format, QStringLiteral("csv"));
        QVERIFY(wizard->draft().values.value(QStringLiteral("path")).endsWith(QStringLiteral("/part.csv")));
        wizard->reject();
    }

    /// A file manager also gives the name as text, which would go into the program.
    void anEditorLeavesFilesToTheWindow()
    {
        SqlEditor* editor = m_window->openPipeline(m_pipeline)->editor();
        const std::unique_ptr<QMimeData> data = files({QStringLiteral("part.csv")});
        data->setText(QStringLiteral("part.csv"));
        QDragEnterEvent enter(QPoint(9, 9), Qt::CopyAction, data.get(), Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(editor->viewport(), &enter);
        QVERIFY(!editor->text().contains(QStringLiteral("part.csv")));
        QVERIFY(enter.isAccepted()); // by who opens it
    }

    /// The window would wait for who writes into it.
    void aPipeIsNotOpened()
    {
        QCOMPARE(::mkfifo(QFile::encodeName(m_folder->filePath(QStringLiteral("pipe.sql"))).constData(), 0600), 0);
        QVERIFY(drop(m_window.get(), *files({QStringLiteral("pipe.sql")})));
        QCOMPARE(notice()->detail(), QStringLiteral("It is not a regular file."));
    }

    void aFolderTellsWhatItWouldOpen()
    {
        QVERIFY(drop(m_window.get(), *files({QStringLiteral(".")})));
        QVERIFY(m_window->findChild<QMessageBox*>() == nullptr);
        QVERIFY2(notice()->detail().contains(QStringLiteral("no .sql")), qPrintable(notice()->detail()));
        QFile program(m_folder->filePath(QStringLiteral("sales.sql")));
        QVERIFY(program.open(QIODevice::WriteOnly));
        program.write("CREATE TABLE sale (id BIGINT);");
        program.close();
        QVERIFY(drop(m_window.get(), *files({QStringLiteral(".")})));
        auto* box = m_window->findChild<QMessageBox*>(QStringLiteral("folderBox"));
        QVERIFY(box != nullptr);
        QCOMPARE(box->informativeText(), QStringLiteral("sales.sql"));
        QVERIFY(m_engine->find(QStringLiteral("sales")) == nullptr);
        box->button(QMessageBox::Open)->click();
        QVERIFY(m_engine->find(QStringLiteral("sales")) != nullptr);
        QVERIFY(!drop(m_window.get(), *files({QStringLiteral("picture.png")})));
    }

    void aColumnIsDraggedIntoTheFilter()
    {
        m_window->streams().setTicked(m_pipeline, QStringLiteral("part"), true);
        StreamDocument* stream = m_window->streams().documentsOf(m_pipeline).value(0);
        m_window->documents().show(stream);
        FilterHeader* header = stream->filterHeader();
        const int section = header->count() - 1; // name
        const QPoint from(header->sectionViewportPosition(section) + 10, 5);
        FilterEdit* edit = stream->filterBar()->edit();
        const QPoint to = header->viewport()->mapFromGlobal(edit->mapToGlobal(edit->rect().center()));
        QTest::mousePress(header->viewport(), Qt::LeftButton, {}, from);
        QTest::mouseMove(header->viewport(), (from + to) / 2);
        QTest::mouseMove(header->viewport(), to);
        QTest::mouseRelease(header->viewport(), Qt::LeftButton, {}, to);
        QCOMPARE(edit->text(), QStringLiteral("name "));
        QCOMPARE(header->visualIndex(section), section); // it was not moved
    }

private:
    std::unique_ptr<QMimeData> files(const QStringList& names) const
    {
        QList<QUrl> urls;
        for (const QString& name : names) {
            urls.append(QUrl::fromLocalFile(m_folder->filePath(name)));
        }
        auto data = std::make_unique<QMimeData>();
        data->setUrls(urls);
        return data;
    }
    Banner* notice() const { return m_window->findChild<Banner*>(QStringLiteral("noticeBanner")); }

    models::PipelineBridge* m_pipeline = nullptr;
};

QTEST_MAIN(TestDrops)
#include "test_drops.moc"
