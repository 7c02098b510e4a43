// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tutorial/tutorial_text.h"

#include <QCoreApplication>

namespace millrace::models {

void forEachText(Tutorial& tutorial, const std::function<void(QString&)>& handle)
{
    const auto each = [&](QStringList& texts) {
        for (QString& text : texts) {
            handle(text);
        }
    };
    handle(tutorial.title);
    handle(tutorial.summary);
    each(tutorial.learn);
    for (TutorialStep& step : tutorial.steps) {
        handle(step.title);
        handle(step.body);
        handle(step.success);
        each(step.hints);
        for (QList<TutorialCheck>* checks : {&step.needs, &step.checks, &step.mistakes}) {
            for (TutorialCheck& check : *checks) {
                handle(check.say);
            }
        }
        if (step.quiz) {
            handle(step.quiz->question);
            each(step.quiz->choices);
            handle(step.quiz->why);
        }
    }
}

void translateTexts(Tutorial& tutorial)
{
    forEachText(tutorial, [](QString& text) {
        if (!text.isEmpty()) {
            text = QCoreApplication::translate(kTutorialContext, text.toUtf8().constData());
        }
    });
}

} // namespace millrace::models
