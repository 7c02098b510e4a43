// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/completion_token.h"
#include "engine/pipeline/token_book.h"

#include <QTest>

using namespace millrace;

class TestCompletionToken : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void textIsUrlSafeBase64OfJson()
    {
        const CompletionToken token{"0f8fad5b-d9cb-469f-a165-70867728950e", 3, 42};
        const std::string text = token.toText();
        const QByteArray json = QByteArray::fromBase64(QByteArray::fromStdString(text), QByteArray::Base64UrlEncoding);
        QCOMPARE(json, QByteArray("{\"u\":\"0f8fad5b-d9cb-469f-a165-70867728950e\",\"e\":3,\"c\":42}"));
        QVERIFY(text.find_first_of("+/=") == std::string::npos);
        const Result<CompletionToken> parsed = CompletionToken::parse(text);
        QVERIFY(parsed.ok());
        QVERIFY(*parsed == token);
    }

    void countsAreUnsigned64()
    {
        const CompletionToken token{"u", UINT64_MAX, UINT64_MAX};
        const Result<CompletionToken> parsed = CompletionToken::parse(token.toText());
        QVERIFY(parsed.ok());
        QCOMPARE(parsed->count, UINT64_MAX);
    }

    void refusesWhatIsNoToken_data()
    {
        const auto encoded = [](const char* json) {
            return QByteArray(json).toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
        };
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("not base64") << QByteArray("***");
        QTest::newRow("padding") << QByteArray("eyJ1Ijo=");
        QTest::newRow("length") << QByteArray("a");
        QTest::newRow("not JSON") << encoded("hello");
        QTest::newRow("array") << encoded("[1,2,3]");
        QTest::newRow("missing count") << encoded(R"({"u":"x","e":1})");
        QTest::newRow("negative count") << encoded(R"({"u":"x","e":1,"c":-1})");
        QTest::newRow("text count") << encoded(R"({"u":"x","e":1,"c":"1"})");
        QTest::newRow("number incarnation") << encoded(R"({"u":1,"e":1,"c":1})");
        QTest::newRow("more keys") << encoded(R"({"u":"x","e":1,"c":1,"d":1})");
        QTest::newRow("too long") << QByteArray(5000, 'A');
    }
    void refusesWhatIsNoToken()
    {
        QFETCH(QByteArray, text);
        const Result<CompletionToken> parsed = CompletionToken::parse(text.toStdString());
        QVERIFY(!parsed.ok());
        QCOMPARE(parsed.error().code, ErrorCode::kTokenMalformed);
    }

    void incarnationsAreUuidsOfVersion4()
    {
        const std::string uuid = makeIncarnation();
        QCOMPARE(uuid.size(), size_t{36});
        QCOMPARE(uuid[14], '4');
        QVERIFY(uuid != makeIncarnation());
    }

    void labelsAndCompletesInOrder()
    {
        TokenBook book;
        book.issue(0, 5, 100, 0);
        book.issue(0, 9, 110, 0);
        book.label(0, 5, 1);
        QCOMPARE(book.find(0, 5)->step.value(), uint64_t{1});
        QVERIFY(!book.find(0, 9)->step);
        QVERIFY(!book.complete(0, 0, 120, 0));
        QVERIFY(book.complete(0, 1, 130, 2));
        QVERIFY(book.find(0, 5)->isComplete);
        QCOMPARE(book.find(0, 5)->errorsAtCompletion, uint64_t{2});
        QVERIFY(!book.find(0, 9)->isComplete);
        // A count in between is answered by the next one that covers it.
        QVERIFY(!book.find(0, 6)->isComplete);
        QVERIFY(book.find(0, 10) == nullptr);
    }

    void theSameCountIsTheSameToken()
    {
        TokenBook book;
        book.issue(0, 5, 100, 0);
        book.issue(0, 5, 200, 7);
        QCOMPARE(book.list().size(), size_t{1});
        QCOMPARE(book.find(0, 5)->issuedAt, TimestampMicros{100});
    }

    void listsTheNewestFirstAndForgetsOldCompleteOnes()
    {
        TokenBook book;
        for (uint64_t count = 0; count < 3 * TokenBook::kMaxListed; ++count) {
            book.issue(0, count, static_cast<TimestampMicros>(count), 0);
            book.label(0, count, count);
            book.complete(0, count, 1, 0);
        }
        const std::vector<TokenEntry> list = book.list();
        QCOMPARE(list.size(), TokenBook::kMaxListed);
        QCOMPARE(list.front().count, 3 * TokenBook::kMaxListed - 1);
        // Old counts are answered by the oldest kept one: complete.
        QVERIFY(book.find(0, 0)->isComplete);
        QCOMPARE(book.find(0, 0)->count, 2 * TokenBook::kMaxListed);
    }

    void mergesWhenTooManyAreInProgress()
    {
        TokenBook book;
        const uint64_t numTokens = TokenBook::kMaxPerEndpoint + 1000;
        for (uint64_t count = 0; count < numTokens; ++count) {
            book.issue(0, count, 1, 0);
        }
        book.label(0, numTokens - 2, 1);
        book.complete(0, 1, 2, 0);
        QVERIFY(book.find(0, 17)->isComplete);
        QVERIFY(!book.find(0, numTokens - 2)->isComplete); // later than necessary, never early
        book.label(0, numTokens - 1, 2);
        book.complete(0, 2, 3, 0);
        QVERIFY(book.find(0, numTokens - 2)->isComplete);
    }
};

QTEST_APPLESS_MAIN(TestCompletionToken)
#include "test_completion_token.moc"
