// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/sql/diagnostic.h"

#include <QTest>

using namespace millrace;
using namespace millrace::sql;

namespace {

SourceSpan span(uint32_t begin, uint32_t end, uint32_t line, uint32_t column, uint32_t endLine, uint32_t endColumn)
{
    return SourceSpan{begin, end, line, column, endLine, endColumn};
}

} // namespace

class TestDiagnostic : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void printsPlaceLineAndCaret()
    {
        const std::string_view text = "SELECT 1;\nSELECT foo FROM t;\n";
        const Diagnostic diagnostic =
            diagnosticOf(makeError(ErrorCode::kSqlUnknownColumn, "Unknown column 'foo'", span(17, 20, 2, 8, 2, 11)));
        QCOMPARE(QByteArray::fromStdString(formatDiagnostic(diagnostic, "a.sql", text)),
                 QByteArray("a.sql:2:8: error: Unknown column 'foo' [MR-SQL-0011]\n"
                            "    SELECT foo FROM t;\n"
                            "           ^~~\n"));
    }

    void caretStandsRightBehindTabsAndWideCharacters()
    {
        const std::string_view text = "\t'€€' bad";
        const Diagnostic diagnostic =
            diagnosticOf(makeError(ErrorCode::kSqlUnknownColumn, "x", span(10, 13, 1, 7, 1, 10)));
        QCOMPARE(QByteArray::fromStdString(formatDiagnostic(diagnostic, "f", text)),
                 QByteArray("f:1:7: error: x [MR-SQL-0011]\n    \t'€€' bad\n    \t     ^~~\n"));
    }

    void marksOnlyTheFirstOfSeveralLines()
    {
        const std::string_view text = "ab cd\nef";
        const Diagnostic diagnostic = diagnosticOf(makeError(ErrorCode::kSqlUnsupported, "x", span(3, 8, 1, 4, 2, 3)));
        QCOMPARE(QByteArray::fromStdString(formatDiagnostic(diagnostic, "f", text)),
                 QByteArray("f:1:4: error: x [MR-SQL-0030]\n    ab cd\n       ^~\n"));
    }

    void showsTheEndOfTheText()
    {
        const Diagnostic diagnostic =
            diagnosticOf(makeError(ErrorCode::kSqlUnexpectedToken, "x", span(2, 2, 1, 3, 1, 3)));
        QCOMPARE(QByteArray::fromStdString(formatDiagnostic(diagnostic, "f", "ab")),
                 QByteArray("f:1:3: error: x [MR-SQL-0001]\n    ab\n      ^\n"));
    }

    void cutsLongLines()
    {
        const std::string text = std::string(300, 'x') + " bad " + std::string(300, 'y');
        const Diagnostic diagnostic =
            diagnosticOf(makeError(ErrorCode::kSqlUnsupported, "x", span(301, 304, 1, 302, 1, 305)));
        const QByteArray line = "..." + QByteArray(59, 'x') + " bad " + QByteArray(96, 'y') + "...";
        QCOMPARE(QByteArray::fromStdString(formatDiagnostic(diagnostic, "f", text)),
                 "f:1:302: error: x [MR-SQL-0030]\n    " + line + "\n    " + QByteArray(63, ' ') + "^~~\n");
    }

    void addsNotes()
    {
        Diagnostic diagnostic = diagnosticOf(makeError(ErrorCode::kSqlDuplicateName, "x", {}));
        diagnostic.notes.push_back(ErrorNote{"declared here", span(0, 2, 1, 1, 1, 3)});
        QCOMPARE(QByteArray::fromStdString(formatDiagnostic(diagnostic, "f", "ab\r\ncd")),
                 QByteArray("f: error: x [MR-SQL-0015]\nf:1:1: note: declared here\n    ab\n    ^~\n"));
    }

    void titleFillsAnEmptyDetail()
    {
        const Diagnostic diagnostic = diagnosticOf(makeError(ErrorCode::kSqlInvalidLiteral, ""));
        QCOMPARE(QByteArray::fromStdString(diagnostic.message), QByteArray("Invalid literal"));
        QCOMPARE(diagnostic.severity, Severity::Error);
    }
};

QTEST_APPLESS_MAIN(TestDiagnostic)
#include "test_diagnostic.moc"
