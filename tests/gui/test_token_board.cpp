// SPDX-License-Identifier: GPL-3.0-or-later
// The token board in a window: opened by key, foreign tokens, curl, notice when complete.
#include "gui/documents/document_area.h"
#include "gui/documents/token_document.h"
#include "gui/widgets/banner.h"
#include "gui/window/docks.h"
#include "gui/window/token_commands.h"
#include "tests/gui/window_fixture.h"
#include "tests/support/fake_pipeline.h"

#include <QAbstractButton>
#include <QClipboard>
#include <QComboBox>
#include <QLineEdit>
#include <QTableView>
#include <QTest>

using namespace millrace;
using namespace millrace::gui;
using test::FakeEngine;
using test::FakePipeline;

class TestTokenBoard : public test::WindowFixture {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        auto engine = std::make_unique<FakeEngine>();
        m_pipeline = engine->add("shop", {test::fakePriceRelation("price", sql::RelationKind::Table)});
        m_other = engine->add("other", {test::fakePriceRelation("price", sql::RelationKind::Table)});
        QVERIFY(openWindow(std::move(engine)));
        m_window->openPipeline(m_engine->find(QStringLiteral("shop")));
        QVERIFY(m_pipeline->start(false).ok());
        QVERIFY(m_other->start(false).ok());
        m_pipeline->changeTokens([](std::vector<TokenStatus>& tokens) { tokens = {tokenOf("mine")}; });
        m_other->changeTokens([](std::vector<TokenStatus>& tokens) { tokens = {tokenOf("foreign")}; });
        m_pipeline->notifyListeners();
        QTRY_COMPARE(m_window->docks().tokens()->model().rowCount(), 1);
    }

    void cleanup()
    {
        closeWindow();
        m_pipeline.reset();
        m_other.reset();
    }

    void theBoardOpensOnceAndGoesWithItsPipeline()
    {
        m_window->actions().action(ActionId::TokenBoard)->trigger();
        m_window->actions().action(ActionId::TokenBoard)->trigger();
        QCOMPARE(boards().size(), 1);
        QCOMPARE(boards().first()->model().rowCount(), 1);
        QVERIFY(boards().first()->table()->hasFocus());
        QVERIFY(m_engine->removePipeline(m_engine->find(QStringLiteral("shop"))));
        QVERIFY(boards().isEmpty());
    }

    void aBoardComesBackWithTheSession()
    {
        m_window->actions().action(ActionId::TokenBoard)->trigger();
        QCOMPARE(boards().size(), 1);
        QVERIFY(m_window->close());
        m_window = std::make_unique<MainWindow>(*m_engine, *m_theme, *m_settings);
        m_window->show();
        m_window->restoreDocuments(loadDocuments(*m_engine).documents);
        QCOMPARE(boards().size(), 1);
        QCOMPARE(boards().first()->pipeline()->name(), QStringLiteral("shop"));
    }

    void anEmptyBoardSaysWhatATokenIs()
    {
        m_window->openPipeline(m_engine->find(QStringLiteral("other")));
        m_window->actions().action(ActionId::TokenBoard)->trigger();
        QTRY_COMPARE(boards().first()->model().rowCount(), 1);
        const auto* empty = boards().first()->findChild<QWidget*>(QStringLiteral("tokenDocumentEmpty"));
        QVERIFY(empty != nullptr && !empty->isVisible());
        ignoreError(m_other->stop());
        m_other->changeTokens([](std::vector<TokenStatus>& tokens) { tokens.clear(); });
        m_other->notifyListeners();
        boards().first()->model().setPipeline(m_engine->find(QStringLiteral("other")));
        QTRY_COMPARE(empty->isVisible(), boards().first()->model().rowCount() == 0);
    }

    void aForeignTokenIsFoundWhereverItBelongs()
    {
        m_window->actions().action(ActionId::LookUpToken)->trigger();
        TokenDocument* board = boards().first();
        QTRY_VERIFY(board->findChild<QLineEdit*>(QStringLiteral("tokenLookup"))->hasFocus());
        QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("foreign"));
        QCOMPARE(board->lookupText(), QStringLiteral("other: price.file – ingested ✓ › processed 0 %"));
        board->lookUp(QStringLiteral("nonsense"));
        QVERIFY2(board->lookupText().contains(QLatin1String("MR-")), qPrintable(board->lookupText()));
    }

    void tokensAreFilteredAndThatIsTold()
    {
        m_pipeline->changeTokens([](std::vector<TokenStatus>& tokens) {
            tokens = {tokenOf("mine"), tokenOf("done")};
            tokens[1].state = TokenState::Complete;
        });
        m_pipeline->notifyListeners();
        TokensDock* dock = m_window->docks().tokens();
        dock->activate();
        QTRY_COMPARE(dock->table()->model()->rowCount(), 2);
        auto* choice = dock->findChild<QComboBox*>(QStringLiteral("tokenChoice"));
        choice->setCurrentIndex(2);
        QCOMPARE(dock->table()->model()->rowCount(), 1);
        QVERIFY(dock->summary().endsWith(QStringLiteral("1 shown")));
        dock->table()->selectRow(0);
        m_window->actions().action(ActionId::CopyToken)->trigger();
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("done"));
        choice->setCurrentIndex(3);
        auto* empty = dock->findChild<QWidget*>(QStringLiteral("tokensEmpty"));
        QVERIFY(empty->isVisible());
        auto* showAll = empty->findChild<QAbstractButton*>();
        QVERIFY(showAll != nullptr && showAll->isVisible());
        showAll->click();
        QCOMPARE(dock->table()->model()->rowCount(), 2);
        QCOMPARE(choice->currentIndex(), 0);
    }

    void tokensAreCopiedAsCurl()
    {
        m_window->docks().tokens()->activate();
        m_window->docks().tokens()->table()->selectRow(0);
        m_window->actions().action(ActionId::CopyTokenCurl)->trigger();
        QCOMPARE(QGuiApplication::clipboard()->text(),
                 QStringLiteral("curl 'http://127.0.0.1:8080/v0/pipelines/shop/completion_status?token=mine'"));
        m_window->actions().action(ActionId::CopyToken)->trigger();
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("mine"));
    }

    void completionOfAWatchedTokenIsTold()
    {
        m_window->docks().tokens()->activate();
        m_window->docks().tokens()->table()->selectRow(0);
        QAction* wait = m_window->actions().action(ActionId::WaitForToken);
        QVERIFY(wait->isEnabled());
        wait->trigger();
        QVERIFY(wait->isChecked());
        m_pipeline->changeTokens([](std::vector<TokenStatus>& tokens) {
            tokens[0].state = TokenState::Complete;
            tokens[0].completedAt = tokens[0].issuedAt + 1'500'000;
        });
        m_pipeline->notifyListeners();
        auto* notice = m_window->findChild<Banner*>(QStringLiteral("noticeBanner"));
        QTRY_VERIFY(notice->isVisible());
        QCOMPARE(notice->sentence(), QStringLiteral("The token of price.file in shop is complete: 100 records were "
                                                    "processed and delivered within 1.5 s."));
        QVERIFY(!wait->isEnabled());
    }

private:
    static TokenStatus tokenOf(std::string name)
    {
        TokenStatus token;
        token.token = std::move(name);
        token.relation = "price";
        token.connector = "file";
        token.count = 100;
        token.issuedAt = Clock::system().now();
        return token;
    }
    QList<TokenDocument*> boards() const
    {
        QList<TokenDocument*> found;
        for (Document* document : m_window->documents().documents()) {
            if (auto* board = qobject_cast<TokenDocument*>(document)) {
                found.append(board);
            }
        }
        return found;
    }

    std::shared_ptr<FakePipeline> m_pipeline;
    std::shared_ptr<FakePipeline> m_other;
};

QTEST_MAIN(TestTokenBoard)
#include "test_token_board.moc"
