// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/app/open_engine.h"

#include "engine/api/rescue.h"
#include "models/text/error_text.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFileDialog>
#include <QLocale>
#include <QMessageBox>
#include <QPushButton>

#include <optional>

namespace millrace::gui {

namespace {

enum class Remedy { GiveUp, OtherFolder, Restore, BeginAnew };

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Console)
};

QString timeText(TimestampMicros at)
{
    return QLocale().toString(QDateTime::fromMSecsSinceEpoch(at / 1000), QLocale::ShortFormat);
}

/// Not a full disk or a file that another program has locked: these pass.
bool isDamage(const Error& error)
{
    const auto says = [&](const char* words) { return error.detail.find(words) != std::string::npos; };
    return error.code == ErrorCode::kCatalogSqlite &&
           (says("not a database") || says("malformed") || says("is damaged"));
}

/// Backups are offered for a catalog that cannot be read, not for one that another process has.
Remedy askForRemedy(const Error& error, const std::optional<CatalogBackup>& backup)
{
    const bool isCatalog = error.code == ErrorCode::kCatalogSchema || isDamage(error);
    QMessageBox box(QMessageBox::Critical, Texts::tr("Millrace"), models::errorReport(error), QMessageBox::Close);
    box.setTextFormat(Qt::PlainText);
    const QPushButton* restore = nullptr;
    const QPushButton* anew = nullptr;
    if (isCatalog) {
        box.setInformativeText(Texts::tr(
            "A backup or an empty catalog takes its place; the file stays in its folder, under another name."));
        if (backup) {
            restore = box.addButton(Texts::tr("Restore backup of %1").arg(timeText(backup->at)),
                                    QMessageBox::AcceptRole);
        }
        anew = box.addButton(Texts::tr("Begin with an empty catalog"), QMessageBox::DestructiveRole);
    }
    const QPushButton* other = box.addButton(Texts::tr("Use another data folder…"), QMessageBox::ActionRole);
    box.exec();
    const QAbstractButton* clicked = box.clickedButton();
    return clicked == nullptr  ? Remedy::GiveUp
           : clicked == other  ? Remedy::OtherFolder
           : clicked == restore ? Remedy::Restore
           : clicked == anew   ? Remedy::BeginAnew
                               : Remedy::GiveUp;
}

} // namespace

std::unique_ptr<api::Engine> openEngine(std::filesystem::path folder)
{
    std::optional<Error> failed; ///< of a remedy: told instead of what it was to remedy
    while (true) {
        api::EngineOptions options;
        options.dataFolder = folder;
        Result<std::unique_ptr<api::Engine>> opened = api::Engine::open(std::move(options));
        if (opened) {
            return std::move(opened).value();
        }
        const std::vector<CatalogBackup> backups = catalogBackups(folder);
        const auto backup = backups.empty() ? std::nullopt : std::optional(backups.front());
        const Remedy remedy = askForRemedy(failed ? *std::exchange(failed, std::nullopt) : opened.error(), backup);
        if (remedy == Remedy::GiveUp) {
            return nullptr;
        }
        if (remedy == Remedy::OtherFolder) {
            const QString chosen = QFileDialog::getExistingDirectory(nullptr, Texts::tr("Data folder"),
                                                                     QString::fromStdString(folder.string()));
            if (chosen.isEmpty()) {
                return nullptr;
            }
            folder = chosen.toStdString();
            continue;
        }
        const Result<std::filesystem::path> aside =
            remedy == Remedy::Restore ? restoreCatalog(folder, *backup) : setCatalogAside(folder);
        if (!aside) {
            failed = aside.error();
        }
    }
}

} // namespace millrace::gui
