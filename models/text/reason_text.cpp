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

#define TEXT(text) QT_TRANSLATE_NOOP("ReasonText", text)

constexpr Phrase kPhrases[] = {
    {"pipeline stopped", "", TEXT("the pipeline is stopped")},
    {"pipeline starting", "", TEXT("the pipeline is starting")},
    {"pipeline paused", "", TEXT("the inputs of the pipeline are paused")},
    {"step held", "", TEXT("a step is held")},
    {"pipeline stopping", "", TEXT("the pipeline is stopping")},
    {"pipeline failed", "", TEXT("the pipeline failed")},
    {"paused by its declaration", "", TEXT("paused by its declaration")},
    {"paused by user", "", TEXT("switched off")},
    {"opening", "", TEXT("opening its source")},
    {"starting", "", TEXT("starting")},
    {"reading", "", TEXT("reading")},
    {"taking requests", "", TEXT("taking requests")},
    {"end of input", "", TEXT("end of input")},
    {"held step", "", TEXT("a step that is held")},
    {"records not received yet", "", TEXT("records that have not come yet")},
    {"the step in progress", "", TEXT("the step in progress")},
    {"the open transaction", "", TEXT("the open transaction")},
    {"failed: ", "", TEXT("%1")},
    {"blocked by failed ", "", TEXT("blocked by failed %1")},
    {"waits for label ", "", TEXT("waits for label %1")},
    {"buffer full (", " records)", TEXT("buffer full (%1 records)")},
    {"buffer full, draining (", " records)", TEXT("buffer full, draining (%1 records)")},
    {"output ", "", TEXT("output %1")},
    {"", " buffered records", TEXT("%1 buffered records")},
};

#undef TEXT

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
