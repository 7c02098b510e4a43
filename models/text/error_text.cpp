// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/text/error_text.h"

#include "models/text/cell_text.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

namespace millrace::models {

namespace {

struct Title {
    const char* id;
    const char* text; ///< English, marked for translation
};

constexpr Title kTitles[] = {
#include "models/text/error_titles.inc"
};

/// The translation context of this file and of the titles.
struct ErrorTexts {
    Q_DECLARE_TR_FUNCTIONS(ErrorText)
};

QString adviceOf(ErrorFamily family)
{
    switch (family) {
    case ErrorFamily::User: return ErrorTexts::tr("Correct it at the place named and try again.");
    case ErrorFamily::Environment: return ErrorTexts::tr("The cause lies outside the program; retry once it is gone.");
    case ErrorFamily::Bug: return ErrorTexts::tr("This is a defect of Millrace; please report it with the details.");
    }
    return {};
}

QString placeOf(const SourceSpan& span)
{
    if (!span.isKnown()) {
        return {};
    }
    return ErrorTexts::tr("line %1, column %2").arg(QString::number(span.line), QString::number(span.column));
}

} // namespace

QString errorTitleText(ErrorCode code)
{
    const std::string_view id = errorId(code);
    const auto* found =
        std::find_if(std::begin(kTitles), std::end(kTitles), [&](const Title& title) { return title.id == id; });
    return found == std::end(kTitles) ? toQString(errorTitle(code)) : ErrorTexts::tr(found->text);
}

ErrorText errorText(const Error& error)
{
    ErrorText text;
    text.code = toQString(errorId(error.code));
    text.title = errorTitleText(error.code);
    text.advice = adviceOf(errorFamily(error.code));
    text.detail = toQString(error.detail);
    text.place = placeOf(error.span);
    return text;
}

QString errorLine(const Error& error)
{
    const ErrorText text = errorText(error);
    return ErrorTexts::tr("%1: %2 (%3)").arg(text.title, text.detail, text.code);
}

QString errorReport(const Error& error)
{
    const ErrorText text = errorText(error);
    QStringList lines = {text.code + QStringLiteral("  ") + text.title, text.detail};
    if (!text.place.isEmpty()) {
        lines.append(text.place);
    }
    for (const ErrorNote& note : error.notes) {
        const QString place = placeOf(note.span);
        lines.append(place.isEmpty() ? toQString(note.text)
                                     : toQString(note.text) + QStringLiteral(" (") + place + QLatin1Char(')'));
    }
    lines.append(text.advice);
    return lines.join(QLatin1Char('\n'));
}

} // namespace millrace::models
