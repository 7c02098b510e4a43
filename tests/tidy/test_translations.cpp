// SPDX-License-Identifier: GPL-3.0-or-later
// Every text of the window is in the translation file, and is translated.
#include <QFile>
#include <QMap>
#include <QProcess>
#include <QRegularExpression>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

namespace {

struct Text {
    QString source;
    QStringList forms; ///< of the translation: one, or one for each plural form
    bool isUnfinished = false;
};

/// By context, source and comment.
using Texts = QMap<QString, Text>;

Texts readTexts(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        qFatal("cannot read %s", qPrintable(path));
    }
    Texts texts;
    QXmlStreamReader xml(&file);
    QString context;
    QString comment;
    Text text;
    while (!xml.atEnd()) {
        xml.readNext();
        if (xml.isStartElement() && xml.name() == QLatin1String("name")) {
            context = xml.readElementText();
        } else if (xml.isStartElement() && xml.name() == QLatin1String("message")) {
            text = {};
            comment.clear();
        } else if (xml.isStartElement() && xml.name() == QLatin1String("source")) {
            text.source = xml.readElementText();
        } else if (xml.isStartElement() && xml.name() == QLatin1String("comment")) {
            comment = xml.readElementText();
        } else if (xml.isStartElement() && xml.name() == QLatin1String("translation")) {
            text.isUnfinished = xml.attributes().hasAttribute(QLatin1String("type"));
            const QString form = xml.readElementText(QXmlStreamReader::IncludeChildElements);
            text.forms = form.trimmed().isEmpty() ? QStringList() : QStringList{form};
        } else if (xml.isEndElement() && xml.name() == QLatin1String("message")) {
            texts.insert(context + u'|' + text.source + u'|' + comment, text);
        }
    }
    return texts;
}

QSet<QString> placesOf(const QString& text)
{
    static const QRegularExpression place(QStringLiteral("%(?:L?\\d{1,2}|n)"));
    QSet<QString> places;
    auto matches = place.globalMatch(text);
    while (matches.hasNext()) {
        places.insert(matches.next().captured());
    }
    return places;
}

} // namespace

class TestTranslations : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_texts = readTexts(QStringLiteral(MILLRACE_SOURCE_DIR "/translations/millrace_de.ts")); }

    /// What lupdate finds in the sources is what stands in the file; else `ninja millrace_lupdate` brings it in.
    void nothingIsNewAndNothingIsGone()
    {
        const QTemporaryDir folder;
        const QString found = folder.filePath(QStringLiteral("found_de.ts"));
        QProcess lupdate;
        lupdate.start(QStringLiteral(MILLRACE_LUPDATE),
                      {QStringLiteral(MILLRACE_SOURCE_DIR "/gui"), QStringLiteral(MILLRACE_SOURCE_DIR "/models"),
                       QStringLiteral(MILLRACE_BINARY_DIR "/generated/models/text/error_titles.inc"),
                       QStringLiteral("-I"), QStringLiteral(MILLRACE_SOURCE_DIR), QStringLiteral("-tr-function-alias"),
                       QStringLiteral("QT_TR_NOOP+=TEXT"), QStringLiteral("-ts"), found});
        QVERIFY(lupdate.waitForFinished(60'000));
        QVERIFY2(lupdate.exitCode() == 0, lupdate.readAllStandardError().constData());
        const Texts now = readTexts(found);
        QVERIFY(now.size() > 500);
        QStringList differences;
        for (auto it = now.begin(); it != now.end(); ++it) {
            if (!m_texts.contains(it.key())) {
                differences.append(QStringLiteral("new: ") + it.key());
            }
        }
        for (auto it = m_texts.begin(); it != m_texts.end(); ++it) {
            if (!now.contains(it.key())) {
                differences.append(QStringLiteral("gone: ") + it.key());
            }
        }
        QVERIFY2(differences.isEmpty(), qPrintable(differences.join(u'\n')));
    }

    void everythingIsTranslated()
    {
        QStringList open;
        for (auto it = m_texts.begin(); it != m_texts.end(); ++it) {
            if (it->isUnfinished || it->forms.isEmpty()) {
                open.append(it.key());
            }
        }
        // A translation of spaces alone is right where the text is nothing else.
        open.removeIf([](const QString& key) { return key.section(u'|', 1, 1).trimmed().isEmpty(); });
        QVERIFY2(open.isEmpty(), qPrintable(open.join(u'\n')));
    }

    /// A value has its place in both languages, and so has a mnemonic that the text has to have.
    void placesAreKept()
    {
        QStringList wrong;
        for (auto it = m_texts.begin(); it != m_texts.end(); ++it) {
            for (const QString& form : it->forms) {
                if (placesOf(form) != placesOf(it->source)) {
                    wrong.append(it.key() + QStringLiteral(" -> ") + form);
                }
            }
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
    }

private:
    Texts m_texts;
};

QTEST_GUILESS_MAIN(TestTranslations)
#include "test_translations.moc"
