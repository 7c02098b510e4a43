// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/statement_text.h"

#include <QRegularExpression>

#include <algorithm>

namespace millrace::models {

namespace {

/// The end of what begins at `at` and is not code: a comment, a text, a quoted name; `at` itself where code stands.
qsizetype skipOpaque(const QString& text, qsizetype at)
{
    const QChar first = text.at(at);
    const QStringView rest = QStringView(text).mid(at);
    const auto behind = [&](QLatin1String end, qsizetype from) {
        const qsizetype found = text.indexOf(end, from);
        return found < 0 ? text.size() : found + end.size();
    };
    if (rest.startsWith(QLatin1String("--"))) {
        return behind(QLatin1String("\n"), at);
    }
    if (rest.startsWith(QLatin1String("/*"))) {
        return behind(QLatin1String("*/"), at + 2);
    }
    if (first == u'\'' || first == u'"') {
        // A doubled quote ends one text and begins the next, which comes to the same.
        return behind(first == u'"' ? QLatin1String("\"") : QLatin1String("'"), at + 1);
    }
    return at;
}

bool isComment(const QString& text, qsizetype at)
{
    const QStringView two = QStringView(text).mid(at, 2);
    return two == QLatin1String("--") || two == QLatin1String("/*");
}

/// Without the space and comments at both ends.
TextRange trimmed(const QString& text, TextRange range)
{
    qsizetype end = range.begin; // of the last code seen
    bool hasCode = false;
    for (qsizetype at = range.begin; at < range.end;) {
        const qsizetype next = skipOpaque(text, at);
        const bool isCode = !text.at(at).isSpace() && !isComment(text, at);
        if (isCode && !hasCode) {
            range.begin = at;
            hasCode = true;
        }
        at = next > at ? next : at + 1;
        end = isCode ? at : end;
    }
    return hasCode ? TextRange{range.begin, std::min(end, range.end)} : TextRange{};
}

} // namespace

QList<TextRange> statementsOf(const QString& text)
{
    QList<TextRange> statements;
    qsizetype begin = 0;
    for (qsizetype at = 0; at <= text.size();) {
        if (at < text.size() && text.at(at) != u';') {
            const qsizetype next = skipOpaque(text, at);
            at = next > at ? next : at + 1;
            continue;
        }
        const TextRange statement = trimmed(text, {begin, at});
        if (!statement.isEmpty()) {
            statements.append(statement);
        }
        begin = ++at;
    }
    return statements;
}

TextRange statementAt(const QString& text, qsizetype position)
{
    const QList<TextRange> statements = statementsOf(text);
    TextRange found = statements.value(0);
    for (const TextRange& statement : statements) {
        found = statement.begin <= position ? statement : found;
    }
    return found;
}

QString queryOf(const QString& statement)
{
    static const QRegularExpression view(
        QStringLiteral(R"re(\A\s*CREATE\s+(OR\s+REPLACE\s+)?((MATERIALIZED|LOCAL)\s+)?VIEW\b)re"),
        QRegularExpression::CaseInsensitiveOption);
    const QRegularExpressionMatch match = view.match(statement);
    if (!match.hasMatch()) {
        return statement;
    }
    static const QRegularExpression as(QStringLiteral(R"re(\GAS\b)re"), QRegularExpression::CaseInsensitiveOption);
    int depth = 0;
    for (qsizetype at = match.capturedEnd(); at < statement.size();) {
        const QChar letter = statement.at(at);
        const qsizetype next = skipOpaque(statement, at);
        const bool startsWord = !statement.at(at - 1).isLetterOrNumber() && statement.at(at - 1) != u'_';
        if (next == at && depth == 0 && startsWord && as.match(statement, at).hasMatch()) {
            return statement.mid(at + 2).trimmed();
        }
        depth += letter == u'(' ? 1 : letter == u')' ? -1 : 0;
        at = next > at ? next : at + 1;
    }
    return statement;
}

bool changesRows(const QString& statement)
{
    static const QRegularExpression pattern(QStringLiteral("\\A(INSERT|DELETE|UPDATE)\\b"),
                                            QRegularExpression::CaseInsensitiveOption);
    const TextRange range = trimmed(statement, {0, statement.size()});
    return pattern.match(QStringView(statement).mid(range.begin, range.end - range.begin).toString()).hasMatch();
}

bool isPlainName(const QString& name)
{
    static const QRegularExpression pattern(QStringLiteral("\\A[A-Za-z_][A-Za-z0-9_]*\\z"));
    return pattern.match(name).hasMatch();
}

} // namespace millrace::models
