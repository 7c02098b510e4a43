// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/shell/connector_wizard.h"

#include "engine/api/connector_files.h"
#include "gui/query/result_table.h"
#include "gui/shell/wizard_step.h"
#include "gui/theme/theme_controller.h"
#include "models/text/error_text.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPromise>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <memory>

namespace millrace::gui {

namespace {

using models::ConnectorField;
using models::ConnectorSide;
using models::TransportForm;

QString textOf(const QWidget* widget)
{
    if (const auto* box = qobject_cast<const QCheckBox*>(widget)) {
        return box->isChecked() ? QStringLiteral("true") : QString();
    }
    if (const auto* combo = qobject_cast<const QComboBox*>(widget)) {
        return combo->currentText();
    }
    const auto* line = qobject_cast<const QLineEdit*>(widget);
    return line == nullptr ? QString() : line->text().trimmed();
}

QLabel* problemLabel(const QString& name, QWidget* parent)
{
    auto* label = new QLabel(parent);
    label->setObjectName(name);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setProperty("role", QStringLiteral("error"));
    return label;
}

} // namespace

ConnectorWizard::ConnectorWizard(const QString& program, const QString& baseFolder, const QString& relation,
                                 QWidget* parent)
    : QWizard(parent)
    , m_program(program)
    , m_baseFolder(baseFolder)
    , m_relations(api::compile(program.toStdString()).relations)
    , m_relation(new QComboBox(this))
    , m_transport(new QComboBox(this))
    , m_name(new QLineEdit(this))
    , m_problem(problemLabel(QStringLiteral("connectorProblem"), this))
    , m_sampleTable(new ResultTable(m_sample, this))
    , m_sampleText(new QLabel(this))
    , m_text(new QPlainTextEdit(this))
    , m_reviewProblem(problemLabel(QStringLiteral("connectorReviewProblem"), this))
{
    setObjectName(QStringLiteral("connectorWizard"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Add connector"));
    setOption(QWizard::NoBackButtonOnStartPage);
    setOption(QWizard::NoDefaultButton, false);
    for (const RelationInfo& info : m_relations) {
        if (info.kind != sql::RelationKind::LocalView) {
            m_relation->addItem(QString::fromStdString(info.name));
        }
    }
    m_relation->setCurrentText(relation);
    buildKindPage();
    addWizardStep(*this, OptionsPage, tr("Options"), tr("Left empty, an option has its usual value."));
    buildSamplePage();
    buildReviewPage();
    connect(&m_reading, &QFutureWatcher<models::ConnectorSample>::finished, this, &ConnectorWizard::showSample);
    onRelationChanged();
    resize(720, 520);
}

void ConnectorWizard::buildKindPage()
{
    QWizardPage* page =
        addWizardStep(*this, KindPage, tr("Where from, or where to"),
                      tr("An input brings rows into a table; an output takes the changes of a table or view."));
    m_relation->setObjectName(QStringLiteral("connectorRelation"));
    m_relation->setAccessibleName(tr("Table or view"));
    m_transport->setObjectName(QStringLiteral("connectorTransport"));
    m_transport->setAccessibleName(tr("Kind"));
    m_name->setObjectName(QStringLiteral("connectorName"));
    m_name->setAccessibleName(tr("Name"));
    auto* fields = new QFormLayout;
    fields->addRow(tr("&Table or view:"), m_relation);
    fields->addRow(tr("&Kind:"), m_transport);
    fields->addRow(tr("Na&me:"), m_name); // N is Next
    qobject_cast<QVBoxLayout*>(page->layout())->addLayout(fields);
    qobject_cast<QVBoxLayout*>(page->layout())->addStretch(1);
    connect(m_relation, &QComboBox::currentIndexChanged, this, &ConnectorWizard::onRelationChanged);
}

void ConnectorWizard::buildSamplePage()
{
    QWizardPage* page = addWizardStep(*this, SamplePage, tr("First rows"), tr("As the table will get them."));
    m_sampleText->setObjectName(QStringLiteral("connectorSampleText"));
    m_sampleText->setTextFormat(Qt::PlainText);
    m_sampleText->setWordWrap(true);
    m_sampleTable->setObjectName(QStringLiteral("connectorSample"));
    m_sampleTable->setAccessibleName(tr("First rows"));
    page->layout()->addWidget(m_sampleText);
    page->layout()->addWidget(m_sampleTable);
    qobject_cast<QVBoxLayout*>(page->layout())->addStretch(1);
}

void ConnectorWizard::buildReviewPage()
{
    QWizardPage* page =
        addWizardStep(*this, ReviewPage, tr("What is written"),
                      tr("The connector stands in the program, which you can go on editing and then save."));
    m_text->setObjectName(QStringLiteral("connectorText"));
    m_text->setAccessibleName(tr("Declaration of the connector"));
    m_text->setReadOnly(true);
    m_text->setTabChangesFocus(true);
    m_text->setFont(ThemeController::monospaceFont());
    page->layout()->addWidget(m_text);
    page->layout()->addWidget(m_reviewProblem);
    page->setFinalPage(true);
    setButtonText(QWizard::FinishButton, tr("&Add"));
}

const RelationInfo* ConnectorWizard::relation() const
{
    const std::string name = m_relation->currentText().toStdString();
    const auto found = std::find_if(m_relations.begin(), m_relations.end(),
                                    [&](const RelationInfo& info) { return info.name == name; });
    return found == m_relations.end() ? nullptr : &*found;
}

const TransportForm* ConnectorWizard::form() const
{
    for (const TransportForm& each : models::transportForms()) {
        if (each.transport == m_transport->currentData().toString()) {
            return &each;
        }
    }
    return nullptr;
}

void ConnectorWizard::onRelationChanged()
{
    const RelationInfo* info = relation();
    const bool isTable = info != nullptr && info->kind == sql::RelationKind::Table;
    m_transport->clear();
    for (const TransportForm& each : models::transportForms()) {
        const bool isInput = each.side == ConnectorSide::Input;
        if (isInput && !isTable) {
            continue; // rows of a view are computed
        }
        m_transport->addItem(isInput ? tr("Input: %1").arg(each.title) : tr("Output: %1").arg(each.title),
                             each.transport);
    }
    int number = 1;
    const auto isTaken = [&](const QString& name) {
        return info != nullptr && std::find(info->connectors.begin(), info->connectors.end(), name.toStdString()) !=
                                      info->connectors.end();
    };
    while (isTaken(QStringLiteral("connector_%1").arg(number))) {
        ++number;
    }
    m_name->setText(QStringLiteral("connector_%1").arg(number));
}

void ConnectorWizard::readFile(const QString& path)
{
    m_path = path;
    for (const RelationInfo& info : m_relations) {
        const QString name = QString::fromStdString(info.name);
        if (info.kind == sql::RelationKind::Table &&
            QFileInfo(path).baseName().compare(name, Qt::CaseInsensitive) == 0) {
            m_relation->setCurrentText(name);
        }
    }
    const RelationInfo* chosen = relation();
    if (chosen != nullptr && chosen->kind != sql::RelationKind::Table) { // a view takes no file
        const auto table = std::find_if(m_relations.begin(), m_relations.end(),
                                        [](const RelationInfo& info) { return info.kind == sql::RelationKind::Table; });
        m_relation->setCurrentText(table == m_relations.end() ? QString() : QString::fromStdString(table->name));
    }
    m_transport->setCurrentIndex(m_transport->findData(QStringLiteral("file_input")));
}

QWidget* ConnectorWizard::makeField(const ConnectorField& field)
{
    QWidget* widget = nullptr;
    if (field.kind == ConnectorField::Kind::Flag) {
        widget = new QCheckBox(field.label, m_optionsBox);
    } else if (field.kind == ConnectorField::Kind::Choice) {
        auto* combo = new QComboBox(m_optionsBox);
        combo->addItems(field.choices);
        combo->setCurrentText(field.initial);
        widget = combo;
    } else {
        auto* line = new QLineEdit(field.initial, m_optionsBox);
        line->setPlaceholderText(field.hint);
        widget = line;
    }
    widget->setObjectName(QStringLiteral("connectorField-") + field.key);
    widget->setAccessibleName(field.label);
    return widget;
}

void ConnectorWizard::buildOptions()
{
    delete m_optionsBox;
    m_fields.clear();
    m_format = nullptr;
    m_formatBox = nullptr;
    m_formatFields.clear();
    m_isFormatChosen = false;
    m_isHeaderChosen = false;
    m_optionsBox = new QWidget;
    auto* fields = new QFormLayout(m_optionsBox);
    fields->setContentsMargins(0, 0, 0, 0);
    const TransportForm* chosen = form();
    for (const ConnectorField& field : chosen == nullptr ? QList<ConnectorField>() : chosen->fields) {
        QWidget* widget = makeField(field);
        m_fields.insert(field.key, widget);
        if (field.kind == ConnectorField::Kind::Path && chosen->side == ConnectorSide::Input) {
            addPathField(*fields, field, widget);
        } else {
            fields->addRow(field.kind == ConnectorField::Kind::Flag ? QString() : QString(field.label + u':'), widget);
        }
    }
    if (chosen != nullptr && !chosen->formats.isEmpty()) {
        addFormat(*fields, *chosen);
    }
    if (auto* path = qobject_cast<QLineEdit*>(m_fields.value(QStringLiteral("path"))); path != nullptr && m_format) {
        connect(path, &QLineEdit::textChanged, this, [this](const QString& text) {
            const QString format = models::formatOfFile(text);
            if (!m_isFormatChosen && !format.isEmpty()) {
                m_format->setCurrentText(format);
            }
        });
        if (!m_path.isEmpty()) {
            path->setText(m_path);
        }
    }
    fields->addRow(m_problem);
    qobject_cast<QVBoxLayout*>(page(OptionsPage)->layout())->addWidget(m_optionsBox);
    m_problem->clear();
}

void ConnectorWizard::addPathField(QFormLayout& fields, const ConnectorField& field, QWidget* line)
{
    auto* browse = new QPushButton(tr("Br&owse…"), m_optionsBox);
    connect(browse, &QPushButton::clicked, this, [this, line] {
        const QString path = QFileDialog::getOpenFileName(this, tr("File to read"), m_baseFolder);
        if (!path.isEmpty()) {
            qobject_cast<QLineEdit*>(line)->setText(path);
        }
    });
    auto* row = new QHBoxLayout;
    row->addWidget(line, 1);
    row->addWidget(browse);
    fields.addRow(field.label + u':', row);
}

void ConnectorWizard::addFormat(QFormLayout& fields, const TransportForm& chosen)
{
    m_format = new QComboBox(m_optionsBox);
    m_format->setObjectName(QStringLiteral("connectorFormat"));
    m_format->setAccessibleName(tr("Format"));
    m_format->addItems(chosen.formats);
    fields.addRow(tr("&Format:"), m_format);
    connect(m_format, &QComboBox::activated, this, [this] { m_isFormatChosen = true; });
    if (chosen.side == ConnectorSide::Input) {
        m_formatBox = &fields;
        connect(m_format, &QComboBox::currentTextChanged, this, &ConnectorWizard::showFormatFields);
        showFormatFields();
    }
}

void ConnectorWizard::showFormatFields()
{
    for (QCheckBox* box : std::as_const(m_formatFields)) {
        m_formatBox->removeRow(box);
    }
    m_formatFields.clear();
    int row = 0;
    QFormLayout::ItemRole role = QFormLayout::FieldRole;
    m_formatBox->getWidgetPosition(m_format, &row, &role);
    for (const ConnectorField& field : models::inputFormatFields(m_format->currentText())) {
        auto* box = qobject_cast<QCheckBox*>(makeField(field));
        m_formatBox->insertRow(++row, QString(), box);
        m_formatFields.insert(field.key, box);
        connect(box, &QCheckBox::clicked, this, [this] { m_isHeaderChosen = true; });
    }
}

models::ConnectorDraft ConnectorWizard::draft() const
{
    models::ConnectorDraft draft;
    draft.relation = m_relation->currentText();
    draft.name = m_name->text().trimmed();
    draft.transport = m_transport->currentData().toString();
    for (auto it = m_fields.begin(); it != m_fields.end(); ++it) {
        draft.values.insert(it.key(), textOf(it.value()));
    }
    draft.format = m_format == nullptr ? QString() : m_format->currentText();
    for (auto it = m_formatFields.begin(); it != m_formatFields.end(); ++it) {
        draft.formatValues.insert(it.key(), it.value()->isChecked() ? QStringLiteral("true") : QStringLiteral("false"));
    }
    return draft;
}

void ConnectorWizard::initializePage(int id)
{
    switch (id) {
    case OptionsPage:
        m_problem->setParent(this); // it outlives the box that holds it
        buildOptions();
        break;
    case SamplePage: readSample(); break;
    case ReviewPage: review(); break;
    default: break;
    }
    QWizard::initializePage(id);
}

bool ConnectorWizard::validateCurrentPage()
{
    if (currentId() == OptionsPage) {
        const RelationInfo* info = relation();
        m_problem->setText(info == nullptr ? tr("The program declares no table and no view.")
                                           : models::draftProblem(draft(), *info));
        return m_problem->text().isEmpty();
    }
    return currentId() != ReviewPage || !m_changed.isEmpty();
}

/// A file may stand on a disk that is slow or gone: neither the window nor the end of the program waits for it.
void ConnectorWizard::readSample()
{
    m_sampleText->setText(tr("Reading…"));
    m_sample.begin({});
    models::ConnectorDraft asked = draft();
    if (!m_isHeaderChosen) {
        asked.formatValues.clear(); // the file tells
    }
    auto promise = std::make_shared<QPromise<models::ConnectorSample>>();
    m_reading.setFuture(promise->future());
    promise->start();
    const RelationInfo* info = relation();
    callAside([promise, asked, schema = info == nullptr ? Schema() : info->schema, folder = m_baseFolder] {
        promise->addResult(models::readSample(asked, schema, folder));
        promise->finish();
    });
}

void ConnectorWizard::showSample()
{
    if (m_reading.future().resultCount() == 0) {
        return;
    }
    const models::ConnectorSample sample = m_reading.result();
    m_sample.begin(sample.batches.empty() ? Schema() : sample.schema);
    m_sample.append(sample.batches);
    const QString rows = tr("%n row(s)", nullptr, m_sample.rowCount());
    m_sampleText->setText(!sample.problem.isEmpty() ? sample.problem
                          : sample.hasNames         ? tr("%1, after the line of names").arg(rows)
                                                    : rows);
    if (QCheckBox* headers = m_formatFields.value(QStringLiteral("headers")); headers != nullptr && !m_isHeaderChosen) {
        headers->setChecked(sample.hasNames);
    }
    if (currentId() == ReviewPage) {
        review(); // who did not wait
    }
}

void ConnectorWizard::review()
{
    Result<QString> changed = models::addConnector(m_program, draft());
    m_text->setPlainText(models::draftJson(draft(), 0));
    m_changed = changed.ok() ? *changed : QString();
    m_reviewProblem->setText(changed.ok() ? QString() : models::errorLine(changed.error()));
    m_reviewProblem->setVisible(!changed.ok());
    button(QWizard::FinishButton)->setEnabled(changed.ok());
}

} // namespace millrace::gui
