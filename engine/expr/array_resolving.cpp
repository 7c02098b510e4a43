// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/expr/array_resolving.h"

namespace millrace {

Status needArray(CallSite& site, size_t arg)
{
    if (site.hasType(arg, TypeId::Null)) {
        site.args[arg] = castExpr(site.args[arg], SqlType::arrayOf(SqlType()), site.span);
    }
    return site.hasType(arg, TypeId::Array) ? Status() : typeMismatch(site);
}

Status unifyWithElement(CallSite& site, size_t array, size_t value)
{
    MR_CHECK(needArray(site, array));
    const SqlType types[] = {*site.type(array).element, site.type(value)};
    const std::optional<SqlType> common = comparisonType(types);
    if (!common) {
        return typeMismatch(site);
    }
    site.args[array] = castExpr(site.args[array], SqlType::arrayOf(*common, site.type(array).nullable), site.span);
    site.args[value] = castExpr(site.args[value], common->withNullable(site.type(value).nullable), site.span);
    return {};
}

Status unifyArrays(CallSite& site, size_t first)
{
    std::vector<SqlType> types;
    for (size_t i = first; i < site.args.size(); ++i) {
        MR_CHECK(needArray(site, i));
        types.push_back(site.type(i));
    }
    const std::optional<SqlType> common = commonType(types);
    if (!common) {
        return typeMismatch(site);
    }
    for (size_t i = first; i < site.args.size(); ++i) {
        site.args[i] = castExpr(site.args[i], common->withNullable(site.type(i).nullable), site.span);
    }
    return {};
}

} // namespace millrace
