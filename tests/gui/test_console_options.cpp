// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/app/console_options.h"

#include <QTest>

using namespace millrace::gui;

class TestConsoleOptions : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsAll()
    {
        QString problem;
        const auto options =
            parseConsoleOptions({QStringLiteral("millrace"), QStringLiteral("--theme"), QStringLiteral("dark"),
                                 QStringLiteral("--size"), QStringLiteral("1440x900"), QStringLiteral("--screenshot"),
                                 QStringLiteral("a.png"), QStringLiteral("--after"), QStringLiteral("2.5"),
                                 QStringLiteral("--for"), QStringLiteral("1.5s"), QStringLiteral("x.sql")},
                                &problem);
        QVERIFY2(options.has_value(), qPrintable(problem));
        QCOMPARE(options->theme, QStringLiteral("dark"));
        QCOMPARE(options->size, QSize(1440, 900));
        QCOMPARE(options->screenshot, QStringLiteral("a.png"));
        QCOMPARE(options->screenshotAfterSeconds, 2.5);
        QVERIFY(options->duration == std::chrono::milliseconds(1500));
        QCOMPARE(options->files, QStringList{QStringLiteral("x.sql")});
    }

    void refuses_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("unknown") << QStringList{QStringLiteral("--no-such")};
        QTest::newRow("size") << QStringList{QStringLiteral("--size"), QStringLiteral("big")};
        QTest::newRow("after") << QStringList{QStringLiteral("--after"), QStringLiteral("-1")};
        QTest::newRow("for") << QStringList{QStringLiteral("--for"), QStringLiteral("soon")};
        QTest::newRow("no value") << QStringList{QStringLiteral("--screenshot")};
    }

    void refuses()
    {
        QFETCH(QStringList, arguments);
        QString problem;
        QVERIFY(!parseConsoleOptions(QStringList{QStringLiteral("millrace")} + arguments, &problem));
        QVERIFY(!problem.isEmpty());
    }
};

QTEST_APPLESS_MAIN(TestConsoleOptions)
#include "test_console_options.moc"
