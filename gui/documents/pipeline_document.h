// SPDX-License-Identifier: GPL-3.0-or-later
// The document of a pipeline: its program in an editor that is checked while one types.
#pragma once

#include "engine/api/engine.h"
#include "gui/actions/action_registry.h"
#include "gui/documents/document.h"
#include "models/pipeline/program_checker.h"

class QSplitter;

namespace millrace::gui {

class Banner;
class FindBar;
class ProgramCompanions;
class SqlEditor;

/// Locked while the pipeline runs; then a banner offers "Stop and edit". A program that was replaced from outside is
/// shown at once, unless the text has changes that are not saved: then the user chooses. GUI thread only.
class PipelineDocument : public Document {
    Q_OBJECT
public:
    PipelineDocument(models::PipelineBridge* pipeline, ActionRegistry& actions, QWidget* parent = nullptr);

    QString title() const override;
    QString iconName() const override { return QStringLiteral("pipeline"); }
    void focusContent() override;
    bool mayClose() override;

    SqlEditor* editor() const { return m_editor; }
    void openFindBar();
    void openReplaceBar();
    QString text() const;
    bool isModified() const override;
    /// The newest report is of a program without text.
    bool isEmpty() const { return m_isEmpty; }
    /// Stores the text as the pipeline's program; false when that failed or the pipeline runs.
    bool save() override;
    /// The pipeline was deleted from outside: lets go of it and keeps the text, for a new pipeline of the same kind.
    void outlivePipeline();
    /// What that pipeline was made of, with the present text; once it has been outlived.
    api::NewPipeline definition() const;
    bool hasOutlivedPipeline() const { return !m_outlived.name.empty(); }
    /// Another text in place of this one, as a change that is not saved and can be undone.
    void proposeText(const QString& text);
    /// Puts in a text that was kept of an earlier session, as a change that is not saved.
    void recover(const QString& text);
    /// Compiles now; reportChanged() follows.
    void check();
    const api::CompileReport& report() const { return m_report; }
    void setZoom(int zoom) override;
    /// Adds a statement at the end, as a change that is not saved and can be undone, and selects it.
    void appendStatement(const QString& statement);
    /// Brings the text to the front and selects a place of it.
    void revealSpan(const SourceSpan& span);
    /// Graph and comparison.
    ProgramCompanions* companions() const { return m_companions; }
    /// Selects the declaration of the name at the caret; false when there is none.
    bool goToDefinition();
    /// Selects the statement of a relation.
    void revealRelation(const QString& relation);
    /// What a name is: "table price (…)", "price.id BIGINT"; empty for what is not known.
    QString describeName(uint32_t byte) const;
    void format();

Q_SIGNALS:
    void modifiedChanged(bool isModified);
    void reportChanged(const millrace::api::CompileReport& report);
    /// The user gave up changes that were not saved.
    void discarded();
    /// Make a pipeline of definition().
    void recreateRequested();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void buildBanners();
    void reload();
    void loadStored();
    void replaceText(const QString& text);
    bool mayDrop();
    void onTextChanged();
    void onChecked(const QString& sql, const api::CompileReport& report);
    void updateLock();
    void updateTrust();
    void updateDiff();
    void onCompanionsChanged();
    void arrangeParts();
    void showText();
    void shareRoom();

    SqlEditor* m_editor;
    FindBar* m_findBar;
    QSplitter* m_parts;
    ProgramCompanions* m_companions;
    Banner* m_lock;
    QAction* m_stop = nullptr; ///< in it
    bool m_editsWhenStopped = false;
    Banner* m_outside;   ///< the program is not trusted yet
    Banner* m_replaced;  ///< the stored program is not the one that the text was made from
    Banner* m_orphaned;  ///< the pipeline was deleted
    Banner* m_recovered; ///< the text is that of an earlier session
    models::ProgramChecker m_checker;
    api::CompileReport m_report;
    api::NewPipeline m_outlived; ///< without its program; no name: the pipeline is there
    bool m_isEmpty = false;
};

} // namespace millrace::gui
