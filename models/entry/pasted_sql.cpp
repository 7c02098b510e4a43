// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/entry/pasted_sql.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <optional>

namespace millrace::models {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(PastedSql)
};

struct Token {
    enum class Kind { End, Word, Name, Text, Number, Sign };
    Kind kind = Kind::End;
    QString text;
};

/// Cuts a text into words, quoted names, quoted texts, numbers and signs; comments are passed over.
class Tokens {
public:
    explicit Tokens(const QString& text)
        : m_text(text)
    {
        next();
    }

    const Token& now() const { return m_token; }
    int line() const { return static_cast<int>(QStringView(m_text).left(m_begin).count(u'\n')) + 1; }
    void next();
    bool take(QLatin1String word)
    {
        const bool isIt = (m_token.kind == Token::Kind::Word || m_token.kind == Token::Kind::Sign) &&
                          m_token.text.compare(word, Qt::CaseInsensitive) == 0;
        if (isIt) {
            next();
        }
        return isIt;
    }
    std::optional<QString> takeName()
    {
        if (m_token.kind != Token::Kind::Word && m_token.kind != Token::Kind::Name) {
            return std::nullopt;
        }
        const QString name = m_token.kind == Token::Kind::Word ? m_token.text.toLower() : m_token.text;
        next();
        return name;
    }

private:
    void skipSpace();
    QString quoted(QChar quote);

    const QString& m_text;
    qsizetype m_at = 0;
    qsizetype m_begin = 0;
    Token m_token;
};

void Tokens::skipSpace()
{
    while (m_at < m_text.size()) {
        if (QStringView(m_text).mid(m_at).startsWith(QLatin1String("--"))) {
            const qsizetype end = m_text.indexOf(u'\n', m_at);
            m_at = end < 0 ? m_text.size() : end;
        } else if (m_text[m_at].isSpace()) {
            ++m_at;
        } else {
            return;
        }
    }
}

QString Tokens::quoted(QChar quote)
{
    QString content;
    for (++m_at; m_at < m_text.size(); ++m_at) {
        if (m_text[m_at] == quote && (m_at + 1 >= m_text.size() || m_text[m_at + 1] != quote)) {
            ++m_at;
            return content;
        }
        m_at += m_text[m_at] == quote ? 1 : 0;
        content += m_text[m_at];
    }
    return content;
}

void Tokens::next()
{
    skipSpace();
    m_begin = m_at;
    if (m_at >= m_text.size()) {
        m_token = {};
        return;
    }
    const QChar sign = m_text[m_at];
    if (sign == u'\'' || sign == u'"') {
        m_token.kind = sign == u'"' ? Token::Kind::Name : Token::Kind::Text;
        m_token.text = quoted(sign);
        return;
    }
    static const QRegularExpression number(QStringLiteral("[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?"));
    static const QRegularExpression word(QStringLiteral("[\\p{L}_][\\p{L}\\d_$]*"));
    for (const auto& [pattern, kind] : {std::pair(&number, Token::Kind::Number), std::pair(&word, Token::Kind::Word)}) {
        const QRegularExpressionMatch match = pattern->match(m_text, m_at, QRegularExpression::NormalMatch,
                                                             QRegularExpression::AnchorAtOffsetMatchOption);
        if (match.hasMatch()) {
            m_token = {kind, match.captured()};
            m_at = match.capturedEnd();
            return;
        }
    }
    m_token = {Token::Kind::Sign, QString(sign)};
    ++m_at;
}

/// A literal as the grid takes it; nothing when it is none.
std::optional<CellInput> takeLiteral(Tokens& tokens, int depth = 0)
{
    constexpr int kMaxDepth = 8; // arrays in arrays
    if (tokens.take(QLatin1String("null"))) {
        return CellInput();
    }
    if (tokens.take(QLatin1String("array"))) {
        QString array = QStringLiteral("[");
        bool isWhole = depth < kMaxDepth && tokens.take(QLatin1String("["));
        while (isWhole && !tokens.take(QLatin1String("]"))) {
            const bool isText = tokens.now().kind == Token::Kind::Text;
            const std::optional<CellInput> element = takeLiteral(tokens, depth + 1);
            if (!element) {
                return std::nullopt;
            }
            QString text = element->value_or(QStringLiteral("null"));
            if (isText) {
                text = u'"' + text.replace(u'\\', QLatin1String("\\\\")).replace(u'"', QLatin1String("\\\"")) + u'"';
            }
            array += (array.size() > 1 ? QStringLiteral(", ") : QString()) + text;
            isWhole = tokens.take(QLatin1String(",")) || tokens.now().text == QLatin1String("]");
        }
        return isWhole ? std::optional<CellInput>(CellInput(array + u']')) : std::nullopt;
    }
    const Token token = tokens.now();
    const bool isBoolean =
        token.kind == Token::Kind::Word && (token.text.compare(QLatin1String("true"), Qt::CaseInsensitive) == 0 ||
                                            token.text.compare(QLatin1String("false"), Qt::CaseInsensitive) == 0);
    if (token.kind != Token::Kind::Text && token.kind != Token::Kind::Number && !isBoolean) {
        return std::nullopt;
    }
    tokens.next();
    return CellInput(isBoolean ? token.text.toLower() : token.text);
}

std::optional<size_t> takeColumn(Tokens& tokens, const Schema& schema)
{
    const std::optional<QString> name = tokens.takeName();
    const std::optional<int> column = name ? schema.find(name->toStdString()) : std::nullopt;
    return column ? std::optional<size_t>(static_cast<size_t>(*column)) : std::nullopt;
}

/// `(…)` of columns; all of the table where there is none.
std::optional<std::vector<size_t>> takeColumns(Tokens& tokens, const Schema& schema)
{
    std::vector<size_t> columns;
    if (!tokens.take(QLatin1String("("))) {
        for (size_t i = 0; i < schema.numColumns(); ++i) {
            columns.push_back(i);
        }
        return columns;
    }
    do {
        const std::optional<size_t> column = takeColumn(tokens, schema);
        if (!column) {
            return std::nullopt;
        }
        columns.push_back(*column);
    } while (tokens.take(QLatin1String(",")));
    return tokens.take(QLatin1String(")")) ? std::optional(columns) : std::nullopt;
}

bool takeInsert(Tokens& tokens, const Schema& schema, std::vector<NewRow>& rows)
{
    if (!tokens.take(QLatin1String("into")) || !tokens.takeName()) {
        return false;
    }
    const std::optional<std::vector<size_t>> columns = takeColumns(tokens, schema);
    if (!columns || !tokens.take(QLatin1String("values"))) {
        return false;
    }
    do {
        NewRow row{std::vector<CellInput>(schema.numColumns()), false};
        if (!tokens.take(QLatin1String("("))) {
            return false;
        }
        for (size_t i = 0; i < columns->size(); ++i) {
            const std::optional<CellInput> value = takeLiteral(tokens);
            const QLatin1String behind(i + 1 == columns->size() ? ")" : ",");
            if (!value || !tokens.take(behind)) {
                return false;
            }
            row.cells[(*columns)[i]] = *value;
        }
        if (rows.size() < StagedRowsModel::kMaxStaged) {
            rows.push_back(std::move(row));
        }
    } while (tokens.take(QLatin1String(",")));
    return true;
}

bool takeDelete(Tokens& tokens, const Schema& schema, std::vector<NewRow>& rows)
{
    if (!tokens.take(QLatin1String("from")) || !tokens.takeName() || !tokens.take(QLatin1String("where"))) {
        return false;
    }
    NewRow row{std::vector<CellInput>(schema.numColumns()), true};
    do {
        const std::optional<size_t> column = takeColumn(tokens, schema);
        if (!column) {
            return false;
        }
        if (tokens.take(QLatin1String("is"))) {
            if (!tokens.take(QLatin1String("null"))) {
                return false;
            }
            continue;
        }
        const std::optional<CellInput> value = tokens.take(QLatin1String("=")) ? takeLiteral(tokens) : std::nullopt;
        if (!value) {
            return false;
        }
        row.cells[*column] = *value;
    } while (tokens.take(QLatin1String("and")));
    rows.push_back(std::move(row));
    return true;
}

} // namespace

bool isSqlText(const QString& text)
{
    static const QRegularExpression begin(QStringLiteral("^(?:\\s|--[^\\n]*\\n)*(?:INSERT\\s+INTO|DELETE\\s+FROM)\\b"),
                                          QRegularExpression::CaseInsensitiveOption);
    return begin.match(text).hasMatch();
}

PastedRows readSqlText(const Schema& schema, const QString& text)
{
    PastedRows result;
    Tokens tokens(text);
    while (tokens.now().kind != Token::Kind::End) {
        if (result.rows.size() >= StagedRowsModel::kMaxStaged) {
            result.problem = Texts::tr("Only the first %1 rows were taken.").arg(StagedRowsModel::kMaxStaged);
            return result;
        }
        const bool isTaken = tokens.take(QLatin1String("insert"))   ? takeInsert(tokens, schema, result.rows)
                             : tokens.take(QLatin1String("delete")) ? takeDelete(tokens, schema, result.rows)
                                                                    : tokens.now().text == QLatin1String(";");
        const bool isEnd = tokens.take(QLatin1String(";")) || tokens.now().kind == Token::Kind::End;
        if (!isTaken || !isEnd) {
            result.problem = Texts::tr("Line %1 is no INSERT of literals, and no DELETE by values, of this table.")
                                 .arg(tokens.line());
            return result;
        }
    }
    return result;
}

} // namespace millrace::models
