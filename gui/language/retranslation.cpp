// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/language/retranslation.h"

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QFile>
#include <QGraphicsItem>
#include <QGraphicsScene>
#include <QGraphicsView>
#include <QLocale>
#include <QMetaProperty>
#include <QSet>
#include <QTabBar>
#include <QWidget>
#include <QXmlStreamReader>

#include <algorithm>
#include <array>

namespace millrace::gui {

namespace {

constexpr int kCount = -1;         // stands for %n
constexpr int kMarker = 987654321; // a number no text has, in place of %n
constexpr int kMaxDepth = 3;       // a text in a text in a text
constexpr int kTellingLetters = 6; // a pattern of fewer letters may be anything

/// What a user typed or what is no text for people.
bool isContent(const QObject& object, const char* property)
{
    static const QSet<QByteArray> kNever = {
        "objectName", "styleSheet", "inputMask", "currentText",    "windowFilePath", "displayText",  "windowRole",
        "html",       "plainText",  "markdown",  "windowIconText", "documentTitle",  "selectedText", "iconText"};
    return kNever.contains(property) || (object.inherits("QLineEdit") && qstrcmp(property, "text") == 0);
}

/// Our classes of an object and of those it stands in, innermost first.
QByteArrayList contextsOf(const QObject* object)
{
    QByteArrayList contexts;
    for (; object != nullptr; object = object->parent()) {
        for (const QMetaObject* type = object->metaObject(); type != nullptr; type = type->superClass()) {
            if (qstrncmp(type->className(), "millrace::", 10) == 0) {
                contexts.append(type->className());
            }
        }
    }
    return contexts;
}

/// What users call tables and columns: such a word within a text stays, even where it is a text of ours as well.
bool isName(const QString& text)
{
    static const QRegularExpression name(QStringLiteral("^[a-z_][a-z0-9_]*$"));
    return name.match(text).hasMatch();
}

bool hasLetter(const QString& text)
{
    return std::any_of(text.begin(), text.end(), [](QChar sign) { return sign.isLetter(); });
}

} // namespace

Retranslation::Retranslation()
{
    QFile file(QStringLiteral(":/i18n/millrace_de.ts"));
    if (!file.open(QIODevice::ReadOnly)) {
        qWarning("Millrace was built without the list of its texts");
        return;
    }
    QXmlStreamReader xml(&file);
    Text text;
    while (xml.readNext() != QXmlStreamReader::EndDocument && !xml.hasError()) {
        if (xml.isStartElement() && xml.name() == QLatin1String("name")) {
            text.context = xml.readElementText().toUtf8();
        } else if (xml.isStartElement() && xml.name() == QLatin1String("message")) {
            text.isPlural = xml.attributes().value(QLatin1String("numerus")) == QLatin1String("yes");
            text.comment.clear();
        } else if (xml.isStartElement() && xml.name() == QLatin1String("source")) {
            text.source = xml.readElementText().toUtf8();
        } else if (xml.isStartElement() && xml.name() == QLatin1String("comment")) {
            text.comment = xml.readElementText().toUtf8();
        } else if (xml.isEndElement() && xml.name() == QLatin1String("message")) {
            const auto shown = [&](int n) {
                return QCoreApplication::translate(text.context, text.source,
                                                   text.comment.isEmpty() ? nullptr : text.comment.constData(), n);
            };
            if (text.isPlural) {
                addPattern(text, shown(1));
                addPattern(text, shown(kMarker));
            } else {
                addPattern(text, shown(-1));
            }
        }
    }
}

void Retranslation::addPattern(Text text, const QString& shown)
{
    static const QRegularExpression place(QStringLiteral("%L?(\\d{1,2})|") + QString::number(kMarker));
    QString pattern;
    qsizetype at = 0;
    auto matches = place.globalMatch(shown);
    QString literal;
    while (matches.hasNext()) {
        const QRegularExpressionMatch match = matches.next();
        const QString before = shown.mid(at, match.capturedStart() - at);
        pattern += QRegularExpression::escape(before) +
                   (match.captured(1).isEmpty() ? QStringLiteral("([\\d.,'\\s]+)") : QStringLiteral("(.*?)"));
        literal += before;
        text.places.append(match.captured(1).isEmpty() ? kCount : match.captured(1).toInt());
        at = match.capturedEnd();
    }
    if (text.places.isEmpty()) {
        m_byText[shown].append(static_cast<int>(m_exact.size()));
        m_exact.append(std::move(text));
        return;
    }
    literal += shown.mid(at);
    text.numLetters =
        static_cast<int>(std::count_if(literal.begin(), literal.end(), [](QChar c) { return c.isLetter(); }));
    text.pattern.setPattern(QRegularExpression::anchoredPattern(pattern + QRegularExpression::escape(shown.mid(at))));
    text.pattern.setPatternOptions(QRegularExpression::DotMatchesEverythingOption);
    m_patterns.append(std::move(text));
}

const Retranslation::Text* Retranslation::likeliest(const QList<const Text*>& candidates,
                                                    const QByteArrayList& contexts) const
{
    const auto rank = [&](const Text* text) {
        const qsizetype at = contexts.indexOf(text->context);
        return at < 0 ? contexts.size() : at;
    };
    const auto better = [&](const Text* a, const Text* b) {
        if (a->numLetters != b->numLetters) {
            return a->numLetters > b->numLetters;
        }
        return a->places.size() != b->places.size() ? a->places.size() > b->places.size() : rank(a) < rank(b);
    };
    const auto best = std::min_element(candidates.begin(), candidates.end(), better);
    return best == candidates.end() ? nullptr : *best;
}

QString Retranslation::newTextOf(const QString& text, const QByteArrayList& contexts) const
{
    return hasLetter(text) ? find(text, contexts, 0) : QString();
}

QString Retranslation::find(const QString& text, const QByteArrayList& contexts, int depth) const
{
    QList<const Text*> candidates;
    for (const int index : m_byText.value(text)) {
        candidates.append(&m_exact[index]);
    }
    if (candidates.isEmpty()) {
        for (const Text& pattern : m_patterns) {
            const bool isTelling = pattern.numLetters >= kTellingLetters || contexts.contains(pattern.context);
            if (isTelling && pattern.pattern.match(text).hasMatch()) {
                candidates.append(&pattern);
            }
        }
    }
    const Text* found = likeliest(candidates, contexts);
    return found == nullptr ? QString() : inNewLanguage(*found, text, contexts, depth);
}

QString Retranslation::inNewLanguage(const Text& text, const QString& shown, const QByteArrayList& contexts,
                                     int depth) const
{
    QHash<int, QString> values;
    bool hasFound = text.numLetters > 0;
    int n = text.isPlural ? 1 : -1;
    if (!text.places.isEmpty()) {
        const QRegularExpressionMatch match = text.pattern.match(shown);
        for (qsizetype i = 0; i < text.places.size(); ++i) {
            const QString value = match.captured(static_cast<int>(i) + 1);
            const bool isOurs = depth < kMaxDepth && hasLetter(value) && !isName(value);
            const QString newValue = isOurs ? find(value, contexts, depth + 1) : QString();
            hasFound = hasFound || !newValue.isNull();
            values.insert(text.places[i], newValue.isNull() ? value : newValue);
        }
        n = values.contains(kCount) ? QString(values[kCount]).remove(QRegularExpression(QStringLiteral("\\D"))).toInt()
                                    : n;
    }
    if (!text.places.isEmpty() && !hasFound) {
        return {}; // "%1, %2" is no text of ours when neither is
    }
    const QString now = QCoreApplication::translate(text.context, text.source,
                                                    text.comment.isEmpty() ? nullptr : text.comment.constData(), n);
    // In one pass: a value may hold a "%1" of its own.
    static const QRegularExpression place(QStringLiteral("%L?(\\d{1,2})"));
    QString result;
    qsizetype at = 0;
    auto places = place.globalMatch(now);
    while (places.hasNext()) {
        const QRegularExpressionMatch match = places.next();
        result += QStringView(now).mid(at, match.capturedStart() - at);
        result += values.value(match.captured(1).toInt(), match.captured());
        at = match.capturedEnd();
    }
    return result + now.mid(at);
}

void Retranslation::apply() const
{
    QSet<QAction*> actions;
    for (QWidget* widget : QApplication::allWidgets()) {
        retranslate(widget, contextsOf(widget));
        retranslateItems(widget);
        for (QAction* action : widget->actions()) {
            actions.insert(action);
        }
    }
    for (QAction* action : actions) {
        retranslate(action, contextsOf(action));
    }
}

void Retranslation::retranslate(QObject* object, const QByteArrayList& contexts) const
{
    const QMetaObject* type = object->metaObject();
    for (int i = 0; i < type->propertyCount(); ++i) {
        const QMetaProperty property = type->property(i);
        if (property.metaType().id() != QMetaType::QString || !property.isWritable() ||
            isContent(*object, property.name())) {
            continue;
        }
        const QString text = newTextOf(property.read(object).toString(), contexts);
        if (!text.isNull()) {
            property.write(object, text);
        }
    }
}

/// Texts that are not of the widget itself: those of tabs, of combo boxes, and within a chart.
void Retranslation::retranslateItems(QWidget* widget) const
{
    const QByteArrayList contexts = contextsOf(widget);
    const auto replace = [&](const QString& text, const auto& set) {
        const QString now = newTextOf(text, contexts);
        if (!now.isNull()) {
            set(now);
        }
    };
    auto* tabs = qobject_cast<QTabBar*>(widget);
    if (tabs != nullptr && !contexts.contains("millrace::gui::DocumentArea")) {
        for (int i = 0; i < tabs->count(); ++i) {
            replace(tabs->tabText(i), [&](const QString& text) { tabs->setTabText(i, text); });
            replace(tabs->tabToolTip(i), [&](const QString& text) { tabs->setTabToolTip(i, text); });
        }
    } else if (auto* box = qobject_cast<QComboBox*>(widget)) {
        for (int i = 0; i < box->count(); ++i) {
            replace(box->itemText(i), [&](const QString& text) { box->setItemText(i, text); });
        }
    } else if (const auto* view = qobject_cast<QGraphicsView*>(widget); view != nullptr && view->scene() != nullptr) {
        for (QGraphicsItem* item : view->scene()->items()) {
            QGraphicsObject* object = item->toGraphicsObject();
            if (object == nullptr) {
                continue;
            }
            retranslate(object, contexts);
            for (QObject* part : object->findChildren<QObject*>()) {
                retranslate(part, contexts);
            }
        }
    }
}

} // namespace millrace::gui
