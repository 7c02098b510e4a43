// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/connectors/url/address_kind.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace millrace {

namespace {

struct Network {
    uint32_t address;
    int bits;
    AddressKind kind;
};
constexpr std::array<Network, 9> kNetworks = {{
    {0xA9FE0000, 16, AddressKind::LinkLocal}, // 169.254/16
    {0x646464C8, 32, AddressKind::LinkLocal}, // 100.100.100.200, the metadata of a cloud
    {0x00000000, 8, AddressKind::Private},
    {0x0A000000, 8, AddressKind::Private},    // 10/8
    {0x7F000000, 8, AddressKind::Private},    // 127/8
    {0x64400000, 10, AddressKind::Private},   // 100.64/10
    {0xAC100000, 12, AddressKind::Private},   // 172.16/12
    {0xC0A80000, 16, AddressKind::Private},   // 192.168/16
    {0xE0000000, 3, AddressKind::LinkLocal},  // no single host
}};

AddressKind kindOfV4(uint32_t address)
{
    const auto found = std::find_if(kNetworks.begin(), kNetworks.end(), [&](const Network& network) {
        return address >> (32 - network.bits) == network.address >> (32 - network.bits);
    });
    return found == kNetworks.end() ? AddressKind::Public : found->kind;
}

uint32_t v4At(const uint8_t* bytes)
{
    return uint32_t{bytes[0]} << 24 | uint32_t{bytes[1]} << 16 | uint32_t{bytes[2]} << 8 | bytes[3];
}

AddressKind kindOfV6(const in6_addr& address)
{
    constexpr std::array<uint8_t, 12> kNat64 = {0, 0x64, 0xFF, 0x9B};
    constexpr std::array<uint8_t, 16> kMetadata = {0xFD, 0, 0x0E, 0xC2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54};
    const uint8_t* bytes = address.s6_addr;
    if (IN6_IS_ADDR_LOOPBACK(&address) || IN6_IS_ADDR_UNSPECIFIED(&address)) {
        return AddressKind::Private;
    }
    if (IN6_IS_ADDR_V4MAPPED(&address) || IN6_IS_ADDR_V4COMPAT(&address) ||
        std::equal(kNat64.begin(), kNat64.end(), bytes)) {
        return kindOfV4(v4At(bytes + 12));
    }
    if (bytes[0] == 0x20 && bytes[1] == 0x02) {
        return kindOfV4(v4At(bytes + 2)); // 6to4
    }
    if (IN6_IS_ADDR_LINKLOCAL(&address) || IN6_IS_ADDR_MULTICAST(&address) ||
        std::equal(kMetadata.begin(), kMetadata.end(), bytes)) {
        return AddressKind::LinkLocal;
    }
    return (bytes[0] & 0xFE) == 0xFC || IN6_IS_ADDR_SITELOCAL(&address) ? AddressKind::Private : AddressKind::Public;
}

} // namespace

AddressKind addressKind(const sockaddr& address)
{
    if (address.sa_family == AF_INET) {
        sockaddr_in v4 = {};
        std::memcpy(&v4, &address, sizeof v4);
        return kindOfV4(ntohl(v4.sin_addr.s_addr));
    }
    if (address.sa_family == AF_INET6) {
        sockaddr_in6 v6 = {};
        std::memcpy(&v6, &address, sizeof v6);
        return kindOfV6(v6.sin6_addr);
    }
    return AddressKind::LinkLocal;
}

} // namespace millrace
