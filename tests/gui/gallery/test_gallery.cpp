// SPDX-License-Identifier: GPL-3.0-or-later
// Every document, dock and dialog, empty, busy and in error: laid out well, readable in light and dark, and where the
// pixels are the same each time, looking as in tests/gui/reference.
//   MILLRACE_GALLERY=FOLDER test_gui_gallery isLaidOutWell     keeps a picture of each state in each theme
//   MILLRACE_ACCEPT_IMAGES=1 test_gui_gallery looksAsBefore    takes the present looks for the right ones
//   MILLRACE_GALLERY_LANGUAGE=de                               the same in German, or in "pseudo"
// With QT_SCALE_FACTOR=2 the pictures are those of a screen of 2560x1440 at 200 %.
#include "tests/gui/gallery/gallery.h"
#include "tests/gui/gallery/image_comparison.h"
#include "tests/gui/gallery/layout_lint.h"
#include "tests/gui/gallery/own_fonts.h"

#include <QApplication>
#include <QDir>
#include <QFileInfo>
#include <QLabel>
#include <QPushButton>
#include <QTest>
#include <QVBoxLayout>

using namespace millrace;
using namespace millrace::test;
using gui::ThemeChoice;

namespace {

const QList<GalleryState>& states()
{
    static const QList<GalleryState> all = documentStates() + dataStates() + dockStates() + dialogStates();
    return all;
}

QImage pictureOf(QWidget* widget)
{
    QCoreApplication::processEvents();
    return widget->grab().toImage().convertToFormat(QImage::Format_RGB32);
}

} // namespace

class TestGallery : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isLaidOutWell_data() { addStates(false); }
    void isLaidOutWell()
    {
        QFETCH(int, index);
        const GalleryState& state = states()[index];
        Gallery gallery;
        QWidget* shown = state.enter(gallery);
        QVERIFY2(shown != nullptr, qPrintable(state.name + QStringLiteral(" did not come about")));
        QCoreApplication::processEvents();
        QStringList problems = layoutProblems(shown);
        const QString folder = qEnvironmentVariable("MILLRACE_GALLERY");
        for (const ThemeChoice theme : {ThemeChoice::Light, ThemeChoice::Dark, ThemeChoice::ContrastDark}) {
            gallery.show(theme);
            const QImage picture = pictureOf(shown);
            for (const QString& problem : contrastProblems(shown, picture)) {
                problems.append(textOf(theme) + QStringLiteral(": ") + problem);
            }
            if (!folder.isEmpty()) {
                const QString scale = picture.devicePixelRatio() > 1 ? QStringLiteral("@2") : QString();
                const QString path = QStringLiteral("%1/%2-%3%4.png").arg(folder, state.name, textOf(theme), scale);
                QVERIFY2(picture.save(path), qPrintable(path));
            }
        }
        QVERIFY2(problems.isEmpty(), qPrintable(problems.join(QLatin1Char('\n'))));
    }

    void looksAsBefore_data() { addStates(true); }
    void looksAsBefore()
    {
        QFETCH(int, index);
        const GalleryState& state = states()[index];
        Gallery gallery;
        QWidget* shown = state.enter(gallery);
        QVERIFY2(shown != nullptr, qPrintable(state.name + QStringLiteral(" did not come about")));
        compare(state.name, pictureOf(shown));
    }

    // --- the judges themselves ---

    void cutTextsAreFound()
    {
        QWidget box;
        auto* label = new QLabel(QStringLiteral("A sentence that has no room"), &box);
        label->setObjectName(QStringLiteral("sentence"));
        label->resize(40, 20);
        box.resize(200, 60);
        box.show();
        QCOMPARE(layoutProblems(&box), QStringList{QStringLiteral("sentence is cut: A sentence that has no room")});
        label->setToolTip(label->text());
        QVERIFY(layoutProblems(&box).isEmpty());
        label->move(190, 10);
        QCOMPARE(layoutProblems(&box), QStringList{QStringLiteral("sentence stands outside of its parent")});
    }

    void overlapsAreFound()
    {
        QWidget box;
        auto* layout = new QVBoxLayout(&box);
        auto* first = new QPushButton(QStringLiteral("One"));
        auto* second = new QPushButton(QStringLiteral("Two"));
        first->setObjectName(QStringLiteral("first"));
        second->setObjectName(QStringLiteral("second"));
        layout->addWidget(first);
        layout->addWidget(second);
        box.show();
        QVERIFY(layoutProblems(&box).isEmpty());
        second->move(second->pos() - QPoint(0, 15));
        QCOMPARE(layoutProblems(&box), QStringList{QStringLiteral("first overlaps second")});
    }

    void paleTextsAreFound()
    {
        QWidget box;
        box.setStyleSheet(QStringLiteral("QWidget { background: #ffffff } QLabel { color: #b0b0b0 }"));
        auto* label = new QLabel(QStringLiteral("Pale text"), &box);
        box.show();
        QCOMPARE(contrastProblems(&box, pictureOf(&box)).size(), 1);
        label->setStyleSheet(QStringLiteral("color: #202020"));
        QVERIFY(contrastProblems(&box, pictureOf(&box)).isEmpty());
    }

    void otherPicturesAreFound()
    {
        QImage first(100, 100, QImage::Format_RGB32);
        first.fill(Qt::white);
        QImage second = first;
        QVERIFY(compareImages(first, second).isSame());
        second.fill(QColor(240, 240, 240));
        QVERIFY(compareImages(first, second).isSame()); // hardly to be seen
        second = first;
        for (int x = 0; x < 100; ++x) {
            second.setPixel(x, 50, qRgb(0, 0, 0));
        }
        const ImageDifference difference = compareImages(first, second);
        QCOMPARE(difference.share, 0.01);
        QVERIFY(!difference.isSame());
        QCOMPARE(difference.marked.pixel(7, 50), qRgb(255, 0, 0));
        QVERIFY(compareImages(first, first.copy(0, 0, 99, 100)).isOtherSize);
    }

private:
    static void addStates(bool areFixed)
    {
        QTest::addColumn<int>("index");
        for (int i = 0; i < states().size(); ++i) {
            if (states()[i].isFixed || !areFixed) {
                QTest::newRow(qPrintable(states()[i].name)) << i;
            }
        }
    }

    static void compare(const QString& name, const QImage& picture)
    {
        const QString path = QStringLiteral(MILLRACE_SOURCE_DIR "/tests/gui/reference/%1.png").arg(name);
        if (qEnvironmentVariableIsSet("MILLRACE_ACCEPT_IMAGES")) {
            QVERIFY2(picture.save(path, "PNG", 0), qPrintable(path));
            return;
        }
        const QImage reference(path);
        QVERIFY2(!reference.isNull(), qPrintable(QStringLiteral("there is no picture ") + path));
        const ImageDifference difference = compareImages(reference.convertToFormat(QImage::Format_RGB32), picture);
        if (difference.isSame()) {
            return;
        }
        const QDir out(QStringLiteral(MILLRACE_BINARY_DIR "/pictures"));
        QVERIFY(out.mkpath(QStringLiteral(".")));
        picture.save(out.filePath(name + QStringLiteral(".png")));
        difference.marked.save(out.filePath(name + QStringLiteral("-difference.png")));
        const QString what =
            difference.isOtherSize
                ? QStringLiteral("has another size than")
                : QStringLiteral("differs in %1 % of its pixels from").arg(difference.share * 100, 0, 'f', 2);
        QFAIL(
            qPrintable(QStringLiteral("%1 %2 %3. What it looks like now, and what differs, is in %4. If that is as it "
                                      "should be: MILLRACE_ACCEPT_IMAGES=1 %5 looksAsBefore:%1")
                           .arg(name, what, path, out.path(), QCoreApplication::applicationFilePath())));
    }
};

int main(int argc, char* argv[])
{
    const QTemporaryDir fonts;
    const QString missing = useOwnFonts(fonts);
    if (!missing.isEmpty()) {
        qCritical("%s", qPrintable(missing));
        return 1;
    }
    QApplication app(argc, argv);
    QApplication::setFont(QFont(QStringLiteral("DejaVu Sans"), 10));
    TestGallery test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_gallery.moc"
