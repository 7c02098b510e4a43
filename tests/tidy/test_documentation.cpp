// SPDX-License-Identifier: GPL-3.0-or-later
// What the documentation says is there is there, and the other way round.
#include "engine/connectors/input_reader.h"
#include "engine/connectors/output_transport.h"
#include "engine/expr/function.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace millrace;

namespace {

QString readDocument(const QString& path)
{
    QFile file(QStringLiteral(MILLRACE_SOURCE_DIR "/") + path);
    if (!file.open(QIODevice::ReadOnly)) {
        qFatal("cannot read %s", qPrintable(file.fileName()));
    }
    return QString::fromUtf8(file.readAll());
}

QStringList sorted(const QSet<QString>& names)
{
    QStringList list = names.values();
    list.sort();
    return list;
}

} // namespace

class TestDocumentation : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void listsTheFunctions()
    {
        const QString text = readDocument(QStringLiteral("docs/sql.md"));
        const qsizetype begin = text.indexOf(QLatin1String("<!-- functions:"));
        const qsizetype end = text.indexOf(QLatin1String("<!-- end of functions -->"));
        QVERIFY(begin >= 0 && end > begin);
        QSet<QString> documented;
        static const QRegularExpression name(QStringLiteral("`([A-Z0-9_]+)`"));
        auto matches = name.globalMatch(text.mid(begin, end - begin));
        while (matches.hasNext()) {
            documented.insert(matches.next().captured(1));
        }
        QSet<QString> present;
        for (const std::string_view function : functionNames()) {
            present.insert(QString::fromUtf8(function.data(), static_cast<qsizetype>(function.size())));
        }
        QCOMPARE(sorted(documented - present), QStringList());
        QCOMPARE(sorted(present - documented), QStringList());
    }

    void describesTheTransports()
    {
        const QString text = readDocument(QStringLiteral("docs/connectors.md"));
        const qsizetype absent = text.indexOf(QLatin1String("## Known, not in this build"));
        QVERIFY(absent > 0);
        const auto check = [&](const std::string& transport, bool isBuilt) {
            const QString name = QString::fromStdString(transport);
            const QString heading = QStringLiteral("\n### ") + name + QLatin1Char('\n');
            const bool isListedAbsent = text.indexOf(QLatin1Char('`') + name + QLatin1Char('`'), absent) >= 0;
            const bool isRight = isBuilt ? text.contains(heading) && !isListedAbsent : !text.contains(heading);
            QVERIFY2(isRight, qPrintable(name));
        };
        for (const InputTransportInfo& transport : inputTransports()) {
            check(transport.name, transport.isBuilt);
        }
        for (const OutputTransportInfo& transport : outputTransports()) {
            check(transport.name, transport.isBuilt);
        }
    }

    /// The tables of where each transport begins and ends are those of the program.
    void saysHowTransportsEndAndGoOn()
    {
        const QString text = readDocument(QStringLiteral("docs/connectors.md"));
        QString inputs = QStringLiteral("| input | ends | after a fault or a pause | what a pause does |\n"
                                        "|---|---|---|---|\n");
        for (const InputTransportInfo& transport : inputTransports()) {
            if (transport.isBuilt) {
                inputs += QString::fromStdString("| `" + transport.name + "` | " + transport.ends + " | " +
                                                 transport.resumes + " | " + transport.pauses + " |\n");
            }
        }
        QVERIFY2(text.contains(inputs), qPrintable(inputs));
        QString outputs = QStringLiteral("| output | delivered means |\n|---|---|\n");
        for (const OutputTransportInfo& transport : outputTransports()) {
            if (transport.isBuilt) {
                outputs += QString::fromStdString("| `" + transport.name + "` | " + transport.delivers + " |\n");
            }
        }
        QVERIFY2(text.contains(outputs), qPrintable(outputs));
    }

    void linksLeadSomewhere()
    {
        static const QRegularExpression link(QStringLiteral("\\]\\(([^)#:]+)(#[^)]*)?\\)"));
        QStringList broken;
        QStringList pages = {QStringLiteral("README.md"), QStringLiteral("CONTRIBUTING.md"),
                             QStringLiteral("CHANGELOG.md")};
        const QDir docs(QStringLiteral(MILLRACE_SOURCE_DIR "/docs"));
        for (const QString& page : docs.entryList({QStringLiteral("*.md")}, QDir::Files)) {
            pages += QStringLiteral("docs/") + page;
        }
        for (const QString& page : pages) {
            const QDir folder = QFileInfo(QStringLiteral(MILLRACE_SOURCE_DIR "/") + page).dir();
            auto matches = link.globalMatch(readDocument(page));
            while (matches.hasNext()) {
                const QString target = matches.next().captured(1);
                if (!folder.exists(target)) {
                    broken += page + QStringLiteral(": ") + target;
                }
            }
        }
        QCOMPARE(broken, QStringList());
    }
};

QTEST_APPLESS_MAIN(TestDocumentation)
#include "test_documentation.moc"
