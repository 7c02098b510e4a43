// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/gallery/gallery.h"

#include "engine/api/sample.h"
#include "gui/documents/stream_set.h"
#include "gui/language/language.h"
#include "gui/tutorial/tutorial_commands.h"
#include "gui/window/docks.h"

#include <QApplication>
#include <QDialog>
#include <QFile>
#include <QTest>

namespace millrace::test {

using namespace gui;

namespace {

constexpr int kPatienceMs = 20'000;

} // namespace

Gallery::Gallery()
{
    showLanguage(languageChoiceOf(qEnvironmentVariable("MILLRACE_GALLERY_LANGUAGE", QStringLiteral("en"))));
    QApplication::setCursorFlashTime(0);
    const std::string folder = m_folder.filePath(QStringLiteral("data")).toStdString();
    m_engine = std::make_unique<models::EngineBridge>(api::Engine::open({folder}).value());
    m_settings = std::make_unique<QSettings>(m_folder.filePath(QStringLiteral("window.ini")), QSettings::IniFormat);
    m_theme = std::make_unique<ThemeController>();
    m_theme->apply(ThemeChoice::Light);
    m_window = std::make_unique<MainWindow>(*m_engine, *m_theme, *m_settings);
    m_window->tutorialCommands().setFolder(scratch(QStringLiteral("tutorials")));
    m_window->resize(1280, 720);
    m_window->show();
    m_window->activateWindow();
    if (!QTest::qWaitForWindowActive(m_window.get())) {
        qWarning("the window did not become active");
    }
}

Gallery::~Gallery()
{
    m_window.reset();
}

void Gallery::show(ThemeChoice theme)
{
    m_theme->apply(theme);
    QCoreApplication::processEvents();
}

models::PipelineBridge* Gallery::make(const QString& program)
{
    const QString folder = QStringLiteral(MILLRACE_SOURCE_DIR "/tests/gui/gallery");
    QFile file(folder + QLatin1Char('/') + program + QStringLiteral(".sql"));
    if (!file.open(QIODevice::ReadOnly)) {
        return nullptr;
    }
    const bool isShop = program == QLatin1String("shop");
    return m_engine->createPipeline(program, QString::fromUtf8(file.readAll()),
                                    isShop ? QStringLiteral(MILLRACE_SOURCE_DIR "/resources/samples/supply-chain")
                                           : folder);
}

models::PipelineBridge* Gallery::run(const QString& program)
{
    models::PipelineBridge* pipeline = make(program);
    if (pipeline == nullptr) {
        return nullptr;
    }
    m_window->openPipeline(pipeline);
    const bool isRunning =
        pipeline->start() && waitFor([pipeline] {
            return pipeline->state() == PipelineState::Running || pipeline->state() == PipelineState::Held;
        });
    return isRunning ? pipeline : nullptr;
}

models::PipelineBridge* Gallery::runSample()
{
    Result<api::Sample> sample = api::loadSample(api::kFirstSample);
    if (!sample) {
        return nullptr;
    }
    api::NewPipeline made;
    made.name = sample->name;
    made.sql = sample->program;
    made.baseFolder = sample->folder;
    models::PipelineBridge* pipeline = m_engine->createPipeline(std::move(made));
    if (pipeline == nullptr) {
        return nullptr;
    }
    m_window->openPipeline(pipeline);
    m_window->streams().setTicked(pipeline, QStringLiteral("preferred_vendor"), true);
    const bool isRunning = pipeline->start() && waitFor([pipeline] { return pipeline->status()->processedSteps > 12; });
    return isRunning ? pipeline : nullptr;
}

bool Gallery::waitFor(const std::function<bool()>& condition)
{
    return QTest::qWaitFor(condition, kPatienceMs);
}

bool Gallery::trigger(ActionId action)
{
    QAction* asked = m_window->actions().action(action);
    if (!asked->isEnabled()) {
        qWarning("%s: %s", qPrintable(asked->objectName()), qPrintable(m_window->actions().reason(action)));
        return false;
    }
    asked->trigger();
    QCoreApplication::processEvents();
    return true;
}

QWidget* Gallery::dialog() const
{
    for (QWidget* widget : QApplication::topLevelWidgets()) {
        if (qobject_cast<QDialog*>(widget) != nullptr && widget->isVisible()) {
            return widget;
        }
    }
    return nullptr;
}

QWidget* raised(Gallery& gallery, const QString& dock)
{
    for (DockPanel* panel : gallery.window().docks().all()) {
        if (panel->objectName() == dock) {
            panel->activate();
            QCoreApplication::processEvents();
        }
    }
    return &gallery.window();
}

} // namespace millrace::test
