// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/descriptive/config_document.h"

#include "engine/api/descriptive.h"
#include "gui/descriptive/config_pane.h"
#include "gui/editor/find_bar.h"
#include "gui/editor/sql_editor.h"
#include "gui/query/query_cell_widget.h"
#include "gui/query/result_table.h"
#include "models/text/error_text.h"

#include <QFileInfo>
#include <QMessageBox>
#include <QSplitter>
#include <QTabBar>
#include <QTabWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace millrace::gui {

namespace {

constexpr int kRefreshMs = 1000;
constexpr int kMinEditorHeight = 60;
constexpr int kRowsShown = 4;
constexpr int kRowsShownInLow = 3;
constexpr int kNarrow = 640;
constexpr int kLow = 480;

/// One text that runs them all. The line end keeps a comment at the end of a statement from the semicolon.
QString joined(const std::vector<std::string>& statements)
{
    QString text;
    for (const std::string& statement : statements) {
        text += QString::fromStdString(statement) + QStringLiteral("\n;\n");
    }
    return text;
}

} // namespace

/// Left by the checker's thread, beside its report.
struct ConfigDocument::Reading {
    std::mutex mutex;
    descriptive::PipelinesConfig config; ///< guarded by the mutex

    descriptive::PipelinesConfig copy()
    {
        const std::lock_guard lock(mutex);
        return config;
    }

    api::CompileReport check(std::string_view text)
    {
        descriptive::ConfigReading read = descriptive::readPipelinesConfig(text);
        descriptive::checkPipelines(text, read);
        api::CompileReport report;
        report.diagnostics = std::move(read.diagnostics);
        report.hasErrors = read.hasErrors;
        const std::lock_guard lock(mutex);
        config = std::move(read.config);
        return report;
    }
};

ConfigDocument::ConfigDocument(QString path, const QString& text, std::shared_ptr<descriptive::QueryHost> host,
                               models::FrameClock& clock, ActionRegistry& actions, QWidget* parent)
    : Document(nullptr, parent)
    , m_path(std::move(path))
    , m_saved(text)
    , m_host(std::move(host))
    , m_actions(actions)
    , m_editor(new SqlEditor(this, EditorLanguage::Yaml))
    , m_findBar(new FindBar(m_editor, this))
    , m_pane(new ConfigPane(*m_host, actions, this))
    , m_rows(new QueryCellWidget(std::make_unique<models::QueryCell>(*m_host, title(), clock), actions, this))
    , m_reading(std::make_shared<Reading>())
    , m_checker([reading = m_reading](std::string_view yaml) { return reading->check(yaml); })
{
    setObjectName(QStringLiteral("configDocument"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    build(layout);
    m_editor->setText(text);
    m_editor->setModified(false);
    connect(m_editor, &QsciScintilla::textChanged, this, [this] {
        m_checker.checkWhenIdle([this] { return m_editor->text(); });
    });
    connect(m_editor, &QsciScintilla::modificationChanged, this, [this](bool isModified) {
        updateActions();
        Q_EMIT modifiedChanged(isModified);
        Q_EMIT titleChanged();
    });
    connect(&m_checker, &models::ProgramChecker::checked, this,
            [this](const QString&, const api::CompileReport& report) { onChecked(report); });
    connect(&m_rows->cell(), &models::QueryCell::stateChanged, this, &ConfigDocument::updateActions);
    connect(&m_rows->cell(), &models::QueryCell::stateChanged, this, &ConfigDocument::streamChanged);
    connect(m_pane, &ConfigPane::runRequested, this, &ConfigDocument::runSelected);
    m_refresh.setInterval(kRefreshMs);
    connect(&m_refresh, &QTimer::timeout, m_pane, &ConfigPane::refreshListeners);
    m_checker.check(text);
    updateActions();
}

void ConfigDocument::updateActions()
{
    m_save->setEnabled(isModified());
    m_cancel->setEnabled(m_rows->cell().state() == models::QueryState::Running);
}

ConfigDocument::~ConfigDocument()
{
    m_host->pipelines().close(m_path.toStdString());
}

void ConfigDocument::build(QVBoxLayout* layout)
{
    auto* header = new QWidget(this);
    header->setObjectName(QStringLiteral("documentHeader"));
    header->setAttribute(Qt::WA_StyledBackground);
    auto* tools = new QHBoxLayout(header);
    tools->setContentsMargins(8, 3, 8, 3);
    tools->setSpacing(4);
    // Of this document alone: the window's are about the current one, which may be another.
    m_save = likeAction(m_actions, ActionId::Save);
    m_run = likeAction(m_actions, ActionId::RunQuery);
    m_cancel = likeAction(m_actions, ActionId::CancelQuery);
    connect(m_save, &QAction::triggered, this, &ConfigDocument::save);
    connect(m_run, &QAction::triggered, this, &ConfigDocument::runSelected);
    connect(m_cancel, &QAction::triggered, this, [this] { m_rows->cell().cancel(); });
    for (QAction* action : {m_save, m_run, m_cancel}) {
        auto* button = new QToolButton(header);
        button->setDefaultAction(action);
        button->setObjectName(QStringLiteral("config") + action->objectName());
        button->setAccessibleName(ActionRegistry::plainText(action->text()));
        button->setIconSize(QSize(14, 14));
        tools->addWidget(button);
    }
    tools->addStretch(1);
    m_editor->setAccessibleName(tr("Pipelines file"));
    m_editor->yieldKeysTo(m_actions, KeyScope::Notebook);
    addAction(m_actions.action(ActionId::RunQuery));
    addAction(m_actions.action(ActionId::CancelQuery));
    m_parts = new QSplitter(Qt::Horizontal, this);
    m_below = new QTabWidget(this);
    m_parts->setObjectName(QStringLiteral("configSplitter"));
    m_parts->setChildrenCollapsible(false);
    m_editor->setMinimumHeight(kMinEditorHeight);
    m_parts->addWidget(m_editor);
    m_parts->addWidget(m_pane);
    m_parts->setStretchFactor(0, 3);
    m_parts->setStretchFactor(1, 2);
    connect(m_parts, &QSplitter::splitterMoved, this, [this] { m_isShareOfUser = true; });
    m_below->setObjectName(QStringLiteral("configBelow"));
    m_below->setDocumentMode(true);
    m_below->tabBar()->setAccessibleName(tr("Pipelines and rows"));
    m_below->hide();
    layout->addWidget(header);
    layout->addWidget(m_findBar);
    layout->addWidget(m_parts, 1);
    m_rows->showOnlyRows();
    m_rows->hide();
    layout->addWidget(m_rows);
}

QString ConfigDocument::title() const
{
    const QString name = QFileInfo(m_path).fileName();
    return m_editor->isModified() ? tr("%1 ●").arg(name) : name;
}

void ConfigDocument::focusContent()
{
    m_editor->setFocus(Qt::OtherFocusReason);
}

void ConfigDocument::setZoom(int zoom)
{
    m_editor->zoomTo(zoom);
}

bool ConfigDocument::isModified() const
{
    return m_editor->isModified();
}

bool ConfigDocument::mayClose()
{
    if (!isModified()) {
        return true;
    }
    QMessageBox box(QMessageBox::Question, tr("Unsaved file"), tr("%1 has changes that are not saved.").arg(m_path),
                    QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, this);
    box.setTextFormat(Qt::PlainText);
    box.setDefaultButton(QMessageBox::Save);
    switch (box.exec()) {
    case QMessageBox::Save: return save();
    case QMessageBox::Discard: return true;
    default: return false;
    }
}

bool ConfigDocument::save()
{
    if (!isModified()) {
        return true;
    }
    const std::filesystem::path file = m_path.toStdString();
    const Result<std::string> stands = descriptive::readConfigFile(file);
    if (stands.ok() && *stands != m_saved.toStdString()) {
        QMessageBox box(QMessageBox::Warning, tr("Changed file"),
                        tr("%1 was changed by others since it was read. Saving loses what they wrote.").arg(m_path),
                        QMessageBox::Save | QMessageBox::Cancel, this);
        box.setTextFormat(Qt::PlainText);
        box.setDefaultButton(QMessageBox::Cancel);
        if (box.exec() != QMessageBox::Save) {
            return false;
        }
    }
    const QString text = m_editor->text();
    if (const Status written = descriptive::replaceFile(file, text.toStdString()); !written.ok()) {
        Q_EMIT failed(tr("Could not save %1").arg(m_path), models::errorLine(written.error()));
        return false;
    }
    m_saved = text;
    m_editor->setModified(false);
    m_checker.check(text);
    return true;
}

void ConfigDocument::onChecked(const api::CompileReport& report)
{
    m_editor->setDiagnostics(report.diagnostics);
    std::vector<std::string> names;
    for (const descriptive::PipelineDefinition& pipeline : m_reading->copy().pipelines) {
        names.push_back(pipeline.name);
    }
    if (!isModified()) {
        m_host->pipelines().open(m_path.toStdString(), m_reading->copy());
    }
    // Of equal names the first one is called, also of those of another file.
    m_pane->setPipelines(names, m_host->pipelines().namesOf(m_path.toStdString()));
    Q_EMIT reportChanged(m_path, report);
}

void ConfigDocument::takeOver()
{
    const Result<std::string> stands = descriptive::readConfigFile(m_path.toStdString());
    if (!stands.ok() || isModified()) {
        return; // saving tells
    }
    m_saved = QString::fromStdString(*stands);
    if (m_saved != m_editor->text()) {
        m_editor->replaceText(m_saved);
        m_editor->setModified(false);
        m_checker.check(m_saved);
    }
}

void ConfigDocument::runSelected()
{
    const std::string name = m_pane->selected();
    for (const descriptive::PipelineDefinition& pipeline : m_reading->copy().pipelines) {
        if (pipeline.name == name) {
            m_rows->setText(joined(pipeline.statements));
            showRows();
            m_rows->run();
            return;
        }
    }
}

void ConfigDocument::setAddresses(const QStringList& addresses)
{
    m_pane->setAddresses(addresses);
}

/// In a narrow tab no line of the text could be read beside the pane: that, and the rows, go below it as tabs.
void ConfigDocument::arrange()
{
    const bool isNarrow = width() < kNarrow;
    if (isNarrow && m_parts->orientation() == Qt::Horizontal) {
        m_parts->setOrientation(Qt::Vertical);
        m_pane->setOrientation(Qt::Horizontal);
        m_below->addTab(m_pane, tr("Pipelines"));
        if (m_hasRun) {
            m_below->addTab(m_rows, tr("Rows"));
        }
        m_parts->addWidget(m_below);
        m_below->show();
        m_isShareOfUser = false;
    } else if (!isNarrow && m_parts->orientation() == Qt::Vertical) {
        m_below->hide();
        while (m_below->count() > 0) {
            m_below->removeTab(0);
        }
        m_parts->setOrientation(Qt::Horizontal);
        m_pane->setOrientation(Qt::Vertical);
        m_parts->insertWidget(1, m_pane);
        m_pane->show();
        layout()->addWidget(m_rows);
        m_rows->setVisible(m_hasRun);
        m_isShareOfUser = false;
    }
    if (!m_isShareOfUser) {
        const int whole = isNarrow ? height() : width();
        m_parts->setSizes({whole * 3 / 5, whole * 2 / 5});
    }
    // The text is what the tab is for.
    m_rows->table()->setMaxVisibleRows(height() < kLow ? kRowsShownInLow : kRowsShown);
}

void ConfigDocument::showRows()
{
    m_hasRun = true;
    if (m_parts->orientation() == Qt::Vertical) {
        m_below->setCurrentIndex(m_below->indexOf(m_rows) < 0 ? m_below->addTab(m_rows, tr("Rows"))
                                                              : m_below->indexOf(m_rows));
    } else {
        m_rows->show();
    }
}

void ConfigDocument::resizeEvent(QResizeEvent* event)
{
    Document::resizeEvent(event);
    arrange();
}

void ConfigDocument::showEvent(QShowEvent* event)
{
    Document::showEvent(event);
    m_pane->refreshListeners();
    m_refresh.start();
}

void ConfigDocument::hideEvent(QHideEvent* event)
{
    Document::hideEvent(event);
    m_refresh.stop();
}

} // namespace millrace::gui
