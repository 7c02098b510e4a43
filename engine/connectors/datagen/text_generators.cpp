// SPDX-License-Identifier: GPL-3.0-or-later
// Generators of text columns.
#include "engine/connectors/datagen/column_generator.h"
#include "engine/connectors/datagen/fake_text.h"

#include <nlohmann/json.hpp>

#include <charconv>

namespace millrace {

namespace {

constexpr uint64_t kLongestText = 1'000'000;

/// The row's index times the scale, as text.
class CounterTextGenerator final : public ColumnGenerator {
public:
    explicit CounterTextGenerator(int64_t scale)
        : m_scale(scale)
    {
    }
    void append(uint64_t row, Random&, ColumnBuilder& column) const override
    {
        char text[24];
        const auto value = static_cast<int64_t>(row * static_cast<uint64_t>(m_scale));
        const auto result = std::to_chars(text, text + sizeof text, value);
        column.appendString({text, static_cast<size_t>(result.ptr - text)});
    }
    bool needsRandom() const override { return false; }

private:
    int64_t m_scale;
};

/// Letters and digits whose number follows Zipf's law, short ones first.
class ZipfTextGenerator final : public ColumnGenerator {
public:
    ZipfTextGenerator(TextRange64 range, int64_t exponent)
        : m_low(range.low)
        , m_zipf(static_cast<double>(range.high - range.low), static_cast<double>(exponent))
    {
    }
    void append(uint64_t, Random& random, ColumnBuilder& column) const override
    {
        const uint64_t length = m_low + static_cast<uint64_t>(m_zipf.draw(random)) - 1;
        std::string text;
        findFakeText("password")(random, {length, length + 1}, text);
        column.appendString(text);
    }
    bool needsRandom() const override { return true; }

private:
    uint64_t m_low;
    Zipf m_zipf;
};

class FakeTextGenerator final : public ColumnGenerator {
public:
    FakeTextGenerator(FakeText make, TextRange64 range)
        : m_make(make)
        , m_range(range)
    {
    }
    void append(uint64_t, Random& random, ColumnBuilder& column) const override
    {
        thread_local std::string text; // keeps its memory from row to row
        text.clear();
        m_make(random, m_range, text);
        column.appendString(text);
    }
    bool needsRandom() const override { return true; }

private:
    FakeText m_make;
    TextRange64 m_range;
};

bool readRange(const FieldSettings& settings, ConfigReader& reader, TextRange64& range)
{
    if (settings.range == nullptr) {
        return true;
    }
    const nlohmann::json& written = *settings.range;
    const auto isLength = [](const nlohmann::json& bound) {
        return bound.is_number_integer() && bound.get<int64_t>() >= 0 && bound.get<uint64_t>() <= kLongestText;
    };
    if (!written.is_array() || written.size() != 2 || !isLength(written[0]) || !isLength(written[1])) {
        reader.problem("range", "Expected an array of two integers from 0 to 1,000,000 for 'range' of a text");
        return false;
    }
    range = {written[0].get<uint64_t>(), written[1].get<uint64_t>()};
    if (range.low >= range.high) {
        reader.problem("range", "The range is empty: its first bound must be less than its second");
        return false;
    }
    return true;
}

} // namespace

std::unique_ptr<ColumnGenerator> makeTextGenerator(const FieldSettings& settings, ConfigReader& reader)
{
    TextRange64 range;
    if (!readRange(settings, reader, range)) {
        return nullptr;
    }
    if (settings.strategy == "increment") {
        return std::make_unique<CounterTextGenerator>(settings.scale);
    }
    if (settings.strategy == "zipf") {
        return std::make_unique<ZipfTextGenerator>(range, settings.exponent);
    }
    // A uniform text is what a password is: random letters and digits of a random length.
    return std::make_unique<FakeTextGenerator>(
        findFakeText(settings.strategy == "uniform" ? "password" : std::string_view(settings.strategy)), range);
}

bool isTextStrategy(std::string_view strategy)
{
    return findFakeText(strategy) != nullptr;
}

const std::vector<std::string>& strategyNames()
{
    static const std::vector<std::string> names = [] {
        std::vector<std::string> list = fakeTextNames();
        list.insert(list.end(), {"increment", "uniform", "zipf"});
        return list;
    }();
    return names;
}

} // namespace millrace
