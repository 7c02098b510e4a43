// SPDX-License-Identifier: GPL-3.0-or-later
// A page of a wizard, with a title and room for what it asks.
#pragma once

#include <QVBoxLayout>
#include <QWizard>
#include <QWizardPage>

namespace millrace::gui {

inline QWizardPage* addWizardStep(QWizard& wizard, int id, const QString& title, const QString& subTitle)
{
    auto* page = new QWizardPage(&wizard);
    page->setTitle(title);
    page->setSubTitle(subTitle);
    page->setLayout(new QVBoxLayout);
    wizard.setPage(id, page);
    return page;
}

} // namespace millrace::gui
