// SPDX-License-Identifier: GPL-3.0-or-later
// One direction: every include points to the own layer or to one below it.
#include "tests/tidy/source_tree.h"

#include <QMap>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace millrace::tidy;

namespace {

/// Layers below each layer, nearest last; a layer may include itself too. What a layer does not name it
/// may not know, also when it would be below.
QMap<QString, QSet<QString>> allowedLayers()
{
    const auto engine = [](std::initializer_list<const char*> names) {
        QSet<QString> layers;
        for (const char* name : names) {
            layers.insert(QStringLiteral("engine/") + QLatin1String(name));
        }
        return layers;
    };
    QMap<QString, QSet<QString>> allowed;
    allowed[QStringLiteral("engine/base")] = {};
    allowed[QStringLiteral("engine/types")] = engine({"base"});
    allowed[QStringLiteral("engine/zset")] = engine({"base", "types"});
    allowed[QStringLiteral("engine/expr")] = engine({"base", "types", "zset"});
    allowed[QStringLiteral("engine/sql")] = engine({"base", "types", "zset", "expr"});
    allowed[QStringLiteral("engine/operators")] = engine({"base", "types", "zset", "expr"});
    // The circuit holds operators and knows nothing of SQL; the planner above both builds it.
    allowed[QStringLiteral("engine/circuit")] = engine({"base", "types", "zset", "expr", "operators"});
    allowed[QStringLiteral("engine/plan")] = engine({"base", "types", "zset", "expr", "sql", "operators", "circuit"});
    allowed[QStringLiteral("engine/formats")] = engine({"base", "types", "zset", "expr", "sql", "operators"});
    allowed[QStringLiteral("engine/connectors")] =
        engine({"base", "types", "zset", "expr", "sql", "operators", "formats"});
    allowed[QStringLiteral("engine/catalog")] = engine({"base"});
    allowed[QStringLiteral("engine/pipeline")] = engine(
        {"base", "types", "zset", "expr", "sql", "operators", "circuit", "plan", "formats", "connectors", "storage"});
    allowed[QStringLiteral("engine/descriptive")] =
        engine({"base", "types", "zset", "expr", "sql", "operators", "circuit", "plan", "formats", "connectors"});
    allowed[QStringLiteral("engine/export")] = engine({"base", "types", "zset", "formats", "catalog", "pipeline"});
    allowed[QStringLiteral("engine/api")] = engine({"base", "types", "zset", "expr", "sql", "operators", "circuit",
                                                    "plan", "formats", "connectors", "catalog", "pipeline",
                                                    "descriptive", "export"});
    allowed[QStringLiteral("engine/server")] = engine({"base", "types", "sql", "api"});
    allowed[QStringLiteral("engine/cli")] = engine({"base", "types", "sql", "api", "server"});
    allowed[QStringLiteral("models")] = engine({"api"});
    allowed[QStringLiteral("gui")] = engine({"api"});
    allowed[QStringLiteral("gui")].insert(QStringLiteral("models"));
    return allowed;
}

struct Include {
    QString target;
    bool isOwn = false; ///< in quotes: a file of the project
};

std::optional<Include> includeOf(const QString& line)
{
    static const QRegularExpression pattern(QStringLiteral(R"re(^\s*#\s*include\s*([<"])([^>"]+)[>"])re"));
    const QRegularExpressionMatch match = pattern.match(line);
    if (!match.hasMatch()) {
        return std::nullopt;
    }
    return Include{match.captured(2), match.captured(1) == QLatin1String("\"")};
}

bool isException(const SourceFile& file, const QString& target)
{
    // The program's entry point chooses between window and command line.
    if (file.path == QLatin1String("gui/main.cpp")) {
        return target == QLatin1String("engine/cli");
    }
    // One file of the window switches the local API on and off; the others ask that one.
    return file.path == QLatin1String("gui/api/api_switch.cpp") && target == QLatin1String("engine/server");
}

QStringList problemsOf(const SourceFile& file, const QMap<QString, QSet<QString>>& allowed)
{
    QStringList problems;
    for (qsizetype at = 0; at < file.lines.size(); ++at) {
        const std::optional<Include> include = includeOf(file.lines[at]);
        if (!include || !include->isOwn || include->target.endsWith(QLatin1String(".moc"))) {
            continue;
        }
        const QString target = SourceFile{include->target, {}}.layer();
        const QString place = QStringLiteral("%1:%2").arg(file.path).arg(at + 1);
        if (!include->target.contains(QLatin1Char('/'))) {
            problems += place + QStringLiteral(": include by the path from the top folder: ") + include->target;
            continue;
        }
        if (target != file.layer() && !isException(file, target) && !allowed[file.layer()].contains(target)) {
            problems += place + QStringLiteral(": %1 may not include %2").arg(file.layer(), include->target);
        }
    }
    return problems;
}

} // namespace

class TestIncludes : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void pointDownward()
    {
        const QMap<QString, QSet<QString>> allowed = allowedLayers();
        QStringList problems;
        for (const SourceFile& file : readSourceTree()) {
            if (file.layer() == QLatin1String("tests") || file.layer() == QLatin1String("engine")) {
                continue; // tests may look everywhere; engine/ itself holds the precompiled header
            }
            if (!allowed.contains(file.layer())) {
                problems += file.path + QStringLiteral(": its layer is not in the table of this test");
                continue;
            }
            problems += problemsOf(file, allowed);
        }
        QVERIFY2(problems.isEmpty(), qPrintable(QLatin1Char('\n') + problems.join(QLatin1Char('\n'))));
    }

    void tableIsAcyclic()
    {
        const QMap<QString, QSet<QString>> allowed = allowedLayers();
        for (auto layer = allowed.begin(); layer != allowed.end(); ++layer) {
            for (const QString& below : layer.value()) {
                QVERIFY2(!allowed[below].contains(layer.key()),
                         qPrintable(layer.key() + QLatin1String(" <-> ") + below));
            }
        }
    }

    void engineKnowsNoQt()
    {
        static const QRegularExpression qt(QStringLiteral("^(Q[A-Z]|Qt|Qsci)"));
        const QSet<QString> mayUseQt = {QStringLiteral("engine/server"), QStringLiteral("engine/cli")};
        QStringList problems;
        for (const SourceFile& file : readSourceTree()) {
            if (!file.path.startsWith(QLatin1String("engine/")) || mayUseQt.contains(file.layer())) {
                continue;
            }
            for (const QString& line : file.lines) {
                const std::optional<Include> include = includeOf(line);
                if (include && qt.match(include->target).hasMatch()) {
                    problems += file.path + QStringLiteral(": ") + line.trimmed();
                }
            }
        }
        QVERIFY2(problems.isEmpty(), qPrintable(QLatin1Char('\n') + problems.join(QLatin1Char('\n'))));
    }

    void modelsKnowNoWidgets()
    {
        static const QRegularExpression visible(
            QStringLiteral("^(QWidget|QPainter|QColor|QIcon|QFont|QBrush|QPixmap|QtGui|QtWidgets|QtCharts|Qsci)"));
        QStringList problems;
        for (const SourceFile& file : readSourceTree()) {
            if (file.layer() != QLatin1String("models")) {
                continue;
            }
            for (const QString& line : file.lines) {
                const std::optional<Include> include = includeOf(line);
                if (include && visible.match(include->target).hasMatch()) {
                    problems += file.path + QStringLiteral(": ") + line.trimmed();
                }
            }
        }
        QVERIFY2(problems.isEmpty(), qPrintable(QLatin1Char('\n') + problems.join(QLatin1Char('\n'))));
    }
};

QTEST_APPLESS_MAIN(TestIncludes)
#include "test_includes.moc"
