// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tutorial/tutorial_loader.h"

#include "models/tutorial/tutorial_format.h"

#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSet>

#include <yaml-cpp/yaml.h>

namespace millrace::models {

namespace {

constexpr qint64 kMaxFileBytes = 1 << 20;
constexpr int kMinHints = 2;

QString toText(const std::string& text)
{
    return QString::fromStdString(text);
}

QString quoted(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

/// Walks the file; the first problem is kept, and what is read after it does not matter.
class Reader {
public:
    explicit Reader(QString fileName)
        : m_fileName(std::move(fileName))
    {
    }

    Tutorial read(const YAML::Node& root);
    bool isBad() const { return !m_problem.isEmpty(); }
    QString problem() const { return m_problem; }
    void fail(const YAML::Mark& mark, const QString& text);

private:
    void fail(const YAML::Node& node, const QString& text) { fail(node.Mark(), text); }
    bool isMap(const YAML::Node& node, const QString& what);
    bool isSequence(const YAML::Node& node, const QString& what);
    void allowOnly(const YAML::Node& map, const QStringList& keys);
    QString text(const YAML::Node& map, const char* key);
    QString optionalText(const YAML::Node& map, const char* key);
    QString scalar(const YAML::Node& node, const QString& what);
    QStringList texts(const YAML::Node& node, const QString& what);
    TutorialStep step(const YAML::Node& node);
    TutorialSnippet snippet(const YAML::Node& node);
    TutorialQuiz quiz(const YAML::Node& node);
    QList<TutorialCheck> checks(const YAML::Node& node, const QString& what);
    TutorialItem item(const YAML::Node& name, const YAML::Node& value, std::span<const TutorialKind> kinds);
    QVariant value(const YAML::Node& node, const TutorialValueSpec& spec);
    QVariant rows(const YAML::Node& node, const QString& what);
    QVariant map(const YAML::Node& node, const QString& what);

    QString m_fileName;
    QString m_step; ///< id of the step that is read
    QString m_problem;
};

void Reader::fail(const YAML::Mark& mark, const QString& text)
{
    if (!isBad()) {
        const QString step = m_step.isEmpty() ? QString() : QStringLiteral("in step %1: ").arg(m_step);
        m_problem =
            QStringLiteral("%1:%2:%3: %4%5").arg(m_fileName).arg(mark.line + 1).arg(mark.column + 1).arg(step, text);
    }
}

bool Reader::isMap(const YAML::Node& node, const QString& what)
{
    if (!node.IsMap()) {
        fail(node, QStringLiteral("Expected names with values: %1").arg(what));
    }
    return node.IsMap();
}

bool Reader::isSequence(const YAML::Node& node, const QString& what)
{
    if (!node.IsSequence() || node.size() == 0) {
        fail(node, QStringLiteral("Expected a list: %1").arg(what));
        return false;
    }
    return true;
}

void Reader::allowOnly(const YAML::Node& map, const QStringList& keys)
{
    for (const auto& entry : map) {
        if (!keys.contains(toText(entry.first.Scalar()))) {
            fail(entry.first, QStringLiteral("Unknown name: %1").arg(toText(entry.first.Scalar())));
        }
    }
}

QString Reader::scalar(const YAML::Node& node, const QString& what)
{
    if (!node.IsScalar() || node.Scalar().empty()) {
        fail(node, QStringLiteral("Expected a text: %1").arg(what));
        return {};
    }
    return toText(node.Scalar());
}

QString Reader::text(const YAML::Node& map, const char* key)
{
    const YAML::Node node = map[key];
    if (!node.IsDefined()) {
        fail(map, QStringLiteral("Missing: %1").arg(QLatin1String(key)));
        return {};
    }
    return scalar(node, QLatin1String(key)).trimmed();
}

QString Reader::optionalText(const YAML::Node& map, const char* key)
{
    return map[key].IsDefined() ? text(map, key) : QString();
}

QStringList Reader::texts(const YAML::Node& node, const QString& what)
{
    QStringList list;
    if (isSequence(node, what)) {
        for (const YAML::Node& each : node) {
            list.append(scalar(each, what).trimmed());
        }
    }
    return list;
}

QVariant Reader::rows(const YAML::Node& node, const QString& what)
{
    QVariantList rows;
    if (!node.IsSequence()) { // an empty one is a relation without rows
        fail(node, QStringLiteral("Expected a list: %1").arg(what));
        return rows;
    }
    for (const YAML::Node& row : node) {
        rows.append(QVariant(texts(row, what)));
    }
    return rows;
}

QVariant Reader::map(const YAML::Node& node, const QString& what)
{
    QVariantMap map;
    if (isMap(node, what)) {
        for (const auto& entry : node) {
            map.insert(toText(entry.first.Scalar()), scalar(entry.second, what));
        }
    }
    return map;
}

QVariant Reader::value(const YAML::Node& node, const TutorialValueSpec& spec)
{
    const QString key = quoted(spec.key);
    switch (spec.value) {
    case TutorialValue::Text: return scalar(node, key);
    case TutorialValue::List: return texts(node, key);
    case TutorialValue::Rows: return rows(node, key);
    case TutorialValue::Map: return map(node, key);
    case TutorialValue::Pattern: {
        const QString pattern = scalar(node, key);
        const QRegularExpression expression(pattern);
        if (!expression.isValid()) {
            fail(node, QStringLiteral("Invalid regular expression: %1").arg(expression.errorString()));
        }
        return pattern;
    }
    case TutorialValue::Word: {
        const QString word = scalar(node, key);
        if (!quoted(spec.words).split(QLatin1Char('|')).contains(word)) {
            fail(node, QStringLiteral("Expected one of %1 for %2: %3").arg(quoted(spec.words), key, word));
        }
        return word;
    }
    case TutorialValue::Number: {
        bool isNumber = false;
        const QString digits = scalar(node, key);
        if (digits.toULongLong(&isNumber); !isNumber) {
            fail(node, QStringLiteral("Expected a number: %1").arg(key));
        }
        return digits;
    }
    case TutorialValue::Flag: {
        const QString word = scalar(node, key);
        if (word != QLatin1String("true") && word != QLatin1String("false")) {
            fail(node, QStringLiteral("Expected true or false: %1").arg(key));
        }
        return word == QLatin1String("true");
    }
    }
    return {};
}

TutorialItem Reader::item(const YAML::Node& name, const YAML::Node& node, std::span<const TutorialKind> kinds)
{
    TutorialItem item;
    item.kind = scalar(name, QStringLiteral("kind"));
    item.line = name.Mark().line + 1;
    const auto kind = std::find_if(kinds.begin(), kinds.end(),
                                   [&](const TutorialKind& each) { return quoted(each.name) == item.kind; });
    if (kind == kinds.end()) {
        fail(name, QStringLiteral("Unknown kind: %1").arg(item.kind));
        return item;
    }
    if (node.IsScalar() && !kind->values.empty()) {
        const TutorialValueSpec& first = kind->values.front();
        item.values.insert(quoted(first.key), value(node, first));
    } else if (node.IsMap()) {
        QStringList known;
        for (const TutorialValueSpec& spec : kind->values) {
            known.append(quoted(spec.key));
            if (const YAML::Node given = node[std::string(spec.key)]; given.IsDefined()) {
                item.values.insert(known.last(), value(given, spec));
            }
        }
        allowOnly(node, known);
    } else if (!node.IsNull()) {
        fail(node, QStringLiteral("Values of the wrong form: %1").arg(item.kind));
    }
    for (const TutorialValueSpec& spec : kind->values) {
        if (spec.isRequired && !item.values.contains(quoted(spec.key))) {
            fail(name, QStringLiteral("Missing in %1: %2").arg(item.kind, quoted(spec.key)));
        }
    }
    return item;
}

QList<TutorialCheck> Reader::checks(const YAML::Node& node, const QString& what)
{
    QList<TutorialCheck> checks;
    if (!node.IsDefined() || !isSequence(node, what)) {
        return checks;
    }
    for (const YAML::Node& each : node) {
        if (!isMap(each, what) || each.size() != 2 || !each["say"].IsDefined()) {
            fail(each, QStringLiteral("Expected `say` and one kind of check: %1").arg(what));
            continue;
        }
        TutorialCheck check;
        check.say = text(each, "say");
        for (const auto& entry : each) {
            if (entry.first.Scalar() != "say") {
                check.item = item(entry.first, entry.second, tutorialChecks());
            }
        }
        checks.append(check);
    }
    return checks;
}

TutorialSnippet Reader::snippet(const YAML::Node& node)
{
    TutorialSnippet snippet;
    if (!isMap(node, QStringLiteral("snippet"))) {
        return snippet;
    }
    allowOnly(node, {QStringLiteral("to"), QStringLiteral("relation"), QStringLiteral("text")});
    const QStringList targets = {QStringLiteral("program"), QStringLiteral("new-program"), QStringLiteral("query"),
                                 QStringLiteral("filter")};
    const QString to = text(node, "to");
    if (!targets.contains(to)) {
        fail(node["to"], QStringLiteral("Expected one of %1 for to: %2").arg(targets.join(QLatin1Char('|')), to));
    }
    snippet.target = static_cast<TutorialSnippet::Target>(targets.indexOf(to));
    snippet.relation = optionalText(node, "relation");
    if (snippet.target == TutorialSnippet::Target::Filter && snippet.relation.isEmpty()) {
        fail(node, QStringLiteral("Missing: relation"));
    }
    snippet.text = text(node, "text") + QLatin1Char('\n');
    return snippet;
}

TutorialQuiz Reader::quiz(const YAML::Node& node)
{
    TutorialQuiz quiz;
    if (!isMap(node, QStringLiteral("quiz"))) {
        return quiz;
    }
    allowOnly(node,
              {QStringLiteral("question"), QStringLiteral("choices"), QStringLiteral("answer"), QStringLiteral("why")});
    quiz.question = text(node, "question");
    quiz.why = text(node, "why");
    quiz.choices = texts(node["choices"], QStringLiteral("choices"));
    bool isNumber = false;
    quiz.answer = text(node, "answer").toInt(&isNumber) - 1;
    if (!isNumber || quiz.answer < 0 || quiz.answer >= quiz.choices.size()) {
        fail(node["answer"], QStringLiteral("Expected the number of a choice: answer"));
    }
    return quiz;
}

TutorialStep Reader::step(const YAML::Node& node)
{
    TutorialStep step;
    m_step.clear();
    if (!isMap(node, QStringLiteral("step"))) {
        return step;
    }
    step.id = text(node, "id");
    m_step = step.id;
    allowOnly(node,
              {QStringLiteral("id"), QStringLiteral("title"), QStringLiteral("body"), QStringLiteral("spotlight"),
               QStringLiteral("snippet"), QStringLiteral("quiz"), QStringLiteral("needs"), QStringLiteral("checks"),
               QStringLiteral("mistakes"), QStringLiteral("hints"), QStringLiteral("do"), QStringLiteral("success")});
    step.title = text(node, "title");
    step.body = text(node, "body");
    step.spotlight = optionalText(node, "spotlight");
    step.success = optionalText(node, "success");
    if (node["snippet"].IsDefined()) {
        step.snippet = snippet(node["snippet"]);
    }
    step.needs = checks(node["needs"], QStringLiteral("needs"));
    step.checks = checks(node["checks"], QStringLiteral("checks"));
    step.mistakes = checks(node["mistakes"], QStringLiteral("mistakes"));
    if (node["quiz"].IsDefined()) {
        step.quiz = quiz(node["quiz"]);
    }
    if (step.checks.isEmpty() && !step.quiz) {
        fail(node, QStringLiteral("Missing: checks"));
    }
    step.hints = texts(node["hints"], QStringLiteral("hints"));
    if (step.hints.size() < kMinHints) {
        fail(node, QStringLiteral("Too few hints, wanted are at least %1").arg(kMinHints));
    }
    if (isSequence(node["do"], QStringLiteral("do"))) {
        for (const YAML::Node& each : node["do"]) {
            // `- run` alone, or `- tick: sale`.
            if (each.IsMap() && each.size() == 1) {
                step.commands.append(item(each.begin()->first, each.begin()->second, tutorialCommands()));
            } else {
                step.commands.append(item(each, YAML::Node(), tutorialCommands()));
            }
        }
    }
    return step;
}

Tutorial Reader::read(const YAML::Node& root)
{
    Tutorial tutorial;
    if (!isMap(root, QStringLiteral("tutorial"))) {
        return tutorial;
    }
    allowOnly(root,
              {QStringLiteral("title"), QStringLiteral("summary"), QStringLiteral("minutes"), QStringLiteral("learn"),
               QStringLiteral("program"), QStringLiteral("files"), QStringLiteral("steps")});
    tutorial.id = QFileInfo(m_fileName).completeBaseName();
    tutorial.title = text(root, "title");
    tutorial.summary = text(root, "summary");
    tutorial.minutes = text(root, "minutes").toInt();
    if (tutorial.minutes <= 0) {
        fail(root["minutes"], QStringLiteral("Expected a number: minutes"));
    }
    tutorial.learn = texts(root["learn"], QStringLiteral("learn"));
    tutorial.program = text(root, "program") + QLatin1Char('\n');
    if (root["files"].IsDefined() && isMap(root["files"], QStringLiteral("files"))) {
        for (const auto& entry : root["files"]) {
            const QString name = toText(entry.first.Scalar());
            if (name.isEmpty() || name != QFileInfo(name).fileName() || name.startsWith(QLatin1Char('.'))) {
                fail(entry.first, QStringLiteral("Not the name of a file: %1").arg(name));
            }
            tutorial.files.insert(name, scalar(entry.second, name));
        }
    }
    QSet<QString> ids;
    if (isSequence(root["steps"], QStringLiteral("steps"))) {
        for (const YAML::Node& each : root["steps"]) {
            tutorial.steps.append(step(each));
            if (ids.contains(tutorial.steps.last().id)) {
                fail(each, QStringLiteral("Two steps of one id: %1").arg(tutorial.steps.last().id));
            }
            ids.insert(tutorial.steps.last().id);
        }
    }
    return tutorial;
}

} // namespace

Result<Tutorial> parseTutorial(const QString& fileName, const QByteArray& yaml)
{
    Reader reader(fileName);
    try {
        Tutorial tutorial = reader.read(YAML::Load(yaml.toStdString()));
        if (!reader.isBad()) {
            return tutorial;
        }
    } catch (const YAML::Exception& problem) {
        reader.fail(problem.mark, toText(problem.msg));
    }
    return makeError(ErrorCode::kIoRead, reader.problem().toStdString());
}

Result<Tutorial> loadTutorial(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return makeError(ErrorCode::kIoOpen, "The tutorial cannot be opened: " + path.toStdString());
    }
    if (file.size() > kMaxFileBytes) {
        return makeError(ErrorCode::kIoRead, "The tutorial has more than a megabyte: " + path.toStdString());
    }
    return parseTutorial(QFileInfo(path).fileName(), file.readAll());
}

} // namespace millrace::models
