// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tutorial/tutorial_shelf.h"

#include "models/text/error_text.h"
#include "models/tutorial/tutorial_loader.h"
#include "models/tutorial/tutorial_text.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace millrace::models {

namespace {

std::string keyOf(const Tutorial& tutorial)
{
    return "tutorial." + tutorial.id.toStdString();
}

} // namespace

TutorialShelf::TutorialShelf(EngineBridge& engine, QString folder, QObject* parent)
    : QObject(parent)
    , m_engine(engine)
    , m_folder(std::move(folder))
{
}

void TutorialShelf::load() const
{
    if (m_isLoaded) {
        return;
    }
    m_isLoaded = true;
    const QDir folder(m_folder);
    for (const QString& name : folder.entryList({QStringLiteral("*.yaml")}, QDir::Files, QDir::Name)) {
        Result<Tutorial> tutorial = loadTutorial(folder.filePath(name));
        if (!tutorial) {
            m_problems.append(QString::fromStdString(tutorial.error().detail));
            continue;
        }
        translateTexts(*tutorial);
        m_tutorials.append(std::move(tutorial).value());
    }
}

void TutorialShelf::retranslate()
{
    if (m_isLoaded) {
        m_isLoaded = false;
        m_tutorials.clear();
        m_problems.clear();
        load();
        Q_EMIT retranslated();
    }
}

const QList<Tutorial>& TutorialShelf::tutorials() const
{
    load();
    return m_tutorials;
}

const QStringList& TutorialShelf::problems() const
{
    load();
    return m_problems;
}

const Tutorial* TutorialShelf::find(const QString& id) const
{
    load();
    const auto found =
        std::find_if(m_tutorials.begin(), m_tutorials.end(), [&](const Tutorial& each) { return each.id == id; });
    return found == m_tutorials.end() ? nullptr : &*found;
}

TutorialProgress TutorialShelf::progress(const Tutorial& tutorial) const
{
    const std::string stored = m_engine.settings().value(keyOf(tutorial)).value_or("");
    const QJsonObject object = QJsonDocument::fromJson(QByteArray::fromStdString(stored)).object();
    TutorialProgress progress;
    const int last = static_cast<int>(tutorial.steps.size()) - 1;
    progress.step = std::clamp(object.value(QStringLiteral("step")).toInt(), 0, last);
    progress.pipeline = object.value(QStringLiteral("pipeline")).toString();
    const QJsonArray done = object.value(QStringLiteral("done")).toArray();
    for (const TutorialStep& step : tutorial.steps) {
        progress.isDone.append(done.contains(step.id)); // by id: a newer version may have other steps
    }
    return progress;
}

void TutorialShelf::setProgress(const Tutorial& tutorial, const TutorialProgress& progress)
{
    QJsonArray done;
    for (qsizetype i = 0; i < progress.isDone.size(); ++i) {
        if (progress.isDone[i]) {
            done.append(tutorial.steps[i].id);
        }
    }
    const QJsonObject object{{QStringLiteral("step"), progress.step},
                             {QStringLiteral("pipeline"), progress.pipeline},
                             {QStringLiteral("done"), done}};
    m_engine.settings().set(keyOf(tutorial), QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString());
    Q_EMIT progressChanged(tutorial.id);
}

} // namespace millrace::models
