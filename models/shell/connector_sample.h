// SPDX-License-Identifier: GPL-3.0-or-later
// The first rows that a new connector would read.
#pragma once

#include "engine/api/entry.h"
#include "models/shell/connector_form.h"

#include <vector>

namespace millrace::models {

struct ConnectorSample {
    Schema schema;
    std::vector<BatchPtr> batches;
    QString problem;       ///< why there are none, or what could not be read; translated
    bool hasNames = false; ///< of CSV: the first line holds names and is no row
};
constexpr size_t kSampleRows = 20;
/// Reads at most 256 KiB of a `file_input`, as the connector itself opens it; other transports have no sample. Whether
/// the first line of CSV holds names is looked up there unless the draft tells (`headers`). Any thread but the
/// window's: it reads.
ConnectorSample readSample(const ConnectorDraft& draft, const Schema& schema, const QString& baseFolder);

} // namespace millrace::models
