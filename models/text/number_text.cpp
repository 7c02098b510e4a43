// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/text/number_text.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QTimeZone>

#include <array>
#include <cmath>

namespace millrace::models {

namespace {

/// The translation context of this file.
struct NumberText {
    Q_DECLARE_TR_FUNCTIONS(NumberText)
};

/// Two significant places below ten, none above.
QString shortNumber(double value)
{
    return QLocale().toString(value, 'f', value < 10 && std::abs(value - std::round(value)) > 0.05 ? 1 : 0);
}

} // namespace

QString countText(uint64_t count)
{
    return QLocale().toString(static_cast<qulonglong>(count));
}

QString signedText(int64_t number)
{
    const QLocale locale;
    return number > 0 ? locale.positiveSign() + locale.toString(static_cast<qlonglong>(number))
                      : locale.toString(static_cast<qlonglong>(number));
}

QString bytesText(uint64_t bytes)
{
    return QLocale().formattedDataSize(static_cast<qint64>(bytes), bytes < 10 * 1024 ? 0 : 1);
}

QString rateText(double perSecond)
{
    if (!(perSecond > 0)) {
        return NumberText::tr("0/s");
    }
    if (perSecond < 0.95) {
        return NumberText::tr("<1/s");
    }
    struct Unit {
        double factor;
        const char* text;
    };
    static constexpr std::array<Unit, 3> kUnits = {{{1e9, QT_TRANSLATE_NOOP("NumberText", "%1 G/s")},
                                                    {1e6, QT_TRANSLATE_NOOP("NumberText", "%1 M/s")},
                                                    {1e3, QT_TRANSLATE_NOOP("NumberText", "%1 k/s")}}};
    for (const Unit& unit : kUnits) {
        if (perSecond >= unit.factor) {
            return QCoreApplication::translate("NumberText", unit.text).arg(shortNumber(perSecond / unit.factor));
        }
    }
    return NumberText::tr("%1/s").arg(shortNumber(perSecond));
}

QString durationText(int64_t micros)
{
    if (micros < 1000) {
        return NumberText::tr("%1 µs").arg(QLocale().toString(static_cast<qlonglong>(micros)));
    }
    const double ms = static_cast<double>(micros) / 1000;
    if (ms < 1000) {
        return NumberText::tr("%1 ms").arg(shortNumber(ms));
    }
    if (ms < 60'000) {
        return NumberText::tr("%1 s").arg(QLocale().toString(ms / 1000, 'f', 1));
    }
    const qlonglong seconds = micros / 1'000'000;
    const QString minutePart = QStringLiteral("%1").arg(seconds / 60 % 60, 2, 10, QLatin1Char('0'));
    if (seconds < 3600) {
        const QString secondPart = QStringLiteral("%1").arg(seconds % 60, 2, 10, QLatin1Char('0'));
        return NumberText::tr("%1 min %2 s").arg(QString::number(seconds / 60), secondPart);
    }
    return NumberText::tr("%1 h %2 min").arg(QString::number(seconds / 3600), minutePart);
}

QString clockText(int64_t timestampMicros)
{
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(timestampMicros / 1000);
    return time.time().toString(QStringLiteral("HH:mm:ss.zzz"));
}

QString dateTimeText(int64_t timestampMicros)
{
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(timestampMicros / 1000);
    return QLocale().toString(time, QLocale::ShortFormat);
}

QString momentText(int64_t timestampMicros)
{
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(timestampMicros / 1000);
    return time.date() == QDate::currentDate() ? time.time().toString(QStringLiteral("HH:mm:ss"))
                                               : QLocale().toString(time, QLocale::ShortFormat);
}

} // namespace millrace::models
