// SPDX-License-Identifier: GPL-3.0-or-later
// A shown window over an engine, for tests that drive one.
#pragma once

#include "engine/api/engine.h"
#include "gui/theme/theme_controller.h"
#include "gui/window/main_window.h"
#include "models/bridge/engine_bridge.h"

#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace millrace::test {

/// Base of such tests: init() opens, cleanup() closes, so that each starts with nothing stored.
class WindowFixture : public QObject {
protected:
    /// False when the window does not come up.
    bool openWindow(std::unique_ptr<api::Engine> engine)
    {
        m_engine = std::make_unique<models::EngineBridge>(std::move(engine));
        m_settings = std::make_unique<QSettings>(m_folder->filePath(QStringLiteral("w.ini")), QSettings::IniFormat);
        m_theme = std::make_unique<gui::ThemeController>();
        m_theme->apply(gui::ThemeChoice::Light);
        m_window = std::make_unique<gui::MainWindow>(*m_engine, *m_theme, *m_settings);
        m_window->resize(1400, 900);
        m_window->show();
        return QTest::qWaitForWindowExposed(m_window.get());
    }
    void closeWindow()
    {
        m_window.reset();
        m_theme.reset();
        m_settings.reset();
        m_engine.reset();
        m_folder = std::make_unique<QTemporaryDir>();
    }

    std::unique_ptr<QTemporaryDir> m_folder = std::make_unique<QTemporaryDir>();
    std::unique_ptr<models::EngineBridge> m_engine;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<gui::ThemeController> m_theme;
    std::unique_ptr<gui::MainWindow> m_window;
};

} // namespace millrace::test
