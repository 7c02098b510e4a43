// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/letter_case.h"

#include <QTest>

using namespace millrace;

class TestLetterCase : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void lowers_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("ASCII") << QByteArray("Ab_9Z") << QByteArray("ab_9z");
        QTest::newRow("Latin") << QByteArray("ÄÖß") << QByteArray("äöß");
        QTest::newRow("Greek") << QByteArray("ΔΘ") << QByteArray("δθ");
        QTest::newRow("Cyrillic") << QByteArray("ЦЕНА") << QByteArray("цена");
        QTest::newRow("four bytes") << QByteArray("\xF0\x90\x90\x80 \xF0\x9F\x98\x81") // Deseret, an emoji
                                    << QByteArray("\xF0\x90\x90\xA8 \xF0\x9F\x98\x81");
        QTest::newRow("no case") << QByteArray("価格") << QByteArray("価格");
        QTest::newRow("no UTF-8") << QByteArray("A\xC3\xFF\xE2\x82") << QByteArray("a\xC3\xFF\xE2\x82");
        QTest::newRow("empty") << QByteArray("") << QByteArray("");
    }

    void lowers()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, expected);
        QCOMPARE(QByteArray::fromStdString(lowerCased(text.toStdString())), expected);
    }
};

QTEST_APPLESS_MAIN(TestLetterCase)
#include "test_letter_case.moc"
