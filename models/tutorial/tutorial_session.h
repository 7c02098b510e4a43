// SPDX-License-Identifier: GPL-3.0-or-later
// A tutorial that is being done: its pipeline, its steps, and whether their checks hold.
#pragma once

#include "models/tutorial/tutorial_probe.h"
#include "models/tutorial/tutorial_shelf.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

#include <chrono>
#include <memory>

namespace millrace::models {

/// The window as a tutorial sees it and acts in it.
class TutorialStage {
public:
    virtual ~TutorialStage() = default;
    /// The pipeline that everything is about from now on; null at the end.
    virtual void setPipeline(PipelineBridge* pipeline) = 0;
    /// Answers checks about the window.
    virtual CheckOutcome check(const TutorialItem& check) = 0;
    /// Does a command; failures are told to the user. `step` is that of the command.
    virtual void perform(const TutorialItem& command, const TutorialStep& step) = 0;
    /// Puts a step's snippet where it belongs.
    virtual void insert(const TutorialSnippet& snippet) = 0;
};

/// Checks are asked after events, at most kPaceMs apart; once all of a step's were true it is done, and stays so.
/// A tutorial has a pipeline and a folder of its own and touches nothing else. GUI thread only; engine, shelf and
/// stage must outlive it.
class TutorialSession : public QObject {
    Q_OBJECT
public:
    static constexpr int kPaceMs = 200;
    /// A hint is offered after so long without a check that has become true, the next one after so much longer.
    static constexpr std::chrono::seconds kFirstHintAfter{30};
    static constexpr std::chrono::seconds kNextHintAfter{60};

    /// What stands beside a check.
    struct CheckState {
        bool isTrue = false;
        QString reason;
        bool operator==(const CheckState&) const = default;
    };

    /// `folder` is where the files of all tutorials go, one folder each.
    TutorialSession(EngineBridge& engine, TutorialShelf& shelf, TutorialStage& stage, const Tutorial& tutorial,
                    QString folder, QObject* parent = nullptr);
    ~TutorialSession() override;

    /// Goes on where it was left, with the pipeline there was; makes what is missing. False when that failed, which
    /// failed() or the engine's commandFailed() tells.
    bool begin();
    /// Begins anew with a new pipeline.
    bool restart();
    /// Begins anew and does every step before the present one by itself.
    void restore();
    /// Stops the pipeline, which stays for the next time. The session is over then.
    void leave();
    /// The same tutorial in the language that is shown now.
    void retranslate(const Tutorial& tutorial);
    /// Deletes the pipeline and the files of a tutorial that is not being done; what was done stays done.
    static void remove(EngineBridge& engine, TutorialShelf& shelf, const Tutorial& tutorial, const QString& folder);

    const Tutorial& tutorial() const { return m_tutorial; }
    PipelineBridge* pipeline() const { return m_pipeline; }
    /// Where its exports and files are.
    QString folder() const { return m_folder; }
    int stepIndex() const { return m_progress.step; }
    const TutorialStep& step() const { return m_tutorial.steps[m_progress.step]; }
    bool isDone(int step) const { return m_progress.isDone[step]; }
    bool isStepDone() const { return isDone(stepIndex()); }
    bool isAllDone() const { return m_progress.numDone() == m_tutorial.steps.size(); }
    int numDone() const { return m_progress.numDone(); }
    /// Beside step().checks, and step().quiz as the last one when there is one.
    const QList<CheckState>& checks() const { return m_checks; }
    /// What hinders the step, a sentence; empty when nothing does.
    const QString& hindrance() const { return m_hindrance; }
    /// Of the mistakes of the step, what is the case; empty when none.
    const QString& mistake() const { return m_mistake; }
    /// "Do it for me" or restore() is under way.
    bool isWorking() const { return !m_queue.isEmpty() || m_playTo.has_value(); }
    int numHints() const { return m_numHints; } ///< shown of step().hints
    int chosen() const { return m_chosen; }     ///< answer of the quiz, -1 = none
    /// The reader has been at the step for a while, and there is a hint that was not shown.
    bool offersHint() const { return m_offersHint; }
    /// Other times than those of a reader, for tests.
    void setHintTimes(std::chrono::milliseconds first, std::chrono::milliseconds next);

    void goTo(int step);
    void showHint();
    void insertSnippet();
    void doIt();
    void choose(int answer);
    /// Something may have changed: checks are asked soon.
    void requestCheck();

Q_SIGNALS:
    /// Another step is shown.
    void stepChanged();
    /// Outcomes, hints, answers or work of the step.
    void changed();
    void stepDone(int step);
    void failed(const QString& what, const millrace::Error& error);

private:
    bool adopt(PipelineBridge* pipeline);
    PipelineBridge* create();
    void letGo();
    void removePipeline();
    bool writeFiles();
    void evaluate();
    void work();
    void play();
    void judge();
    CheckState outcomeOf(const TutorialItem& check);
    QString firstTrue(const QList<TutorialCheck>& checks, bool wanted);
    void store();
    void waitForHint();

    EngineBridge& m_engine;
    TutorialShelf& m_shelf;
    TutorialStage& m_stage;
    Tutorial m_tutorial;
    QString m_folder;
    TutorialProgress m_progress;
    QPointer<PipelineBridge> m_pipeline;
    std::unique_ptr<TutorialProbe> m_probe; ///< while there is a pipeline
    QTimer m_pace;                          ///< single shot, after an event
    QTimer m_idle;                          ///< single shot, until a hint is offered
    std::chrono::milliseconds m_firstHintAfter = kFirstHintAfter;
    std::chrono::milliseconds m_nextHintAfter = kNextHintAfter;
    bool m_offersHint = false;
    QList<CheckState> m_checks;
    QString m_hindrance;
    QString m_mistake;
    QList<TutorialItem> m_queue; ///< commands that are to be done
    std::optional<int> m_playTo; ///< restore(): the step that is aimed at
    bool m_wasPlayed = false;    ///< restore(): the commands of this step were begun
    int m_numHints = 0;
    int m_chosen = -1;
};

} // namespace millrace::models
