// SPDX-License-Identifier: GPL-3.0-or-later
// Headers that nearly every source of the server uses.
#pragma once
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>
