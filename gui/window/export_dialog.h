// SPDX-License-Identifier: GPL-3.0-or-later
// Asks how a change stream is to be written: what, in which form, where and until when.
#pragma once

#include "models/record/stream_recorder.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QLabel;
class QLayout;
class QLineEdit;
class QListWidget;
class QPlainTextEdit;
class QPushButton;
class QSpinBox;

namespace millrace::gui {

/// Remembers the last choice for the session. Shows what the first lines will look like. GUI thread only.
class ExportDialog : public QDialog {
    Q_OBJECT
public:
    /// `relations` are those of the stream; the pipeline must outlive the dialog.
    ExportDialog(const models::PipelineBridge& pipeline, const QStringList& relations, QWidget* parent = nullptr);

    models::RecordingOptions options() const;

private:
    models::RecordingOptions chosen() const;
    void buildForm();
    void buildColumns();
    void layOut(QLayout* where);
    void browse();
    void onFormChanged();
    void updatePreview();
    void appendPreview(const RelationInfo& info, std::string& text) const;
    QString suffix() const;
    QString problem() const;
    ChangeFormat format() const;
    ChangeEncoding encoding() const;
    Compression compression() const;
    void fitSuffix();
    void fitToName();
    /// Empty when all are.
    QStringList chosenColumns() const;

    const models::PipelineBridge& m_pipeline;
    QStringList m_relations;
    QComboBox* m_format;
    QComboBox* m_encoding;
    QComboBox* m_compression;
    QListWidget* m_columns; ///< of the one relation
    QCheckBox* m_withRows;
    QLineEdit* m_path;
    QSpinBox* m_stopRows;
    QSpinBox* m_rotateRows;
    QPlainTextEdit* m_preview;
    QLabel* m_problem;
    QLabel* m_hint;
    QPushButton* m_ok;
};

} // namespace millrace::gui
