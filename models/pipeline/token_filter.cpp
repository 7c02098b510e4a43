// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pipeline/token_filter.h"

namespace millrace::models {

TokenFilter::TokenFilter(TokenModel& tokens, QObject* parent)
    : QSortFilterProxyModel(parent)
{
    setSourceModel(&tokens);
}

void TokenFilter::setShow(Show show)
{
    m_show = show;
    invalidateFilter();
}

bool TokenFilter::filterAcceptsRow(int row, const QModelIndex& parent) const
{
    const QModelIndex token = sourceModel()->index(row, 0, parent);
    switch (m_show) {
    case Show::All: return true;
    case Show::InProgress: return !token.data(TokenModel::IsCompleteRole).toBool();
    case Show::Complete: return token.data(TokenModel::IsCompleteRole).toBool();
    case Show::WithErrors: return token.data(TokenModel::HasErrorsRole).toBool();
    }
    return true;
}

} // namespace millrace::models
