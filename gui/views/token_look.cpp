// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/views/token_look.h"

#include "models/pipeline/token_filter.h"
#include "models/pipeline/token_times.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QTableView>

namespace millrace::gui {

using models::TokenModel;
using models::TokenSummaryModel;

CellLook tokenLook(const QModelIndex& index)
{
    using Column = TokenModel::Column;
    CellLook look;
    look.isNumber = index.data(TokenModel::NumericRole).toBool();
    look.isMonospaced = look.isNumber;
    const bool isComplete = index.data(TokenModel::IsCompleteRole).toBool();
    const bool hasErrors = index.data(TokenModel::HasErrorsRole).toBool();
    switch (static_cast<Column>(index.column())) {
    case Column::State:
        if (isComplete) {
            look.icon = hasErrors ? QStringLiteral("warning") : QStringLiteral("token");
            look.iconColor = hasErrors ? ColorToken::Warn : ColorToken::Ok;
            look.color = look.iconColor;
        } else {
            const double count = index.data(TokenModel::CountRole).toDouble();
            const bool isOverdue = index.data(TokenModel::IsOverdueRole).toBool();
            look.dot = isOverdue ? ColorToken::Warn : ColorToken::Info;
            look.bar = count > 0 ? index.data(TokenModel::ProcessedRole).toDouble() / count : 0.0;
            look.barColor = isOverdue ? ColorToken::Warn : ColorToken::Accent;
        }
        break;
    case Column::Connector:
        if (index.data(TokenModel::IsWatchedRole).toBool()) {
            look.icon = QStringLiteral("bell");
            look.iconColor = ColorToken::Accent;
        }
        break;
    case Column::Errors: look.color = hasErrors ? ColorToken::Error : ColorToken::TextMuted; break;
    case Column::Progress:
        if (isComplete) {
            look.color = ColorToken::TextMuted;
        }
        break;
    case Column::Issued:
    case Column::WaitsFor: look.color = ColorToken::TextMuted; break;
    case Column::Covers:
    case Column::Step:
    case Column::TimeToComplete: break;
    }
    return look;
}

CellLook tokenSummaryLook(const QModelIndex& index)
{
    CellLook look;
    look.isNumber = look.isMonospaced = index.data(TokenSummaryModel::NumericRole).toBool();
    const auto column = static_cast<TokenSummaryModel::Column>(index.column());
    if (column == TokenSummaryModel::Column::Connector) {
        look.dot = index.data(TokenSummaryModel::IsWaitingRole).toBool() ? ColorToken::Info : ColorToken::Ok;
    } else if (column == TokenSummaryModel::Column::Errors) {
        look.color = ColorToken::Error;
    }
    return look;
}

QList<int> tokenColumnWidths()
{
    return {20, 9, 13, 34, 9, 7, 24, 15, 12};
}

QComboBox* makeTokenChoice(models::TokenFilter& filter)
{
    const auto translated = [](const char* text) { return QCoreApplication::translate("TokenLook", text); };
    auto* choice = new QComboBox;
    choice->setObjectName(QStringLiteral("tokenChoice"));
    choice->setAccessibleName(translated(QT_TRANSLATE_NOOP("TokenLook", "Tokens shown")));
    choice->addItems({translated(QT_TRANSLATE_NOOP("TokenLook", "All tokens")),
                      translated(QT_TRANSLATE_NOOP("TokenLook", "In progress")),
                      translated(QT_TRANSLATE_NOOP("TokenLook", "Complete")),
                      translated(QT_TRANSLATE_NOOP("TokenLook", "With errors"))});
    QObject::connect(choice, &QComboBox::currentIndexChanged, &filter,
                     [&filter](int index) { filter.setShow(static_cast<models::TokenFilter::Show>(index)); });
    return choice;
}

QStringList selectedTokens(const QTableView& table)
{
    QStringList tokens;
    for (const QModelIndex& index : table.selectionModel()->selectedRows()) {
        tokens.append(index.data(TokenModel::TokenRole).toString());
    }
    return tokens;
}

} // namespace millrace::gui
