// SPDX-License-Identifier: GPL-3.0-or-later
// Answers a tutorial's checks about its pipeline: state, program, rows, changes, connectors, tokens.
#pragma once

#include "models/query/query_cell.h"
#include "models/stream/change_stream_model.h"
#include "models/tutorial/tutorial.h"

#include <QHash>
#include <QObject>

#include <map>
#include <memory>

namespace millrace::models {

/// Follows the changes of the relations that a tutorial's checks name, from its start on. Rows are read by queries, on
/// threads of theirs; until the first is answered the check is not true. No timer of its own. GUI thread only; the
/// pipeline must outlive it.
class TutorialProbe : public QObject {
    Q_OBJECT
public:
    /// Changes of a relation that are kept; older ones no longer count.
    static constexpr quint64 kMaxChanges = 2'000;
    /// Rows of an answer that are compared.
    static constexpr int kMaxRows = 1'000;

    TutorialProbe(PipelineBridge& pipeline, const Tutorial& tutorial, QObject* parent = nullptr);
    ~TutorialProbe() override;

    /// Nothing for kinds that are about the window. Reads again what may have changed since the last time.
    std::optional<CheckOutcome> check(const TutorialItem& check);
    /// Forgets the rows that earlier steps asked for.
    void forgetRows();

Q_SIGNALS:
    /// Rows were read: ask again.
    void answered();

private:
    /// A query that a check asks, and the newest answer to it.
    struct Reading {
        explicit Reading(PipelineBridge& pipeline)
            : cell(pipeline)
        {
        }
        QueryCell cell;
        std::string incarnation; ///< of the run that was asked
        uint64_t step = 0;       ///< that the run had done then
        bool wasAsked = false;
        std::optional<QList<QStringList>> rows; ///< nothing: not answered yet, or it failed
        bool isCut = false;
        QString problem;
    };
    CheckOutcome checkState(const TutorialItem& check) const;
    CheckOutcome checkDeclares(const TutorialItem& check) const;
    CheckOutcome checkRows(const TutorialItem& check);
    CheckOutcome checkChanges(const TutorialItem& check) const;
    CheckOutcome checkConnector(const TutorialItem& check) const;
    CheckOutcome checkTokens(const TutorialItem& check) const;
    Reading& reading(const QString& query);
    static void take(Reading& reading);
    QString notRunning() const;

    PipelineBridge& m_pipeline;
    std::map<QString, std::unique_ptr<Reading>> m_readings;          ///< by query
    std::map<QString, std::unique_ptr<ChangeStreamModel>> m_streams; ///< by relation
};

/// "numbers.c1" in two; the connector is empty without a point.
std::pair<QString, QString> endpointParts(const QString& endpoint);

} // namespace millrace::models
