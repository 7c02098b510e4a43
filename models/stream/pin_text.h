// SPDX-License-Identifier: GPL-3.0-or-later
// Pinned rows as text, so that they can be kept from one session to the next.
#pragma once

#include "models/stream/stream_sifter.h"

#include <QStringList>

namespace millrace::models {

/// One JSON object a row. Pure; any thread.
QStringList pinTexts(const Schema& schema, const std::vector<PinnedRow>& pins);
/// Rows that are not of these columns any more are left out.
std::vector<PinnedRow> readPins(const Schema& schema, const QStringList& texts);

} // namespace millrace::models
