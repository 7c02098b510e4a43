// SPDX-License-Identifier: GPL-3.0-or-later
// Tables of function calls, each row a function, its arguments and what it answers as text, as data of Qt tests.
#pragma once

#include "expr_testing.h"

#include <QTest>

namespace millrace::testing {

using Cells = std::vector<Cell>;

} // namespace millrace::testing

Q_DECLARE_METATYPE(millrace::testing::Cells)

namespace millrace::testing {

inline void addColumns()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<Cells>("cells");
    QTest::addColumn<QString>("expected");
}

inline void addRow(const char* name, const Cells& cells, const char* expected)
{
    QString tag = QString::fromLatin1(name);
    for (const Cell& one : cells) {
        tag += " " + QString::fromStdString(formatValue(one.value, one.type) + ":" + one.type.toString());
    }
    QTest::newRow(qPrintable(tag)) << QByteArray(name) << cells << QString::fromUtf8(expected);
}

/// Checks the row that the test is at.
inline void check()
{
    QFETCH(QByteArray, name);
    QFETCH(Cells, cells);
    QTEST(callText(name.toStdString(), cells), "expected");
}

} // namespace millrace::testing
