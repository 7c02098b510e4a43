// SPDX-License-Identifier: GPL-3.0-or-later
// A tutorial as data: steps with prose, checks that tell when a step is done, hints, and what does it for the reader.
#pragma once

#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>
#include <QVariantMap>

#include <optional>

namespace millrace::models {

/// A check or a command: its kind, and the values that the kind has (tutorial_format.h).
struct TutorialItem {
    QString kind;
    /// By key: QString for texts, words and numbers, bool for flags, QStringList for lists, QVariantList of QStringList
    /// for rows, QVariantMap of QString for maps.
    QVariantMap values;
    int line = 0; ///< of its file, from 1

    bool has(const char* key) const { return values.contains(QLatin1String(key)); }
    QString text(const char* key) const { return values.value(QLatin1String(key)).toString(); }
    qint64 number(const char* key, qint64 otherwise = 0) const
    {
        return has(key) ? values.value(QLatin1String(key)).toLongLong() : otherwise;
    }
    bool flag(const char* key) const { return values.value(QLatin1String(key)).toBool(); }
};

/// Whether a check holds, and if not what is the case instead.
struct CheckOutcome {
    bool isTrue = false;
    QString reason; ///< translated; empty when it is true
};

struct TutorialCheck {
    QString say; ///< what the reader is to reach
    TutorialItem item;
};

/// A text that the reader can have put in instead of typing it.
struct TutorialSnippet {
    enum class Target { Append, Replace, Query, Filter }; ///< Append, Replace: to the program
    Target target = Target::Append;
    QString relation; ///< Filter: of its change stream
    QString text;
};

struct TutorialQuiz {
    QString question;
    QStringList choices;
    int answer = 0; ///< index of the right one
    QString why;    ///< shown once it was found
};

struct TutorialStep {
    QString id;
    QString title;
    QString body;      ///< Markdown
    QString spotlight; ///< object name of a widget, dock or action; empty = none
    std::optional<TutorialSnippet> snippet;
    std::optional<TutorialQuiz> quiz;
    QList<TutorialCheck> needs;    ///< what has to hold so that the step can be done
    QList<TutorialCheck> checks;   ///< all true once: the step is done
    QList<TutorialCheck> mistakes; ///< what is often done instead; `say` tells how to mend it
    QStringList hints;             ///< from a nudge to the answer
    QList<TutorialItem> commands;  ///< "do it for me"
    QString success;               ///< Markdown, shown when it is done: why it matters
};

struct Tutorial {
    QString id;
    QString title;
    QString summary; ///< one sentence for the list
    int minutes = 0;
    QStringList learn;            ///< what one can do afterwards
    QString program;              ///< what its pipeline begins with
    QMap<QString, QString> files; ///< by name: laid into the pipeline's folder
    QList<TutorialStep> steps;
};

} // namespace millrace::models
