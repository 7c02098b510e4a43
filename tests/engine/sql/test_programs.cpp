// SPDX-License-Identifier: GPL-3.0-or-later
// Whole programs of the kind people write: what tutorials and demonstrations use, in programs of our own. Each has its
// relations beside it.
#include "engine/sql/program.h"

#include <QFile>
#include <QTest>

using namespace millrace;
using namespace millrace::sql;

namespace {

/// "table shop(id BIGINT NOT NULL); view v(…)", and the errors if there are any.
QByteArray outline(const Program& program, std::string_view text)
{
    static constexpr const char* kKinds[] = {"table", "view", "local view", "materialized view"};
    std::string out;
    for (const Relation& relation : program.relations) {
        out += kKinds[static_cast<size_t>(relation.kind)];
        out += " " + relation.name + "(";
        for (size_t i = 0; i < relation.schema.numColumns(); ++i) {
            const ColumnInfo& column = relation.schema.columns[i];
            out += (i == 0 ? "" : ", ") + column.name + " " + column.type.toString();
            out += column.type.nullable ? "" : "!";
        }
        out += relation.connectors ? ") with connectors\n" : ")\n";
    }
    for (const Diagnostic& diagnostic : program.diagnostics) {
        if (diagnostic.severity == Severity::Error) {
            out += formatDiagnostic(diagnostic, "", text);
        }
    }
    return QByteArray::fromStdString(out);
}

QByteArray contentsOf(const std::string& path)
{
    QFile file(QString::fromStdString(path));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("missing: ") + path.c_str();
}

} // namespace

class TestPrograms : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void compile_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("relations");
        for (const char* name :
             {"cheapest_offers", "sources_in_turn", "spread_of_a_fault", "stock_by_store", "report_with_cases"}) {
            const std::string path = std::string(MILLRACE_SOURCE_DIR "/tests/engine/sql/programs/") + name;
            QTest::newRow(name) << contentsOf(path + ".sql") << contentsOf(path + ".relations");
        }
    }
    void compile()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, relations);
        const std::string_view view(text.constData(), size_t(text.size()));
        QCOMPARE(outline(compileProgram(view), view), relations);
    }
};

QTEST_APPLESS_MAIN(TestPrograms)
#include "test_programs.moc"
