// SPDX-License-Identifier: GPL-3.0-or-later
// Text of expressions for explain.
#include "engine/expr/function.h"
#include "engine/expr/scalar_expr.h"

namespace millrace {

namespace {

class ExprPrinter {
public:
    explicit ExprPrinter(const std::vector<std::string>* columnNames)
        : m_columnNames(columnNames)
    {
    }

    void print(const ScalarExpr& expr)
    {
        switch (expr.kind) {
        case ExprKind::Column: printColumn(expr); break;
        case ExprKind::Literal: printLiteral(expr); break;
        case ExprKind::Call: printCall(expr); break;
        case ExprKind::Cast:
            text += expr.isSafe ? "SAFE_CAST(" : "CAST(";
            print(*expr.args[0]);
            text += " AS " + expr.type.toString() + ")";
            break;
        case ExprKind::And: printOperator(expr, "AND"); break;
        case ExprKind::Or: printOperator(expr, "OR"); break;
        case ExprKind::Case: printCase(expr); break;
        case ExprKind::Coalesce: printList(expr, "COALESCE"); break;
        }
    }

    std::string text;

private:
    void printColumn(const ScalarExpr& expr)
    {
        const auto position = static_cast<size_t>(expr.column);
        if (m_columnNames != nullptr && position < m_columnNames->size()) {
            text += (*m_columnNames)[position];
        } else {
            text += "#" + std::to_string(expr.column);
        }
    }

    void printLiteral(const ScalarExpr& expr)
    {
        const std::string value = formatValue(expr.literal, expr.type);
        if (expr.literal.isNull() || isNumeric(expr.type.id) || expr.type.id == TypeId::Boolean) {
            text += value;
            return;
        }
        if (!isString(expr.type.id)) {
            text += typeName(expr.type.id);
            text += ' ';
        }
        text += '\'';
        for (const char c : value) {
            text.append(c == '\'' ? 2 : 1, c);
        }
        text += '\'';
    }

    static bool isSign(std::string_view name)
    {
        const char first = name.empty() ? ' ' : name[0];
        const bool isWord = (first >= 'A' && first <= 'Z') || (first >= 'a' && first <= 'z') || first == '_';
        return !isWord || name == "LIKE" || name == "ILIKE" || name == "IS DISTINCT FROM" ||
               name == "IS NOT DISTINCT FROM";
    }

    void printCall(const ScalarExpr& expr)
    {
        const std::string_view name = expr.function->name;
        if (expr.args.size() == 2 && isSign(name)) {
            printOperator(expr, name);
        } else if (expr.args.size() == 1 && (isSign(name) || name == "NOT")) {
            text += '(';
            text += name;
            text += name == "NOT" ? " " : "";
            print(*expr.args[0]);
            text += ')';
        } else if (expr.args.size() == 1 && name.substr(0, 3) == "IS ") {
            text += '(';
            print(*expr.args[0]);
            text += ' ';
            text += name;
            text += ')';
        } else {
            printList(expr, name);
        }
    }

    void printOperator(const ScalarExpr& expr, std::string_view sign)
    {
        text += '(';
        for (size_t i = 0; i < expr.args.size(); ++i) {
            if (i != 0) {
                text += ' ';
                text += sign;
                text += ' ';
            }
            print(*expr.args[i]);
        }
        text += ')';
    }

    void printList(const ScalarExpr& expr, std::string_view name)
    {
        text += name;
        text += '(';
        for (size_t i = 0; i < expr.args.size(); ++i) {
            text += i == 0 ? "" : ", ";
            print(*expr.args[i]);
        }
        text += ')';
    }

    void printCase(const ScalarExpr& expr)
    {
        text += "CASE";
        size_t i = 0;
        for (; i + 1 < expr.args.size(); i += 2) {
            text += " WHEN ";
            print(*expr.args[i]);
            text += " THEN ";
            print(*expr.args[i + 1]);
        }
        if (i < expr.args.size()) {
            text += " ELSE ";
            print(*expr.args[i]);
        }
        text += " END";
    }

    const std::vector<std::string>* m_columnNames;
};

} // namespace

std::string exprToString(const ScalarExpr& expr, const std::vector<std::string>* columnNames)
{
    ExprPrinter printer(columnNames);
    printer.print(expr);
    return std::move(printer.text);
}

} // namespace millrace
