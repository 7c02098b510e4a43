// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/pipeline_commands.h"

#include "gui/actions/blocked_keys.h"
#include "gui/descriptive/config_commands.h"
#include "gui/descriptive/config_document.h"
#include "gui/documents/pipeline_document.h"
#include "gui/shell/pipeline_wizard.h"
#include "gui/window/access_dialog.h"
#include "gui/window/limits_dialog.h"
#include "models/text/error_text.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QInputDialog>
#include <QMessageBox>
#include <QPointer>
#include <QPushButton>
#include <QStringDecoder>

#include <utility>

namespace millrace::gui {

namespace {

constexpr qint64 kMaxProgramBytes = 8 * 1024 * 1024;
constexpr qsizetype kMaxNameLength = 100;

/// A file's name as the name of a pipeline: letters, digits, '_' and '-'.
QString nameOf(const QString& fileName)
{
    QString name;
    for (const QChar letter : fileName) {
        const bool isPlain = letter.unicode() < 128 && (letter.isLetterOrNumber() || letter == QLatin1Char('_'));
        name += isPlain ? letter : QLatin1Char('-');
    }
    return name.isEmpty() ? QStringLiteral("pipeline") : name.left(kMaxNameLength - 4);
}

/// Setting that a program was agreed to. The folder belongs to it: relative paths start there.
QString trustKeyOf(const QString& sql, const QString& folder)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(folder.toUtf8().append('\0'));
    hash.addData(sql.toUtf8());
    return QStringLiteral("trusted.") + QString::fromLatin1(hash.result().toHex());
}

} // namespace

PipelineCommands::PipelineCommands(models::EngineBridge& engine, ActionRegistry& actions, QWidget* window)
    : QObject(window)
    , m_engine(engine)
    , m_actions(actions)
    , m_window(window)
{
    const auto on = [this](ActionId id, auto slot) { connect(m_actions.action(id), &QAction::triggered, this, slot); };
    on(ActionId::NewPipeline, &PipelineCommands::createPipeline);
    on(ActionId::OpenFile, &PipelineCommands::chooseFile);
    on(ActionId::RenamePipeline, &PipelineCommands::renamePipeline);
    on(ActionId::DeletePipeline, &PipelineCommands::deletePipeline);
    on(ActionId::Save, &PipelineCommands::save);
    on(ActionId::Check, [this] {
        m_isCheckAsked = true;
        m_document->check();
    });
    on(ActionId::Run, &PipelineCommands::run);
    on(ActionId::PauseInputs, &PipelineCommands::togglePaused);
    on(ActionId::SingleStep, [this] { m_pipeline->singleStep(); });
    on(ActionId::Stop, &PipelineCommands::stop);
    on(ActionId::StopAndEdit, &PipelineCommands::stopAndEdit);
    on(ActionId::SetAside, [this] { m_pipeline->setAsideHeldRecord(); });
    on(ActionId::Limits, &PipelineCommands::editLimits);
    on(ActionId::RetryStep, [this] { m_pipeline->retryHeldStep(); });
    update();
}

/// Who asked for it hears of it; a check while one types is silent.
void PipelineCommands::answerCheck(const api::CompileReport& report)
{
    if (!std::exchange(m_isCheckAsked, false)) {
        return;
    }
    const auto number = static_cast<int>(report.diagnostics.size());
    if (number > 0) {
        Q_EMIT problemsFound();
    }
    BlockedKeys::say(m_document, number == 0 ? tr("Checked: no problems")
                                             : tr("Checked: %n problem(s), F8 leads to them", nullptr, number));
}

void PipelineCommands::save()
{
    if (m_config != nullptr) {
        m_config->save();
    } else {
        m_document->save();
    }
}

void PipelineCommands::setTarget(models::PipelineBridge* pipeline, PipelineDocument* document, ConfigDocument* config)
{
    if (m_config != nullptr) {
        disconnect(m_config, nullptr, this, nullptr);
    }
    m_config = config;
    if (config != nullptr) {
        connect(config, &ConfigDocument::modifiedChanged, this, &PipelineCommands::update);
    }
    if (m_pipeline != nullptr) {
        disconnect(m_pipeline, nullptr, this, nullptr);
    }
    if (m_document != nullptr) {
        disconnect(m_document, nullptr, this, nullptr);
    }
    m_editsWhenStopped = m_editsWhenStopped && m_pipeline == pipeline;
    m_isCheckAsked = m_isCheckAsked && m_document == document;
    m_pipeline = pipeline;
    m_document = document;
    if (pipeline != nullptr) {
        connect(pipeline, &models::PipelineBridge::stateChanged, this, &PipelineCommands::update);
    }
    if (document != nullptr) {
        connect(document, &PipelineDocument::modifiedChanged, this, &PipelineCommands::update);
        connect(document, &PipelineDocument::reportChanged, this, &PipelineCommands::update);
        connect(document, &PipelineDocument::reportChanged, this, &PipelineCommands::answerCheck);
    }
    update();
}

QString PipelineCommands::freeName(const QString& wanted) const
{
    QString name = wanted;
    for (int number = 2; m_engine.find(name) != nullptr; ++number) {
        name = QStringLiteral("%1-%2").arg(wanted).arg(number);
    }
    return name;
}

void PipelineCommands::createPipeline()
{
    auto* wizard = new PipelineWizard(freeName(QStringLiteral("pipeline")), m_window);
    connect(wizard, &QDialog::accepted, this, [this, wizard] {
        // It has no file whose folder its relative paths could start in.
        if (models::PipelineBridge* pipeline =
                m_engine.createPipeline(wizard->name(), wizard->program(), QDir::homePath())) {
            Q_EMIT pipelineOpened(pipeline);
        }
    });
    wizard->open();
}

void PipelineCommands::chooseFile()
{
    const QString kinds = tr("SQL programs and pipelines (*.sql *.yaml *.yml);;All files (*)");
    const QString path = QFileDialog::getOpenFileName(m_window, tr("Open file"), QString(), kinds);
    if (!path.isEmpty()) {
        openFile(path);
    }
}

bool PipelineCommands::openFile(const QString& path)
{
    if (ConfigCommands::isConfig(path)) {
        Q_EMIT configChosen(path);
        return true;
    }
    QFile file(path);
    const QString what = tr("Could not open %1").arg(path);
    if (file.exists() && !QFileInfo(path).isFile()) { // opening a pipe would wait for its writer
        Q_EMIT failed(what, tr("It is not a regular file."));
        return false;
    }
    if (!file.open(QIODevice::ReadOnly)) {
        Q_EMIT failed(what, file.errorString());
        return false;
    }
    if (file.size() > kMaxProgramBytes) {
        Q_EMIT failed(what, tr("A program has at most 8 MiB."));
        return false;
    }
    QStringDecoder decoder(QStringDecoder::Utf8);
    const QString sql = decoder.decode(file.readAll());
    if (decoder.hasError()) {
        Q_EMIT failed(what, tr("It is not UTF-8 text."));
        return false;
    }
    // Made, not run: the user sees first what the program touches.
    const QFileInfo info(path);
    const QString folder = info.absolutePath();
    const QString wanted = nameOf(info.completeBaseName());
    models::PipelineBridge* known = m_engine.find(wanted);
    if (known != nullptr && known->program() == sql && known->pipeline()->baseFolder() == folder.toStdString()) {
        Q_EMIT pipelineOpened(known);
        return true;
    }
    const QString name = freeName(wanted);
    const bool isTrusted = m_engine.setting(trustKeyOf(sql, folder)).has_value();
    const auto created =
        m_engine.engine().createFrom({name.toStdString(), sql.toStdString(), folder.toStdString(), isTrusted});
    if (!created) {
        Q_EMIT failed(what, models::errorLine(created.error()));
        return false;
    }
    m_engine.reload();
    models::PipelineBridge* pipeline = m_engine.find(name);
    if (pipeline != nullptr) {
        Q_EMIT pipelineOpened(pipeline);
    }
    return pipeline != nullptr;
}

void PipelineCommands::renamePipeline()
{
    bool isOk = false;
    const QString name = QInputDialog::getText(m_window, tr("Rename pipeline"), tr("Name:"), QLineEdit::Normal,
                                               m_pipeline->name(), &isOk)
                             .trimmed();
    if (isOk && !name.isEmpty() && name != m_pipeline->name()) {
        m_engine.renamePipeline(m_pipeline, name);
    }
}

void PipelineCommands::deletePipeline()
{
    const QPointer<models::PipelineBridge> pipeline = m_pipeline; // another may be the current one by the answer
    QMessageBox box(QMessageBox::Warning, tr("Delete pipeline"),
                    tr("Delete the pipeline %1, its histories and what runs of it? Files it has written stay.")
                        .arg(m_pipeline->name()),
                    QMessageBox::Cancel, m_window);
    box.setTextFormat(Qt::PlainText);
    const QPushButton* confirm = box.addButton(tr("Delete"), QMessageBox::DestructiveRole);
    box.setDefaultButton(QMessageBox::Cancel);
    box.exec();
    if (box.clickedButton() == confirm && pipeline != nullptr) {
        Q_EMIT aboutToDelete(pipeline);
        m_engine.removePipeline(pipeline);
    }
}

void PipelineCommands::run()
{
    if (m_document != nullptr && !m_document->save()) {
        return;
    }
    switch (stateNow()) {
    case PipelineState::Stopped:
    case PipelineState::Failed: start(*m_pipeline); break;
    case PipelineState::Stopping: startOnceStopped(); break;
    default: break; // it runs: a key that was pressed twice
    }
}

/// The window's snapshot of the state can be a frame old, and keys come faster than that.
PipelineState PipelineCommands::stateNow() const
{
    const auto status = m_pipeline->pipeline()->status();
    return status == nullptr ? m_pipeline->state() : status->state;
}

void PipelineCommands::startOnceStopped()
{
    if (m_startsNext == m_pipeline) {
        return;
    }
    m_startsNext = m_pipeline;
    auto* stopped = new QObject(this);
    connect(m_pipeline, &QObject::destroyed, stopped, &QObject::deleteLater);
    connect(m_pipeline, &models::PipelineBridge::stateChanged, stopped, [this, stopped, pipeline = m_pipeline] {
        if (pipeline->state() != PipelineState::Stopping) {
            stopped->deleteLater();
            stopped->disconnect();
            pipeline->disconnect(stopped);
            m_startsNext = nullptr;
            if (!pipeline->isActive()) {
                start(*pipeline);
            }
            update();
        }
    });
    update();
}

void PipelineCommands::start(models::PipelineBridge& pipeline)
{
    std::vector<ConnectorAccess> access = pipeline.isTrusted() ? std::vector<ConnectorAccess>() : pipeline.access();
    if (AccessDialog::isNeededFor(access)) {
        askBeforeStart(pipeline, std::move(access));
    } else {
        pipeline.start();
    }
}

void PipelineCommands::stop()
{
    m_pipeline->stop();
    update(); // Run may be pressed before the next frame
}

void PipelineCommands::askBeforeStart(models::PipelineBridge& pipeline, std::vector<ConnectorAccess> access)
{
    auto* dialog = new AccessDialog(pipeline.name(), access, m_window);
    const QPointer<models::PipelineBridge> asked = &pipeline;
    const QString program = asked->program();
    connect(dialog, &QDialog::accepted, this, [this, asked, program] {
        // What was shown is what was agreed to.
        if (asked == nullptr || asked->program() != program || !asked->trust()) {
            return;
        }
        const QString folder = QString::fromStdString(asked->pipeline()->baseFolder());
        m_engine.setSetting(trustKeyOf(program, folder), QStringLiteral("yes"));
        asked->start();
    });
    dialog->open();
}

void PipelineCommands::editLimits()
{
    auto* dialog = new LimitsDialog(m_pipeline->name(), m_pipeline->limits(), m_window);
    const QPointer<models::PipelineBridge> edited = m_pipeline;
    connect(dialog, &QDialog::accepted, this, [edited, dialog] {
        if (edited != nullptr) {
            edited->setLimits(dialog->limits());
        }
    });
    dialog->open();
}

void PipelineCommands::togglePaused()
{
    if (m_pipeline->state() == PipelineState::Paused) {
        m_pipeline->resumeInputs();
    } else {
        m_pipeline->pauseInputs();
    }
    update(); // the check mark is what is, not what was clicked
}

void PipelineCommands::stopAndEdit()
{
    m_editsWhenStopped = true;
    m_pipeline->stop();
}

void PipelineCommands::update()
{
    using Id = ActionId;
    const QString noPipeline = m_pipeline == nullptr ? tr("No pipeline is open.") : QString();
    const PipelineState state = m_pipeline == nullptr ? PipelineState::Stopped : m_pipeline->state();
    const bool isActive = m_pipeline != nullptr && m_pipeline->isActive();
    const auto block = [&](Id id, bool isBlocked, const QString& reason) {
        m_actions.setBlocked(id, !noPipeline.isEmpty() ? noPipeline : (isBlocked ? reason : QString()));
    };
    const bool canSave = m_document != nullptr && m_document->isModified();
    block(Id::Save, !canSave, tr("There is nothing to save."));
    if (m_config != nullptr) {
        m_actions.setBlocked(Id::Save, m_config->isModified() ? QString() : tr("There is nothing to save."));
    }
    block(Id::Check, m_document == nullptr, tr("The program's tab is closed."));
    block(Id::RenamePipeline, false, QString());
    block(Id::DeletePipeline, false, QString());
    block(Id::Limits, false, QString());
    const bool isStopping = state == PipelineState::Stopping;
    block(Id::Stop, !isActive || isStopping, isStopping ? tr("It is stopping.") : tr("The pipeline is not running."));
    block(Id::StopAndEdit, !isActive || isStopping, tr("The program can be edited."));
    const bool canPause = state == PipelineState::Running || state == PipelineState::Paused;
    block(Id::PauseInputs, !canPause,
          state == PipelineState::Held ? tr("A step is held: decide about it first.")
                                       : tr("The pipeline is not running."));
    const bool isPaused = state == PipelineState::Paused;
    for (const Id id : {Id::SingleStep, Id::StepToChange}) {
        block(id, !isPaused, isActive ? tr("Pause the inputs first (F6).") : tr("The pipeline is not running."));
    }
    m_actions.setText(Id::PauseInputs, isPaused ? tr("Res&ume inputs") : tr("&Pause inputs"));
    m_actions.action(Id::PauseInputs)->setChecked(isPaused);
    for (const Id id : {Id::SetAside, Id::RetryStep}) {
        block(id, state != PipelineState::Held, tr("No step is held."));
    }
    updateRun();
    if (m_editsWhenStopped && !isActive && m_document != nullptr) {
        m_editsWhenStopped = false;
        m_document->focusContent();
    }
}

void PipelineCommands::updateRun()
{
    const PipelineState state = m_pipeline == nullptr ? PipelineState::Stopped : stateNow();
    const bool canRun =
        state == PipelineState::Stopped || state == PipelineState::Failed || state == PipelineState::Stopping;
    QString reason;
    if (m_pipeline == nullptr) {
        reason = tr("No pipeline is open.");
    } else if (!canRun) {
        reason = tr("It is running.");
    } else if (m_startsNext == m_pipeline) {
        reason = tr("It is stopping, and starts again then.");
    } else if (m_document != nullptr && m_document->report().hasErrors) {
        reason = tr("The program has errors: resolve them first (F8 leads to them).");
    } else if (m_document != nullptr && m_document->isEmpty()) {
        reason = tr("The program is empty.");
    }
    m_actions.setBlocked(ActionId::Run, reason);
}

} // namespace millrace::gui
