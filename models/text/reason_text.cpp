// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/text/reason_text.h"

#include "models/text/cell_text.h"

#include <QCoreApplication>

namespace millrace::models {

namespace {

struct ReasonTexts {
    Q_DECLARE_TR_FUNCTIONS(ReasonText)
};

/// A reason that begins with `head` and ends with `tail`; what stands between is the text's %1.
struct Phrase {
    std::string_view head;
    std::string_view tail;
    const char* text;
};

constexpr Phrase kPhrases[] = {
    {"pipeline stopped", "", QT_TRANSLATE_NOOP("ReasonText", "the pipeline is stopped")},
    {"pipeline starting", "", QT_TRANSLATE_NOOP("ReasonText", "the pipeline is starting")},
    {"pipeline paused", "", QT_TRANSLATE_NOOP("ReasonText", "the inputs of the pipeline are paused")},
    {"step held", "", QT_TRANSLATE_NOOP("ReasonText", "a step is held")},
    {"pipeline stopping", "", QT_TRANSLATE_NOOP("ReasonText", "the pipeline is stopping")},
    {"pipeline failed", "", QT_TRANSLATE_NOOP("ReasonText", "the pipeline failed")},
    {"paused by its declaration", "", QT_TRANSLATE_NOOP("ReasonText", "paused by its declaration")},
    {"paused by user", "", QT_TRANSLATE_NOOP("ReasonText", "switched off")},
    {"opening", "", QT_TRANSLATE_NOOP("ReasonText", "opening its source")},
    {"starting", "", QT_TRANSLATE_NOOP("ReasonText", "starting")},
    {"reading", "", QT_TRANSLATE_NOOP("ReasonText", "reading")},
    {"taking requests", "", QT_TRANSLATE_NOOP("ReasonText", "taking requests")},
    {"end of input", "", QT_TRANSLATE_NOOP("ReasonText", "end of input")},
    {"held step", "", QT_TRANSLATE_NOOP("ReasonText", "a step that is held")},
    {"records not received yet", "", QT_TRANSLATE_NOOP("ReasonText", "records that have not come yet")},
    {"the step in progress", "", QT_TRANSLATE_NOOP("ReasonText", "the step in progress")},
    {"the open transaction", "", QT_TRANSLATE_NOOP("ReasonText", "the open transaction")},
    {"failed: ", "", QT_TRANSLATE_NOOP("ReasonText", "%1")},
    {"blocked by failed ", "", QT_TRANSLATE_NOOP("ReasonText", "blocked by failed %1")},
    {"waits for label ", "", QT_TRANSLATE_NOOP("ReasonText", "waits for label %1")},
    {"buffer full (", " records)", QT_TRANSLATE_NOOP("ReasonText", "buffer full (%1 records)")},
    {"buffer full, draining (", " records)", QT_TRANSLATE_NOOP("ReasonText", "buffer full, draining (%1 records)")},
    {"output ", "", QT_TRANSLATE_NOOP("ReasonText", "output %1")},
    {"", " buffered records", QT_TRANSLATE_NOOP("ReasonText", "%1 buffered records")},
};

} // namespace

QString reasonText(std::string_view reason)
{
    for (const Phrase& phrase : kPhrases) {
        const bool isLong = reason.size() >= phrase.head.size() + phrase.tail.size();
        if (!isLong || !reason.starts_with(phrase.head) || !reason.ends_with(phrase.tail)) {
            continue;
        }
        const std::string_view rest =
            reason.substr(phrase.head.size(), reason.size() - phrase.head.size() - phrase.tail.size());
        const QString text = ReasonTexts::tr(phrase.text);
        const bool takesRest = text.contains(QLatin1String("%1"));
        if (takesRest) {
            return text.arg(toQString(rest));
        }
        if (rest.empty()) {
            return text;
        }
    }
    return toQString(reason);
}

} // namespace millrace::models
