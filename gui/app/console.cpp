// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/app/console.h"

#include "engine/api/sample.h"
#include "gui/api/api_switch.h"
#include "gui/app/close_on_signal.h"
#include "gui/app/open_engine.h"
#include "gui/language/language.h"
#include "gui/tutorial/tutorial_commands.h"
#include "gui/window/main_window.h"
#include "gui/window/pipeline_commands.h"
#include "models/text/error_text.h"

#include <QApplication>
#include <QSettings>
#include <QTimer>

namespace millrace::gui {

namespace {

QString toQString(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

/// Makes the pipeline of the first start; what is to be open then.
OpenDocuments beginFirstSession(models::EngineBridge& engine, MainWindow& window)
{
    Result<api::Sample> sample = api::loadSample(api::kFirstSample);
    if (!sample) {
        window.tell(QCoreApplication::translate("Console", "Could not open the sample"),
                    models::errorLine(sample.error()));
        return {};
    }
    const QString name = toQString(sample->name);
    if (engine.find(name) == nullptr) {
        const auto created = engine.engine().createFrom({sample->name, sample->program, sample->folder});
        if (!created) {
            window.tell(QCoreApplication::translate("Console", "Could not open the sample"),
                        models::errorLine(created.error()));
            return {};
        }
        engine.reload();
    }
    OpenDocuments documents;
    documents.pipelines = QStringList{name};
    documents.current = name;
    documents.ticked.insert(name, {QStringLiteral("preferred_vendor")});
    documents.running = documents.pipelines;
    return documents;
}

void beginSession(models::EngineBridge& engine, MainWindow& window, const QStringList& files)
{
    const StoredDocuments stored = loadDocuments(engine);
    window.restoreDocuments(stored.isFirst ? beginFirstSession(engine, window) : stored.documents);
    for (const QString& file : files) {
        window.pipelineCommands().openFile(file);
    }
    window.api().beginSession();
}

void saveScreenshot(MainWindow& window, const QString& path)
{
    const bool isSaved = window.grab().save(path);
    if (!isSaved) {
        qWarning("Could not write %s", qPrintable(path));
    }
    QApplication::exit(isSaved ? 0 : 1);
}

} // namespace

int runConsole(const ConsoleOptions& options)
{
    ThemeController theme;
    QSettings settings;
    const WindowState stored = loadWindowState(settings);
    showLanguage(languageChoiceOf(options.language.isEmpty() ? stored.language : options.language));
    theme.apply(themeChoiceOf(options.theme.isEmpty() ? stored.theme : options.theme));
    std::unique_ptr<api::Engine> opened =
        openEngine(options.dataFolder.isEmpty() ? api::Engine::defaultDataFolder()
                                                : std::filesystem::path(options.dataFolder.toStdString()));
    if (!opened) {
        return 1;
    }
    models::EngineBridge engine(std::move(opened));
    MainWindow window(engine, theme, settings);
    if (!options.dataFolder.isEmpty()) {
        window.tutorialCommands().setFolder(options.dataFolder + QStringLiteral("/tutorials"));
    }
    if (options.size) {
        window.resize(*options.size);
    }
    window.show();
    const CloseOnSignal signals;
    QObject::connect(&signals, &CloseOnSignal::requested, &window, &QWidget::close);
    // The first picture comes before the first work.
    QTimer::singleShot(0, &window, [&] { beginSession(engine, window, options.files); });
    if (options.duration) {
        QTimer::singleShot(*options.duration, &window, &QWidget::close);
    }
    if (!options.screenshot.isEmpty()) {
        const auto delay = static_cast<int>(options.screenshotAfterSeconds * 1000);
        QTimer::singleShot(delay, &window, [&] { saveScreenshot(window, options.screenshot); });
    }
    return QApplication::exec();
}

} // namespace millrace::gui
