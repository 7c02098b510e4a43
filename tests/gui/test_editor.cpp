// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/editor/find_bar.h"
#include "gui/editor/sql_editor.h"

#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace millrace;
using namespace millrace::gui;

namespace {

constexpr int kErrorIndicator = 8;

/// The byte range of the squiggle that holds `position`.
std::pair<long, long> squiggleAt(SqlEditor& editor, long position)
{
    const auto ask = [&](unsigned message) {
        return editor.SendScintilla(message, static_cast<unsigned long>(kErrorIndicator), position);
    };
    return {ask(QsciScintillaBase::SCI_INDICATORSTART), ask(QsciScintillaBase::SCI_INDICATOREND)};
}

bool hasSquiggle(SqlEditor& editor, long position)
{
    return editor.SendScintilla(QsciScintillaBase::SCI_INDICATORVALUEAT, static_cast<unsigned long>(kErrorIndicator),
                                position) != 0;
}

} // namespace

class TestEditor : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// Spans are bytes: what stands before in two- and three-byte characters must not shift the squiggle.
    void squigglesStandAtTheirPlace()
    {
        SqlEditor editor;
        const QByteArray sql = "-- prüfen: ✓\nCREATE VIEW v AS SELECT nix FROM t;\n";
        editor.setText(QString::fromUtf8(sql));
        sql::Diagnostic diagnostic;
        diagnostic.code = ErrorCode::kInternal;
        diagnostic.message = "Unknown column: nix";
        diagnostic.span.begin = static_cast<uint32_t>(sql.indexOf("nix"));
        diagnostic.span.end = diagnostic.span.begin + 3;
        diagnostic.span.line = 2;
        editor.setDiagnostics({diagnostic});
        const long at = sql.indexOf("nix");
        QVERIFY(hasSquiggle(editor, at));
        QVERIFY(!hasSquiggle(editor, at - 1));
        QVERIFY(!hasSquiggle(editor, at + 3));
        QCOMPARE(squiggleAt(editor, at), std::make_pair(at, at + 3));
        QCOMPARE(editor.markersAtLine(1) != 0, true);
        QCOMPARE(editor.diagnosticAt(at + 1)->message, std::string("Unknown column: nix"));
        QVERIFY(editor.diagnosticAt(0) == nullptr);
        editor.setDiagnostics({});
        QVERIFY(!hasSquiggle(editor, at));
        QCOMPARE(editor.markersAtLine(1), 0u);
    }

    void squigglesBeyondTheEndAreSeen()
    {
        SqlEditor editor;
        editor.setText(QStringLiteral("SELECT"));
        sql::Diagnostic diagnostic;
        diagnostic.span.begin = 90;
        diagnostic.span.end = 90;
        diagnostic.span.line = 1;
        editor.setDiagnostics({diagnostic});
        QVERIFY(hasSquiggle(editor, 5));
    }

    void revealsAPlace()
    {
        SqlEditor editor;
        editor.setText(QStringLiteral("a\nbb\nccc\n"));
        SourceSpan span;
        span.begin = 5;
        span.end = 8;
        span.line = 3;
        editor.revealSpan(span);
        QCOMPARE(editor.selectedText(), QStringLiteral("ccc"));
    }

    void aLockedEditorTellsWhenOneTypes()
    {
        SqlEditor editor;
        editor.setText(QStringLiteral("SELECT 1"));
        QSignalSpy locked(&editor, &SqlEditor::lockedKeyPressed);
        editor.setLocked(true);
        QTest::keyClicks(&editor, QStringLiteral("x"));
        QTest::keyClick(&editor, Qt::Key_Backspace);
        QTest::keyClick(&editor, Qt::Key_Down);
        QCOMPARE(locked.count(), 2);
        QCOMPARE(editor.text(), QStringLiteral("SELECT 1"));
        editor.setLocked(false);
        QTest::keyClicks(&editor, QStringLiteral("x"));
        QCOMPARE(editor.text(), QStringLiteral("SELECT 1x"));
        QCOMPARE(locked.count(), 2);
    }

    void leavesWindowKeysAlone()
    {
        SqlEditor editor;
        const ActionRegistry actions;
        editor.yieldKeysTo(actions);
        for (const ActionSpec& spec : actionTable()) {
            if (spec.scope != KeyScope::Window) {
                continue;
            }
            for (const QKeySequence& key : actions.action(spec.id)->shortcuts()) {
                QVERIFY2(editor.standardCommands()->boundTo(key[0].toCombined()) == nullptr, spec.objectName);
            }
        }
    }

    void findsInBothDirections()
    {
        QWidget window;
        SqlEditor editor(&window);
        FindBar bar(&editor, &window);
        editor.setText(QStringLiteral("price\nvendor\nPRICE\n"));
        window.show();
        bar.open();
        auto* text = bar.findChild<QLineEdit*>(QStringLiteral("findText"));
        QVERIFY(text != nullptr);
        int line = 0;
        int column = 0;
        const auto selectionLine = [&] {
            int endLine = 0;
            int endColumn = 0;
            editor.getSelection(&line, &column, &endLine, &endColumn);
            return line;
        };
        QTest::keyClicks(text, QStringLiteral("price"));
        QCOMPARE(selectionLine(), 0);
        QTest::keyClick(text, Qt::Key_Return);
        QCOMPARE(selectionLine(), 2);
        QTest::keyClick(text, Qt::Key_Return, Qt::ShiftModifier);
        QCOMPARE(selectionLine(), 0);
        QTest::keyClick(text, Qt::Key_Escape);
        QVERIFY(bar.isHidden());
    }

    void matchesAreCountedAndReplaced()
    {
        QWidget window;
        SqlEditor editor(&window);
        FindBar bar(&editor, &window);
        editor.setText(QStringLiteral("id Id ident id\n"));
        window.show();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        bar.openReplace();
        auto* text = bar.findChild<QLineEdit*>(QStringLiteral("findText"));
        auto* with = bar.findChild<QLineEdit*>(QStringLiteral("replaceText"));
        auto* matchCase = bar.findChild<QToolButton*>(QStringLiteral("findCase"));
        auto* words = bar.findChild<QToolButton*>(QStringLiteral("findWords"));
        QTest::keyClicks(text, QStringLiteral("id"));
        const SearchOptions anything;
        QCOMPARE(countMatches(editor, QStringLiteral("id"), anything).number, 4);
        QCOMPARE(countMatches(editor, QStringLiteral("id"), anything).current, 1);
        QCOMPARE(countMatches(editor, QStringLiteral("id"), {false, true}).number, 3);
        QCOMPARE(countMatches(editor, QStringLiteral("id"), {true, true}).number, 2);
        QCOMPARE(countMatches(editor, QString(), anything).number, 0);
        with->setFocus();
        QTRY_VERIFY(with->hasFocus());
        QTest::keyClicks(with, QStringLiteral("id, id")); // holds what is searched
        QTest::keyClick(with, Qt::Key_Return);
        QCOMPARE(editor.text(), QStringLiteral("id, id Id ident id\n"));
        matchCase->click();
        words->click();
        bar.findChild<QPushButton*>(QStringLiteral("replaceAll"))->click();
        QCOMPARE(editor.text(), QStringLiteral("id, id, id, id Id ident id, id\n"));
        editor.undo();
        QCOMPARE(editor.text(), QStringLiteral("id, id Id ident id\n")); // one step
        QSignalSpy locked(&editor, &SqlEditor::lockedKeyPressed);
        editor.setLocked(true);
        bar.findChild<QPushButton*>(QStringLiteral("replaceAll"))->click();
        QCOMPARE(editor.text(), QStringLiteral("id, id Id ident id\n"));
        QCOMPARE(locked.count(), 1);
    }

    void linesBecomeCommentsAndBack()
    {
        SqlEditor editor;
        const QString program = QStringLiteral("SELECT 1,\n\n    2;\nSELECT 3;\n");
        editor.setText(program);
        editor.setSelection(0, 3, 3, 0);
        editor.toggleComment();
        QCOMPARE(editor.text(), QStringLiteral("-- SELECT 1,\n\n--     2;\nSELECT 3;\n"));
        editor.setSelection(0, 0, 3, 0);
        editor.toggleComment();
        QCOMPARE(editor.text(), program);
        editor.undo();
        editor.undo();
        QCOMPARE(editor.text(), program);
        SqlEditor yaml(nullptr, EditorLanguage::Yaml);
        yaml.setText(QStringLiteral("a: 1\n"));
        yaml.toggleComment();
        QCOMPARE(yaml.text(), QStringLiteral("# a: 1\n"));
    }
};

QTEST_MAIN(TestEditor)
#include "test_editor.moc"
