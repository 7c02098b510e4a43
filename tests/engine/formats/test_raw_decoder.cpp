// SPDX-License-Identifier: GPL-3.0-or-later
#include "decoding.h"

#include <QTest>

using namespace millrace;
using namespace millrace::test;

namespace {

DecoderTarget texts()
{
    DecoderTarget target;
    target.schema.columns = {column("line", SqlType::of(TypeId::Varchar, false)),
                             column("note", SqlType::of(TypeId::Varchar)),
                             column("kind", SqlType::of(TypeId::Integer, false))};
    target.defaults = {std::nullopt, std::nullopt, Value(int64_t{7})};
    return target;
}

const nlohmann::json kLines = {{"mode", "lines"}, {"column_name", "LINE"}};
const nlohmann::json kBlob = {{"column_name", "line"}};

} // namespace

class TestRawDecoder : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aLineIsARow()
    {
        QCOMPARE(decodeEveryWay("raw", kLines, texts(), "a\n\nb, \"c\"\r\n  d"),
                 std::string("+(a, NULL, 7) +(b, \"c\", NULL, 7) +(  d, NULL, 7)"));
        QCOMPARE(decodeEveryWay("raw", kLines, texts(), ""), std::string());
    }

    void aBlobIsTheWholeInput()
    {
        QCOMPARE(decodeEveryWay("raw", kBlob, texts(), "a\nb\n"), std::string("+(a\nb\n, NULL, 7)"));
        QCOMPARE(decodeEveryWay("raw", kBlob, texts(), ""), std::string());
    }

    void aMessageIsABlob()
    {
        auto decoder = makeDecoder("raw", kBlob, texts());
        DecodedChunk chunk;
        (*decoder)->decodeMessage("one", chunk);
        (*decoder)->decodeMessage("two", chunk);
        (*decoder)->flush(chunk);
        QCOMPARE(describe(chunk, texts().schema), std::string("+(one, NULL, 7) +(two, NULL, 7)"));
    }

    void whatIsNoUtf8IsRefusedAlone()
    {
        QCOMPARE(decodeEveryWay("raw", kLines, texts(), "a\n\xFF\nb\n"),
                 std::string("+(a, NULL, 7) +(b, NULL, 7) MR-REC-0005@2:2:2"));
    }

    void longRecordsAreGivenUp()
    {
        std::string text = "a\n" + std::string(Decoder::kMaxRecordBytes + 5, 'x') + "\nb\n";
        const std::string expected = "+(a, NULL, 7) +(b, NULL, 7) MR-REC-0007@2:2:2";
        QCOMPARE(decodePieces("raw", kLines, texts(), {text}), expected);
        const std::string_view view = text;
        QCOMPARE(decodePieces("raw", kLines, texts(),
                              {view.substr(0, 5'000'000), view.substr(5'000'000, 11'777'222), view.substr(16'777'222)}),
                 expected);
    }

    void theColumnMustFit()
    {
        const auto code = [](const nlohmann::json& config, const DecoderTarget& target) {
            const auto decoder = makeDecoder("raw", config, target);
            return decoder.ok() ? std::string("fine") : std::string(errorId(decoder.error().code));
        };
        QCOMPARE(code(nlohmann::json::object(), texts()), std::string("MR-CON-0003"));
        QCOMPARE(code({{"column_name", "nope"}}, texts()), std::string("MR-CON-0003"));
        QCOMPARE(code({{"column_name", "kind"}}, texts()), std::string("MR-CON-0003"));
        QCOMPARE(code({{"column_name", "note"}}, texts()), std::string("MR-CON-0003")); // who fills `line`?
        QCOMPARE(code({{"mode", "words"}, {"column_name", "line"}}, texts()), std::string("MR-CON-0003"));
        DecoderTarget single;
        single.schema.columns = {column("x", SqlType::of(TypeId::Varchar))};
        QCOMPARE(code(nlohmann::json::object(), single), std::string("fine"));
    }
};

QTEST_APPLESS_MAIN(TestRawDecoder)
#include "test_raw_decoder.moc"
