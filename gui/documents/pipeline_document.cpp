// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/documents/pipeline_document.h"

#include "engine/api/program_text.h"
#include "gui/documents/diff_pane.h"
#include "gui/documents/program_companions.h"
#include "gui/editor/find_bar.h"
#include "gui/editor/sql_editor.h"
#include "gui/widgets/banner.h"
#include "models/bridge/pipeline_definition.h"
#include "models/text/cell_text.h"

#include <QAction>
#include <QMessageBox>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace millrace::gui {

PipelineDocument::PipelineDocument(models::PipelineBridge* pipeline, ActionRegistry& actions, QWidget* parent)
    : Document(pipeline, parent)
    , m_editor(new SqlEditor(this))
    , m_findBar(new FindBar(m_editor, this))
    , m_parts(new QSplitter(Qt::Vertical, this))
    , m_companions(new ProgramCompanions(pipeline, this))
    , m_lock(new Banner(QStringLiteral("lockBanner"), this))
    , m_outside(new Banner(QStringLiteral("outsideBanner"), this))
    , m_replaced(new Banner(QStringLiteral("replacedBanner"), this))
    , m_orphaned(new Banner(QStringLiteral("orphanedBanner"), this))
    , m_recovered(new Banner(QStringLiteral("recoveredBanner"), this))
    , m_checker(&api::compile)
{
    setObjectName(QStringLiteral("pipelineDocument"));
    m_editor->yieldKeysTo(actions);
    buildBanners();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    for (Banner* banner : {m_lock, m_outside, m_replaced, m_orphaned, m_recovered}) {
        layout->addWidget(banner);
    }
    layout->addWidget(m_findBar);
    m_parts->setObjectName(QStringLiteral("programSplitter"));
    m_parts->setChildrenCollapsible(false);
    m_parts->addWidget(m_editor);
    m_parts->addWidget(m_companions);
    layout->addWidget(m_parts, 1);
    connect(m_companions, &ProgramCompanions::changed, this, &PipelineDocument::onCompanionsChanged);
    connect(m_companions, &ProgramCompanions::closed, this, &PipelineDocument::focusContent);
    connect(m_companions, &ProgramCompanions::relationActivated, this, &PipelineDocument::revealRelation);
    m_editor->setHover([this](uint32_t byte) { return describeName(byte); });
    connect(m_editor, &QsciScintilla::textChanged, this, &PipelineDocument::onTextChanged);
    connect(m_editor, &QsciScintilla::modificationChanged, this, [this](bool isModified) {
        Q_EMIT modifiedChanged(isModified);
        Q_EMIT titleChanged();
        updateDiff();
        updateLock();
        if (!isModified) {
            m_recovered->hide();
        }
    });
    connect(m_editor, &SqlEditor::lockedKeyPressed, m_lock, &Banner::flash);
    connect(&m_checker, &models::ProgramChecker::checked, this, &PipelineDocument::onChecked);
    connect(pipeline, &models::PipelineBridge::stateChanged, this, &PipelineDocument::updateLock);
    connect(pipeline, &models::PipelineBridge::trustChanged, this, &PipelineDocument::updateTrust);
    connect(pipeline, &models::PipelineBridge::nameChanged, this, &Document::titleChanged);
    connect(pipeline, &models::PipelineBridge::programChanged, this, &PipelineDocument::reload);
    reload();
    updateLock();
}

void PipelineDocument::buildBanners()
{
    const auto addButton = [this](Banner* banner, const QString& name, const QString& text, auto slot) {
        auto* action = new QAction(text, this);
        action->setObjectName(name);
        connect(action, &QAction::triggered, this, slot);
        banner->addAction(action);
        return action;
    };
    // Not the window's action: that one is about the current pipeline, which may be another.
    m_stop = addButton(m_lock, QStringLiteral("StopThisAndEdit"), tr("Stop and edit"),
                       [this] { m_editsWhenStopped = pipeline()->stop(); });
    addButton(m_replaced, QStringLiteral("LoadStored"), tr("Load that one"), [this] {
        loadStored();
        focusContent();
    });
    addButton(m_replaced, QStringLiteral("KeepMine"), tr("Keep mine"), [this] {
        m_replaced->hide();
        focusContent();
    });
    m_recovered->makeDismissable();
    addButton(m_recovered, QStringLiteral("DropRecovered"), tr("Back to the stored program"), [this] {
        loadStored();
        Q_EMIT discarded();
        focusContent();
    });
    addButton(m_orphaned, QStringLiteral("Recreate"), tr("Create it again"), &PipelineDocument::recreateRequested);
}

/// The companions stand below the text, beside it where both would be slits, and where there is no room for that
/// either, text and companions are tabs.
void PipelineDocument::arrangeParts()
{
    constexpr int kFlat = 420;
    constexpr int kWide = 560;
    const bool isFlat = m_parts->height() < kFlat;
    const bool isTab = isFlat && m_parts->width() < kWide && m_companions->numShown() > 0;
    const Qt::Orientation orientation = isFlat && !isTab ? Qt::Horizontal : Qt::Vertical;
    const bool wasTab = m_companions->indexOf(m_editor) >= 0;
    if (orientation == m_parts->orientation() && isTab == wasTab) {
        return;
    }
    m_parts->setOrientation(orientation);
    if (isTab) {
        m_companions->takeIn(m_editor);
    } else if (wasTab) {
        m_companions->giveBack(m_editor);
        m_parts->insertWidget(0, m_editor);
        m_editor->show();
    }
    shareRoom();
}

void PipelineDocument::shareRoom()
{
    const int whole = m_parts->orientation() == Qt::Horizontal ? m_parts->width() : m_parts->height();
    m_parts->setSizes({whole - whole / 2, whole / 2});
}

void PipelineDocument::onCompanionsChanged()
{
    arrangeParts();
    if (m_companions->numShown() == 1) {
        shareRoom();
    }
    updateDiff();
}

/// The text may stand behind its companions.
void PipelineDocument::showText()
{
    if (m_companions->indexOf(m_editor) >= 0) {
        m_companions->setCurrentWidget(m_editor);
    }
}

void PipelineDocument::revealSpan(const SourceSpan& span)
{
    showText();
    m_editor->revealSpan(span);
}

void PipelineDocument::openFindBar()
{
    showText();
    m_findBar->open();
}

void PipelineDocument::openReplaceBar()
{
    showText();
    m_findBar->openReplace();
}

void PipelineDocument::resizeEvent(QResizeEvent* event)
{
    Document::resizeEvent(event);
    arrangeParts();
}

void PipelineDocument::updateDiff()
{
    if (m_companions->isShown(Companion::Diff) && pipeline() != nullptr) {
        m_companions->diff()->setTexts(pipeline()->program(), text());
    }
}

void PipelineDocument::revealRelation(const QString& relation)
{
    const std::string name = relation.toStdString();
    for (const api::RelationPlace& place : api::relationPlaces(text().toStdString())) {
        if (place.name == name) {
            revealSpan(place.statement);
        }
    }
}

bool PipelineDocument::goToDefinition()
{
    const std::string sql = text().toStdString();
    const std::optional<api::NameAt> name = api::nameAt(sql, m_editor->caretByte());
    if (!name) {
        return false;
    }
    const std::vector<api::RelationPlace> places = api::relationPlaces(sql);
    for (const api::RelationPlace& place : places) {
        if (place.name == name->name) {
            revealSpan(place.nameSpan);
            return true;
        }
    }
    // A column: in the first relation that has it, which is where its values come from.
    for (const RelationInfo& relation : m_report.relations) {
        const auto place = std::find_if(places.begin(), places.end(),
                                        [&](const api::RelationPlace& each) { return each.name == relation.name; });
        if (!relation.schema.find(name->name) || place == places.end()) {
            continue;
        }
        if (const std::optional<SourceSpan> found = api::findName(sql, name->name, place->statement)) {
            revealSpan(*found);
            return true;
        }
    }
    return false;
}

QString PipelineDocument::describeName(uint32_t byte) const
{
    const std::optional<api::NameAt> name = api::nameAt(text().toStdString(), byte);
    if (!name) {
        return {};
    }
    QStringList lines;
    constexpr qsizetype kMaxLines = 12;
    for (const RelationInfo& relation : m_report.relations) {
        const QString relationName = models::toQString(relation.name);
        if (relation.name == name->name) {
            lines.append(relation.kind == sql::RelationKind::Table ? tr("table %1").arg(relationName)
                                                                   : tr("view %1").arg(relationName));
            for (const ColumnInfo& column : relation.schema.columns) {
                lines.append(
                    QStringLiteral("    %1 %2").arg(models::toQString(column.name), models::typeText(column.type)));
            }
        } else if (const std::optional<int> column = relation.schema.find(name->name)) {
            const SqlType& type = relation.schema.columns[static_cast<size_t>(*column)].type;
            lines.append(
                QStringLiteral("%1.%2 %3").arg(relationName, models::toQString(name->name), models::typeText(type)));
        }
    }
    if (lines.size() > kMaxLines) {
        lines = lines.mid(0, kMaxLines);
        lines.append(QString(QChar(0x2026)));
    }
    return lines.join(QLatin1Char('\n'));
}

void PipelineDocument::format()
{
    const QString before = text();
    const QString after = models::toQString(api::formatProgram(before.toStdString()));
    if (after != before) {
        m_editor->replaceText(after);
    }
}

QString PipelineDocument::title() const
{
    const QString name = pipeline() == nullptr ? QString::fromStdString(m_outlived.name) : pipeline()->name();
    return isModified() ? tr("%1 ●").arg(name) : name;
}

void PipelineDocument::focusContent()
{
    showText();
    m_editor->setFocus(Qt::OtherFocusReason);
}

bool PipelineDocument::mayClose()
{
    if (hasOutlivedPipeline()) {
        return mayDrop();
    }
    if (!isModified() || pipeline() == nullptr) {
        return true;
    }
    QMessageBox box(QMessageBox::Question, tr("Unsaved program"),
                    tr("The program of %1 has changes that are not saved.").arg(pipeline()->name()),
                    QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, this);
    box.setTextFormat(Qt::PlainText);
    box.setDefaultButton(QMessageBox::Save);
    switch (box.exec()) {
    case QMessageBox::Save: return save();
    case QMessageBox::Discard: Q_EMIT discarded(); return true;
    default: return false;
    }
}

/// Nothing can be saved any more: the text stays, or it is lost.
bool PipelineDocument::mayDrop()
{
    QMessageBox box(QMessageBox::Warning, tr("Deleted pipeline"),
                    tr("The pipeline %1 was deleted from outside. Closing the tab loses its program.")
                        .arg(QString::fromStdString(m_outlived.name)),
                    QMessageBox::Discard | QMessageBox::Cancel, this);
    box.setTextFormat(Qt::PlainText);
    box.setDefaultButton(QMessageBox::Cancel);
    return box.exec() == QMessageBox::Discard;
}

void PipelineDocument::outlivePipeline()
{
    m_outlived = models::definitionOf(*pipeline());
    pipeline()->disconnect(this);
    letGoOfPipeline();
    updateLock();
    updateTrust();
    m_replaced->hide();
    m_orphaned->say(BannerSeverity::Warning, tr("This pipeline was deleted from outside. What you typed is kept until "
                                                "you close the tab."));
    Q_EMIT titleChanged();
}

api::NewPipeline PipelineDocument::definition() const
{
    api::NewPipeline definition = m_outlived;
    definition.sql = text().toStdString();
    return definition;
}

QString PipelineDocument::text() const
{
    return m_editor->text();
}

bool PipelineDocument::isModified() const
{
    return m_editor->isModified();
}

bool PipelineDocument::save()
{
    if (!isModified()) {
        return true;
    }
    if (pipeline() == nullptr || !pipeline()->setProgram(text())) {
        return false;
    }
    m_editor->setModified(false);
    m_replaced->hide();
    return true;
}

void PipelineDocument::check()
{
    m_checker.check(text());
}

void PipelineDocument::setZoom(int zoom)
{
    m_editor->zoomTo(zoom);
}

void PipelineDocument::appendStatement(const QString& statement)
{
    const bool wasReadOnly = m_editor->isReadOnly();
    m_editor->setReadOnly(false);
    const QString all = text();
    const QString gap = all.isEmpty() || all.endsWith(QLatin1String("\n\n")) ? QString()
                        : all.endsWith(QLatin1Char('\n'))                    ? QStringLiteral("\n")
                                                                             : QStringLiteral("\n\n");
    const auto begin = static_cast<uint32_t>((all + gap).toUtf8().size());
    m_editor->append(gap + statement);
    m_editor->setReadOnly(wasReadOnly);
    SourceSpan span;
    span.begin = begin;
    span.end = begin + static_cast<uint32_t>(statement.trimmed().toUtf8().size());
    span.line = 1; // known
    revealSpan(span);
    check();
}

void PipelineDocument::reload()
{
    const QString program = pipeline()->program();
    if (program == text() && !program.isEmpty()) {
        m_editor->setModified(false);
        m_replaced->hide();
        return;
    }
    if (isModified()) {
        m_replaced->say(BannerSeverity::Warning, tr("The stored program was replaced from outside while you changed "
                                                    "this one. Saving or running puts yours in its place."));
        return;
    }
    loadStored();
}

/// As one step that can be undone, so that nothing that was typed is lost.
void PipelineDocument::loadStored()
{
    m_replaced->hide();
    if (isModified()) {
        replaceText(pipeline()->program());
    } else {
        const bool wasReadOnly = m_editor->isReadOnly();
        m_editor->setReadOnly(false);
        m_editor->setText(pipeline()->program());
        m_editor->setReadOnly(wasReadOnly);
    }
    m_editor->setModified(false);
    check();
}

void PipelineDocument::replaceText(const QString& text)
{
    const bool wasReadOnly = m_editor->isReadOnly();
    m_editor->setReadOnly(false);
    m_editor->selectAll();
    m_editor->replaceSelectedText(text);
    m_editor->setCursorPosition(0, 0);
    m_editor->setReadOnly(wasReadOnly);
}

void PipelineDocument::proposeText(const QString& text)
{
    replaceText(text);
    check();
}

void PipelineDocument::recover(const QString& text)
{
    replaceText(text);
    m_recovered->say(BannerSeverity::Info,
                     tr("Changes that were not saved when Millrace last ended are back. The stored "
                        "program is untouched."));
    check();
}

void PipelineDocument::onTextChanged()
{
    m_checker.checkWhenIdle([this] { return text(); });
}

void PipelineDocument::onChecked(const QString& sql, const api::CompileReport& report)
{
    m_isEmpty = sql.trimmed().isEmpty();
    m_report = report;
    updateDiff(); // as often as the program is checked
    m_editor->setDiagnostics(report.diagnostics);
    updateTrust();
    Q_EMIT reportChanged(report);
}

void PipelineDocument::updateTrust()
{
    const auto touches = [](const ConnectorAccess& access) { return access.kind != ConnectorAccess::Kind::Nothing; };
    const bool isAsked = pipeline() != nullptr && !pipeline()->isTrusted() &&
                         std::any_of(m_report.connectors.begin(), m_report.connectors.end(), touches);
    if (isAsked) {
        m_outside->say(BannerSeverity::Info, tr("Opened from a file, not run yet. Run shows first which files and "
                                                "hosts its connectors touch."));
    } else {
        m_outside->hide();
    }
}

void PipelineDocument::updateLock()
{
    const bool isLocked = pipeline() != nullptr && pipeline()->isActive();
    m_editor->setLocked(isLocked);
    if (!isLocked && std::exchange(m_editsWhenStopped, false)) {
        focusContent();
    }
    if (isLocked) {
        m_stop->setEnabled(pipeline()->state() != PipelineState::Stopping);
        m_lock->say(BannerSeverity::Info,
                    isModified() ? tr("Read-only while the pipeline runs; what runs is the stored program, without "
                                      "your changes")
                                 : tr("Read-only while the pipeline runs"));
    } else {
        m_lock->hide();
    }
}

} // namespace millrace::gui
