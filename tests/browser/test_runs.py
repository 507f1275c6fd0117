"""The browser's side of long runs, with the true answers of the server's side."""

from __future__ import annotations

import time
from collections.abc import Iterator

from playwright.sync_api import Page, Route

from cnnviz.errors import CnnvizError
from cnnviz.serve import Visitor
from cnnviz.ui import running

WATCH = """async () => {
  const { LongRun } = await import("/components/runs.js");
  window.frames_ = [];
  window.states = [];
  window.make = () => new LongRun({
    name: "count", ticket: "ann",
    onFrames: (frames) => frames.forEach(({ number, bytes }) => window.frames_.push([number, bytes[0]])),
    onState: (told) => window.states.push(told),
  });
  window.run = window.make();
}"""


def count(to: int) -> Iterator[int]:
    for number in range(to):
        time.sleep(0.01)
        yield number


ANSWER = running.answerer(
    "browser count",
    lambda _visitor, asked: running.Plan(asked["to"], lambda: count(asked["to"]), asked["to"]),
    lambda number: bytes([number % 256]),
)


def test_a_run_streams_stops_and_is_found_again(modules: Page) -> None:
    ann, acts = Visitor(), []

    def answer(route: Route) -> None:
        asked = route.request.post_data_json["asked"]
        acts.append(asked["act"])
        try:
            route.fulfill(body=ANSWER(ann, asked), content_type="application/octet-stream")
        except CnnvizError as problem:
            route.fulfill(status=422, body=str(problem))

    modules.route("**/answers/count", answer)
    modules.evaluate(WATCH)

    modules.evaluate("void run.start({ to: 60 })")
    modules.wait_for_function("states.at(-1).state === 'done'")
    assert modules.evaluate("frames_") == [[number, number] for number in range(60)]
    told = modules.evaluate("states")
    assert told[0]["words"] == "Waiting for its turn"
    assert any("left" in each["words"] for each in told)
    assert told[-1]["words"] == "Done"

    modules.evaluate("(window.frames_ = [], void run.start({ to: 100000 }))")
    modules.wait_for_function("frames_.length > 3")
    modules.evaluate("run.stop()")
    assert modules.evaluate("states.at(-1).words") == "Stopped"
    shown = modules.evaluate("frames_")

    modules.evaluate("(window.frames_ = [], window.run = make(), void run.resume())")
    modules.wait_for_function("states.at(-1).state === 'stopped' && frames_.length")
    assert modules.evaluate("frames_")[: len(shown)] == shown

    modules.evaluate("void run.start({ to: 100000 })")
    modules.wait_for_function("run.going && run.run")
    # A newer start gives the look under way up: the server would refuse it.
    modules.evaluate("""() => {
      const send = window.fetch;
      window.fetch = (path, init) => {
        if (JSON.parse(init.body).asked.act !== "look") return send(path, init);
        window.fetch = send;
        return new Promise((_, refuse) => {
          init.signal.onabort = () => (refuse(init.signal.reason), (window.givenUp = true));
        });
      };
    }""")
    modules.wait_for_function("!fetch.toString().includes('givenUp')")
    modules.evaluate("void run.start({ to: 100000 })")
    modules.wait_for_function("run.going && run.run")
    assert modules.evaluate("givenUp")
    assert modules.evaluate("states.at(-1).state") != "refused"

    modules.evaluate("run.leave()")
    modules.wait_for_function("!run.going")
    assert acts[-1] == "stop"
