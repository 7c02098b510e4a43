// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/block_pool.h"

#include <QFile>
#include <QTest>

#include <atomic>
#include <cstring>
#include <thread>
#include <vector>

#include <unistd.h>

using namespace millrace;

namespace {

constexpr size_t kMiB = size_t{1} << 20;

/// Memory of this process that is really there.
size_t residentBytes()
{
    QFile file(QStringLiteral("/proc/self/statm"));
    if (!file.open(QIODevice::ReadOnly)) {
        return 0;
    }
    return file.readAll().split(' ').at(1).toULongLong() * static_cast<size_t>(sysconf(_SC_PAGESIZE));
}

std::vector<char*> filledBlocks(size_t count, size_t bytes, char with)
{
    std::vector<char*> blocks;
    for (size_t i = 0; i < count; ++i) {
        blocks.push_back(static_cast<char*>(allocateBlock(bytes)));
        std::memset(blocks.back(), with, bytes);
    }
    return blocks;
}

void freeAll(std::vector<char*>& blocks, size_t bytes)
{
    for (char* block : blocks) {
        freeBlock(block, bytes);
    }
    blocks.clear();
}

bool holds(const char* block, size_t bytes, char value)
{
    return block[0] == value && std::memcmp(block, block + 1, bytes - 1) == 0;
}

} // namespace

class TestBlockPool : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void givesFreeBlocksBack_data()
    {
        QTest::addColumn<qulonglong>("bytes");
        QTest::newRow("small") << qulonglong{40'000};
        QTest::newRow("middle") << qulonglong{kMiB + 12'345};
        QTest::newRow("shared regions' largest") << qulonglong{8 * kMiB};
        QTest::newRow("own mapping") << qulonglong{20 * kMiB};
    }

    void givesFreeBlocksBack()
    {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
        QSKIP("sanitizers see every block come and go");
#endif
        QFETCH(qulonglong, bytes);
        const size_t count = 200 * kMiB / bytes;
        std::vector<char*> kept = filledBlocks(1, bytes, 'k');
        std::vector<char*> blocks = filledBlocks(count, bytes, 'a');
        std::vector<char*> alsoKept = filledBlocks(1, bytes, 'l');
        freeAll(blocks, bytes);
        const size_t before = residentBytes();
        releaseFreeBlocks();
        const size_t after = residentBytes();
        QVERIFY2(before - after > 150 * kMiB, qPrintable(QString::number((before - after) / kMiB)));
        QVERIFY(holds(kept[0], bytes, 'k'));
        QVERIFY(holds(alsoKept[0], bytes, 'l'));
        blocks = filledBlocks(count, bytes, 'b');
        for (const char* block : blocks) {
            QVERIFY(holds(block, bytes, 'b'));
        }
        QVERIFY(holds(kept[0], bytes, 'k'));
        freeAll(blocks, bytes);
        freeAll(kept, bytes);
        freeAll(alsoKept, bytes);
        releaseFreeBlocks();
    }

    /// Blocks are written, checked and freed while others give free ones back.
    void othersAllocateMeanwhile()
    {
        std::vector<std::jthread> threads;
        std::atomic<int> numWrong = 0;
        for (char name = 'a'; name < 'd'; ++name) {
            threads.emplace_back([name, &numWrong] {
                for (int round = 0; round < 200; ++round) {
                    std::vector<char*> blocks = filledBlocks(20, 33'000 + static_cast<size_t>(round) * 200, name);
                    for (const char* block : blocks) {
                        numWrong += holds(block, 33'000, name) ? 0 : 1;
                    }
                    freeAll(blocks, 33'000 + static_cast<size_t>(round) * 200);
                }
            });
        }
        for (int i = 0; i < 100; ++i) {
            releaseFreeBlocks();
            releaseIdleBlocks();
        }
        threads.clear();
        QCOMPARE(numWrong.load(), 0);
    }
};

QTEST_APPLESS_MAIN(TestBlockPool)
#include "test_block_pool.moc"
