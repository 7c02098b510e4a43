// SPDX-License-Identifier: GPL-3.0-or-later
// The wizard of a new connector: what it learns from a file.
#include "gui/shell/connector_wizard.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QTemporaryDir>
#include <QTest>

using namespace millrace;
using namespace millrace::gui;

namespace {

constexpr int kPatienceMs = 20'000;
constexpr const char* kProgram = "CREATE TABLE other (id BIGINT);\n"
                                 "CREATE TABLE part (id BIGINT NOT NULL PRIMARY KEY, name VARCHAR);\n";

} // namespace

class TestConnectorWizard : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theFormatFollowsTheFile()
    {
        ConnectorWizard wizard(QString::fromLatin1(kProgram), QString(), QStringLiteral("part"));
        wizard.show();
        wizard.next();
        auto* path = wizard.findChild<QLineEdit*>(QStringLiteral("connectorField-path"));
        auto* format = wizard.findChild<QComboBox*>(QStringLiteral("connectorFormat"));
        const auto headers = [&] { return wizard.findChild<QCheckBox*>(QStringLiteral("connectorField-headers")); };
        QVERIFY(headers() == nullptr); // JSON names its columns
        path->setText(QStringLiteral("/nowhere/part.csv"));
        QCOMPARE(format->currentText(), QStringLiteral("csv"));
        QVERIFY(headers() != nullptr);
        path->setText(QStringLiteral("/nowhere/part.jsonl"));
        QCOMPARE(format->currentText(), QStringLiteral("json"));
        QVERIFY(headers() == nullptr);
        format->setCurrentText(QStringLiteral("csv"));
        Q_EMIT format->activated(format->currentIndex()); // by hand: it stays
        path->setText(QStringLiteral("/nowhere/other.json"));
        QCOMPARE(format->currentText(), QStringLiteral("csv"));
        wizard.reject();
    }

    void aLineOfNamesIsNoticed()
    {
        const QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("part.csv")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("id,name\n1,nut\n2,bolt\n");
        file.close();
        ConnectorWizard wizard(QString::fromLatin1(kProgram), QString(), QString());
        wizard.readFile(file.fileName());
        wizard.show();
        QCOMPARE(wizard.draft().relation, QStringLiteral("part")); // the table of the file's name
        wizard.next();
        QCOMPARE(wizard.draft().format, QStringLiteral("csv"));
        wizard.next();
        const auto* text = wizard.findChild<QLabel*>(QStringLiteral("connectorSampleText"));
        QTRY_VERIFY_WITH_TIMEOUT(text->text().startsWith(QLatin1String("2 row")), kPatienceMs);
        wizard.next();
        QVERIFY2(wizard.changedProgram().contains(QStringLiteral("\"headers\": true")),
                 qPrintable(wizard.changedProgram()));
        wizard.accept();
    }
};

QTEST_MAIN(TestConnectorWizard)
#include "test_connector_wizard.moc"
