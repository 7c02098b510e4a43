// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/limits_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>

namespace millrace::gui {

namespace {

constexpr uint64_t kMiB = uint64_t{1} << 20;
constexpr int kMaxMiB = 64 * 1024 * 1024; // 64 TiB

} // namespace

LimitsDialog::LimitsDialog(const QString& pipeline, const RunLimits& limits, QWidget* parent)
    : QDialog(parent)
    , m_memory(new QSpinBox(this))
    , m_onError(new QComboBox(this))
{
    setObjectName(QStringLiteral("limitsDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Limits of %1").arg(pipeline));
    m_memory->setObjectName(QStringLiteral("limitsMemory"));
    m_memory->setRange(0, kMaxMiB);
    m_memory->setSingleStep(64);
    m_memory->setSuffix(tr(" MiB"));
    m_memory->setSpecialValueText(tr("half of the machine's memory"));
    m_memory->setGroupSeparatorShown(true);
    const uint64_t megabytes = (limits.memoryLimitBytes + kMiB - 1) / kMiB;
    m_memory->setValue(static_cast<int>(std::min<uint64_t>(megabytes, kMaxMiB)));
    m_memory->setAccessibleName(tr("Memory limit"));
    m_onError->setObjectName(QStringLiteral("limitsOnError"));
    m_onError->addItem(tr("Hold the step and ask"), static_cast<int>(StepErrorPolicy::Hold));
    m_onError->addItem(tr("Set the record aside and go on"), static_cast<int>(StepErrorPolicy::SetAside));
    m_onError->setCurrentIndex(m_onError->findData(static_cast<int>(limits.onStepError)));
    m_onError->setAccessibleName(tr("When a step fails on a record"));
    auto* form = new QFormLayout;
    form->addRow(tr("&Memory of tables and views, at most:"), m_memory);
    form->addRow(tr("When a step &fails on a record:"), m_onError);
    auto* hint = new QLabel(tr("In force from the next step on, also while the pipeline runs. A step over the memory "
                               "limit is held: raise the limit here and retry it."));
    hint->setWordWrap(true);
    hint->setProperty("role", QStringLiteral("muted"));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(12);
    layout->addLayout(form);
    layout->addWidget(hint);
    layout->addWidget(buttons);
}

RunLimits LimitsDialog::limits() const
{
    return {static_cast<uint64_t>(m_memory->value()) * kMiB,
            static_cast<StepErrorPolicy>(m_onError->currentData().toInt())};
}

} // namespace millrace::gui
