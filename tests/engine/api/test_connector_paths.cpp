// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/connector_paths.h"

#include <QTest>

using namespace millrace;

class TestConnectorPaths : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void resolves_data()
    {
        QTest::addColumn<QString>("transport");
        QTest::addColumn<QString>("folder");
        QTest::addColumn<QString>("written");
        QTest::addColumn<QString>("expected");
        QTest::newRow("beside the program") << "file_input"
                                            << "/data/shop"
                                            << "price.json"
                                            << "/data/shop/price.json";
        QTest::newRow("above it") << "file_input"
                                  << "/data/shop"
                                  << "../x/./a.csv"
                                  << "/data/x/a.csv";
        QTest::newRow("output") << "file_output"
                                << "/data/shop"
                                << "out/v.json"
                                << "/data/shop/out/v.json";
        QTest::newRow("absolute") << "file_input"
                                  << "/data/shop"
                                  << "/tmp/a.csv"
                                  << "/tmp/a.csv";
        QTest::newRow("url") << "file_input"
                             << "/data/shop"
                             << "file:///tmp/a.csv"
                             << "file:///tmp/a.csv";
        QTest::newRow("reference") << "file_input"
                                   << "/data/shop"
                                   << "${env:INPUT}"
                                   << "${env:INPUT}";
        QTest::newRow("empty") << "file_input"
                               << "/data/shop"
                               << ""
                               << "";
        QTest::newRow("no folder") << "file_input"
                                   << ""
                                   << "price.json"
                                   << "price.json";
        QTest::newRow("other transport") << "url_input"
                                         << "/data/shop"
                                         << "price.json"
                                         << "price.json";
    }

    void resolves()
    {
        QFETCH(QString, transport);
        QFETCH(QString, folder);
        QFETCH(QString, written);
        QFETCH(QString, expected);
        std::vector<ConnectorSpec> connectors(1);
        connectors[0].transport = transport.toStdString();
        connectors[0].transportConfig["path"] = written.toStdString();
        resolveConnectorPaths(connectors, folder.toStdString());
        QCOMPARE(connectors[0].transportConfig["path"].get<std::string>(), expected.toStdString());
    }

    void leavesAWrongPathToTheTransport()
    {
        std::vector<ConnectorSpec> connectors(2);
        connectors[0].transport = "file_input";
        connectors[0].transportConfig["path"] = 7;
        connectors[1].transport = "file_input";
        resolveConnectorPaths(connectors, "/data");
        QVERIFY(connectors[0].transportConfig["path"] == 7);
        QVERIFY(!connectors[1].transportConfig.contains("path"));
    }
};

QTEST_APPLESS_MAIN(TestConnectorPaths)
#include "test_connector_paths.moc"
