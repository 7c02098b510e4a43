// SPDX-License-Identifier: GPL-3.0-or-later
// First programs made by a form.
#include "engine/api/engine.h"
#include "models/shell/pipeline_draft.h"

#include <QTest>

using namespace millrace;
using namespace millrace::models;

class TestPipelineDraft : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyChoiceCompiles_data()
    {
        QTest::addColumn<int>("source");
        QTest::addColumn<int>("view");
        for (const DraftSource source : {DraftSource::Nothing, DraftSource::Generator, DraftSource::File}) {
            for (const DraftView view : {DraftView::Nothing, DraftView::Rows, DraftView::Counts}) {
                QTest::addRow("source %d, view %d", int(source), int(view)) << int(source) << int(view);
            }
        }
    }
    void everyChoiceCompiles()
    {
        QFETCH(int, source);
        QFETCH(int, view);
        PipelineDraft draft = anyDraft();
        draft.source = static_cast<DraftSource>(source);
        draft.view = static_cast<DraftView>(view);
        QCOMPARE(problemOf(draft), QString());
        verifyCompiles(programOf(draft), view == 0 ? 1 : 2);
    }

    void theExampleCompiles() { verifyCompiles(exampleProgram(), 2); }

    void namesAndPathsMayBeAnything()
    {
        PipelineDraft draft = anyDraft();
        draft.table = QStringLiteral("Order \"x\"");
        draft.columns[0].name = QStringLiteral("select");
        draft.columns[1].name = QStringLiteral("Größe");
        draft.countedColumn = QStringLiteral("Größe");
        draft.source = DraftSource::File;
        draft.path = QStringLiteral("it's \\ a \"file\".csv");
        verifyCompiles(programOf(draft), 2);
        for (const QString& type : draftTypes()) {
            draft.columns[1].type = type;
            verifyCompiles(programOf(draft), 2);
        }
    }

    void saysWhatIsMissing()
    {
        PipelineDraft draft = anyDraft();
        draft.columns[1].name = QStringLiteral("id");
        QVERIFY(problemOf(draft).contains(QStringLiteral("id")));
        draft = anyDraft();
        draft.viewName = draft.table;
        QVERIFY(!problemOf(draft).isEmpty());
        draft = anyDraft();
        draft.source = DraftSource::File;
        draft.path.clear();
        QVERIFY(!problemOf(draft).isEmpty());
        draft = anyDraft();
        draft.countedColumn = QStringLiteral("none");
        QVERIFY(!problemOf(draft).isEmpty());
        QVERIFY(!problemOf(PipelineDraft()).isEmpty());
    }

private:
    static PipelineDraft anyDraft()
    {
        PipelineDraft draft;
        draft.table = QStringLiteral("item");
        draft.columns = {{QStringLiteral("id"), QStringLiteral("BIGINT"), true},
                         {QStringLiteral("name"), QStringLiteral("VARCHAR"), false}};
        draft.path = QStringLiteral("items.csv");
        draft.view = DraftView::Counts;
        draft.viewName = QStringLiteral("item_counts");
        draft.countedColumn = QStringLiteral("name");
        return draft;
    }
    static void verifyCompiles(const QString& sql, size_t numRelations)
    {
        const api::CompileReport report = api::compile(sql.toStdString());
        const QString problem =
            report.diagnostics.empty() ? QString() : QString::fromStdString(report.diagnostics.front().message);
        QVERIFY2(report.diagnostics.empty(), qPrintable(problem + u'\n' + sql));
        QCOMPARE(report.relations.size(), numRelations);
    }
};

QTEST_GUILESS_MAIN(TestPipelineDraft)
#include "test_pipeline_draft.moc"
