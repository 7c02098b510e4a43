// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/catalog_undo.h"

#include "models/bridge/pipeline_definition.h"

#include <QScopedValueRollback>
#include <QUndoStack>

#include <functional>
#include <utility>

namespace millrace::gui {

namespace {

/// What is done already when the step is made. A way that leads nowhere any more leaves the stack.
class CatalogStep : public QUndoCommand {
public:
    using Way = std::function<bool()>;
    CatalogStep(const QString& what, Way undo, Way redo)
        : QUndoCommand(what)
        , m_undo(std::move(undo))
        , m_redo(std::move(redo))
    {
    }
    void undo() override { setObsolete(!m_undo() || !m_redo); }
    void redo() override
    {
        if (std::exchange(m_isDone, true)) {
            setObsolete(!m_redo());
        }
    }

private:
    Way m_undo;
    Way m_redo; ///< none: it cannot be done again without being asked
    bool m_isDone = false;
};

} // namespace

CatalogUndo::CatalogUndo(models::EngineBridge& engine, QUndoStack& stack, QObject* parent)
    : QObject(parent)
    , m_engine(engine)
    , m_stack(stack)
{
    connect(&engine, &models::EngineBridge::pipelineRenamed, this, &CatalogUndo::noteRename);
}

void CatalogUndo::noteRename(const QString& before, const QString& after)
{
    if (!m_isStepping) {
        m_stack.push(new CatalogStep(
            tr("rename of %1").arg(before), [this, before, after] { return rename(after, before); },
            [this, before, after] { return rename(before, after); }));
    }
}

void CatalogUndo::noteDeletion(const models::PipelineBridge& pipeline)
{
    const QString name = pipeline.name();
    const auto restore = [this, name, definition = models::definitionOf(pipeline)] {
        models::PipelineBridge* made = m_engine.find(name) == nullptr ? m_engine.createPipeline(definition) : nullptr;
        if (made != nullptr) {
            Q_EMIT restored(made);
        }
        return made != nullptr;
    };
    m_stack.push(new CatalogStep(tr("deletion of %1").arg(name), restore, nullptr));
}

bool CatalogUndo::rename(const QString& from, const QString& to)
{
    const QScopedValueRollback<bool> guard(m_isStepping, true);
    models::PipelineBridge* pipeline = m_engine.find(from);
    return pipeline != nullptr && m_engine.renamePipeline(pipeline, to);
}

} // namespace millrace::gui
