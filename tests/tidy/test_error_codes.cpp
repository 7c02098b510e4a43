// SPDX-License-Identifier: GPL-3.0-or-later
// The table of error codes: ids are unique for ever, and every code has its text.
#include "engine/base/error.h"

#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace millrace;

class TestErrorCodes : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void haveUniqueIdsAndTitles()
    {
        static const QRegularExpression idPattern(QStringLiteral("^MR-[A-Z]+-[0-9]{4}$"));
        QSet<QString> ids;
        QSet<QString> titles;
        for (uint16_t at = 0; at < static_cast<uint16_t>(ErrorCode::kCount); ++at) {
            const auto code = static_cast<ErrorCode>(at);
            const QString id = QString::fromUtf8(errorId(code).data(), static_cast<qsizetype>(errorId(code).size()));
            const QString title =
                QString::fromUtf8(errorTitle(code).data(), static_cast<qsizetype>(errorTitle(code).size()));
            QVERIFY2(idPattern.match(id).hasMatch(), qPrintable(id));
            QVERIFY2(!ids.contains(id), qPrintable(id + QStringLiteral(" occurs twice")));
            QVERIFY2(!titles.contains(title), qPrintable(id + QStringLiteral(": another code has the same title")));
            QVERIFY2(!title.isEmpty() && title[0].isUpper(), qPrintable(id + QStringLiteral(": ") + title));
            QVERIFY2(!title.endsWith(QLatin1Char('.')), qPrintable(id + QStringLiteral(": ") + title));
            ids.insert(id);
            titles.insert(title);
        }
        QVERIFY(ids.size() > 50);
    }

    void errorsPrintTheirIdAndText()
    {
        QCOMPARE(makeError(ErrorCode::kIoOpen, "No such file: x").toString(),
                 std::string("MR-IO-0001: No such file: x"));
        QCOMPARE(makeError(ErrorCode::kIoOpen, "").toString(), std::string("MR-IO-0001: File cannot be opened"));
    }
};

QTEST_APPLESS_MAIN(TestErrorCodes)
#include "test_error_codes.moc"
