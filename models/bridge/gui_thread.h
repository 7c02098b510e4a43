// SPDX-License-Identifier: GPL-3.0-or-later
// The check that models and the window are used on the thread they live on.
#pragma once

#include "engine/api/values.h"

#include <QObject>
#include <QThread>

/// First statement of public functions of QObjects that are bound to the window's thread.
#define MR_ASSERT_GUI_THREAD() MR_ASSERT(QObject::thread() == QThread::currentThread())
