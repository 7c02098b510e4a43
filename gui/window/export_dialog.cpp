// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/export_dialog.h"

#include "engine/api/entry.h"
#include "gui/theme/theme_controller.h"
#include "gui/widgets/dialog_size.h"
#include "models/entry/pasted_rows.h"
#include "models/text/cell_text.h"
#include "models/text/error_text.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QStandardPaths>
#include <QVBoxLayout>

namespace millrace::gui {

namespace {

constexpr int kMaxRows = 1'000'000'000;

/// What was chosen last, for the next time.
struct LastChoice {
    int format = 0;
    int encoding = 0;
    int compression = 0;
    QString folder;
};

LastChoice& lastChoice()
{
    static LastChoice choice;
    return choice;
}

QString suffixOf(ChangeFormat format)
{
    switch (format) {
    case ChangeFormat::JsonLines: return QStringLiteral("jsonl");
    case ChangeFormat::Csv: return QStringLiteral("csv");
    case ChangeFormat::Tsv: return QStringLiteral("tsv");
    case ChangeFormat::Sql: return QStringLiteral("sql");
    case ChangeFormat::Sqlite: return QStringLiteral("sqlite");
    }
    return {};
}

QSpinBox* rowsBox(const QString& name, const QString& accessibleName, QWidget* parent)
{
    auto* box = new QSpinBox(parent);
    box->setObjectName(name);
    box->setAccessibleName(accessibleName);
    box->setRange(0, kMaxRows);
    box->setSingleStep(1000);
    box->setGroupSeparatorShown(true);
    box->setSpecialValueText(ExportDialog::tr("never"));
    box->setSuffix(ExportDialog::tr(" rows"));
    return box;
}

/// A row that came and one that changed, of made-up values: the form is what matters.
StepChange exampleChange(const Schema& schema)
{
    const std::vector<models::NewRow> rows = models::generateRows(schema, 2, 1);
    StepChange change;
    change.step = 1;
    BatchBuilder builder(schema.physicals());
    const auto add = [&](const models::NewRow& row, Weight weight) {
        for (size_t i = 0; i < schema.numColumns(); ++i) {
            models::appendCell(builder.column(i), schema.columns[i].type, row.cells[i]);
        }
        builder.appendWeight(weight);
    };
    models::NewRow changed = rows[1];
    for (const int key : schema.primaryKey) {
        changed.cells[static_cast<size_t>(key)] = rows[0].cells[static_cast<size_t>(key)];
    }
    add(rows[0], -1);
    add(changed, 1);
    add(rows[1], 1);
    change.delta.add(builder.build());
    return change;
}

} // namespace

ExportDialog::ExportDialog(const models::PipelineBridge& pipeline, const QStringList& relations, QWidget* parent)
    : QDialog(parent)
    , m_pipeline(pipeline)
    , m_relations(relations)
    , m_format(new QComboBox(this))
    , m_encoding(new QComboBox(this))
    , m_compression(new QComboBox(this))
    , m_columns(new QListWidget(this))
    , m_withRows(new QCheckBox(tr("&Begin with the rows that are there now"), this))
    , m_path(new QLineEdit(this))
    , m_stopRows(rowsBox(QStringLiteral("exportStop"), tr("Stop after"), this))
    , m_rotateRows(rowsBox(QStringLiteral("exportRotate"), tr("New file after"), this))
    , m_preview(new QPlainTextEdit(this))
    , m_problem(new QLabel(this))
    , m_hint(new QLabel(this))
    , m_ok(nullptr)
{
    setObjectName(QStringLiteral("exportDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Export changes of %1").arg(relations.join(QStringLiteral(", "))));
    buildColumns();
    buildForm();
    onFormChanged();
}

void ExportDialog::buildColumns()
{
    m_columns->setObjectName(QStringLiteral("exportColumns"));
    m_columns->setAccessibleName(tr("Columns"));
    m_columns->setFixedHeight(5 * fontMetrics().height());
    const RelationInfo* info = m_relations.size() == 1 ? m_pipeline.findRelation(m_relations.first()) : nullptr;
    m_columns->setVisible(info != nullptr);
    if (info == nullptr) {
        return;
    }
    for (const ColumnInfo& column : info->schema.columns) {
        auto* item = new QListWidgetItem(QString::fromStdString(column.name), m_columns);
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
        item->setCheckState(Qt::Checked);
    }
    m_columns->setCurrentRow(0);
    connect(m_columns, &QListWidget::itemChanged, this, &ExportDialog::onFormChanged);
}

QStringList ExportDialog::chosenColumns() const
{
    QStringList chosen;
    for (int row = 0; row < m_columns->count(); ++row) {
        if (m_columns->item(row)->checkState() == Qt::Checked) {
            chosen.append(m_columns->item(row)->text());
        }
    }
    return chosen.size() == m_columns->count() ? QStringList() : chosen;
}

void ExportDialog::buildForm()
{
    m_format->setObjectName(QStringLiteral("exportFormat"));
    m_format->setAccessibleName(tr("Format"));
    m_format->addItem(tr("JSON lines"), static_cast<int>(ChangeFormat::JsonLines));
    m_format->addItem(tr("CSV"), static_cast<int>(ChangeFormat::Csv));
    m_format->addItem(tr("TSV"), static_cast<int>(ChangeFormat::Tsv));
    m_format->addItem(tr("SQL statements"), static_cast<int>(ChangeFormat::Sql));
    m_format->addItem(tr("SQLite database"), static_cast<int>(ChangeFormat::Sqlite));
    m_format->setCurrentIndex(lastChoice().format);
    m_encoding->setObjectName(QStringLiteral("exportEncoding"));
    m_encoding->setAccessibleName(tr("Changes as"));
    m_encoding->addItem(tr("Rows with a weight"), static_cast<int>(ChangeEncoding::Weighted));
    m_encoding->addItem(tr("Inserts and deletes"), static_cast<int>(ChangeEncoding::Operations));
    m_encoding->addItem(tr("Pairs of old and new row"), static_cast<int>(ChangeEncoding::Pairs));
    m_encoding->addItem(tr("Rows as they are now, without what follows"), static_cast<int>(ChangeEncoding::State));
    m_encoding->setCurrentIndex(lastChoice().encoding);
    m_compression->setObjectName(QStringLiteral("exportCompression"));
    m_compression->setAccessibleName(tr("Compression"));
    m_compression->addItem(tr("None"), static_cast<int>(Compression::None));
    m_compression->addItem(tr("gzip"), static_cast<int>(Compression::Gzip));
    m_compression->addItem(tr("zstd"), static_cast<int>(Compression::Zstd));
    m_compression->setCurrentIndex(lastChoice().compression);
    m_withRows->setObjectName(QStringLiteral("exportWithRows"));
    m_path->setObjectName(QStringLiteral("exportPath"));
    m_path->setAccessibleName(tr("File"));
    const QString documents = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    const QString usual = QFileInfo(documents).isDir() ? documents : QDir::homePath();
    const QString folder = lastChoice().folder.isEmpty() ? usual : lastChoice().folder;
    const QString stem = m_relations.size() == 1 ? m_relations.first() : m_pipeline.name();
    m_path->setText(QDir(folder).filePath(stem + u'.' + suffix()));
    m_path->setMinimumWidth(420);
    auto* browseButton = new QPushButton(tr("Br&owse…"), this);
    browseButton->setObjectName(QStringLiteral("exportBrowse"));
    connect(browseButton, &QPushButton::clicked, this, &ExportDialog::browse);
    auto* where = new QHBoxLayout;
    where->addWidget(m_path, 1);
    where->addWidget(browseButton);
    m_preview->setObjectName(QStringLiteral("exportPreview"));
    m_preview->setAccessibleName(tr("What it looks like"));
    m_preview->setReadOnly(true);
    m_preview->setTabChangesFocus(true);
    m_preview->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_preview->setFont(ThemeController::monospaceFont());
    m_preview->setFixedHeight(7 * fontMetrics().height());
    m_problem->setObjectName(QStringLiteral("exportProblem"));
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    m_problem->setProperty("role", QStringLiteral("error"));
    layOut(where);
}

void ExportDialog::layOut(QLayout* where)
{
    auto* form = new QFormLayout;
    form->addRow(tr("&Format:"), m_format);
    form->addRow(tr("&Changes as:"), m_encoding);
    if (m_columns->count() > 0) {
        form->addRow(tr("Co&lumns:"), m_columns);
    }
    form->addRow(QString(), m_withRows);
    auto* file = new QLabel(tr("F&ile:"), this); // a row that is a layout makes no buddy of its own
    file->setBuddy(m_path);
    form->addRow(file, where);
    form->addRow(tr("Co&mpression:"), m_compression);
    form->addRow(tr("&New file after:"), m_rotateRows);
    form->addRow(tr("&Stop after:"), m_stopRows);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    m_ok = buttons->button(QDialogButtonBox::Ok);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    m_hint->setObjectName(QStringLiteral("exportHint"));
    m_hint->setWordWrap(true);
    m_hint->setProperty("role", QStringLiteral("muted"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(12);
    layout->addLayout(form);
    layout->addWidget(m_preview);
    layout->addWidget(m_problem);
    layout->addWidget(m_hint);
    layout->addWidget(buttons);
    connect(m_format, &QComboBox::currentIndexChanged, this, &ExportDialog::fitSuffix);
    connect(m_compression, &QComboBox::currentIndexChanged, this, &ExportDialog::fitSuffix);
    connect(m_path, &QLineEdit::textEdited, this, &ExportDialog::fitToName);
    connect(m_encoding, &QComboBox::currentIndexChanged, this, &ExportDialog::onFormChanged);
    connect(m_path, &QLineEdit::textChanged, this, &ExportDialog::onFormChanged);
    connect(m_rotateRows, &QSpinBox::valueChanged, this, &ExportDialog::onFormChanged);
}

ChangeFormat ExportDialog::format() const
{
    return static_cast<ChangeFormat>(m_format->currentData().toInt());
}

ChangeEncoding ExportDialog::encoding() const
{
    return static_cast<ChangeEncoding>(m_encoding->currentData().toInt());
}

/// A database cannot be compressed while it is written.
Compression ExportDialog::compression() const
{
    return format() == ChangeFormat::Sqlite ? Compression::None
                                            : static_cast<Compression>(m_compression->currentData().toInt());
}

/// "csv", "csv.gz"
QString ExportDialog::suffix() const
{
    return suffixOf(format()) + models::toQString(millrace::suffixOf(compression()));
}

/// The name goes with what is chosen.
void ExportDialog::fitSuffix()
{
    const QFileInfo info(m_path->text());
    const std::string name = info.fileName().toStdString();
    QString stem = info.fileName().chopped(static_cast<qsizetype>(millrace::suffixOf(compressionOfName(name)).size()));
    if (formatOfName(stem.toStdString())) { // any other ending is part of the name
        stem = QFileInfo(stem).completeBaseName();
    }
    m_path->setText(QDir(info.path()).filePath(stem + u'.' + suffix()));
    onFormChanged();
}

/// What is chosen goes with the name, which stays as it was typed.
void ExportDialog::fitToName()
{
    const std::string name = QFileInfo(m_path->text()).fileName().toStdString();
    const QSignalBlocker quietCompression(m_compression);
    const QSignalBlocker quietFormat(m_format);
    m_compression->setCurrentIndex(m_compression->findData(static_cast<int>(compressionOfName(name))));
    if (const std::optional<ChangeFormat> typed = formatOfName(name)) {
        m_format->setCurrentIndex(m_format->findData(static_cast<int>(*typed)));
    }
    onFormChanged();
}

void ExportDialog::browse()
{
    const QString path = QFileDialog::getSaveFileName(this, tr("Export to"), m_path->text(),
                                                      tr("%1 (*.%2)").arg(m_format->currentText(), suffix()));
    if (!path.isEmpty()) {
        m_path->setText(path);
        fitToName();
    }
}

QString ExportDialog::problem() const
{
    ExportOptions options;
    options.format = format();
    options.encoding = encoding();
    options.endsWithSnapshot = encoding() == ChangeEncoding::State;
    const Status fits = ExportRun::check(options, static_cast<size_t>(m_relations.size()));
    if (!fits.ok()) {
        return models::errorText(fits.error()).detail;
    }
    for (const QString& name : m_relations) {
        const RelationInfo* info = m_pipeline.findRelation(name);
        if (options.endsWithSnapshot && info != nullptr && !info->isMaterialized) {
            return tr("%1 keeps no rows: a view has them when it is MATERIALIZED, a table with a PRIMARY KEY.")
                .arg(name);
        }
    }
    const QStringList columns = chosenColumns();
    const RelationInfo* only = m_columns->count() > 0 ? m_pipeline.findRelation(m_relations.first()) : nullptr;
    if (only != nullptr && columns.isEmpty() && m_columns->item(0)->checkState() != Qt::Checked) {
        return tr("Choose at least one column.");
    }
    if (only != nullptr && encoding() == ChangeEncoding::Pairs) {
        for (const int key : columns.isEmpty() ? std::vector<int>() : only->schema.primaryKey) {
            const QString name = QString::fromStdString(only->schema.columns[static_cast<size_t>(key)].name);
            if (!columns.contains(name)) {
                return tr("Pairs need the columns of the primary key: %1 is missing.").arg(name);
            }
        }
    }
    const QFileInfo file(m_path->text());
    if (m_path->text().trimmed().isEmpty() || file.isDir() || !QFileInfo(file.path()).isDir()) {
        return tr("Choose a file in a folder that is there.");
    }
    return {};
}

void ExportDialog::onFormChanged()
{
    const bool isState = encoding() == ChangeEncoding::State;
    m_compression->setEnabled(format() != ChangeFormat::Sqlite);
    m_withRows->setEnabled(!isState);
    m_rotateRows->setEnabled(!isState);
    m_stopRows->setEnabled(!isState);
    const QString why = problem();
    m_problem->setText(why);
    m_problem->setVisible(!why.isEmpty());
    m_ok->setEnabled(why.isEmpty());
    // Not asked in a window of its own: the name stands there, and what becomes of it on the button.
    const bool rotates = !isState && m_rotateRows->value() != 0;
    const bool replaces = !rotates && QFileInfo::exists(m_path->text());
    m_ok->setText(replaces ? tr("Export and &replace") : tr("&Export"));
    const QString written = tr("Every change is written; the pipeline waits for the disk. The file gets its name when "
                               "it is whole, and beside it a manifest tells what is in it.");
    // Looked for with each letter that is typed: the folder is gone through only where there may be many.
    const bool losesPart = why.isEmpty() && (rotates ? !partFilesOf(models::exportOptionsOf(chosen())).empty()
                                                     : QFileInfo::exists(m_path->text() + QStringLiteral(".part")));
    QStringList hints = {written};
    if (losesPart) {
        hints.prepend(tr("What an interrupted export of this name has left is replaced at once; the Exports dock can "
                         "keep it."));
    }
    if (replaces) {
        hints.prepend(tr("The file that has this name is replaced when the export ends."));
    }
    m_hint->setText(hints.join(u' '));
    updatePreview();
    growToContents(*this);
}

void ExportDialog::updatePreview()
{
    std::string text;
    for (const QString& name : m_relations) {
        if (const RelationInfo* info = m_pipeline.findRelation(name)) {
            appendPreview(*info, text);
        }
    }
    m_preview->setPlainText(QString::fromStdString(text));
}

void ExportDialog::appendPreview(const RelationInfo& info, std::string& text) const
{
    Schema schema = info.schema;
    StepChange change = exampleChange(schema);
    if (encoding() == ChangeEncoding::State) {
        auto plain = std::make_shared<Batch>(*sliceBatch(*change.delta.batches[0], 0, 3));
        plain->weights = nullptr;
        change.delta.clear();
        change.delta.add(plain);
    }
    std::vector<std::string> names;
    for (const QString& column : chosenColumns()) {
        names.push_back(column.toStdString());
    }
    if (const auto choice = ColumnChoice::create(schema, names); !names.empty() && choice.ok()) {
        change.delta = choice->of(change.delta);
        schema = choice->schema();
    }
    if (format() == ChangeFormat::Sqlite) {
        text += sqliteTableStatement({info.name, schema}, encoding()) + ";\n";
        return;
    }
    const ChangeWriter writer(info.name, schema, format(), encoding());
    text += writer.header();
    writer.append(change, text);
}

models::RecordingOptions ExportDialog::options() const
{
    lastChoice() = {m_format->currentIndex(), m_encoding->currentIndex(), m_compression->currentIndex(),
                    QFileInfo(m_path->text()).absolutePath()};
    return chosen();
}

models::RecordingOptions ExportDialog::chosen() const
{
    models::RecordingOptions options;
    options.relations = m_relations;
    options.filePath = m_path->text();
    options.format = format();
    options.encoding = encoding();
    options.compression = compression();
    options.columns = chosenColumns();
    options.begin = m_withRows->isChecked() ? models::RecordingOptions::Begin::SnapshotThenChanges
                                            : models::RecordingOptions::Begin::FromNow;
    const bool isState = encoding() == ChangeEncoding::State;
    options.rotateRows = isState ? 0 : static_cast<quint64>(m_rotateRows->value());
    options.stopRows = isState ? 0 : static_cast<quint64>(m_stopRows->value());
    return options;
}

} // namespace millrace::gui
