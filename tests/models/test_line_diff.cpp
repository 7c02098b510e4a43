// SPDX-License-Identifier: GPL-3.0-or-later
// Texts compared line by line.
#include "models/text/diff_model.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QTest>

using namespace millrace::models;

namespace {

/// "=a -b +c": each line with its side.
QString told(const QList<DiffLine>& lines)
{
    QStringList parts;
    for (const DiffLine& line : lines) {
        const QChar sign = line.side == DiffSide::Both ? u'=' : line.side == DiffSide::Old ? u'-' : u'+';
        parts.append(sign + line.text);
    }
    return parts.join(u' ');
}

QString diff(const QString& before, const QString& after)
{
    return told(diffOfLines(before, after));
}

/// The lines of one side, put together again.
QString sideOf(const QList<DiffLine>& lines, DiffSide without)
{
    QString text;
    for (const DiffLine& line : lines) {
        text += line.side == without ? QString() : line.text + u'\n';
    }
    return text;
}

} // namespace

class TestLineDiff : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsWhatCameAndWent()
    {
        QCOMPARE(diff(QStringLiteral("a\nb\nc\n"), QStringLiteral("a\nb\nc\n")), QStringLiteral("=a =b =c"));
        QCOMPARE(diff(QStringLiteral("a\nb\nc\n"), QStringLiteral("a\nx\nc\n")), QStringLiteral("=a -b +x =c"));
        QCOMPARE(diff(QStringLiteral("a\nc"), QStringLiteral("a\nb\nc")), QStringLiteral("=a +b =c"));
        QCOMPARE(diff(QString(), QStringLiteral("a\nb")), QStringLiteral("+a +b"));
        QCOMPARE(diff(QStringLiteral("a\nb"), QString()), QStringLiteral("-a -b"));
        QCOMPARE(diff(QString(), QString()), QString());
    }

    void numbersLinesOfBothSides()
    {
        const QList<DiffLine> lines = diffOfLines(QStringLiteral("a\nb\nc\n"), QStringLiteral("b\nc\nd\n"));
        QCOMPARE(lines.size(), 4);
        QCOMPARE(lines[0].oldLine, 1);
        QCOMPARE(lines[0].newLine, 0);
        QCOMPARE(lines[1].oldLine, 2);
        QCOMPARE(lines[1].newLine, 1);
        QCOMPARE(lines[3].newLine, 3);
    }

    /// Each side can be put together again, and no more is told as different than has to be.
    void randomTextsStayWhole()
    {
        QRandomGenerator random(7);
        for (int round = 0; round < 300; ++round) {
            QString before;
            QString after;
            for (int i = 0; i < random.bounded(30); ++i) {
                const QString line = QString(QChar(u'a' + random.bounded(4))) + u'\n';
                before += random.bounded(4) > 0 ? line : QString();
                after += random.bounded(4) > 0 ? line : QString();
            }
            const QList<DiffLine> lines = diffOfLines(before, after);
            QCOMPARE(sideOf(lines, DiffSide::New), before);
            QCOMPARE(sideOf(lines, DiffSide::Old), after);
            QCOMPARE(numDifferent(lines), fewest(before.split(u'\n'), after.split(u'\n')));
        }
    }

    void hugeDifferencesAreBounded()
    {
        QString before;
        QString after;
        for (int i = 0; i < 3000; ++i) {
            before += QStringLiteral("old %1\n").arg(i);
            after += QStringLiteral("new %1\n").arg(i);
        }
        const QList<DiffLine> lines = diffOfLines(before, after);
        QCOMPARE(lines.size(), 6000);
        QCOMPARE(sideOf(lines, DiffSide::New), before);
        QCOMPARE(sideOf(lines, DiffSide::Old), after);
    }

    void theModelLeadsFromDifferenceToDifference()
    {
        DiffModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setTexts(QStringLiteral("a\nb\nc\nd\ne\n"), QStringLiteral("a\nB\nc\nd\ne\nf\n"));
        QCOMPARE(model.numCame(), 2);
        QCOMPARE(model.numGone(), 1);
        QCOMPARE(model.nextDifference(-1, 1), 1);
        QCOMPARE(model.nextDifference(1, 1), 6);
        QCOMPARE(model.nextDifference(6, 1), -1);
        QCOMPARE(model.nextDifference(6, -1), 1);
        QCOMPARE(model.index(1, DiffModel::Sign).data().toString(), QStringLiteral("−"));
        QCOMPARE(model.index(2, DiffModel::Sign).data(Qt::AccessibleTextRole).toString(), QStringLiteral("came"));
    }

private:
    static int numDifferent(const QList<DiffLine>& lines)
    {
        int number = 0;
        for (const DiffLine& line : lines) {
            number += line.side == DiffSide::Both ? 0 : 1;
        }
        return number;
    }
    /// By the table of longest common subsequences.
    static int fewest(const QStringList& a, const QStringList& b)
    {
        std::vector<std::vector<int>> common(static_cast<size_t>(a.size()) + 1,
                                             std::vector<int>(static_cast<size_t>(b.size()) + 1, 0));
        for (int i = 0; i < a.size(); ++i) {
            for (int j = 0; j < b.size(); ++j) {
                const auto x = static_cast<size_t>(i);
                const auto y = static_cast<size_t>(j);
                common[x + 1][y + 1] = a[i] == b[j] ? common[x][y] + 1 : std::max(common[x][y + 1], common[x + 1][y]);
            }
        }
        return static_cast<int>(a.size() + b.size()) - 2 * common.back().back();
    }
};

QTEST_GUILESS_MAIN(TestLineDiff)
#include "test_line_diff.moc"
