// SPDX-License-Identifier: GPL-3.0-or-later
// The window in every state that is looked at: a real engine, programs of this folder, no fakes.
#pragma once

#include "gui/actions/action_registry.h"
#include "gui/theme/theme_controller.h"
#include "gui/window/main_window.h"
#include "models/bridge/engine_bridge.h"

#include <QList>
#include <QSettings>
#include <QTemporaryDir>

#include <functional>
#include <memory>

namespace millrace::test {

/// A shown window of 1280x720 over an engine with nothing in it, in English and light. GUI thread only.
class Gallery {
public:
    Gallery();
    ~Gallery();

    gui::MainWindow& window() { return *m_window; }
    models::EngineBridge& engine() { return *m_engine; }
    void show(gui::ThemeChoice theme);
    /// In a folder that goes with the gallery.
    QString scratch(const QString& name) const { return m_folder.filePath(name); }

    /// Makes a pipeline of a program of this folder; relative paths of "shop" are those of the shipped sample's data.
    /// Null when that failed.
    models::PipelineBridge* make(const QString& program);
    /// Makes it, opens its program and starts it; null when it did not come to run.
    models::PipelineBridge* run(const QString& program);
    /// The shipped sample, whose prices keep changing, running with the stream of its view.
    models::PipelineBridge* runSample();
    /// Until it is so, or for twenty seconds.
    static bool waitFor(const std::function<bool()>& condition);
    /// False when the action cannot be done now.
    bool trigger(gui::ActionId action);
    /// The dialog that is open, null when none is.
    QWidget* dialog() const;

private:
    QTemporaryDir m_folder;
    std::unique_ptr<models::EngineBridge> m_engine;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<gui::ThemeController> m_theme;
    std::unique_ptr<gui::MainWindow> m_window;
};

/// One look.
struct GalleryState {
    QString name; ///< also of its image
    /// Brings it about; what is looked at, null when it did not come about.
    std::function<QWidget*(Gallery&)> enter;
    /// Its pixels are the same each time: there is an image of it in tests/gui/reference.
    bool isFixed = false;
};

QList<GalleryState> documentStates();
QList<GalleryState> dataStates(); ///< streams, queries, data entry, tokens
QList<GalleryState> dockStates();
QList<GalleryState> dialogStates();

/// Docks of the window that stand at the bottom, by object name, brought to the front.
QWidget* raised(Gallery& gallery, const QString& dock);

} // namespace millrace::test
