// SPDX-License-Identifier: GPL-3.0-or-later
// Editing a pipelines file: what did not change stays letter by letter, and the file can be read again.
#include "engine/descriptive/config_edit.h"

#include <QTest>

using namespace millrace;
using namespace millrace::descriptive;

namespace {

constexpr const char* kFile = "host: localhost   # here\n"
                              "pipelines:\n"
                              "  # the first\n"
                              "  # one\n"
                              "  - name: a\n"
                              "    sqls:\n"
                              "      - |\n"
                              "        SELECT 1\n"
                              "        # no comment: a line of the statement\n"
                              "\n"
                              "  # the second\n"
                              "  - name:   'b'\n"
                              "    sqls:   [ 'SELECT 2', \"SELECT \\\"3\\\"\" ]  # short\n"
                              "\n"
                              "# the end\n"
                              "user: me\n";

std::string added(std::string_view text, const PipelineDefinition& definition)
{
    const Result<std::string> edited = withPipeline(text, definition);
    return edited.ok() ? *edited : edited.error().toString();
}

std::string removed(std::string_view text, std::string_view name)
{
    const Result<std::string> edited = withoutPipelines(text, name);
    return edited.ok() ? *edited : edited.error().toString();
}

} // namespace

class TestConfigEdit : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void addsBehindTheLastOne()
    {
        const std::string file = kFile;
        const size_t end = file.find("\n# the end");
        QCOMPARE(added(file, {"c", {"CREATE STREAM s(a int)\n", "SELECT a,\n  b\nFROM s\n"}}),
                 file.substr(0, end) + "  - name: \"c\"\n    sqls:\n      - |\n        CREATE STREAM s(a int)\n" +
                     "      - |\n        SELECT a,\n          b\n        FROM s\n" + file.substr(end));
    }

    void addsInTheLayoutOfTheFile()
    {
        QCOMPARE(added("pipelines:\n-   name: a\n    sqls:\n    - SELECT 1", {"b", {"SELECT 2"}}),
                 std::string("pipelines:\n-   name: a\n    sqls:\n    - SELECT 1\n"
                             "-   name: \"b\"\n    sqls:\n      - \"SELECT 2\"\n"));
        QCOMPARE(added("pipelines:\r\n  - {name: a, sqls: [x]}\r\n", {"b", {}}),
                 std::string("pipelines:\r\n  - {name: a, sqls: [x]}\r\n  - name: \"b\"\r\n    sqls: []\r\n"));
    }

    void addsTheFirstOne()
    {
        const std::string item = "  - name: \"a\"\n    sqls:\n      - \"SELECT 1\"\n";
        const PipelineDefinition definition{"a", {"SELECT 1"}};
        QCOMPARE(added("", definition), "pipelines:\n" + item);
        QCOMPARE(added("pipelines: []\n", definition), "pipelines:\n" + item);
        QCOMPARE(added("pipelines: [ ]  # none yet\nuser: me\n", definition),
                 "pipelines:  # none yet\n" + item + "user: me\n");
        QCOMPARE(added("\xef\xbb\xbfpipelines: []", definition), "\xef\xbb\xbfpipelines:\n" + item);
    }

    void everyTextIsKept()
    {
        std::string file;
        PipelinesConfig meant;
        for (const std::string& statement :
             {std::string(), std::string("\n"), std::string(" SELECT 1\n"), std::string("a\n\n\nb\n\n\n"),
              std::string("a\r\nb"), std::string("\ta\n\tb\n"), std::string("a \nb"), std::string("'\"\\ # : - { }"),
              std::string("# a\n- b\n"), std::string("Zürich \xf0\x9f\x98\x80\nü"), std::string("null"),
              std::string("a\nb"), std::string("---\n...\n"), std::string("a\n "),
              std::string("\xc2\x85 \xe2\x80\xa8"), "SELECT '" + std::string(500, '[') + "', [1, 2]",
              "SELECT '" + std::string(500, '{') + "'\nFROM s"}) {
            const PipelineDefinition definition{"p " + std::to_string(meant.pipelines.size()), {statement}};
            meant.pipelines.push_back(definition);
            const Result<std::string> edited = withPipeline(file, definition);
            QVERIFY2(edited.ok(), statement.c_str());
            file = *edited;
        }
        QVERIFY(readPipelinesConfig(file).config == meant);
        while (!meant.pipelines.empty()) {
            const Result<std::string> edited = withoutPipelines(file, meant.pipelines[0].name);
            QVERIFY2(edited.ok(), edited.ok() ? "" : edited.error().toString().c_str());
            file = *edited;
            meant.pipelines.erase(meant.pipelines.begin());
        }
        QCOMPARE(file, std::string("pipelines: []\n"));
    }

    void removesWithItsComments()
    {
        const std::string file = kFile;
        const size_t first = file.find("  # the first");
        const size_t second = file.find("\n  # the second");
        QCOMPARE(removed(file, "a"), file.substr(0, first) + file.substr(second));
        const size_t end = file.find("\n# the end");
        QCOMPARE(removed(file, "b"), file.substr(0, second + 1) + file.substr(end));
        QCOMPARE(removed(removed(file, "b"), "a"), "host: localhost   # here\npipelines: []\n\n" + file.substr(end));
    }

    void removesAllOfOneName()
    {
        QCOMPARE(removed("pipelines:\n- name: a\n  sqls: [x]\n- name: b\n  sqls: [y]\n- name: a\n  sqls: [z]\n", "a"),
                 std::string("pipelines:\n- name: b\n  sqls: [y]\n"));
    }

    void referencesAreNoHindrance()
    {
        const std::string file =
            "pipelines:\n  - name: a\n    sqls: &same\n      - SELECT 1\n  - name: b\n    sqls: *same\n";
        QCOMPARE(removed(file, "b"), std::string("pipelines:\n  - name: a\n    sqls: &same\n      - SELECT 1\n"));
        // The other one is needed by the rest.
        QVERIFY2(removed(file, "a").starts_with("MR-SQL-0030"), removed(file, "a").c_str());
        QVERIFY(added(file, {"c", {"SELECT 2"}})
                    .ends_with("sqls: *same\n  - name: \"c\"\n    sqls:\n      - \"SELECT 2\"\n"));
    }

    void emptyLinesOfABlockStayWithIt()
    {
        const std::string file = "pipelines:\n- name: a\n  sqls:\n  - |+\n    SELECT 1\n\n\nuser: me\n";
        QCOMPARE(added(file, {"b", {}}), std::string("pipelines:\n- name: a\n  sqls:\n  - |+\n    SELECT 1\n\n\n"
                                                     "- name: \"b\"\n  sqls: []\nuser: me\n"));
    }

    void otherLayoutsAreLeftAlone()
    {
        const PipelineDefinition definition{"b", {"SELECT 2"}};
        QVERIFY(added("pipelines: [{name: a, sqls: [x]}]\n", definition).starts_with("MR-SQL-0030"));
        QVERIFY(added("{pipelines: []}\n", definition).starts_with("MR-SQL-0030"));
        QVERIFY(added("pipelines: [\n", definition).starts_with("MR-SQL-0001"));
        QVERIFY(added("pipelines: []\n", {"", {}}).starts_with("MR-PIPE-0007"));
        QVERIFY(added("pipelines: []\n", {"a\nb", {}}).starts_with("MR-PIPE-0007"));
        QVERIFY(added("pipelines: []\n", {"a", {std::string("a\0b", 3)}}).starts_with("MR-SQL-0018"));
        QVERIFY(added("pipelines: []\n", {"a", std::vector<std::string>(1001)}).starts_with("MR-SQL-0031"));
    }
};

QTEST_APPLESS_MAIN(TestConfigEdit)
#include "test_config_edit.moc"
