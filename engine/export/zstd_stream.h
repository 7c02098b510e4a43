// SPDX-License-Identifier: GPL-3.0-or-later
// zstd by libzstd.
#pragma once

#include "engine/export/compression.h"

namespace millrace {

Result<std::unique_ptr<Compressor>> makeZstdCompressor();
Result<std::unique_ptr<Decompressor>> makeZstdDecompressor();

} // namespace millrace
