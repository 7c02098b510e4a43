// SPDX-License-Identifier: GPL-3.0-or-later
// gzip by zlib.
#pragma once

#include "engine/export/compression.h"

namespace millrace {

Result<std::unique_ptr<Compressor>> makeGzipCompressor();
Result<std::unique_ptr<Decompressor>> makeGzipDecompressor();

} // namespace millrace
