// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/shell/pipeline_wizard.h"

#include "engine/api/engine.h"
#include "gui/shell/wizard_step.h"
#include "gui/theme/theme_controller.h"
#include "models/text/cell_text.h"

#include <QComboBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QTableWidget>
#include <QVBoxLayout>

namespace millrace::gui {

namespace {

using models::DraftSource;
using models::DraftView;

enum Column { NameColumn, TypeColumn, KeyColumn, NumColumns };

QVBoxLayout* layoutOf(QWizardPage* page)
{
    return qobject_cast<QVBoxLayout*>(page->layout());
}

} // namespace

PipelineWizard::PipelineWizard(const QString& name, QWidget* parent)
    : QWizard(parent)
    , m_name(new QLineEdit(name, this))
    , m_isExample(new QRadioButton(tr("A small &example, ready to run"), this))
    , m_isOwn(new QRadioButton(tr("A table of my o&wn"), this))
    , m_table(new QLineEdit(QStringLiteral("item"), this))
    , m_columns(new QTableWidget(0, NumColumns, this))
    , m_source(new QComboBox(this))
    , m_path(new QLineEdit(this))
    , m_view(new QComboBox(this))
    , m_viewName(new QLineEdit(QStringLiteral("item_counts"), this))
    , m_counted(new QComboBox(this))
    , m_program(new QPlainTextEdit(this))
    , m_remade(new QLabel(this))
    , m_verdict(new QLabel(this))
{
    setObjectName(QStringLiteral("pipelineWizard"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("New pipeline"));
    setWizardStyle(QWizard::ModernStyle);
    buildStart();
    buildTable();
    buildView();
    buildProgram();
    setButtonText(QWizard::FinishButton, tr("&Create"));
    resize(680, 560);
}

void PipelineWizard::buildStart()
{
    QWizardPage* page =
        addWizardStep(*this, StartPage, tr("How it begins"),
                      tr("Whatever you choose ends in SQL, which you can go on editing."));
    m_name->setObjectName(QStringLiteral("pipelineName"));
    m_name->setAccessibleName(tr("Name"));
    m_isExample->setObjectName(QStringLiteral("pipelineExample"));
    m_isOwn->setObjectName(QStringLiteral("pipelineOwn"));
    m_isExample->setChecked(true);
    auto* fields = new QFormLayout;
    fields->addRow(tr("Na&me:"), m_name); // N is Next
    layoutOf(page)->addLayout(fields);
    layoutOf(page)->addSpacing(8);
    layoutOf(page)->addWidget(m_isExample);
    layoutOf(page)->addWidget(m_isOwn);
    layoutOf(page)->addStretch(1);
}

void PipelineWizard::buildTable()
{
    QWizardPage* page = addWizardStep(*this, TablePage, tr("The table"),
                                      tr("What a row has, and where rows come from."));
    m_table->setObjectName(QStringLiteral("draftTable"));
    m_table->setAccessibleName(tr("Name of the table"));
    m_columns->setObjectName(QStringLiteral("draftColumns"));
    m_columns->setAccessibleName(tr("Columns"));
    m_columns->setHorizontalHeaderLabels({tr("Column"), tr("Type"), tr("Key")});
    m_columns->verticalHeader()->hide();
    m_columns->horizontalHeader()->setSectionResizeMode(NameColumn, QHeaderView::Stretch);
    m_columns->setTabKeyNavigation(false);
    m_columns->setColumnWidth(TypeColumn, 180);
    m_columns->setColumnWidth(KeyColumn, m_columns->horizontalHeader()->sectionSizeHint(KeyColumn) + 16);
    m_columns->horizontalHeader()->setHighlightSections(false);
    addColumn(QStringLiteral("id"), QStringLiteral("BIGINT"), true);
    addColumn(QStringLiteral("name"), QStringLiteral("VARCHAR"), false);
    auto* addButton = new QPushButton(tr("&Add column"), page);
    addButton->setObjectName(QStringLiteral("draftAddColumn"));
    connect(addButton, &QPushButton::clicked, this, [this] {
        addColumn(QStringLiteral("column_%1").arg(m_columns->rowCount() + 1), QStringLiteral("BIGINT"), false);
        m_columns->setCurrentCell(m_columns->rowCount() - 1, NameColumn);
        m_columns->setFocus();
    });
    auto* removeButton = new QPushButton(tr("&Remove column"), page);
    removeButton->setObjectName(QStringLiteral("draftRemoveColumn"));
    connect(removeButton, &QPushButton::clicked, this, [this] {
        m_columns->removeRow(m_columns->currentRow() < 0 ? m_columns->rowCount() - 1 : m_columns->currentRow());
    });
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(addButton);
    buttons->addWidget(removeButton);
    buttons->addStretch(1);
    m_source->setObjectName(QStringLiteral("draftSource"));
    m_source->setAccessibleName(tr("Rows come from"));
    m_source->addItem(tr("Typed in, or sent over the API"), static_cast<int>(DraftSource::Nothing));
    m_source->addItem(tr("Made up, ten a second"), static_cast<int>(DraftSource::Generator));
    m_source->addItem(tr("A CSV file, and what is appended to it"), static_cast<int>(DraftSource::File));
    m_path->setObjectName(QStringLiteral("draftPath"));
    m_path->setAccessibleName(tr("CSV file"));
    auto* browseButton = new QPushButton(tr("Br&owse…"), page);
    browseButton->setObjectName(QStringLiteral("draftBrowse"));
    connect(browseButton, &QPushButton::clicked, this, &PipelineWizard::chooseFile);
    auto* file = new QHBoxLayout;
    file->addWidget(m_path, 1);
    file->addWidget(browseButton);
    const auto showFile = [this, browseButton] {
        const bool isFile = m_source->currentData().toInt() == static_cast<int>(DraftSource::File);
        m_path->setEnabled(isFile);
        browseButton->setEnabled(isFile);
    };
    connect(m_source, &QComboBox::currentIndexChanged, this, showFile);
    showFile();
    auto* name = new QFormLayout;
    name->addRow(tr("&Table:"), m_table);
    auto* fields = new QFormLayout;
    fields->addRow(tr("Rows &come from:"), m_source);
    fields->addRow(tr("File:"), file);
    m_problems.append(new QLabel(page));
    layoutOf(page)->addLayout(name);
    layoutOf(page)->addWidget(m_columns, 1);
    layoutOf(page)->addLayout(buttons);
    layoutOf(page)->addLayout(fields);
    layoutOf(page)->addWidget(m_problems.last());
}

void PipelineWizard::buildView()
{
    QWizardPage* page = addWizardStep(*this, ViewPage, tr("A view"), tr("A view is a query that is kept up to date."));
    m_view->setObjectName(QStringLiteral("draftView"));
    m_view->setAccessibleName(tr("View"));
    m_view->addItem(tr("How many rows have each value"), static_cast<int>(DraftView::Counts));
    m_view->addItem(tr("All rows, to be changed"), static_cast<int>(DraftView::Rows));
    m_view->addItem(tr("None yet"), static_cast<int>(DraftView::Nothing));
    m_viewName->setObjectName(QStringLiteral("draftViewName"));
    m_viewName->setAccessibleName(tr("Name of the view"));
    m_counted->setObjectName(QStringLiteral("draftCounted"));
    m_counted->setAccessibleName(tr("Counted column"));
    const auto enable = [this] {
        const auto kind = static_cast<DraftView>(m_view->currentData().toInt());
        m_viewName->setEnabled(kind != DraftView::Nothing);
        m_counted->setEnabled(kind == DraftView::Counts);
    };
    connect(m_view, &QComboBox::currentIndexChanged, this, enable);
    enable();
    auto* fields = new QFormLayout;
    fields->addRow(tr("&View:"), m_view);
    fields->addRow(tr("Na&me:"), m_viewName);
    fields->addRow(tr("Values &of:"), m_counted);
    m_problems.append(new QLabel(page));
    layoutOf(page)->addLayout(fields);
    layoutOf(page)->addStretch(1);
    layoutOf(page)->addWidget(m_problems.last());
}

void PipelineWizard::buildProgram()
{
    QWizardPage* page = addWizardStep(*this, ProgramPage, tr("The program"),
                                      tr("You can change it here and later. Run (F5) starts it once it is created."));
    m_program->setObjectName(QStringLiteral("draftProgram"));
    m_program->setAccessibleName(tr("SQL program"));
    m_program->setTabChangesFocus(true);
    m_program->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_program->setFont(ThemeController::monospaceFont());
    m_verdict->setObjectName(QStringLiteral("draftVerdict"));
    m_problems.append(m_verdict);
    m_remade->setObjectName(QStringLiteral("draftRemade"));
    m_remade->setText(tr("Your answers have changed, so the program was written anew. Ctrl+Z brings yours back."));
    m_remade->setTextFormat(Qt::PlainText);
    m_remade->setWordWrap(true);
    m_remade->setProperty("role", QStringLiteral("muted"));
    m_remade->hide();
    layoutOf(page)->addWidget(m_program, 1);
    layoutOf(page)->addWidget(m_remade);
    layoutOf(page)->addWidget(m_verdict);
    page->setFinalPage(true);
    for (QLabel* problem : std::as_const(m_problems)) {
        problem->setTextFormat(Qt::PlainText);
        problem->setWordWrap(true);
        problem->setProperty("role", QStringLiteral("error"));
    }
    connect(m_program, &QPlainTextEdit::textChanged, this, &PipelineWizard::checkProgram);
}

void PipelineWizard::addColumn(const QString& name, const QString& type, bool isKey)
{
    const int row = m_columns->rowCount();
    m_columns->insertRow(row);
    m_columns->setItem(row, NameColumn, new QTableWidgetItem(name));
    auto* types = new QComboBox;
    types->setAccessibleName(tr("Type of column %1").arg(row + 1));
    types->addItems(models::draftTypes());
    types->setCurrentText(type);
    m_columns->setCellWidget(row, TypeColumn, types);
    auto* key = new QTableWidgetItem;
    key->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
    key->setCheckState(isKey ? Qt::Checked : Qt::Unchecked);
    m_columns->setItem(row, KeyColumn, key);
}

void PipelineWizard::chooseFile()
{
    const QString path =
        QFileDialog::getOpenFileName(this, tr("CSV file"), m_path->text(), tr("CSV files (*.csv);;All files (*)"));
    if (!path.isEmpty()) {
        m_path->setText(path);
    }
}

models::PipelineDraft PipelineWizard::draft() const
{
    models::PipelineDraft draft;
    draft.table = m_table->text().trimmed();
    for (int row = 0; row < m_columns->rowCount(); ++row) {
        const QString name = m_columns->item(row, NameColumn)->text().trimmed();
        const auto* types = qobject_cast<QComboBox*>(m_columns->cellWidget(row, TypeColumn));
        if (!name.isEmpty()) {
            draft.columns.append(
                {name, types->currentText(), m_columns->item(row, KeyColumn)->checkState() == Qt::Checked});
        }
    }
    draft.source = static_cast<DraftSource>(m_source->currentData().toInt());
    draft.path = m_path->text().trimmed();
    // The view has a page of its own, which comes later.
    if (currentId() != TablePage) {
        draft.view = static_cast<DraftView>(m_view->currentData().toInt());
        draft.viewName = m_viewName->text().trimmed();
        draft.countedColumn = m_counted->currentText();
    }
    return draft;
}

QString PipelineWizard::name() const
{
    return m_name->text().trimmed();
}

QString PipelineWizard::program() const
{
    return m_program->toPlainText();
}

int PipelineWizard::nextId() const
{
    switch (currentId()) {
    case StartPage: return m_isExample->isChecked() ? ProgramPage : TablePage;
    case TablePage: return ViewPage;
    case ViewPage: return ProgramPage;
    default: return -1;
    }
}

void PipelineWizard::initializePage(int id)
{
    if (id == ViewPage) {
        if (!m_viewName->isModified()) {
            m_viewName->setText(m_table->text().trimmed() + QStringLiteral("_counts"));
        }
        const QString chosen = m_counted->currentText();
        m_counted->clear();
        for (const models::DraftColumn& column : draft().columns) {
            m_counted->addItem(column.name);
        }
        m_counted->setCurrentIndex(
            std::max({0, m_counted->findText(chosen), m_counted->count() > 1 && chosen.isEmpty() ? 1 : 0}));
    } else if (id == ProgramPage) {
        propose(m_isExample->isChecked() ? models::exampleProgram() : models::programOf(draft()));
    }
}

/// What was typed into the program stays as long as the answers before it do, and can be had back after that.
void PipelineWizard::propose(const QString& program)
{
    if (program == m_proposed) {
        return;
    }
    const bool isEdited = !m_proposed.isEmpty() && this->program() != m_proposed;
    m_proposed = program;
    QTextCursor whole(m_program->document());
    whole.select(QTextCursor::Document);
    whole.insertText(program);
    m_program->moveCursor(QTextCursor::Start);
    m_remade->setVisible(isEdited);
}

bool PipelineWizard::validateCurrentPage()
{
    if (currentId() == StartPage) {
        m_name->setFocus();
        return !name().isEmpty();
    }
    if (currentId() == ProgramPage) {
        return true; // what is not right yet is marked in the editor
    }
    const QString problem = models::problemOf(draft());
    m_problems[currentId() - TablePage]->setText(problem);
    return problem.isEmpty();
}

void PipelineWizard::checkProgram()
{
    const api::CompileReport report = api::compile(program().toStdString());
    m_verdict->clear();
    for (const sql::Diagnostic& diagnostic : report.diagnostics) {
        if (diagnostic.severity == sql::Severity::Error) {
            m_verdict->setText(
                QStringLiteral("%1: %2").arg(diagnostic.span.line).arg(models::toQString(diagnostic.message)));
            return;
        }
    }
}

} // namespace millrace::gui
