// SPDX-License-Identifier: GPL-3.0-or-later
// The problems dock: F8 goes through those that are shown and have a place; warnings can be left out.
#include "gui/docks/problems_dock.h"

#include <QComboBox>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace millrace;
using namespace millrace::gui;

class TestProblemsDock : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void goesThroughWhatIsShown()
    {
        ActionRegistry actions;
        ProblemsDock dock(actions);
        dock.model().setReport(QStringLiteral("shop"), api::compile("CREATE VIEW v AS SELECT 1 AS a, 2 AS a;\n"
                                                                    "CREATE VIEW w AS SELECT b FROM gone;"));
        const int numErrors = dock.model().numErrors();
        QVERIFY(numErrors >= 1);
        api::CompileReport warned = api::compile("CREATE VIEW x AS SELECT c FROM gone;");
        warned.diagnostics.resize(1);
        warned.diagnostics[0].severity = sql::Severity::Warning;
        dock.model().setReport(QStringLiteral("zoo"), warned);
        QCOMPARE(dock.model().numWarnings(), 1);
        QCOMPARE(dock.table()->model()->rowCount(), numErrors + 1);
        QSignalSpy places(&dock, &ProblemsDock::placeRequested);
        dock.jump(-1); // from the end
        QCOMPARE(places.last().at(0).toString(), QStringLiteral("zoo"));
        auto* severity = dock.findChild<QComboBox*>(QStringLiteral("problemsSeverity"));
        severity->setCurrentIndex(1);
        QCOMPARE(dock.table()->model()->rowCount(), numErrors);
        QVERIFY(dock.summary().endsWith(QStringLiteral("errors shown")));
        for (int i = 0; i <= numErrors; ++i) {
            dock.jump(1);
            QCOMPARE(places.last().at(0).toString(), QStringLiteral("shop"));
        }
        dock.model().forget(QStringLiteral("shop"));
        QCOMPARE(dock.table()->model()->rowCount(), 0); // a warning is there, and is told to be left out
        severity->setCurrentIndex(0);
        QCOMPARE(dock.table()->model()->rowCount(), 1);
    }
};

QTEST_MAIN(TestProblemsDock)
#include "test_problems_dock.moc"
