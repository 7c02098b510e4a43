// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/shell/text_recovery.h"

#include "gui/documents/pipeline_document.h"
#include "gui/editor/sql_editor.h"

namespace millrace::gui {

namespace {

std::string keyOf(const models::PipelineBridge& pipeline)
{
    return "recovery." + pipeline.name().toStdString();
}

QString keptText(models::EngineBridge& engine, const models::PipelineBridge& pipeline)
{
    const std::string text = engine.settings().value(keyOf(pipeline)).value_or(std::string());
    return QString::fromStdString(text);
}

} // namespace

TextRecovery::TextRecovery(models::EngineBridge& engine, QObject* parent)
    : QObject(parent)
    , m_engine(engine)
{
    m_idle.setSingleShot(true);
    m_idle.setInterval(kIdleMs);
    connect(&m_idle, &QTimer::timeout, this, &TextRecovery::keep);
    connect(&m_engine, &models::EngineBridge::pipelineAboutToBeRemoved, this,
            [this](models::PipelineBridge* pipeline) { forget(*pipeline); });
}

bool TextRecovery::watch(PipelineDocument* program)
{
    const QString text = keptText(m_engine, *program->pipeline());
    const bool isFound = !text.isEmpty() && text != program->pipeline()->program();
    if (isFound) {
        program->recover(text);
    }
    connect(program->editor(), &QsciScintilla::textChanged, this, [this, program] {
        if (!m_changed.contains(program)) {
            m_changed.append(program);
        }
        m_idle.start();
    });
    connect(program, &PipelineDocument::modifiedChanged, this, [this, program](bool isModified) {
        if (!isModified && program->pipeline() != nullptr) {
            m_changed.removeAll(program);
            forget(*program->pipeline());
        }
    });
    connect(program, &PipelineDocument::discarded, this, [this, program] {
        if (program->pipeline() != nullptr) {
            forget(*program->pipeline());
        }
    });
    connect(program, &QObject::destroyed, this, [this, program] { m_changed.removeAll(program); });
    return isFound;
}

QStringList TextRecovery::kept() const
{
    QStringList names;
    for (const models::PipelineBridge* pipeline : m_engine.pipelines()) {
        const QString text = keptText(m_engine, *pipeline);
        if (!text.isEmpty() && text != pipeline->program()) {
            names.append(pipeline->name());
        }
    }
    return names;
}

void TextRecovery::keep()
{
    for (const PipelineDocument* program : std::as_const(m_changed)) {
        if (program->pipeline() != nullptr && program->isModified() && program->text().size() <= kMaxCharacters) {
            m_engine.settings().set(keyOf(*program->pipeline()), program->text().toStdString());
        }
    }
    m_changed.clear();
}

void TextRecovery::forget(const models::PipelineBridge& pipeline)
{
    const std::string key = keyOf(pipeline);
    if (!m_engine.settings().value(key).value_or(std::string()).empty()) {
        m_engine.settings().set(key, std::string());
    }
}

} // namespace millrace::gui
