// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/theme/icons.h"
#include "gui/theme/style_sheet.h"
#include "gui/theme/theme.h"
#include "gui/theme/theme_controller.h"

#include <QApplication>
#include <QCheckBox>
#include <QRadioButton>
#include <QSet>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace millrace::gui;

class TestTheme : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void contrastIsKnown()
    {
        QCOMPARE(contrastRatio(Qt::black, Qt::white), 21.0);
        QCOMPARE(contrastRatio(Qt::white, Qt::white), 1.0);
    }

    void textIsReadable_data() { addThemes(); }
    void textIsReadable()
    {
        QFETCH(QString, name);
        const std::optional<Theme> theme = Theme::load(name);
        QVERIFY(theme.has_value());
        QStringList weak;
        for (const ContrastPair& pair : Theme::contrastPairs()) {
            const double ratio = contrastRatio(theme->color(pair.text), theme->color(pair.ground));
            if (ratio < (name.startsWith(QLatin1String("contrast")) ? 7.0 : 4.5)) {
                weak.append(QStringLiteral("%1 on %2: %3")
                                .arg(Theme::keyOf(pair.text), Theme::keyOf(pair.ground))
                                .arg(ratio, 0, 'f', 2));
            }
        }
        QVERIFY2(weak.isEmpty(), qPrintable(weak.join(QStringLiteral("; "))));
    }

    /// A border, a focus ring and a bar are no text: WCAG asks 3:1 of them where they carry a meaning.
    void marksAreVisible_data() { addThemes(); }
    void marksAreVisible()
    {
        QFETCH(QString, name);
        const std::optional<Theme> theme = Theme::load(name);
        QVERIFY(theme.has_value());
        for (const ColorToken ground : {ColorToken::Base, ColorToken::Surface, ColorToken::Window}) {
            QVERIFY(contrastRatio(theme->color(ColorToken::Focus), theme->color(ground)) >= 3.0);
            if (name.startsWith(QLatin1String("contrast"))) {
                QVERIFY(contrastRatio(theme->color(ColorToken::Border), theme->color(ground)) >= 4.5);
            }
        }
    }

    /// Boxes and radio buttons, on and off, stand out from what they are drawn on.
    void choicesAreVisible_data() { addThemes(); }
    void choicesAreVisible()
    {
        QFETCH(QString, name);
        const std::optional<Theme> theme = Theme::load(name);
        ThemeController controller;
        controller.apply(name == QLatin1String("dark")             ? ThemeChoice::Dark
                         : name == QLatin1String("contrast-dark")  ? ThemeChoice::ContrastDark
                         : name == QLatin1String("contrast-light") ? ThemeChoice::ContrastLight
                                                                   : ThemeChoice::Light);
        QWidget ground;
        QCheckBox box(&ground);
        QRadioButton radio(&ground);
        for (QAbstractButton* button : {static_cast<QAbstractButton*>(&box), static_cast<QAbstractButton*>(&radio)}) {
            for (const bool isOn : {false, true}) {
                button->setChecked(isOn);
                button->resize(button->sizeHint());
                const QImage image = button->grab().toImage();
                double best = 1;
                for (int x = 0; x < image.width(); ++x) {
                    best = std::max(best, contrastRatio(image.pixelColor(x, image.height() / 2),
                                                        theme->color(ColorToken::Window)));
                }
                QVERIFY2(best >= 3.0, qPrintable(QStringLiteral("%1 %2: %3")
                                                     .arg(QLatin1String(button->metaObject()->className()))
                                                     .arg(isOn)
                                                     .arg(best)));
            }
        }
    }

    void everyTextColourIsPaired()
    {
        QSet<int> seen;
        for (const ContrastPair& pair : Theme::contrastPairs()) {
            seen.insert(static_cast<int>(pair.text));
            seen.insert(static_cast<int>(pair.ground));
        }
        const QSet<int> noText = {static_cast<int>(ColorToken::Border), static_cast<int>(ColorToken::BorderStrong),
                                  static_cast<int>(ColorToken::Focus)};
        for (int token = 0; token < static_cast<int>(ColorToken::Count); ++token) {
            QVERIFY2(seen.contains(token) || noText.contains(token),
                     Theme::keyOf(static_cast<ColorToken>(token)).data());
        }
    }

    void styleSheetHasNoOpenPlaceholder_data() { addThemes(); }
    void styleSheetHasNoOpenPlaceholder()
    {
        QFETCH(QString, name);
        const QString sheet = styleSheetOf(*Theme::load(name));
        QVERIFY(!sheet.isEmpty());
        const qsizetype end = sheet.indexOf(QStringLiteral("*/"));
        QVERIFY2(!sheet.mid(end).contains(u'@'), qPrintable(sheet.mid(sheet.indexOf(u'@', end), 40)));
    }

    void switchingIsLive()
    {
        ThemeController controller;
        QSignalSpy changed(&controller, &ThemeController::changed);
        controller.apply(ThemeChoice::Dark);
        QVERIFY(ThemeController::current().isDark());
        QCOMPARE(QApplication::palette().color(QPalette::Base), ThemeController::current().color(ColorToken::Base));
        const QImage dark = themedIcon(QStringLiteral("run")).pixmap(16, 16).toImage();
        controller.apply(ThemeChoice::Light);
        QVERIFY(!ThemeController::current().isDark());
        QCOMPARE(changed.count(), 2);
        QVERIFY(dark != themedIcon(QStringLiteral("run")).pixmap(16, 16).toImage());
    }

    /// An editor paints by the theme, and stands inside of a window.
    void whatStandsInAWindowIsTold()
    {
        struct Probe : QWidget {
            using QWidget::QWidget;
            void changeEvent(QEvent* event) override
            {
                numTold += event->type() == QEvent::PaletteChange ? 1 : 0;
            }
            int numTold = 0;
        };
        ThemeController controller;
        QWidget window;
        auto* probe = new Probe(&window);
        for (const ThemeChoice choice : {ThemeChoice::Dark, ThemeChoice::ContrastDark, ThemeChoice::Light}) {
            probe->numTold = 0;
            controller.apply(choice);
            QVERIFY(probe->numTold > 0);
        }
    }

    void choicesSurviveText()
    {
        for (const ThemeChoice choice : {ThemeChoice::FollowSystem, ThemeChoice::Light, ThemeChoice::Dark,
                                         ThemeChoice::ContrastLight, ThemeChoice::ContrastDark}) {
            QCOMPARE(themeChoiceOf(textOf(choice)), choice);
        }
        QCOMPARE(themeChoiceOf(QStringLiteral("no such")), ThemeChoice::FollowSystem);
    }

    /// A desktop of high contrast has black on white, or the other way round.
    void followsASystemOfHighContrast()
    {
        const QPalette usual = QApplication::palette();
        QPalette black;
        black.setColor(QPalette::Window, Qt::black);
        black.setColor(QPalette::WindowText, Qt::white);
        QApplication::setPalette(black);
        ThemeController controller;
        controller.apply(ThemeChoice::FollowSystem);
        QCOMPARE(ThemeController::current().name(), QStringLiteral("contrast-dark"));
        QApplication::setPalette(usual);
    }

    void aMissingThemeIsTold()
    {
        QString problem;
        QVERIFY(!Theme::load(QStringLiteral("no-such"), &problem));
        QVERIFY2(problem.contains(QStringLiteral("no-such")), qPrintable(problem));
    }

private:
    static void addThemes()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("light") << QStringLiteral("light");
        QTest::newRow("dark") << QStringLiteral("dark");
        QTest::newRow("contrast, light") << QStringLiteral("contrast-light");
        QTest::newRow("contrast, dark") << QStringLiteral("contrast-dark");
    }
};

QTEST_MAIN(TestTheme)
#include "test_theme.moc"
