// SPDX-License-Identifier: GPL-3.0-or-later
// Those of the completion tokens that somebody wants to look at.
#pragma once

#include "models/pipeline/token_model.h"

#include <QSortFilterProxyModel>

namespace millrace::models {

/// In front of a TokenModel, in its order. Tokens are few, so that a proxy may ask each. GUI thread only.
class TokenFilter : public QSortFilterProxyModel {
    Q_OBJECT
public:
    enum class Show { All, InProgress, Complete, WithErrors };
    Q_ENUM(Show)

    explicit TokenFilter(TokenModel& tokens, QObject* parent = nullptr);

    void setShow(Show show);
    Show shown() const { return m_show; }

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    Show m_show = Show::All;
};

} // namespace millrace::models
