// SPDX-License-Identifier: GPL-3.0-or-later
// Pipelines that come and go, in memory and in a file.
#include "engine/descriptive/pipeline_book.h"

#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace millrace;
using namespace millrace::descriptive;

class TestPipelineBook : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void inMemory()
    {
        PipelineBook book;
        QVERIFY(book.add({"a", {"SELECT 1"}}).ok());
        QCOMPARE(errorId(book.add({"a", {}}).error().code), errorId(ErrorCode::kPipelineExists));
        QCOMPARE(errorId(book.add({"", {}}).error().code), errorId(ErrorCode::kPipelineInvalidName));
        QCOMPARE(book.find("a")->statements, std::vector<std::string>{"SELECT 1"});
        QVERIFY(!book.find("A"));
        QVERIFY(book.remove("a").ok());
        QCOMPARE(errorId(book.remove("a").error().code), errorId(ErrorCode::kPipelineUnknown));
        for (size_t at = 0; at < kMaxConfigPipelines; ++at) {
            QVERIFY(book.add({std::to_string(at), {}}).ok());
        }
        QCOMPARE(errorId(book.add({"more", {}}).error().code), errorId(kConfigLimit));
    }

    void inAFileThatLoadsAgain()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("config.yaml"));
        write(path, "# mine\npipelines:\n  - name: a\n    sqls: [SELECT 1]\n");
        QVERIFY(QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner));
        PipelineBook book(path.toStdString(), readPipelinesConfig(read(path).toStdString()).config);
        QVERIFY(book.add({"b", {"SELECT 2\n"}}).ok());
        QCOMPARE(read(path), QByteArray("# mine\npipelines:\n  - name: a\n    sqls: [SELECT 1]\n"
                                        "  - name: \"b\"\n    sqls:\n      - |\n        SELECT 2\n"));
        QVERIFY(readPipelinesConfig(read(path).toStdString()).config == book.config());
        QVERIFY(book.remove("a").ok());
        QVERIFY(book.remove("b").ok());
        QCOMPARE(read(path), QByteArray("# mine\npipelines: []\n"));
        const auto ownOnly = QFile::ReadOwner | QFile::WriteOwner | QFile::ReadUser | QFile::WriteUser;
        QCOMPARE(QFileInfo(path).permissions(), ownOnly);
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden).size(), 1); // nothing half written is left
    }

    void whatOthersHaveWrittenIsKept()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("config.yaml"));
        write(path, "pipelines: []\n");
        PipelineBook book(path.toStdString(), {});
        write(path, "pipelines:\n- name: theirs\n  sqls: [x]\n");
        QVERIFY(book.add({"ours", {"y"}}).ok());
        QVERIFY(book.find("theirs"));
        QVERIFY(read(path).contains("theirs"));
    }

    void aFileThatCannotBeWrittenChangesNothing()
    {
        PipelineBook gone("/nowhere/at/all.yaml", {});
        QCOMPARE(errorId(gone.add({"a", {}}).error().code), errorId(ErrorCode::kIoOpen));
        QVERIFY(!gone.find("a"));
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("config.yaml"));
        write(path, "pipelines: [");
        PipelineBook broken(path.toStdString(), {});
        QCOMPARE(errorId(broken.add({"a", {}}).error().code), errorId(kConfigSyntax));
        QCOMPARE(read(path), QByteArray("pipelines: ["));
        QVERIFY(!replaceFile("/proc/nothing/here", "x").ok());
        QCOMPARE(errorId(readConfigFile(folder.path().toStdString()).error().code), errorId(ErrorCode::kIoOpen));
    }

    void aLinkStaysALink()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("real.yaml"));
        const QString link = folder.filePath(QStringLiteral("config.yaml"));
        write(path, "pipelines: []\n");
        QVERIFY(QFile::link(path, link));
        PipelineBook book(link.toStdString(), {});
        QVERIFY(book.add({"a", {}}).ok());
        QVERIFY(QFileInfo(link).isSymLink());
        QVERIFY(read(path).contains("\"a\""));
    }

    void severalFiles()
    {
        const QTemporaryDir folder;
        const std::filesystem::path first = folder.filePath(QStringLiteral("first.yaml")).toStdString();
        const std::filesystem::path second = folder.filePath(QStringLiteral("second.yaml")).toStdString();
        PipelineBook book;
        QVERIFY(book.add({"loose", {"SELECT 0"}}).ok());
        std::vector<std::filesystem::path> told;
        book.setFileListener([&](const std::filesystem::path& file) { told.push_back(file); });
        for (const auto& [file, text] : {std::pair(first, "pipelines:\n- name: a\n  sqls: [SELECT 1]\n"),
                                         std::pair(second, "pipelines:\n- name: a\n  sqls: [SELECT 2]\n"
                                                           "- name: b\n  sqls: [SELECT 3]\n")}) {
            write(QString::fromStdString(file.string()), text);
            book.open(file, readPipelinesConfig(text).config);
        }
        QCOMPARE(book.find("a")->statements, std::vector<std::string>{"SELECT 1"});
        QCOMPARE(book.namesOf(first), std::vector<std::string>{"a"});
        QCOMPARE(book.namesOf(second), std::vector<std::string>{"b"}); // its a is behind the other one
        QVERIFY(book.add({"c", {"SELECT 4"}}).ok());
        QCOMPARE(told, std::vector{second}); // the last one
        QVERIFY(read(QString::fromStdString(second.string())).contains("\"c\""));
        QVERIFY(book.remove("a").ok());
        QCOMPARE(told, (std::vector{second, first, second}));
        QCOMPARE(read(QString::fromStdString(first.string())), QByteArray("pipelines: []\n"));
        book.close(second);
        QVERIFY(book.find("loose") && !book.find("b"));
        book.open(first, readPipelinesConfig("pipelines:\n- name: n\n  sqls: [SELECT 5]\n").config); // what it says now
        QCOMPARE(book.config().pipelines.size(), size_t{2});
    }

private:
    static void write(const QString& path, const QByteArray& text)
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }
    static QByteArray read(const QString& path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
};

QTEST_APPLESS_MAIN(TestPipelineBook)
#include "test_pipeline_book.moc"
