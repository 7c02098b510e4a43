// SPDX-License-Identifier: GPL-3.0-or-later
// Word lists for made-up people, places, companies and texts.
#pragma once

#include <span>
#include <string_view>

namespace millrace::fake {

using Words = std::span<const std::string_view>;

extern const Words kLatin, kFirstNames, kLastNames, kTitles, kNameSuffixes, kDomainSuffixes, kFreeMail, kJobFields,
    kJobPositions, kJobSeniorities, kCompanySuffixes, kBuzzwords, kBuzzwordMiddles, kBuzzwordTails, kBusinessVerbs,
    kBusinessAdjectives, kBusinessNouns, kProfessions, kIndustries, kCurrencyCodes, kCurrencyNames, kCurrencySymbols,
    kCityPrefixes, kCitySuffixes, kCountryNames, kCountryCodes, kStreetSuffixes, kTimeZones, kStateNames, kStateCodes,
    kSecondaryAddresses, kFileExtensions, kFolders, kUserAgents, kStatusCodes;

} // namespace millrace::fake
