// SPDX-License-Identifier: GPL-3.0-or-later
// What nearly every file of the window includes, compiled once.
#pragma once

#include "gui/actions/action_registry.h"
#include "gui/theme/theme.h"
#include "models/bridge/engine_bridge.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QMainWindow>
#include <QTableView>
#include <QToolButton>
#include <QTreeView>
