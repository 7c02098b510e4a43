# SPDX-License-Identifier: GPL-3.0-or-later
"""What clients of the API v0 read of a pipeline's life: states, events, errors, the status of connectors."""

from instance import Instance, Requests, equal, expect, wait_until

PROGRAM = """CREATE TABLE t (id INT);
CREATE MATERIALIZED VIEW v AS SELECT 10 / id AS q FROM t;
"""
PIPELINE = "/v0/pipelines/p"
EVENT = {"event_id", "recorded_at", "deployment_resources_status", "deployment_resources_desired_status",
         "deployment_runtime_status", "deployment_runtime_desired_status", "deployment_has_error", "program_status",
         "storage_status"}
EVENT_DETAILS = {"deployment_resources_status_details", "deployment_runtime_status_details", "deployment_error",
                 "storage_status_details"}


class Pipeline:
    def __init__(self, requests):
        self.requests = requests

    def call(self, method, path, status, body=None):
        return self.requests.call(method, PIPELINE + path, status, body)

    def refused(self, method, path, status, code, body=None):
        equal(self.call(method, path, status, body)["error_code"], code, "the code of %s %s" % (method, path))

    def get(self, selector="status"):
        return self.call("GET", "?selector=" + selector, 200)

    def reach(self, **members):
        return wait_until(lambda: all(self.get()[name] == value for name, value in members.items()) and self.get(),
                          str(members))

    def ingress(self, rows, status, path="format=json&array=true&update_format=raw"):
        return self.call("POST", "/ingress/t?" + path, status, rows)


def states(events):
    """From the oldest on, without those that repeat the one before."""
    names = ("deployment_resources_status", "deployment_resources_desired_status", "deployment_runtime_status",
             "deployment_runtime_desired_status", "storage_status")
    told = []
    for event in reversed(events):
        state = tuple(event[name] for name in names)
        if event["program_status"] == "Success" and told[-1:] != [state]:
            told.append(state)
    return told


def live(pipeline):
    """A life without errors, and what is refused on the way."""
    found = pipeline.reach(program_status="Success")
    equal((found["deployment_status"], found["storage_status"]), ("Stopped", "Cleared"), "the state at the beginning")
    expect(all(found[name] is None for name in ("deployment_error", "deployment_id", "deployment_initial",
                                                "bootstrap_policy", "storage_status_details",
                                                "deployment_runtime_status")), "what a stopped pipeline has", found)
    pipeline.refused("POST", "/start?initial=standby", 400, "InitialStandbyNotAllowed")
    pipeline.refused("GET", "/stats", 503, "PipelineInteractionNotDeployed")
    equal(pipeline.call("POST", "/start?bootstrap_policy=allow", 202), "Pipeline is starting", "what start says")
    found = pipeline.reach(deployment_status="Running")
    equal((found["deployment_initial"], found["bootstrap_policy"], found["deployment_desired_status"]),
          ("Running", "allow", "Running"), "what a running pipeline has")
    equal(found["storage_status_details"], {"checkpoints": []}, "its storage")
    pipeline.call("POST", "/start?bootstrap_policy=allow", 202)  # identical: nothing happens
    pipeline.refused("POST", "/start?initial=paused&bootstrap_policy=allow", 400, "InitialImmutableUnlessStopped")
    pipeline.refused("POST", "/start?bootstrap_policy=reject", 400, "BootstrapPolicyImmutableUnlessStopped")
    pipeline.refused("POST", "/clear", 400, "StorageStatusImmutableUnlessStopped")
    pipeline.refused("DELETE", "", 400, "DeleteRestrictedToFullyStopped")
    pipeline.refused("PATCH", "", 400, "UpdateRestrictedToStopped", {"program_code": "CREATE TABLE u (a INT);"})
    pipeline.refused("POST", "/stop", 501, "EnterpriseFeature")
    pipeline.call("POST", "/pause", 202)
    pipeline.reach(deployment_status="Paused", deployment_desired_status="Paused")
    pipeline.call("POST", "/resume", 202)
    pipeline.reach(deployment_status="Running")
    pipeline.call("POST", "/stop?force=true", 202)
    found = pipeline.reach(deployment_status="Stopped", deployment_desired_status="Stopped")
    expect(found["bootstrap_policy"] is None and found["deployment_id"] is None, "nothing of the run is left", found)
    pipeline.refused("DELETE", "", 400, "DeleteRestrictedToClearedStorage")
    pipeline.call("POST", "/clear", 202)
    pipeline.reach(storage_status="Cleared", storage_status_details=None)


def check_events(pipeline):
    events = pipeline.call("GET", "/events", 200)
    detailed = pipeline.call("GET", "/events?selector=all", 200)
    expect(all(set(event) == EVENT for event in events), "the keys of an event", events[0])
    expect(all(set(event) == EVENT | EVENT_DETAILS for event in detailed), "all keys of an event", detailed[0])
    equal([event["event_id"] for event in events], [event["event_id"] for event in detailed], "the events")
    times = [event["recorded_at"] for event in events]
    equal(times, sorted(times, reverse=True), "the order of events")
    equal(pipeline.call("GET", "/events/latest", 200), events[0], "the latest event")
    for event in detailed:
        equal(pipeline.call("GET", "/events/%s?selector=all" % event["event_id"], 200), event, "an event alone")
        expect((event["deployment_runtime_status"] is None) == (event["deployment_runtime_status_details"] is None),
               "details of the runtime", event)
    equal(states(events), [
        ("Stopped", "Stopped", None, None, "Cleared"),
        ("Stopped", "Provisioned", None, None, "Cleared"),
        ("Stopped", "Provisioned", None, None, "InUse"),
        ("Provisioning", "Provisioned", None, None, "InUse"),
        ("Provisioned", "Provisioned", "Initializing", "Running", "InUse"),
        ("Provisioned", "Provisioned", "Running", "Running", "InUse"),
        ("Provisioned", "Provisioned", "Paused", "Paused", "InUse"),
        ("Provisioned", "Provisioned", "Running", "Running", "InUse"),
        ("Provisioned", "Stopped", "Running", "Running", "InUse"),
        ("Stopping", "Stopped", None, None, "InUse"),
        ("Stopped", "Stopped", None, None, "InUse"),
        ("Stopped", "Stopped", None, None, "Clearing"),
        ("Stopped", "Stopped", None, None, "Cleared"),
    ], "the states of a life")


def check_connectors(pipeline):
    """Good and bad records of requests, as the statistics tell them."""
    pipeline.call("POST", "/start", 202)
    pipeline.reach(deployment_status="Running")
    pipeline.ingress([{"id": i} for i in range(1, 6)], 200)
    error = pipeline.ingress([{"id": "none"}], 400)
    equal((error["error_code"], error["details"]["num_errors"]), ("ParseErrors", 1), "the error of a bad record")
    stats = wait_until(lambda: (lambda found: found["inputs"] and found["inputs"][0]["metrics"]["num_parse_errors"] == 1
                                and found)(pipeline.call("GET", "/stats", 200)), "the counted error")
    [only] = stats["inputs"]
    equal(only["metrics"]["total_records"], 5, "the records")
    expect("parse_errors" not in only and "transport_errors" not in only, "lists are told when they are asked for", only)
    listed = pipeline.call("GET", "/stats?include_connector_errors=true", 200)["inputs"][0]
    name = only["endpoint_name"].split(".", 1)[1]
    own = pipeline.call("GET", "/tables/t/connectors/%s/stats" % name, 200)
    for errors in (listed["parse_errors"], own["parse_errors"]):
        equal([set(each) for each in errors], [{"timestamp", "index", "tag", "message"}], "an error of the list")
        expect("none" in errors[0]["message"] and errors[0]["timestamp"].endswith("Z"), "what it tells", errors)
    equal((own["health"]["status"], own["fatal_error"], own["paused"], own["barrier"], own["config"]["stream"]),
          ("Healthy", None, False, False, "t"), "the state of the connector")
    equal(pipeline.get("status_with_connectors")["connectors"], {"num_errors": 1}, "the errors of all connectors")


def check_errors(pipeline):
    """A step that fails is held, where other engines stop; the error has the same form and is dismissed alike."""
    pipeline.ingress([{"id": 0}], 200)
    error = pipeline.reach(deployment_status="Paused")["deployment_error"]
    equal((set(error), error["error_code"]), ({"message", "error_code", "details"}, "RuntimeError.StepHeld"), "the error")
    pipeline.call("POST", "/stop?force=true", 202)
    pipeline.reach(deployment_status="Stopped")
    pipeline.call("POST", "/dismiss_error", 200)
    pipeline.reach(deployment_error=None)
    pipeline.call("POST", "/start?dismiss_error=false", 202)
    pipeline.reach(deployment_status="Running")
    pipeline.call("POST", "/stop?force=true", 202)
    pipeline.reach(deployment_status="Stopped")
    pipeline.call("PATCH", "", 200, {"program_code": "CREATE TABLE t (id INT); CREATE VIEW v AS SELECT x FROM t;"})
    pipeline.reach(program_status="SqlError")
    [message] = [each for each in pipeline.get("all")["program_error"]["sql_compilation"]["messages"]
                 if not each["warning"]]
    equal((message["start_line_number"], message["start_column"]), (1, 50), "the place of the error")
    pipeline.refused("POST", "/start", 400, "CannotStartWithCompilationError")


with Instance() as instance:
    requests = Requests(instance.port)
    requests.call("POST", "/v0/pipelines", 201, {"name": "p", "program_code": PROGRAM})
    one = Pipeline(requests)
    live(one)
    check_events(one)
    check_connectors(one)
    check_errors(one)
