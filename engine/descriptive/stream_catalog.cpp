// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/descriptive/stream_catalog.h"

#include "engine/sql/name_suggestion.h"

#include <algorithm>
#include <set>

namespace millrace::descriptive {

namespace {

const std::string& nameOf(const CatalogEntry& entry)
{
    return std::visit([](const auto& object) -> const std::string& { return object->name; }, entry);
}

} // namespace

std::unique_ptr<StreamCatalog> StreamCatalog::scratchCopy() const
{
    auto copy = std::make_unique<StreamCatalog>();
    const std::lock_guard lock(m_mutex);
    copy->m_entries = m_entries;
    return copy;
}

std::optional<CatalogEntry> StreamCatalog::find(const std::string& name) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_entries.find(name);
    return found == m_entries.end() ? std::nullopt : std::optional(found->second);
}

Status StreamCatalog::checkUnused(const std::string& name, const SourceSpan& span) const
{
    for (const auto& [viewName, entry] : m_entries) {
        const auto* view = std::get_if<StreamViewPtr>(&entry);
        if (view != nullptr && viewName != name &&
            std::find((*view)->reads.begin(), (*view)->reads.end(), name) != (*view)->reads.end()) {
            return makeError(ErrorCode::kPipelineState, "A view reads it, drop that first: " + viewName, span);
        }
    }
    return {};
}

/// Whether somebody who reads these streams and views reads `name`, also through views.
bool StreamCatalog::reaches(const std::vector<std::string>& reads, const std::string& name) const
{
    std::set<std::string> seen(reads.begin(), reads.end());
    std::vector<std::string> next(reads);
    while (!next.empty() && !seen.contains(name)) {
        const auto found = m_entries.find(next.back());
        next.pop_back();
        const auto* view = found == m_entries.end() ? nullptr : std::get_if<StreamViewPtr>(&found->second);
        for (const std::string& read : view == nullptr ? std::vector<std::string>() : (*view)->reads) {
            if (seen.insert(read).second) {
                next.push_back(read);
            }
        }
    }
    return seen.contains(name);
}

Status StreamCatalog::add(CatalogEntry entry, IfTaken ifTaken, const SourceSpan& span)
{
    const std::lock_guard lock(m_mutex);
    const std::string& name = nameOf(entry);
    const auto found = m_entries.find(name);
    if (found != m_entries.end()) {
        if (ifTaken == IfTaken::Keep) {
            return {};
        }
        if (ifTaken == IfTaken::Fail) {
            return makeError(ErrorCode::kSqlDuplicateName, "A stream or view of this name exists: " + name, span);
        }
        if (found->second.index() != entry.index()) {
            MR_CHECK(checkUnused(name, span));
        }
        if (const auto* view = std::get_if<StreamViewPtr>(&entry); view != nullptr && reaches((*view)->reads, name)) {
            return makeError(ErrorCode::kPipelineState, "A view cannot read itself, also not through others: " + name,
                             span);
        }
    } else if (m_entries.size() >= kMaxEntries) {
        return makeError(ErrorCode::kQueryLimit,
                         "There are too many streams and views, the limit is " + std::to_string(kMaxEntries), span);
    }
    m_entries.insert_or_assign(name, std::move(entry));
    return {};
}

Status StreamCatalog::drop(const std::string& name, bool isView, bool ifExists, const SourceSpan& span)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_entries.find(name);
    if (found == m_entries.end()) {
        if (ifExists) {
            return {};
        }
        std::vector<std::string_view> candidates;
        for (const auto& [known, entry] : m_entries) {
            candidates.push_back(known);
        }
        return Error{ErrorCode::kSqlUnknownRelation, "No stream or view of this name: " + name, span,
                     sql::suggestionNotes(name, candidates)};
    }
    if (std::holds_alternative<StreamViewPtr>(found->second) != isView) {
        return makeError(ErrorCode::kSqlUnknownRelation,
                         (isView ? "It is a stream, not a view: " : "It is a view, not a stream: ") + name, span);
    }
    MR_CHECK(checkUnused(name, span));
    m_entries.erase(found);
    return {};
}

std::vector<std::string> StreamCatalog::names() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<std::string> names;
    for (const auto& [name, entry] : m_entries) {
        names.push_back(name);
    }
    return names;
}

size_t StreamCatalog::numEntries() const
{
    const std::lock_guard lock(m_mutex);
    return m_entries.size();
}

} // namespace millrace::descriptive
