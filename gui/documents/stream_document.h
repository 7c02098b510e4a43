// SPDX-License-Identifier: GPL-3.0-or-later
// The document of a change stream: one relation with its columns, or several in one time line.
#pragma once

#include "gui/actions/action_registry.h"
#include "gui/documents/document.h"
#include "models/stream/change_stream_model.h"

class QLabel;
class QStackedLayout;

namespace millrace::gui {

class EmptyState;
class StreamView;

/// Follows its relations while it is visible. GUI thread only.
class StreamDocument : public Document {
    Q_OBJECT
public:
    /// With `isTimeline` it shows several relations in one list, even while there is only one.
    enum class Kind { Relation, Timeline };
    StreamDocument(models::PipelineBridge* pipeline, Kind kind, const QStringList& relations, ActionRegistry& actions,
                   QWidget* parent = nullptr);

    QString title() const override;
    QString iconName() const override { return QStringLiteral("stream"); }
    void focusContent() override;

    Kind kind() const { return m_kind; }
    const QStringList& relations() const { return m_model.relations(); }
    void setRelations(const QStringList& relations);
    models::ChangeStreamModel& model() { return m_model; }
    StreamView* view() const { return m_view; }
    bool isFrozen() const { return m_model.isFrozen(); }
    /// What stands in place of rows, or empty while there are rows.
    QString emptyText() const;

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void buildHeader();
    void updateEmptyState();
    void updateCounts();
    void updateFollow();

    Kind m_kind;
    ActionRegistry& m_actions;
    models::ChangeStreamModel m_model;
    StreamView* m_view;
    EmptyState* m_empty;
    QStackedLayout* m_stack;
    QWidget* m_header;
    QLabel* m_counts;
    QLabel* m_completeness;
    QLabel* m_state;
};

} // namespace millrace::gui
