// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/text/step_text.h"

#include "models/text/number_text.h"

#include <QCoreApplication>

namespace millrace::models {

namespace {

/// The translation context of this file.
struct StepText {
    Q_DECLARE_TR_FUNCTIONS(StepText)
};

} // namespace

QString stepsText(uint64_t first, uint64_t last)
{
    return first == last ? StepText::tr("step %1").arg(countText(first))
                         : StepText::tr("steps %1 to %2").arg(countText(first), countText(last));
}

QString upToStepText(uint64_t step)
{
    return QChar(0x2264) + QStringLiteral(" ") + countText(step);
}

} // namespace millrace::models
