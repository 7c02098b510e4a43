// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/gallery/own_fonts.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

namespace millrace::test {

namespace {

// Where Debian's fonts-dejavu-core has them, and other distributions.
constexpr const char* kFolders[] = {"/usr/share/fonts/truetype/dejavu", "/usr/share/fonts/dejavu",
                                    "/usr/share/fonts/TTF", "/usr/share/fonts/dejavu-sans-fonts"};

constexpr const char* kConfiguration = R"(<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>%1</dir>
  <cachedir>%2</cachedir>
  <selectfont><rejectfont><glob>*</glob></rejectfont><acceptfont><glob>*/DejaVuSans*</glob></acceptfont></selectfont>
  <alias><family>sans-serif</family><prefer><family>DejaVu Sans</family></prefer></alias>
  <alias><family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
  <match target="font">
    <edit name="antialias" mode="assign"><bool>true</bool></edit>
    <edit name="hinting" mode="assign"><bool>true</bool></edit>
    <edit name="hintstyle" mode="assign"><const>hintslight</const></edit>
    <edit name="rgba" mode="assign"><const>none</const></edit>
  </match>
</fontconfig>
)";

} // namespace

QString useOwnFonts(const QTemporaryDir& folder)
{
    for (const char* fonts : kFolders) {
        const QDir there(QString::fromLatin1(fonts));
        if (there.exists(QStringLiteral("DejaVuSans.ttf")) && there.exists(QStringLiteral("DejaVuSansMono.ttf"))) {
            QFile file(folder.filePath(QStringLiteral("fonts.conf")));
            const QString text = QString::fromLatin1(kConfiguration).arg(there.path(), folder.path());
            if (!file.open(QIODevice::WriteOnly) || file.write(text.toUtf8()) < 0) {
                return QStringLiteral("cannot write %1").arg(file.fileName());
            }
            qputenv("FONTCONFIG_FILE", file.fileName().toUtf8());
            return {};
        }
    }
    return QStringLiteral("the fonts DejaVu Sans and DejaVu Sans Mono are missing: "
                          "installer/debian-packages.txt names their package, fonts-dejavu-core");
}

} // namespace millrace::test
