// SPDX-License-Identifier: GPL-3.0-or-later
// The list of all actions with their keys.
#pragma once

class QWidget;

namespace millrace::gui {

class ActionRegistry;

/// Opens the sheet; modeless, deleted when closed.
void showShortcutSheet(const ActionRegistry& actions, QWidget* window);

} // namespace millrace::gui
