// SPDX-License-Identifier: GPL-3.0-or-later
// The docks of the window and where they stand.
#pragma once

#include "gui/docks/catalog_dock.h"
#include "gui/docks/connectors_dock.h"
#include "gui/docks/exports_dock.h"
#include "gui/docks/inspector_dock.h"
#include "gui/docks/log_dock.h"
#include "gui/docks/problems_dock.h"
#include "gui/docks/runtime_dock.h"
#include "gui/docks/tokens_dock.h"
#include "gui/tutorial/tutorial_dock.h"
#include "gui/window/dock_sizes.h"

class QMainWindow;

namespace millrace::gui {

enum class DockLayout : uint8_t {
    Explore,  ///< catalog left, the others tabbed below
    Monitor,  ///< no catalog; the runtime beside the others below, which are higher
    Tutorial, ///< as Explore, with the tutorial open at the right
};

/// Makes the docks, places them, and connects each with the action that shows it. GUI thread only.
class Docks : public QObject {
    Q_OBJECT
public:
    Docks(models::EngineBridge& engine, StreamSet& streams, ActionRegistry& actions, QMainWindow* window);

    CatalogDock* catalog() const { return m_catalog; }
    ConnectorsDock* connectors() const { return m_connectors; }
    TokensDock* tokens() const { return m_tokens; }
    ProblemsDock* problems() const { return m_problems; }
    ExportsDock* exports() const { return m_exports; }
    RuntimeDock* runtime() const { return m_runtime; }
    TutorialDock* tutorial() const { return m_tutorial; }
    InspectorDock* inspector() const { return m_inspector; }
    LogDock* log() const { return m_log; }
    /// In the order of Alt+1 to Alt+9.
    QList<DockPanel*> all() const;

    /// Puts all docks where they belong in that layout. Tutorial and inspector stay closed where they are; the
    /// layout of the tutorial opens it.
    void arrange(DockLayout layout = DockLayout::Explore);
    /// Sizes for the window as it is; takes effect when it is laid out next.
    void resizeToWindow(DockLayout layout = DockLayout::Explore);
    DockSizes& sizes() { return *m_sizes; }
    /// Without one the docks say why there is none.
    void setPipeline(models::PipelineBridge* pipeline, NoPipeline why);

private:
    void nameTabBars();

    QMainWindow* m_window;
    CatalogDock* m_catalog;
    ConnectorsDock* m_connectors;
    TokensDock* m_tokens;
    ProblemsDock* m_problems;
    ExportsDock* m_exports;
    RuntimeDock* m_runtime;
    TutorialDock* m_tutorial;
    InspectorDock* m_inspector;
    LogDock* m_log;
    DockSizes* m_sizes;
};

} // namespace millrace::gui
