// SPDX-License-Identifier: GPL-3.0-or-later
// Which network an address belongs to, for the rules about what a URL may lead to.
#pragma once

#include <cstdint>

struct sockaddr;

namespace millrace {

enum class AddressKind : uint8_t {
    Public,
    Private,   ///< this machine, and networks that are not routed: 10/8, 172.16/12, 192.168/16, 100.64/10, fc00::/7
    LinkLocal, ///< where machines in a cloud ask for their credentials; what is no address of IP at all, too
};

/// IPv4 addresses inside of IPv6 ones (mapped, compatible, NAT64, 6to4) are what they are outside.
AddressKind addressKind(const sockaddr& address);

} // namespace millrace
