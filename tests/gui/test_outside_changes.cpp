// SPDX-License-Identifier: GPL-3.0-or-later
// Pipelines that are edited, started and deleted by others while their programs are open.
#include "gui/documents/document_area.h"
#include "gui/documents/pipeline_document.h"
#include "gui/editor/sql_editor.h"
#include "gui/widgets/banner.h"
#include "gui/window/main_window.h"
#include "tests/support/fake_pipeline.h"

#include <QPushButton>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

using namespace millrace;
using namespace millrace::gui;
using test::FakeEngine;
using test::FakePipeline;

namespace {

constexpr const char* kProgram = "CREATE TABLE price (id BIGINT);\n";
constexpr const char* kTheirs = "CREATE TABLE theirs (id BIGINT);\n";
constexpr const char* kMine = "-- mine\n";

} // namespace

class TestOutsideChanges : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        auto engine = std::make_unique<FakeEngine>();
        m_fake = engine.get();
        m_pipeline = engine->add("orders", {test::fakePriceRelation("price", sql::RelationKind::Table)});
        m_pipeline->setBaseFolder("/data");
        ignoreError(m_pipeline->setProgram(kProgram));
        m_engine = std::make_unique<models::EngineBridge>(std::move(engine));
        m_settings = std::make_unique<QSettings>(m_folder.filePath(QStringLiteral("w.ini")), QSettings::IniFormat);
        m_theme = std::make_unique<ThemeController>();
        m_window = std::make_unique<MainWindow>(*m_engine, *m_theme, *m_settings);
        m_window->show();
        m_program = m_window->openPipeline(m_engine->find(QStringLiteral("orders")));
        QCOMPARE(m_program->text(), QString::fromLatin1(kProgram));
    }

    void cleanup()
    {
        m_window.reset();
        m_engine.reset();
    }

    void anUnmodifiedProgramFollows()
    {
        replaceFromOutside();
        QTRY_COMPARE(m_program->text(), QString::fromLatin1(kTheirs));
        QVERIFY(!m_program->isModified());
        QVERIFY(!banner("replacedBanner")->isVisible());
    }

    void aModifiedOneOffersAChoice()
    {
        type(kMine);
        replaceFromOutside();
        QTRY_VERIFY(banner("replacedBanner")->isVisible());
        QCOMPARE(m_program->text(), QLatin1String(kMine) + QLatin1String(kProgram));
        press("replacedBannerLoadStored");
        QCOMPARE(m_program->text(), QString::fromLatin1(kTheirs));
        QVERIFY(!m_program->isModified());
        QVERIFY(!banner("replacedBanner")->isVisible());
        m_program->editor()->undo(); // what was typed is not lost
        QCOMPARE(m_program->text(), QLatin1String(kMine) + QLatin1String(kProgram));
    }

    void keepingMineReplacesTheirsWhenSaved()
    {
        type(kMine);
        replaceFromOutside();
        QTRY_VERIFY(banner("replacedBanner")->isVisible());
        press("replacedBannerKeepMine");
        QVERIFY(!banner("replacedBanner")->isVisible());
        QVERIFY(m_program->isModified());
        QVERIFY(m_program->save());
        QCOMPARE(m_pipeline->program(), std::string(kMine) + kProgram);
    }

    void aRunFromOutsideSaysWhatRuns()
    {
        type(kMine);
        QVERIFY(m_pipeline->start(false).ok());
        QTRY_VERIFY(banner("lockBanner")->isVisible());
        QVERIFY(banner("lockBanner")->sentence().contains(QStringLiteral("without your changes")));
    }

    void aDeletedPipelineCloses()
    {
        QVERIFY(m_fake->remove("orders").ok());
        QTRY_VERIFY(m_window->documents().documents().isEmpty());
        QVERIFY(banner("noticeBanner")->isVisible());
        QVERIFY(banner("noticeBanner")->sentence().contains(QStringLiteral("orders")));
    }

    void unsavedWorkOutlivesItsPipeline()
    {
        type(kMine);
        QVERIFY(m_fake->remove("orders").ok());
        QTRY_VERIFY(banner("orphanedBanner")->isVisible());
        QVERIFY(m_program->hasOutlivedPipeline());
        QVERIFY(m_program->pipeline() == nullptr);
        QVERIFY(!m_program->editor()->isReadOnly());
        QVERIFY(m_program->title().startsWith(QStringLiteral("orders")));
        QVERIFY(!m_window->actions().action(ActionId::Run)->isEnabled());
        press("orphanedBannerRecreate");
        models::PipelineBridge* again = m_engine->find(QStringLiteral("orders"));
        QVERIFY(again != nullptr);
        QCOMPARE(again->program(), QLatin1String(kMine) + QLatin1String(kProgram));
        QCOMPARE(again->pipeline()->baseFolder(), std::string("/data"));
        QCOMPARE(m_window->documents().documents().size(), 1);
        QVERIFY(m_window->documents().current()->pipeline() == again);
    }

    void aRenamedOneIsCalledSo()
    {
        QVERIFY(m_fake->rename("orders", "shipments").ok());
        QTRY_COMPARE(m_program->title(), QStringLiteral("shipments"));
    }

private:
    void type(const char* text) { m_program->editor()->insertAt(QString::fromLatin1(text), 0, 0); }
    void replaceFromOutside() { ignoreError(m_pipeline->setProgram(kTheirs)); }
    Banner* banner(const char* name) { return m_window->findChild<Banner*>(QString::fromLatin1(name)); }
    void press(const char* button)
    {
        auto* found = m_window->findChild<QPushButton*>(QString::fromLatin1(button));
        QVERIFY(found != nullptr && found->isVisible());
        found->click();
    }

    QTemporaryDir m_folder;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<ThemeController> m_theme;
    std::shared_ptr<FakePipeline> m_pipeline;
    FakeEngine* m_fake = nullptr;
    std::unique_ptr<models::EngineBridge> m_engine;
    std::unique_ptr<MainWindow> m_window;
    PipelineDocument* m_program = nullptr;
};

QTEST_MAIN(TestOutsideChanges)
#include "test_outside_changes.moc"
