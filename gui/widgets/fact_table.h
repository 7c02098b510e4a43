// SPDX-License-Identifier: GPL-3.0-or-later
// What is known about one thing, as a quiet table of names and values.
#pragma once

#include "models/text/fact_model.h"

#include <QTableView>

namespace millrace::gui {

/// Names muted, values in the text colour or that of their severity, whole over as many lines as they need, bars where
/// a share is known. GUI thread only.
class FactTable : public QTableView {
    Q_OBJECT
public:
    FactTable(const QString& objectName, const QString& accessibleName, QWidget* parent = nullptr);

    models::FactModel& model() { return m_model; }

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void fitRows();

    models::FactModel m_model;
};

} // namespace millrace::gui
