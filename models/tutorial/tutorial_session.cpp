// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tutorial/tutorial_session.h"

#include <QDir>
#include <QFile>

#include <algorithm>

namespace millrace::models {

TutorialSession::TutorialSession(EngineBridge& engine, TutorialShelf& shelf, TutorialStage& stage,
                                 const Tutorial& tutorial, QString folder, QObject* parent)
    : QObject(parent)
    , m_engine(engine)
    , m_shelf(shelf)
    , m_stage(stage)
    , m_tutorial(tutorial)
    , m_folder(QDir(folder).filePath(tutorial.id))
    , m_progress(shelf.progress(tutorial))
{
    m_pace.setSingleShot(true);
    m_pace.setInterval(kPaceMs);
    connect(&m_pace, &QTimer::timeout, this, &TutorialSession::evaluate);
    m_idle.setSingleShot(true);
    connect(&m_idle, &QTimer::timeout, this, [this] {
        m_offersHint = true;
        Q_EMIT changed();
    });
    // Whatever the engine does is told by a frame.
    connect(&engine.clock(), &FrameClock::frame, this, &TutorialSession::requestCheck);
    connect(&engine, &EngineBridge::pipelineAboutToBeRemoved, this, [this](const PipelineBridge* pipeline) {
        if (pipeline == m_pipeline) {
            letGo();
            requestCheck();
        }
    });
}

TutorialSession::~TutorialSession() = default;

bool TutorialSession::begin()
{
    PipelineBridge* known = m_progress.hasBegun() ? m_engine.find(m_progress.pipeline) : nullptr;
    if (known == nullptr) {
        return restart();
    }
    return writeFiles() && adopt(known);
}

bool TutorialSession::restart()
{
    removePipeline();
    m_queue.clear();
    m_playTo.reset();
    m_progress.step = 0;
    m_progress.isDone.fill(false);
    QDir(m_folder).removeRecursively(); // what exports of the last time left
    return writeFiles() && adopt(create());
}

void TutorialSession::restore()
{
    const int step = stepIndex();
    if (restart() && step > 0) {
        m_playTo = step;
        m_wasPlayed = false;
        Q_EMIT changed();
    }
}

void TutorialSession::retranslate(const Tutorial& tutorial)
{
    m_tutorial = tutorial;
    Q_EMIT stepChanged();
    requestCheck(); // for the reasons
}

void TutorialSession::remove(EngineBridge& engine, TutorialShelf& shelf, const Tutorial& tutorial,
                             const QString& folder)
{
    TutorialProgress progress = shelf.progress(tutorial);
    PipelineBridge* pipeline = progress.hasBegun() ? engine.find(progress.pipeline) : nullptr;
    if (pipeline != nullptr && !engine.removePipeline(pipeline)) {
        return; // which the engine has told
    }
    QDir(QDir(folder).filePath(tutorial.id)).removeRecursively();
    progress.pipeline.clear();
    progress.step = 0;
    shelf.setProgress(tutorial, progress);
}

void TutorialSession::setHintTimes(std::chrono::milliseconds first, std::chrono::milliseconds next)
{
    m_firstHintAfter = first;
    m_nextHintAfter = next;
    waitForHint();
}

/// Begins to wait anew: nobody is interrupted who gets on.
void TutorialSession::waitForHint()
{
    m_offersHint = false;
    if (isStepDone() || m_numHints >= step().hints.size()) {
        m_idle.stop();
    } else {
        m_idle.start(m_numHints == 0 ? m_firstHintAfter : m_nextHintAfter);
    }
}

void TutorialSession::leave()
{
    if (m_pipeline != nullptr && m_pipeline->isActive()) {
        m_pipeline->stop();
    }
    letGo();
}

void TutorialSession::removePipeline()
{
    PipelineBridge* old = m_progress.hasBegun() ? m_engine.find(m_progress.pipeline) : nullptr;
    letGo();
    if (old != nullptr) {
        m_engine.removePipeline(old);
    }
}

void TutorialSession::letGo()
{
    m_probe.reset();
    m_pipeline = nullptr;
    m_stage.setPipeline(nullptr);
}

PipelineBridge* TutorialSession::create()
{
    // A pipeline of the user's that has the name keeps it.
    const QString wanted = QStringLiteral("tutorial-%1").arg(m_tutorial.id.section(QLatin1Char('-'), 1));
    QString name = wanted;
    for (int number = 2; m_engine.find(name) != nullptr; ++number) {
        name = QStringLiteral("%1-%2").arg(wanted).arg(number);
    }
    api::NewPipeline definition;
    definition.name = name.toStdString();
    definition.sql = m_tutorial.program.toStdString();
    definition.baseFolder = m_folder.toStdString();
    return m_engine.createPipeline(std::move(definition));
}

bool TutorialSession::adopt(PipelineBridge* pipeline)
{
    if (pipeline == nullptr) {
        return false;
    }
    m_pipeline = pipeline;
    m_progress.pipeline = pipeline->name();
    m_probe = std::make_unique<TutorialProbe>(*pipeline, m_tutorial);
    connect(m_probe.get(), &TutorialProbe::answered, this, &TutorialSession::requestCheck);
    connect(pipeline, &PipelineBridge::nameChanged, this, [this](const QString& name) {
        m_progress.pipeline = name;
        store();
    });
    m_stage.setPipeline(pipeline);
    goTo(m_progress.step);
    return true;
}

bool TutorialSession::writeFiles()
{
    if (!QDir().mkpath(m_folder)) {
        Q_EMIT failed(tr("Could not begin the tutorial"),
                      makeError(ErrorCode::kIoWrite, "No folder can be made: " + m_folder.toStdString()));
        return false;
    }
    for (auto each = m_tutorial.files.begin(); each != m_tutorial.files.end(); ++each) {
        QFile file(QDir(m_folder).filePath(each.key()));
        if (file.exists()) {
            continue; // with what the reader has added
        }
        const QByteArray content = each.value().toUtf8();
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size()) {
            Q_EMIT failed(tr("Could not begin the tutorial"),
                          makeError(ErrorCode::kIoWrite, "File cannot be written: " + file.fileName().toStdString()));
            return false;
        }
    }
    return true;
}

void TutorialSession::store()
{
    m_shelf.setProgress(m_tutorial, m_progress);
}

void TutorialSession::goTo(int step)
{
    m_progress.step = std::clamp(step, 0, static_cast<int>(m_tutorial.steps.size()) - 1);
    m_queue.clear();
    m_numHints = 0;
    m_chosen = -1;
    m_hindrance.clear();
    m_mistake.clear();
    m_checks = QList<CheckState>(this->step().checks.size() + (this->step().quiz ? 1 : 0));
    if (isStepDone()) {
        for (CheckState& check : m_checks) {
            check.isTrue = true;
        }
        m_chosen = this->step().quiz ? this->step().quiz->answer : -1;
    }
    if (m_probe) {
        m_probe->forgetRows();
    }
    waitForHint();
    store();
    Q_EMIT stepChanged();
    requestCheck();
}

void TutorialSession::showHint()
{
    m_numHints = std::min(m_numHints + 1, static_cast<int>(step().hints.size()));
    waitForHint();
    Q_EMIT changed();
}

void TutorialSession::insertSnippet()
{
    if (step().snippet && m_pipeline != nullptr) {
        m_stage.insert(*step().snippet);
        requestCheck();
    }
}

void TutorialSession::doIt()
{
    if (m_queue.isEmpty() && m_pipeline != nullptr) {
        m_queue = step().commands;
        Q_EMIT changed();
        requestCheck();
    }
}

void TutorialSession::choose(int answer)
{
    m_chosen = answer;
    Q_EMIT changed();
    requestCheck();
}

void TutorialSession::requestCheck()
{
    if (!m_pace.isActive()) {
        m_pace.start();
    }
}

void TutorialSession::evaluate()
{
    judge();
    play();
    work();
}

/// One command at a time: what the one before began is settled first.
void TutorialSession::work()
{
    if (m_queue.isEmpty() || m_pipeline == nullptr) {
        return;
    }
    const PipelineState state = m_pipeline->pipeline()->status()->state;
    if (state != PipelineState::Starting && state != PipelineState::Stopping) {
        const TutorialItem command = m_queue.takeFirst();
        if (command.kind == QLatin1String("answer")) {
            m_chosen = step().quiz ? step().quiz->answer : -1;
        } else {
            m_stage.perform(command, step());
        }
        Q_EMIT changed();
    }
    requestCheck(); // for the next command, or for what this one did
}

void TutorialSession::play()
{
    if (!m_playTo || !m_queue.isEmpty()) {
        return;
    }
    if (stepIndex() >= *m_playTo || m_pipeline == nullptr) {
        m_playTo.reset();
        Q_EMIT changed();
    } else if (isStepDone()) {
        m_wasPlayed = false;
        goTo(stepIndex() + 1);
    } else if (!m_wasPlayed) {
        m_wasPlayed = true;
        doIt();
    }
}

TutorialSession::CheckState TutorialSession::outcomeOf(const TutorialItem& check)
{
    const std::optional<CheckOutcome> ofPipeline = m_probe->check(check);
    const CheckOutcome outcome = ofPipeline ? *ofPipeline : m_stage.check(check);
    return {outcome.isTrue, outcome.reason};
}

QString TutorialSession::firstTrue(const QList<TutorialCheck>& checks, bool wanted)
{
    const auto found = std::find_if(checks.begin(), checks.end(),
                                    [&](const TutorialCheck& check) { return outcomeOf(check.item).isTrue == wanted; });
    return found == checks.end() ? QString() : found->say;
}

void TutorialSession::judge()
{
    if (m_probe == nullptr) {
        const QString gone = tr("The pipeline of this tutorial was deleted. “Restore this step” makes it anew.");
        if (m_hindrance != gone) {
            m_hindrance = gone;
            Q_EMIT changed();
        }
        return;
    }
    if (isStepDone()) {
        return;
    }
    QList<CheckState> checks;
    for (const TutorialCheck& check : step().checks) {
        checks.append(outcomeOf(check.item));
    }
    if (step().quiz) {
        const bool isRight = m_chosen == step().quiz->answer;
        checks.append({isRight, isRight || m_chosen < 0 ? QString() : tr("That is not it. A hint leads further.")});
    }
    const QString hindrance = firstTrue(step().needs, false);
    const QString mistake = firstTrue(step().mistakes, true);
    if (checks != m_checks || hindrance != m_hindrance || mistake != m_mistake) {
        const auto isTrue = [](const CheckState& check) { return check.isTrue; };
        if (std::count_if(checks.begin(), checks.end(), isTrue) >
            std::count_if(m_checks.begin(), m_checks.end(), isTrue)) {
            waitForHint();
        }
        m_checks = checks;
        m_hindrance = hindrance;
        m_mistake = mistake;
        Q_EMIT changed();
    }
    if (std::all_of(checks.begin(), checks.end(), [](const CheckState& check) { return check.isTrue; })) {
        m_progress.isDone[stepIndex()] = true;
        waitForHint();
        m_hindrance.clear();
        m_mistake.clear();
        store();
        Q_EMIT stepDone(stepIndex());
        Q_EMIT changed();
    }
}

} // namespace millrace::models
