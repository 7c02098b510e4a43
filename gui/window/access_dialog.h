// SPDX-License-Identifier: GPL-3.0-or-later
// Asks before a program from outside runs: these files and hosts it touches.
#pragma once

#include "engine/api/pipeline.h"

#include <QDialog>

#include <vector>

namespace millrace::gui {

/// Accepted by "Run anyway". Lists what is touched; connectors that touch nothing are left out. GUI thread only.
class AccessDialog : public QDialog {
    Q_OBJECT
public:
    AccessDialog(const QString& pipeline, const std::vector<ConnectorAccess>& access, QWidget* parent = nullptr);

    /// Whether there is anything to ask about.
    static bool isNeededFor(const std::vector<ConnectorAccess>& access);
};

} // namespace millrace::gui
