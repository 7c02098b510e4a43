// SPDX-License-Identifier: GPL-3.0-or-later
// What every source file has to look like: licence line, size, width, and calls that are not used here.
#include "tests/tidy/source_tree.h"

#include <QRegularExpression>
#include <QTest>

using namespace millrace::tidy;

namespace {

constexpr qsizetype kMaxHeaderLines = 350;
constexpr qsizetype kMaxSourceLines = 700;
constexpr qsizetype kMaxColumns = 120;
constexpr qsizetype kMaxFunctionLines = 70;

void verifyNone(const QStringList& problems)
{
    QVERIFY2(problems.isEmpty(), qPrintable(QLatin1Char('\n') + problems.join(QLatin1Char('\n'))));
}

QString placeOf(const SourceFile& file, qsizetype lineIndex)
{
    return QStringLiteral("%1:%2").arg(file.path).arg(lineIndex + 1);
}

} // namespace

class TestFiles : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_files = readSourceTree();
        QVERIFY(m_files.size() > 50);
    }

    void startWithLicenceAndPragma()
    {
        QStringList problems;
        for (const SourceFile& file : m_files) {
            if (file.lines[0] != QLatin1String("// SPDX-License-Identifier: GPL-3.0-or-later")) {
                problems += file.path + QStringLiteral(": the first line is not the SPDX line");
            }
            if (file.isHeader() && !file.lines.contains(QStringLiteral("#pragma once"))) {
                problems += file.path + QStringLiteral(": #pragma once is missing");
            }
            if (file.isHeader() && (file.lines.size() < 2 || !file.lines[1].startsWith(QLatin1String("// ")))) {
                problems += file.path + QStringLiteral(": the second line has to say what the header is for");
            }
        }
        verifyNone(problems);
    }

    void areNotTooLong()
    {
        QStringList problems;
        for (const SourceFile& file : m_files) {
            const qsizetype limit = file.isHeader() ? kMaxHeaderLines : kMaxSourceLines;
            if (file.lines.size() > limit) {
                problems +=
                    QStringLiteral("%1: %2 lines, allowed are %3").arg(file.path).arg(file.lines.size()).arg(limit);
            }
        }
        verifyNone(problems);
    }

    void areNotTooWide()
    {
        QStringList problems;
        for (const SourceFile& file : m_files) {
            for (qsizetype at = 0; at < file.lines.size(); ++at) {
                if (file.lines[at].size() > kMaxColumns) {
                    problems += placeOf(file, at) + QStringLiteral(": wider than %1 columns").arg(kMaxColumns);
                }
                if (file.lines[at].contains(QLatin1Char('\t'))) {
                    problems += placeOf(file, at) + QStringLiteral(": a tab");
                }
            }
        }
        verifyNone(problems);
    }

    /// Functions at namespace level open and close with a brace in the first column.
    void functionsAreShort()
    {
        QStringList problems;
        for (const SourceFile& file : m_files) {
            qsizetype opened = -1;
            for (qsizetype at = 0; at < file.lines.size(); ++at) {
                if (file.lines[at] == QLatin1String("{")) {
                    opened = at;
                } else if (file.lines[at] == QLatin1String("}") && opened >= 0) {
                    const qsizetype length = at - opened - 1;
                    if (length > kMaxFunctionLines) {
                        problems += placeOf(file, opened) + QStringLiteral(": a function of %1 lines").arg(length);
                    }
                    opened = -1;
                }
            }
        }
        verifyNone(problems);
    }

    void avoidWhatIsBanned_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("where");
        QTest::newRow("nested event loop") << R"(\bprocessEvents\s*\()"
                                           << "^(engine|models|gui)/";
        QTest::newRow("killed thread") << R"(\bterminate\s*\(\s*\))"
                                       << "^(engine|models|gui)/";
        QTest::newRow("translation below models") << R"((^|[^\w.>:])tr\s*\()"
                                                  << "^engine/";
        QTest::newRow("old Qt keywords") << R"(^\s*(public |private |protected )?(signals|slots)\s*:|^\s*emit\s+\w+\()"
                                         << ".";
        QTest::newRow("random header name") << R"(#include.*(utils|helpers|common|misc)\.h)"
                                            << ".";
        QTest::newRow("standard streams in the engine") << R"(\bstd::(cout|cerr|clog)\b)"
                                                        << "^engine/(?!cli/)";
        QTest::newRow("namespace opened in a header") << R"(^using namespace)"
                                                      << R"(^(engine|models|gui)/.*\.h$)";
    }

    void avoidWhatIsBanned()
    {
        QFETCH(QString, pattern);
        QFETCH(QString, where);
        const QRegularExpression banned(pattern);
        const QRegularExpression scope(where);
        QStringList problems;
        for (const SourceFile& file : m_files) {
            if (!scope.match(file.path).hasMatch()) {
                continue;
            }
            for (qsizetype at = 0; at < file.lines.size(); ++at) {
                const bool isInclude = file.lines[at].startsWith(QLatin1String("#include"));
                if (banned.match(isInclude ? file.lines[at] : codeOf(file.lines[at])).hasMatch()) {
                    problems += placeOf(file, at) + QStringLiteral(": ") + file.lines[at].trimmed();
                }
            }
        }
        verifyNone(problems);
    }

    /// What is left to do names the issue that will do it.
    void todosNameAnIssue()
    {
        static const QRegularExpression todo(QStringLiteral("\\b(TO"
                                                            "DO|FIX"
                                                            "ME|XX"
                                                            "X)\\b"));
        static const QRegularExpression withIssue(QStringLiteral("\\bTO"
                                                                 "DO\\(#\\d+\\)"));
        QStringList problems;
        for (const SourceFile& file : m_files) {
            for (qsizetype at = 0; at < file.lines.size(); ++at) {
                if (todo.match(file.lines[at]).hasMatch() && !withIssue.match(file.lines[at]).hasMatch()) {
                    problems += placeOf(file, at) + QStringLiteral(": ") + file.lines[at].trimmed();
                }
            }
        }
        verifyNone(problems);
    }

    void codeOfLeavesOutProse()
    {
        QCOMPARE(codeOf(QStringLiteral("call(); // tr(")), QStringLiteral("call(); "));
        QCOMPARE(codeOf(QStringLiteral("call(\"a \\\" tr( // b\", 1);")), QStringLiteral("call(, 1);"));
        QCOMPARE(codeOf(QStringLiteral("c == '\"' || f(x)")), QStringLiteral("c == '\"' || f(x)"));
    }

private:
    std::vector<SourceFile> m_files;
};

QTEST_APPLESS_MAIN(TestFiles)
#include "test_files.moc"
