// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/descriptive/config_edit.h"

#include "engine/descriptive/config_document.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

namespace millrace::descriptive {

namespace {

Error layoutError(const std::string& why)
{
    return makeError(kConfigLayout, "The pipelines file cannot be edited in place (edit it by hand): " + why);
}

/// Letters of more than one byte that end a line or are no text for readers of YAML, and how they are escaped.
constexpr std::pair<std::string_view, std::string_view> kEscapes[] = {
    {"\xc2\x85", "\\u0085"}, {"\xe2\x80\xa8", "\\u2028"}, {"\xe2\x80\xa9", "\\u2029"}, {"\xef\xbb\xbf", "\\uFEFF"}};

/// In double quotes: the form that holds every text.
std::string quotedText(std::string_view text)
{
    std::string out = "\"";
    for (size_t at = 0; at < text.size(); ++at) {
        const char letter = text[at];
        const auto escape = std::find_if(std::begin(kEscapes), std::end(kEscapes),
                                         [&](const auto& known) { return text.substr(at).starts_with(known.first); });
        if (escape != std::end(kEscapes)) {
            out += escape->second;
            at += escape->first.size() - 1;
            continue;
        }
        switch (letter) {
        case '"': out += "\\\""; break;
        case '\\': out += "\\\\"; break;
        case '\n': out += "\\n"; break;
        case '\r': out += "\\r"; break;
        case '\t': out += "\\t"; break;
        default: out += letter;
        }
    }
    return out + "\"";
}

/// Whether a text of several lines may stand as a block, letter by letter.
bool isPlainBlock(std::string_view text)
{
    const bool hasEscapes = std::any_of(std::begin(kEscapes), std::end(kEscapes), [text](const auto& known) {
        return text.find(known.first) != std::string_view::npos;
    });
    return text.find('\n') != std::string_view::npos && text.front() != ' ' && text.front() != '\n' && !hasEscapes &&
           text.find_first_of("\r\t") == std::string_view::npos && text.find(" \n") == std::string_view::npos &&
           text.back() != ' ' && !text.ends_with("\n\n");
}

/// A scalar as an item of a list: a block for several lines, quoted otherwise.
std::string scalarText(std::string_view text, const std::string& indent, std::string_view lineEnd)
{
    if (!isPlainBlock(text)) {
        return quotedText(text).append(lineEnd);
    }
    const size_t numLineFeeds = text.back() == '\n' ? 1 : 0;
    std::string out(numLineFeeds == 0 ? "|-" : "|");
    out += lineEnd;
    const std::string_view body = text.substr(0, text.size() - numLineFeeds);
    for (size_t begin = 0; begin <= body.size();) {
        const size_t end = std::min(body.find('\n', begin), body.size());
        if (end > begin) {
            out += indent;
        }
        out.append(body.substr(begin, end - begin)).append(lineEnd);
        begin = end + 1;
    }
    return out;
}

/// How the items of the file's list are laid out.
struct Layout {
    std::string dash = "  ";     ///< before the dash of a pipeline
    std::string key = "    ";    ///< before its keys
    std::string list = "      "; ///< before the dashes of its statements
    std::string_view lineEnd = "\n";
};

std::string itemText(const PipelineDefinition& definition, const Layout& layout)
{
    const std::string gap(layout.key.size() - layout.dash.size() - 1, ' ');
    std::string out = layout.dash + "-" + gap + "name: " + quotedText(definition.name);
    out.append(layout.lineEnd).append(layout.key).append("sqls:");
    out += definition.statements.empty() ? " []" : "";
    out += layout.lineEnd;
    for (const std::string& statement : definition.statements) {
        out.append(layout.list).append("- ").append(scalarText(statement, layout.list + "  ", layout.lineEnd));
    }
    return out;
}

class ConfigEditor {
public:
    explicit ConfigEditor(std::string_view text)
        : m_text(text)
    {
        m_layout.lineEnd = text.find("\r\n") != std::string_view::npos ? "\r\n" : "\n";
    }

    Result<std::string> add(const PipelineDefinition& definition)
    {
        MR_CHECK(load());
        if (!m_list.IsSequence() || m_list.size() == 0) {
            return begin(definition);
        }
        MR_TRY(const size_t last, dashOf(m_list.size() - 1));
        adoptLayout(last);
        const size_t end = endOfItem(m_list.size() - 1);
        std::string out(m_text.text().substr(0, end));
        if (!out.empty() && out.back() != '\n') {
            out += m_layout.lineEnd;
        }
        out += itemText(definition, m_layout);
        return out.append(m_text.text().substr(end));
    }

    Result<std::string> remove(std::string_view name)
    {
        MR_CHECK(load());
        size_t kept = 0;
        std::string out(m_text.text());
        const size_t count = m_list.IsSequence() ? m_list.size() : 0;
        for (size_t at = count; at-- > 0;) { // backwards: places before stay what they are
            const YAML::Node found = valueOfKey(m_list[at], "name");
            if (!found.IsScalar() || found.Scalar() != name) {
                ++kept;
                continue;
            }
            MR_TRY(const size_t dash, dashOf(at));
            const size_t begin = beginWithComments(dash);
            const size_t end = endOfItem(at);
            out.erase(begin, end - begin);
        }
        if (kept == 0 && count > 0) {
            MR_TRY(const size_t colon, colonOfList());
            out.insert(colon + 1, " []"); // the key would be left without a value
        }
        return out;
    }

private:
    Status load()
    {
        MR_TRY(const YAML::Node document, loadDocument(m_text));
        m_document = document;
        m_list.reset(valueOfKey(document, "pipelines"));
        return {};
    }

    /// The first pipeline of a file: behind the key, in place of an empty list.
    Result<std::string> begin(const PipelineDefinition& definition)
    {
        const std::string_view text = m_text.text();
        if (!m_list.IsDefined()) {
            std::string out(text);
            if (!out.empty() && out.back() != '\n') {
                out += m_layout.lineEnd;
            }
            return out.append("pipelines:").append(m_layout.lineEnd).append(itemText(definition, m_layout));
        }
        MR_TRY(const size_t colon, colonOfList());
        const size_t from = std::max(colon + 1, m_text.endOf(m_list).value_or(0));
        const size_t lineEnd = m_text.lineEnd(from - 1);
        std::string_view rest = text.substr(from, lineEnd - from); // a comment, perhaps
        rest = rest.substr(0, rest.find_last_not_of("\r\n \t") + 1);
        std::string out(text.substr(0, colon + 1));
        out.append(rest).append(m_layout.lineEnd).append(itemText(definition, m_layout));
        return out.append(text.substr(lineEnd));
    }

    /// Of the key pipelines.
    Result<size_t> colonOfList() const
    {
        for (const auto& entry : m_document) {
            if (entry.first.IsScalar() && entry.first.Scalar() == "pipelines") {
                const std::optional<size_t> keyEnd = m_text.endOf(entry.first);
                const size_t colon = keyEnd ? m_text.text().find(':', *keyEnd) : std::string_view::npos;
                if (colon != std::string_view::npos) {
                    return colon;
                }
            }
        }
        return layoutError("the place behind the key pipelines was not found");
    }

    /// Where the dash of an item stands: the first letter of its line.
    Result<size_t> dashOf(size_t item) const
    {
        const std::string_view text = m_text.text();
        const size_t begin = m_text.lineBegin(m_text.beginOf(m_list[item]));
        const size_t dash = text.find_first_not_of(' ', begin);
        if (dash == std::string_view::npos || text[dash] != '-') {
            return layoutError("its pipelines are no list of dashes, each on a line of its own");
        }
        return dash;
    }

    void adoptLayout(size_t dash)
    {
        const size_t line = m_text.lineBegin(dash);
        const size_t firstKey = m_text.text().find_first_not_of(' ', dash + 1);
        m_layout.dash = std::string(dash - line, ' ');
        const bool isUsual = firstKey != std::string_view::npos && m_text.lineBegin(firstKey) == line;
        m_layout.key = std::string(isUsual ? firstKey - line : dash - line + 2, ' ');
        m_layout.list = m_layout.key + "  ";
    }

    /// Behind the last line of an item.
    size_t endOfItem(size_t item) const
    {
        const std::string_view text = m_text.text();
        const size_t begin = m_text.beginOf(m_list[item]);
        if (const std::optional<size_t> known = m_text.endOf(m_list[item])) {
            size_t end = m_text.lineEnd(*known > 0 ? *known - 1 : 0);
            const std::string_view own = text.substr(begin, end - begin);
            const bool keepsEmptyLines =
                own.find("|+") != std::string_view::npos || own.find(">+") != std::string_view::npos;
            while (keepsEmptyLines && end < text.size() && (text[end] == '\n' || text[end] == '\r')) {
                end = m_text.lineEnd(end);
            }
            return end;
        }
        // Its last node stands elsewhere or has no text: the item goes on as long as lines are indented deeper.
        const size_t dash = text.find_first_not_of(' ', m_text.lineBegin(begin));
        const size_t column = dash - m_text.lineBegin(dash);
        size_t end = m_text.lineEnd(dash);
        for (size_t line = end; line < text.size(); line = m_text.lineEnd(line)) {
            const size_t first = text.find_first_not_of(' ', line);
            const bool isEmpty = first == std::string_view::npos || text[first] == '\n' || text[first] == '\r';
            if (!isEmpty && first - line <= column) {
                break;
            }
            end = isEmpty ? end : m_text.lineEnd(line);
        }
        return end;
    }

    /// The beginning of an item's first line, or of the comments that stand right above it.
    size_t beginWithComments(size_t dash) const
    {
        const std::string_view text = m_text.text();
        size_t begin = m_text.lineBegin(dash);
        const size_t column = dash - begin;
        while (begin > 0) {
            const size_t above = m_text.lineBegin(begin - 1);
            const size_t first = text.find_first_not_of(' ', above);
            if (first == std::string_view::npos || text[first] != '#' || first - above < column) {
                break;
            }
            begin = above;
        }
        return begin;
    }

    YamlText m_text;
    Layout m_layout;
    YAML::Node m_document;
    YAML::Node m_list;
};

/// What was edited has to say what was meant, whatever way the file is written in.
Result<std::string> checked(std::string_view mark, std::string edited, const PipelinesConfig& meant)
{
    if (edited.size() > kMaxConfigBytes) {
        return makeError(kConfigLimit, "A pipelines file has at most 4 MiB");
    }
    const ConfigReading reading = readPipelinesConfig(edited);
    if (reading.hasErrors) {
        const auto error = std::find_if(
            reading.diagnostics.begin(), reading.diagnostics.end(),
            [](const sql::Diagnostic& diagnostic) { return diagnostic.severity == sql::Severity::Error; });
        return layoutError(error->message);
    }
    if (reading.config != meant) {
        return layoutError("the edited file would not say the same");
    }
    return std::string(mark) + edited;
}

Result<PipelinesConfig> readWhole(std::string_view text)
{
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
        return PipelinesConfig();
    }
    ConfigReading reading = readPipelinesConfig(text);
    for (const sql::Diagnostic& diagnostic : reading.diagnostics) {
        if (diagnostic.severity == sql::Severity::Error) {
            return makeError(diagnostic.code, diagnostic.message, diagnostic.span);
        }
    }
    return std::move(reading.config);
}

} // namespace

Result<std::string> withPipeline(std::string_view text, const PipelineDefinition& definition)
{
    MR_CHECK(checkDefinition(definition));
    const std::string_view body = withoutByteOrderMark(text);
    MR_TRY(PipelinesConfig meant, readWhole(body));
    MR_TRY(std::string edited, ConfigEditor(body).add(definition));
    meant.pipelines.push_back(definition);
    return checked(text.substr(0, text.size() - body.size()), std::move(edited), meant);
}

Result<std::string> withoutPipelines(std::string_view text, std::string_view name)
{
    const std::string_view body = withoutByteOrderMark(text);
    MR_TRY(PipelinesConfig meant, readWhole(body));
    MR_TRY(std::string edited, ConfigEditor(body).remove(name));
    std::erase_if(meant.pipelines, [name](const PipelineDefinition& pipeline) { return pipeline.name == name; });
    return checked(text.substr(0, text.size() - body.size()), std::move(edited), meant);
}

} // namespace millrace::descriptive
