// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/access_dialog.h"

#include "gui/theme/icons.h"
#include "gui/theme/theme_controller.h"
#include "gui/views/cell_delegate.h"
#include "gui/views/view_setup.h"
#include "models/text/cell_text.h"

#include <QDialogButtonBox>
#include <QFileInfo>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QStandardItemModel>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace millrace::gui {

namespace {

using Kind = ConnectorAccess::Kind;

enum Column : int { kDoes, kResource, kConnector, kTransport, kNumColumns };
constexpr int kIsRiskyRole = Qt::UserRole + 1;
constexpr QSize kUsualSize(860, 340);

bool isWriting(const ConnectorAccess& access)
{
    return access.direction == ConnectorAccess::Direction::Output;
}

QString doesText(const ConnectorAccess& access)
{
    const bool isWrite = isWriting(access);
    switch (access.kind) {
    case Kind::File:
        if (!isWrite) {
            return AccessDialog::tr("Reads the file");
        }
        return QFileInfo::exists(models::toQString(access.resource)) ? AccessDialog::tr("Replaces the file")
                                                                     : AccessDialog::tr("Writes the file");
    case Kind::Host: return isWrite ? AccessDialog::tr("Sends to") : AccessDialog::tr("Fetches from");
    case Kind::Unknown: return isWrite ? AccessDialog::tr("Writes to") : AccessDialog::tr("Reads from");
    case Kind::Nothing: break;
    }
    return {};
}

QList<QStandardItem*> rowOf(const ConnectorAccess& access)
{
    const QString resource =
        access.resource.empty() ? AccessDialog::tr("unknown: see the program") : models::toQString(access.resource);
    QList<QStandardItem*> row{
        new QStandardItem(doesText(access)), new QStandardItem(resource),
        new QStandardItem(models::toQString(access.relation + "." + access.connector)),
        new QStandardItem(models::toQString(access.transport))};
    for (QStandardItem* item : row) {
        item->setEditable(false);
        item->setToolTip(resource);
        item->setData(isWriting(access) || access.kind == Kind::Unknown, kIsRiskyRole);
    }
    return row;
}

CellLook lookOf(const QModelIndex& index)
{
    CellLook look;
    switch (index.column()) {
    case kDoes:
        if (index.data(kIsRiskyRole).toBool()) {
            look.icon = QStringLiteral("warning");
            look.iconColor = ColorToken::Warn;
        }
        break;
    case kResource: look.isMonospaced = true; break;
    default: look.color = ColorToken::TextMuted; break;
    }
    return look;
}

} // namespace

AccessDialog::AccessDialog(const QString& pipeline, const std::vector<ConnectorAccess>& access, QWidget* parent)
    : QDialog(parent)
{
    setObjectName(QStringLiteral("accessDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Run a program from outside?"));
    auto* question =
        new QLabel(tr("%1 was opened from a file. When it runs, its connectors touch this:").arg(pipeline));
    question->setTextFormat(Qt::PlainText);
    question->setWordWrap(true);
    auto* table = new QTableView(this);
    setUpTable(table, QStringLiteral("accessTable"), tr("Files and hosts that the program touches"));
    auto* model = new QStandardItemModel(0, kNumColumns, table);
    model->setHorizontalHeaderLabels({tr("Does"), tr("File or host"), tr("Connector"), tr("Transport")});
    for (const ConnectorAccess& each : access) {
        if (each.kind != Kind::Nothing) {
            model->appendRow(rowOf(each));
        }
    }
    table->setModel(model);
    table->setItemDelegate(new CellDelegate(&lookOf, table));
    table->setTextElideMode(Qt::ElideMiddle);
    setColumnWidths(table, {20, 44, 24, 14});
    table->horizontalHeader()->setStretchLastSection(false);
    table->horizontalHeader()->setSectionResizeMode(kResource, QHeaderView::Stretch);
    auto* hint = new QLabel(tr("Run it if you know where the program comes from. You are not asked again about it."));
    hint->setWordWrap(true);
    hint->setProperty("role", QStringLiteral("muted"));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    QPushButton* run = buttons->addButton(tr("Run anyway"), QDialogButtonBox::AcceptRole);
    run->setObjectName(QStringLiteral("accessRun"));
    run->setIcon(themedIcon(QStringLiteral("run")));
    run->setAutoDefault(false);
    QPushButton* cancel = buttons->button(QDialogButtonBox::Cancel);
    cancel->setObjectName(QStringLiteral("accessCancel"));
    cancel->setDefault(true);
    cancel->setFocus(Qt::OtherFocusReason);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(12);
    layout->addWidget(question);
    layout->addWidget(table, 1);
    layout->addWidget(hint);
    layout->addWidget(buttons);
    resize(kUsualSize);
    setAccessibleName(windowTitle());
    setAccessibleDescription(question->text());
}

bool AccessDialog::isNeededFor(const std::vector<ConnectorAccess>& access)
{
    return std::any_of(access.begin(), access.end(),
                       [](const ConnectorAccess& each) { return each.kind != Kind::Nothing; });
}

} // namespace millrace::gui
