// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/connectors/datagen/fake_words.h"

namespace millrace::fake {

namespace {

constexpr std::string_view kLatinList[] = {
    "aqua",   "arbor",  "ardet",   "astra",  "auctor", "aurum",  "avis",   "brevis", "caelum", "campus", "canis",
    "caput",  "casus",  "celer",   "circa",  "civis",  "clarus", "collis", "cura",   "dies",   "domus",  "durat",
    "equus",  "ergo",   "ferrum",  "fides",  "flamma", "flumen", "fons",   "forma",  "frater", "fuga",   "gens",
    "gradus", "hortus", "ignis",   "imago",  "insula", "iter",   "lapis",  "leo",    "liber",  "lignum", "litus",
    "lucet",  "ludus",  "luna",    "magnus", "mare",   "mater",  "mensa",  "mons",   "mora",   "mundus", "navis",
    "nemo",   "nix",    "nomen",   "novus",  "nubes",  "nunc",   "opus",   "ordo",   "panis",  "pars",   "pater",
    "pax",    "pons",   "populus", "porta",  "quando", "ratio",  "rebus",  "regit",  "rosa",   "rota",   "saxum",
    "semper", "silva",  "sol",     "sonus",  "stella", "tabula", "tempus", "terra",  "turris", "umbra",  "unda",
    "urbs",   "ventus", "verbum",  "via",    "vicus",  "vinum",  "vita",   "vivit",  "vox",    "vultus",
};
constexpr std::string_view kFirstNameList[] = {
    "Ada",   "Alan",  "Amara", "Anton",  "Beatriz", "Bruno", "Carla",  "Chen",   "Clara", "Daniel", "Dora",
    "Elif",  "Emil",  "Erik",  "Fatima", "Felix",   "Grace", "Hana",   "Hugo",   "Ines",  "Ivan",   "Jasmin",
    "Jonas", "Kenji", "Lena",  "Liam",   "Lucia",   "Malik", "Maria",  "Mateo",  "Mira",  "Nadia",  "Nils",
    "Noor",  "Olga",  "Oscar", "Paula",  "Pavel",   "Priya", "Quinn",  "Rafael", "Rosa",  "Samir",  "Sofia",
    "Tariq", "Tessa", "Tomas", "Uma",    "Viktor",  "Wanda", "Xavier", "Yara",   "Yusuf", "Zoe",
};
constexpr std::string_view kLastNameList[] = {
    "Abbott",   "Adeyemi", "Almeida", "Andersen", "Bauer",  "Becker", "Bianchi", "Castro", "Chen",   "Cohen",  "Costa",
    "Diaz",     "Dubois",  "Eriksen", "Fischer",  "Garcia", "Haddad", "Hansen",  "Huang",  "Ivanov", "Jensen", "Kaya",
    "Keller",   "Khan",    "Kim",     "Kowalski", "Larsen", "Lopez",  "Marino",  "Martin", "Mbeki",  "Meyer",  "Moreau",
    "Nakamura", "Novak",   "Okafor",  "Olsen",    "Patel",  "Petrov", "Popescu", "Quist",  "Reyes",  "Rossi",  "Sato",
    "Schmidt",  "Silva",   "Singh",   "Suzuki",   "Tanaka", "Ueda",   "Vargas",  "Weber",  "Wright", "Yilmaz", "Zhang",
};
constexpr std::string_view kTitleList[] = {"Mr.", "Mrs.", "Ms.", "Dr.", "Prof."};
constexpr std::string_view kNameSuffixList[] = {"Jr.", "Sr.", "II", "III", "IV", "MD", "PhD"};
constexpr std::string_view kDomainSuffixList[] = {"com", "org", "net", "io", "dev", "info", "biz", "eu"};
constexpr std::string_view kFreeMailList[] = {"example.com", "example.net", "example.org"};
constexpr std::string_view kJobFieldList[] = {
    "Accounting",    "Administration", "Construction", "Design",      "Education", "Engineering", "Farming",
    "Finance",       "Government",     "Healthcare",   "Hospitality", "Legal",     "Logistics",   "Marketing",
    "Manufacturing", "Mining",         "Retail",       "Sales",       "Security",  "Technology"};
constexpr std::string_view kJobPositionList[] = {
    "Administrator", "Agent",          "Analyst",    "Architect",  "Assistant",  "Consultant", "Coordinator",
    "Designer",      "Developer",      "Director",   "Engineer",   "Manager",    "Officer",    "Planner",
    "Producer",      "Representative", "Specialist", "Strategist", "Supervisor", "Technician"};
constexpr std::string_view kJobSeniorityList[] = {"Junior",    "Senior",   "Lead",   "Principal", "Chief",
                                                  "Associate", "Regional", "Global", "Internal",  "Deputy"};
constexpr std::string_view kCompanySuffixList[] = {"Inc", "Ltd", "LLC", "GmbH", "AG", "SA", "and Sons", "Group"};
constexpr std::string_view kBuzzwordList[] = {
    "Adaptive",  "Balanced",  "Centralized", "Configurable", "Decentralized", "Distributed",
    "Enhanced",  "Expanded",  "Focused",     "Implemented",  "Integrated",    "Managed",
    "Monitored", "Networked", "Open",        "Optimized",    "Progressive",   "Reactive",
    "Seamless",  "Secured",   "Stand-alone", "Streamlined",  "Universal",     "Versatile"};
constexpr std::string_view kBuzzwordMiddleList[] = {
    "asynchronous", "bottom-line", "client-server", "composite",       "context-sensitive", "dedicated",
    "discrete",     "dynamic",     "explicit",      "fault-tolerant",  "incremental",       "local",
    "methodical",   "modular",     "multi-tasking", "object-oriented", "parallel",          "real-time",
    "scalable",     "stable",      "systematic",    "transitional",    "uniform",           "zero-defect"};
constexpr std::string_view kBuzzwordTailList[] = {
    "access",     "algorithm", "alliance", "archive",   "capacity",  "circuit",  "collaboration", "concept",
    "database",   "encoding",  "forecast", "framework", "groupware", "hub",      "interface",     "matrix",
    "middleware", "model",     "paradigm", "pricing",   "protocol",  "solution", "throughput",    "workforce"};
constexpr std::string_view kBusinessVerbList[] = {
    "aggregate", "architect", "benchmark", "deliver",    "deploy",  "drive",     "embrace",   "enable",
    "engineer",  "evolve",    "expedite",  "grow",       "harness", "implement", "integrate", "leverage",
    "maximize",  "optimize",  "scale",     "streamline", "target",  "unleash"};
constexpr std::string_view kBusinessAdjectiveList[] = {
    "agile",       "bleeding-edge", "collaborative", "cross-platform",   "dynamic",
    "end-to-end",  "extensible",    "frictionless",  "global",           "granular",
    "holistic",    "innovative",    "intuitive",     "mission-critical", "next-generation",
    "open-source", "robust",        "scalable",      "strategic",        "value-added"};
constexpr std::string_view kBusinessNounList[] = {
    "applications", "architectures", "bandwidth",   "channels",        "communities",     "content",
    "convergence",  "deliverables",  "experiences", "functionalities", "infrastructures", "initiatives",
    "markets",      "methodologies", "metrics",     "networks",        "niches",          "partnerships",
    "platforms",    "relationships", "schemas",     "solutions",       "synergies",       "systems",
    "technologies", "users"};
constexpr std::string_view kProfessionList[] = {
    "accountant", "actor",      "baker",     "beekeeper",   "biologist", "bookbinder",  "carpenter", "chemist",
    "cook",       "dentist",    "editor",    "electrician", "farmer",    "firefighter", "gardener",  "geologist",
    "glazier",    "judge",      "librarian", "locksmith",   "mechanic",  "midwife",     "miller",    "nurse",
    "optician",   "painter",    "pilot",     "plumber",     "potter",    "roofer",      "sailor",    "tailor",
    "teacher",    "translator", "weaver",    "welder"};
constexpr std::string_view kIndustryList[] = {
    "Agriculture",  "Airlines",    "Automotive",  "Banking",       "Biotechnology",   "Chemicals",
    "Construction", "Education",   "Energy",      "Entertainment", "Fishing",         "Forestry",
    "Furniture",    "Gaming",      "Health Care", "Insurance",     "Logistics",       "Machinery",
    "Media",        "Mining",      "Packaging",   "Paper",         "Pharmaceuticals", "Publishing",
    "Railways",     "Real Estate", "Retail",      "Shipbuilding",  "Software",        "Telecommunications",
    "Textiles",     "Tourism",     "Utilities"};
constexpr std::string_view kCurrencyCodeList[] = {"USD", "EUR", "JPY", "GBP", "AUD", "CAD", "CHF", "CNY", "SEK", "NZD",
                                                  "MXN", "SGD", "HKD", "NOK", "KRW", "TRY", "INR", "BRL", "ZAR", "PLN"};
constexpr std::string_view kCurrencyNameList[] = {"US Dollar",
                                                  "Euro",
                                                  "Yen",
                                                  "Pound Sterling",
                                                  "Australian Dollar",
                                                  "Canadian Dollar",
                                                  "Swiss Franc",
                                                  "Yuan Renminbi",
                                                  "Swedish Krona",
                                                  "New Zealand Dollar",
                                                  "Mexican Peso",
                                                  "Singapore Dollar",
                                                  "Hong Kong Dollar",
                                                  "Norwegian Krone",
                                                  "Won",
                                                  "Turkish Lira",
                                                  "Indian Rupee",
                                                  "Brazilian Real",
                                                  "Rand",
                                                  "Zloty"};
constexpr std::string_view kCurrencySymbolList[] = {"$", "€", "¥", "£", "kr", "₩", "₺", "₹", "R$", "zł", "CHF"};
constexpr std::string_view kCityPrefixList[] = {"North", "East", "South", "West", "New",
                                                "Lake",  "Port", "Upper", "Old"};
constexpr std::string_view kCitySuffixList[] = {"bridge", "burg",  "bury", "field", "ford", "ham",
                                                "haven",  "mouth", "port", "shire", "side", "stead",
                                                "ton",    "town",  "view", "ville", "wick"};
constexpr std::string_view kCountryNameList[] = {
    "Argentina", "Australia",      "Austria",       "Belgium", "Brazil",    "Canada",      "Chile",       "China",
    "Colombia",  "Denmark",        "Egypt",         "Estonia", "Finland",   "France",      "Germany",     "Ghana",
    "Greece",    "Hungary",        "Iceland",       "India",   "Indonesia", "Ireland",     "Israel",      "Italy",
    "Japan",     "Kenya",          "Latvia",        "Mexico",  "Morocco",   "Nepal",       "Netherlands", "New Zealand",
    "Nigeria",   "Norway",         "Peru",          "Poland",  "Portugal",  "Romania",     "Senegal",     "Singapore",
    "Slovenia",  "South Africa",   "South Korea",   "Spain",   "Sweden",    "Switzerland", "Thailand",    "Turkey",
    "Ukraine",   "United Kingdom", "United States", "Uruguay", "Vietnam"};
constexpr std::string_view kCountryCodeList[] = {
    "AR", "AU", "AT", "BE", "BR", "CA", "CL", "CN", "CO", "DK", "EG", "EE", "FI", "FR", "DE", "GH", "GR", "HU",
    "IS", "IN", "ID", "IE", "IL", "IT", "JP", "KE", "LV", "MX", "MA", "NP", "NL", "NZ", "NG", "NO", "PE", "PL",
    "PT", "RO", "SN", "SG", "SI", "ZA", "KR", "ES", "SE", "CH", "TH", "TR", "UA", "GB", "US", "UY", "VN"};
constexpr std::string_view kStreetSuffixList[] = {
    "Alley", "Avenue", "Boulevard", "Bridge", "Circle", "Court", "Drive",  "Gardens", "Grove",   "Hill",
    "Lane",  "Parade", "Park",      "Place",  "Road",   "Row",   "Square", "Street",  "Terrace", "Way"};
constexpr std::string_view kTimeZoneList[] = {
    "Africa/Cairo",    "Africa/Johannesburg", "Africa/Lagos",     "America/Bogota",    "America/Chicago",
    "America/Denver",  "America/Lima",        "America/New_York", "America/Sao_Paulo", "America/Vancouver",
    "Asia/Bangkok",    "Asia/Dubai",          "Asia/Jakarta",     "Asia/Kolkata",      "Asia/Seoul",
    "Asia/Shanghai",   "Asia/Tokyo",          "Australia/Perth",  "Australia/Sydney",  "Europe/Berlin",
    "Europe/Helsinki", "Europe/Istanbul",     "Europe/Lisbon",    "Europe/London",     "Europe/Madrid",
    "Europe/Paris",    "Europe/Rome",         "Europe/Warsaw",    "Pacific/Auckland",  "Pacific/Honolulu"};
constexpr std::string_view kStateNameList[] = {
    "Alabama",  "Alaska",    "Arizona",    "Arkansas", "California", "Colorado",  "Connecticut", "Delaware",
    "Florida",  "Georgia",   "Hawaii",     "Idaho",    "Illinois",   "Indiana",   "Iowa",        "Kansas",
    "Kentucky", "Louisiana", "Maine",      "Maryland", "Michigan",   "Minnesota", "Missouri",    "Montana",
    "Nebraska", "Nevada",    "New Jersey", "New York", "Ohio",       "Oklahoma",  "Oregon",      "Tennessee",
    "Texas",    "Utah",      "Vermont",    "Virginia", "Washington", "Wisconsin", "Wyoming"};
constexpr std::string_view kStateCodeList[] = {"AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DE", "FL", "GA",
                                               "HI", "ID", "IL", "IN", "IA", "KS", "KY", "LA", "ME", "MD",
                                               "MI", "MN", "MO", "MT", "NE", "NV", "NJ", "NY", "OH", "OK",
                                               "OR", "TN", "TX", "UT", "VT", "VA", "WA", "WI", "WY"};
constexpr std::string_view kSecondaryAddressList[] = {"Apt.", "Suite", "Floor", "Unit"};
constexpr std::string_view kFileExtensionList[] = {"csv", "doc", "gif", "html", "jpg", "json", "mp3", "mp4", "odt",
                                                   "pdf", "png", "sql", "svg",  "txt", "wav",  "xls", "xml", "zip"};
constexpr std::string_view kFolderList[] = {"archive", "backup", "cache", "data", "export",  "home",     "images",
                                            "library", "music",  "notes", "opt",  "private", "projects", "public",
                                            "reports", "shared", "srv",   "tmp",  "usr",     "var"};
constexpr std::string_view kUserAgentList[] = {
    "Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:121.0) Gecko/20100101 Firefox/121.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1 "
    "Safari/605.1.15",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/119.0.0.0 Mobile Safari/537.36",
    "curl/7.88.1",
};
constexpr std::string_view kStatusCodeList[] = {"200", "201", "202", "204", "206", "301", "302", "303", "304", "307",
                                                "308", "400", "401", "403", "404", "405", "406", "409", "410", "412",
                                                "413", "415", "418", "422", "429", "500", "501", "502", "503", "504"};

} // namespace

const Words kLatin = kLatinList;
const Words kFirstNames = kFirstNameList;
const Words kLastNames = kLastNameList;
const Words kTitles = kTitleList;
const Words kNameSuffixes = kNameSuffixList;
const Words kDomainSuffixes = kDomainSuffixList;
const Words kFreeMail = kFreeMailList;
const Words kJobFields = kJobFieldList;
const Words kJobPositions = kJobPositionList;
const Words kJobSeniorities = kJobSeniorityList;
const Words kCompanySuffixes = kCompanySuffixList;
const Words kBuzzwords = kBuzzwordList;
const Words kBuzzwordMiddles = kBuzzwordMiddleList;
const Words kBuzzwordTails = kBuzzwordTailList;
const Words kBusinessVerbs = kBusinessVerbList;
const Words kBusinessAdjectives = kBusinessAdjectiveList;
const Words kBusinessNouns = kBusinessNounList;
const Words kProfessions = kProfessionList;
const Words kIndustries = kIndustryList;
const Words kCurrencyCodes = kCurrencyCodeList;
const Words kCurrencyNames = kCurrencyNameList;
const Words kCurrencySymbols = kCurrencySymbolList;
const Words kCityPrefixes = kCityPrefixList;
const Words kCitySuffixes = kCitySuffixList;
const Words kCountryNames = kCountryNameList;
const Words kCountryCodes = kCountryCodeList;
const Words kStreetSuffixes = kStreetSuffixList;
const Words kTimeZones = kTimeZoneList;
const Words kStateNames = kStateNameList;
const Words kStateCodes = kStateCodeList;
const Words kSecondaryAddresses = kSecondaryAddressList;
const Words kFileExtensions = kFileExtensionList;
const Words kFolders = kFolderList;
const Words kUserAgents = kUserAgentList;
const Words kStatusCodes = kStatusCodeList;

} // namespace millrace::fake
