// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/types/array_code.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <optional>
#include <random>
#include <vector>

using namespace millrace;

namespace {

/// Arrays as plain vectors: the order of std::optional and std::vector is that of SQL.
template <typename T>
using Model = std::vector<std::optional<T>>;

template <typename T>
std::string coded(const Model<T>& model)
{
    std::string array;
    for (const std::optional<T>& element : model) {
        if (!element) {
            appendNullElement(array);
        } else if constexpr (std::is_same_v<T, std::string>) {
            appendTextElement(array, *element);
        } else if constexpr (std::is_arithmetic_v<T> || std::is_same_v<T, Int128>) {
            appendNumberElement(array, *element);
        } else {
            appendArrayElement(array, coded(*element));
        }
    }
    return array;
}

std::string randomText(std::mt19937_64& random)
{
    static const std::string letters("\0\x01\x02\xFF"
                                     "ab",
                                     6);
    std::string text;
    for (size_t i = random() % 4; i-- > 0;) {
        text += letters[random() % letters.size()];
    }
    return text;
}

template <typename T>
Model<T> randomArray(std::mt19937_64& random)
{
    Model<T> model;
    for (size_t i = random() % 4; i-- > 0;) {
        if (random() % 4 == 0) {
            model.emplace_back();
        } else if constexpr (std::is_same_v<T, std::string>) {
            model.emplace_back(randomText(random));
        } else if constexpr (std::is_floating_point_v<T>) {
            const T special[] = {T{0}, T{-1.5}, T{1e30}, -std::numeric_limits<T>::infinity(), T{2}};
            model.emplace_back(special[random() % 5]);
        } else if constexpr (std::is_integral_v<T> || std::is_same_v<T, Int128>) {
            model.emplace_back(random() % 2 == 0 ? static_cast<T>(random()) : static_cast<T>(random() % 3));
        } else {
            model.emplace_back(randomArray<typename T::value_type::value_type>(random));
        }
    }
    return model;
}

template <typename T>
void checkOrder(const SqlType& element)
{
    std::mt19937_64 random(7);
    for (int i = 0; i < 20'000; ++i) {
        const Model<T> a = randomArray<T>(random);
        const Model<T> b = randomArray<T>(random);
        const std::string codeA = coded(a);
        const std::string codeB = coded(b);
        QCOMPARE(codeA == codeB, a == b);
        QCOMPARE(codeA < codeB, a < b);
        QCOMPARE(countElements(codeA, element), a.size());
        std::string_view rest = codeA;
        for (const std::optional<T>& expected : a) {
            const std::string_view taken = takeElement(rest, element);
            QCOMPARE(taken, std::string_view(coded(Model<T>{expected})));
            if constexpr (std::is_same_v<T, std::string>) {
                std::string buffer;
                QVERIFY(!expected || textOfElement(taken, buffer) == *expected);
            } else if constexpr (std::is_arithmetic_v<T> || std::is_same_v<T, Int128>) {
                QVERIFY(!expected || numberOfOrderedBytes<T>(taken.data() + 1) == *expected);
            }
        }
        QVERIFY(rest.empty());
    }
}

} // namespace

class TestArrayCode : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isEqualAndOrderedAsTheArrays()
    {
        checkOrder<int8_t>(SqlType::of(TypeId::TinyInt));
        checkOrder<int64_t>(SqlType::of(TypeId::BigInt));
        checkOrder<uint16_t>(SqlType::of(TypeId::USmallInt));
        checkOrder<uint64_t>(SqlType::of(TypeId::UBigInt));
        checkOrder<Int128>(SqlType::decimal(38, 2));
        checkOrder<float>(SqlType::of(TypeId::Real));
        checkOrder<double>(SqlType::of(TypeId::Double));
        checkOrder<std::string>(SqlType::of(TypeId::Varchar));
        checkOrder<Model<std::string>>(SqlType::arrayOf(SqlType::of(TypeId::Varchar)));
        checkOrder<Model<Model<int32_t>>>(SqlType::arrayOf(SqlType::arrayOf(SqlType::of(TypeId::Integer))));
    }

    void hasOneFormOfZeroAndOfNaN()
    {
        const double nan = std::numeric_limits<double>::quiet_NaN();
        QCOMPARE(coded(Model<double>{-0.0}), coded(Model<double>{0.0}));
        QCOMPARE(coded(Model<double>{-nan}), coded(Model<double>{nan}));
        QVERIFY(coded(Model<double>{std::numeric_limits<double>::infinity()}) < coded(Model<double>{nan}));
    }

    void typesOfTheSameElementAreEqual()
    {
        const SqlType a = SqlType::arrayOf(SqlType::of(TypeId::Integer, false));
        const SqlType b = SqlType::arrayOf(SqlType::of(TypeId::Integer, true));
        QVERIFY(a == b);
        QVERIFY(!a.sameIgnoringNull(SqlType::arrayOf(SqlType::of(TypeId::BigInt))));
        QCOMPARE(SqlType::arrayOf(SqlType::arrayOf(SqlType::decimal(5, 2))).toString(),
                 std::string("DECIMAL(5, 2) ARRAY ARRAY"));
    }
};

QTEST_APPLESS_MAIN(TestArrayCode)
#include "test_array_code.moc"
