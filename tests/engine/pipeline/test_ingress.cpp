// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline_rig.h"

#include <QTest>

#include <thread>

using namespace millrace;
using rig::inputSpec;
using rig::outputSpec;
using rig::Rig;

namespace {

IngressOptions json(std::string relation, bool force = false)
{
    IngressOptions options;
    options.relation = std::move(relation);
    options.format = "json";
    options.force = force;
    return options;
}

std::string record(int64_t id)
{
    return "{\"insert\":{\"id\":" + std::to_string(id) + ",\"v\":0}}\n";
}

/// A request and what it tells.
class Request {
public:
    Request(Rig& rig, const IngressOptions& options)
        : m_rig(rig)
        , ingress(*rig.controller->openIngress(options))
    {
        ingress->setWakeup([&rig] { rig.waiter.changed(); });
    }
    ~Request()
    {
        if (ingress) {
            ingress->setWakeup(nullptr);
        }
    }
    Request(const Request&) = delete;
    Request& operator=(const Request&) = delete;

    Request& write(std::string bytes)
    {
        ingress->write(std::move(bytes));
        return *this;
    }
    bool hasOutcome() const { return ingress->outcome().has_value(); }
    /// Everything was given; waits for what became of it.
    IngressOutcome finish()
    {
        ingress->finish();
        if (!m_rig.until([&] { return hasOutcome(); })) {
            return {};
        }
        return *std::move(*ingress->outcome());
    }

private:
    Rig& m_rig;

public:
    std::shared_ptr<Ingress> ingress;
};

} // namespace

class TestIngress : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aRequestBringsRowsAndAToken()
    {
        Rig rig({outputSpec("v", "out")});
        rig.sink("v.out").holdUp(true);
        QVERIFY(rig.start());
        Request request(rig, json("t"));
        const IngressOutcome outcome = request.write(record(1) + record(2)).finish();
        QCOMPARE(outcome.numRecords, uint64_t{2});
        QCOMPARE(outcome.numErrors, uint64_t{0});
        QCOMPARE(outcome.endpoint.size(), std::string("t.api-ingress-0123456789abcdef").size());
        QVERIFY(rig.untilProcessed(2));
        QCOMPARE(rig.controller->tokenStatus(outcome.token)->state, TokenState::InProgress);
        rig.sink("v.out").holdUp(false);
        QVERIFY(rig.until(
            [&] { return rig.controller->tokenStatus(outcome.token)->state == TokenState::Complete; }));
        QCOMPARE(rig.sink("v.out").text(), std::string("1\n2\n"));
        QVERIFY(rig.status()->isComplete); // such an endpoint never ends, and nobody waits for that
    }

    void anEndpointForEachNameAndFormat()
    {
        Rig rig({});
        QVERIFY(rig.start());
        const auto endpointOf = [&](const IngressOptions& options) { return Request(rig, options).finish().endpoint; };
        const std::string first = endpointOf(json("t"));
        QVERIFY(first.starts_with("t.api-ingress-"));
        QCOMPARE(endpointOf(json("t")), first);
        QCOMPARE(endpointOf(json("t", true)), first);
        const std::string upper = endpointOf(json("T"));
        QVERIFY(upper.starts_with("T.api-ingress-"));
        IngressOptions raw = json("t");
        raw.formatConfig["update_format"] = "raw";
        QVERIFY(endpointOf(raw) != first);
        const auto status = rig.status();
        QCOMPARE(status->inputs.size(), size_t{3});
        QCOMPARE(status->inputs[0].endpoint, first);
        QCOMPARE(status->inputs[1].endpoint, upper);
        for (const InputStatus& input : status->inputs) {
            QCOMPARE(input.relation, std::string("t"));
            QVERIFY(input.isIngress);
            QCOMPARE(input.maxQueuedRecords, uint64_t{100'000});
        }
        QVERIFY(rig.controller->issueToken("t", status->inputs[0].name).ok());
    }

    void theNumberOfEndpointsIsBounded()
    {
        Rig rig({});
        QVERIFY(rig.start());
        IngressOptions options = json("t");
        for (size_t i = 0; i < IngressHub::kManyEndpoints; ++i) {
            options.formatConfig["n"] = i;
            QVERIFY(rig.controller->openIngress(options).ok());
        }
        options.relation = "T"; // the table as it is known already, written in another way
        QVERIFY(rig.controller->openIngress(options).ok());
        QCOMPARE(rig.status()->inputs.size(), IngressHub::kManyEndpoints);
        options.formatConfig["n"] = "more";
        QCOMPARE(rig.controller->openIngress(options).error().code, ErrorCode::kIngressLimit);
    }

    void recordsMayBeCutAnywhere()
    {
        Rig rig({});
        QVERIFY(rig.start());
        Request request(rig, json("t"));
        const std::string bytes = record(1) + record(2) + "{\"insert\":\n{\"id\":3,\"v\":0}}";
        for (const char byte : bytes) {
            request.write(std::string(1, byte));
        }
        QCOMPARE(request.finish().numRecords, uint64_t{3});
        QVERIFY(rig.untilProcessed(3));
        const InputStatus input = rig.status()->inputs.at(0);
        QCOMPARE(input.totalBytes, uint64_t{bytes.size()});
        QCOMPARE(input.bufferedBytes, uint64_t{0});
    }

    void requestsDoNotMixWithinARecord()
    {
        Rig rig({});
        QVERIFY(rig.start());
        Request first(rig, json("t"));
        Request second(rig, json("t"));
        for (int64_t i = 0; i < 100; ++i) {
            const std::string mine = record(i);
            const std::string yours = record(1000 + i);
            first.write(mine.substr(0, 9));
            second.write(yours.substr(0, 13));
            first.write(mine.substr(9));
            second.write(yours.substr(13));
        }
        QCOMPARE(first.finish().numRecords, uint64_t{100});
        const IngressOutcome last = second.finish();
        QCOMPARE(last.numRecords, uint64_t{100});
        QCOMPARE(last.numErrors, uint64_t{0});
        QVERIFY(rig.untilProcessed(200));
    }

    void badRecordsAreToldAndTheOthersTaken()
    {
        Rig rig({});
        QVERIFY(rig.start());
        const std::string bad = "{\"insert\":{\"id\":\"x\",\"v\":0}}\n";
        const IngressOutcome first = Request(rig, json("t")).write(record(1) + bad + record(2)).finish();
        QCOMPARE(first.numRecords, uint64_t{2});
        QCOMPARE(first.numErrors, uint64_t{1});
        QCOMPARE(first.errors.at(0).recordNumber, uint64_t{2});
        QCOMPARE(first.errors.at(0).column, std::string("id"));
        QVERIFY(!first.token.empty());
        const IngressOutcome second = Request(rig, json("t")).write(bad + record(3) + bad).finish();
        QCOMPARE(second.numErrors, uint64_t{2});
        QCOMPARE(second.errors.at(0).recordNumber, uint64_t{4}); // over the endpoint's life
        QCOMPARE(second.errors.at(1).recordNumber, uint64_t{6});
        QCOMPARE(rig.status()->inputs.at(0).numParseErrors, uint64_t{3});
        QVERIFY(rig.untilProcessed(3));
    }

    void manyErrorsAreCountedAndTheLastKept()
    {
        Rig rig({});
        QVERIFY(rig.start());
        std::string bytes;
        for (int i = 0; i < 3000; ++i) {
            bytes += "[]\n";
        }
        const IngressOutcome outcome = Request(rig, json("t")).write(bytes).finish();
        QCOMPARE(outcome.numErrors, uint64_t{3000});
        QVERIFY(!outcome.errors.empty());
        QVERIFY(outcome.errors.size() <= IngressOutcome::kMaxErrors);
    }

    void aPausedPipelineTakesForcedRequestsOnly()
    {
        Rig rig({});
        QVERIFY(rig.start(Controller::StartMode::Paused));
        Request waiting(rig, json("t"));
        waiting.write(record(1));
        waiting.ingress->finish();
        Request forced(rig, json("t", true));
        QCOMPARE(forced.write(record(2)).finish().numRecords, uint64_t{1});
        QVERIFY(rig.untilProcessed(1)); // what is in the buffer flows
        QVERIFY(!waiting.hasOutcome());
        QVERIFY(!waiting.ingress->hasRoom());
        QVERIFY(forced.ingress->hasRoom());
        QVERIFY(rig.controller->resume().ok());
        QVERIFY(rig.until([&] { return waiting.hasOutcome(); }));
        QVERIFY(rig.untilProcessed(2));
    }

    /// The records of a request hold the step before its end is told.
    void aRequestEndsAlthoughItsOwnStepIsHeld()
    {
        Rig rig({outputSpec("v", "out")});
        QVERIFY(rig.start());
        Request request(rig, json("t"));
        request.write(record(-1)); // the view fails on it
        QVERIFY(rig.untilState(PipelineState::Held));
        const IngressOutcome outcome = request.finish();
        QCOMPARE(outcome.numRecords, uint64_t{1});
        QVERIFY(!outcome.token.empty());
    }

    void aPausedEndpointTakesNothing()
    {
        Rig rig({});
        QVERIFY(rig.start());
        Request(rig, json("t")).write(record(1)).finish();
        const std::string name = rig.status()->inputs.at(0).name;
        QVERIFY(rig.controller->pauseConnector("t", name).ok());
        QVERIFY(rig.until([&] { return !rig.status()->inputs.at(0).isActive; }));
        Request request(rig, json("t", true));
        request.write(record(2));
        request.ingress->finish();
        QVERIFY(!request.ingress->hasRoom());
        QVERIFY(rig.controller->startConnector("t", name).ok());
        QVERIFY(rig.until([&] { return request.hasOutcome(); }));
        QVERIFY(rig.untilProcessed(2));
    }

    void aFullBufferHoldsTheRequestUp()
    {
        Rig rig({});
        auto follower = std::make_shared<SubscriptionQueue>(SubscribeOptions{false, OverflowPolicy::Block, 1});
        rig.controller->addFollower(2, follower);
        QVERIFY(rig.start());
        Request request(rig, json("t"));
        request.write(record(0));
        QVERIFY(rig.untilProcessed(1)); // the follower blocks from now on
        int64_t numSent = 1;
        const auto send = [&] {
            while (request.ingress->hasRoom() && numSent < 400'000) {
                std::string piece;
                for (int i = 0; i < 1000; ++i) {
                    piece += record(numSent++);
                }
                request.write(std::move(piece));
            }
            return numSent >= 400'000;
        };
        QVERIFY(rig.until([&] {
            send();
            return rig.status()->bufferedInputRecords >= 100'000 && !request.ingress->hasRoom();
        }));
        QVERIFY(rig.status()->bufferedInputRecords < 110'000); // not more than a slice above
        QVERIFY(rig.until([&] {
            follower->take();
            return send();
        }));
        request.ingress->finish();
        QVERIFY(rig.until([&] {
            follower->take();
            return request.hasOutcome() && rig.status()->bufferedInputRecords == 0;
        }));
        QCOMPARE(rig.status()->totalProcessedRecords, static_cast<uint64_t>(numSent));
    }

    void whatALostConnectionSentWholeStays()
    {
        Rig rig({});
        QVERIFY(rig.start());
        {
            Request lost(rig, json("t"));
            lost.write(record(1) + "{\"insert\":{\"id\":2");
            QVERIFY(rig.untilProcessed(1));
        }
        const IngressOutcome next = Request(rig, json("t")).write(record(3)).finish();
        QCOMPARE(next.numRecords, uint64_t{1});
        QCOMPARE(next.numErrors, uint64_t{0});
        QVERIFY(rig.untilProcessed(2));
    }

    void whatALostConnectionLeftWaitingIsDiscarded()
    {
        Rig rig({});
        QVERIFY(rig.start(Controller::StartMode::Paused));
        Request(rig, json("t")).write(record(1)); // gone before the pipeline runs
        QVERIFY(rig.controller->resume().ok());
        Request(rig, json("t")).write(record(2)).finish();
        QVERIFY(rig.until([&] { return rig.status()->totalProcessedRecords >= 1; }));
        QCOMPARE(rig.status()->totalInputRecords, uint64_t{1});
    }

    void atTheEndOfTheRunTheOutcomeIsAnError()
    {
        Rig rig({});
        QVERIFY(rig.start(Controller::StartMode::Paused));
        Request waiting(rig, json("t"));
        waiting.write(record(1));
        waiting.ingress->finish();
        rig.controller->stop();
        rig.controller->waitUntilSettled();
        QVERIFY(waiting.hasOutcome());
        QCOMPARE(waiting.ingress->outcome()->error().code, ErrorCode::kPipelineState);
        QCOMPARE(rig.controller->openIngress(json("t")).error().code, ErrorCode::kPipelineState);
        waiting.write(record(2)); // without effect
        rig.controller.reset();
        QVERIFY(waiting.hasOutcome());
    }

    void namesWhatIsWrong()
    {
        Rig rig({});
        QVERIFY(rig.start());
        QCOMPARE(rig.controller->openIngress(json("x")).error().code, ErrorCode::kPipelineUnknownRelation);
        QCOMPARE(rig.controller->openIngress(json("v")).error().code, ErrorCode::kPipelineUnknownRelation);
        QCOMPARE(rig.controller->openIngress(json("\"T\"")).error().code, ErrorCode::kPipelineUnknownRelation);
        IngressOptions options = json("t");
        options.format = "cvs";
        QCOMPARE(rig.controller->openIngress(options).error().code, ErrorCode::kConnectorUnknownFormat);
        options = json("t");
        options.formatConfig["lines"] = "some";
        QCOMPARE(rig.controller->openIngress(options).error().code, ErrorCode::kConnectorInvalidValue);
        QVERIFY(rig.status()->inputs.empty());
    }

    void manyRequestsAtOnceLoseNothing()
    {
        Rig rig({inputSpec("t", "c")});
        QVERIFY(rig.start());
        constexpr int kClients = 8;
        constexpr int kRequests = 40;
        constexpr int64_t kRecords = 25;
        std::vector<std::jthread> clients;
        std::atomic<uint64_t> numTaken = 0;
        for (int client = 0; client < kClients; ++client) {
            clients.emplace_back([&] {
                for (int i = 0; i < kRequests; ++i) {
                    const std::shared_ptr<Ingress> ingress = *rig.controller->openIngress(json("t"));
                    for (int64_t id = 0; id < kRecords; ++id) {
                        ingress->write(record(id));
                    }
                    ingress->finish();
                    while (!ingress->outcome()) {
                        std::this_thread::yield();
                    }
                    numTaken += (*ingress->outcome())->numRecords;
                }
            });
        }
        std::jthread toggling([&] {
            for (int i = 0; i < 50; ++i) {
                QVERIFY(rig.controller->pause().ok());
                QVERIFY(rig.controller->resume().ok());
            }
        });
        toggling.join();
        clients.clear();
        constexpr uint64_t kAll = uint64_t{kClients} * kRequests * kRecords;
        QCOMPARE(numTaken.load(), kAll);
        QVERIFY(rig.untilProcessed(kAll));
    }
};

QTEST_APPLESS_MAIN(TestIngress)
#include "test_ingress.moc"
