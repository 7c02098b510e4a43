// SPDX-License-Identifier: GPL-3.0-or-later
// Memory limit of a pipeline, and what it does with a step that fails.
#pragma once

#include "engine/api/pipeline.h"

#include <QDialog>

class QComboBox;
class QSpinBox;

namespace millrace::gui {

/// Shows limits and gives back what the user made of them. GUI thread only.
class LimitsDialog : public QDialog {
    Q_OBJECT
public:
    LimitsDialog(const QString& pipeline, const RunLimits& limits, QWidget* parent = nullptr);

    RunLimits limits() const;

private:
    QSpinBox* m_memory; ///< MiB; 0 = the usual limit
    QComboBox* m_onError;
};

} // namespace millrace::gui
