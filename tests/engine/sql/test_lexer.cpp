// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/sql/lexer.h"
#include "engine/sql/literal_text.h"

#include <QTest>

using namespace millrace;
using namespace millrace::sql;

namespace {

/// Texts of the tokens, one blank between.
std::string joined(const TokenList& list)
{
    std::string out;
    for (const Token& token : list.tokens) {
        if (token.kind != TokenKind::End) {
            out += (out.empty() ? "" : " ") + std::string(token.text);
        }
    }
    return out;
}

} // namespace

class TestLexer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cutsTokens_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("tokens");
        QTest::newRow("empty") << QByteArray() << QByteArray();
        QTest::newRow("signs") << QByteArray("a<=>b<=c<>d!=e>=f::g||h=>i")
                               << QByteArray("a <=> b <= c <> d != e >= f :: g || h => i");
        QTest::newRow("line comment") << QByteArray("a -- x ' \" \n b") << QByteArray("a b");
        QTest::newRow("slash comment") << QByteArray("a // it's\nb") << QByteArray("a b");
        QTest::newRow("block comment") << QByteArray("a/* ; ' */b") << QByteArray("a b");
        QTest::newRow("hint") << QByteArray("SELECT /*+ broadcast(t) */ a") << QByteArray("SELECT a");
        QTest::newRow("division") << QByteArray("a / b") << QByteArray("a / b");
        QTest::newRow("numbers") << QByteArray("1 1.5 .5 1. 1e3 1.5E-2") << QByteArray("1 1.5 .5 1. 1e3 1.5E-2");
        QTest::newRow("digit name") << QByteArray("3d_x") << QByteArray("3d_x");
        QTest::newRow("exponent like name") << QByteArray("1e5x") << QByteArray("1e5x");
        QTest::newRow("dots of names") << QByteArray("t.1a.b") << QByteArray("t . 1a . b");
        QTest::newRow("quotes in a string") << QByteArray("'it''s' x") << QByteArray("'it''s' x");
        QTest::newRow("dollar in a name") << QByteArray("a$b") << QByteArray("a$b");
        QTest::newRow("name of another script") << QByteArray("größe") << QByteArray("größe");
        QTest::newRow("strings on one line stay two") << QByteArray("'a' 'b'") << QByteArray("'a' 'b'");
    }
    void cutsTokens()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, tokens);
        const TokenList list = tokenize(text.toStdString());
        QVERIFY(list.errors.empty());
        const std::string expected = tokens.toStdString();
        QCOMPARE(QByteArray::fromStdString(joined(tokenize(std::string_view(text.constData(), size_t(text.size()))))),
                 QByteArray::fromStdString(expected));
    }

    void knowsKindsOfNumbers()
    {
        const TokenList list = tokenize("12 1.5 1e0");
        QCOMPARE(list.tokens[0].kind, TokenKind::Integer);
        QCOMPARE(list.tokens[1].kind, TokenKind::DecimalNumber);
        QCOMPARE(list.tokens[2].kind, TokenKind::ApproximateNumber);
    }

    void foldsKeywordsButKeepsQuotedNames()
    {
        const TokenList list = tokenize("sElEcT \"select\"");
        QCOMPARE(list.tokens[0].keyword, Keyword::Select);
        QCOMPARE(list.tokens[1].kind, TokenKind::QuotedName);
        QCOMPARE(list.tokens[1].keyword, Keyword::None);
    }

    void columnsCountCodePoints()
    {
        const std::string_view text = "'äö€' x\n\t€y";
        const TokenList list = tokenize(text);
        QCOMPARE(list.tokens[1].span.line, 1U);
        QCOMPARE(list.tokens[1].span.column, 7U);
        QCOMPARE(list.tokens[1].span.begin, 10U);
        QCOMPARE(list.tokens[2].span.line, 2U);
        QCOMPARE(list.tokens[2].span.column, 2U);
        QCOMPARE(list.tokens[2].span.endColumn, 4U);
    }

    void joinsPartsOfALiteral()
    {
        const std::string_view text = "'one ' -- comment\n  'two''s' x";
        const TokenList list = tokenize(text);
        QCOMPARE(list.tokens.size(), size_t{3});
        QCOMPARE(decodeQuoted(list.tokens[0].text).value(), std::string("one two's"));
        QCOMPARE(list.tokens[0].span.endLine, 2U);
    }

    void decodesUnicodeEscapes()
    {
        const TokenList list = tokenize(R"(U&'d\0061t\+000061' U&"d!0061ta" UESCAPE '!' U&'\00' x)");
        QCOMPARE(decodeQuoted(list.tokens[0].text, list.tokens[0].unicodeEscape).value(), std::string("data"));
        QCOMPARE(decodeQuoted(list.tokens[1].text, list.tokens[1].unicodeEscape).value(), std::string("data"));
        QVERIFY(!decodeQuoted(list.tokens[2].text, list.tokens[2].unicodeEscape));
        QCOMPARE(list.tokens.size(), size_t{5});
    }

    void reportsBadText_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("line");
        QTest::addColumn<int>("column");
        QTest::addColumn<QByteArray>("message");
        QTest::newRow("string") << QByteArray("a\n  'b") << 2 << 3 << QByteArray("String literal is not closed");
        QTest::newRow("name") << QByteArray("\"b") << 1 << 1 << QByteArray("Quoted name is not closed");
        QTest::newRow("comment") << QByteArray("a /* b") << 1 << 3 << QByteArray("Comment is not closed");
        QTest::newRow("character") << QByteArray("a # b") << 1 << 3 << QByteArray("Unexpected character '#'");
        QTest::newRow("control") << QByteArray("a \x01 b") << 1 << 3 << QByteArray("Unexpected control character 1");
        QTest::newRow("utf8") << QByteArray("a\n \xff b") << 2 << 2 << QByteArray("The program is not valid UTF-8");
        QTest::newRow("surrogate") << QByteArray("ab\xed\xa0\x80") << 1 << 3
                                   << QByteArray("The program is not valid UTF-8");
    }
    void reportsBadText()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, line);
        QFETCH(int, column);
        QFETCH(QByteArray, message);
        const TokenList list = tokenize(std::string_view(text.constData(), size_t(text.size())));
        QCOMPARE(list.errors.size(), size_t{1});
        QCOMPARE(int(list.errors[0].span.line), line);
        QCOMPARE(int(list.errors[0].span.column), column);
        QCOMPARE(QByteArray::fromStdString(list.errors[0].detail), message);
    }

    void locatesOffsetsOfALiteral()
    {
        const std::string_view text = "x = '{\"a\":''b'',\n  \"€\": 1}'";
        const TokenList list = tokenize(text);
        const SourceSpan& literal = list.tokens[2].span;
        const std::string value = decodeQuoted(list.tokens[2].text).value();
        // The b behind a doubled quote.
        size_t offset = value.find('b');
        SourceSpan span = locateInLiteral(text, literal, offset, offset + 1);
        QCOMPARE(text.substr(span.begin, span.end - span.begin), std::string_view("b"));
        QCOMPARE(span.column, 13U);
        // On the second line, behind a character of three bytes.
        offset = value.find('1');
        span = locateInLiteral(text, literal, offset, offset + 1);
        QCOMPARE(span.line, 2U);
        QCOMPARE(span.column, 8U);
        QCOMPARE(span.endColumn, 9U);
        // Past the end: the closing quote.
        span = locateInLiteral(text, literal, value.size(), value.size());
        QCOMPARE(text[span.begin], '\'');
        QCOMPARE(size_t{span.begin}, text.size() - 1);
    }

    void locatesInTheSecondPart()
    {
        const std::string_view text = "'[1,'\n '2]'";
        const SourceSpan span = locateInLiteral(text, tokenize(text).tokens[0].span, 3, 4);
        QCOMPARE(span.line, 2U);
        QCOMPARE(span.column, 3U);
        QCOMPARE(text[span.begin], '2');
    }

    void streamingDialectHasItsOwnQuotes()
    {
        const auto tokens = [](std::string_view text) {
            const TokenList list = tokenize(text, Dialect::Streaming);
            return joined(list) + (list.errors.empty() ? "" : " !");
        };
        QCOMPARE(tokens("a == b // 2"), std::string("a == b / / 2"));
        QCOMPARE(tokens("`two words` \"b\"`c`"), std::string("`two words` \"b\" `c`"));
        QCOMPARE(tokens("'it''s' 'it\\'s' 'a'\n'b'"), std::string("'it''s' 'it\\'s' 'a' 'b'"));
        QCOMPARE(tokens("x'1'"), std::string("x '1'"));
        QCOMPARE(tokens("1s -5m"), std::string("1s - 5m"));
        QCOMPARE(tokens("'open"), std::string("'open !"));
        QCOMPARE(tokens("'open\\'"), std::string("'open\\' !"));
        QCOMPARE(tokens("`open"), std::string("`open !"));
        QCOMPARE(joined(tokenize("a // b\nc")), std::string("a c")); // the other dialect keeps its comment
    }

    void streamingTextIsDecoded()
    {
        QCOMPARE(*decodeEscaped("'a\\tb\\\\c\\'d''e\\x41'"), std::string("a\tb\\c'd'eA"));
        QCOMPARE(*decodeEscaped("`a``b`"), std::string("a`b"));
        QCOMPARE(*decodeEscaped("''"), std::string());
        QVERIFY(!decodeEscaped("'\\xFF'")); // no UTF-8
    }
};

QTEST_APPLESS_MAIN(TestLexer)
#include "test_lexer.moc"
